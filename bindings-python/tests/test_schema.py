"""The schema and krarup agree on what is configured in this repository, and on what is spoilt anywhere."""

from __future__ import annotations

import ast
import copy
import inspect
import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from importlib import resources
from itertools import islice
from pathlib import Path
from typing import Any

import krarup
import pytest
from jsonschema import Draft202012Validator

ROOT = Path(__file__).resolve().parents[2]
# One spoilt value in so many is tried; `make test-heavy` tries all.
EVERY = int(os.environ.get("KRARUP_SPOILT_EVERY", "7"))
A_CENTURY_US = 36_525 * 86_400 * 10**6
CASES = json.loads((Path(__file__).parent / "schema_cases.json").read_text())
CONFIG = Draft202012Validator(krarup.config_schema())
COMMAND = Draft202012Validator(krarup.command_schema())

# What one value cannot be seen to be wrong by: it is the check's to refuse, and the schema accepts it.
SEMANTIC = {
    "a name or value must have at most limits.id_bytes bytes",
    "a skill, label or channel must have at most limits.id_bytes bytes",
    "exceeds limits.agents",
    "exceeds limits.entry_rules",
    "exceeds limits.expression_parts",
    "exceeds limits.plans",
    "exceeds limits.queues",
    "exceeds limits.skills",
    "exceeds limits.text_bytes",
    "exceeds limits.windows",
    "intervals must end after they begin, in order and apart",
    "must be declared in `attributes`",
    "must be empty, as the last ring is never left",
    "must be given for service_level scoring",
    "must be given for the selection key score",
    "must be given, except in the last ring",
    "must be unique among the agents",
    "must be unique among the queues",
    "must give a queue or an agent as configured",
    "must have 1 to limits.id_bytes bytes",
    "must have a condition",
    "must have at most limits.id_bytes bytes",
    "must have only one of the two",
    "must have set_priority, move_to, remove or offer_callback",
    "must name a calendar of this configuration",
    "must name a queue of this configuration",
    "must name a queue or an agent of this configuration",
    "must name an agent of this configuration who is no trainee himself",
    "needs estimated_wait_at_least_us beside it",
    "needs the queue to have a calendar",
}


def verdict(config: Any) -> str:
    """`accepted`, `shape`, `semantic`, or what the check says that the schema could say too."""
    try:
        krarup.lint(config)
    except krarup.KrarupError as error:
        first, *problems = str(error).splitlines()
        if not first.startswith("the configuration has"):
            return "shape"
        return next((problem for problem in problems if not is_semantic(problem)), "semantic")
    return "accepted"


def is_semantic(problem: str) -> bool:
    what, why = problem.split(", but ", 1)
    # An empty id is no id, whatever the limit; a rule without `when` needs a time, one with it does not.
    return (why in SEMANTIC and not what.endswith('.id is ""')) or (
        re.search(r"wait_rules\[\d+\]\.after_us is 0$", what) is not None
    )


def parts(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from parts(inner, (*path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from parts(inner, (*path, place))


def spoilt(whole: Any) -> Iterator[tuple[str, Any]]:
    """The value with one place of it taken away, another in its stead, or a key too many."""
    instead: list[Any] = [
        None,
        True,
        0,
        1,
        1.5,
        "",
        "nothing",
        "x" * 41,
        [],
        {},
        [1],
        ["idle"],
        {"nothing": 1},
    ]
    numbers = [
        edge + step for edge in (2**31, 2**32, 2**63, 2**64, A_CENTURY_US + 1, 10**6 + 1) for step in (-1, 0)
    ]
    numbers += [-1, -(2**31), -(2**31) - 1, -(2**63), -(2**63) - 1, -A_CENTURY_US - 1]
    for path in parts(whole):
        if not path:
            continue
        *above, last = path

        def holder(value: Any, above: list[Any] = above) -> Any:
            for step in above:
                value = value[step]
            return value

        without = copy.deepcopy(whole)
        del holder(without)[last]
        yield f"{path} taken away", without
        is_number = isinstance(holder(whole)[last], (int, float))
        for other in instead + numbers if is_number else instead:
            changed = copy.deepcopy(whole)
            holder(changed)[last] = other
            yield f"{path} = {str(other)[:30]}", changed
        for value in (1, None):
            more = copy.deepcopy(whole)
            if isinstance(holder(more)[last], dict):
                holder(more)[last]["nothing"] = value
                yield f"{path} with nothing = {value}", more


def is_positional(path: str) -> bool:
    """serde reads a list of an object's values for the object; the schema has no word for that."""
    return path.endswith(("= []", "= [1]", "= ['idle']"))


def test_it_accepts_what_the_parser_accepts_and_refuses_what_the_parser_refuses() -> None:
    assert verdict(CASES["config"]) == "accepted"
    CONFIG.validate(CASES["config"])
    seen: Counter[str] = Counter()
    wrong = []
    for path, config in islice(spoilt(CASES["config"]), 0, None, EVERY):
        said, fits = verdict(config), CONFIG.is_valid(config)
        seen[said] += 1
        # What is refused for what it means may be wrong in its shape as well.
        agree = fits == (said == "accepted") or said == "semantic"
        if not agree and not (said == "accepted" and is_positional(path)):
            wrong.append((path, said, fits))
    assert wrong == []
    least = {"accepted": 300, "shape": 1500, "semantic": 50}
    assert all(seen[said] > count / EVERY for said, count in least.items()), seen


def test_commands_too() -> None:
    wrong = []
    router = krarup.Router(CASES["config"] | {"entry_rules": [], "strict_time": False}, 0)
    snapshot = router.snapshot()
    # As it is where no test looks over its shoulder: see conftest.py.
    apply = inspect.unwrap(krarup.Router.apply)
    assert {command["type"] for command in CASES["commands"]} == set(krarup.COMMAND_TYPES)
    for command in CASES["commands"]:
        COMMAND.validate(command)
        for path, other in islice(spoilt(command), 0, None, EVERY):
            fits = COMMAND.is_valid(other)
            try:
                apply(krarup.Router.restore(snapshot), 1, other)
                said = "accepted"
            except krarup.RejectError as error:
                said = error.code
            except krarup.KrarupError:
                said = "shape"
            if (said == "shape" and fits) or (said == "accepted" and not fits and not is_positional(path)):
                wrong.append((command["type"], path, said, fits))
    assert wrong == []


def in_repository() -> Iterator[tuple[str, Any]]:
    """Every configuration that stands in a file as data, or as a literal in Python or JSON."""

    def inside(where: str, value: Any) -> Iterator[tuple[str, Any]]:
        if (
            isinstance(value, dict)
            and {"queues", "agents"} <= value.keys()
            and isinstance(value["agents"], list)
        ):
            yield where, value
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        for one in inner:
            yield from inside(where, one)

    for line in (ROOT / "core/tests/golden/routing.jsonl").read_text().splitlines():
        yield from inside("routing.jsonl", json.loads(line))
    yield from inside("replay.json", json.loads((ROOT / "core/tests/golden/replay.json").read_text()))
    sources = [*ROOT.glob("bindings-python/tests/*.py"), *ROOT.glob("bindings-python/examples/**/*.py")]
    texts = [(path.name, path.read_text()) for path in sources]
    for path in [ROOT / "README.md", *ROOT.glob("docs/*.md"), *ROOT.glob("bindings-*/examples/*/README.md")]:
        for language, code in re.findall(r"^```(\w+)\n(.*?)^```$", path.read_text(), flags=re.M | re.S):
            if language == "python":
                texts.append((path.name, code))
            elif language == "json":
                yield from inside(path.name, json.loads(code))
    for name, text in texts:
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Dict):
                try:
                    value = ast.literal_eval(node)
                except ValueError:
                    continue
                if {"queues", "agents"} <= value.keys():
                    yield name, value
    for path in ROOT.glob("core/tests/conformance/*scenarios*.json"):
        for setup in scenario_setups(json.loads(path.read_text())):
            yield path.name, setup


SHORT = {"state": "presence", "used": "used_units", "on_reject": "on_decline", "max_len": "max_waiting"}
TIMES = {"idle_since": "idle_since_us", "delay": "delay_us", "offer_timeout": "offer_timeout_us"}
TIMES |= {"wrapup": "wrap_up_us", "after": "after_us", "stay": "stay_us", "wait": "wait_us"}


def scenario_setups(value: Any) -> Iterator[Any]:
    """Whole setups in the router's words and units."""

    def routers(value: Any) -> Any:
        if isinstance(value, list):
            return [routers(one) for one in value]
        if not isinstance(value, dict):
            return value
        read: dict[str, Any] = {}
        for key, inner in value.items():
            time = key.removesuffix("_s") + "_us" if key.endswith("_s") else TIMES.get(key, "")
            if time and isinstance(inner, int):
                read[time] = inner * 1_000_000
            elif key == "queues" and "id" in value and isinstance(inner, list):
                read[key] = {queue: {} for queue in inner}
            else:
                read[SHORT.get(key) or key] = routers(inner)
        return read

    if isinstance(value, dict):
        if isinstance(value.get("setup"), dict) and {"agents", "queues"} <= value["setup"].keys():
            yield routers(value["setup"])
        for inner in value.values():
            yield from scenario_setups(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from scenario_setups(inner)


def test_every_configuration_of_the_repository_is_as_the_schema_says() -> None:
    accepted: Counter[str] = Counter()
    for where, config in in_repository():
        if verdict(config) == "accepted":
            accepted[where] += 1
            CONFIG.validate(config)
    for where in (
        "routing.jsonl",
        "replay.json",
        "routing.md",
        "scenarios_v2.json",
        "routing_scenarios.json",
    ):
        assert accepted[where] > 0, accepted


def test_the_files_are_what_the_functions_give() -> None:
    for name, schema in (("config", krarup.config_schema()), ("command", krarup.command_schema())):
        shipped = resources.files("krarup").joinpath(f"{name}.schema.json").read_text(encoding="utf-8")
        assert json.loads(shipped) == schema
        Draft202012Validator.check_schema(schema)


def test_every_key_is_in_the_configuration_that_is_spoilt() -> None:
    """Each definition's keys stand somewhere among the cases, so that each is spoilt."""
    used = {step for path in parts(CASES) for step in path if isinstance(step, str)}
    for schema in (krarup.config_schema(), krarup.command_schema()):
        for name, definition in [*schema["$defs"].items(), ("", schema)]:
            assert set(definition.get("properties", {})) <= used, name


@pytest.mark.parametrize("key", ["QueueConfig", "AgentConfig", "Plan", "WaitRule"])
def test_every_key_says_what_it_is_for(key: str) -> None:
    for name, property in krarup.config_schema()["$defs"][key]["properties"].items():
        assert property.get("description"), f"{key}.{name}"
