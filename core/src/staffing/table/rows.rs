//! The rows of a model: its inputs as columns, and the columns that its outputs fill.

use super::field::Presence;
use super::{Columns, Model};
use crate::staffing::batch::OnError;
use crate::staffing::error::{StaffingError, in_row};
use std::array;

/// What a model is to compute, row by row.
pub(super) struct Rows<'a> {
    pub(super) model: &'static Model,
    pub(super) number: usize,
    /// In the order of the model's inputs; those of length 1 count for every row.
    pub(super) inputs: Vec<&'a [f64]>,
    /// Which of them the caller gave: what was left out is NaN, which a caller may not give.
    pub(super) is_given: Vec<bool>,
    pub(super) on_error: OnError,
}

impl Rows<'_> {
    /// Computes every row by `of`, which names inputs and outputs by destructuring; a test evaluates every model once.
    ///
    /// Compiled once for each model, so that nothing but the formula takes time in a row.
    pub(super) fn fill<const I: usize, const O: usize>(
        self,
        of: impl Fn([f64; I]) -> Result<[f64; O], StaffingError>,
    ) -> Result<Columns, StaffingError> {
        let Self { model, number, inputs, is_given, on_error } = self;
        debug_assert_eq!((inputs.len(), model.outputs.len()), (I, O), "the lists of {}", model.name);
        let column = |place: usize| inputs.get(place).copied().unwrap_or_default();
        let (fixed, varying): ([f64; I], [&[f64]; I]) = (
            array::from_fn(|place| column(place).first().copied().unwrap_or(f64::NAN)),
            array::from_fn(|place| if column(place).len() > 1 { column(place) } else { &[] }),
        );
        let must_be_number: [bool; I] = array::from_fn(|place| {
            let is_optional =
                model.inputs.get(place).is_some_and(|input| matches!(input.presence, Presence::Optional));
            is_optional && is_given.get(place).copied().unwrap_or(false)
        });
        let is_optional_given = must_be_number.contains(&true);
        let may_be_absent: [bool; O] = array::from_fn(|place| {
            model.outputs.get(place).is_some_and(|output| output.absent_when.is_some())
        });
        let row_of = |row: usize| -> Result<[f64; O], StaffingError> {
            let given: [f64; I] =
                array::from_fn(|place| varying[place].get(row).copied().unwrap_or(fixed[place]));
            if is_optional_given
                && let Some(place) = (0..I).find(|&place| must_be_number[place] && given[place].is_nan())
            {
                let (field, why) = (model.input_name(place), "must be a number, or be left out");
                return Err(StaffingError::InvalidInput { field, value: f64::NAN, why });
            }
            let found = of(given)?;
            match (0..O).find(|&place| found[place].is_nan() && !may_be_absent[place]) {
                Some(place) => Err(StaffingError::NotRepresentable { output: model.output_name(place) }),
                None => Ok(found),
            }
        };
        let mut values: [Vec<f64>; O] = array::from_fn(|_| vec![f64::NAN; number]);
        let mut error = vec![None; number];
        for row in 0..number {
            match row_of(row) {
                Ok(found) => {
                    for (column, value) in values.iter_mut().zip(found) {
                        column.get_mut(row).into_iter().for_each(|slot| *slot = value);
                    }
                }
                Err(failure) => match on_error {
                    OnError::Raise => return Err(in_row(row)(failure)),
                    OnError::Mask => {
                        error.get_mut(row).into_iter().for_each(|slot| *slot = Some(failure.code()))
                    }
                },
            }
        }
        Ok(Columns { model, values: values.into(), error })
    }
}
