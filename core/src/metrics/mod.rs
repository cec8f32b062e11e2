//! Every KPI with its definition: definitions (data) over accumulators (code).
