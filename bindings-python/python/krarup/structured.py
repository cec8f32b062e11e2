"""What crosses to the core as JSON: columns and numbers written out, with the place of what is no number."""

from __future__ import annotations

import json
import math
from typing import Any

from ._krarup import staffing_answer
from .instants import invalid


def floats(name: str, values: Any) -> list[float]:
    """A column's entries; a number is a column of one."""
    entries = values if hasattr(values, "__len__") and not isinstance(values, str) else [values]
    try:
        return [float(entry) for entry in entries]
    except (TypeError, ValueError) as error:
        raise invalid(f"{name} is {values!r}, but must be a number or a column of numbers") from error


def as_json(name: str, value: Any) -> str:
    """JSON text; numpy's numbers and arrays may stand in it."""
    return json.dumps(_plain(name, value))


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(f"{name}.{key}" if name else str(key), inner) for key, inner in value.items()}
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [_plain(f"{name}[{place}]", inner) for place, inner in enumerate(value)]
    # JSON knows neither; both would be refused with a worse message.
    if isinstance(value, float) and not math.isfinite(value):
        raise invalid(f"{name} is {value}, but must be a finite number")
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise invalid(f"{name} is {value!r}, but must be a number, a text or a list of them")


def answer(question: str, **given: Any) -> Any:
    """The core's answer to a question whose input is more than numbers."""
    return json.loads(staffing_answer(question, as_json("", given)))


def columns_of(rows: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """Rows of the same names as columns."""
    return {name: [row[name] for row in rows] for name in rows[0]} if rows else {}
