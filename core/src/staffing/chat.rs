use super::error::{self, StaffingError, check, positive};
use super::open_line::{Below, OpenLine, OpenLineState};
use super::service_level::ServiceLevel;
use super::targets::{FewestAgents, Targets};

/// Chat: each agent handles several contacts at once, the slower the more there are.
///
/// A new chat goes to the agent with the fewest, so that numbers differ by at most one: with `j` = q·n + r chats
/// r agents have q + 1 of them. Each agent with `l` chats finishes `l`/AHT(l) of them a second. That chats
/// stay balanced when one ends is an **approximation**, exact for one agent or one slot an agent.
/// Source: birth-death chain, balanced as in Luo and Zhang 2013.
///
/// ```
/// use krarup::staffing::ChatConcurrency;
/// // Alone a chat takes five minutes, one of two takes seven, one of three takes nine.
/// let chat = ChatConcurrency::new(200.0, 3600.0, &[300.0, 420.0, 540.0], Some(120.0))?;
/// let measures = chat.at(12)?.measures();
/// assert!(measures.p_wait < 0.1 && measures.mean_chats_in_service > 16.0);
/// # Ok::<(), krarup::staffing::StaffingError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct ChatConcurrency {
    volume: f64,
    interval_s: f64,
    aht_by_level_s: Vec<f64>,
    patience_s: Option<f64>,
}

/// What chat does with one number of agents; without arrivals all are 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChatMeasures {
    /// Share of chats that find every slot taken.
    pub p_wait: f64,
    /// Natural logarithm of `p_wait`, also where that is below 1e-308.
    pub ln_p_wait: f64,
    /// Share of chats that abandon before an agent takes them.
    pub p_abandon: f64,
    /// Mean wait for an agent over all chats, in seconds.
    pub asa_s: f64,
    /// Mean number waiting.
    pub mean_queue_length: f64,
    /// Mean number of chats that agents have open.
    pub mean_chats_in_service: f64,
    /// Mean time from an agent's taking a chat to its end, in seconds.
    pub mean_handling_s: f64,
    /// Share of agents with at least one chat.
    pub occupancy: f64,
    /// Share of slots taken.
    pub slot_occupancy: f64,
}

/// Chat with a number of agents; see [`ChatConcurrency::at`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChatState {
    line: OpenLineState,
    measures: ChatMeasures,
}

const BIG: f64 = 1e150;
const LN_BIG: f64 = 345.387_763_949_106_85;
/// Of slots an agent.
const MAX_SLOTS: usize = 100;

impl ChatConcurrency {
    /// From `volume` chats in `interval_s` seconds, the mean seconds a chat takes while its agent has 1, 2, … chats,
    /// as many entries as an agent has slots (1 to 100), and the mean patience in seconds, `None` if nobody abandons.
    ///
    /// # Errors
    /// `invalid_input` unless volume ≥ 0, times > 0, and the load is at most 10,000,000 erlangs.
    pub fn new(
        volume: f64,
        interval_s: f64,
        aht_by_level_s: &[f64],
        patience_s: Option<f64>,
    ) -> Result<Self, StaffingError> {
        let slots = aht_by_level_s.len();
        check("slots", slots as f64, (1..=MAX_SLOTS).contains(&slots), "must be 1 to 100 handling times")?;
        for &aht_s in aht_by_level_s {
            positive("aht_by_level_s", aht_s)?;
            error::load_of(volume, interval_s, aht_s)?;
        }
        if let Some(patience_s) = patience_s {
            positive("patience_s", patience_s)?;
        }
        Ok(Self { volume, interval_s, aht_by_level_s: aht_by_level_s.to_vec(), patience_s })
    }

    /// Chats an agent handles at once.
    pub fn slots(&self) -> usize {
        self.aht_by_level_s.len()
    }

    /// The state with `agents`.
    ///
    /// # Errors
    /// `invalid_input` beyond 10,000,000 slots in all; `unstable` when nobody abandons and more chats come than
    /// are finished with every slot taken.
    pub fn at(&self, agents: u32) -> Result<ChatState, StaffingError> {
        let (n, levels) = (f64::from(agents), self.slots());
        let slots = n * levels as f64;
        check("agents", n, slots <= error::MAX_AGENTS, "times the slots must be at most 10,000,000")?;
        // Unit of time: a chat's handling with every slot taken.
        let aht_s = self.aht_by_level_s[levels - 1];
        let load = self.volume / self.interval_s * aht_s;
        let line = OpenLine {
            volume: self.volume,
            interval_s: self.interval_s,
            load,
            aht_s,
            slots,
            patience_s: self.patience_s,
        };
        let lower = self.lower(agents, load);
        let state = line.behind(lower.all)?;
        let m = state.measures;
        // All shares below the full house are that of `at_once` by what is below.
        let mean_below =
            |sum: f64| if lower.all.sum > 0.0 { state.at_once * (sum / lower.all.sum) } else { 0.0 };
        let chats = mean_below(lower.chats) + slots * m.p_wait;
        let busy = mean_below(lower.busy_agents) + n * m.p_wait;
        let taken = self.volume / self.interval_s * state.served_share();
        let of = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
        let measures = ChatMeasures {
            p_wait: m.p_wait,
            ln_p_wait: state.ln_p_wait,
            p_abandon: m.p_abandon,
            asa_s: m.asa_s,
            mean_queue_length: m.mean_queue_length,
            mean_chats_in_service: chats,
            mean_handling_s: of(chats, taken),
            occupancy: of(busy, n).min(1.0),
            slot_occupancy: of(chats, slots).min(1.0),
        };
        Ok(ChatState { line: state, measures })
    }

    /// The fewest agents that meet every target.
    ///
    /// # Errors
    /// `invalid_input` for a bad target or none; `infeasible` for one that no number of agents meets.
    pub fn fewest_agents(&self, targets: &Targets) -> Result<FewestAgents, StaffingError> {
        let slots = self.slots();
        let load = self.volume / self.interval_s * self.aht_by_level_s[slots - 1] / slots as f64;
        targets.fewest(self.volume > 0.0, 0, load, |agents| match self.at(agents) {
            Ok(state) => state.line.levels(targets).map(Some),
            Err(StaffingError::Unstable { .. }) => Ok(None),
            Err(error) => Err(error),
        })
    }

    /// The states with a slot free, from the fullest down, relative to the one with all slots taken.
    fn lower(&self, agents: u32, load: f64) -> Lower {
        let mut lower = Lower { all: Below { sum: 0.0, ln_scale: 0.0 }, chats: 0.0, busy_agents: 0.0 };
        if agents == 0 || load == 0.0 {
            return lower;
        }
        let (n, aht_full_s) = (u64::from(agents), self.aht_by_level_s[self.slots() - 1]);
        // Chats an agent with so many of them finishes, per unit of time.
        let rates: Vec<f64> = std::iter::once(0.0)
            .chain(
                (1_u32..)
                    .zip(&self.aht_by_level_s)
                    .map(|(level, aht_s)| f64::from(level) * aht_full_s / aht_s),
            )
            .collect();
        // Only then do weights that have begun to fall go on falling.
        let is_rising = rates.windows(2).all(|pair| pair[0] <= pair[1]);
        let mut weight = 1.0;
        for chats in (0..n * self.slots() as u64).rev() {
            let (level, more) = ((chats + 1) / n, (chats + 1) % n);
            let upper = rates.get(level as usize + 1).map_or(0.0, |rate| more as f64 * rate);
            let ratio = (upper + (n - more) as f64 * rates[level as usize]) / load;
            weight *= ratio;
            lower.all.sum += weight;
            lower.chats += weight * chats as f64;
            lower.busy_agents += weight * chats.min(n) as f64;
            if is_rising && ratio < 1.0 && weight < 1e-18 * lower.all.sum * (1.0 - ratio) {
                break;
            }
            if lower.all.sum > BIG {
                weight /= BIG;
                lower.all.sum /= BIG;
                lower.chats /= BIG;
                lower.busy_agents /= BIG;
                lower.all.ln_scale += LN_BIG;
            }
        }
        lower
    }
}

/// Sums over the states with a slot free.
struct Lower {
    all: Below,
    chats: f64,
    busy_agents: f64,
}

impl ChatState {
    /// All measures that need no target.
    pub fn measures(&self) -> ChatMeasures {
        self.measures
    }

    /// Service level at `target_wait_s` seconds until an agent takes the chat, by the given definition.
    ///
    /// # Errors
    /// `invalid_input` unless the times lie between 0 and 1e12.
    pub fn service_level(&self, target_wait_s: f64, definition: ServiceLevel) -> Result<f64, StaffingError> {
        self.line.service_level(target_wait_s, definition)
    }
}
