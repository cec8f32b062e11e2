"""Routers on one trace: contacts a second, times of a decision, what survives a crash, rules broken.

Nothing is promised of speed. The run fails when krarup breaks a rule, or decides otherwise than the scan.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import postgres_router
import redis_router
import servers
from checker import KINDS, Step, violations
from drive import Played, play
from krarup_router import Krarup
from scan import Scan
from workload import Trace, generate

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs/peers.md"
SIZES = [(200, 2_000), (1_000, 4_000)]
WORKERS, AT_ONCE = 4, 8
RUNS, ENOUGH_S = 5, 8

NOTHING = "nothing"
KEPT = "the process's end"
SECOND = "all but the last second"
ALL = "loss of power"


@dataclass(frozen=True)
class Peer:
    name: str
    survives: str
    at_once: int
    play: Callable[[], Played]


def peers(trace: Trace, path: Path, running: ExitStack) -> Iterator[Peer]:
    """Each in turn, as servers are stopped when the next begins."""
    log, out = path.with_name("log"), path.with_name("out")

    def node(router: str, at_once: int = 1, *keep: str) -> Played:
        program = ROOT / "target/peers-node/main.js"
        subprocess.run(["node", program, path, out, router, str(at_once), *keep], check=True)
        played = json.loads(out.read_text())
        return Played(**played)

    yield Peer("plain scan, Python", NOTHING, 1, lambda: play(trace, [Scan(trace)], 1))
    yield Peer("plain scan, TypeScript", NOTHING, 1, lambda: node("scan"))
    yield Peer("krarup from Python", NOTHING, 1, lambda: play(trace, [Krarup(trace)], 1))
    yield Peer("krarup from Python, log written", KEPT, 1, lambda: play(trace, [Krarup(trace, log)], 1))
    yield Peer(
        "krarup from Python, log synced", ALL, 1, lambda: play(trace, [Krarup(trace, log, fsync=True)], 1)
    )
    yield Peer("krarup from Node", NOTHING, 1, lambda: node("krarup"))
    yield Peer("krarup from Node, log written", KEPT, 1, lambda: node("krarup", 1, str(log)))
    yield Peer("krarup from Node, log synced", ALL, 1, lambda: node("krarup", 1, str(log), "fsync"))
    yield Peer("krarup from Node, one batch a step", NOTHING, AT_ONCE, lambda: node("batches", AT_ONCE))
    yield Peer(
        "krarup from Node, one batch a step, log synced",
        ALL,
        AT_ONCE,
        lambda: node("batches", AT_ONCE, str(log), "fsync"),
    )
    if os.environ.get("KRARUP_NO_REDIS"):
        print("SKIPPED: Redis, which could not be installed", file=sys.stderr)
    else:
        for appendonly, survives in (("no", NOTHING), ("yes", SECOND)):
            for workers, at_once in ((1, 1), (WORKERS, AT_ONCE)):

                def on_redis(
                    appendonly: str = appendonly, workers: int = workers, at_once: int = at_once
                ) -> Played:
                    with servers.redis(appendonly) as (port, process):
                        redis_router.load(port, trace)
                        known: dict[str, None] = {}
                        routers = [redis_router.Redis(port, trace, known) for _ in range(workers)]
                        return with_server(process, lambda: play(trace, routers, at_once))

                name = (
                    f"Redis, appendonly {'everysec' if appendonly == 'yes' else 'no'}, {connections(workers)}"
                )
                yield Peer(name, survives, at_once, on_redis)
    if os.environ.get("KRARUP_NO_POSTGRES"):
        print("SKIPPED: PostgreSQL, which could not be installed", file=sys.stderr)
    else:
        address, process = running.enter_context(servers.postgres())
        for synchronous, survives in (("off", SECOND), ("on", ALL)):
            for workers, at_once in ((1, 1), (WORKERS, AT_ONCE)):

                def on_postgres(
                    synchronous: str = synchronous, workers: int = workers, at_once: int = at_once
                ) -> Played:
                    postgres_router.load(address, trace)
                    routers = [postgres_router.Postgres(address, synchronous) for _ in range(workers)]
                    played = with_server(process, lambda: play(trace, routers, at_once))
                    for router in routers:
                        router.close()
                    return played

                name = f"PostgreSQL, synchronous_commit {synchronous}, {connections(workers)}"
                yield Peer(name, survives, at_once, on_postgres)


def with_server(process: int, play: Callable[[], Played]) -> Played:
    """Adds what the server has of the processors."""
    before = servers.cpu_ns(process)
    played = play()
    return played._replace(cpu=played.cpu + servers.cpu_ns(process) - before)


def connections(workers: int) -> str:
    return "one connection" if workers == 1 else f"{workers} connections"


def table(agents: int, contacts: int) -> list[str]:
    """Lines of Markdown; raises where krarup is wrong."""
    trace = generate(agents, contacts)
    lines = [
        f"{agents:,} agents, {contacts:,} contacts:",
        "",
        f"| router | survives | at once | contacts/s | p50 µs | p99 µs | CPU µs | {' | '.join(KINDS)} |",
        f"|---|---|{'---:|' * (5 + len(KINDS))}",
    ]
    scanned = {at_once: decisions(play(trace, [Scan(trace)], at_once).steps) for at_once in (1, AT_ONCE)}
    with tempfile.TemporaryDirectory() as place, ExitStack() as running:
        path = Path(place) / "trace"
        path.write_text(json.dumps(trace.as_json()))
        for peer in peers(trace, path, running):
            runs: list[Played] = []
            start = time.monotonic()
            while len(runs) < RUNS and (not runs or time.monotonic() - start < ENOUGH_S):
                runs.append(peer.play())
            best = min(runs, key=lambda run: run.total)
            broken = violations(trace, best.steps)
            alike = all(decisions(run.steps) == scanned[peer.at_once] for run in runs)
            if "krarup" in peer.name:
                assert not any(broken.values()), f"{peer.name} broke rules: {broken}"
                assert alike, f"{peer.name} decides otherwise than the scan"
            times = sorted(best.times)
            p50, p99 = (times[int((len(times) - 1) * share)] / 1e3 for share in (0.5, 0.99))
            figures = [contacts / (best.total / 1e9), p50, p99, min(run.cpu for run in runs) / 1e3 / contacts]
            cells = [peer.name, peer.survives, str(peer.at_once), *(f"{figure:,.0f}" for figure in figures)]
            lines.append(f"| {' | '.join([*cells, *map(str, broken.values())])} |")
            print(lines[-1], "as the scan decides" if alike else "otherwise than the scan", flush=True)
    return [*lines, ""]


def decisions(steps: list[Step]) -> list[list[tuple[int, int]]]:
    return [[(contact, agent) for contact, agent in step["assigned"]] for step in steps]


def main() -> None:
    # Servers are stopped then too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    lines = [line for size in SIZES for line in table(*size)]
    if os.environ.get("KRARUP_WRITE_PEERS"):
        begin, end = "<!-- figures -->\n", "<!-- end of figures -->"
        before, _, rest = PAGE.read_text().partition(begin)
        _, _, after = rest.partition(end)
        PAGE.write_text("\n".join([before + begin, *lines, end + after]))


if __name__ == "__main__":
    main()
