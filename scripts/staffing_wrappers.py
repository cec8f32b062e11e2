"""Writes the typed functions of Python and Node for the models of the staffing table.

`bindings-python/.venv/bin/python scripts/staffing_wrappers.py` after a model came, left or changed its fields;
with `--check` it only says whether the files are what it would write.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import krarup

ROOT = Path(__file__).parents[1]
PYTHON = ROOT / "bindings-python/python/krarup/models.py"
PACKAGE = PYTHON.parent / "__init__.py"
TYPES = ROOT / "bindings-node/lib/models.d.cts"
EXPORTS = ROOT / "bindings-node/lib/models.js"
# Of Erlang B people want the blocking alone: it is written by hand.
MODELS = [model for model in krarup.staffing_models() if model["name"] != "erlang_b"]
WRITTEN = "scripts/staffing_wrappers.py writes this file from the staffing table."


def camel(name: str) -> str:
    return re.sub(r"_([a-z0-9])", lambda match: match[1].upper(), name)


def pascal(name: str) -> str:
    return camel(f"_{name}")


def is_required(field: dict[str, Any]) -> bool:
    return bool(field["presence"] == "required")


def default(field: dict[str, Any]) -> str:
    presence = field["presence"]
    if not isinstance(presence, dict):
        return "" if is_required(field) else "; may be left out"
    return f"; {presence['default']:g} unless given"


def unit(field: dict[str, Any]) -> str:
    return f"{field['about']} ({field['unit']})"


def ordered(model: dict[str, Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Inputs by place, as long as none that must be given follows one that need not, and the rest by name."""
    inputs = model["inputs"]
    required = [is_required(field) for field in inputs]
    leading = required.index(False) if False in required else len(inputs)
    by_place = leading if any(required[leading:]) else len(inputs)
    return inputs[:by_place], inputs[by_place:]


def python_signature(model: dict[str, Any], value: str, result: str, has_out: bool) -> str:
    by_place, by_name = ordered(model)

    def argument(field: dict[str, Any]) -> str:
        return f"{field['name']}: {value}" + ("" if is_required(field) else " | None = None")

    named = [argument(field) for field in by_name]
    if model["has_patience"]:
        named.append("patience: Law")
    if model["has_definition"]:
        named += ["definition: str | None = None", "short_s: float | None = None"]
    named.append('on_error: OnError = "raise"')
    if has_out:
        named.append("out: Mapping[str, Any] | None = None")
    arguments = [*map(argument, by_place), "*", *named]
    return f"def {model['name']}({', '.join(arguments)},) -> {result}:"


def python_function(model: dict[str, Any]) -> str:
    fields = [f"    {field['name']}: {unit(field)}{default(field)}" for field in model["inputs"]]
    outputs = [f"    {field['name']}: {unit(field)}" for field in model["outputs"]]
    about = model["about"][0].upper() + model["about"][1:]
    definition = "definition, short_s" if model["has_definition"] else "None, None"
    names = ", ".join(f'"{field["name"]}": {field["name"]}' for field in model["inputs"])
    patience = ", patience" if model["has_patience"] else ""
    by_definition = (
        ["    The service level is by `definition`, `sl.no_short` with `short_s` 5 unless given.", ""]
        if model["has_definition"]
        else []
    )
    lines = [
        "@overload",
        python_signature(model, "float", "Measures[float]", False) + " ...",
        "@overload",
        python_signature(model, "Column", "Measures[Numbers]", True) + " ...",
        python_signature(model, "Column", "Measures[Any]", True),
        f'    """{about}.',
        "",
        *by_definition,
        "    Takes:",
        *("    " + field for field in fields),
        *(["        patience: law of patience, as `krarup.staffing.Law` says"] if patience else []),
        "    Gives:",
        *("    " + field for field in outputs),
        f"    Assumes: {model['assumes']}.",
        f"    Source: {model['source']}.",
        '    """',
        f"    arguments: dict[str, Any] = {{{names}}}",
        f'    return Measures("{model["name"]}", arguments, {definition}, on_error, out{patience})',
        "",
    ]
    return "\n".join(lines)


def python_text() -> str:
    head = f'''"""A function for every model of the staffing table, with names, units and source.

{WRITTEN}
`on_error="mask"` gives NaN, and `error` with codes, for rows without answer; `out` has writable float64 arrays by
measure, which then hold that measure.
"""

# Numbers alone give numbers, and are columns of one entry too.
# mypy: disable-error-code="overload-overlap"
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, overload

from .staffing import Law, Measures, OnError

if TYPE_CHECKING:
    from ._krarup import Column, Numbers

__all__ = [{", ".join(sorted(f'"{model["name"]}"' for model in MODELS))}]

'''
    return ruff("format", head + "\n\n".join(map(python_function, MODELS)))


def package_text() -> str:
    """The package's exports with those of the models anew."""
    text = PACKAGE.read_text()
    imports = re.search(r"from \.models import \((.*?)\)", text, re.DOTALL)
    assert imports is not None, "the package imports from models"
    for name in re.findall(r"\w+", imports[1]):
        text = text.replace(f'    "{name}",\n', "")
    names = [model["name"] for model in MODELS]
    text = text.replace(imports[1], "".join(f"\n    {name}," for name in sorted(names)) + "\n")
    text = text.replace("__all__ = [\n", "__all__ = [\n" + "".join(f'    "{name}",\n' for name in names))
    return ruff("format", ruff("check", text, "--select", "RUF022", "--fix", "--quiet"))


def ruff(command: str, text: str, *options: str) -> str:
    line = [sys.executable, "-m", "ruff", command, "--line-length", "110", *options, "-"]
    return subprocess.run(line, input=text, capture_output=True, text=True, check=True).stdout


def type_text(model: dict[str, Any]) -> str:
    name = pascal(model["name"])
    outputs = [f"  /** {unit(field)} */\n  {camel(field['name'])}: number" for field in model["outputs"]]
    inputs = [
        f"  /** {unit(field)}{default(field)} */\n  {camel(field['name'])}"
        + (": Value" if is_required(field) else "?: Value | null")
        for field in model["inputs"]
    ]
    if model["has_patience"]:
        inputs.append("  /** Law of patience. */\n  patience: PatienceLaw")
    if model["has_definition"]:
        inputs += ["  definition?: ServiceLevelId", "  shortS?: number"]
    about = model["about"][0].upper() + model["about"][1:]
    return "\n".join(
        [
            f"export interface {name}Measures {{",
            *outputs,
            "}",
            "",
            f"export interface {name}Options<Value> extends OnError {{",
            *inputs,
            "}",
            "",
            "/**",
            f" * {about}.",
            f" * Assumes: {model['assumes']}.",
            f" * Source: {model['source']}.",
            " */",
            f"export function {camel(model['name'])}(options: {name}Options<number>): {name}Measures",
            f"export function {camel(model['name'])}(options: {name}Options<Column>): Columns<{name}Measures>",
            "",
        ]
    )


def types_text() -> str:
    head = f"// {WRITTEN}\nimport type {{ Column, Columns, OnError, PatienceLaw, ServiceLevelId }} from '../index.cjs'\n\n"
    return head + "\n".join(map(type_text, MODELS))


def exports_text() -> str:
    names = "".join(f"  {camel(model['name'])},\n" for model in MODELS)
    return f"// {WRITTEN}\nimport krarup from '../index.cjs'\n\nexport const {{\n{names}}} = krarup\n"


def main() -> int:
    stale = []
    files = [(PYTHON, python_text()), (PACKAGE, package_text()), (TYPES, types_text()), (EXPORTS, exports_text())]
    for path, text in files:
        if path.exists() and path.read_text() == text:
            continue
        stale.append(str(path.relative_to(ROOT)))
        if "--check" not in sys.argv:
            path.write_text(text)
    print("\n".join(stale))
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
