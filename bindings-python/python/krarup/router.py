"""The router: dicts in, dicts out; times are aware datetimes or whole microseconds since the epoch."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from ._krarup import InvalidInputError, RawRouter

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

Instant = datetime | int


def _us(at: Instant) -> int:
    if isinstance(at, datetime):
        if at.tzinfo is None:
            error = InvalidInputError(f"at is {at!r}, but must be an aware datetime or whole microseconds")
            error.code = "invalid_input"
            raise error
        return (at - _EPOCH) // _MICROSECOND
    return at


class Router:
    """Routes interactions to agents; reads no clock: every call says when it happens."""

    def __init__(self, config: dict[str, Any], at: Instant) -> None:
        self._raw = RawRouter(json.dumps(config), _us(at))

    @classmethod
    def restore(cls, snapshot: bytes) -> Router:
        """The router in the state of a snapshot."""
        router = cls.__new__(cls)
        router._raw = RawRouter.restore(snapshot)
        return router

    def apply(self, at: Instant, command: dict[str, Any], command_id: str | None = None) -> dict[str, Any]:
        """Ticks to `at`, then applies the command; a repeated id returns its first receipt."""
        receipt: dict[str, Any] = json.loads(self._raw.apply(_us(at), command_id, json.dumps(command)))
        return receipt

    def tick(self, at: Instant) -> dict[str, Any]:
        """Lets time pass: due timers fire."""
        receipt: dict[str, Any] = json.loads(self._raw.tick(_us(at)))
        return receipt

    def next_deadline(self) -> datetime | None:
        """When to call `tick` next if nothing else happens."""
        at_us = self._raw.next_deadline_us()
        return None if at_us is None else _EPOCH + at_us * _MICROSECOND

    def explain(self, interaction: str) -> list[dict[str, Any]]:
        """For every agent the first rule that excludes him, or his key."""
        verdicts: list[dict[str, Any]] = json.loads(self._raw.view("explain", interaction, 0))
        return verdicts

    def agent(self, agent: str) -> dict[str, Any]:
        """An agent as he is now."""
        view: dict[str, Any] = json.loads(self._raw.view("agent", agent, 0))
        return view

    def interaction(self, interaction: str) -> dict[str, Any]:
        """An interaction that is not finished."""
        view: dict[str, Any] = json.loads(self._raw.view("interaction", interaction, 0))
        return view

    def waiting(self, queue: str, limit: int = 100) -> list[dict[str, Any]]:
        """What waits in a queue, in order of service."""
        views: list[dict[str, Any]] = json.loads(self._raw.view("waiting", queue, limit))
        return views

    def drain_inputs(self) -> list[bytes]:
        """Inputs since the last call, encoded, for the log; they are held until then."""
        return self._raw.drain_inputs()

    def snapshot(self) -> bytes:
        """The whole state."""
        return self._raw.snapshot()

    def digest(self) -> str:
        """XXH3-128 of the state in hexadecimal."""
        return self._raw.digest()
