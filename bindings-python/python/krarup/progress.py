"""Progress of long work: a tqdm bar, or a function of the caller's."""

from __future__ import annotations

from collections.abc import Callable

Progress = bool | Callable[[int, int], object]
"""`True` shows a bar (needs tqdm); a function gets (done, total)."""


def reporter(progress: Progress | None, unit: str) -> Callable[[int, int], object] | None:
    """What the core is to call; the bar counts in `unit`."""
    if progress is None or progress is False:
        return None
    if progress is not True:
        return progress
    from tqdm import tqdm  # only who asks for a bar needs it

    bar = tqdm(unit=unit, unit_scale=True)

    def show(done: int, total: int) -> None:
        bar.total = total
        bar.update(done - bar.n)
        if done >= total:
            bar.close()

    return show
