from array import array
from collections.abc import Sequence
from typing import Literal, SupportsFloat, TypeAlias, final

from typing_extensions import Buffer

__all__ = [
    "InfeasibleError",
    "InvalidInputError",
    "KrarupError",
    "RawRouter",
    "RejectError",
    "Staffing",
    "StaffingColumns",
    "UnstableError",
    "__version__",
    "erlang_a",
    "erlang_b",
    "erlang_c",
    "required_agents",
]

__version__: str

_Column: TypeAlias = SupportsFloat | Sequence[SupportsFloat] | Buffer

class KrarupError(Exception):
    code: str

class InvalidInputError(KrarupError, ValueError): ...

class RejectError(KrarupError):
    _tick: str | None

class UnstableError(KrarupError): ...
class InfeasibleError(KrarupError): ...

@final
class RawRouter:
    def __new__(cls, config: str, at_us: int) -> RawRouter: ...
    @staticmethod
    def restore(snapshot: bytes) -> RawRouter: ...
    def apply(self, at_us: int, command_id: str | None, command: str) -> str: ...
    def tick(self, at_us: int) -> str: ...
    def next_deadline_us(self) -> int | None: ...
    def view(self, what: str, id: str, limit: int) -> str: ...
    def drain_inputs(self) -> list[bytes]: ...
    def snapshot(self) -> bytes: ...
    def digest(self) -> str: ...
    def _panic(self) -> None: ...

@final
class Staffing:
    @property
    def agents(self) -> int: ...
    @property
    def offered_load_erl(self) -> float: ...
    @property
    def model(self) -> Literal["erlang_c", "erlang_a"]: ...
    @property
    def definition(self) -> str: ...
    @property
    def binding(self) -> str: ...
    @property
    def at(self) -> dict[str, float]: ...
    @property
    def at_minus_one(self) -> dict[str, float] | None: ...

@final
class StaffingColumns:
    @property
    def agents(self) -> array[int]: ...
    @property
    def service_level(self) -> array[float]: ...
    @property
    def asa_s(self) -> array[float]: ...
    @property
    def occupancy(self) -> array[float]: ...
    @property
    def abandonment(self) -> array[float]: ...
    @property
    def binding(self) -> list[str]: ...
    @property
    def error(self) -> list[str | None]: ...
    def __len__(self) -> int: ...

def erlang_b(agents: float, offered_load_erl: float) -> float: ...
def erlang_c(
    agents: float, offered_load_erl: float, aht_s: float, target_wait_s: float = 20.0
) -> dict[str, float]: ...
def erlang_a(
    agents: float,
    volume: float,
    interval_s: float,
    aht_s: float,
    patience_s: float,
    target_wait_s: float = 20.0,
    definition: str = "sl.no_short",
    short_s: float = 5.0,
) -> dict[str, float]: ...
def required_agents(
    volume: _Column,
    interval_s: _Column,
    aht_s: _Column,
    *,
    patience_s: _Column | None = None,
    sl: _Column | None = None,
    target_s: _Column | None = None,
    definition: str = "sl.no_short",
    short_s: float = 5.0,
    max_asa_s: _Column | None = None,
    max_occupancy: _Column | None = None,
    max_abandonment: _Column | None = None,
    on_error: Literal["raise", "mask"] = "raise",
) -> Staffing | StaffingColumns: ...
