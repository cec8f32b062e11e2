use super::centre::{Centre, ContactType, LocalDay, SyntheticError};
use crate::random::{RandomError, Stream};
use crate::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};

/// What a customer would do, whoever serves him.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contact {
    /// Its id.
    pub id: String,
    /// Type and queue.
    pub contact_type: String,
    /// Channel.
    pub channel: String,
    /// Arrival at the menu.
    #[serde(rename = "arrived_at_us")]
    pub arrived_at: Timestamp,
    /// The customer, if identified.
    pub customer: Option<String>,
    /// Why he makes contact.
    pub reason: Option<String>,
    /// Time in the menu.
    #[serde(rename = "menu_us")]
    pub menu: Span,
    /// He leaves in the menu.
    pub leaves_in_menu: bool,
    /// How long he would wait in the queue.
    #[serde(rename = "patience_us")]
    pub patience: Span,
    /// How long he would talk.
    #[serde(rename = "talk_us")]
    pub talk: Span,
    /// How long he would be put on hold, after a third of the talk.
    #[serde(rename = "hold_us")]
    pub hold: Span,
    /// How long the agent needs afterwards.
    #[serde(rename = "wrap_up_us")]
    pub wrap_up: Span,
}

/// What a stream of random numbers is for.
#[derive(Clone, Copy)]
enum Purpose {
    Busyness = 1,
    Arrivals,
    Menu,
    Patience,
    Handling,
    Customer,
    Repeat,
}

/// The most contacts that are generated: a mistyped volume is an error, not a full memory.
const MAX_CONTACTS: f64 = 20e6;

impl Centre {
    /// Draws the contacts of all days, in order of arrival.
    ///
    /// # Errors
    /// `invalid_centre`, `unknown_zone`, `invalid_local_time`.
    pub fn contacts(&self, seed: u64) -> Result<Vec<Contact>, SyntheticError> {
        self.check()?;
        let per_day: f64 = self.types.iter().map(|kind| kind.contacts_per_day).sum();
        if per_day * f64::from(self.days) > MAX_CONTACTS {
            return Err(SyntheticError::Invalid {
                field: "contacts_per_day".to_owned(),
                value: format!("{per_day} on {} days", self.days),
                why: "must not be more than 20,000,000 contacts in all",
            });
        }
        let mut contacts = Vec::new();
        let draw = |error: RandomError| SyntheticError::Invalid {
            field: error.parameter.to_owned(),
            value: error.value.to_string(),
            why: error.bound,
        };
        for (number, day) in self.local_days()?.iter().enumerate() {
            let cv = self.busyness_cv;
            let busyness = if cv > 0.0 {
                let mut stream = Stream::new(seed, Purpose::Busyness as u64, 0, number as u64);
                stream.gamma(1.0, 1.0 / (cv * cv)).map_err(draw)?
            } else {
                1.0
            };
            for (index, kind) in self.types.iter().enumerate() {
                let key = ((number as u64) << 40) | ((index as u64) << 32);
                day_of_type(kind, day, key, seed, busyness, &mut contacts).map_err(draw)?;
            }
        }
        let end = contacts.iter().map(|contact| contact.arrived_at).max();
        repeats(self, seed, end, &mut contacts);
        contacts.sort_by(|one, other| (one.arrived_at, &one.id).cmp(&(other.arrived_at, &other.id)));
        Ok(contacts)
    }
}

/// Poisson arrivals, the rate constant over each half-hour.
fn day_of_type(
    kind: &ContactType,
    day: &LocalDay,
    key: u64,
    seed: u64,
    busyness: f64,
    contacts: &mut Vec<Contact>,
) -> Result<(), RandomError> {
    let total: f64 = kind.intraday.iter().sum();
    let mean_weekday =
        kind.weekdays.iter().sum::<f64>() / kind.weekdays.iter().filter(|w| **w > 0.0).count().max(1) as f64;
    if total == 0.0 || mean_weekday == 0.0 {
        return Ok(());
    }
    let expected = kind.contacts_per_day * kind.weekdays[day.weekday] / mean_weekday * busyness;
    for (slot, weight) in kind.intraday.iter().enumerate() {
        let rate = expected * weight / total;
        if rate <= 0.0 {
            continue;
        }
        let mut arrivals = Stream::new(seed, Purpose::Arrivals as u64, 0, key | slot as u64);
        let mut number = 0;
        let mut at_s = arrivals.exponential(1800.0 / rate)?;
        while at_s < 1800.0 {
            // Slots count elapsed half-hours: on the two days a year on which clocks change, the day is cut or
            // left without its last hour.
            let arrived_at = day.start + Span::from_seconds(slot as i64 * 1800) + micros(at_s);
            if arrived_at < day.end {
                let id = format!("{}-{}-{slot}-{number}", kind.id.replace(' ', "-"), day.date);
                contacts.push(contact(kind, seed, key | ((slot as u64) << 24), id, arrived_at)?);
                number += 1;
            }
            at_s += arrivals.exponential(1800.0 / rate)?;
        }
    }
    Ok(())
}

fn micros(seconds: f64) -> Span {
    Span::from_micros((seconds * 1e6).round() as i64)
}

fn contact(
    kind: &ContactType,
    seed: u64,
    key: u64,
    id: String,
    arrived_at: Timestamp,
) -> Result<Contact, RandomError> {
    // The arrival's own microsecond keys its draws, so that other contacts do not shift them.
    let entity = key ^ (arrived_at.as_micros() as u64).rotate_left(17);
    let stream = |purpose: Purpose| Stream::new(seed, purpose as u64, 1, entity);
    let mut menu = stream(Purpose::Menu);
    let mut handling = stream(Purpose::Handling);
    let mut who = stream(Purpose::Customer);
    let known = who.uniform() >= kind.unknown_share;
    let customer = (who.uniform() * kind.customers as f64) as u64;
    let reason = (who.uniform() * kind.reasons.len() as f64) as usize;
    let talk_s = handling.lognormal(kind.talk_s, kind.talk_cv)?;
    let is_held = handling.uniform() < kind.hold_share;
    let menu_s = if kind.menu_s > 0.0 { menu.exponential(kind.menu_s)? } else { 0.0 };
    let wrap_up_s = if kind.wrap_up_s > 0.0 { handling.exponential(kind.wrap_up_s)? } else { 0.0 };
    let patience_s = stream(Purpose::Patience).weibull(kind.patience_s, kind.patience_shape)?;
    Ok(Contact {
        id,
        contact_type: kind.id.clone(),
        channel: kind.channel.clone(),
        arrived_at,
        customer: (known && kind.customers > 0).then(|| format!("k{customer:06}")),
        reason: kind.reasons.get(reason).cloned(),
        menu: micros(menu_s),
        leaves_in_menu: menu.uniform() < kind.menu_exit_share,
        patience: micros(patience_s.min(86_400.0)),
        talk: micros(talk_s.clamp(1.0, 6.0 * 3600.0)),
        hold: if is_held { micros(talk_s * 0.25) } else { Span::ZERO },
        wrap_up: micros(wrap_up_s.min(1800.0)),
    })
}

/// Some identified customers come back one to three days later, about the same time, for the same reason.
fn repeats(centre: &Centre, seed: u64, end: Option<Timestamp>, contacts: &mut Vec<Contact>) {
    let mut again = Vec::new();
    for first in contacts.iter() {
        let kind = centre.types.iter().position(|kind| kind.id == first.contact_type).unwrap_or_default();
        let entity = (first.arrived_at.as_micros() as u64).rotate_left(17) ^ kind as u64;
        let mut stream = Stream::new(seed, Purpose::Repeat as u64, 1, entity);
        let comes_back = stream.uniform() < centre.types[kind].repeat_share;
        if !comes_back || first.customer.is_none() || first.leaves_in_menu {
            continue;
        }
        let days = 1 + (stream.uniform() * 3.0) as i64;
        let later = Span::from_seconds(days * 86_400) + micros((stream.uniform() - 0.5) * 1800.0);
        let arrived_at = first.arrived_at + later;
        if end.is_some_and(|end| arrived_at < end) {
            again.push(Contact { id: format!("{}-again", first.id), arrived_at, ..first.clone() });
        }
    }
    contacts.append(&mut again);
}
