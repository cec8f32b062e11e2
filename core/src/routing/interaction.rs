//! An interaction that is not finished, and where it is.

use super::calendar::is_within;
use super::consult::Part;
use super::facts::Facts;
use super::new_interaction::NewInteraction;
use super::preference::Preference;
use super::tracked::Named;
use super::wait_history::Foretold;
use crate::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Deref, DerefMut};

/// Where an interaction is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Place {
    /// In its queue.
    Waiting,
    /// In its queue, and agents are asked.
    Offered {
        /// At least one open offer, by agent.
        offers: BTreeMap<String, Offer>,
    },
    /// In its queue, while the customer who is called back is rung.
    Dialling {
        /// When the attempt has failed, if nothing more is heard of it.
        #[serde(rename = "until_us")]
        until: Timestamp,
    },
    /// With an agent.
    Assigned {
        /// The agent.
        agent: String,
        /// Both sides are joined.
        connected: bool,
        /// On hold.
        held: bool,
    },
}

/// An agent is asked; his capacity is reserved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offer {
    /// Number of the offer.
    pub generation: u64,
    /// When it expires.
    #[serde(rename = "expires_at_us")]
    pub expires_at: Option<Timestamp>,
}

/// An interaction that is not finished: what is known of it, and its [`Story`], whose fields can be read as its own.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(into = "Form", from = "Form")]
pub struct Interaction {
    /// As it arrived; `queue` and `priority` are as they are now.
    pub facts: Facts,
    /// Enqueue time: whatever offers fail, it stays.
    pub enqueued_at: Timestamp,
    /// Order of enqueue, the last tie-break.
    pub order: u64,
    /// What was foretold of its wait as it came to this queue; `None` = it has only just come.
    pub foretold: Option<Foretold>,
    /// `None` = it waits as it came, as most do that wait.
    story: Option<Box<Story>>,
}

/// What has become of an interaction since it came.
#[derive(Clone, Debug, PartialEq)]
pub struct Story {
    /// Where it is.
    pub place: Place,
    /// Added to its age.
    pub age_adjustment: Span,
    /// The customer is called back: he is not on the line.
    pub is_callback: bool,
    /// Attempts to call him back that have failed since he was last on the line.
    pub attempts: u32,
    /// It has begun: both sides were joined, or the customer answered when he was called back. Neither `not_before`
    /// nor windows say anything of it any more, until it is a callback again.
    pub is_begun: bool,
    /// Agents beside the one who has it, whose capacity it takes too.
    pub others: BTreeMap<String, Part>,
    /// The agent its queue holds it for, as he last had a contact of the customer.
    pub sticky: Option<Preference>,
    /// When the first of the offers that are open in a row was made.
    pub offering_since: Option<Timestamp>,
    /// Agents who declined it or let it expire.
    pub declined_by: BTreeSet<String>,
    /// Places in the list of the wait rules that have fired in this queue.
    pub rules_fired: BTreeSet<usize>,
    /// Queues that wait rules have sent it from.
    pub left_queues: BTreeSet<String>,
    /// Skills that rings it has left no longer require.
    pub dropped_skills: BTreeSet<String>,
    /// When the agent who has it got it.
    pub assigned_at: Option<Timestamp>,
    /// `None` = since it was enqueued.
    pub(super) queue_entered_at: Option<Timestamp>,
    pub(super) heard_at: Option<Timestamp>,
    pub(super) step: Option<StepProgress>,
}

/// Of one to whom nothing has happened yet.
static UNTOLD: Story = Story {
    place: Place::Waiting,
    age_adjustment: Span::ZERO,
    is_callback: false,
    attempts: 0,
    is_begun: false,
    others: BTreeMap::new(),
    sticky: None,
    offering_since: None,
    declined_by: BTreeSet::new(),
    rules_fired: BTreeSet::new(),
    left_queues: BTreeSet::new(),
    dropped_skills: BTreeSet::new(),
    assigned_at: None,
    queue_entered_at: None,
    heard_at: None,
    step: None,
};

impl Deref for Interaction {
    type Target = Story;

    fn deref(&self) -> &Story {
        self.story.as_deref().unwrap_or(&UNTOLD)
    }
}

impl DerefMut for Interaction {
    fn deref_mut(&mut self) -> &mut Story {
        self.story.get_or_insert_with(|| Box::new(UNTOLD.clone()))
    }
}

impl PartialEq for Interaction {
    fn eq(&self, other: &Self) -> bool {
        let told = |one: &Self| Story {
            queue_entered_at: Some(one.queue_entered_at()),
            heard_at: Some(one.heard_at()),
            step: Some(one.step()),
            ..Story::clone(one)
        };
        self.facts == other.facts
            && (self.enqueued_at, self.order) == (other.enqueued_at, other.order)
            && self.foretold == other.foretold
            && told(self) == told(other)
    }
}

impl Named for Interaction {
    fn id(&self) -> &str {
        self.id()
    }
}

/// Where an interaction is in its list of steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepProgress {
    /// Place in the list; past its end there is no condition.
    pub index: usize,
    /// When the step began.
    #[serde(rename = "entered_at_us")]
    pub entered_at: Timestamp,
    /// Whether it was found that somebody is free for it.
    pub is_judged: bool,
}

impl StepProgress {
    pub(crate) fn begin(at: Timestamp) -> Self {
        Self { index: 0, entered_at: at, is_judged: false }
    }
}

impl Interaction {
    pub(crate) fn new(new: NewInteraction, at: Timestamp, order: u64) -> Self {
        let (age_adjustment, is_callback) = (new.age_adjustment, new.callback);
        let mut interaction = Self { facts: new.into(), enqueued_at: at, order, foretold: None, story: None };
        if age_adjustment != Span::ZERO {
            interaction.age_adjustment = age_adjustment;
        }
        if is_callback {
            interaction.is_callback = true;
        }
        interaction
    }

    /// Its id.
    pub fn id(&self) -> &str {
        &self.facts.interaction
    }

    /// When it entered the queue it is in.
    pub fn queue_entered_at(&self) -> Timestamp {
        self.queue_entered_at.unwrap_or(self.enqueued_at)
    }

    /// When something was last heard of it, or another configuration began its lease.
    pub fn heard_at(&self) -> Timestamp {
        self.heard_at.unwrap_or(self.enqueued_at)
    }

    /// The step it is in.
    pub fn step(&self) -> StepProgress {
        self.step.unwrap_or(StepProgress::begin(self.enqueued_at))
    }

    /// Something is heard of it.
    pub(crate) fn hear(&mut self, at: Timestamp) {
        if self.heard_at() != at {
            self.heard_at = Some(at);
        }
    }

    /// The customer is on the line: what said when to begin has been met.
    pub(crate) fn begin(&mut self) {
        self.is_callback = false;
        self.is_begun = true;
        self.attempts = 0;
    }

    /// Whether it may be begun now, as far as the clock has a say.
    pub(crate) fn is_due(&self, now: Timestamp) -> bool {
        let (facts, is_over) = (&self.facts, |until: Timestamp| until <= now);
        self.is_begun
            || (facts.own().not_before.is_none_or(is_over)
                && (facts.windows.is_empty() || is_within(&facts.windows, now)))
    }

    /// Whether its wait is one for agents: not what the customer or his hours ask for.
    pub(crate) fn tells_of_waits(&self) -> bool {
        self.facts.own().not_before.is_none() && self.facts.windows.is_empty()
    }

    /// Drives order, scores and delays.
    pub(crate) fn age(&self, now: Timestamp) -> Span {
        now - self.enqueued_at + self.age_adjustment
    }

    /// Drives everything that opens or ends as it waits.
    pub(crate) fn since_enqueue(&self, now: Timestamp) -> Span {
        now - self.enqueued_at
    }

    /// Whether an agent has the customer on the line.
    pub(crate) fn is_spoken_to_by(&self, id: &str) -> bool {
        match &self.place {
            Place::Assigned { agent, connected: true, .. } => {
                agent == id || self.others.get(id) == Some(&Part::InConference)
            }
            _ => false,
        }
    }

    /// It waits in its queue, asked for or not.
    pub(crate) fn is_queued(&self) -> bool {
        !matches!(self.place, Place::Assigned { .. })
    }

    /// Whether it takes of this agent's capacity.
    pub(crate) fn is_held_by(&self, id: &str) -> bool {
        match &self.place {
            Place::Waiting | Place::Dialling { .. } => false,
            Place::Offered { offers } => offers.contains_key(id),
            Place::Assigned { agent, .. } => agent == id || self.others.contains_key(id),
        }
    }

    pub(crate) fn offers(&self) -> usize {
        match &self.place {
            Place::Offered { offers } => offers.len(),
            _ => 0,
        }
    }

    pub(crate) fn generations(&self) -> impl Iterator<Item = u64> + '_ {
        let offers = match &self.place {
            Place::Offered { offers } => Some(offers.values()),
            _ => None,
        };
        offers.into_iter().flatten().map(|offer| offer.generation)
    }

    /// Agents who are asked for it or take part in it.
    pub(crate) fn holders(&self) -> Vec<&str> {
        match &self.place {
            Place::Waiting | Place::Dialling { .. } => Vec::new(),
            Place::Offered { offers } => offers.keys().map(String::as_str).collect(),
            Place::Assigned { agent, .. } => self.others.keys().chain([agent]).map(String::as_str).collect(),
        }
    }
}

/// An interaction as it is written.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename = "Interaction")]
struct Form {
    facts: Facts,
    enqueued_at_us: Timestamp,
    queue_entered_at_us: Timestamp,
    age_adjustment_us: Span,
    order: u64,
    place: Place,
    is_callback: bool,
    attempts: u32,
    is_begun: bool,
    others: BTreeMap<String, Part>,
    sticky: Option<Preference>,
    offering_since_us: Option<Timestamp>,
    heard_at_us: Timestamp,
    declined_by: BTreeSet<String>,
    rules_fired: BTreeSet<usize>,
    left_queues: BTreeSet<String>,
    step: StepProgress,
    dropped_skills: BTreeSet<String>,
    #[serde(default)]
    foretold: Option<Foretold>,
    #[serde(default)]
    assigned_at_us: Option<Timestamp>,
}

impl From<Interaction> for Form {
    fn from(one: Interaction) -> Self {
        let (queue_entered_at_us, heard_at_us, step) = (one.queue_entered_at(), one.heard_at(), one.step());
        let Interaction { facts, enqueued_at, order, foretold, story } = one;
        let story = story.map_or_else(|| UNTOLD.clone(), |story| *story);
        Self {
            facts,
            enqueued_at_us: enqueued_at,
            queue_entered_at_us,
            age_adjustment_us: story.age_adjustment,
            order,
            place: story.place,
            is_callback: story.is_callback,
            attempts: story.attempts,
            is_begun: story.is_begun,
            others: story.others,
            sticky: story.sticky,
            offering_since_us: story.offering_since,
            heard_at_us,
            declined_by: story.declined_by,
            rules_fired: story.rules_fired,
            left_queues: story.left_queues,
            step,
            dropped_skills: story.dropped_skills,
            foretold,
            assigned_at_us: story.assigned_at,
        }
    }
}

impl From<Form> for Interaction {
    fn from(form: Form) -> Self {
        let since = form.enqueued_at_us;
        let story = Story {
            place: form.place,
            age_adjustment: form.age_adjustment_us,
            is_callback: form.is_callback,
            attempts: form.attempts,
            is_begun: form.is_begun,
            others: form.others,
            sticky: form.sticky,
            offering_since: form.offering_since_us,
            declined_by: form.declined_by,
            rules_fired: form.rules_fired,
            left_queues: form.left_queues,
            dropped_skills: form.dropped_skills,
            assigned_at: form.assigned_at_us,
            queue_entered_at: Some(form.queue_entered_at_us).filter(|at| *at != since),
            heard_at: Some(form.heard_at_us).filter(|at| *at != since),
            step: Some(form.step).filter(|step| *step != StepProgress::begin(since)),
        };
        Self {
            facts: form.facts,
            enqueued_at: since,
            order: form.order,
            foretold: form.foretold,
            story: (story != UNTOLD).then(|| Box::new(story)),
        }
    }
}
