//! The models of the staffing table for Node: columns of numbers by name, in and out.

use crate::errors;
use crate::staffing::{definition, json, names, on_error};
use krarup::staffing::Patience;
use krarup::staffing::table::{self, Chosen};
use napi::Either;
use napi::bindgen_prelude::{Float64Array, Null, Result};
use napi_derive::napi;

#[napi(object)]
pub struct ModelColumns {
    /// In the order of the model's outputs.
    pub values: Vec<Float64Array>,
    pub error: Vec<Either<String, Null>>,
}

/// A law of patience from its JSON.
fn law(json: Option<&str>) -> Result<Option<Patience>> {
    json.map(|json| errors::parsed("invalid_input", "patience", json)).transpose()
}

/// Computes a model over columns, of one entry where they were numbers.
#[napi(catch_unwind)]
#[allow(clippy::too_many_arguments, reason = "one crossing for all that is chosen")]
pub fn evaluate_model(
    model: String,
    inputs: Vec<String>,
    columns: Vec<Float64Array>,
    definition: Option<String>,
    short_s: Option<f64>,
    on_error: Option<String>,
    is_scalar: bool,
    patience: Option<String>,
) -> Result<ModelColumns> {
    let inputs: Vec<(&str, &[f64])> =
        inputs.iter().map(String::as_str).zip(columns.iter().map(|column| &column[..])).collect();
    let patience = law(patience.as_deref())?;
    let definition = self::definition(definition.as_deref(), short_s)?;
    let chosen = Chosen { definition, patience: patience.as_ref() };
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
    definition: Option<String>,
    short_s: Option<f64>,
    patience: Option<String>,
) -> Result<Vec<String>> {
    let inputs: Vec<(&str, f64)> = inputs.iter().map(String::as_str).zip(values).collect();
    let patience = law(patience.as_deref())?;
    let definition = self::definition(definition.as_deref(), short_s)?;
    let chosen = Chosen { definition, patience: patience.as_ref() };
    let told = table::explain(&model, &inputs, chosen).map_err(errors::staffing)?;
    Ok(vec![json(&told)?, told.to_string()])
}

/// The models there are, as JSON.
#[napi(catch_unwind)]
pub fn staffing_models() -> Result<String> {
    json(&table::models().collect::<Vec<_>>())
}
