//! Large centres for the router: a friendly one, whose agents have two hundred sets of skills, and one whose agents
//! are all different; what waits has fifty kinds of demand.

use krarup::random::Stream;
use krarup::routing::{
    AgentConfig, Command, Config, Event, Membership, NewInteraction, Operator, Presence, QueueConfig,
    Receipt, Requirement, Router, Scoring,
};
use krarup::time::{Span, Timestamp};
use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

const QUEUES: usize = 10;
const SKILLS: usize = 30;
const SKILL_SETS: usize = 200;
const DEMANDS: usize = 50;
/// Levels of agents who are all different.
const LEVELS: u64 = 1_000;

/// How alike the agents are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Population {
    /// Two hundred sets of skills.
    Sets,
    /// Every agent has levels of his own.
    AllDifferent,
}

/// A router with everybody at work, and the means to let things happen in it.
pub struct Centre {
    /// The router.
    pub router: Router,
    draws: Stream,
    now: Timestamp,
    next: u64,
    demands: Vec<(String, Vec<Requirement>)>,
    /// Contacts with an agent, the one that began first in front.
    busy: VecDeque<(String, String)>,
    /// What each command took, by its name; `None` = nobody asks.
    timings: Option<BTreeMap<&'static str, Vec<Duration>>>,
}

impl Centre {
    /// A centre of so many agents who are all offline.
    pub fn new(agents: usize, population: Population) -> Self {
        let mut draws = Stream::new(7, 0, 0, 0);
        let mut below = |bound: usize| (draws.next_u64() % bound as u64) as usize;
        let sets: Vec<Vec<usize>> =
            (0..SKILL_SETS).map(|_| (0..6).map(|_| below(SKILLS)).collect()).collect();
        let homes: Vec<Vec<usize>> =
            (0..SKILL_SETS).map(|_| (0..3).map(|_| below(QUEUES)).collect()).collect();
        let queues = (0..QUEUES).map(|number| QueueConfig {
            scoring: Scoring::ConversationScore,
            offer_timeout: Some(Span::from_seconds(20)),
            ..QueueConfig::new(format!("q{number}"))
        });
        let members = (0..agents).map(|number| {
            let set = number % SKILL_SETS;
            let level = |place: usize| match population {
                Population::Sets => 1 + (place + set) as i32 % 5,
                Population::AllDifferent => 1 + (number * 31 + place * 17) as i32 % LEVELS as i32,
            };
            let skills = sets[set].iter().enumerate();
            AgentConfig {
                queues: homes[set]
                    .iter()
                    .enumerate()
                    .map(|(rank, queue)| {
                        (format!("q{queue}"), Membership { rank: rank as i32, ..Membership::default() })
                    })
                    .collect(),
                skills: skills.map(|(place, skill)| (format!("s{skill}"), level(place))).collect(),
                ..AgentConfig::new(format!("agent-{number:06}"))
            }
        });
        let mut config = Config::new(queues.collect(), members.collect());
        config.limits.interactions = 4_000_000;
        // Demands that somebody can meet: of an agent's own queue and skills.
        let demands = (0..DEMANDS)
            .map(|demand| {
                let set = demand * 3 % SKILL_SETS;
                let skills = sets[set].iter().take(1 + demand % 3);
                let needs = skills.enumerate().map(|(place, skill)| Requirement {
                    skill: format!("s{skill}"),
                    op: Operator::AtLeast,
                    level: 1,
                    expires_after: (place == 2).then(|| Span::from_seconds(3_600)),
                });
                (format!("q{}", homes[set][demand % 3]), needs.collect())
            })
            .collect();
        let now = Timestamp::from_seconds(0);
        let router = Router::new(config, now).unwrap_or_else(|problems| panic!("{problems}"));
        Self {
            router,
            draws: Stream::new(8, 0, 0, 0),
            now,
            next: 0,
            demands,
            busy: VecDeque::new(),
            timings: None,
        }
    }

    /// Everybody logs in, with so much waiting that each is asked at once, and has a contact from then on.
    pub fn saturated(agents: usize, population: Population, waiting: usize) -> Self {
        let mut centre = Self::new(agents, population);
        (0..agents + waiting).for_each(|_| centre.enqueue());
        (0..agents).for_each(|agent| centre.log_in(agent));
        // What fits to nobody's turn yet goes on waiting; agents without a contact find nothing they may take.
        centre
    }

    /// The same router as the naive one, to be compared with.
    pub fn into_naive(mut self) -> Self {
        self.router = self.router.into_naive();
        self
    }

    fn apply(&mut self, name: &'static str, command: Command) -> Receipt {
        self.now = self.now + Span::from_micros(1_000);
        let start = self.timings.is_some().then(Instant::now);
        let outcome = self.router.apply(self.now, None, command);
        if let (Some(timings), Some(start)) = (&mut self.timings, start) {
            timings.entry(name).or_default().push(start.elapsed());
        }
        outcome.unwrap_or_else(|rejection| panic!("{rejection:?}"))
    }

    /// From now on, what each command takes is kept.
    pub fn time_commands(&mut self) {
        self.timings = Some(BTreeMap::new());
    }

    /// What each command took since then, by its name.
    pub fn timings(&mut self) -> BTreeMap<&'static str, Vec<Duration>> {
        self.timings.take().unwrap_or_default()
    }

    /// A contact comes, of a kind drawn by lot.
    pub fn enqueue(&mut self) {
        let demand = (self.draws.next_u64() % self.demands.len() as u64) as usize;
        self.enqueue_of(demand);
    }

    /// A contact comes; nine of ten demand what few agents have.
    pub fn enqueue_skewed(&mut self) {
        let demand = (self.draws.next_u64() % 10).saturating_sub(8) as usize;
        self.enqueue_of(demand);
    }

    fn enqueue_of(&mut self, demand: usize) {
        self.next += 1;
        let (queue, requirements) = self.demands[demand].clone();
        let new = NewInteraction {
            requirements,
            priority: (self.draws.next_u64() % 4) as i32,
            ..NewInteraction::new(format!("contact-{:09}", self.next), queue)
        };
        let receipt = self.apply("enqueue", Command::Enqueue(Box::new(new)));
        self.follow(receipt);
    }

    /// An agent logs in.
    pub fn log_in(&mut self, agent: usize) {
        let agent = format!("agent-{agent:06}");
        let presence = Command::SetPresence { agent, presence: Presence::Available, reason: None };
        let receipt = self.apply("set_presence", presence);
        self.follow(receipt);
    }

    /// The contact that has lasted longest ends, and its agent takes what he is offered next. Whether there was one.
    pub fn complete(&mut self) -> bool {
        let Some((interaction, agent)) = self.busy.pop_front() else { return false };
        let done = Command::Complete { interaction, agent: Some(agent), wrap_code: None, ended_by: None };
        let receipt = self.apply("complete", done);
        self.follow(receipt);
        true
    }

    /// Agents accept what they are offered.
    fn follow(&mut self, receipt: Receipt) {
        for (_, event) in receipt.events {
            let Event::OfferMade { interaction, agent, generation, .. } = event else { continue };
            self.busy.push_back((interaction.clone(), agent.clone()));
            let accept = Command::Accept { interaction, agent, generation: Some(generation) };
            let receipt = self.apply("accept", accept);
            self.follow(receipt);
        }
    }

    /// Contacts with an agent.
    pub fn busy(&self) -> usize {
        self.busy.len()
    }

    /// Forgets what a host would have drained.
    pub fn drain(&mut self) {
        while self.router.drain_inputs().is_err() {}
    }
}
