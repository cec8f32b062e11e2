"""The router: dicts in, dicts out; times are aware datetimes or whole microseconds since the epoch."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

from ._krarup import (
    InvalidInputError,
    RawRouter,
    RejectError,
    lint_config,
    schema_of_command,
    schema_of_config,
    unmet_by_all,
)
from .instants import EPOCH, LATEST, LATEST_US, MICROSECOND, Instant, invalid, micros

# When, what, and the command's id if it has one.
Timed = tuple[Instant, dict[str, Any]] | tuple[Instant, dict[str, Any], str | None]

# How much of an offer's `why` is told.
WhyTold = Literal["all", "key", "none"]


class Router:
    """Routes interactions to agents; reads no clock: every call says when it happens."""

    def __init__(self, config: dict[str, Any], at: Instant) -> None:
        self._raw = RawRouter(json.dumps(config), micros(at))

    @classmethod
    def restore(cls, snapshot: bytes) -> Router:
        """The router in the state of a snapshot."""
        router = cls.__new__(cls)
        router._raw = RawRouter.restore(snapshot)
        return router

    @classmethod
    def from_log(cls, inputs: Iterable[bytes]) -> Router:
        """The router at the end of a log: every input that `drain_inputs` gave, from the first on."""
        router = cls.__new__(cls)
        router._raw = RawRouter.from_log(list(inputs))
        return router

    def apply(self, at: Instant, command: dict[str, Any], command_id: str | None = None) -> dict[str, Any]:
        """Ticks to `at`, then applies the command; a repeated id returns its first receipt.

        A `RejectError` has the `code` and the receipt of the `tick` that came before: its events did happen.
        """
        try:
            return self._raw.apply(micros(at), command_id, json.dumps(command))
        except RejectError as error:
            error.tick = json.loads(error._tick) if error._tick else None
            raise

    def apply_batch(self, commands: Iterable[Timed]) -> list[dict[str, Any] | RejectError]:
        """Applies commands one after the other in one call; gives each one's receipt or `RejectError`.

        Each is `(at, command)` or `(at, command, command_id)`. A refused one does not stop the rest; what is
        malformed raises before anything happens. Other threads run while the router works.
        """
        at_us: list[int] = []
        ids: list[str | None] = []
        read: list[dict[str, Any]] = []
        for row, one in enumerate(commands):
            if len(one) not in (2, 3):
                right = "(at, command) or (at, command, command_id)"
                raise invalid(f"commands[{row}] has {len(one)} parts, but must be {right}")
            try:
                at_us.append(micros(one[0]))
            except InvalidInputError as error:
                raise invalid(f"commands[{row}]: {error}") from None
            read.append(one[1])
            ids.append(one[2] if len(one) == 3 else None)
        outcomes = self._raw.apply_batch(at_us, ids, json.dumps(read))
        return [_refused(outcome) if "code" in outcome else outcome for outcome in outcomes]

    def tell(self, events: Iterable[str] | None = None, why: WhyTold = "all") -> None:
        """Says what to tell from now on: types of events (None = all), and how much of the `why` of an offer.

        "key" leaves out how many could be asked and who came second. Nothing is decided otherwise, and no
        event's position changes: a receipt that leaves some out has the positions of the others in `indexes`.
        A repeated command returns its first receipt, told as this says now. It is no part of a snapshot or
        log: a router that was restored tells all.
        """
        chosen = None if events is None else list(events)
        self._raw.tell(json.dumps({"events": chosen, "why": why}))

    def tick(self, at: Instant) -> dict[str, Any]:
        """Lets time pass: due timers fire."""
        return self._raw.tick(micros(at))

    def replay(self, input: bytes) -> dict[str, Any]:
        """Applies an input of a log again, such as the tail after a snapshot; it is not recorded anew."""
        return self._raw.replay(input)

    def next_deadline(self) -> datetime | None:
        """When to call `tick` next if nothing else happens."""
        at_us = self._raw.next_deadline_us()
        return None if at_us is None else min(EPOCH + min(at_us, LATEST_US) * MICROSECOND, LATEST)

    def next_deadline_us(self) -> int | None:
        """The same in microseconds since the epoch."""
        return self._raw.next_deadline_us()

    def is_behind(self, at: Instant) -> bool:
        """Whether timers due at or before `at` have not fired: `tick` again."""
        due = self._raw.next_deadline_us()
        return due is not None and due <= micros(at)

    def explain(self, interaction: str) -> list[dict[str, Any]]:
        """For every agent the first rule that excludes him, or his key."""
        verdicts: list[dict[str, Any]] = json.loads(self._raw.view("explain", interaction, 0))
        return verdicts

    def agent(self, agent: str) -> dict[str, Any]:
        """An agent as he is now."""
        view: dict[str, Any] = json.loads(self._raw.view("agent", agent, 0))
        return view

    def queue(self, queue: str) -> dict[str, Any]:
        """A queue and how much is in it."""
        view: dict[str, Any] = json.loads(self._raw.view("queue", queue, 0))
        return view

    def interaction(self, interaction: str) -> dict[str, Any]:
        """An interaction that is not finished."""
        view: dict[str, Any] = json.loads(self._raw.view("interaction", interaction, 0))
        return view

    def waiting(self, queue: str, limit: int = 100) -> list[dict[str, Any]]:
        """What waits in a queue, in order of service; at most `limit`, at least 0."""
        if limit < 0:
            raise invalid(f"limit is {limit}, but must be at least 0")
        views: list[dict[str, Any]] = json.loads(self._raw.view("waiting", queue, limit))
        return views

    def interactions(self, after: str | None = None, limit: int = 100) -> list[dict[str, Any]]:
        """Interactions that are not finished, by id: at most `limit`, of those after the id `after`.

        The next page begins after the last one's `["facts"]["interaction"]`; an empty list is the end.
        """
        return self._page("interactions", after, limit)

    def self_service(self, after: str | None = None, limit: int = 100) -> list[dict[str, Any]]:
        """Contacts that a menu or a bot serves, by id, page by page: each as it arrived, and since when."""
        return self._page("self_service", after, limit)

    def _page(self, what: str, after: str | None, limit: int) -> list[dict[str, Any]]:
        if limit < 0:
            raise invalid(f"limit is {limit}, but must be at least 0")
        views: list[dict[str, Any]] = json.loads(self._raw.view(what, after or "", limit))
        return views

    def overview(self) -> dict[str, Any]:
        """All `queues` and `agents` at a glance, and the position among the events, `as_of`: poll it."""
        view: dict[str, Any] = json.loads(self._raw.overview())
        return view

    def events_after(self, seq: int, index: int | None = None) -> list[dict[str, Any]]:
        """The events after the one at (`seq`, `index`); without `index`, after all of input `seq`.

        Each has `seq`, `index`, `at_us`, `type` and the fields of its type. Go on from an overview with
        `events_after(overview["as_of"]["seq"])`, and from an event with its own `seq` and `index`. The last
        `limits.buffered_events` are kept. Raises `InvalidInputError` with code `events_lost` when events
        after the position are gone: take the overview anew.
        """
        for name, value in (("seq", seq), ("index", index)):
            is_whole = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63
            if not (is_whole or (name == "index" and value is None)):
                raise invalid(f"{name} is {value!r}, but must be a whole number, at least 0")
        events: list[dict[str, Any]] = json.loads(self._raw.events_after(seq, index))
        return events

    def estimate(self, interaction: str) -> dict[str, Any]:
        """Place of what waits in its queue and the wait still to come, by three estimators and their errors.

        Each of `estimators` has `wait_us`, or None and why it is `unknown`; it is 0 only when an agent is
        asked or free for it. `best` names the one of least mean absolute error of those that have an answer.
        """
        view: dict[str, Any] = json.loads(self._raw.view("estimate", interaction, 0))
        return view

    def estimate_for(self, queue: str | dict[str, Any]) -> dict[str, Any]:
        """The same for an interaction that would arrive now: a queue, or what an `enqueue` would say."""
        given = {"queue": queue} if isinstance(queue, str) else queue
        facts = {"interaction": "", **{key: value for key, value in given.items() if key != "type"}}
        view: dict[str, Any] = json.loads(self._raw.estimate_for(json.dumps(facts)))
        return view

    def drain_inputs(self) -> list[bytes]:
        """Inputs since the last call, encoded, for the log.

        At most `limits.buffered_inputs` are held; if there were more, the call raises `inputs_lost`.
        """
        return self._raw.drain_inputs()

    def snapshot(self) -> bytes:
        """The whole state."""
        return self._raw.snapshot()

    def digest(self) -> str:
        """XXH3-128 of the state in hexadecimal."""
        return self._raw.digest()


def _refused(outcome: dict[str, Any]) -> RejectError:
    error = RejectError(outcome["message"])
    error.code, error.tick = outcome["code"], outcome["tick"]
    return error


def config_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a configuration; also this package's file `config.schema.json`."""
    schema: dict[str, Any] = json.loads(schema_of_config())
    return schema


def command_schema() -> dict[str, Any]:
    """The JSON Schema of a command; also this package's file `command.schema.json`."""
    schema: dict[str, Any] = json.loads(schema_of_command())
    return schema


def lint(config: dict[str, Any]) -> list[dict[str, str]]:
    """What a valid configuration says that can hardly be meant: `code`, `path` and `message` of each."""
    found: list[dict[str, str]] = json.loads(lint_config(json.dumps(config)))
    return found


def unmet(config: dict[str, Any], interaction: dict[str, Any], limit: int = 3) -> list[dict[str, Any]]:
    """The members of a queue who come nearest to taking what none of them ever can, and what each lacks.

    `interaction` is an `enqueue` command, its id left out if you like; an empty list means that somebody can
    take it, or that the queue has no members. A queue that the configuration lacks is an `unknown_queue`.
    """
    if limit < 0:
        raise invalid(f"limit is {limit}, but must be at least 0")
    facts = {"interaction": "", **{key: value for key, value in interaction.items() if key != "type"}}
    found: list[dict[str, Any]] = json.loads(unmet_by_all(json.dumps(config), json.dumps(facts), limit))
    return found
