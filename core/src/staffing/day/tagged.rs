//! The wait of one customer who finds others ahead of him: a chain of those ahead, first come first served.

use super::chain::Chain;
use super::law::Work;
use super::poisson::Poisson;
use crate::staffing::error::StaffingError;

/// What may come of a waiting customer within a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Fate {
    pub(super) within_s: f64,
    /// He may abandon before he is answered; else he waits as long as it takes.
    pub(super) may_abandon: bool,
}

/// A time of constant rates, and what becomes of the number ahead at its end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub(super) chain: Chain,
    pub(super) seconds: f64,
    /// Added to the number ahead when the next piece starts: new agents take some, interrupted calls add some.
    pub(super) then_ahead: i64,
}

/// P(answered by the end of the pieces | m ahead of him at their start), m = 0 … `most_ahead`.
pub(super) fn answered(
    pieces: &[Piece],
    most_ahead: usize,
    may_abandon: bool,
    work: &mut Work,
) -> Result<Vec<f64>, StaffingError> {
    let after = |most: usize, piece: &Piece| most.saturating_add_signed(piece.then_ahead as isize);
    let mut sizes = Vec::with_capacity(pieces.len());
    let mut most = most_ahead;
    for piece in pieces {
        sizes.push(most);
        most = after(most, piece);
    }
    // Backwards in time, from the deadline at which nobody still waiting is answered.
    let mut by_ahead = vec![0.0; most + 1];
    for (piece, &most) in pieces.iter().zip(&sizes).rev() {
        by_ahead = (0..=most)
            .map(|ahead| match ahead.checked_add_signed(piece.then_ahead as isize) {
                Some(ahead) => by_ahead[ahead.min(by_ahead.len() - 1)],
                // One of the new agents took him at once.
                None => 1.0,
            })
            .collect();
        pass(piece, &mut by_ahead, may_abandon, work)?;
    }
    Ok(by_ahead)
}

/// One piece backwards: at rate nμ + mθ there is one fewer ahead, and with none ahead he is answered.
fn pass(
    piece: &Piece,
    by_ahead: &mut [f64],
    may_abandon: bool,
    work: &mut Work,
) -> Result<(), StaffingError> {
    let Chain { mu, theta, agents, .. } = piece.chain;
    let served = f64::from(agents) * mu;
    let leaves = if may_abandon { theta } else { 0.0 };
    let rate = served + (by_ahead.len() - 1) as f64 * theta + leaves;
    if rate == 0.0 || piece.seconds <= 0.0 {
        return Ok(());
    }
    work.take(rate * piece.seconds + 30.0, by_ahead.len())?;
    let weights = Poisson::new(rate * piece.seconds);
    let mut now = by_ahead.to_vec();
    by_ahead.fill(0.0);
    for step in 0..=weights.last() {
        let weight = weights.at(step);
        if weight > 0.0 {
            by_ahead.iter_mut().zip(&now).for_each(|(sum, value)| *sum += weight * value);
        }
        for ahead in (0..now.len()).rev() {
            let fewer = (served + ahead as f64 * theta) / rate;
            let below = if ahead == 0 { 1.0 } else { now[ahead - 1] };
            now[ahead] = fewer * below + (1.0 - fewer - leaves / rate).max(0.0) * now[ahead];
        }
    }
    Ok(())
}
