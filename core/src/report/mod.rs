//! One self-contained HTML page with charts.
