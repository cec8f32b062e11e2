//! Python binding of krarup: converts, checks and hands over; it holds no rule and no formula.
use pyo3::prelude::*;

#[pymodule]
mod _krarup {
    use pyo3::prelude::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", krarup::VERSION)
    }
}
