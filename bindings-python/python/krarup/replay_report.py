"""A recorded log played under two configurations, side by side."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ._krarup import replay_log
from .as_text import AsText
from .progress import Progress, reporter


@dataclass(frozen=True, repr=False)
class ReplayReport(AsText):
    """How a log came out under two configurations; print it to read it."""

    reproduced: bool
    """Every event came again, in the same order and at the same instant."""
    inputs: int
    """Inputs of the log, the configuration included."""
    ticks: int
    """Those that let time pass only; a command refused when the log was written is one of them."""
    skipped_configurations: int
    """Changes of the configuration in the log that the other world skipped."""
    started_at_us: int
    ended_at_us: int
    difference: dict[str, Any] | None
    """The first event that is not the same: `seq`, `index`, `at_us`, `command`, `recorded`, `replayed`.

    The last two have `at_us` and either `event` or `refused` (`code`, `message`); None = nothing more. Where
    one of them is an offer, `decision` holds what the rules said of every agent in both worlds.
    """
    recorded: dict[str, Any]
    """The log under its own configuration: `refused` by code, `events` by type, `waits`."""
    replayed: dict[str, Any]
    """The same under the other one; an indication from the difference on."""
    interactions: dict[str, int]
    """`total`, `another_agent`, `another_queue`, `answered_only_recorded`, `answered_only_replayed`."""
    text: str


def replay(
    log: Iterable[bytes], config: dict[str, Any] | None = None, *, progress: Progress | None = None
) -> ReplayReport:
    """Plays a log under its own configuration and under another one, and compares what happens.

    `log` is every input that `drain_inputs` gave, from the first on; without `config` its own is played
    twice, which proves that it replays. `progress=True` shows a tqdm bar; a function gets (inputs played,
    inputs in all).

    The commands of a log are facts of the world in which they were given: an accept of an offer that
    somebody else got under `config` is refused, and counted. So everything up to the first difference is
    exact, and the summary is an indication of what comes after it. `configure` commands of the log are
    skipped under `config`, and counted.

    A log that does not replay raises `InvalidInputError` with code `invalid_log`.
    """
    written = None if config is None else json.dumps(config)
    told, text = replay_log(list(log), written, reporter(progress, "input"))
    report = json.loads(told)
    return ReplayReport(reproduced=report["difference"] is None, text=text, **report)
