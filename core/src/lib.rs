//! krarup: an embeddable contact-centre engine.
//!
//! It **routes** contacts to agents, **measures** what happened, **staffs** the next interval and
//! generates realistic days to try both on. The core does no I/O of its own accord: it reads no
//! clock, file, socket or environment variable, starts no thread and draws no unseeded random
//! number, so the same inputs give the same bits on every platform and in every language.
//!
//! # Rooms
//!
//! | module | question it answers | cargo feature |
//! |---|---|---|
//! | [`time`] | when: microsecond instants, spans, intervals in an IANA zone | always, `zones` for the grid |
//! | [`random`] | reproducible randomness: Philox and samplers | `random` |
//! | [`statistics`] | small exact tools: Wilson interval, R-7 quantile, Kaplan–Meier | `statistics` |
//! | [`routing`] | who takes which interaction: inputs in, events out | `routing` |
//! | [`scenario`] | whether a routing configuration does what it should, as tests in JSON | `scenario` |
//! | [`import`](mod@import) | what another vendor's routing configuration is here, with a report of what is lost | `import` |
//! | [`records`] | what happened, as data; loaders with a quality report | `records` |
//! | [`recorder`] | turns routing events into records | `recorder` |
//! | [`metrics`] | every KPI with its definition | `metrics` |
//! | [`staffing`] | Erlang B, C and A, requirement solvers, day plans | `staffing` |
//! | [`synthetic`] | seeded realistic days and weeks, played through the real router | `synthetic` |
//! | [`report`] | one self-contained HTML page with charts | `report` |
//!
//! Data flow one way: `routing` knows nothing of records or metrics, and nothing here knows a
//! language binding.
#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

#[cfg(feature = "import")]
pub mod import;
#[cfg(feature = "metrics")]
pub mod metrics;
#[cfg(feature = "random")]
pub mod random;
#[cfg(feature = "recorder")]
pub mod recorder;
#[cfg(feature = "records")]
pub mod records;
#[cfg(feature = "report")]
pub mod report;
#[cfg(feature = "routing")]
pub mod routing;
#[cfg(feature = "scenario")]
pub mod scenario;
#[cfg(feature = "staffing")]
pub mod staffing;
#[cfg(feature = "statistics")]
pub mod statistics;
#[cfg(feature = "synthetic")]
pub mod synthetic;
pub mod time;

mod codes;

pub use codes::ERROR_CODES;

/// The version of this crate; both bindings report the same.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

#[cfg(doctest)]
#[doc = include_str!("../../docs/from-your-crm.md")]
struct FromYourCrm;

#[cfg(all(doctest, feature = "staffing"))]
#[doc = include_str!("../../docs/staffing/day.md")]
struct StaffingDay;

#[cfg(all(doctest, feature = "staffing"))]
#[doc = include_str!("../../docs/staffing/which-model-when.md")]
struct StaffingWhichModelWhen;

#[cfg(doctest)]
#[doc = include_str!("../../docs/staffing/uncertain-volume.md")]
struct UncertainVolume;

#[cfg(doctest)]
#[doc = include_str!("../../docs/staffing/deferred-work.md")]
struct DeferredWork;

#[cfg(all(doctest, feature = "staffing"))]
#[doc = include_str!("../../docs/staffing/budget.md")]
struct Budget;

#[cfg(all(doctest, feature = "staffing"))]
#[doc = include_str!("../../docs/staffing/pooling.md")]
struct Pooling;

#[cfg(doctest)]
#[doc = include_str!("../../docs/staffing/erlang-b.md")]
struct ErlangB;

#[cfg(doctest)]
#[doc = include_str!("../../docs/staffing/erlang-c.md")]
struct ErlangC;

#[cfg(doctest)]
#[doc = include_str!("../../docs/staffing/erlang-a.md")]
struct ErlangA;

#[cfg(doctest)]
#[doc = include_str!("../../docs/staffing/bounded-queues.md")]
struct BoundedQueues;

#[cfg(doctest)]
#[doc = include_str!("../../docs/staffing/engset.md")]
struct Engset;

#[cfg(doctest)]
#[doc = include_str!("../../docs/staffing/recalls-and-redials.md")]
struct RecallsAndRedials;

#[cfg(doctest)]
#[doc = include_str!("../../docs/staffing/chat.md")]
struct Chat;

#[cfg(doctest)]
#[doc = include_str!("../../docs/staffing/blending.md")]
struct Blending;

#[cfg(doctest)]
#[doc = include_str!("../../docs/staffing/limits.md")]
struct Limits;

#[cfg(doctest)]
#[doc = include_str!("../../docs/staffing/general-patience.md")]
struct GeneralPatience;

#[cfg(doctest)]
#[doc = include_str!("../../docs/staffing/patience-from-data.md")]
struct PatienceFromData;

#[cfg(doctest)]
#[doc = include_str!("../../docs/staffing/targets-and-cost.md")]
struct TargetsAndCost;
