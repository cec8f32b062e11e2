"""Instants: aware datetimes or whole microseconds since the epoch."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ._krarup import InvalidInputError

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
LATEST = datetime.max.replace(tzinfo=UTC)
LATEST_US = (LATEST - EPOCH) // MICROSECOND

Instant = datetime | int


def micros(at: Instant) -> int:
    """Microseconds since the epoch."""
    if isinstance(at, datetime):
        if at.tzinfo is None:
            raise invalid(f"at is {at!r}, but must be an aware datetime or whole microseconds")
        return (at - EPOCH) // MICROSECOND
    if not isinstance(at, int) or isinstance(at, bool) or abs(at) > LATEST_US:
        raise invalid(
            f"at is {at!r}, but must be an aware datetime or whole microseconds of the years 1 to 9999"
        )
    return at


def invalid(message: str) -> InvalidInputError:
    """What is raised for a value of the wrong kind or out of range."""
    error = InvalidInputError(message)
    error.code = "invalid_input"
    return error
