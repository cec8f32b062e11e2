from array import array
from collections.abc import Callable, Iterable, Sequence
from os import PathLike
from typing import Any, Literal, SupportsFloat, TypeAlias, final, overload

from typing_extensions import Buffer

__all__ = [
    "COMMAND_TYPES",
    "ERROR_CODES",
    "EVENT_TYPES",
    "InfeasibleError",
    "InvalidInputError",
    "KrarupError",
    "RawKpis",
    "RawRecorder",
    "RawRecords",
    "RawRouter",
    "RejectError",
    "Staffing",
    "StaffingColumns",
    "Table",
    "UnstableError",
    "__version__",
    "agents_for_blocking",
    "compute_kpis",
    "definitions_json",
    "erlang_a",
    "erlang_b",
    "erlang_c",
    "example_centre",
    "fit_patience",
    "generate",
    "lint_config",
    "load_csv",
    "load_for_blocking",
    "plan_day",
    "play_scenario",
    "play_scenarios",
    "read_source",
    "read_tables",
    "replay_log",
    "required_agents",
    "rules_of_source",
    "schema_of_command",
    "schema_of_config",
    "unmet_by_all",
    "wait_quantile",
]

COMMAND_TYPES: list[str]
ERROR_CODES: dict[str, str]
EVENT_TYPES: list[str]
__version__: str

_Column: TypeAlias = SupportsFloat | Sequence[SupportsFloat] | Buffer

class KrarupError(Exception):
    code: str

class InvalidInputError(KrarupError, ValueError): ...

class RejectError(KrarupError):
    tick: dict[str, Any] | None
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
    def overview(self) -> str: ...
    def events_after(self, seq: int, index: int | None = None) -> str: ...
    def estimate_for(self, interaction: str) -> str: ...
    @staticmethod
    def from_log(inputs: Sequence[bytes]) -> RawRouter: ...
    def drain_inputs(self) -> list[bytes]: ...
    def replay(self, input: bytes) -> str: ...
    def snapshot(self) -> bytes: ...
    def digest(self) -> str: ...
    def _panic(self) -> None: ...

@final
class RawRecorder:
    def __new__(cls, config: str, at_us: int) -> RawRecorder: ...
    @staticmethod
    def restore(snapshot: bytes) -> RawRecorder: ...
    def snapshot(self) -> bytes: ...
    def record(self, receipt: str) -> None: ...
    def drain(self) -> RawRecords: ...
    def finish(self) -> RawRecords: ...

@final
class RawRecords:
    def interactions(self) -> Table: ...
    def agent_states(self) -> Table: ...
    def sizes(self) -> tuple[int, int]: ...
    def quality(self) -> tuple[str, str]: ...
    def write_csv(self, path: str | PathLike[str]) -> None: ...

@final
class RawKpis:
    def text(self) -> str: ...
    def table(self) -> Table: ...

@final
class Table:
    @property
    def column_names(self) -> list[str]: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def __len__(self) -> int: ...

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
    def model(self) -> Literal["erlang_c", "erlang_a"]: ...
    @property
    def definition(self) -> str: ...
    @property
    def agents(self) -> array[float]: ...
    @property
    def offered_load_erl(self) -> array[float]: ...
    @property
    def service_level_at_minus_one(self) -> array[float]: ...
    @property
    def service_level(self) -> array[float]: ...
    @property
    def asa_s(self) -> array[float]: ...
    @property
    def occupancy(self) -> array[float]: ...
    @property
    def abandonment(self) -> array[float]: ...
    @property
    def binding(self) -> list[str | None]: ...
    @property
    def error(self) -> list[str | None]: ...
    def __len__(self) -> int: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

@overload
def erlang_b(agents: float, offered_load_erl: float) -> float: ...  # type: ignore[overload-overlap]  # numbers alone give the scalar
@overload
def erlang_b(agents: _Column, offered_load_erl: _Column) -> array[float]: ...
def agents_for_blocking(offered_load_erl: float, max_blocking: float) -> int: ...
def load_for_blocking(agents: float, max_blocking: float) -> float: ...
def wait_quantile(agents: float, offered_load_erl: float, aht_s: float, quantile: float) -> float: ...
@overload
def erlang_c(  # type: ignore[overload-overlap]  # numbers alone give the scalar
    agents: float, offered_load_erl: float, aht_s: float, target_wait_s: float | None = None
) -> dict[str, float]: ...
@overload
def erlang_c(
    agents: _Column, offered_load_erl: _Column, aht_s: _Column, target_wait_s: _Column | None = None
) -> dict[str, array[float]]: ...
@overload
def erlang_a(  # type: ignore[overload-overlap]  # numbers alone give the scalar
    agents: float,
    volume: float,
    interval_s: float,
    aht_s: float,
    patience_s: float,
    target_wait_s: float | None = None,
    definition: str | None = None,
    short_s: float | None = None,
) -> dict[str, float]: ...
@overload
def erlang_a(
    agents: _Column,
    volume: _Column,
    interval_s: _Column,
    aht_s: _Column,
    patience_s: _Column,
    target_wait_s: _Column | None = None,
    definition: str | None = None,
    short_s: float | None = None,
) -> dict[str, array[float]]: ...
@overload
def required_agents(  # type: ignore[overload-overlap]  # numbers alone give the scalar
    volume: float,
    interval_s: float,
    aht_s: float,
    *,
    patience_s: float | None = None,
    sl: float | None = None,
    target_s: float | None = None,
    definition: str | None = None,
    short_s: float | None = None,
    max_asa_s: float | None = None,
    max_occupancy: float | None = None,
    max_abandonment: float | None = None,
    max_p_wait: float | None = None,
    on_error: Literal["raise", "mask"] = "raise",
) -> Staffing: ...
@overload
def required_agents(
    volume: _Column,
    interval_s: _Column,
    aht_s: _Column | Sequence[SupportsFloat | None],
    *,
    patience_s: _Column | None = None,
    sl: _Column | None = None,
    target_s: _Column | None = None,
    definition: str | None = None,
    short_s: float | None = None,
    max_asa_s: _Column | None = None,
    max_occupancy: _Column | None = None,
    max_abandonment: _Column | None = None,
    max_p_wait: _Column | None = None,
    on_error: Literal["raise", "mask"] = "raise",
) -> StaffingColumns: ...
def plan_day(
    volume: Iterable[float],
    aht_s: Iterable[float | None],
    *,
    interval_s: float | None = None,
    patience_s: float | None = None,
    sl: float | None = None,
    target_s: float | None = None,
    definition: str | None = None,
    short_s: float | None = None,
    max_asa_s: float | None = None,
    max_occupancy: float | None = None,
    max_abandonment: float | None = None,
    max_p_wait: float | None = None,
    shrinkage: Iterable[float] | None = None,
    additive_shrinkage: bool = False,
) -> str: ...
def schema_of_config() -> str: ...
def schema_of_command() -> str: ...
def lint_config(config: str) -> str: ...
def unmet_by_all(config: str, interaction: str, limit: int) -> str: ...
def replay_log(
    inputs: Sequence[bytes], config: str | None, progress: Callable[[int, int], object] | None = None
) -> tuple[str, str]: ...
def read_source(source: str, files: Sequence[tuple[str, str]]) -> tuple[str, str, str]: ...
def rules_of_source(source: str) -> str: ...
def play_scenario(scenario: str, setup: str | None = None) -> tuple[str | None, str]: ...
def play_scenarios(file: str) -> list[tuple[str | None, str]]: ...
def load_csv(
    path: str | PathLike[str], mapping: str, progress: Callable[[int, int], object] | None = None
) -> RawRecords: ...
def example_centre() -> str: ...
def generate(
    centre: str | None, seed: int, progress: Callable[[int, int], object] | None = None
) -> RawRecords: ...
def read_tables(interactions: object, agent_states: object | None = None) -> RawRecords: ...
def compute_kpis(records: RawRecords, spec: str) -> RawKpis: ...
def definitions_json() -> str: ...
def fit_patience(records: RawRecords) -> tuple[float | None, float | None, list[tuple[float, float]]]: ...
