//! Contacts before they are interactions: what the entry rules make of them, and self-service.

use super::commands::Refusal;
use super::world::{Served, World};
use krarup::routing::{
    EntryRule, Event, NewContact, NewInteraction, Operator, Requirement, SelfServiceOutcome,
};
use std::collections::BTreeMap;

impl World {
    pub(crate) fn arrive(&mut self, contact: &NewContact) -> Result<(), Refusal> {
        if !contact.self_service {
            return self.classify_and_enqueue(contact);
        }
        self.check_id(&contact.interaction)?;
        self.check_room()?;
        self.check(&interaction(contact))?;
        let served = Served { contact: contact.clone(), heard_at: self.now };
        self.served.insert(contact.interaction.clone(), served);
        let contact = contact.clone();
        self.emit(Event::SelfServiceStarted {
            interaction: contact.interaction,
            channel: contact.channel,
            direction: contact.direction,
            subject: contact.subject,
            reason: contact.reason,
            context_ref: contact.context_ref,
        });
        Ok(())
    }

    pub(crate) fn classify(&mut self, id: &str, details: &BTreeMap<String, String>) -> Result<(), Refusal> {
        let Some(served) = self.served.get(id).cloned() else {
            let is_beyond = self.items.contains_key(id);
            return Err(if is_beyond { "wrong_state" } else { self.missing(id, "unknown_interaction") });
        };
        let mut contact = served.contact;
        contact.details.extend(details.clone());
        // OPEN: it must fit in as one that arrives, which tells where another configuration has lowered the limit.
        let before = self.clone();
        self.end_self_service(id, SelfServiceOutcome::Queued);
        let told = self.events.len();
        let classified = self.classify_and_enqueue(&contact);
        if classified.is_err() {
            *self = before;
        } else if !self.items.contains_key(id) {
            // Turned away: it has not gone on to a queue.
            self.events.remove(told - 1);
        }
        classified
    }

    fn classify_and_enqueue(&mut self, contact: &NewContact) -> Result<(), Refusal> {
        let (new, rules) = self.classified(contact);
        // OPEN: before everything else that may be wrong.
        if new.queue.is_empty() {
            return Err("not_classified");
        }
        self.check_enqueue(&new)?;
        let (interaction, queue) = (new.interaction.clone(), new.queue.clone());
        self.emit(Event::Classified { interaction, queue, rules });
        self.enqueue(&new)
    }

    /// What the rules make of a contact, without a queue if they name none, and the places of those that applied.
    fn classified(&mut self, contact: &NewContact) -> (NewInteraction, Vec<usize>) {
        let mut new = interaction(contact);
        let mut applied = Vec::new();
        for (place, rule) in self.config.entry_rules.clone().iter().enumerate() {
            if !fits(rule, &contact.details) {
                self.tally.count("entry", "does_not_fit");
                continue;
            }
            applied.push(place);
            let again = applied.len() > 1;
            if let Some(queue) = &rule.queue {
                self.tally.count("entry", if again { "later_queue" } else { "queue" });
                new.queue.clone_from(queue);
            }
            if let Some(priority) = rule.priority {
                self.tally.count("entry", "priority");
                new.priority = priority;
            }
            if let Some(lane) = rule.lane {
                self.tally.count("entry", "lane");
                new.lane = lane;
            }
            if !rule.requirements.is_empty() {
                self.tally.count("entry", "requirements");
            }
            new.requirements.extend(rule.requirements.clone());
            if !rule.steps.is_empty() {
                self.tally.count("entry", "steps");
                new.steps.clone_from(&rule.steps);
            }
            for (detail, level) in &rule.skills_from {
                let Some(skill) = contact.details.get(detail) else {
                    self.tally.count("entry", "no_such_detail");
                    continue;
                };
                self.tally.count("entry", "skills_from");
                let (skill, op, level) = (skill.clone(), Operator::AtLeast, *level);
                new.requirements.push(Requirement { skill, op, level, expires_after: None });
            }
            if rule.stop {
                self.tally.count("entry", "stop");
                break;
            }
        }
        (new, applied)
    }

    /// Whether it was in self-service, which ends.
    pub(crate) fn end_self_service(&mut self, id: &str, outcome: SelfServiceOutcome) -> bool {
        if self.served.remove(id).is_none() {
            return false;
        }
        self.tally.count(
            "self_service",
            match outcome {
                SelfServiceOutcome::Queued => "queued",
                SelfServiceOutcome::Contained => "contained",
                SelfServiceOutcome::Abandoned => "abandoned",
                SelfServiceOutcome::Lost => "lost",
            },
        );
        if outcome != SelfServiceOutcome::Queued {
            self.remember(id);
        }
        self.emit(Event::SelfServiceEnded { interaction: id.to_owned(), outcome });
        true
    }
}

/// All details that a rule names have one of its values.
fn fits(rule: &EntryRule, details: &BTreeMap<String, String>) -> bool {
    let is_one = |value: &String, wanted: &String| match wanted.strip_suffix('*') {
        Some(beginning) => value.starts_with(beginning),
        None => value == wanted,
    };
    rule.when.iter().all(|(detail, values)| {
        let value = details.get(detail);
        value.is_some_and(|value| values.iter().any(|wanted| is_one(value, wanted)))
    })
}

/// The interaction it would be, in no queue yet.
fn interaction(contact: &NewContact) -> NewInteraction {
    NewInteraction {
        channel: contact.channel.clone(),
        direction: contact.direction,
        priority: contact.priority,
        preferred: contact.preferred.clone(),
        windows: contact.windows.clone(),
        labels: contact.details.clone(),
        attributes: contact.attributes.clone(),
        callback: contact.callback,
        not_before: contact.not_before,
        due_at: contact.due_at,
        subject: contact.subject.clone(),
        reason: contact.reason.clone(),
        context_ref: contact.context_ref.clone(),
        ..NewInteraction::new(contact.interaction.clone(), String::new())
    }
}
