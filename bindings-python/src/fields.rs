//! Columns of Arrow tables as plain values, whatever of the usual types they have.

use arrow_array::cast::AsArray;
use arrow_array::types as kinds;
use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, TimeUnit};

/// What is wrong with a column: its name and what would be right.
pub(crate) type Problem = String;

/// The column that has one of `names`, if the table has one.
pub(crate) fn find<'a>(
    batch: &'a RecordBatch,
    names: &[&str],
) -> Result<Option<(&'a str, &'a dyn Array)>, Problem> {
    let schema = batch.schema_ref();
    let mut found = schema
        .fields()
        .iter()
        .zip(batch.columns())
        .filter(|(field, _)| names.contains(&field.name().as_str()));
    let Some((field, column)) = found.next() else { return Ok(None) };
    match found.next() {
        None => Ok(Some((field.name(), column.as_ref()))),
        Some((other, _)) => {
            let (one, other) = (field.name(), other.name());
            Err(format!("columns {one} and {other} give the same field, but one must"))
        }
    }
}

fn wrong(name: &str, column: &dyn Array, right: &str) -> Problem {
    format!("column {name} is of type {}, but must hold {right}", column.data_type())
}

/// Texts; whole numbers become their digits.
pub(crate) fn texts(name: &str, column: &dyn Array) -> Result<Vec<Option<String>>, Problem> {
    let owned = |text: Option<&str>| text.map(str::to_owned);
    Ok(match column.data_type() {
        DataType::Utf8 => column.as_string::<i32>().iter().map(owned).collect(),
        DataType::LargeUtf8 => column.as_string::<i64>().iter().map(owned).collect(),
        DataType::Utf8View => column.as_string_view().iter().map(owned).collect(),
        DataType::Dictionary(_, _) => {
            let dictionary = column.as_any_dictionary();
            let values = texts(name, dictionary.values().as_ref())?;
            let keys = dictionary.keys();
            let numbers = dictionary.normalized_keys();
            let text = |(row, key): (usize, usize)| {
                if keys.is_null(row) { None } else { values.get(key).cloned().flatten() }
            };
            numbers.into_iter().enumerate().map(text).collect()
        }
        _ => {
            let numbers = whole(name, column).map_err(|_| wrong(name, column, "text"))?;
            numbers.into_iter().map(|number| number.map(|number| number.to_string())).collect()
        }
    })
}

/// Whole numbers; floats count if they are whole, NaN is null.
pub(crate) fn whole(name: &str, column: &dyn Array) -> Result<Vec<Option<i64>>, Problem> {
    macro_rules! numbers {
        ($kind:ty) => {
            column.as_primitive::<$kind>().iter().map(|value| value.map(i64::from)).collect()
        };
    }
    Ok(match column.data_type() {
        DataType::Null => vec![None; column.len()],
        DataType::Int8 => numbers!(kinds::Int8Type),
        DataType::Int16 => numbers!(kinds::Int16Type),
        DataType::Int32 => numbers!(kinds::Int32Type),
        DataType::Int64 => numbers!(kinds::Int64Type),
        DataType::UInt8 => numbers!(kinds::UInt8Type),
        DataType::UInt16 => numbers!(kinds::UInt16Type),
        DataType::UInt32 => numbers!(kinds::UInt32Type),
        DataType::UInt64 => {
            let fits = |value: Option<u64>| value.map(i64::try_from).transpose();
            let values: Result<_, _> = column.as_primitive::<kinds::UInt64Type>().iter().map(fits).collect();
            values.map_err(|_| wrong(name, column, "whole numbers below 2^63"))?
        }
        DataType::Float32 | DataType::Float64 => {
            let is_whole = |value: &Option<f64>| value.is_none_or(|v| v.fract() == 0.0 && v.abs() < 9e18);
            let values = floats(name, column)?;
            if !values.iter().all(is_whole) {
                return Err(wrong(name, column, "whole numbers"));
            }
            values.into_iter().map(|value| value.map(|value| value as i64)).collect()
        }
        _ => return Err(wrong(name, column, "whole numbers")),
    })
}

/// Numbers; NaN is null.
pub(crate) fn floats(name: &str, column: &dyn Array) -> Result<Vec<Option<f64>>, Problem> {
    let known = |value: Option<f64>| value.filter(|value| !value.is_nan());
    Ok(match column.data_type() {
        DataType::Float64 => column.as_primitive::<kinds::Float64Type>().iter().map(known).collect(),
        DataType::Float32 => {
            column.as_primitive::<kinds::Float32Type>().iter().map(|v| known(v.map(f64::from))).collect()
        }
        _ => whole(name, column)?.into_iter().map(|value| value.map(|value| value as f64)).collect(),
    })
}

/// Truth values.
pub(crate) fn flags(name: &str, column: &dyn Array) -> Result<Vec<Option<bool>>, Problem> {
    match column.data_type() {
        DataType::Null => Ok(vec![None; column.len()]),
        DataType::Boolean => Ok(column.as_boolean().iter().collect()),
        _ => Err(wrong(name, column, "true or false")),
    }
}

/// Microseconds of instants (with a time zone) or lengths of time; whole numbers only in a column whose
/// name ends in `_us`, numbers of seconds only in one that ends in `_s`.
pub(crate) fn micros(name: &str, column: &dyn Array) -> Result<Vec<Option<i64>>, Problem> {
    macro_rules! scaled {
        ($kind:ty, $multiply:expr, $divide:expr) => {
            column
                .as_primitive::<$kind>()
                .iter()
                .map(|value: Option<i64>| {
                    value.map(|value| value.saturating_mul($multiply).div_euclid($divide))
                })
                .collect()
        };
    }
    use TimeUnit::{Microsecond, Millisecond, Nanosecond, Second};
    Ok(match column.data_type() {
        DataType::Timestamp(_, None) => {
            return Err(wrong(name, column, "instants with a time zone (localise them first)"));
        }
        DataType::Timestamp(Second, _) => scaled!(kinds::TimestampSecondType, 1_000_000, 1),
        DataType::Timestamp(Millisecond, _) => scaled!(kinds::TimestampMillisecondType, 1_000, 1),
        DataType::Timestamp(Microsecond, _) => scaled!(kinds::TimestampMicrosecondType, 1, 1),
        DataType::Timestamp(Nanosecond, _) => scaled!(kinds::TimestampNanosecondType, 1, 1_000),
        DataType::Duration(Second) => scaled!(kinds::DurationSecondType, 1_000_000, 1),
        DataType::Duration(Millisecond) => scaled!(kinds::DurationMillisecondType, 1_000, 1),
        DataType::Duration(Microsecond) => scaled!(kinds::DurationMicrosecondType, 1, 1),
        DataType::Duration(Nanosecond) => scaled!(kinds::DurationNanosecondType, 1, 1_000),
        DataType::Null => vec![None; column.len()],
        _ if name.ends_with("_us") => whole(name, column)?,
        _ if name.ends_with("_s") => {
            let span = |value: Option<f64>| match value {
                None => Ok(None),
                Some(seconds) => krarup::time::Span::from_seconds_f64(seconds)
                    .map(|span| Some(span.as_micros()))
                    .ok_or_else(|| wrong(name, column, "seconds that fit")),
            };
            floats(name, column)?.into_iter().map(span).collect::<Result<_, _>>()?
        }
        _ => return Err(wrong(name, column, "instants or durations (or be named _us or _s)")),
    })
}
