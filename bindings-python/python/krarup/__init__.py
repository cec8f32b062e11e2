"""krarup: an embeddable contact-centre engine. Durations are seconds, loads erlangs, shares 0 to 1."""

from ._krarup import (
    InfeasibleError,
    InvalidInputError,
    KrarupError,
    Staffing,
    StaffingColumns,
    UnstableError,
    __version__,
    erlang_a,
    erlang_b,
    erlang_c,
    required_agents,
)

__all__ = [
    "InfeasibleError",
    "InvalidInputError",
    "KrarupError",
    "Staffing",
    "StaffingColumns",
    "UnstableError",
    "__version__",
    "erlang_a",
    "erlang_b",
    "erlang_c",
    "required_agents",
]
