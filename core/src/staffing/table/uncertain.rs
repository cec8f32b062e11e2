//! Volume that is not known.

use super::field::*;
use super::targets::{demand, targeted};
use super::{Chosen, Model};
use crate::staffing::{Requirement, UncertainVolume, newsvendor};

const RATE_CV: Input =
    input("rate_cv", "1", "standard deviation of a day's rate over its mean: 0, or 0.001 to 3");
const ASSUMES: &str = "a day's rate has a gamma law around the volume; given the rate as erlang_c without patience_s, as erlang_a with it";
const SOURCE: &str =
    "Jongbloed and Koole 2001; mixture by Gauss-Legendre panels in the logarithm of the rate";

pub(super) const MODELS: &[Model] = &[
    Model {
        name: "uncertain_volume",
        about: "what staff give over many days whose volume is around a forecast",
        inputs: &[
            AGENTS,
            VOLUME,
            INTERVAL_S,
            AHT_S,
            RATE_CV,
            PATIENCE_IF_ANY,
            TARGET_WAIT_S,
            LEAST_SERVICE_LEVEL.or(0.8),
        ],
        outputs: &[
            output("expected_service_level", "share", "service level of all customers of all days")
                .absent_when("volume is 0"),
            output("expected_abandonment", "share", "customers of all days who abandon")
                .absent_when("volume is 0"),
            output("expected_p_wait", "share", "customers of all days who wait").absent_when("volume is 0"),
            output("p_unstable", "share", "days whose load is not below the agents, without patience"),
            output("days_met", "share", "days on which the service level is met"),
        ],
        has_definition: true,
        has_patience: false,
        assumes: ASSUMES,
        source: SOURCE,
        rows: |rows, Chosen { definition, .. }| {
            rows.fill(|[agents, volume, interval_s, aht_s, cv, patience_s, target_wait_s, level]| {
                let open = demand(volume, interval_s, aht_s, patience_s);
                let requirement =
                    Requirement { target_wait_s, definition, service_level: Some(level), ..open };
                let uncertain = UncertainVolume::new(volume, cv)?;
                let m = uncertain.expected(&requirement, agents)?;
                let met = uncertain.probability_met(&requirement, agents)?;
                Ok([m.service_level, m.abandonment, m.p_wait, m.p_unstable, met])
            })
        },
    },
    Model {
        name: "guaranteed_agents",
        about: "the fewest agents that meet every target on a share of all days",
        inputs: &[
            VOLUME,
            INTERVAL_S,
            AHT_S,
            RATE_CV,
            input("days", "share", "share of days on which the targets must be met").or(0.9),
            PATIENCE_IF_ANY,
            LEAST_SERVICE_LEVEL,
            TARGET_WAIT_S,
            MAX_ASA_S,
            MAX_OCCUPANCY,
            MAX_ABANDONMENT,
            MAX_P_WAIT,
        ],
        outputs: &[
            output("agents", "agents", "fewest agents"),
            output("volume_of_the_day", "contacts", "volume that the share of days does not exceed"),
            SERVICE_LEVEL.absent_when("volume is 0"),
            ASA_S.absent_when("volume is 0"),
            ABANDONMENT.absent_when("volume is 0"),
            OCCUPANCY.absent_when("there are no agents"),
        ],
        has_definition: true,
        has_patience: false,
        assumes: ASSUMES,
        source: "the measures are monotone in volume: the agents for the volume that the share of days does not exceed",
        rows: |rows, Chosen { definition, .. }| {
            rows.fill(|[volume, interval_s, aht_s, cv, days, patience_s, a, target_wait_s, b, c, d, e]| {
                let open = demand(volume, interval_s, aht_s, patience_s);
                // No percentile of the wait.
                let targets = [a, target_wait_s, b, c, d, e, f64::NAN, f64::NAN];
                let requirement = targeted(open, targets, definition);
                let uncertain = UncertainVolume::new(volume, cv)?;
                let found = uncertain.guaranteed(&requirement, days)?;
                let (agents, at) = (f64::from(found.agents), found.at);
                let day = uncertain.quantile(days)?;
                Ok([agents, day, at.service_level, at.asa_s, at.abandonment, at.occupancy])
            })
        },
    },
    Model {
        name: "volume_of_forecast",
        about: "the gamma law of a day's volume from a forecast interval",
        inputs: &[
            input("low_volume", "contacts", "lower end of the forecast interval"),
            input("high_volume", "contacts", "upper end of the forecast interval"),
            input("confidence", "share", "probability that the volume lies between them").or(0.9),
        ],
        outputs: &[
            output("volume", "contacts", "mean volume"),
            output("rate_cv", "1", "standard deviation over mean"),
        ],
        has_definition: false,
        has_patience: false,
        assumes: "the volume has a gamma law, with the same probability below and above the interval",
        source: "quantiles of the gamma law",
        rows: |rows, _| {
            rows.fill(|[low, high, confidence]| {
                let law = UncertainVolume::from_interval(low, high, confidence)?;
                Ok([law.mean(), law.cv()])
            })
        },
    },
    Model {
        name: "newsvendor",
        about: "the staff of least expected cost when the load is normal",
        inputs: &[
            input("mean_load_erl", "erl", "mean offered load"),
            input("sd_load_erl", "erl", "standard deviation of the load"),
            input("understaff_cost", "money", "cost of one erlang too few"),
            input("overstaff_cost", "money", "cost of one erlang too many"),
        ],
        outputs: &[
            output("staff", "agents", "staff, not rounded"),
            output("critical_ratio", "share", "probability that the staff is enough"),
        ],
        has_definition: false,
        has_patience: false,
        assumes: "load is normal; costs are proportional to what is too few and too many",
        source: "Arrow, Harris and Marschak 1951",
        rows: |rows, _| {
            rows.fill(|[mean, sd, under, over]| newsvendor(mean, sd, under, over).map(|(a, b)| [a, b]))
        },
    },
];
