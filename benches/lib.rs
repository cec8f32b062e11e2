//! Criterion benches of krarup, run by `make bench`.
