"""Answers as columns: printed, indexed by name, and read by whoever reads Arrow."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ._krarup import Table, columns_as_table
from .as_text import AsText
from .instants import micros

SHOWN_ROWS = 48


class ColumnTable(AsText):
    """Columns of one length by name; NaN and None are null in the Arrow table."""

    # Columns of whole numbers, which are floats so that a masked row can be NaN.
    _whole: frozenset[str] = frozenset()

    def __init__(self, columns: dict[str, Any]) -> None:
        self.columns = columns

    def __getitem__(self, name: str) -> Any:
        return self.columns[name]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), ()))

    @property
    def table(self) -> Table:
        """The rows as an Arrow table."""
        return columns_as_table([self._arrow(name, column) for name, column in self.columns.items()])

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self.table.__arrow_c_stream__(requested_schema)

    @property
    def text(self) -> str:  # type: ignore[override]
        """The rows as people read them; of many, the first."""
        rows = [list(self.columns)] + [
            [_shown(column[row]) for column in self.columns.values()]
            for row in range(min(len(self), SHOWN_ROWS))
        ]
        widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
        lines = [
            "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows
        ]
        if len(self) > SHOWN_ROWS:
            lines.append(f"… {len(self)} rows")
        return "\n".join(lines)

    def _arrow(self, name: str, column: Any) -> tuple[str, str, Any]:
        if name in self._whole:
            return name, "whole", column
        first = next((entry for entry in column if entry is not None), None)
        if isinstance(first, datetime) and first.tzinfo is not None:
            return name, "instant", [None if entry is None else micros(entry) for entry in column]
        if isinstance(first, str | datetime):
            return name, "text", [None if entry is None else _shown(entry) for entry in column]
        return name, "text" if first is None else "number", list(column)


def _shown(entry: Any) -> str:
    if entry is None or entry != entry:
        return "-"
    if isinstance(entry, datetime):
        return entry.isoformat(sep=" ")
    return entry if isinstance(entry, str) else f"{entry:.6g}"
