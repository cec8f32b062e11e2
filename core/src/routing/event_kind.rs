//! The kinds of events, each once: as a type, and as it is written.

use super::event::Event;
use serde::{Deserialize, Serialize};

macro_rules! kinds {
    ($($kind:ident $name:literal,)*) => {
        /// The kind of an [`Event`], which is its `type`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[allow(missing_docs, reason = "they are named as the events are")]
        pub enum EventKind {
            $(#[serde(rename = $name)] $kind,)*
        }

        impl EventKind {
            /// As it is written.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)*
                }
            }
        }

        impl Event {
            /// The `type` of every event, as it is written; `kind() as usize` is its place here.
            pub const TYPES: [&'static str; 41] = [$($name,)*];

            /// Its kind.
            pub fn kind(&self) -> EventKind {
                match self {
                    $(Self::$kind { .. } => EventKind::$kind,)*
                }
            }

            /// Its `type`.
            pub fn type_name(&self) -> &'static str {
                self.kind().name()
            }
        }
    };
}

kinds! {
    SelfServiceStarted "self_service_started",
    SelfServiceEnded "self_service_ended",
    Classified "classified",
    InteractionQueued "interaction_queued",
    CannotBeMet "cannot_be_met",
    Blocked "blocked",
    StepEntered "step_entered",
    InteractionUpdated "interaction_updated",
    PriorityChanged "priority_changed",
    PlaceRegained "place_regained",
    CallbackOffered "callback_offered",
    CallbackRequested "callback_requested",
    CallbackStarted "callback_started",
    CallbackAnswered "callback_answered",
    CallbackFailed "callback_failed",
    OfferMade "offer_made",
    OfferDeclined "offer_declined",
    OfferExpired "offer_expired",
    OfferRevoked "offer_revoked",
    Assigned "assigned",
    Connected "connected",
    ConnectFailed "connect_failed",
    Held "held",
    Resumed "resumed",
    ConsultStarted "consult_started",
    ConferenceStarted "conference_started",
    AgentLeft "agent_left",
    HandedOver "handed_over",
    Completed "completed",
    Abandoned "abandoned",
    Removed "removed",
    Moved "moved",
    ContactLost "contact_lost",
    WrapUpStarted "wrap_up_started",
    WrapUpExtended "wrap_up_extended",
    WrapUpEnded "wrap_up_ended",
    AgentStateChanged "agent_state_changed",
    ReasonChanged "reason_changed",
    Reconfigured "reconfigured",
    PlanActivated "plan_activated",
    PlanWithdrawn "plan_withdrawn",
}
