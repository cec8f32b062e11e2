"""A router that keeps its own time in an asyncio program."""

from __future__ import annotations

import asyncio
import inspect
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any

from ._krarup import EVENT_TYPES, KrarupError, RejectError
from .instants import invalid
from .router import Router, WhyTold

Event = dict[str, Any]
Handler = Callable[[Event], object]


class LiveRouter:
    """Routes with the system's clock: owns the one timer, set to the router's next deadline.

    Events reach handlers added with `on` and everybody who iterates over `events()`. Each event is a dict
    with `type`, `at_us`, its position (`seq`, `index`) and the fields of its type. Use it from one event
    loop; `close` stops the timer and ends the iterators.
    """

    def __init__(
        self,
        config: dict[str, Any] | None = None,
        *,
        router: Router | None = None,
        clock_us: Callable[[], int] = lambda: time.time_ns() // 1000,
    ) -> None:
        if (config is None) == (router is None):
            raise TypeError("LiveRouter needs either a config or a router")
        # Without a loop nothing would ever expire: better now than after the first command.
        self._loop = asyncio.get_running_loop()
        self._clock_us = clock_us
        self._tasks: set[asyncio.Future[Any]] = set()
        self.router = router if router is not None else Router(config or {}, clock_us())
        self._handlers: dict[str, list[Handler]] = {}
        self._readers: list[asyncio.Queue[Event | None]] = []
        self._timer: asyncio.TimerHandle | None = None
        self._closed = False
        self._unheard: deque[Event] = deque()
        self._telling = False
        self._set_timer()

    def on(self, type: str, handler: Handler) -> None:
        """Calls `handler` with each event of this type; "*" means all. It may be a coroutine function."""
        if type != "*" and type not in EVENT_TYPES:
            raise invalid(f"type is {type!r}, but must be * or one of {', '.join(EVENT_TYPES)}")
        self._handlers.setdefault(type, []).append(handler)

    def events(self) -> AsyncIterator[Event]:
        """The events from this call on, until `close`."""
        reader: asyncio.Queue[Event | None] = asyncio.Queue()
        if self._closed:
            reader.put_nowait(None)
        self._readers.append(reader)
        return self._read(reader)

    async def _read(self, reader: asyncio.Queue[Event | None]) -> AsyncIterator[Event]:
        try:
            while (event := await reader.get()) is not None:
                yield event
        finally:
            self._readers.remove(reader)

    def apply(self, command: dict[str, Any], command_id: str | None = None) -> dict[str, Any]:
        """Applies a command now.

        Its events have been handed out when this returns; called by a handler, they follow after those being
        handed out. What a handler raises goes to the event loop's exception handler.
        """
        if self._closed:
            error = KrarupError("this LiveRouter is closed; make a new one")
            error.code = "closed"
            raise error
        while True:
            try:
                receipt = self.router.apply(self._clock_us(), command, command_id)
            except RejectError as error:
                # A reject changes nothing beyond the tick, whose events still happened.
                if error.tick is not None:
                    self._hand_out(error.tick)
                if error.code == "limit_exceeded" and self.router.is_behind(self._clock_us()):
                    # More had piled up than one receipt holds: on with the rest.
                    continue
                raise
            finally:
                self._set_timer()
            if not receipt["repeated"]:
                self._hand_out(receipt)
            return receipt

    def tell(self, events: Iterable[str] | None = None, why: WhyTold = "all") -> None:
        """Says what handlers and receipts hear of from now on; see `Router.tell`."""
        self.router.tell(events, why)

    def overview(self) -> dict[str, Any]:
        """All queues and agents at a glance; handlers may not have heard all events up to `as_of` yet."""
        return self.router.overview()

    def events_after(self, seq: int, index: int | None = None) -> list[dict[str, Any]]:
        """The events after a position, for a reader who was away; see `Router.events_after`."""
        return self.router.events_after(seq, index)

    def close(self) -> None:
        """Stops the timer and ends the iterators; the router itself stays readable."""
        self._closed = True
        self._set_timer()
        for reader in self._readers:
            reader.put_nowait(None)

    def __enter__(self) -> LiveRouter:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _hand_out(self, receipt: dict[str, Any]) -> None:
        events = receipt["events"]
        # Where the router left events out, the others keep their positions.
        indexes = receipt.get("indexes", range(len(events)))
        self._unheard.extend(
            {"seq": receipt["seq"], "index": index, "at_us": at_us, **event}
            for index, (at_us, event) in zip(indexes, events, strict=True)
        )
        # A handler may apply commands: their events wait their turn, so that everybody hears all in order.
        if self._telling:
            return
        self._telling = True
        while self._unheard:
            event = self._unheard.popleft()
            for reader in self._readers:
                reader.put_nowait(event)
            for handler in [*self._handlers.get(event["type"], ()), *self._handlers.get("*", ())]:
                self._call(handler, event)
        self._telling = False

    def _call(self, handler: Handler, event: Event) -> None:
        try:
            answer = handler(event)
            if inspect.isawaitable(answer):
                task = asyncio.ensure_future(answer, loop=self._loop)
                self._tasks.add(task)
                task.add_done_callback(lambda task: self._heard(task, event))
        except Exception as error:
            self._failed(event, error)

    def _heard(self, task: asyncio.Future[Any], event: Event) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self._failed(event, error)

    def _failed(self, event: Event, error: BaseException) -> None:
        # What a handler raises is nobody's failed command.
        message = f"a handler of LiveRouter failed at {event['type']}"
        self._loop.call_exception_handler({"message": message, "exception": error})

    def _set_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        deadline_us = None if self._closed else self.router.next_deadline_us()
        if deadline_us is not None:
            delay_s = (deadline_us - self._clock_us()) / 1e6
            # An hour at most: the system's clock may be set meanwhile.
            self._timer = self._loop.call_later(min(max(delay_s, 0.0), 3600.0), self._tick)

    def _tick(self) -> None:
        try:
            receipt = self.router.tick(self._clock_us())
        except RejectError as error:
            # Strict time: the clock ran backwards; the timer is set anew by what it says now.
            if error.code != "time_backwards":
                raise
        else:
            self._hand_out(receipt)
        finally:
            self._set_timer()
