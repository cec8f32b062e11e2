//! Several queues with agents of their own, or with one team for all.

use super::error::{MAX_AGENTS, StaffingError, check, in_row, load_of};
use super::plan::DEFAULT_INTERVAL_S;
use super::queue_targets::{QueueStaffing, QueueTargets};
use serde::{Deserialize, Serialize};

/// What arrives in a queue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QueueDemand {
    /// Its name.
    pub name: String,
    /// Contacts that arrive in the interval.
    pub volume: f64,
    /// Average handling time in seconds; ignored without contacts.
    pub aht_s: f64,
}

/// Input of [`pool_queues`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PoolingInput {
    /// The queues.
    pub queues: Vec<QueueDemand>,
    /// Length of the interval in seconds; half an hour unless given.
    #[serde(default = "default_interval")]
    pub interval_s: f64,
    /// What every queue must meet apart, and all together pooled.
    pub targets: QueueTargets,
    /// Handling time of agents who serve every queue over that of specialists, 0.1 to 10.
    #[serde(default = "one")]
    pub pooled_aht_factor: f64,
}

pub(super) fn default_interval() -> f64 {
    DEFAULT_INTERVAL_S
}

fn one() -> f64 {
    1.0
}

/// What [`pool_queues`] found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pooling {
    /// Each queue with agents of its own, in the order given.
    pub apart: Vec<QueueStaffing>,
    /// Agents of all queues apart.
    pub agents_apart: u64,
    /// One team for all.
    pub pooled: QueueStaffing,
    /// Average handling time of the one team in seconds; `None` without contacts.
    pub pooled_aht_s: Option<f64>,
    /// Agents that pooling saves; negative where slower handling costs more than pooling gains.
    pub agents_saved: i64,
    /// Of the agents apart; `None` where there are none.
    pub saved_share: Option<f64>,
}

/// All contacts of queues, and their mean handling time; `None` without any.
pub(super) fn together(
    queues: &[QueueDemand],
    interval_s: f64,
) -> Result<(f64, Option<f64>, Vec<f64>), StaffingError> {
    let loads: Vec<f64> = (queues.iter().enumerate())
        .map(|(row, queue)| load_of(queue.volume, interval_s, queue.aht_s).map_err(in_row(row)))
        .collect::<Result<_, _>>()?;
    let volume: f64 = queues.iter().map(|queue| queue.volume).sum();
    let load: f64 = loads.iter().sum();
    let why = "of all queues together must be at most 10,000,000 erlangs";
    check("offered_load_erl", load, load <= MAX_AGENTS, why)?;
    Ok((volume, (volume > 0.0).then(|| load * interval_s / volume), loads))
}

/// The agents that queues need apart and pooled, and what pooling saves.
///
/// Pooled, all contacts form one queue with the volume-weighted handling time (times `pooled_aht_factor`) and one team
/// that serves it in order of arrival; the model is Erlang C, or Erlang A with patience.
///
/// ```
/// use krarup::staffing::{PoolingInput, QueueDemand, QueueTargets, pool_queues};
/// let queue = |name: &str, volume| QueueDemand { name: name.to_owned(), volume, aht_s: 180.0 };
/// let told = pool_queues(&PoolingInput {
///     queues: vec![queue("sales", 100.0), queue("service", 100.0)],
///     interval_s: 1800.0,
///     targets: QueueTargets { service_level: Some(0.8), ..QueueTargets::default() },
///     pooled_aht_factor: 1.0,
/// })?;
/// assert_eq!((told.agents_apart, told.pooled.agents, told.agents_saved), (28, 24, 4));
/// # Ok::<(), krarup::staffing::StaffingError>(())
/// ```
///
/// # Errors
/// `invalid_input` for a value outside its range, with the queue from 0; those of
/// [`Requirement::solve`](super::Requirement::solve).
pub fn pool_queues(input: &PoolingInput) -> Result<Pooling, StaffingError> {
    let factor = input.pooled_aht_factor;
    check("pooled_aht_factor", factor, (0.1..=10.0).contains(&factor), "must lie between 0.1 and 10")?;
    let (volume, aht_s, _) = together(&input.queues, input.interval_s)?;
    let solve = |volume: f64, aht_s: f64| {
        input.targets.requirement(volume, input.interval_s, aht_s).solve().map(QueueStaffing::from)
    };
    let apart: Vec<QueueStaffing> = (input.queues.iter().enumerate())
        .map(|(row, queue)| solve(queue.volume, queue.aht_s).map_err(in_row(row)))
        .collect::<Result<_, _>>()?;
    let pooled_aht_s = aht_s.map(|aht_s| aht_s * factor);
    let pooled = solve(volume, pooled_aht_s.unwrap_or(1.0))?;
    let agents_apart: u64 = apart.iter().map(|queue| u64::from(queue.agents)).sum();
    let agents_saved = agents_apart as i64 - i64::from(pooled.agents);
    Ok(Pooling {
        apart,
        agents_apart,
        pooled,
        pooled_aht_s,
        agents_saved,
        saved_share: (agents_apart > 0).then(|| agents_saved as f64 / agents_apart as f64),
    })
}
