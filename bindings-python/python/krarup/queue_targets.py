"""What plans demand of every queue or interval, and the definition of the service level in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .instants import invalid

DEFAULT_DEFINITION = "sl.no_short"
DEFAULT_SHORT_S = 5.0


def definition_of(definition: str, short_s: float | None) -> dict[str, Any]:
    """A service level as the core reads it; the length of a short abandon is for `sl.no_short` alone."""
    if definition == DEFAULT_DEFINITION:
        return {"id": definition, "short_s": DEFAULT_SHORT_S if short_s is None else short_s}
    if short_s is not None:
        raise invalid(f"short_s is {short_s}, but is for {DEFAULT_DEFINITION} alone")
    return {"id": definition}


@dataclass(frozen=True)
class QueueTargets:
    """Targets and patience of a plan; what is None does not bind, and at least one target must be given.

    `sl` is the least service level within `target_s` seconds; `patience_s` the mean patience, None where
    nobody abandons (Erlang C). The least share `max_wait_share` waits at most `max_wait_s`, answered or not.
    """

    sl: float | None = None
    target_s: float = 20.0
    patience_s: float | None = None
    definition: str = DEFAULT_DEFINITION
    short_s: float | None = None
    max_asa_s: float | None = None
    max_occupancy: float | None = None
    max_abandonment: float | None = None
    max_p_wait: float | None = None
    max_wait_share: float | None = None
    max_wait_s: float | None = None

    def _plain(self) -> dict[str, Any]:
        return {
            "service_level": self.sl,
            "target_wait_s": self.target_s,
            "patience_s": self.patience_s,
            "definition": definition_of(self.definition, self.short_s),
            "max_asa_s": self.max_asa_s,
            "max_occupancy": self.max_occupancy,
            "max_abandonment": self.max_abandonment,
            "max_p_wait": self.max_p_wait,
            "max_wait_share": self.max_wait_share,
            "max_wait_s": self.max_wait_s,
        }
