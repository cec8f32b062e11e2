"""The plain scan: everything that waits in the order of service, everybody free looked at in turn."""

from bisect import insort

from drive import Pairs
from workload import Contact, Trace, eligible


class Scan:
    def __init__(self, trace: Trace) -> None:
        self.agents = trace.agents
        self.used = [0] * len(trace.agents)
        self.idle_since = [0] * len(trace.agents)
        self.free = set(range(len(trace.agents)))
        self.waiting: list[tuple[int, int, Contact]] = []

    def arrive(self, at: int, contact: Contact) -> Pairs:
        able = (agent for agent in self.free if eligible(self.agents[agent], contact.queue, contact.needs))
        agent = min(able, key=lambda agent: (self.idle_since[agent], agent), default=None)
        if agent is None:
            insort(self.waiting, (-contact.priority, contact.id, contact))
            return []
        self.take(agent)
        return [(contact.id, agent)]

    def complete(self, at: int, contact: int, agent: int) -> Pairs:
        self.used[agent] -= 1
        self.idle_since[agent] = at
        self.free.add(agent)
        for place, (_, _, waiting) in enumerate(self.waiting):
            if eligible(self.agents[agent], waiting.queue, waiting.needs):
                del self.waiting[place]
                self.take(agent)
                return [(waiting.id, agent)]
        return []

    def take(self, agent: int) -> None:
        self.used[agent] += 1
        if self.used[agent] == self.agents[agent].capacity:
            self.free.discard(agent)
