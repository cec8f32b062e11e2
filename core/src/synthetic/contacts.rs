use super::centre::{Centre, ContactType, LocalDay, SyntheticError};
use crate::random::{RandomError, Stream};
use crate::routing::{Operator, Requirement};
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
    /// The agent, not he, ends the conversation.
    pub agent_ends: bool,
    /// What he asks of the agent.
    pub requirements: Vec<Requirement>,
}

/// What a stream of random numbers is for.
#[derive(Clone, Copy)]
pub(super) enum Purpose {
    Busyness = 1,
    Arrivals,
    Menu,
    Patience,
    Handling,
    Customer,
    Repeat,
    Hold,
    Ending,
    Requirements,
    Ring,
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
        let days = self.local_days()?;
        for (number, day) in days.iter().enumerate() {
            let cv = self.busyness_cv;
            let busyness = if cv > 0.0 {
                let mut stream = Stream::new(seed, Purpose::Busyness as u64, 0, number as u64);
                stream.gamma(1.0, 1.0 / (cv * cv))?
            } else {
                1.0
            };
            for (index, kind) in self.types.iter().enumerate() {
                let key = ((number as u64) << 40) | ((index as u64) << 32);
                day_of_type(kind, day, key, seed, busyness, &mut contacts)?;
            }
        }
        let again = repeats(self, &days, seed, &contacts)?;
        contacts.extend(again);
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
                let id = format!("{}-{}-{slot}-{number}", kind.id, day.date);
                contacts.push(contact(kind, seed, key | ((slot as u64) << 24), id, arrived_at)?);
                number += 1;
            }
            at_s += arrivals.exponential(1800.0 / rate)?;
        }
    }
    Ok(())
}

pub(super) fn micros(seconds: f64) -> Span {
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
    let hold_s =
        if is_held && kind.hold_s > 0.0 { stream(Purpose::Hold).exponential(kind.hold_s)? } else { 0.0 };
    let mut asks = stream(Purpose::Requirements);
    let asked = kind.requirements.iter().filter(|required| asks.uniform() < required.share);
    let requirements = asked.map(|required| Requirement {
        skill: required.skill.clone(),
        op: Operator::AtLeast,
        level: required.level,
        expires_after: None,
    });
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
        hold: micros(hold_s.min(3600.0)),
        wrap_up: micros(wrap_up_s.min(1800.0)),
        agent_ends: stream(Purpose::Ending).uniform() < kind.agent_ends_share,
        requirements: requirements.collect(),
    })
}

/// Some identified customers come back one to three days later, about the same time, for the same reason and
/// with the same requirements; all else is drawn anew.
fn repeats(
    centre: &Centre,
    days: &[LocalDay],
    seed: u64,
    contacts: &[Contact],
) -> Result<Vec<Contact>, RandomError> {
    let mut again = Vec::new();
    for first in contacts {
        let index = centre.types.iter().position(|kind| kind.id == first.contact_type).unwrap_or_default();
        let kind = &centre.types[index];
        let entity = (first.arrived_at.as_micros() as u64).rotate_left(17) ^ index as u64;
        let mut stream = Stream::new(seed, Purpose::Repeat as u64, 1, entity);
        let comes_back = stream.uniform() < kind.repeat_share;
        if !comes_back || first.customer.is_none() || first.leaves_in_menu {
            continue;
        }
        let later = 1 + (stream.uniform() * 3.0) as usize;
        let earlier_or_later = micros((stream.uniform() - 0.5) * 1800.0);
        let day = days.partition_point(|day| day.start <= first.arrived_at) - 1;
        let time_of_day = first.arrived_at - days[day].start + earlier_or_later;
        let into_slot = micros(stream.uniform() * 1800.0);
        let Some(arrived_at) = next_open(kind, days, day + later, time_of_day, into_slot) else { continue };
        let key = (1 << 63) | ((index as u64) << 32);
        again.push(Contact {
            customer: first.customer.clone(),
            reason: first.reason.clone(),
            requirements: first.requirements.clone(),
            ..contact(kind, seed, key, format!("{}-again", first.id), arrived_at)?
        });
    }
    Ok(again)
}

/// This time of the day on the first open day from `day` on, or `into_slot` after the beginning of the next
/// open half-hour; `None` when the days end before.
fn next_open(
    kind: &ContactType,
    days: &[LocalDay],
    day: usize,
    time_of_day: Span,
    into_slot: Span,
) -> Option<Timestamp> {
    let mut not_before = time_of_day;
    for day in days.iter().skip(day).filter(|day| kind.weekdays[day.weekday] > 0.0) {
        for slot in (0..48).filter(|&slot| kind.intraday[slot] > 0.0) {
            let from = Span::from_seconds(slot as i64 * 1800);
            if not_before < from + Span::from_seconds(1800) {
                let arrived_at = day.start + if not_before < from { from + into_slot } else { not_before };
                return (arrived_at < day.end).then_some(arrived_at);
            }
        }
        not_before = Span::ZERO;
    }
    None
}
