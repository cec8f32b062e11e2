//! Python binding of krarup: converts, checks and hands over; it holds no rule and no formula.

mod arrow;
mod batch;
mod columns;
mod errors;
mod fields;
mod metrics;
mod models;
mod moving_over;
mod recorder;
mod records;
mod routing;
mod scenario;
mod shadow;
mod staffing;
mod structured;

use pyo3::prelude::*;

#[pymodule]
mod _krarup {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::metrics::{RawKpis, compute_kpis, definitions_json, fit_patience, fit_patience_waits};
    #[pymodule_export]
    use crate::models::{columns_as_table, evaluate, explain_model, staffing_models};
    #[pymodule_export]
    use crate::moving_over::{read_source, rules_of_source};
    #[pymodule_export]
    use crate::recorder::RawRecorder;
    #[pymodule_export]
    use crate::records::{RawRecords, Table, example_centre, generate, load_csv, read_tables};
    #[pymodule_export]
    use crate::routing::{
        RawRouter, lint_config, replay_log, schema_of_command, schema_of_config, unmet_by_all,
    };
    #[pymodule_export]
    use crate::scenario::{play_scenario, play_scenarios};
    #[pymodule_export]
    use crate::shadow::RawShadow;
    #[pymodule_export]
    use crate::staffing::{
        Staffing, StaffingColumns, agents_for_blocking, frontier_columns, load_for_blocking, plan_day,
        required_agents, scheduled, wait_quantile,
    };
    #[pymodule_export]
    use crate::structured::{optimised_day, staffing_answer};

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        crate::errors::register(module)?;
        module.add("ERROR_CODES", std::collections::BTreeMap::from(krarup::ERROR_CODES))?;
        module.add("EVENT_TYPES", krarup::routing::Event::TYPES)?;
        module.add("COMMAND_TYPES", krarup::routing::Command::TYPES)?;
        module.add("__version__", krarup::VERSION)
    }
}
