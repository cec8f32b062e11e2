//! Small exact tools that several rooms need: intervals, quantiles, survival.
//!
//! May be imported by `metrics`, `staffing` and `report`; imports `time` and `libm`.

mod proportion;
mod quantile;
mod survival;

pub use proportion::{normal_quantile, wilson};
pub use quantile::quantile_r7;
pub use survival::{KaplanMeier, SurvivalStep};
