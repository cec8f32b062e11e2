"""Plays a recording through a PBX and says what happened: `replay.py [RECORDING]`."""

import asyncio
import selectors
import sys
from pathlib import Path
from typing import Any

import krarup
from pbx import Block, Pbx, blocks

RECORDING = Path(__file__).with_name("recording.txt")
CONFIG: dict[str, Any] = {
    "queues": [
        {
            "id": "sales",
            "offer_timeout_us": 15_000_000,
            "on_timeout": "paused",
            "on_decline": "exclude",
            "wrap_up_us": 5_000_000,
        }
    ],
    "agents": [{"id": agent, "queues": {"sales": {}}} for agent in ("ann", "bo")],
    "contact_lease_us": 120_000_000,
}


class Leap(asyncio.SelectorEventLoop):
    """An event loop whose clock leaps to what it waits for, so that a recording plays at once."""

    def __init__(self) -> None:
        self.elapsed_s = 0.0
        leap = self

        class Selector(selectors.SelectSelector):
            def select(self, timeout: float | None = None) -> Any:
                leap.elapsed_s += timeout or 0.0
                return super().select(0)

        super().__init__(Selector())

    def time(self) -> float:
        return self.elapsed_s


async def play(recording: list[Block]) -> tuple[list[str], krarup.Router]:
    """One line for every event, action and late block, with seconds since the first block."""
    loop = asyncio.get_running_loop()
    start_s, began_s = float(recording[0]["Timestamp"]), loop.time()
    lines: list[str] = []

    def say(at_s: float, *words: object) -> None:
        lines.append(f"{at_s - start_s:6.1f} {' '.join(str(word) for word in words if word is not None)}")

    def now_s() -> float:
        return start_s + loop.time() - began_s

    # A service leaves `clock_us` out.
    with krarup.LiveRouter(CONFIG, clock_us=lambda: round(now_s() * 1e6)) as live:
        shown = ["interaction", "agent", "generation", "cause", "ended_by", "presence", "reason"]
        live.on("*", lambda event: say(event["at_us"] / 1e6, event["type"], *map(event.get, shown)))
        pbx = Pbx(
            live,
            ["sales"],
            act=lambda action: say(now_s(), "  ->", *action.values()),
            late=lambda what, code: say(now_s(), "  late:", what, f"({code})"),
        )
        for block in recording:
            # When it came is what counts.
            await asyncio.sleep(max(0.0, float(block["Timestamp"]) - now_s()))
            pbx.receive(block)
    return lines, live.router


def replay(recording: list[Block]) -> tuple[list[str], krarup.Router]:
    with asyncio.Runner(loop_factory=Leap) as runner:
        return runner.run(play(recording))


if __name__ == "__main__":
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else RECORDING
    print("\n".join(replay(list(blocks(file.read_text())))[0]))
