use serde::Serialize;

/// Whether an input must be given.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// It must.
    Required,
    /// It may be left out, which means something of its own.
    Optional,
    /// Left out, it has this value.
    Default(f64),
}

/// What a model takes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Input {
    /// The name in every language, in snake case.
    pub name: &'static str,
    /// `s`, `erl`, `share`, `contacts` …
    pub unit: &'static str,
    /// What it is.
    pub about: &'static str,
    /// Whether it must be given.
    pub presence: Presence,
}

/// What a model gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Output {
    /// The name in every language, in snake case.
    pub name: &'static str,
    /// `s`, `erl`, `share`, `contacts` …
    pub unit: &'static str,
    /// What it is.
    pub about: &'static str,
    /// When there is no such number, and NaN stands in its place; `None` where there is always one.
    pub absent_when: Option<&'static str>,
}

/// An input that must be given.
pub(super) const fn input(name: &'static str, unit: &'static str, about: &'static str) -> Input {
    Input { name, unit, about, presence: Presence::Required }
}

impl Input {
    /// It may be left out.
    pub(super) const fn optional(self) -> Self {
        Self { presence: Presence::Optional, ..self }
    }

    /// It has this value unless given.
    pub(super) const fn or(self, value: f64) -> Self {
        Self { presence: Presence::Default(value), ..self }
    }
}

pub(super) const fn output(name: &'static str, unit: &'static str, about: &'static str) -> Output {
    Output { name, unit, about, absent_when: None }
}

impl Output {
    /// There is no such number then.
    pub(super) const fn absent_when(self, when: &'static str) -> Self {
        Self { absent_when: Some(when), ..self }
    }
}

pub(super) const AGENTS: Input = input("agents", "agents", "agents at work; may be fractional");
pub(super) const LOAD: Input = input("offered_load_erl", "erl", "arrivals × handling time");
pub(super) const VOLUME: Input = input("volume", "contacts", "arrivals in the interval");
pub(super) const INTERVAL_S: Input = input("interval_s", "s", "length of the interval");
pub(super) const AHT_S: Input = input("aht_s", "s", "average handling time: talk + hold + wrap-up");
pub(super) const PATIENCE_S: Input = input("patience_s", "s", "mean patience");
pub(super) const TARGET_WAIT_S: Input = input("target_wait_s", "s", "threshold of the service level")
    .or(super::ServiceLevel::DEFAULT_TARGET_WAIT_S);
pub(super) const QUANTILE: Input =
    input("quantile", "share", "share of customers who wait no longer than quantile_wait_s").or(0.9);

pub(super) const PATIENCE_IF_ANY: Input =
    input("patience_s", "s", "mean patience; left out = nobody abandons").optional();
pub(super) const LEAST_SERVICE_LEVEL: Input =
    input("service_level", "share", "least service level").optional();
pub(super) const MAX_ASA_S: Input = input("max_asa_s", "s", "greatest mean wait").optional();
pub(super) const MAX_OCCUPANCY: Input = input("max_occupancy", "share", "greatest occupancy").optional();
pub(super) const MAX_ABANDONMENT: Input =
    input("max_abandonment", "share", "greatest abandonment; needs patience").optional();
pub(super) const MAX_P_WAIT: Input =
    input("max_p_wait", "share", "greatest share who wait at all").optional();
pub(super) const MAX_WAIT_SHARE: Input =
    input("max_wait_share", "share", "least share who wait at most max_wait_s").optional();
pub(super) const MAX_WAIT_S: Input = input("max_wait_s", "s", "what max_wait_share waits at most").optional();

pub(super) const QUANTILE_WAIT_S: Output =
    output("quantile_wait_s", "s", "wait that the share `quantile` of customers does not exceed");
pub(super) const OFFERED_LOAD: Output = output("offered_load_erl", "erl", "arrivals × handling time");
pub(super) const P_WAIT: Output = output("p_wait", "share", "customers who wait at all");
pub(super) const P_ABANDON: Output = output("p_abandon", "share", "customers who abandon");
pub(super) const ABANDONMENT: Output = output("abandonment", "share", "customers who abandon");
pub(super) const SERVICE_LEVEL: Output =
    output("service_level", "share", "service level at the threshold, by the definition");
pub(super) const ASA_S: Output = output("asa_s", "s", "mean wait over all customers");
pub(super) const QUEUE_LENGTH: Output = output("mean_queue_length", "contacts", "mean number waiting");
pub(super) const OCCUPANCY: Output = output("occupancy", "share", "busy share of the agents");
