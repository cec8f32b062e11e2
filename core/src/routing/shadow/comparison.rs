use super::proposals::{Proposal, Proposals, queue_of};
use crate::routing::event::Why;
use crate::routing::explain::Verdict;
use crate::routing::state::State;
use crate::time::{Span, Timestamp};
use serde::Serialize;

/// A decision of the old router beside krarup's.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// Number of the fact or decision, from 1; what was refused has none.
    pub seq: u64,
    /// The instant of the decision.
    #[serde(rename = "at_us")]
    pub at: Timestamp,
    /// The interaction.
    pub interaction: String,
    /// The queue it was in.
    pub queue: String,
    /// How the two compare.
    pub kind: ComparisonKind,
    /// What the old router did, and why as it says.
    pub old: OldDecision,
    /// What krarup would have done, and why.
    pub krarup: KrarupAnswer,
    /// When krarup would have had an agent for it already, in the state of that instant.
    pub earlier: Option<Earlier>,
}

/// How a decision of the old router compares with krarup's; the first that holds, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ComparisonKind {
    /// The same decision, no later than the tolerance allows.
    Agree,
    /// The same decision now, but krarup would have made one earlier.
    Late,
    /// krarup would have asked another agent.
    DiffersAgent,
    /// krarup would have asked nobody, and its rules exclude the agent.
    NotAllowed,
    /// krarup would have kept it waiting: for its time or windows, for another agent, a delay, a ring, a tier, a reserve.
    NotYet,
    /// krarup would have given the agent another interaction.
    DiffersInteraction,
    /// Nobody was chosen, or the customer left before, though krarup would have asked somebody.
    LeftWaiting,
}

/// What the old router did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct OldDecision {
    /// The agent it chose; `None` = nobody.
    pub agent: Option<String>,
    /// Why, in its own words.
    pub reason: Option<String>,
}

/// What krarup would have done at the instant of the decision.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct KrarupAnswer {
    /// The agent it would have asked; the first, where the queue asks several.
    pub agent: Option<String>,
    /// The key by which he wins.
    pub why: Option<Why>,
    /// What its rules say of the agent whom the old router chose; `None` where krarup would have asked him too.
    pub verdict: Option<Verdict>,
    /// The interaction that agent would have got first.
    pub instead: Option<String>,
}

/// When krarup would have had an agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Earlier {
    /// Since when.
    #[serde(rename = "at_us")]
    pub at: Timestamp,
    /// The agent.
    pub agent: String,
    /// How much earlier that is than the decision.
    #[serde(rename = "by_us")]
    pub by: Span,
}

impl ComparisonKind {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Agree,
        Self::Late,
        Self::DiffersAgent,
        Self::NotAllowed,
        Self::NotYet,
        Self::DiffersInteraction,
        Self::LeftWaiting,
    ];

    /// As it is written.
    pub fn word(self) -> &'static str {
        match self {
            Self::Agree => "agree",
            Self::Late => "late",
            Self::DiffersAgent => "differs_agent",
            Self::NotAllowed => "not_allowed",
            Self::NotYet => "not_yet",
            Self::DiffersInteraction => "differs_interaction",
            Self::LeftWaiting => "left_waiting",
        }
    }
}

/// What krarup thinks of giving an interaction to `agent`, or to nobody, with its own proposals standing. Some of them
/// are taken back on the way.
pub(super) fn compared(
    state: &mut State,
    proposals: &mut Proposals,
    interaction: &str,
    agent: Option<&str>,
    is_late: bool,
) -> (ComparisonKind, KrarupAnswer) {
    let own = |proposal: &&Proposal| proposal.interaction == interaction;
    let first = proposals.iter().find(own).cloned();
    let is_chosen = proposals.iter().filter(own).any(|proposal| Some(proposal.agent.as_str()) == agent);
    let same = if is_late { ComparisonKind::Late } else { ComparisonKind::Agree };
    let (chosen, why) = first.map(|proposal| (proposal.agent, proposal.why)).unzip();
    let mut answer = KrarupAnswer { agent: chosen, why, verdict: None, instead: None };
    let Some(agent) = agent else {
        let kind = if answer.agent.is_some() { ComparisonKind::LeftWaiting } else { ComparisonKind::Agree };
        return (kind, answer);
    };
    if is_chosen {
        return (same, answer);
    }
    let his = proposals.iter().find(|proposal| proposal.agent == agent);
    answer.instead = his.map(|proposal| proposal.interaction.clone());
    // As krarup would have seen him when it came to this interaction, had he nothing that he really has not.
    let place = proposals.iter().position(|proposal| own(&proposal));
    proposals.release(agent, state);
    if let Some(place) = place {
        proposals.withdraw_from(place, state);
    }
    state.sync();
    answer.verdict = state.verdict_on(agent, interaction);
    let is_eligible = matches!(answer.verdict, Some(Verdict::Eligible { .. }));
    if is_eligible && answer.agent.is_none() && !state.is_pushed(interaction) {
        // He would have to pull it: what would he get?
        proposals.withdraw_from(0, state);
        state.sync();
        answer.instead = state.best_for(agent).filter(|best| best != interaction);
    }
    let kind = match &answer.verdict {
        _ if answer.agent.is_some() => ComparisonKind::DiffersAgent,
        Some(Verdict::Eligible { .. }) | None if answer.instead.is_some() => {
            ComparisonKind::DiffersInteraction
        }
        Some(Verdict::Eligible { .. }) | None => same,
        Some(verdict) if is_wait(verdict) => ComparisonKind::NotYet,
        Some(_) => ComparisonKind::NotAllowed,
    };
    if kind == same {
        answer.verdict = None;
    }
    (kind, answer)
}

/// Whether a rule says that it is not time yet, rather than that the agent is not the one.
fn is_wait(verdict: &Verdict) -> bool {
    match verdict {
        Verdict::NotBefore { .. }
        | Verdict::HeldFor { .. }
        | Verdict::Delayed { .. }
        | Verdict::Reserved { .. }
        | Verdict::OutsideWindow { until: Some(_) }
        | Verdict::RingClosed { until: Some(_), .. }
        | Verdict::TierClosed { until: Some(_), .. } => true,
        Verdict::Eligible { .. }
        | Verdict::HasIt
        | Verdict::NotMember
        | Verdict::NotAvailable { .. }
        | Verdict::WrapUp { .. }
        | Verdict::ChannelNotHandled
        | Verdict::OutsideWindow { until: None }
        | Verdict::RingClosed { until: None, .. }
        | Verdict::TierClosed { until: None, .. }
        | Verdict::PenaltyOutside { .. }
        | Verdict::SkillNotMet { .. }
        | Verdict::StepNotMet { .. }
        | Verdict::AboveTrainee { .. }
        | Verdict::MentorNotAvailable { .. }
        | Verdict::MentorEngaged { .. }
        | Verdict::CapacityFull { .. }
        | Verdict::ChannelMaximum { .. }
        | Verdict::Declined => false,
    }
}

impl State {
    fn verdict_on(&self, agent: &str, interaction: &str) -> Option<Verdict> {
        Some(self.verdict(self.agents.get(agent)?, self.interactions.get(interaction)?))
    }

    /// Whether its queue offers, rather than lets agents pull.
    fn is_pushed(&self, interaction: &str) -> bool {
        self.queues.get(&queue_of(self, interaction)).is_none_or(|queue| queue.push)
    }
}
