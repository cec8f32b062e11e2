"""Asterisk-manager-shaped event blocks in, krarup's commands out; README.md says what the PBX must be told.

krarup decides, so there is no app_queue and there are no Queue or Agent events: callers wait in music on
hold, and the PBX only reports what its channels do. An agent's leg is originated with a channel id that
names the offer, so that no call has to be remembered here, not even over a restart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import krarup

Block = dict[str, str]

# What a refusal says when the world has gone on; any other code is a mistake in configuration or code.
PAST = {
    "already_exists",
    "offer_gone",
    "not_waiting",
    "not_assigned",
    "wrong_state",
    "unknown_interaction",
}
# No answer is no decline: the offer's own timer decides, and may pause him. A cancelled one is our own doing.
DECLINED = {"BUSY", "CONGESTION", "CHANUNAVAIL"}
REPEATED = "repeated"
UNREACHABLE = "phone_unreachable"


class Leg(NamedTuple):
    """The channel that asks an agent; its id in the PBX says which offer it stands for."""

    generation: int
    agent: str
    interaction: str

    @property
    def channel_id(self) -> str:
        return f"kr~{self.generation}~{self.agent}~{self.interaction}"

    @classmethod
    def of(cls, channel_id: str) -> Leg | None:
        """The leg with this id; None for every other channel."""
        kind, *rest = channel_id.split("~", 3)
        return cls(int(rest[0]), rest[1], rest[2]) if kind == "kr" and len(rest) == 3 else None


def blocks(text: str) -> Iterator[Block]:
    """Event blocks: lines of `Key: Value`, ended by an empty line."""
    for block in text.replace("\r\n", "\n").split("\n\n"):
        pairs = (line.partition(": ") for line in block.splitlines() if line)
        if fields := {key: value for key, _, value in pairs}:
            yield fields


class Pbx:
    """Tells a router what a PBX reports, and a PBX what the router decides.

    `act` sends a manager action and returns at once. `late` hears of what was too late or told twice.
    """

    def __init__(
        self,
        live: krarup.LiveRouter,
        queues: list[str],
        act: Callable[[Block], object],
        late: Callable[[str, str], object],
    ) -> None:
        self._live, self._queues, self._act, self._late = live, queues, act, late
        self._presence_at: dict[str, float] = {}
        self._channels: set[str] = set()
        live.on("*", self._decided)

    def receive(self, block: Block) -> None:
        """Takes one event block; most kinds say nothing of interest."""
        take = getattr(self, f"_on_{block.get('Event', '').lower()}", None)
        if take is not None:
            take(block)

    def _decided(self, event: krarup.live.Event) -> None:
        if event["type"] in ("blocked", "removed"):
            self._act({"Action": "Hangup", "Channel": event["interaction"]})
        elif event["type"] in ("offer_made", "offer_expired", "offer_revoked"):
            leg = Leg(event["generation"], event["agent"], event["interaction"])
            action = {"Action": "Hangup", "Channel": leg.channel_id}
            if event["type"] == "offer_made":
                action = {"Action": "Originate", "Channel": f"PJSIP/{leg.agent}", "ChannelId": leg.channel_id}
            self._act(action)

    def _on_userevent(self, block: Block) -> None:
        if block["UserEvent"] == "Waits":
            # From the dialplan, when the menu is done: not every new channel is a contact.
            interaction = block["Uniqueid"]
            command = {
                "type": "enqueue",
                "interaction": interaction,
                "queue": block["Queue"],
                "subject": block.get("Customer"),
                "context_ref": block.get("Case"),
            }
            self._say(command, f"{interaction}:enqueue")
            # He may have come while a list of channels is on its way, and is not in it.
            self._channels.add(interaction)
        elif block["UserEvent"] == "Presence":
            agent, said_at = block["Agent"], float(block["SaidAt"])
            # Presence is a state, and only the newest one holds: an old tab may wake up and tell its own.
            if said_at < self._presence_at.get(agent, 0.0):
                self._late(f"presence of {agent}: {block['Presence']}", "older")
                return
            self._presence_at[agent] = said_at
            self._presence(agent, block["Presence"], block.get("Reason"), f"{agent}:{said_at}")

    def _on_devicestatechange(self, block: Block) -> None:
        agent, said_at = block["Device"].removeprefix("PJSIP/"), block["Timestamp"]
        try:
            view = self._live.router.agent(agent)
        except krarup.RejectError:
            return  # A trunk or a door: most devices are nobody's.
        if block["State"] in ("UNAVAILABLE", "INVALID") and view["presence"] == "available":
            self._presence(agent, "paused", UNREACHABLE, f"{agent}:{said_at}:device")
        # Only what the telephone has taken does it give back: a lunch break goes on.
        elif block["State"] == "NOT_INUSE" and view["reason"] == UNREACHABLE:
            self._presence(agent, "available", None, f"{agent}:{said_at}:device")

    def _on_dialend(self, block: Block) -> None:
        leg = Leg.of(block["DestUniqueid"])
        if leg is None:
            return
        if block["DialStatus"] == "ANSWER":
            code = self._say(self._of(leg, "accept"), f"{leg.channel_id}:accept")
            if code is None:
                self._act({"Action": "Bridge", "Channel1": leg.interaction, "Channel2": leg.channel_id})
            elif code != REPEATED:
                # Too late: somebody else is asked, or has it, or nobody is there any more.
                self._act({"Action": "Hangup", "Channel": leg.channel_id})
        elif block["DialStatus"] in DECLINED:
            self._say(self._of(leg, "decline"), f"{leg.channel_id}:decline")

    def _on_bridgeenter(self, block: Block) -> None:
        # Our own Bridge action brings both at once; the agent's side names the offer.
        leg = Leg.of(block["Uniqueid"])
        if leg is not None and self._accepts(leg):
            command = {"type": "connected", "interaction": leg.interaction}
            self._say(command, f"{leg.channel_id}:connected")

    def _on_hold(self, block: Block) -> None:
        leg = Leg.of(block["Uniqueid"])
        if leg is not None:
            command = {
                "type": "hold" if block["Event"] == "Hold" else "resume",
                "interaction": leg.interaction,
            }
            self._say(command, f"{leg.channel_id}:{block['Timestamp']}")

    _on_unhold = _on_hold

    def _on_hangup(self, block: Block) -> None:
        leg = Leg.of(block["Uniqueid"])
        if leg is None:
            self._gone(block["Uniqueid"])
        # A leg that was up had answered, whatever was told first. A refused one stands for nothing any more.
        elif block["ChannelStateDesc"] == "Up" and self._accepts(leg):
            place = self._place(leg.interaction)
            # He may have handed it on: another agent's contact is none of this channel's business.
            if place.get("agent") != leg.agent:
                return
            if place["connected"]:
                command = {
                    "type": "complete",
                    "interaction": leg.interaction,
                    "agent": leg.agent,
                    "ended_by": "agent",
                }
                self._say(command, f"{leg.interaction}:complete")
            else:
                command = {"type": "connect_failed", "interaction": leg.interaction}
                self._say(command, f"{leg.channel_id}:connect_failed")

    def _gone(self, interaction: str) -> None:
        """The caller is gone: he abandoned if nobody had him, else the call is complete."""
        abandon = {"type": "abandon", "interaction": interaction}
        if self._try(abandon, f"{interaction}:abandon") == "not_waiting":
            complete = {"type": "complete", "interaction": interaction, "ended_by": "customer"}
            self._say(complete, f"{interaction}:complete")

    def _on_fullybooted(self, _: Block) -> None:
        """A new connection: what happened while there was none is never told, so ask what is there."""
        self._channels.clear()
        self._act({"Action": "CoreShowChannels"})

    def _on_coreshowchannel(self, block: Block) -> None:
        self._channels.add(block["Uniqueid"])

    def _on_coreshowchannelscomplete(self, _: Block) -> None:
        for queue in self._queues:
            for view in self._live.router.waiting(queue, 1_000_000):
                interaction = view["facts"]["interaction"]
                if interaction not in self._channels:
                    self._gone(interaction)
        # What an agent has and is not in the list ends with its lease; the rest begins its lease anew.
        for interaction in sorted(self._channels):
            self._try({"type": "keep_alive", "interaction": interaction}, None)

    def _accepts(self, leg: Leg) -> bool:
        return self._say(self._of(leg, "accept"), f"{leg.channel_id}:accept") in (None, REPEATED)

    def _presence(self, agent: str, presence: str, reason: str | None, id: str) -> None:
        self._say({"type": "set_presence", "agent": agent, "presence": presence, "reason": reason}, id)

    def _place(self, interaction: str) -> dict[str, Any]:
        try:
            place: dict[str, Any] = self._live.router.interaction(interaction)["place"]
        except krarup.RejectError:
            return {}
        return place

    @staticmethod
    def _of(leg: Leg, type: str) -> dict[str, Any]:
        names = {"interaction": leg.interaction, "agent": leg.agent, "generation": leg.generation}
        return {"type": type, **names}

    def _say(self, command: dict[str, Any], id: str) -> str | None:
        """Applies a command; what is past goes to `late`."""
        code = self._try(command, id)
        if code in PAST:
            self._late(id, code)
        return code

    def _try(self, command: dict[str, Any], id: str | None) -> str | None:
        """Applies a command; None, `repeated`, or the code of a refusal because the world has gone on."""
        try:
            receipt = self._live.apply(command, id)
        except krarup.RejectError as error:
            # An agent or queue that the configuration lacks, a limit: somebody must look.
            if error.code not in PAST:
                raise
            return error.code
        return REPEATED if receipt["repeated"] else None
