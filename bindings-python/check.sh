#!/usr/bin/env bash
# Builds the Python package and runs every check of it.
set -euo pipefail
cd "$(dirname "$0")"
./setup.sh
.venv/bin/ruff format --check .
.venv/bin/ruff check .
.venv/bin/mypy
.venv/bin/python -m mypy.stubtest --mypy-config-file pyproject.toml --allowlist tests/stubtest_allowlist.txt krarup
.venv/bin/python ../scripts/staffing_wrappers.py --check
.venv/bin/pytest -q
