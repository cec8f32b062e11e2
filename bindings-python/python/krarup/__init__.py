"""krarup: an embeddable contact-centre engine. Durations are seconds, loads erlangs, shares 0 to 1."""

from ._krarup import (
    InfeasibleError,
    InvalidInputError,
    KrarupError,
    RejectError,
    Staffing,
    StaffingColumns,
    UnstableError,
    __version__,
    erlang_a,
    erlang_b,
    erlang_c,
    required_agents,
)
from .router import Router

__all__ = [
    "InfeasibleError",
    "InvalidInputError",
    "KrarupError",
    "RejectError",
    "Router",
    "Staffing",
    "StaffingColumns",
    "UnstableError",
    "__version__",
    "erlang_a",
    "erlang_b",
    "erlang_c",
    "required_agents",
]
