//! A seeded generator of realistic days and weeks: the data this project ships.
//!
//! A [`Centre`] describes contact types (intraday and weekly profile, lognormal handling, patience,
//! requirements, repeat callers) and agents with skills and shifts. [`Centre::contacts`] draws what customers would do:
//! it knows nothing of agents. [`play`] sends contacts through the real router and records what
//! happened, so that waits and abandonments follow from the staff there was.
//!
//! Every draw belongs to one contact (or one day) by a key: changing one type, or adding days, leaves all
//! other contacts as they were.
//!
//! ```
//! use krarup::metrics::KpiSpec;
//! use krarup::synthetic::Centre;
//! let day = Centre { days: 1, ..Centre::example() };
//! let records = day.generate(42, &mut |_done, _total| {})?;
//! let table = KpiSpec::new(&["offered", "sl.no_short"]).compute(&records)?;
//! assert!(table.value(&[], "offered").unwrap() > 500.0);
//! assert_eq!(records, day.generate(42, &mut |_, _| {})?);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! May be imported by `simulation` and hosts; imports `random`, `time`, `routing`, `recorder`, `records`.

mod centre;
mod contacts;
mod play;

pub use centre::{Centre, ContactType, RequiredSkill, SyntheticAgent, SyntheticError};
pub use contacts::Contact;
pub use play::{PresenceChange, Roster, play};
