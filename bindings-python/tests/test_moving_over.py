"""Other vendors' configurations: the report tells of every key, and what comes out is a configuration."""

import json
import re
from pathlib import Path
from typing import Any

import krarup
import pytest

FOLDER = Path(__file__).parents[2] / "core/tests/import"
SOURCES = ("twilio", "azure", "connect", "asterisk", "freeswitch", "genesys")


def files(source: str) -> dict[str, str]:
    return {
        path.name: path.read_text() for path in (FOLDER / source).iterdir() if path.name != "scenarios.json"
    }


def in_seconds(part: Any) -> Any:
    """A configuration in the words of scenarios, with agents who are there."""
    if isinstance(part, list):
        return [in_seconds(entry) for entry in part]
    if not isinstance(part, dict):
        return part
    named = {key: value for key, value in part.items() if key != "presence" and value is not None}
    return {
        key.removesuffix("_us") + "_s" if is_time else key: value // 1_000_000
        if is_time
        else in_seconds(value)
        for key, value in named.items()
        for is_time in [key.endswith("_us")]
    }


@pytest.mark.parametrize("source", SOURCES)
def test_the_examples_route_as_published(source: Any) -> None:
    imported = krarup.import_config(source, files(source))
    krarup.Router(imported.config, 0)
    cases = json.loads((FOLDER / source / "scenarios.json").read_text())
    cases["setup"] = in_seconds(imported.config)
    reports = krarup.run_scenarios(cases)
    assert [str(report) for report in reports if not report.passed] == []
    assert len(reports) >= 5


@pytest.mark.parametrize("source", SOURCES)
def test_the_report_is_a_table_of_known_rules(source: Any) -> None:
    report = krarup.import_config(source, files(source)).report
    assert report.source == source
    keys = {"path", "line", "said", "verdict", "becomes", "note", "rule"}
    assert all(set(finding) == keys for finding in report.findings)
    rules = {rule["key"]: rule["verdict"] for rule in krarup.import_rules(source)}
    assert all(rules[finding["rule"]] == finding["verdict"] for finding in report.findings)
    counts = [report.count("maps"), report.count("differs"), report.count("lost")]
    assert sum(counts) == len(report.findings)
    told = re.match(r"(\w+): (\d+) map, (\d+) differ, (\d+) lost", str(report))
    assert told is not None
    assert [told[1], *map(int, told.groups()[1:])] == [source, *counts]


def test_one_text_is_enough_and_an_unknown_key_is_lost() -> None:
    imported = krarup.import_config("asterisk", "[sales]\nfoo = 1\nweight = 3\n")
    assert imported.config["queues"][0]["weight"] == 3
    (lost,) = [finding for finding in imported.report.findings if finding["verdict"] == "lost"]
    assert (lost["path"], lost["line"], lost["said"]) == ("source [sales] foo", 2, '"1"')
    assert "unknown key" in lost["note"]
    assert "foo" in imported.report._repr_html_()


@pytest.mark.parametrize(
    ("source", "text", "code"),
    [
        ("avaya", "", "unknown_source"),
        ("twilio", "{", "malformed_source"),
        ("azure", "{}", "nothing_to_import"),
        ("connect", " " * (16 * 2**20 + 1), "source_too_large"),
        ("asterisk", f"[{'q' * 300}]", "invalid_config"),
    ],
)
def test_a_source_that_cannot_be_read_says_why(source: Any, text: str, code: str) -> None:
    with pytest.raises(krarup.InvalidInputError) as raised:
        krarup.import_config(source, text)
    assert raised.value.code == code
    assert code in krarup.ERROR_CODES
    if code == "unknown_source":
        with pytest.raises(krarup.InvalidInputError, match="freeswitch"):
            krarup.import_rules(source)
