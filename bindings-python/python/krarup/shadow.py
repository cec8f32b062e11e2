"""Another router decides, krarup follows: where would it have decided otherwise, and why?"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from ._krarup import RawShadow, RejectError
from .as_text import AsText
from .instants import Instant, invalid, micros


@dataclass(frozen=True, repr=False)
class ShadowReport(AsText):
    """How another router's decisions compare with krarup's; print it to read it."""

    started_at_us: int
    ended_at_us: int
    decisions: int
    """Decisions compared, customers who left before anybody had them among them."""
    agreement: float | None
    """Share of them in which the two agree; None = there were none."""
    kinds: dict[str, int]
    """Decisions by kind; kinds that never came are absent."""
    queues: dict[str, dict[str, int]]
    """The same for each queue."""
    rules: dict[str, int]
    """What krarup's rules said of the agents chosen where it would not have asked them."""
    disagreements: list[dict[str, Any]]
    """The disagreements kept, the oldest first, as `Shadow.decided` gave them."""
    dropped: int
    """Disagreements before these, of which only the counts are left."""
    text: str


class Shadow:
    """Follows another router and notes where krarup would have decided otherwise.

    Tell it the same events as the old router: facts with `apply`, decisions with `decided`. Each decision is
    compared with what krarup would do at that instant, and then carried out, whatever krarup thinks of it.
    Nothing is offered, declined, expired or removed that was not told, and no timer is needed.

    `tolerance_us` (a second) is how much slower than krarup the old router may be without being late;
    `log_limit` (1,000) is how many disagreements are kept.
    """

    def __init__(
        self,
        config: dict[str, Any],
        at: Instant,
        *,
        tolerance_us: int | None = None,
        log_limit: int | None = None,
    ) -> None:
        if log_limit is not None and log_limit < 0:
            raise invalid(f"log_limit is {log_limit}, but must be at least 0")
        self._raw = RawShadow(json.dumps(config), micros(at), tolerance_us, log_limit)

    def apply(
        self, at: Instant, command: dict[str, Any], command_id: str | None = None
    ) -> dict[str, Any] | None:
        """Follows a fact: a command that tells what happened, whoever decides.

        An `abandon` is a decision too, to leave it waiting until the customer left: its comparison comes
        back. A `command_id` that was given before does nothing. A `RejectError` has the `code`:
        `not_a_fact` for `accept`, `decline` and `pull`, else as of `Router.apply`; nothing changes but that
        time has passed.
        """
        try:
            told = self._raw.apply(micros(at), command_id, json.dumps(command))
        except RejectError as error:
            error.tick = None
            raise
        ended: dict[str, Any] | None = json.loads(told)
        return ended

    def decided(
        self, at: Instant, interaction: str, agent: str | None, reason: str | None = None
    ) -> dict[str, Any]:
        """Compares a decision of the old router with krarup's, and carries it out.

        `agent` has the interaction from now on; None = the old router left it waiting. `reason` is its own
        words. The comparison has `seq`, `at_us`, `interaction`, `queue`, its `kind` (`agree`, `late`,
        `differs_agent`, `not_allowed`, `not_yet`, `differs_interaction`, `left_waiting`), `old` (`agent`,
        `reason`), `krarup` (`agent`, `why`; of the agent chosen the `verdict`, and what he would have got
        `instead`) and `earlier` (`at_us`, `agent`, `by_us`), when krarup would have had an agent already.

        A `RejectError` has the `code`; nothing changes but that time has passed.
        """
        try:
            told = self._raw.decided(micros(at), interaction, agent, reason)
        except RejectError as error:
            error.tick = None
            raise
        compared: dict[str, Any] = json.loads(told)
        return compared

    def report(self) -> ShadowReport:
        """How the two compare so far."""
        told, text = self._raw.report()
        return ShadowReport(text=text, **json.loads(told))
