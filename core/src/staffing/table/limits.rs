//! The limits for large loads.

use super::field::*;
use super::proof::LN_P_WAIT;
use super::{Model, given};
use crate::staffing::error::renamed;
use crate::staffing::{Garnett, HalfinWhitt};

const THETA_OVER_MU: Input = input("theta_over_mu", "1", "handling time over mean patience");

const BETA: Output = output("beta", "1", "(agents − load) / √load");

const HALFIN_WHITT: (&str, &str) = (
    "an approximation: the limit of Erlang C with a + β√a agents for an endless load a",
    "Halfin and Whitt 1981",
);

const GARNETT: (&str, &str) = (
    "an approximation: the limit of Erlang A with a + β√a agents for an endless load a",
    "Garnett, Mandelbaum and Reiman 2002",
);

pub(super) const MODELS: &[Model] = &[
    Model {
        name: "halfin_whitt",
        about: "share who wait when agents are load + beta × √load, without abandonment",
        inputs: &[input("beta", "1", "(agents − load) / √load, at least 0")],
        outputs: &[P_WAIT, LN_P_WAIT],
        has_definition: false,
        has_patience: false,
        assumes: HALFIN_WHITT.0,
        source: HALFIN_WHITT.1,
        rows: |rows, _| {
            rows.fill(|[beta]| {
                let limit = HalfinWhitt::new(beta)?;
                Ok([limit.p_wait(), limit.ln_p_wait()])
            })
        },
    },
    Model {
        name: "halfin_whitt_agents",
        about: "square-root staffing for a share who wait, without abandonment",
        inputs: &[LOAD, input("max_p_wait", "share", "share who wait")],
        outputs: &[output("agents", "agents", "load + beta × √load, not rounded"), BETA],
        has_definition: false,
        has_patience: false,
        assumes: HALFIN_WHITT.0,
        source: HALFIN_WHITT.1,
        rows: |rows, _| {
            rows.fill(|[load, p_wait]| {
                let limit = HalfinWhitt::for_p_wait(p_wait).map_err(renamed("p_wait", "max_p_wait"))?;
                Ok([limit.agents(load)?, limit.beta()])
            })
        },
    },
    Model {
        name: "garnett",
        about: "share who wait when agents are load + beta × √load, with abandonment",
        inputs: &[
            input("beta", "1", "(agents − load) / √load"),
            THETA_OVER_MU,
            input("offered_load_erl", "erl", "load for which p_abandon is told, if given").optional(),
        ],
        outputs: &[P_WAIT, LN_P_WAIT, P_ABANDON.absent_when("offered_load_erl is not given")],
        has_definition: false,
        has_patience: false,
        assumes: GARNETT.0,
        source: GARNETT.1,
        rows: |rows, _| {
            rows.fill(|[beta, theta_over_mu, load]| {
                let limit = Garnett::new(beta, theta_over_mu)?;
                let p_abandon = given(load).map_or(Ok(f64::NAN), |load| limit.p_abandon(load))?;
                Ok([limit.p_wait(), limit.ln_p_wait(), p_abandon])
            })
        },
    },
    Model {
        name: "garnett_agents",
        about: "square-root staffing for a share who wait, with abandonment",
        inputs: &[LOAD, THETA_OVER_MU, input("max_p_wait", "share", "share who wait")],
        outputs: &[output("agents", "agents", "load + beta × √load, not rounded, at least 0"), BETA],
        has_definition: false,
        has_patience: false,
        assumes: GARNETT.0,
        source: GARNETT.1,
        rows: |rows, _| {
            rows.fill(|[load, theta_over_mu, p_wait]| {
                let limit =
                    Garnett::for_p_wait(p_wait, theta_over_mu).map_err(renamed("p_wait", "max_p_wait"))?;
                Ok([limit.agents(load)?, limit.beta()])
            })
        },
    },
];
