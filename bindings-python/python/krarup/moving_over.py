"""Another vendor's routing configuration as krarup's, with a report of what is lost."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypedDict, cast

from ._krarup import read_source, rules_of_source
from .as_text import AsText

if TYPE_CHECKING:
    _Source: TypeAlias = Literal["twilio", "azure", "connect", "asterisk", "freeswitch", "genesys"]
    _Verdict: TypeAlias = Literal["maps", "differs", "lost"]


class ImportFinding(TypedDict):
    """What became of one key of the source."""

    path: str
    """The file, and the way to the key in it."""
    line: int | None
    """The line, from 1, where the format has lines."""
    said: str
    verdict: _Verdict
    becomes: str | None
    """The key of the configuration that says it now, such as `queues["sales"].wrap_up_us`."""
    note: str
    """Why, and what is different."""
    rule: str
    """The rule of the importer, by its `key` in `import_rules`."""


class ImportRule(TypedDict):
    """What an importer makes of a key, or of one value of it."""

    key: str
    verdict: _Verdict
    becomes: str
    note: str


@dataclass(frozen=True, repr=False)
class ImportReport(AsText):
    """What became of every key; print it to read it, `pandas.DataFrame(report.findings)` is its table."""

    source: _Source
    findings: list[ImportFinding]
    """One at least for every key of the source, in the order of the files."""
    text: str

    def count(self, verdict: _Verdict) -> int:
        """How many findings have this verdict."""
        return sum(finding["verdict"] == verdict for finding in self.findings)


@dataclass(frozen=True)
class Imported:
    """A configuration made of a vendor's, and what became of each of its keys."""

    config: dict[str, Any]
    """As `Router` takes it. Agents start logged out."""
    report: ImportReport


def import_config(source: _Source, files: str | Mapping[str, str]) -> Imported:
    """Reads a vendor's routing configuration.

    `files` is the text of the file, or name → text of several: Twilio's workflow, task queues and workers;
    Azure's policies, queues, workers and jobs; Amazon Connect's routing profiles, queues, users and routing
    criteria; `queues.conf` and `queuerules.conf`; `callcenter.conf.xml`; Genesys Cloud's queues and members.

    Every key has a finding in the report: it `maps` (decides the same here), `differs` or is `lost`. What the
    importer does not know is lost as an unknown key, never dropped in silence.

    Raises `InvalidInputError` with code `unknown_source`, `malformed_source`, `source_too_large`,
    `nothing_to_import` or `invalid_config`.
    """
    named = {"source": files} if isinstance(files, str) else dict(files)
    config, report, text = read_source(source, list(named.items()))
    told = json.loads(report)
    empty = {"line": None, "becomes": None}
    findings = [cast("ImportFinding", {**empty, **finding}) for finding in told["findings"]]
    return Imported(json.loads(config), ImportReport(told["source"], findings, text))


def import_rules(source: _Source) -> list[ImportRule]:
    """What the importer of a source makes of each key, as the pages "Moving over" show it."""
    rules: list[ImportRule] = json.loads(rules_of_source(source))
    return rules
