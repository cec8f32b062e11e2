//! Python binding of krarup: converts, checks and hands over; it holds no rule and no formula.

mod columns;
mod errors;
mod routing;
mod staffing;

use pyo3::prelude::*;

#[pymodule]
mod _krarup {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::routing::RawRouter;
    #[pymodule_export]
    use crate::staffing::{Staffing, StaffingColumns, erlang_a, erlang_b, erlang_c, required_agents};

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        crate::errors::register(module)?;
        module.add("__version__", krarup::VERSION)
    }
}
