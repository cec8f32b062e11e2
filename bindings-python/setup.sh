#!/usr/bin/env bash
# Creates the virtual environment and builds the package into it (dev profile).
set -euo pipefail
cd "$(dirname "$0")"
cp ../core/schema/*.schema.json python/krarup/
[ -x .venv/bin/python ] || python3 -m venv .venv
if ! cmp -s requirements-dev.txt .venv/requirements-dev.txt; then
  .venv/bin/pip install -q --disable-pip-version-check -r requirements-dev.txt
  cp requirements-dev.txt .venv/requirements-dev.txt
fi
.venv/bin/maturin develop -q
