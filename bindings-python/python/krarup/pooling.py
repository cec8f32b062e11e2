"""Queues apart, pooled, or with two skills an agent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .column_table import ColumnTable
from .instants import invalid
from .queue_targets import QueueTargets
from .structured import answer, columns_of, floats

if TYPE_CHECKING:
    from ._krarup import Column


def _demands(names: Iterable[str], volume: Column, aht_s: Column) -> list[dict[str, Any]]:
    names = list(names)
    volumes, handling = floats("volume", volume), floats("aht_s", aht_s)
    if len(handling) == 1:
        handling *= len(names)
    for field, column in (("volume", volumes), ("aht_s", handling)):
        if len(column) != len(names):
            raise invalid(f"{field} has {len(column)} rows, but must have one for each of {len(names)} names")
    return [
        {"name": name, "volume": contacts, "aht_s": seconds}
        for name, contacts, seconds in zip(names, volumes, handling, strict=True)
    ]


class Pooling(ColumnTable):
    """Each queue with agents of its own as columns, and one team for all."""

    _whole = frozenset({"agents"})

    def __init__(self, names: list[str], told: dict[str, Any]) -> None:
        super().__init__({"name": names} | columns_of(told["apart"]))
        self.agents_apart: int = told["agents_apart"]
        self.pooled: dict[str, Any] = told["pooled"]
        """The one team: `agents`, `binding` and the measures."""
        self.pooled_aht_s: float | None = told["pooled_aht_s"]
        self.agents_saved: int = told["agents_saved"]
        """Negative where slower handling costs more than pooling gains."""
        self.saved_share: float | None = told["saved_share"]


def pool_queues(
    names: Iterable[str],
    volume: Column,
    aht_s: Column,
    targets: QueueTargets,
    *,
    interval_s: float = 1800.0,
    pooled_aht_factor: float = 1.0,
) -> Pooling:
    """The agents that queues need apart and pooled, and what pooling saves.

    Agents who serve everything take `pooled_aht_factor` times as long.
    """
    queues = _demands(names, volume, aht_s)
    told = answer(
        "pool_queues",
        queues=queues,
        targets=targets._plain(),
        interval_s=interval_s,
        pooled_aht_factor=pooled_aht_factor,
    )
    return Pooling([queue["name"] for queue in queues], told)


@dataclass(frozen=True)
class SkillGroup:
    """Agents with the same skills, the primary one first; how many may be fractional."""

    skills: tuple[str, ...]
    agents: float


class SkillCoverage(ColumnTable):
    """Erlangs of each skill by each group (`group_0`, `group_1`, …), and which skills together are short."""

    def __init__(self, names: list[str], told: dict[str, Any]) -> None:
        flow: list[list[float]] = told["flow_erl"]
        groups = len(flow[0]) if flow else 0
        columns = {f"group_{place}": [row[place] for row in flow] for place in range(groups)}
        super().__init__({"name": names} | columns)
        self.is_feasible: bool = told["is_feasible"]
        self.offered_load_erl: float = told["offered_load_erl"]
        self.served_load_erl: float = told["served_load_erl"]
        self.short_skills: list[str] = told["short_skills"]
        """Skills that together have more load than all agents who have any of them can serve."""
        self.short_load_erl: float = told["short_load_erl"]
        self.short_capacity_erl: float = told["short_capacity_erl"]


class SkillStaffing(ColumnTable):
    """Agents by primary skill as columns; `groups` has them by skills."""

    _whole = frozenset({"agents"})

    def __init__(self, told: dict[str, Any]) -> None:
        super().__init__(columns_of(told["primary"]))
        self.groups = [SkillGroup(tuple(one["skills"]), one["agents"]) for one in told["groups"]]
        self.pooled: dict[str, Any] = told["pooled"]
        """One team with every skill, which has as many agents."""
        self.safety: float | None = told["safety"]
        """The safety of every skill in square roots of its load."""
        self.coverage = SkillCoverage(list(self["name"]), told["coverage"])


def staff_skills(
    names: Iterable[str],
    volume: Column,
    aht_s: Column,
    targets: QueueTargets,
    *,
    interval_s: float = 1800.0,
    skills_per_agent: int = 2,
) -> SkillStaffing:
    """Agents by skill as a start for a simulation (Wallace and Whitt 2005).

    As many as one team with every skill needs, divided by the skills' loads and their square roots, each with
    a second skill in proportion to the agents of the others.
    """
    return SkillStaffing(
        answer(
            "staff_skills",
            skills=_demands(names, volume, aht_s),
            targets=targets._plain(),
            interval_s=interval_s,
            skills_per_agent=skills_per_agent,
        )
    )


def skill_coverage(
    loads_erl: Mapping[str, float],
    groups: Iterable[SkillGroup | tuple[Iterable[str], float]],
    *,
    max_occupancy: float = 1.0,
) -> SkillCoverage:
    """Whether groups of agents can serve every skill if work is divided at will, and which are short."""
    pairs = [(one.skills, one.agents) if isinstance(one, SkillGroup) else one for one in groups]
    told = answer(
        "skill_coverage",
        skills=[{"name": name, "offered_load_erl": load} for name, load in loads_erl.items()],
        groups=[{"skills": list(skills), "agents": agents} for skills, agents in pairs],
        max_occupancy=max_occupancy,
    )
    return SkillCoverage(list(loads_erl), told)
