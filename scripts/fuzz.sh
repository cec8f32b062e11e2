#!/usr/bin/env bash
# Fuzzes each target for so many seconds (60 by default) on the stable toolchain; findings end it with their input.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-60}
command -v cargo-fuzz >/dev/null || cargo install -q cargo-fuzz
for target in inputs snapshot calls; do
  echo "== $target for $seconds s"
  cargo fuzz run -s none --fuzz-dir fuzz "$target" -- -max_total_time="$seconds" -max_len=32768 -timeout=20 -verbosity=0 -print_final_stats=1
done
