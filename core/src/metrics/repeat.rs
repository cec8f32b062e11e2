use crate::records::{Interaction, Outcome};
use crate::time::{Span, Timestamp};
use std::collections::{BTreeMap, HashSet};

/// Whether a contact was followed by another of the same customer and reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Repeat {
    /// Not answered, no customer known, or a later leg of the same contact.
    #[default]
    NotAsked,
    /// Its window is not over.
    WindowOpen,
    /// Nothing followed.
    Single,
    /// Something followed within the window.
    Repeated,
}

/// Decides it for every row; a missing reason matches any.
pub(super) fn repeats(interactions: &[Interaction], window: Span, as_of: Timestamp) -> Vec<Repeat> {
    let mut asked: Vec<(&str, Timestamp, usize)> = Vec::new();
    let mut seen = HashSet::new();
    for (index, row) in interactions.iter().enumerate() {
        let Some(customer) = row.customer_id.as_deref() else { continue };
        // Legs of one contact (transfers, re-queues) are one contact.
        let contact = row.root_id.as_deref().unwrap_or(&row.interaction_id);
        if row.outcome == Outcome::Answered && seen.insert(contact) {
            asked.push((customer, row.arrived_at, index));
        }
    }
    asked.sort_unstable();
    let mut result = vec![Repeat::NotAsked; interactions.len()];
    for contacts in asked.chunk_by(|one, other| one.0 == other.0) {
        // From the last to the first: when the next one comes, of any reason, of none, of each.
        let (mut next_any, mut next_none) = (None, None);
        let mut next_of = BTreeMap::new();
        for &(_, at, index) in contacts.iter().rev() {
            let reason = interactions[index].reason.as_deref();
            let next: Option<Timestamp> = match reason {
                None => next_any,
                Some(reason) => [next_of.get(reason).copied(), next_none].into_iter().flatten().min(),
            };
            result[index] = if at + window > as_of {
                Repeat::WindowOpen
            } else if next.is_some_and(|next| next - at <= window) {
                Repeat::Repeated
            } else {
                Repeat::Single
            };
            next_any = Some(at);
            match reason {
                None => next_none = Some(at),
                Some(reason) => {
                    next_of.insert(reason, at);
                }
            }
        }
    }
    result
}
