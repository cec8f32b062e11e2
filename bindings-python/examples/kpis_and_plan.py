"""The demo's KPIs and staffing plan from Python: `kpis_and_plan.py FOLDER CALLS`.

FOLDER holds the mapping of the call log CALLS. Writes FOLDER/numbers.python.txt: every number with all its
bits, so that the file can be compared with those of the other languages.
"""

import json
import struct
import sys
from pathlib import Path
from typing import Any

import krarup
import pyarrow as pa


def bits(value: float | None) -> str:
    return "null" if value is None else struct.pack(">d", value).hex()


folder, calls = map(Path, sys.argv[1:])
mapping = json.loads((folder / "mapping.json").read_text())
records = krarup.load_csv(calls, mapping, progress=sys.stderr.isatty())


def rows(metrics: str, by: Any, every: Any = None) -> list[dict[str, Any]]:
    table = krarup.kpis(
        records, metrics.split(), by=by, every=every, zone=mapping["zone"], attribution="arrival"
    )
    return pa.table(table).to_pylist()


lines = []
for row in rows(
    "offered answered abandoned short_abandoned sl.no_short abandon_rate.all asa wait_p90 aht",
    "contact_type",
    "day",
) + rows(
    "sl.offered sl.answered sl.no_short sl.removed sl.abn_in_T_out sl.no_abn sl.asterisk2", "contact_type"
):
    start = row.get("interval_start")
    start_us = 0 if start is None else round(start.timestamp() * 1_000_000)
    lines.append(f"{row['contact_type'] or '-'} {start_us} {row['metric']} {bits(row['value'])}")

patience_s = krarup.fit_patience(records).mean_s
lines.append(f"patience_s {bits(float('inf') if patience_s is None else patience_s)}")

# One day for the voice agents: the one with the most answered calls.
day = max(rows("answered", (), "day"), key=lambda row: row["value"])["interval_label"][:10]
voice = [row for row in rows("offered aht", "channel", "30min") if row["channel"] == "voice"]
voice = [row for row in voice if row["interval_label"].startswith(day)]
(overall,) = [
    row["value"]
    for row in rows("aht", "channel", "day")
    if row["channel"] == "voice" and row["interval_label"].startswith(day)
]
plan = krarup.day_plan(
    [row["value"] for row in voice if row["metric"] == "offered"],
    [row["value"] or overall for row in voice if row["metric"] == "aht"],
    patience_s=patience_s,
    sl=0.8,
    target_s=20,
    shrinkage=[0.12, 0.15],
)
for interval in plan:
    staffing = interval["staffing"]
    numbers = [interval["volume"], interval["aht_s"], staffing["at"]["service_level"], interval["scheduled"]]
    lines.append(f"plan {staffing['agents']} {' '.join(map(bits, numbers))}")

(folder / "numbers.python.txt").write_text("".join(f"{line}\n" for line in lines))
agents = max(interval["staffing"]["agents"] for interval in plan)
print(f"{len(lines)} numbers; {day} needs {agents} agents in its busiest half-hour")
