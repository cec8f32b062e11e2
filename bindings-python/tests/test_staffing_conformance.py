"""The staffing cases of the repository, and of the folder that KRARUP_CONFORMANCE names."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from staffing_cases import failure

FOLDER = Path(__file__).parents[2] / "core/tests/conformance"


def not_yet() -> set[str]:
    """What cannot pass yet."""
    lines = (FOLDER / "not_yet.txt").read_text().splitlines()
    return {line.split("#")[0].strip() for line in lines} - {""}


def cases_of(folder: Path) -> list[dict[str, Any]]:
    files = [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]
    staffing = [
        file
        for file in files
        if isinstance(file, dict) and str(file.get("schema")) == "krarup-staffing-cases/1"
    ]
    return [case for file in staffing for case in file["cases"]]


def test_every_case_passes_or_is_listed_as_not_yet() -> None:
    listed = not_yet()
    cases = cases_of(FOLDER)
    assert len(cases) > 80
    problems = []
    for case in cases:
        why = failure(case)
        if why is not None and case["id"] not in listed:
            problems.append(f"{case['id']}: {why}")
        if why is None and case["id"] in listed:
            problems.append(f"{case['id']} passes: take it out of not_yet.txt")
    assert not problems, "\n".join(problems)


def test_a_wrong_expectation_fails() -> None:
    for case in cases_of(FOLDER):
        if failure(case) is None and "rel" in case["tolerance"]:
            name = next(iter(case["expected"]))
            spoilt = {**case, "expected": {name: float(case["expected"][name]) * 1.001 + 1e-9}}
            assert failure(spoilt) is not None, case["id"]


@pytest.mark.skipif("KRARUP_CONFORMANCE" not in os.environ, reason="no further cases are named")
def test_further_cases_pass() -> None:
    problems = [
        f"{case['id']}: {why}"
        for case in cases_of(Path(os.environ["KRARUP_CONFORMANCE"]))
        if (why := failure(case)) is not None
    ]
    assert not problems, "\n".join(problems)
