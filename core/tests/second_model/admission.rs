//! Arrival of an interaction: what is refused, what is turned away, what comes to wait.

use super::commands::Refusal;
use super::world::{Item, World};
use krarup::routing::{Arrival, BlockCause, Event, Expression, NewInteraction, Window};
use krarup::time::{Span, Timestamp};

/// A hundred years.
const LONGEST_US: i64 = 36_525 * 86_400 * 1_000_000;
/// The first and last second of the years 1 to 9999.
const YEARS_US: std::ops::RangeInclusive<i64> = -62_135_596_800_000_000..=253_402_300_799_000_000;

impl World {
    pub(crate) fn enqueue(&mut self, new: &NewInteraction) -> Result<(), Refusal> {
        let queue = self.check_enqueue(new)?;
        let config = &self.queues[queue].config;
        let present = self.items.values().filter(|item| item.queue == queue && item.is_queued()).count();
        if config.max_waiting.is_some_and(|max| present >= max) {
            self.remember(&new.interaction);
            self.emit(Event::Blocked { arrival: arrival(new), cause: BlockCause::QueueFull });
            return Ok(());
        }
        let regained = self.regained(queue, new.subject.as_deref());
        // As old as if he had never gone.
        let gained = regained.as_ref().map_or(0, |(_, since)| self.now - since);
        let adjustment = new.age_adjustment.as_micros() + gained;
        let sticky = self.sticky(queue, new.subject.as_deref());
        let item = Item { adjustment, sticky, ..Item::new(new.clone(), queue, self.now, self.enqueued) };
        self.enqueued += 1;
        self.items.insert(new.interaction.clone(), item);
        self.emit(Event::InteractionQueued(arrival(new)));
        self.tell_if_nobody_could(new);
        if let Some((abandoned, _)) = regained {
            self.emit(Event::PlaceRegained { interaction: new.interaction.clone(), abandoned });
        }
        if new.callback {
            let (interaction, not_before) = (new.interaction.clone(), new.not_before);
            self.emit(Event::CallbackRequested { interaction, not_before });
        }
        Ok(())
    }

    /// The number of its queue, if nothing is wrong with it.
    pub(crate) fn check_enqueue(&self, new: &NewInteraction) -> Result<usize, Refusal> {
        self.check_id(&new.interaction)?;
        let queue = self.queue_number(&new.queue).ok_or("unknown_queue")?;
        // OPEN: the limit comes before the values and the queue's own bound.
        self.check_room()?;
        self.check(new)?;
        Ok(queue)
    }

    pub(crate) fn check_id(&self, id: &str) -> Result<(), Refusal> {
        if id.is_empty() || id.len() > self.config.limits.id_bytes {
            return Err("invalid_value");
        }
        if self.is_taken(id) { Err("already_exists") } else { Ok(()) }
    }

    /// OPEN: contacts in self-service count as interactions.
    pub(crate) fn check_room(&self) -> Result<(), Refusal> {
        let present = self.items.len() + self.served.len();
        if present >= self.config.limits.interactions { Err("limit_exceeded") } else { Ok(()) }
    }

    pub(crate) fn check(&self, new: &NewInteraction) -> Result<(), Refusal> {
        let limits = self.config.limits;
        // OPEN: undeclared attributes come before the limits.
        if new.attributes.keys().any(|name| !self.config.attributes.contains(name)) {
            return Err("invalid_value");
        }
        let lists = [new.requirements.len(), new.labels.len(), new.steps.len(), new.preferred.len()];
        if lists.into_iter().any(|length| length > limits.skills) {
            return Err("limit_exceeded");
        }
        if new.windows.len() > limits.windows {
            return Err("limit_exceeded");
        }
        let is_apart = |windows: &[Window]| windows[0].to <= windows[1].from;
        if new.windows.iter().any(|window| window.from >= window.to) || !new.windows.windows(2).all(is_apart)
        {
            return Err("invalid_value");
        }
        for length in new.preferred.iter().flat_map(|one| [one.hold.logged_in, one.hold.logged_out]) {
            check_span(length)?;
            if length < Span::ZERO {
                return Err("invalid_value");
            }
        }
        [new.age_adjustment, new.head_start].into_iter().try_for_each(check_span)?;
        [new.not_before, new.due_at].into_iter().try_for_each(|at| self.checked_instant(at))?;
        let expiries = new.requirements.iter().filter_map(|need| need.expires_after);
        for length in expiries.chain(new.steps.iter().filter_map(|step| step.duration)) {
            check_span(length)?;
            if length <= Span::ZERO {
                return Err("invalid_value");
            }
        }
        if new.steps.iter().any(|step| parts(&step.expression) > limits.expression_parts) {
            return Err("limit_exceeded");
        }
        Ok(())
    }
}

impl World {
    pub(crate) fn checked_instant(&self, at: Option<Timestamp>) -> Result<(), Refusal> {
        let is_known = at.is_none_or(|at| YEARS_US.contains(&at.as_micros()));
        if is_known { Ok(()) } else { Err("invalid_value") }
    }
}

fn arrival(new: &NewInteraction) -> Arrival {
    Arrival {
        interaction: new.interaction.clone(),
        queue: new.queue.clone(),
        channel: new.channel.clone(),
        direction: new.direction,
        priority: new.priority,
        subject: new.subject.clone(),
        reason: new.reason.clone(),
        context_ref: new.context_ref.clone(),
    }
}

/// A span from outside, of a hundred years at most either way.
pub(crate) fn check_span(span: Span) -> Result<(), Refusal> {
    if (-LONGEST_US..=LONGEST_US).contains(&span.as_micros()) { Ok(()) } else { Err("invalid_value") }
}

/// Parts of an expression, itself and named agents included.
fn parts(expression: &Expression) -> usize {
    match expression {
        Expression::And { and: inner } | Expression::Or { or: inner } => {
            1 + inner.iter().map(parts).sum::<usize>()
        }
        Expression::Not { not } => 1 + parts(not),
        Expression::Agent { agent } => 1 + agent.len(),
        Expression::Skill(_) => 1,
    }
}
