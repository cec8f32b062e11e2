"""Instants: aware datetimes or whole microseconds since the epoch."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ._krarup import InvalidInputError

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

Instant = datetime | int


def micros(at: Instant) -> int:
    """Microseconds since the epoch."""
    if isinstance(at, datetime):
        if at.tzinfo is None:
            error = InvalidInputError(f"at is {at!r}, but must be an aware datetime or whole microseconds")
            error.code = "invalid_input"
            raise error
        return (at - EPOCH) // MICROSECOND
    return at
