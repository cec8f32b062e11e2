//! Turns routing events into records. The only room that knows both.
