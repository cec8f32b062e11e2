from collections.abc import Callable, Iterable, Mapping, Sequence
from os import PathLike
from typing import Any, Literal, Protocol, SupportsFloat, TypeAlias, final, overload

import numpy as np
from numpy.typing import NDArray
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
    "RawShadow",
    "RejectError",
    "Staffing",
    "StaffingColumns",
    "Table",
    "UnstableError",
    "__version__",
    "agents_for_blocking",
    "columns_as_table",
    "compute_kpis",
    "definitions_json",
    "evaluate",
    "example_centre",
    "explain_model",
    "fit_patience",
    "frontier_columns",
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
    "scheduled",
    "schema_of_command",
    "schema_of_config",
    "staffing_models",
    "unmet_by_all",
    "wait_quantile",
]

COMMAND_TYPES: list[str]
ERROR_CODES: dict[str, str]
EVENT_TYPES: list[str]
__version__: str

class SupportsArray(Protocol):
    def __array__(self) -> Any: ...

Column: TypeAlias = SupportsFloat | Sequence[SupportsFloat] | Buffer | SupportsArray
# An array.array where there is no numpy.
Numbers: TypeAlias = NDArray[np.float64]

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
    def apply(self, at_us: int, command_id: str | None, command: str) -> dict[str, Any]: ...
    def apply_batch(
        self, at_us: Sequence[int], command_ids: Sequence[str | None], commands: str
    ) -> list[dict[str, Any]]: ...
    def tell(self, telling: str) -> None: ...
    def tick(self, at_us: int) -> dict[str, Any]: ...
    def next_deadline_us(self) -> int | None: ...
    def view(self, what: str, id: str, limit: int) -> str: ...
    def overview(self) -> str: ...
    def events_after(self, seq: int, index: int | None = None) -> str: ...
    def estimate_for(self, interaction: str) -> str: ...
    @staticmethod
    def from_log(inputs: Sequence[bytes]) -> RawRouter: ...
    def drain_inputs(self) -> list[bytes]: ...
    def replay(self, input: bytes) -> dict[str, Any]: ...
    def snapshot(self) -> bytes: ...
    def digest(self) -> str: ...
    def _panic(self, detached: bool = False) -> None: ...
    def _call(self, work: Callable[[], object]) -> None: ...

@final
class RawShadow:
    def __new__(
        cls, config: str, at_us: int, tolerance_us: int | None, log_limit: int | None
    ) -> RawShadow: ...
    def apply(self, at_us: int, command_id: str | None, command: str) -> str: ...
    def decided(self, at_us: int, interaction: str, agent: str | None, reason: str | None) -> str: ...
    def report(self) -> tuple[str, str]: ...

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
    @property
    def fractional(self) -> float | None: ...
    def explain(self) -> str: ...

@final
class StaffingColumns:
    @property
    def model(self) -> Literal["erlang_c", "erlang_a"]: ...
    @property
    def definition(self) -> str: ...
    @property
    def agents(self) -> Numbers: ...
    @property
    def offered_load_erl(self) -> Numbers: ...
    @property
    def service_level_at_minus_one(self) -> Numbers: ...
    @property
    def service_level(self) -> Numbers: ...
    @property
    def asa_s(self) -> Numbers: ...
    @property
    def occupancy(self) -> Numbers: ...
    @property
    def abandonment(self) -> Numbers: ...
    @property
    def p_wait(self) -> Numbers: ...
    @property
    def fractional(self) -> Numbers | None: ...
    @property
    def binding(self) -> list[str | None]: ...
    @property
    def error(self) -> list[str | None]: ...
    def __len__(self) -> int: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

def evaluate(
    model: str,
    arguments: Mapping[str, object],
    definition: str | None = None,
    short_s: float | None = None,
    on_error: str = "raise",
    out: dict[str, Any] | None = None,
    patience: str | None = None,
) -> dict[str, Any]: ...
def columns_as_table(columns: Sequence[tuple[str, str, Any]]) -> Table: ...
def scheduled(
    productive: Column, shrinkage: Iterable[float], additive_shrinkage: bool = False
) -> tuple[Numbers, Numbers]: ...
def frontier_columns(
    volume: float,
    interval_s: float,
    aht_s: float,
    *,
    fewest: int,
    most: int,
    per_agent_hour: float,
    per_waiting_hour: float = 0.0,
    per_abandoned: float = 0.0,
    patience_s: float | None = None,
    target_wait_s: float | None = None,
    definition: str | None = None,
    short_s: float | None = None,
) -> dict[str, Numbers]: ...
def explain_model(
    model: str,
    arguments: Mapping[str, object],
    definition: str | None = None,
    short_s: float | None = None,
    patience: str | None = None,
) -> tuple[str, str]: ...
def staffing_models() -> str: ...
def agents_for_blocking(offered_load_erl: float, max_blocking: float) -> int: ...
def load_for_blocking(agents: float, max_blocking: float) -> float: ...
def wait_quantile(agents: float, offered_load_erl: float, aht_s: float, quantile: float) -> float: ...
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
    max_wait_share: float | None = None,
    max_wait_s: float | None = None,
    fractional: bool = False,
    on_error: Literal["raise", "mask"] = "raise",
) -> Staffing: ...
@overload
def required_agents(
    volume: Column,
    interval_s: Column,
    aht_s: Column | Sequence[SupportsFloat | None],
    *,
    patience_s: Column | None = None,
    sl: Column | None = None,
    target_s: Column | None = None,
    definition: str | None = None,
    short_s: float | None = None,
    max_asa_s: Column | None = None,
    max_occupancy: Column | None = None,
    max_abandonment: Column | None = None,
    max_p_wait: Column | None = None,
    max_wait_share: Column | None = None,
    max_wait_s: Column | None = None,
    fractional: bool = False,
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
    max_wait_share: float | None = None,
    max_wait_s: float | None = None,
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
