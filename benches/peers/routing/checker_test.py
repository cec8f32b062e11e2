"""The checker sees every kind of broken rule, and blames nobody for what is right."""

import unittest

from checker import KINDS, Step, violations
from workload import Agent, Contact, Trace

EXPERT, NOVICE, MINUTE = 0, 1, 60
AGENTS = [Agent(EXPERT, 1, [0], {"s0": 3}), Agent(NOVICE, 1, [0], {"s0": 1})]


def trace(*needs_and_priorities: tuple[int, int]) -> Trace:
    contacts = [
        Contact(number, number, MINUTE, 0, priority, {"s0": level})
        for number, (level, priority) in enumerate(needs_and_priorities)
    ]
    return Trace(AGENTS, contacts)


def step(
    at: int, arrived: list[int], completed: list[tuple[int, int]], assigned: list[tuple[int, int]]
) -> Step:
    return {"at": at, "arrived": arrived, "completed": completed, "assigned": assigned}


class Checker(unittest.TestCase):
    def sees(self, trace: Trace, steps: list[Step], **expected: int) -> None:
        self.assertEqual(violations(trace, steps), dict.fromkeys(KINDS, 0) | expected)

    def test_right(self) -> None:
        steps = [
            step(0, [0], [], [(0, EXPERT)]),
            step(1, [1], [], []),
            step(2, [2], [], [(2, NOVICE)]),
            step(60, [], [(0, EXPERT)], [(1, EXPERT)]),
            step(62, [], [(2, NOVICE)], []),
            step(120, [], [(1, EXPERT)], []),
        ]
        self.sees(trace((3, 0), (3, 0), (1, 0)), steps)

    def test_skill(self) -> None:
        steps = [step(0, [0], [], [(0, NOVICE)]), step(60, [], [(0, NOVICE)], [])]
        self.sees(trace((2, 0)), steps, skill=1)

    def test_capacity(self) -> None:
        steps = [
            step(0, [0], [], [(0, EXPERT)]),
            step(1, [1], [], [(1, EXPERT)]),
            step(60, [], [(0, EXPERT)], []),
            step(61, [], [(1, EXPERT)], []),
        ]
        self.sees(trace((2, 0), (2, 0)), steps, capacity=1)

    def test_twice(self) -> None:
        steps = [step(0, [0], [], [(0, EXPERT), (0, NOVICE)]), step(60, [], [(0, EXPERT), (0, NOVICE)], [])]
        self.sees(trace((1, 0)), steps, twice=1)

    def test_order(self) -> None:
        older, more_important = (2, 1, 0), (1, 2, 1)
        for first, second, priority in (older, more_important):
            steps = [
                step(0, [0], [], [(0, EXPERT)]),
                step(1, [1], [], []),
                step(2, [2], [], []),
                step(60, [], [(0, EXPERT)], [(first, EXPERT)]),
                step(120, [], [(first, EXPERT)], [(second, EXPERT)]),
                step(180, [], [(second, EXPERT)], []),
            ]
            self.sees(trace((2, 0), (2, 0), (2, priority)), steps, order=1)

    def test_idle_order(self) -> None:
        steps = [
            step(0, [0], [], [(0, EXPERT)]),
            step(60, [], [(0, EXPERT)], []),
            step(61, [1], [], [(1, EXPERT)]),
            step(121, [], [(1, EXPERT)], []),
        ]
        self.sees(trace((1, 0), (1, 0)), steps, **{"idle order": 1})

    def test_idle_and_never(self) -> None:
        self.sees(trace((2, 0)), [step(0, [0], [], [])], idle=1, never=1)

    def test_a_step_of_several_events_may_be_taken_in_any_order(self) -> None:
        # The expert might have been given the second before the first came.
        steps = [
            step(1, [0, 1], [], [(1, EXPERT)]),
            step(61, [], [(1, EXPERT)], [(0, EXPERT)]),
            step(121, [], [(0, EXPERT)], []),
        ]
        self.sees(trace((2, 1), (2, 0)), steps)

    def test_another_trace(self) -> None:
        early = [step(0, [0], [], [(0, EXPERT)]), step(59, [], [(0, EXPERT)], [])]
        for steps in (early, [], early[:1]):
            with self.assertRaises(AssertionError):
                violations(trace((1, 0)), steps)


if __name__ == "__main__":
    unittest.main()
