//! Philox gives the numbers of numpy's `Philox`; a Python test keeps the golden file numpy's.
#![allow(clippy::unwrap_used)]

use krarup::random::Philox;
use serde_json::Value;

#[test]
fn blocks_are_numpys() {
    let file: Value = serde_json::from_str(include_str!("golden/philox.json")).unwrap();
    let words = |value: &Value| -> Vec<u64> {
        let hex = |word: &Value| u64::from_str_radix(word.as_str().unwrap(), 16).unwrap();
        value.as_array().unwrap().iter().map(hex).collect()
    };
    let cases = file.as_array().unwrap();
    assert_eq!(cases.len(), 3);
    for case in cases {
        let philox = Philox::new(words(&case["key"]).try_into().unwrap());
        let mut counter: [u64; 4] = words(&case["counter"]).try_into().unwrap();
        for block in case["blocks"].as_array().unwrap() {
            assert_eq!(philox.block(counter).to_vec(), words(block), "{counter:?}");
            counter[0] = counter[0].wrapping_add(1);
        }
    }
}
