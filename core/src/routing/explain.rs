use super::agent::Presence;
use super::requirement::Operator;
use super::selection::{KeyPart, SelectionKey};
use super::state::State;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What the rules say of one agent for one interaction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AgentVerdict {
    /// The agent.
    pub agent: String,
    /// The first rule that excludes him, or his key.
    pub verdict: Verdict,
}

/// The first rule that excludes an agent, or the key by which he competes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
#[allow(missing_docs, reason = "fields are named after what they hold")]
pub enum Verdict {
    /// He may take it.
    Eligible {
        key: Vec<KeyPart>,
        /// By what he stands behind the best of all eligible agents; `None` = he is the best.
        beaten: Option<Beaten>,
    },
    /// He has it, or is asked right now.
    HasIt,
    /// He does not serve the queue.
    NotMember,
    /// He is not available.
    NotAvailable { presence: Presence },
    /// Wrap-up runs; without `until` he ends it.
    WrapUp {
        #[serde(rename = "until_us")]
        until: Option<Timestamp>,
    },
    /// He does not handle the channel.
    ChannelNotHandled,
    /// It must not begin before.
    NotBefore {
        #[serde(rename = "until_us")]
        until: Timestamp,
    },
    /// It may not be begun now; `None` = nor ever again.
    OutsideWindow {
        #[serde(rename = "until_us")]
        until: Option<Timestamp>,
    },
    /// It is held for another agent.
    HeldFor {
        agent: String,
        #[serde(rename = "until_us")]
        until: Timestamp,
    },
    /// The membership's delay is not over.
    Delayed {
        #[serde(rename = "until_us")]
        until: Timestamp,
    },
    /// His ring is not open; `None` = it never opens.
    RingClosed {
        ring: u32,
        #[serde(rename = "until_us")]
        until: Option<Timestamp>,
    },
    /// His tier is not open.
    TierClosed {
        tier: u32,
        #[serde(rename = "until_us")]
        until: Option<Timestamp>,
    },
    /// His penalty is out of the queue's bounds as they are now.
    PenaltyOutside { penalty: i32 },
    /// He lacks a skill or its level.
    SkillNotMet { skill: String, have: Option<i32>, op: Operator, need: i32 },
    /// The step's condition does not hold for him.
    StepNotMet { step: usize },
    /// He learns, and it is above what he may do.
    AboveTrainee { priority: i32, max: i32 },
    /// He learns, and his mentor is not available.
    MentorNotAvailable { mentor: String, presence: Presence },
    /// He learns, and his mentor helps as many others as he may.
    MentorEngaged { mentor: String, trainees: u32, max: u32 },
    /// Too few units are free.
    CapacityFull { used: i64, cost: u32, total: u32 },
    /// He has as many of this channel as he may.
    ChannelMaximum { count: u32, max: u32 },
    /// He declined it, or let an offer expire.
    Declined,
    /// He may take it, but so few may that they are kept for higher priorities.
    Reserved { free: usize, kept: u32 },
}

impl Verdict {
    /// The rule's word, as it is written.
    pub(crate) fn rule(&self) -> String {
        let written = serde_json::to_value(self).ok();
        let rule = written.as_ref().and_then(|verdict| verdict["rule"].as_str());
        rule.unwrap_or_default().to_owned()
    }
}

/// What stands between an eligible agent and the offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beaten {
    /// The agent who comes before him and all others.
    pub agent: String,
    /// The first key by which they differ; `None` = only their ids do.
    pub by: Option<SelectionKey>,
}

/// Keeps what the rules said of everybody for an interaction as a decision was about to fall.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Witness {
    pub(crate) interaction: String,
    /// The instant of the decision.
    pub(crate) at: Timestamp,
    /// Events of the input that came before it, at most.
    pub(crate) place: usize,
    pub(crate) seen: Option<Vec<AgentVerdict>>,
}

impl State {
    /// What the rules say of every agent for an interaction now.
    pub(crate) fn testimony(&self, interaction: &str) -> Option<Vec<AgentVerdict>> {
        let verdicts = self.verdicts(self.interactions.get(interaction)?);
        Some(verdicts.map(|(agent, verdict)| AgentVerdict { agent: agent.to_owned(), verdict }).collect())
    }

    /// Lets the witness look, if there is one; the last look before the decision counts.
    pub(crate) fn testify(&mut self, place: usize) {
        let watches = |witness: &&Witness| witness.at == self.now && place <= witness.place;
        let Some(witness) = self.witness.as_ref().filter(watches) else { return };
        let seen = self.testimony(&witness.interaction);
        if let Some(witness) = &mut self.witness {
            witness.seen = seen;
        }
    }
}
