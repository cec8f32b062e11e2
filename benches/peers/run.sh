#!/usr/bin/env bash
# The same work by krarup and by the packages people would pick instead, in one run (release build).
set -euo pipefail
cd "$(dirname "$0")/../.."
venv=target/peers
[ -x $venv/bin/python ] || python3 -m venv $venv
$venv/bin/pip install -q --disable-pip-version-check -r benches/peers/requirements.txt
bindings-python/setup.sh >/dev/null
rm -rf target/peers-wheel
bindings-python/.venv/bin/maturin build -q --release -m bindings-python/Cargo.toml --out target/peers-wheel
$venv/bin/pip install -q --disable-pip-version-check --force-reinstall --no-deps target/peers-wheel/krarup-*.whl
$venv/bin/python benches/peers/peers.py
