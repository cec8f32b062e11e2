//! The baseline of the exact day: plain uniformisation over all states, every step, without a window.

/// What a day gives, from every state up to `cap`: service level (answered within `target_s`, of those who
/// arrive, as if staff stayed) and mean queue of each interval.
pub struct PlainDay<'a> {
    /// Arrivals by interval.
    pub volume: &'a [f64],
    /// Agents by interval.
    pub staff: &'a [u32],
    /// Seconds.
    pub interval_s: f64,
    /// Seconds.
    pub aht_s: f64,
    /// Seconds.
    pub patience_s: f64,
    /// Seconds.
    pub target_s: f64,
    /// The greatest number in system.
    pub cap: usize,
}

impl PlainDay<'_> {
    /// Service level and mean queue by interval, from empty.
    pub fn run(&self) -> Vec<(f64, f64)> {
        let (mu, theta) = (1.0 / self.aht_s, 1.0 / self.patience_s);
        let states = self.cap + 1;
        let mut law = vec![0.0; states];
        law[0] = 1.0;
        let mut measures = Vec::with_capacity(self.volume.len());
        for (volume, agents) in self.volume.iter().zip(self.staff) {
            let (lambda, agents) = (volume / self.interval_s, *agents as usize);
            let leave = |n: usize| n.min(agents) as f64 * mu + n.saturating_sub(agents) as f64 * theta;
            let rate = lambda + leave(self.cap);
            let down: Vec<f64> = (0..=states).map(|n| leave(n) / rate).collect();
            let up = lambda / rate;
            let (weights, beyond) = poisson(rate * self.interval_s);
            let (mut end, mut time) = (vec![0.0; states], vec![0.0; states]);
            let mut next = vec![0.0; states];
            for (weight, beyond) in weights.iter().zip(&beyond) {
                for ((end, time), share) in end.iter_mut().zip(&mut time).zip(&law) {
                    *end += weight * share;
                    *time += beyond / rate * share;
                }
                for (n, next) in next.iter_mut().enumerate() {
                    let stays = if n == self.cap { 1.0 - down[n] } else { 1.0 - up - down[n] };
                    let below = if n > 0 { up * law[n - 1] } else { 0.0 };
                    let above = if n < self.cap { down[n + 1] * law[n + 1] } else { 0.0 };
                    *next = below + stays * law[n] + above;
                }
                std::mem::swap(&mut law, &mut next);
            }
            law = end;
            let answered = self.answered(agents as f64 * mu, theta, self.cap - agents);
            let seen = |n: usize| if n < agents { 1.0 } else { answered[n - agents] };
            let level = (0..states).map(|n| time[n] * seen(n)).sum::<f64>() / self.interval_s;
            let queue =
                (agents..states).map(|n| time[n] * (n - agents) as f64).sum::<f64>() / self.interval_s;
            measures.push((level, queue));
        }
        measures
    }

    fn answered(&self, served: f64, theta: f64, most: usize) -> Vec<f64> {
        let rate = served + (most + 1) as f64 * theta;
        let (weights, _) = poisson(rate * self.target_s);
        let (mut now, mut sum) = (vec![0.0; most + 1], vec![0.0; most + 1]);
        for weight in weights {
            sum.iter_mut().zip(&now).for_each(|(sum, now)| *sum += weight * now);
            for m in (0..=most).rev() {
                let fewer = (served + m as f64 * theta) / rate;
                let below = if m == 0 { 1.0 } else { now[m - 1] };
                now[m] = fewer * below + (1.0 - fewer - theta / rate) * now[m];
            }
        }
        sum
    }
}

/// Weights from 0 to where they end, and the tails beyond each.
fn poisson(mean: f64) -> (Vec<f64>, Vec<f64>) {
    let last = (mean + 9.0 * mean.sqrt() + 20.0) as usize;
    let mode = mean as usize;
    let mut weights = vec![0.0; last + 1];
    weights[mode] = 1.0;
    for j in (0..mode).rev() {
        weights[j] = weights[j + 1] * (j + 1) as f64 / mean;
    }
    for j in mode + 1..=last {
        weights[j] = weights[j - 1] * mean / j as f64;
    }
    let total: f64 = weights.iter().sum();
    weights.iter_mut().for_each(|weight| *weight /= total);
    let mut beyond = vec![0.0; last + 1];
    for j in (0..last).rev() {
        beyond[j] = beyond[j + 1] + weights[j + 1];
    }
    (weights, beyond)
}
