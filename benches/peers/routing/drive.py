"""Plays a trace on a router and keeps its decisions and their times."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from heapq import heapify, heappop, heappush
from threading import Lock
from typing import NamedTuple, Protocol

from checker import Step
from workload import Contact, Trace

Pairs = list[tuple[int, int]]


class Router(Protocol):
    """Told of an event, a router answers who is given to whom: pairs of a contact and an agent."""

    def arrive(self, at: int, contact: Contact) -> Pairs: ...

    def complete(self, at: int, contact: int, agent: int) -> Pairs: ...


class Played(NamedTuple):
    """Times are whole nanoseconds: of each event until its answer, of all steps, and of the processors."""

    steps: list[Step]
    times: list[int]
    total: int
    cpu: int


def play(trace: Trace, routers: Sequence[Router], at_once: int) -> Played:
    """What the routers made of the trace.

    Events come in steps of `at_once`; several routers share what a step has, each in a thread of its own, as
    the workers of a server do. What is given away ends after the contact's duration, whoever has it.
    """
    # (when, kind, contact, agent): at one instant arrivals come first.
    due = [(contact.arrives_us, 0, contact.id, -1) for contact in trace.contacts]
    heapify(due)
    steps: list[Step] = []
    times: list[int] = []
    total = 0
    cpu = time.process_time_ns()
    with ThreadPoolExecutor(len(routers)) as threads:
        while due:
            events = [heappop(due) for _ in range(min(at_once, len(due)))]
            at = events[-1][0]
            shared = Shared(trace, at, events)
            start = time.perf_counter_ns()
            if len(routers) == 1:
                shared.work(routers[0])
            else:
                list(threads.map(shared.work, routers))
            total += time.perf_counter_ns() - start
            times += shared.times
            for contact, agent in shared.assigned:
                heappush(due, (at + trace.contacts[contact].duration_us, 1, contact, agent))
            arrived = [contact for _, kind, contact, _ in events if kind == 0]
            completed = [(contact, agent) for _, kind, contact, agent in events if kind == 1]
            steps.append({"at": at, "arrived": arrived, "completed": completed, "assigned": shared.assigned})
    return Played(steps, times, total, time.process_time_ns() - cpu)


class Shared:
    """The events of a step, taken one by one by whoever has nothing to do."""

    def __init__(self, trace: Trace, at: int, events: list[tuple[int, int, int, int]]) -> None:
        self.trace, self.at, self.events, self.lock = trace, at, iter(events), Lock()
        self.assigned: Pairs = []
        self.times: list[int] = []

    def taken(self) -> Iterator[tuple[int, int, int, int]]:
        while True:
            with self.lock:
                event = next(self.events, None)
            if event is None:
                return
            yield event

    def work(self, router: Router) -> None:
        for _, kind, contact, agent in self.taken():
            start = time.perf_counter_ns()
            if kind == 0:
                given = router.arrive(self.at, self.trace.contacts[contact])
            else:
                given = router.complete(self.at, contact, agent)
            self.times.append(time.perf_counter_ns() - start)
            self.assigned += given
