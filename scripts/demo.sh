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
    --days) arguments+=(--days "${2:?--days needs a number}"); shift 2 ;;
    *) files+=("$1"); shift ;;
  esac
done
if [ ${#files[@]} -ne 0 ] && [ ${#files[@]} -ne 2 ]; then
  {
    echo "a call log and its mapping come together:"
    echo "  make demo CALLS=calls.csv MAP=mapping.json   (docs/call-logs.md says what a mapping is)"
    echo "  make demo                                    a generated week"
  } >&2
  exit 2
fi

# step NAME COMMAND...: one line with the time it takes, which runs on a terminal.
step() {
  local name=$1 start=$SECONDS failed=0
  shift
  if [ -t 2 ]; then
    # The command stays in the foreground, so that Ctrl-C reaches it.
    while kill -0 $$ 2>/dev/null; do
      printf '\r%s … %d s ' "$name" $((SECONDS - start)) >&2
      sleep 1
    done &
    local clock=$!
  fi
  "$@" >"$out/setup.log" 2>&1 || failed=1
  if [ -t 2 ]; then
    kill "$clock" && wait "$clock" 2>/dev/null || true
    printf '\r\033[2K' >&2
  fi
  if [ $failed = 1 ]; then
    echo "$name failed:" >&2
    cat "$out/setup.log" >&2
    exit 1
  fi
  echo "$name: done in $((SECONDS - start)) s" >&2
}

mkdir -p "$out"
step "building the demo" cargo build -q -p krarup --example demo
cargo run -q -p krarup --example demo -- "${files[@]}" "${arguments[@]}" --out "$out"
calls=${files[0]:-$out/calls.csv}

printf '\nThe same numbers from Python and Node\n'
step "setting up Python" bindings-python/setup.sh
step "setting up Node" bindings-node/setup.sh
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
