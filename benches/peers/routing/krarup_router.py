"""krarup: one command an event. With a path its log of inputs is on file before the answer counts."""

import os
from pathlib import Path
from typing import Any

from drive import Pairs
from krarup import Router
from workload import Contact, Trace

DRAIN_EVERY = 1_000  # commands, where nobody keeps the log


def configuration(trace: Trace) -> dict[str, Any]:
    """The trace's centre: the oldest of the greatest priority first, to whoever is idle longest."""
    return {
        "queues": [{"id": f"q{queue}", "auto_accept": True} for queue in range(10)],
        "agents": [
            {
                "id": f"a{agent.id:05}",
                "queues": {f"q{queue}": {} for queue in agent.queues},
                "skills": agent.skills,
                "capacity": {"total": agent.capacity},
                "presence": "available",
            }
            for agent in trace.agents
        ],
    }


class Krarup:
    def __init__(self, trace: Trace, log: Path | None = None, fsync: bool = False) -> None:
        self.router = Router(configuration(trace), 0)
        self.log = open(log, "wb", buffering=0) if log else None  # noqa: SIM115 (as long as the router)
        self.fsync = fsync
        self.commands = 0

    def arrive(self, at: int, contact: Contact) -> Pairs:
        needs = [{"skill": skill, "level": level} for skill, level in contact.needs.items()]
        return self.apply(
            at,
            {
                "type": "enqueue",
                "interaction": f"c{contact.id}",
                "queue": f"q{contact.queue}",
                "priority": contact.priority,
                "requirements": needs,
            },
        )

    def complete(self, at: int, contact: int, agent: int) -> Pairs:
        return self.apply(at, {"type": "complete", "interaction": f"c{contact}"})

    def apply(self, at: int, command: dict[str, Any]) -> Pairs:
        events = self.router.apply(at, command)["events"]
        self.keep()
        return [
            (int(event["interaction"][1:]), int(event["agent"][1:]))
            for _, event in events
            if event["type"] == "assigned"
        ]

    def keep(self) -> None:
        self.commands += 1
        if self.log:
            inputs = self.router.drain_inputs()
            self.log.write(b"".join(len(one).to_bytes(4, "little") + one for one in inputs))
            if self.fsync:
                os.fsync(self.log.fileno())
        elif self.commands % DRAIN_EVERY == 0:
            self.router.drain_inputs()
