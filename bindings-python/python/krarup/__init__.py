"""krarup: an embeddable contact-centre engine. Durations are seconds, loads erlangs, shares 0 to 1."""

from ._krarup import (
    COMMAND_TYPES,
    ERROR_CODES,
    EVENT_TYPES,
    InfeasibleError,
    InvalidInputError,
    KrarupError,
    RejectError,
    Staffing,
    StaffingColumns,
    Table,
    UnstableError,
    __version__,
    agents_for_blocking,
    load_for_blocking,
    required_agents,
    wait_quantile,
)
from .live import LiveRouter
from .metrics import KpiTable, Patience, definitions, fit_patience, kpis
from .moving_over import Imported, ImportReport, import_config, import_rules
from .plan import day_plan
from .records import QualityReport, Recorder, Records, centre, generate, load_csv
from .replay_report import ReplayReport, replay
from .router import Router, command_schema, config_schema, lint, unmet
from .scenario import ScenarioReport, run_scenario, run_scenarios
from .shadow import Shadow, ShadowReport
from .staffing import Explanation, Measures, erlang_a, erlang_b, erlang_c, explain, staffing_models

__all__ = [
    "COMMAND_TYPES",
    "ERROR_CODES",
    "EVENT_TYPES",
    "Explanation",
    "ImportReport",
    "Imported",
    "InfeasibleError",
    "InvalidInputError",
    "KpiTable",
    "KrarupError",
    "LiveRouter",
    "Measures",
    "Patience",
    "QualityReport",
    "Recorder",
    "Records",
    "RejectError",
    "ReplayReport",
    "Router",
    "ScenarioReport",
    "Shadow",
    "ShadowReport",
    "Staffing",
    "StaffingColumns",
    "Table",
    "UnstableError",
    "__version__",
    "agents_for_blocking",
    "centre",
    "command_schema",
    "config_schema",
    "day_plan",
    "definitions",
    "erlang_a",
    "erlang_b",
    "erlang_c",
    "explain",
    "fit_patience",
    "generate",
    "import_config",
    "import_rules",
    "kpis",
    "lint",
    "load_csv",
    "load_for_blocking",
    "replay",
    "required_agents",
    "run_scenario",
    "run_scenarios",
    "staffing_models",
    "unmet",
    "wait_quantile",
]
