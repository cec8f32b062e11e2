//! Small exact tools that several rooms need: intervals, quantiles, survival.
