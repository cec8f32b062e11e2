//! One self-contained HTML page with tables and charts; reads well at desktop and phone width.
//!
//! ```
//! use krarup::report::{Chart, Report};
//! let page = Report::new("Monday")
//!     .text("80 % within 20 s is the target.")
//!     .chart(&Chart::bars("Calls offered", &["08:00", "08:30"], "calls", &[Some(12.0), Some(31.0)]))
//!     .html();
//! assert!(page.starts_with("<!doctype html>") && page.contains("<svg"));
//! ```
//!
//! May be imported by hosts; imports `metrics`, `records` and `staffing`.

mod chart;
mod page;

pub use chart::{Chart, Shape};
pub use page::Report;
