#!/usr/bin/env bash
# The demo in Rust, then its numbers again from Python and Node, compared to the last bit.
# demo.sh [--days n] [CALLS MAPPING]
set -euo pipefail
cd "$(dirname "$0")/.."
out=target/demo
arguments=()
files=()
while [ $# -gt 0 ]; do
  case "$1" in
    --days) arguments+=(--days "$2"); shift 2 ;;
    *) files+=("$1"); shift ;;
  esac
done
cargo run -q -p krarup --example demo -- "${files[@]}" "${arguments[@]}" --out "$out"
calls=${files[0]:-$out/calls.csv}

printf '\nThe same numbers from Python and Node\n'
bindings-python/setup.sh >"$out/setup.log" 2>&1 || { cat "$out/setup.log" >&2; exit 1; }
bindings-node/setup.sh >"$out/setup.log" 2>&1 || { cat "$out/setup.log" >&2; exit 1; }
printf 'Python: '
bindings-python/.venv/bin/python bindings-python/examples/kpis_and_plan.py "$out" "$calls"
printf 'Node:   '
node bindings-node/examples/kpis-and-plan.js "$out" "$calls"
for language in python node; do
  diff "$out/numbers.rust.txt" "$out/numbers.$language.txt" >"$out/difference.txt" || {
    echo "the numbers from $language differ from those from Rust:" >&2
    head -20 "$out/difference.txt" >&2
    exit 1
  }
done
echo "All of them equal Rust's to the last bit."
