use serde::{Deserialize, Serialize};

/// Which "service level": the names are those of the metrics.
///
/// W is the wait, T the target, s the short-abandon limit; shares of all offered unless stated.
///
/// None falls when agents are added. The virtual wait V of n + 1 agents is smaller in likelihood ratio
/// than that of n (the densities above 0 differ by a factor e^(−μx)), and P(V = 0) : E[d(V); V > 0] grows
/// with n for every d ≥ 0. Each definition is E[g(V)] / E[d(V)] with g/d not increasing, such as
/// d = e^(−θV), g = d·1(V ≤ T) for `sl.answered`, so the fewest agents are found by bisection.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "id")]
#[non_exhaustive]
pub enum ServiceLevel {
    /// `sl.offered`: answered within T over offered.
    #[serde(rename = "sl.offered")]
    Offered,
    /// `sl.answered`: answered within T over answered.
    #[serde(rename = "sl.answered")]
    Answered,
    /// `sl.no_short`: answered within T over offered without abandons of `short_s` or less. The default.
    #[serde(rename = "sl.no_short")]
    NoShort {
        /// Longest wait, in seconds, of an abandon that does not count.
        short_s: f64,
    },
    /// `sl.abn_in_T_out`: abandons within T leave the denominator.
    #[serde(rename = "sl.abn_in_T_out")]
    AbandonedWithinOut,
    /// `sl.removed`: abandons within T count as success.
    #[serde(rename = "sl.removed")]
    AbandonedWithinGood,
    /// `sl.virtual`: the share of customers with endless patience who would wait at most T.
    #[serde(rename = "sl.virtual")]
    Virtual,
}

impl ServiceLevel {
    /// The metric ids of all definitions.
    pub const IDS: [&'static str; 6] =
        ["sl.offered", "sl.answered", "sl.no_short", "sl.abn_in_T_out", "sl.removed", "sl.virtual"];

    /// Longest wait, in seconds, of an abandon that does not count, unless stated.
    pub const DEFAULT_SHORT_S: f64 = 5.0;

    /// The threshold in seconds, unless stated.
    pub const DEFAULT_TARGET_WAIT_S: f64 = 20.0;

    /// The definition with this metric id, the default for `None`; `short_s` is used by `sl.no_short` only.
    pub fn from_id(id: Option<&str>, short_s: Option<f64>) -> Option<Self> {
        let short_s = short_s.unwrap_or(Self::DEFAULT_SHORT_S);
        Some(match id.unwrap_or("sl.no_short") {
            "sl.offered" => Self::Offered,
            "sl.answered" => Self::Answered,
            "sl.no_short" => Self::NoShort { short_s },
            "sl.abn_in_T_out" => Self::AbandonedWithinOut,
            "sl.removed" => Self::AbandonedWithinGood,
            "sl.virtual" => Self::Virtual,
            _ => return None,
        })
    }

    /// The metric id.
    pub fn id(&self) -> &'static str {
        match self {
            Self::Offered => "sl.offered",
            Self::Answered => "sl.answered",
            Self::NoShort { .. } => "sl.no_short",
            Self::AbandonedWithinOut => "sl.abn_in_T_out",
            Self::AbandonedWithinGood => "sl.removed",
            Self::Virtual => "sl.virtual",
        }
    }
}

impl Default for ServiceLevel {
    fn default() -> Self {
        Self::NoShort { short_s: Self::DEFAULT_SHORT_S }
    }
}
