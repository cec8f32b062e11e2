"""One trace for all: agents; contacts with arrivals, demands and durations. Seeded; whole microseconds."""

from dataclasses import asdict, dataclass
from random import Random

QUEUES, SKILLS, LEVELS, DEMANDS = 10, 30, 5, 60
MEAN_DURATION_S = 300
LOAD = 1.05  # a little more comes than the agents can do, so that queues build up


@dataclass(frozen=True)
class Agent:
    """Ids are places in the trace."""

    id: int
    capacity: int
    queues: list[int]
    skills: dict[str, int]


@dataclass(frozen=True)
class Contact:
    """Greater priorities come first, then whoever arrived first."""

    id: int
    arrives_us: int
    duration_us: int
    queue: int
    priority: int
    needs: dict[str, int]


@dataclass(frozen=True)
class Trace:
    agents: list[Agent]
    contacts: list[Contact]

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def eligible(agent: Agent, queue: int, needs: dict[str, int]) -> bool:
    """The rule: a member of the queue, with every skill at its level or above."""
    return queue in agent.queues and all(
        agent.skills.get(skill, 0) >= level for skill, level in needs.items()
    )


def generate(agents: int, contacts: int, seed: int = 1) -> Trace:
    """Agents who are all different; sixty demands that somebody can meet, some far more frequent."""
    draw = Random(seed)
    people = []
    for number in range(agents):
        skills = {f"s{skill}": draw.randint(1, LEVELS) for skill in sorted(draw.sample(range(SKILLS), 6))}
        capacity = 2 if number % 5 == 0 else 1
        people.append(Agent(number, capacity, sorted(draw.sample(range(QUEUES), 3)), skills))
    demands = []
    for _ in range(DEMANDS):
        able = draw.choice(people)
        asked = sorted(draw.sample(sorted(able.skills), draw.randint(1, 2)))
        needs = {skill: draw.randint(1, able.skills[skill]) for skill in asked}
        demands.append((draw.choice(able.queues), needs))
    # Demands that many can meet come more often.
    weights = [sum(eligible(agent, *demand) for agent in people) for demand in demands]
    per_second = LOAD * sum(agent.capacity for agent in people) / MEAN_DURATION_S
    now = 0.0
    arrivals = []
    for number in range(contacts):
        now += draw.expovariate(per_second)
        queue, needs = draw.choices(demands, weights)[0]
        duration = max(1.0, draw.expovariate(1 / MEAN_DURATION_S))
        priority = draw.choices([0, 1, 2, 3], [4, 3, 2, 1])[0]
        arrivals.append(Contact(number, round(now * 1e6), round(duration * 1e6), queue, priority, needs))
    return Trace(people, arrivals)
