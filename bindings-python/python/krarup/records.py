"""What happened, as data: interaction segments and agent states, from files, tables or the router."""

from __future__ import annotations

import json
from html import escape
from os import PathLike
from typing import Any, Protocol

from ._krarup import InvalidInputError, RawRecorder, RawRecords, Table, example_centre, read_tables
from ._krarup import generate as _generate
from ._krarup import load_csv as _load_csv
from .instants import Instant, micros
from .progress import Progress, reporter


class ArrowTable(Protocol):
    """Anything with the Arrow C stream interface: a table of pandas, Polars, pyarrow, DuckDB …"""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


class Records:
    """Interaction segments and agent states, with what was odd about them.

    A table has one row a segment, with the columns `interaction_id`, `arrived_at` and `outcome` and any
    others of `records.interactions`; instants need a time zone. A length of time is an Arrow duration
    (`wait`), microseconds (`wait_us`) or seconds (`wait_s`). Null means "not recorded". `quality` names the
    columns that are no field (`ignored_column`) and the rows left out as older versions (`duplicate`).
    """

    def __init__(self, interactions: ArrowTable, agent_states: ArrowTable | None = None) -> None:
        self._raw = read_tables(interactions, agent_states)

    @classmethod
    def _of(cls, raw: RawRecords) -> Records:
        records = cls.__new__(cls)
        records._raw = raw
        return records

    @property
    def interactions(self) -> Table:
        """One row a stay of an interaction in a queue."""
        return self._raw.interactions()

    @property
    def agent_states(self) -> Table:
        """One row a stay of an agent in a state; `slot` is null in the presence layer."""
        return self._raw.agent_states()

    @property
    def quality(self) -> QualityReport:
        """What was odd: counted and named."""
        return QualityReport(*self._raw.quality())

    def write_csv(self, path: str | PathLike[str]) -> None:
        """Writes the interactions; instants and lengths of time as microseconds."""
        self._raw.write_csv(path)

    def __repr__(self) -> str:
        interactions, states = self._raw.sizes()
        return f"Records({interactions} interactions, {states} agent states)"

    def _repr_html_(self) -> str:
        return f"<pre>{escape(repr(self))}</pre>"


class QualityReport:
    """What was odd in the data; print it to read it."""

    def __init__(self, report: str, text: str) -> None:
        values = json.loads(report)
        self.rows_read: int = values["rows_read"]
        self.rows_kept: int = values["rows_kept"]
        self.findings: list[dict[str, Any]] = values["findings"]
        self._text = text

    def count(self, rule: str) -> int:
        """How many rows broke this rule."""
        return sum(finding["count"] for finding in self.findings if finding["rule"] == rule)

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return self._text

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self._text)}</pre>"


def load_csv(
    path: str | PathLike[str], mapping: dict[str, Any] | str, *, progress: Progress | None = None
) -> Records:
    """Reads a call log through a mapping of its columns (a dict or JSON).

    `progress=True` shows a tqdm bar; a function gets (bytes read, bytes in all).
    """
    text = mapping if isinstance(mapping, str) else json.dumps(mapping)
    return Records._of(_load_csv(path, text, reporter(progress, "B")))


def centre() -> dict[str, Any]:
    """The example contact centre of `generate`, to be changed at will."""
    values: dict[str, Any] = json.loads(example_centre())
    return values


def generate(
    centre: dict[str, Any] | None = None, *, seed: int = 0, progress: Progress | None = None
) -> Records:
    """Realistic days of a contact centre, played through the real router; the same for the same seed."""
    text = None if centre is None else json.dumps(centre)
    return Records._of(_generate(text, seed, reporter(progress, "contact")))


class Recorder:
    """Turns a router's receipts into records; give it every receipt, in order."""

    def __init__(self, config: dict[str, Any], at: Instant) -> None:
        self._raw = RawRecorder(json.dumps(config), micros(at))

    @classmethod
    def restore(cls, snapshot: bytes) -> Recorder:
        """The recorder that `snapshot` wrote; it goes on with the receipt after its last."""
        recorder = cls.__new__(cls)
        recorder._raw = RawRecorder.restore(snapshot)
        return recorder

    def snapshot(self) -> bytes:
        """What is open: keep it beside the router's snapshot, and go on after a restart with both."""
        return self._raw.snapshot()

    def record(self, receipt: dict[str, Any]) -> None:
        """Takes in what an input did."""
        self._raw.record(json.dumps(receipt))

    def drain(self) -> Records:
        """Records finished since the last call."""
        return Records._of(self._raw.drain())

    def finish(self) -> Records:
        """All that was not drained, what is still open included."""
        return Records._of(self._raw.finish())


def as_records(data: Records | ArrowTable, agent_states: ArrowTable | None) -> Records:
    """Records as they are, or made from tables."""
    if not isinstance(data, Records):
        return Records(data, agent_states)
    if agent_states is not None:
        error = InvalidInputError(
            "agent_states are given beside Records, but must be given when the Records are made"
        )
        error.code = "invalid_spec"
        raise error
    return data
