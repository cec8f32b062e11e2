//! Erlang B, C and A, requirement solvers and day plans.
