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
mapping = json.loads((folder / "mapping.json").read_text(encoding="utf-8"))
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

# One channel, voice where it has answers, and its day of most answers: of equal ones the first.
channels = [row for row in rows("answered", "channel") if row["value"]]
channels = [row for row in channels if row["channel"] == "voice"] or channels
channel = max(channels, key=lambda row: row["value"], default={"channel": None})["channel"]
days = [row for row in rows("answered", "channel", "day") if row["channel"] == channel]
if channel is not None:
    day = max(days, key=lambda row: row["value"])["interval_label"][:10]

    def of_day(metrics: str, every: str) -> dict[tuple[str, int], float | None]:
        """Metric and start of the interval in seconds -> value."""
        return {
            (row["metric"], round(row["interval_start"].timestamp())): row["value"]
            for row in rows(metrics, "channel", every)
            if row["channel"] == channel and row["interval_label"].startswith(day)
        }

    half_hours = of_day("offered aht", "30min")
    starts = [start for _, start in half_hours]
    # Half-hours without contacts, too; without handle times 180 s are assumed.
    grid = range(min(starts), max(starts) + 1, 1800)
    (overall,) = of_day("aht", "day").values()
    plan = krarup.day_plan(
        [half_hours.get(("offered", start)) or 0 for start in grid],
        [half_hours.get(("aht", start)) or overall or 180 for start in grid],
        patience_s=patience_s or None,
        sl=0.8,
        target_s=20,
        shrinkage=[0.12, 0.15],
    )
    lines.append(f"plan {day} {channel}")
    for interval in plan:
        staffing = interval["staffing"]
        level = staffing["at"]["service_level"]
        numbers = [interval["volume"], interval["aht_s"], level, interval["scheduled"]]
        lines.append(f"plan {staffing['agents']} {' '.join(map(bits, numbers))}")
    agents = max(interval["staffing"]["agents"] for interval in plan)
    assumed = "" if overall else ", with 180 s assumed, since no handle time is recorded"
    needs = f"{day} needs {agents} agents for channel {channel} in its busiest half-hour{assumed}"
else:
    needs = "no contact was answered, so there is nothing to plan for"

(folder / "numbers.python.txt").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
print(f"{len(lines)} numbers; {needs}")
