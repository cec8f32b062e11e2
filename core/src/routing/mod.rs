//! Who takes which interaction: inputs in, events out.
