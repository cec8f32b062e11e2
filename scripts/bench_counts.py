"""Instructions of benches/counts.rs under callgrind, beside those on file: slips show on a noisy machine.

Fails where one differs by more than 3 % from benches/counts.json. KRARUP_WRITE_COUNTS=1 writes that anew.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
FILE = ROOT / "benches/counts.json"
PROGRAM = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release/counts"
TOLERANCE = 0.03


def instructions(name: str, times: int) -> int:
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", PROGRAM, name, str(times)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    counted = re.search(r"Collected : (\d+)", done.stderr)
    assert counted, done.stderr
    return int(counted[1])


def main() -> None:
    if not shutil.which("valgrind"):
        print("SKIPPED: instruction counts, as valgrind is not installed", file=sys.stderr)
        return
    subprocess.run(
        ["cargo", "build", "-q", "--release", "-p", "krarup-benches", "--bin", "counts"], cwd=ROOT, check=True
    )
    compiler = subprocess.run(
        ["rustc", "--version"], capture_output=True, text=True, check=True
    ).stdout.strip()
    on_file = json.loads(FILE.read_text()) if FILE.exists() else {"compiler": None, "instructions": {}}
    if on_file["compiler"] not in (None, compiler):
        print(f"counted by {compiler}, on file by {on_file['compiler']}: which may be some of a difference")
    counts, slips = {}, []
    for line in subprocess.run([PROGRAM], capture_output=True, text=True, check=True).stdout.splitlines():
        times, name = line.split("\t")
        counts[name] = (instructions(name, int(times)) - instructions(name, 0)) // int(times)
        before = on_file["instructions"].get(name)
        change = counts[name] / before - 1 if before else None
        print(f"{name:<52} {counts[name]:>12,}  {'new' if change is None else f'{change:+.1%}'}", flush=True)
        if change is None or abs(change) > TOLERANCE:
            slips.append(name)
    gone = sorted(set(on_file["instructions"]) - set(counts))
    if os.environ.get("KRARUP_WRITE_COUNTS"):
        FILE.write_text(json.dumps({"compiler": compiler, "instructions": counts}, indent=2) + "\n")
    elif slips or gone:
        sys.exit(
            f"more than {TOLERANCE:.0%} from benches/counts.json: {slips}; gone: {gone}\n"
            "If it is meant, say why in the commit and run: KRARUP_WRITE_COUNTS=1 make bench-counts"
        )


if __name__ == "__main__":
    main()
