//! Reproducible randomness: a counter-based generator and samplers on `libm`.
