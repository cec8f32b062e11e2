use super::Events;
use super::comparison::Earlier;
use super::proposals::Proposals;
use crate::routing::event::Event;
use crate::time::{Span, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// Since when krarup would have had an agent for what still waits.
#[derive(Clone, Debug)]
pub(super) struct Claims {
    tolerance: Span,
    claims: BTreeMap<String, Claim>,
    /// Interactions that krarup would offer as things stand.
    standing: BTreeSet<String>,
}

/// A proposal that lasts no longer than the tolerance says nothing: the facts of one moment come one after the other.
#[derive(Clone, Debug, Default)]
struct Claim {
    /// The first proposal that lasted.
    lasted: Option<(Timestamp, String)>,
    /// The beginning of the one that stands.
    stands: Option<(Timestamp, String)>,
}

impl Claims {
    pub(super) fn new(tolerance: Span) -> Self {
        Self { tolerance, claims: BTreeMap::new(), standing: BTreeSet::new() }
    }

    /// What krarup would offer from `now` on.
    pub(super) fn hear(&mut self, now: Timestamp, proposals: &Proposals) {
        let mut offered: BTreeMap<&str, &str> = BTreeMap::new();
        for proposal in proposals.iter() {
            offered.entry(&proposal.interaction).or_insert(&proposal.agent);
        }
        let tolerance = self.tolerance;
        for id in self.standing.iter().filter(|id| !offered.contains_key(id.as_str())) {
            let Some(claim) = self.claims.get_mut(id) else { continue };
            let ended = claim.stands.take().filter(|(since, _)| now - *since > tolerance);
            claim.lasted = claim.lasted.take().or(ended);
        }
        for (id, agent) in &offered {
            let claim = self.claims.entry((*id).to_owned()).or_default();
            claim.stands.get_or_insert_with(|| (now, (*agent).to_owned()));
        }
        self.standing = offered.into_keys().map(str::to_owned).collect();
    }

    /// When krarup would have had an agent, where that is longer ago than the tolerance.
    pub(super) fn of(&self, interaction: &str, now: Timestamp) -> Option<Earlier> {
        let claim = self.claims.get(interaction)?;
        let stands = claim.stands.as_ref().filter(|(since, _)| now - *since > self.tolerance);
        let (at, agent) = claim.lasted.as_ref().or(stands)?;
        Some(Earlier { at: *at, agent: agent.clone(), by: now - *at })
    }

    /// Forgets what waits no longer.
    pub(super) fn forget_gone(&mut self, events: &Events) {
        for (_, event) in events {
            if let Event::Assigned { interaction, .. }
            | Event::Abandoned { interaction, .. }
            | Event::Removed { interaction, .. } = event
            {
                self.claims.remove(interaction);
                self.standing.remove(interaction);
            }
        }
    }
}
