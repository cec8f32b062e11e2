//! A second router, written from `routing.md` section 6, `docs/routing.md` and the comments of the public types, and
//! sharing no code with the first: at every instant it recomputes who may take what, and in which order, from scratch.
//!
//! `world` is what it knows; `eligibility`, `order`, `choice` and `score` are its rules; `matching`, `admission`, `commands`,
//! `callbacks`, `consults`, `entry`, `plans`, `reconfigure`, `rules`, `leases`, `updates` and `clock` what happens, `memory`
//! what is kept of customers and `estimates` of waits. `swarm`, `configuration`, `redraw`, `draw` and `contact` make the
//! runs, `compare` plays them on both routers, `ledger` keeps the books of the events and `tally` counts the rules. Where the documents leave something open, `OPEN:` says which
//! side the model takes.

pub(crate) mod admission;
pub(crate) mod callbacks;
pub(crate) mod choice;
pub(crate) mod clock;
pub(crate) mod commands;
pub(crate) mod compare;
pub(crate) mod configuration;
pub(crate) mod consults;
pub(crate) mod contact;
pub(crate) mod draw;
pub(crate) mod eligibility;
mod engines;
pub(crate) mod entry;
pub(crate) mod estimates;
pub(crate) mod leases;
pub(crate) mod ledger;
pub(crate) mod matching;
pub(crate) mod memory;
pub(crate) mod order;
pub(crate) mod overlays;
pub(crate) mod plans;
pub(crate) mod reconfigure;
pub(crate) mod redraw;
pub(crate) mod rules;
pub(crate) mod score;
pub(crate) mod swarm;
pub(crate) mod tally;
pub(crate) mod unmet;
pub(crate) mod updates;
pub(crate) mod world;
