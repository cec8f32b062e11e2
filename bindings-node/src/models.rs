//! The models of the staffing table for Node: columns of numbers by name, in and out.

use crate::errors;
use crate::staffing::{definition, json, names, on_error};
use krarup::staffing::table::{self, Chosen};
use krarup::staffing::{Patience, ServiceLevel};
use napi::Either;
use napi::bindgen_prelude::{Float64Array, Null, Result};
use napi_derive::napi;

/// What is chosen for all rows.
#[napi(object)]
pub struct ModelChoice {
    pub definition: Option<String>,
    pub short_s: Option<f64>,
    /// A law of patience as JSON.
    pub patience: Option<String>,
}

#[napi(object)]
pub struct ModelColumns {
    /// In the order of the model's outputs.
    pub values: Vec<Float64Array>,
    pub error: Vec<Either<String, Null>>,
}

impl ModelChoice {
    fn law(&self) -> Result<Option<Patience>> {
        self.patience.as_deref().map(|json| errors::parsed("invalid_input", "patience", json)).transpose()
    }

    fn definition(&self) -> Result<ServiceLevel> {
        definition(self.definition.as_deref(), self.short_s)
    }
}

/// Computes a model over columns, of one entry where they were numbers.
#[napi(catch_unwind)]
pub fn evaluate_model(
    model: String,
    inputs: Vec<String>,
    columns: Vec<Float64Array>,
    choice: ModelChoice,
    on_error: Option<String>,
    is_scalar: bool,
) -> Result<ModelColumns> {
    let inputs: Vec<(&str, &[f64])> =
        inputs.iter().map(String::as_str).zip(columns.iter().map(|column| &column[..])).collect();
    let patience = choice.law()?;
    let chosen = Chosen { definition: choice.definition()?, patience: patience.as_ref() };
    let answer = table::evaluate(&model, &inputs, chosen, self::on_error(on_error.as_deref())?);
    let answer =
        answer.map_err(|error| errors::staffing(if is_scalar { error.without_row() } else { error }))?;
    Ok(ModelColumns {
        values: answer.values.into_iter().map(Into::into).collect(),
        error: names(answer.error.into_iter()),
    })
}

/// How a model comes to its numbers: JSON, then the text.
#[napi(catch_unwind)]
pub fn explain_model(
    model: String,
    inputs: Vec<String>,
    values: Vec<f64>,
    choice: ModelChoice,
) -> Result<Vec<String>> {
    let inputs: Vec<(&str, f64)> = inputs.iter().map(String::as_str).zip(values).collect();
    let patience = choice.law()?;
    let chosen = Chosen { definition: choice.definition()?, patience: patience.as_ref() };
    let told = table::explain(&model, &inputs, chosen).map_err(errors::staffing)?;
    Ok(vec![json(&told)?, told.to_string()])
}

/// The models there are, as JSON.
#[napi(catch_unwind)]
pub fn staffing_models() -> Result<String> {
    json(&table::models().collect::<Vec<_>>())
}
