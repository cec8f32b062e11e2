"""Counts broken rules in a log of decisions. Knows the trace and the rule, and nothing of any router.

A step is one event, or several that reach the router at once. Of those only what is wrong under every order
of the step's events is counted, so that no router is blamed for an order of its own.
"""

from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from typing import TypedDict

from workload import Trace, eligible

KINDS = {
    "skill": "given to an agent who is no member of the queue or lacks a skill",
    "capacity": "given to an agent who has no capacity left",
    "twice": "given away twice",
    "order": "given to an agent who could have had one that comes first, and that waited on",
    "idle order": "given to an agent although another, free before and after the step, had been idle longer",
    "idle": "steps at whose end somebody waits beside a free agent who may take him",
    "never": "never given to anybody",
}


class Step(TypedDict):
    """Contacts are places in the trace; pairs are a contact and an agent."""

    at: int
    arrived: list[int]
    completed: list[tuple[int, int]]
    assigned: list[tuple[int, int]]


def violations(trace: Trace, steps: Sequence[Step]) -> dict[str, int]:
    """How often each kind of rule was broken; raises where the log is not one of this trace."""
    books = Books(trace)
    for step in steps:
        books.enter(step)
    return books.closed()


class Books:
    """Who waits, who is free, and what was wrong so far. Sets of agents are bits of a whole number."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.found = dict.fromkeys(KINDS, 0)
        numbers: dict[tuple[int, tuple[tuple[str, int], ...]], int] = {}
        of = [(contact.queue, tuple(sorted(contact.needs.items()))) for contact in trace.contacts]
        self.demand = [numbers.setdefault(demand, len(numbers)) for demand in of]
        self.able = [
            sum(1 << agent.id for agent in trace.agents if eligible(agent, queue, dict(needs)))
            for queue, needs in numbers
        ]
        self.place = [(-contact.priority, contact.arrives_us, contact.id) for contact in trace.contacts]
        self.waiting: list[list[tuple[int, int, int]]] = [[] for _ in numbers]
        self.used = [0] * len(trace.agents)
        self.idle_since = [0] * len(trace.agents)
        self.free = (1 << len(trace.agents)) - 1
        self.ends: dict[tuple[int, int], int] = {}
        self.arrived: set[int] = set()
        self.given: set[int] = set()

    def enter(self, step: Step) -> None:
        alone = len(step["arrived"]) + len(step["completed"]) == 1
        for contact in step["arrived"]:
            assert contact not in self.arrived, f"{contact} arrived twice"
            assert self.trace.contacts[contact].arrives_us <= step["at"], f"{contact} arrived early"
            self.arrived.add(contact)
        before = self.free, list(self.idle_since)
        for contact, agent in step["completed"]:
            assert self.ends.pop((contact, agent)) <= step["at"], f"{contact} completed early"
            self.used[agent] -= 1
            self.idle_since[agent] = step["at"]
            self.note_free(agent)
        if alone:
            # What a single event brings is there before the router decides.
            self.wait(step["arrived"])
            before = self.free, list(self.idle_since)
        for contact, agent in step["assigned"]:
            self.give(contact, agent, step["at"])
        for contact, agent in step["assigned"]:
            self.compare(contact, agent, *before)
        if not alone:
            self.wait(step["arrived"])
        self.found["idle"] += any(
            queue and self.able[demand] & self.free for demand, queue in enumerate(self.waiting)
        )

    def wait(self, contacts: list[int]) -> None:
        for contact in contacts:
            if contact not in self.given:
                insort(self.waiting[self.demand[contact]], self.place[contact])

    def give(self, contact: int, agent: int, at: int) -> None:
        assert contact in self.arrived, f"{contact} was given away before it came"
        self.found["twice"] += contact in self.given
        self.found["skill"] += not self.able[self.demand[contact]] >> agent & 1
        self.given.add(contact)
        self.ends[contact, agent] = at + self.trace.contacts[contact].duration_us
        self.used[agent] += 1
        self.note_free(agent)
        queue = self.waiting[self.demand[contact]]
        index = bisect_left(queue, self.place[contact])
        if queue[index : index + 1] == [self.place[contact]]:
            del queue[index]

    def compare(self, contact: int, agent: int, free_before: int, idle_before: list[int]) -> None:
        """With what else the agent could have had, and who else could have had the contact."""
        self.found["capacity"] += self.used[agent] > self.trace.agents[agent].capacity
        heads = (
            queue[0] for demand, queue in enumerate(self.waiting) if queue and self.able[demand] >> agent & 1
        )
        self.found["order"] += any(head < self.place[contact] for head in heads)
        if free_before >> agent & 1:
            others = bits(self.able[self.demand[contact]] & free_before & self.free)
            longer = (self.idle_since[other] < idle_before[agent] for other in others)
            self.found["idle order"] += any(longer)

    def note_free(self, agent: int) -> None:
        self.free &= ~(1 << agent)
        if self.used[agent] < self.trace.agents[agent].capacity:
            self.free |= 1 << agent

    def closed(self) -> dict[str, int]:
        assert len(self.arrived) == len(self.trace.contacts), "the log ends before the trace"
        assert not self.ends, "the log ends before all is completed"
        self.found["never"] = len(self.trace.contacts) - len(self.given)
        return self.found


def bits(number: int) -> Iterator[int]:
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest
