"""Routing configurations tested like code."""

from __future__ import annotations

import json
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

from ._krarup import play_scenario, play_scenarios


@dataclass(frozen=True)
class ScenarioReport:
    """How a scenario came out; `str` shows the first difference and the decision behind it."""

    passed: bool
    """All came as expected."""
    id: str | None
    """The scenario's id; None = the scenario is not written as the format says."""
    difference: dict[str, Any] | None
    """The first thing that was not as expected."""
    events: list[dict[str, Any]]
    """Everything that happened."""
    text: str

    def __str__(self) -> str:
        return self.text


def run_scenario(scenario: dict[str, Any], setup: dict[str, Any] | None = None) -> ScenarioReport:
    """Plays a scenario on a fresh router and compares what happened with what it expects.

    `setup` is what a file gives to all of its scenarios; the scenario's own extends it by id. A scenario that
    is not written as the format says raises `InvalidInputError` with code `invalid_scenario`; one that fails
    does not. It is of version 1 unless its `schema` says `krarup-routing-scenarios/2`.
    """
    return _report(*play_scenario(json.dumps(scenario), None if setup is None else json.dumps(setup)))


def run_scenarios(file: dict[str, Any] | str | PathLike[str]) -> list[ScenarioReport]:
    """Plays every scenario of a file (its path, or what it holds), each by itself, in the file's order."""
    text = json.dumps(file) if isinstance(file, dict) else Path(file).read_text(encoding="utf-8")
    return [_report(*told) for told in play_scenarios(text)]


def _report(written: str | None, text: str) -> ScenarioReport:
    if written is None:
        return ScenarioReport(False, None, None, [], text)
    report = json.loads(written)
    return ScenarioReport(
        report["difference"] is None, report["id"], report["difference"], report["events"], text
    )
