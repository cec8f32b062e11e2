//! Seeded generator of realistic contact-centre days and weeks.
