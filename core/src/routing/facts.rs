//! What is known of an interaction: what many have in common is kept once.

use super::calendar::Window;
use super::new_interaction::{Direction, NewInteraction};
use super::order::Points;
use super::preference::Preference;
use super::requirement::{Requirement, RoutingStep};
use crate::time::{Span, Timestamp};
use hashbrown::HashTable;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use xxhash_rust::xxh3::Xxh3;

/// What an interaction demands: much the same for many of them. The fields are those of [`NewInteraction`]; `queue` and
/// `priority` are as they are now.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "each says what the field of the same name of NewInteraction says")]
pub struct Demand {
    pub queue: String,
    pub channel: String,
    pub direction: Direction,
    pub priority: i32,
    pub lane: i32,
    pub requirements: Vec<Requirement>,
    pub steps: Vec<RoutingStep>,
    pub windows: Vec<Window>,
    pub labels: BTreeMap<String, String>,
    pub attributes: BTreeMap<String, i64>,
    pub callback: bool,
    pub head_start: Span,
    pub accel_per_min: Points,
    pub max_priority: Option<Points>,
}

/// What is an interaction's own: most have nothing of it. The fields are those of [`NewInteraction`].
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "each says what the field of the same name of NewInteraction says")]
pub struct Own {
    pub preferred: Vec<Preference>,
    pub age_adjustment: Span,
    pub not_before: Option<Timestamp>,
    pub due_at: Option<Timestamp>,
    pub subject: Option<String>,
    pub reason: Option<String>,
    pub context_ref: Option<String>,
}

static NOTHING: Own = Own {
    preferred: Vec::new(),
    age_adjustment: Span::ZERO,
    not_before: None,
    due_at: None,
    subject: None,
    reason: None,
    context_ref: None,
};

/// What is known of an interaction that is not finished: the fields of [`Demand`], and [`Facts::own`].
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(into = "NewInteraction", from = "NewInteraction")]
pub struct Facts {
    /// Its id, chosen by the host.
    pub interaction: Box<str>,
    demand: Arc<Demand>,
    own: Option<Box<Own>>,
}

impl PartialEq for Facts {
    fn eq(&self, other: &Self) -> bool {
        self.interaction == other.interaction && self.demand == other.demand && self.own() == other.own()
    }
}

impl Deref for Facts {
    type Target = Demand;

    fn deref(&self) -> &Demand {
        &self.demand
    }
}

impl DerefMut for Facts {
    /// Its demand, to be changed: it shares it with no other from then on.
    fn deref_mut(&mut self) -> &mut Demand {
        Arc::make_mut(&mut self.demand)
    }
}

impl Facts {
    /// What is its own.
    pub fn own(&self) -> &Own {
        self.own.as_deref().unwrap_or(&NOTHING)
    }

    pub(crate) fn own_mut(&mut self) -> &mut Own {
        self.own.get_or_insert_default()
    }

    /// Keeps its demand with those that are alike, unless it does so already.
    pub(crate) fn share(&mut self, demands: &mut Demands) {
        if Arc::strong_count(&self.demand) == 1 {
            demands.share(&mut self.demand);
        }
    }
}

impl From<NewInteraction> for Facts {
    fn from(new: NewInteraction) -> Self {
        let NewInteraction {
            interaction,
            queue,
            channel,
            direction,
            priority,
            lane,
            requirements,
            steps,
            preferred,
            windows,
            labels,
            attributes,
            age_adjustment,
            callback,
            not_before,
            due_at,
            head_start,
            accel_per_min,
            max_priority,
            subject,
            reason,
            context_ref,
        } = new;
        let own = Own { preferred, age_adjustment, not_before, due_at, subject, reason, context_ref };
        let demand = Demand {
            queue,
            channel,
            direction,
            priority,
            lane,
            requirements,
            steps,
            windows,
            labels,
            attributes,
            callback,
            head_start,
            accel_per_min,
            max_priority,
        };
        let own = (own != NOTHING).then(|| Box::new(own));
        Self { interaction: interaction.into(), demand: Arc::new(demand), own }
    }
}

impl From<Facts> for NewInteraction {
    fn from(facts: Facts) -> Self {
        let Own { preferred, age_adjustment, not_before, due_at, subject, reason, context_ref } =
            facts.own().clone();
        let Demand {
            queue,
            channel,
            direction,
            priority,
            lane,
            requirements,
            steps,
            windows,
            labels,
            attributes,
            callback,
            head_start,
            accel_per_min,
            max_priority,
        } = Demand::clone(&facts);
        Self {
            interaction: facts.interaction.into(),
            queue,
            channel,
            direction,
            priority,
            lane,
            requirements,
            steps,
            preferred,
            windows,
            labels,
            attributes,
            age_adjustment,
            callback,
            not_before,
            due_at,
            head_start,
            accel_per_min,
            max_priority,
            subject,
            reason,
            context_ref,
        }
    }
}

/// The demands there are, so that what is alike shares one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Demands {
    known: HashTable<Arc<Demand>>,
}

impl PartialEq for Demands {
    /// They follow from the interactions.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Demands {
    fn share(&mut self, demand: &mut Arc<Demand>) {
        if self.known.len() == self.known.capacity() {
            self.known.retain(|known| Arc::strong_count(known) > 1);
        }
        let entry = self.known.entry(hash(&**demand), |known| known == demand, |known| hash(&**known));
        *demand = Arc::clone(entry.or_insert_with(|| Arc::clone(demand)).get());
    }
}

/// For tables that are looked up in and never gone over: the same everywhere.
pub(crate) fn hash(value: &impl Hash) -> u64 {
    let mut hasher = Xxh3::new();
    value.hash(&mut hasher);
    hasher.finish()
}
