//! Every model that maps numbers to numbers, by name, with the units and the source of each.
//!
//! Bindings, [`evaluate`] over columns and [`explain`] are made from this table; the formulas are those of the
//! typed models, so a column gives the same bits as a call of [`ErlangA::at`](super::ErlangA::at).

mod arrivals;
mod blend;
mod chat;
mod erlang;
mod field;
mod finite_room;
mod general_patience;
mod gradients;
mod limits;
mod proof;
mod recall;
mod rows;
mod targets;
mod uncertain;

use super::error::StaffingError;
use super::{OnError, Patience, ServiceLevel, batch};
use rows::Rows;
use serde::Serialize;
use std::fmt;

pub use field::{Input, Output, Presence};

/// A model: what it takes, what it gives, what it supposes and where it is from.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Model {
    /// The name in every language, in snake case.
    pub name: &'static str,
    /// What it computes, in a sentence.
    pub about: &'static str,
    /// What it takes.
    pub inputs: &'static [Input],
    /// What it gives.
    pub outputs: &'static [Output],
    /// Its service level can be had by every [`ServiceLevel`].
    pub has_definition: bool,
    /// It takes a law of patience, [`Chosen::patience`].
    pub has_patience: bool,
    /// What must hold for it to be right.
    pub assumes: &'static str,
    /// Where the formula is from.
    pub source: &'static str,
    #[serde(skip)]
    rows: RowsFunction,
}

/// Inputs in, outputs out, in the order of the lists.
type RowsFunction = fn(Rows<'_>, Chosen<'_>) -> Result<Columns, StaffingError>;

/// What is chosen for all rows of a model, beside its numbers.
#[derive(Clone, Copy, Debug, Default)]
pub struct Chosen<'a> {
    /// The definition of the service level.
    pub definition: ServiceLevel,
    /// The law of patience, for models that take one.
    pub patience: Option<&'a Patience>,
}

impl From<ServiceLevel> for Chosen<'_> {
    fn from(definition: ServiceLevel) -> Self {
        Self { definition, patience: None }
    }
}

/// One table after another, by family.
const FAMILIES: &[&[Model]] = &[
    erlang::MODELS,
    gradients::MODELS,
    targets::MODELS,
    finite_room::MODELS,
    recall::MODELS,
    chat::MODELS,
    blend::MODELS,
    limits::MODELS,
    general_patience::MODELS,
    uncertain::MODELS,
    arrivals::MODELS,
];

/// All models.
pub fn models() -> impl Iterator<Item = &'static Model> {
    FAMILIES.iter().flat_map(|family| family.iter())
}

/// The model of this name.
///
/// # Errors
/// `invalid_input` for a name that no model has.
pub fn model(name: &str) -> Result<&'static Model, StaffingError> {
    models().find(|model| model.name == name).ok_or_else(|| StaffingError::UnknownName {
        what: "model",
        given: name.to_owned(),
        known: models().map(|model| model.name).collect::<Vec<_>>().join(", "),
    })
}

/// What [`evaluate`] found: a column for each output of the model.
#[derive(Clone, Debug)]
pub struct Columns {
    /// The model.
    pub model: &'static Model,
    /// In the order of the model's outputs; NaN where a row is masked or has no such number.
    pub values: Vec<Vec<f64>>,
    /// The error code of each masked row.
    pub error: Vec<Option<&'static str>>,
}

impl Columns {
    /// The column of this output.
    pub fn get(&self, output: &str) -> Option<&[f64]> {
        let place = self.model.outputs.iter().position(|field| field.name == output)?;
        self.values.get(place).map(Vec::as_slice)
    }
}

/// Computes a model row by row: a column of length 1 counts for every row, one that is not given has its default.
///
/// ```
/// use krarup::staffing::{OnError, ServiceLevel, table};
/// let columns = table::evaluate(
///     "erlang_c",
///     &[("agents", &[13.0, 14.0]), ("offered_load_erl", &[10.0]), ("aht_s", &[180.0])],
///     ServiceLevel::default(),
///     OnError::Raise,
/// )?;
/// let service_level = columns.get("service_level").unwrap();
/// assert!(service_level[0] < 0.8 && service_level[1] > 0.8);
/// # Ok::<(), krarup::staffing::StaffingError>(())
/// ```
///
/// # Errors
/// `invalid_input` for names the model does not have, inputs it lacks and columns of different lengths; with
/// [`OnError::Raise`] the first row's error.
pub fn evaluate<'a>(
    model: &str,
    inputs: &[(&str, &[f64])],
    chosen: impl Into<Chosen<'a>>,
    on_error: OnError,
) -> Result<Columns, StaffingError> {
    let (model, chosen) = (self::model(model)?, chosen.into());
    match (model.has_patience, chosen.patience) {
        (true, None) => return Err(StaffingError::Missing { field: "patience" }),
        (false, Some(_)) => return Err(model.unknown("patience")),
        _ => {}
    }
    let columns = model.arrange(inputs)?;
    let rows = batch::rows(&columns)?;
    // What was left out is NaN inside, so that a NaN that was given is told apart by this.
    let is_given =
        model.inputs.iter().map(|input| inputs.iter().any(|(name, _)| *name == input.name)).collect();
    let inputs = columns.into_iter().map(|(_, column)| column).collect();
    (model.rows)(Rows { model, number: rows, inputs, is_given, on_error }, chosen)
}

/// A number, what it is called and what it is measured in.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Quantity {
    /// The name.
    pub name: &'static str,
    /// The value; NaN where there is none.
    pub value: f64,
    /// The unit.
    pub unit: &'static str,
    /// What it is.
    pub about: &'static str,
}

/// How a result came about.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explanation {
    /// The model.
    pub model: &'static str,
    /// What it computes.
    pub about: &'static str,
    /// The metric id of the service level; `None` where the model has but one.
    pub definition: Option<&'static str>,
    /// The law of patience; `None` where the model takes none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub patience: Option<Patience>,
    /// What went in, defaults too.
    pub inputs: Vec<Quantity>,
    /// What came out, intermediate values too.
    pub outputs: Vec<Quantity>,
    /// What must hold for it to be right.
    pub assumes: &'static str,
    /// Where the formula is from.
    pub source: &'static str,
}

/// Computes one row and tells how.
///
/// ```
/// use krarup::staffing::{ServiceLevel, table};
/// let told = table::explain("erlang_b", &[("agents", 10.0), ("offered_load_erl", 5.0)], ServiceLevel::default())?;
/// assert!(told.to_string().contains("blocking"));
/// # Ok::<(), krarup::staffing::StaffingError>(())
/// ```
///
/// # Errors
/// As [`evaluate`].
pub fn explain<'a>(
    model: &str,
    inputs: &[(&str, f64)],
    chosen: impl Into<Chosen<'a>>,
) -> Result<Explanation, StaffingError> {
    let chosen = chosen.into();
    let columns: Vec<(&str, &[f64])> =
        inputs.iter().map(|(name, value)| (*name, std::slice::from_ref(value))).collect();
    let answer = evaluate(model, &columns, chosen, OnError::Raise).map_err(StaffingError::without_row)?;
    let model = answer.model;
    let arranged = model.arrange(&columns)?;
    let first = |column: &[f64]| column.first().copied().unwrap_or(f64::NAN);
    Ok(Explanation {
        model: model.name,
        about: model.about,
        definition: model.has_definition.then(|| chosen.definition.id()),
        patience: chosen.patience.cloned(),
        inputs: (model.inputs.iter().zip(&arranged))
            .map(|(field, (_, column))| Quantity {
                name: field.name,
                value: first(column),
                unit: field.unit,
                about: field.about,
            })
            .collect(),
        outputs: (model.outputs.iter().zip(&answer.values))
            .map(|(field, column)| Quantity {
                name: field.name,
                value: first(column),
                unit: field.unit,
                about: field.about,
            })
            .collect(),
        assumes: model.assumes,
        source: model.source,
    })
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}: {}", self.model, self.about)?;
        if let Some(definition) = self.definition {
            writeln!(f, "service level: {definition}")?;
        }
        if let Some(patience) = &self.patience {
            writeln!(f, "patience: {:?}, balking {}", patience.law(), patience.balking())?;
        }
        for (title, quantities) in [("given", &self.inputs), ("found", &self.outputs)] {
            writeln!(f, "{title}")?;
            for Quantity { name, value, unit, about } in quantities {
                let value = if value.is_nan() { "-".to_owned() } else { value.to_string() };
                writeln!(f, "  {name:24} {value:>22} {unit:10} {about}")?;
            }
        }
        write!(f, "assumes: {}\nsource: {}", self.assumes, self.source)
    }
}

impl Model {
    fn unknown(&self, input: &str) -> StaffingError {
        let known: Vec<_> = self.inputs.iter().map(|input| input.name).collect();
        StaffingError::UnknownName { what: "input", given: input.to_owned(), known: known.join(", ") }
    }

    /// The columns in the order of the model's inputs.
    fn arrange<'a>(
        &self,
        given: &[(&str, &'a [f64])],
    ) -> Result<Vec<(&'static str, &'a [f64])>, StaffingError> {
        if let Some((unknown, _)) =
            given.iter().find(|(name, _)| self.inputs.iter().all(|input| input.name != *name))
        {
            return Err(self.unknown(unknown));
        }
        let column = |input: &'static Input| match given.iter().find(|(name, _)| *name == input.name) {
            Some((_, column)) => Ok((input.name, *column)),
            None => match &input.presence {
                Presence::Required => Err(StaffingError::Missing { field: input.name }),
                Presence::Optional => Ok((input.name, &[f64::NAN][..])),
                Presence::Default(value) => Ok((input.name, std::slice::from_ref(value))),
            },
        };
        self.inputs.iter().map(column).collect()
    }

    fn input_name(&self, place: usize) -> &'static str {
        self.inputs.get(place).map_or("", |input| input.name)
    }

    fn output_name(&self, place: usize) -> &'static str {
        self.outputs.get(place).map_or("", |output| output.name)
    }
}

/// The value of an optional input, if it was given.
fn given(value: f64) -> Option<f64> {
    (!value.is_nan()).then_some(value)
}
