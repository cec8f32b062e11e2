#!/usr/bin/env bash
# Changes the router's decisions one at a time, in a copy of the project, and asks whether a test notices. All of them take
# an hour or more: `scripts/mutants.sh --shard 0/3` and other options of cargo-mutants make it less. What no test notices
# ends it with an error and is in mutants.out/missed.txt.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v cargo-mutants >/dev/null || cargo install -q --locked cargo-mutants@27.1.0
files=()
for name in matching eligibility order selection admission relaxation offers; do
  files+=(-f "core/src/routing/$name.rs")
done
# So few commands that a mutant takes seconds; the second model hits most rules a dozen times in them.
export KRARUP_RANDOM_INPUTS=${KRARUP_RANDOM_INPUTS:-10000}
status=0
cargo mutants -p krarup "${files[@]}" --profile mutants --no-default-features --features scenario,random \
  --baseline skip --timeout 120 --cargo-arg=--test=routing_features --cargo-arg=--test=routing_second_model "$@" ||
  status=$?
# 3 = some never ended, which is noticed too.
[ "$status" -eq 3 ] || exit "$status"
[ ! -s mutants.out/missed.txt ]
