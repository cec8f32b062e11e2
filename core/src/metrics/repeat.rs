use crate::records::{Interaction, Outcome};
use crate::time::{Span, Timestamp};
use std::collections::{BTreeMap, HashMap};

/// Whether an answered contact was followed by another of the same customer and reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Repeat {
    /// Not answered, no customer known, or a later leg of the same contact.
    #[default]
    NotAsked,
    /// Its window is not over.
    WindowOpen,
    /// Its window is over.
    Over {
        /// Another contact followed within the window, answered or not.
        is_repeated: bool,
        /// One that was answered did.
        is_repeated_answered: bool,
    },
}

/// All legs of one contact (transfers, re-queues), which share a root.
struct Contact<'a> {
    customer: &'a str,
    arrived_at: Timestamp,
    first: usize,
    reason: Option<&'a str>,
    /// Its first answered leg, which carries the answer to the question.
    answered: Option<usize>,
}

/// When the next contact of a customer comes: of any reason, of none, of each.
#[derive(Default)]
struct Next<'a> {
    any: Option<Timestamp>,
    none: Option<Timestamp>,
    of: BTreeMap<&'a str, Timestamp>,
}

impl<'a> Next<'a> {
    /// A missing reason matches any.
    fn after(&self, contact: &Contact<'_>) -> Option<Timestamp> {
        match contact.reason {
            None => self.any,
            Some(reason) => [self.of.get(reason).copied(), self.none].into_iter().flatten().min(),
        }
    }

    fn put(&mut self, contact: &Contact<'a>) {
        self.any = Some(contact.arrived_at);
        match contact.reason {
            None => self.none = self.any,
            Some(reason) => {
                self.of.insert(reason, contact.arrived_at);
            }
        }
    }
}

/// Decides it for every row, whatever their order.
pub(super) fn repeats(interactions: &[Interaction], window: Span, as_of: Timestamp) -> Vec<Repeat> {
    let mut result = vec![Repeat::NotAsked; interactions.len()];
    for of_customer in contacts(interactions).chunk_by(|one, other| one.customer == other.customer) {
        // From the last to the first, so that what follows is known.
        let (mut next, mut next_answered) = (Next::default(), Next::default());
        for contact in of_customer.iter().rev() {
            let is_within =
                |next: Option<Timestamp>| next.is_some_and(|next| next - contact.arrived_at <= window);
            if let Some(index) = contact.answered {
                result[index] = if contact.arrived_at + window > as_of {
                    Repeat::WindowOpen
                } else {
                    Repeat::Over {
                        is_repeated: is_within(next.after(contact)),
                        is_repeated_answered: is_within(next_answered.after(contact)),
                    }
                };
                next_answered.put(contact);
            }
            next.put(contact);
        }
    }
    result
}

/// Offered contacts of known customers, by customer and arrival.
fn contacts(interactions: &[Interaction]) -> Vec<Contact<'_>> {
    let place = |index: usize| {
        let row = &interactions[index];
        (row.arrived_at, row.segment_no, row.interaction_id.as_str())
    };
    let mut legs: Vec<usize> =
        (0..interactions.len()).filter(|&index| interactions[index].was_offered()).collect();
    legs.sort_unstable_by_key(|&index| place(index));
    let mut contacts: HashMap<&str, Contact<'_>> = HashMap::new();
    for index in legs {
        let row = &interactions[index];
        let Some(customer) = row.customer_id.as_deref() else { continue };
        let root = row.root_id.as_deref().unwrap_or(&row.interaction_id);
        let contact = contacts.entry(root).or_insert(Contact {
            customer,
            arrived_at: row.arrived_at,
            first: index,
            reason: None,
            answered: None,
        });
        contact.reason = contact.reason.or(row.reason.as_deref());
        if row.outcome == Outcome::Answered {
            contact.answered = contact.answered.or(Some(index));
        }
    }
    let mut contacts: Vec<Contact<'_>> = contacts.into_values().collect();
    contacts.sort_unstable_by_key(|contact| (contact.customer, place(contact.first)));
    contacts
}
