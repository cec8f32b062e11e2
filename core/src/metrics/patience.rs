use crate::records::{Interaction, Outcome};
use crate::statistics::KaplanMeier;
use crate::time::Span;

/// How long customers would wait (`patience_km`): waits of all offered contacts whose wait is over and
/// recorded and not negative; only abandonments end patience, everything else censors it (Kaplan & Meier 1958).
///
/// ```
/// use krarup::metrics::patience;
/// use krarup::records::{Interaction, Outcome};
/// use krarup::time::{Span, Timestamp};
/// let row = |wait_s, outcome| {
///     let mut row = Interaction::new("c", Timestamp::from_seconds(0), outcome);
///     row.wait = Some(Span::from_seconds(wait_s));
///     row
/// };
/// let fit = patience(&[row(30, Outcome::Answered), row(90, Outcome::Abandoned)]);
/// assert_eq!(fit.exponential_mean_s(), Some(120.0));
/// ```
pub fn patience(interactions: &[Interaction]) -> KaplanMeier {
    KaplanMeier::fit(&patience_waits(interactions))
}

/// The waits behind [`patience`], and whether each ended by abandonment: for
/// `staffing::PatienceFit`.
pub fn patience_waits(interactions: &[Interaction]) -> Vec<(Span, bool)> {
    interactions
        .iter()
        .filter(|row| row.was_offered() && row.outcome != Outcome::Open)
        .filter_map(|row| Some((row.waiting_time()?, row.outcome == Outcome::Abandoned)))
        .collect()
}
