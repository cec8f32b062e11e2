//! Integrals over the virtual wait of M/M/n+G, whose density above 0 is proportional to e^φ(x),
//! φ(x) = λ∫₀ˣḠ − nμx (Baccelli & Hebuterne 1981).
//!
//! φ is concave with its maximum where λḠ(x) = nμ. It is only ever taken relative to that of a nearby point, so
//! that neither overload nor a large load costs digits, and every sum is of positive terms.

use crate::staffing::patience::{Patience, Segment};
use crate::staffing::{quadrature, search};

/// e⁻⁴² is below the last bit of a double next to 1.
const NEGLIGIBLE: f64 = 42.0;
const TOLERANCE: f64 = 1e-13;
/// Halvings of a panel: what is singular at 0, such as a Weibull hazard, needs about fifty.
const MAX_DEPTH: u32 = 60;
const MAX_PANELS: usize = 5_000;
const DOUBLINGS: u32 = 2_000;

/// Integrals of e^φ times something over a range of virtual waits x.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Mass {
    /// Times 1.
    pub(super) any: f64,
    /// Times Ḡ: the customer is still there.
    pub(super) served: f64,
    /// Times 1 − Ḡ: he left before.
    pub(super) left: f64,
    /// Times ∫₀ˣḠ: the mean time he waits, served or not.
    pub(super) wait: f64,
    /// Times xḠ: the wait of those who are served.
    pub(super) served_wait: f64,
}

impl Mass {
    fn add(&mut self, weight: f64, other: &Self) {
        self.any += weight * other.any;
        self.served += weight * other.served;
        self.left += weight * other.left;
        self.wait += weight * other.wait;
        self.served_wait += weight * other.served_wait;
    }

    pub(super) fn sum(parts: &[Self]) -> Self {
        let mut all = Self::default();
        parts.iter().for_each(|part| all.add(1.0, part));
        all
    }

    pub(super) fn scaled(&self, by: f64) -> Self {
        let mut scaled = Self::default();
        scaled.add(by, self);
        scaled
    }

    /// Whether `finer` says the same, but for a part of it or of the whole that does not count.
    fn agrees(&self, finer: &Self, whole: &Self, tolerance: f64) -> bool {
        let close = |coarse: f64, fine: f64, whole: f64| {
            (coarse - fine).abs() <= tolerance * (fine + 0.1 * whole) || fine < f64::MIN_POSITIVE
        };
        close(self.any, finer.any, whole.any)
            && close(self.served, finer.served, whole.served)
            && close(self.left, finer.left, whole.left)
            && close(self.wait, finer.wait, whole.wait)
            && close(self.served_wait, finer.served_wait, whole.served_wait)
    }
}

/// The exponent φ of one number of agents.
#[derive(Clone, Copy, Debug)]
pub(super) struct Exponent<'a> {
    pub(super) patience: &'a Patience,
    /// Arrivals per second.
    pub(super) lambda: f64,
    /// Calls that all agents together finish per second, nμ.
    pub(super) served: f64,
}

impl Exponent<'_> {
    /// Where φ is greatest: the end of the times at which λḠ > nμ. Finite, as the queue is stable.
    pub(super) fn peak(&self) -> f64 {
        let segments = self.patience.segments();
        let rises = |survival: f64| self.lambda * survival > self.served;
        let Some(place) = segments.partition_point(|segment| rises(segment.survival)).checked_sub(1) else {
            return 0.0;
        };
        let segment = &segments[place];
        let end = segments.get(place + 1).map(|next| next.from_s);
        if segment.is_constant() {
            return end.unwrap_or(segment.from_s);
        }
        let high = match end {
            Some(end) if rises(segment.survival_at(end)) => return end,
            Some(end) => end,
            None => {
                beyond(segment.from_s, self.patience.mean_s().min(1e12), |x| !rises(segment.survival_at(x)))
            }
        };
        search::root(segment.from_s, high, |x| if rises(segment.survival_at(x)) { -1.0 } else { 1.0 })
    }

    /// φ(to) − φ(from).
    pub(super) fn rise(&self, from: f64, to: f64) -> f64 {
        if to < from {
            return -self.rise(to, from);
        }
        let segments = self.patience.segments();
        let (first, last) = (self.patience.place(from), self.patience.place(to));
        if first == last {
            return self.rise_within(&segments[first], from, to);
        }
        let first_end = segments[first + 1].from_s;
        let ends = self.rise_within(&segments[first], from, first_end)
            + self.rise_within(&segments[last], segments[last].from_s, to);
        let between: f64 = (segments[first + 1..=last].iter().zip(&segments[first + 2..=last]))
            .map(|(segment, next)| self.rise_within(segment, segment.from_s, next.from_s))
            .sum();
        ends + between
    }

    fn rise_within(&self, segment: &Segment, from: f64, to: f64) -> f64 {
        if segment.is_constant() {
            (self.lambda * segment.survival - self.served) * (to - from)
        } else {
            self.lambda * segment.integral_between(from, to) - self.served * (to - from)
        }
    }

    /// The integrals from `from` to `to` (which may be infinite), times e^(−φ(peak)).
    pub(super) fn mass(&self, from: f64, to: f64, peak: f64) -> Mass {
        if to <= from {
            return Mass::default();
        }
        // The range has its own greatest value, so that a far tail keeps its digits.
        let top = peak.clamp(from, to);
        let low = if self.rise(top, from) > -NEGLIGIBLE {
            from
        } else {
            search::root(from, top, |x| self.rise(top, x) + NEGLIGIBLE)
        };
        let high = if to.is_finite() && self.rise(top, to) > -NEGLIGIBLE {
            to
        } else {
            let far = beyond(top, 1.0 / self.served, |x| self.rise(top, x) < -NEGLIGIBLE).min(to);
            search::root(top, far, |x| -self.rise(top, x) - NEGLIGIBLE)
        };
        let scale = libm::exp(self.rise(peak, top));
        self.window(low, high, top).scaled(scale)
    }

    /// The integrals from `low` to `high`, times e^(−φ(top)).
    fn window(&self, low: f64, high: f64, top: f64) -> Mass {
        let segments = self.patience.segments();
        let (first, last) = (self.patience.place(low), self.patience.place(high));
        let noise = 4.0 * f64::EPSILON * self.served * (high - low);
        let tolerance = TOLERANCE.max(noise);
        let mut total = Mass::default();
        let mut offset = self.rise(top, low);
        for place in first..=last {
            let segment = &segments[place];
            let start = segment.from_s.max(low);
            let end = segments.get(place + 1).map_or(high, |next| next.from_s.min(high));
            if end > start {
                if segment.is_constant() {
                    total.add(1.0, &self.constant(segment, start, end, offset));
                } else {
                    let split = if top > start && top < end { top } else { start };
                    let at_split = offset + self.rise_within(segment, start, split);
                    for (start, end, offset) in [(start, split, offset), (split, end, at_split)] {
                        total.add(1.0, &self.adaptive(segment, start, end, offset, tolerance));
                    }
                }
            }
            offset += self.rise_within(segment, start, end);
        }
        total
    }

    /// Where nobody leaves φ is linear, and all is closed form.
    fn constant(&self, segment: &Segment, start: f64, end: f64, offset: f64) -> Mass {
        let width = end - start;
        let slope = self.lambda * segment.survival - self.served;
        // From the higher end, so that nothing overflows.
        let any =
            libm::exp(offset.max(offset + slope * width)) * width * mean_exponential(-(slope * width).abs());
        let centre = if slope > 0.0 {
            width * (1.0 - share_of_centre(-slope * width))
        } else {
            width * share_of_centre(slope * width)
        };
        let survival = segment.survival;
        Mass {
            any,
            served: survival * any,
            left: (1.0 - survival) * any,
            wait: any * (segment.integral_at(start) + survival * centre),
            served_wait: any * survival * (start + centre),
        }
    }

    /// Halves panels until they agree with their halves.
    fn adaptive(&self, segment: &Segment, start: f64, end: f64, offset: f64, tolerance: f64) -> Mass {
        if end <= start {
            return Mass::default();
        }
        let (decay, from, before) = (&segment.decay, segment.from_s, segment.survival);
        let by_difference = decay.is_difference(start - from, end - from);
        let at_start = decay.integral(start - from);
        let panel = |low: f64, high: f64| {
            let mut sum = Mass::default();
            quadrature::for_nodes(low, high, |x, weight| {
                let (survival, gone, integral) = decay.parts(x - from);
                let rise = if by_difference {
                    self.lambda * before * (integral - at_start) - self.served * (x - start)
                } else {
                    self.rise_within(segment, start, x)
                };
                let density = weight * libm::exp(offset + rise);
                let survival = before * survival;
                sum.any += density;
                sum.served += density * survival;
                sum.left += density * ((1.0 - before) + before * gone);
                sum.wait += density * (segment.integral + before * integral);
                sum.served_wait += density * survival * x;
            });
            sum
        };
        let noise = if by_difference {
            64.0 * f64::EPSILON * self.lambda * before * decay.integral(end - from)
        } else {
            0.0
        };
        let tolerance = tolerance.max(noise);
        let inner = |cut: &f64| *cut > start && *cut < end;
        let quarters = [0.25, 0.5, 0.75].map(|part| start + part * (end - start));
        let scales = segment.decay.scales().into_iter().map(|scale| segment.from_s + scale);
        let mut cuts: Vec<f64> =
            quarters.into_iter().chain(scales).filter(inner).chain([start, end]).collect();
        cuts.sort_unstable_by(f64::total_cmp);
        let mut open: Vec<(f64, f64, Mass, u32)> =
            cuts.windows(2).map(|ends| (ends[0], ends[1], panel(ends[0], ends[1]), 0)).collect();
        let whole = Mass::sum(&open.iter().map(|(_, _, mass, _)| *mass).collect::<Vec<_>>());
        let mut total = Mass::default();
        let mut panels = 0;
        while let Some((low, high, coarse, depth)) = open.pop() {
            let middle = low + (high - low) / 2.0;
            let (left, right) = (panel(low, middle), panel(middle, high));
            let fine = Mass::sum(&[left, right]);
            panels += 2;
            if coarse.agrees(&fine, &whole, tolerance) || depth >= MAX_DEPTH || panels > MAX_PANELS {
                total.add(1.0, &fine);
            } else {
                open.push((middle, high, right, depth + 1));
                open.push((low, middle, left, depth + 1));
            }
        }
        total
    }
}

/// A time beyond `from` at which `is_beyond` holds, in strides that double; it holds at all later times.
fn beyond(from: f64, stride: f64, is_beyond: impl Fn(f64) -> bool) -> f64 {
    let mut stride = stride.max(from * f64::EPSILON).max(f64::MIN_POSITIVE);
    for _ in 0..DOUBLINGS {
        if is_beyond(from + stride) || stride > 1e300 {
            break;
        }
        stride *= 2.0;
    }
    from + stride
}

/// ∫₀¹ e^(yt) dt for y ≤ 0.
fn mean_exponential(y: f64) -> f64 {
    if y > -1e-17 { 1.0 } else { libm::expm1(y) / y }
}

/// ∫₀¹ t·e^(yt) dt / ∫₀¹ e^(yt) dt for y ≤ 0: how far in the mass lies.
fn share_of_centre(y: f64) -> f64 {
    if y < -0.5 {
        let all = mean_exponential(y);
        return (libm::exp(y) - all) / (y * all);
    }
    let (mut power, mut sum) = (1.0, 0.0);
    for k in 0..20_u32 {
        sum += power / f64::from(k + 2);
        power *= y / f64::from(k + 1);
    }
    sum / mean_exponential(y)
}

#[cfg(test)]
mod tests {
    use super::{mean_exponential, share_of_centre};
    use crate::staffing::quadrature;

    #[test]
    fn closed_forms_equal_quadrature() {
        for y in [0.0, -1e-9, -0.3, -0.5, -0.500_1, -4.0, -12.0] {
            let (mut all, mut first) = (0.0, 0.0);
            for panel in 0..8 {
                let low = f64::from(panel) / 8.0;
                quadrature::for_nodes(low, low + 0.125, |t, weight| {
                    all += weight * libm::exp(y * t);
                    first += weight * t * libm::exp(y * t);
                });
            }
            assert!((mean_exponential(y) / all - 1.0).abs() < 1e-14, "{y}");
            assert!((share_of_centre(y) / (first / all) - 1.0).abs() < 1e-14, "{y}");
        }
    }
}
