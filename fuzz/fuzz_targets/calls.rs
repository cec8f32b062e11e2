//! A mapping, an empty line, and a call log: a typed error, or records whose KPIs are numbers or null with a reason.
#![no_main]

use krarup::metrics::{KpiSpec, definitions};
use krarup::records::{Loaded, Mapping, load_csv};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some(cut) = data.windows(2).position(|pair| pair == b"\n\n") else { return };
    let Some(mapping) = std::str::from_utf8(&data[..cut]).ok().and_then(|text| Mapping::from_json(text).ok()) else {
        return;
    };
    let Ok(Loaded { records, .. }) = load_csv(&data[cut + 2..], &mapping, &mut |_| {}) else { return };
    let metrics: Vec<&str> = definitions().iter().map(|definition| definition.id).collect();
    if let Ok(table) = KpiSpec::new(&metrics).compute(&records) {
        for row in &table.rows {
            assert!(row.value.is_none_or(f64::is_finite), "{row:?}");
            assert_eq!(row.value.is_none(), row.null_reason.is_some(), "{row:?}");
        }
    }
});
