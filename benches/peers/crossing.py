"""What a command costs of the processor in Rust, and from Python and Node, one by one and in batches."""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "routing"))

from drive import play
from krarup_router import Krarup, configuration
from workload import Trace, generate

ROOT = Path(__file__).parents[2]


class Recorder(Krarup):
    """Keeps the commands."""

    def __init__(self, trace: Trace) -> None:
        super().__init__(trace)
        self.kept: list[tuple[int, dict[str, object]]] = []

    def apply(self, at: int, command: dict[str, object]) -> list[tuple[int, int]]:
        self.kept.append((at, command))
        return super().apply(at, command)


class Batches(Krarup):
    """Many commands by one call; receipts are read, and the log drained, as one by one."""

    def apply_all(self, commands: list[tuple[int, dict[str, object]]]) -> list[list[tuple[int, int]]]:
        outcomes = self.router.apply_batch(commands)
        for _ in outcomes:
            self.keep()
        return [
            [
                (int(event["interaction"][1:]), int(event["agent"][1:]))
                for _, event in receipt["events"]
                if event["type"] == "assigned"
            ]
            for receipt in outcomes
        ]


def main() -> None:
    trace = generate(200, 2_000)
    recorder = Recorder(trace)
    steps = play(trace, [recorder], 1).steps
    commands = recorder.kept
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        files = {
            "config": configuration(trace),
            "commands": commands,
            "trace": trace.as_json(),
            "steps": steps,
        }
        for name, value in files.items():
            (place / name).write_text(json.dumps(value))
        cargo = ["cargo", "run", "-q", "--release", "-p", "krarup-benches", "--bin", "crossing"]
        rust = int(output([*cargo, place / "config", place / "commands"]))
        node = json.loads(
            output(["node", ROOT / "target/peers-node/crossing.js", place / "trace", place / "steps"])
        )
    rows = [
        ("Rust", rust),
        ("Python, one by one", python(trace, commands)),
    ]
    rows += [(f"Python, batches of {size:,}", python(trace, commands, size)) for size in (8, 100, 1_000)]
    rows += [("Node, one by one", node["single"])]
    rows += [(f"Node, batches of {size:,}", cost) for size, cost in node["batches"]]
    print("| a command from | µs | of which the crossing |\n|---|---:|---:|")
    for name, nanoseconds in rows:
        print(f"| {name} | {nanoseconds / 1e3:.1f} | {(nanoseconds - rust) / 1e3:.1f} |")


def python(trace: Trace, commands: list[tuple[int, dict[str, object]]], at_once: int | None = None) -> int:
    """Receipts read as in the peers, the best of five runs."""
    best = sys.maxsize
    for _ in range(5):
        router = Batches(trace)
        start = time.process_time_ns()
        if at_once is None:
            for at, command in commands:
                router.apply(at, command)
        else:
            for first in range(0, len(commands), at_once):
                router.apply_all(commands[first : first + at_once])
        best = min(best, time.process_time_ns() - start)
    return best // len(commands)


def output(command: list[object]) -> str:
    return subprocess.run(
        [str(part) for part in command], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout


if __name__ == "__main__":
    main()
