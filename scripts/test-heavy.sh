#!/usr/bin/env bash
# What needs more time, servers or a browser. What cannot run is skipped loudly here and fails in CI.
set -euo pipefail
cd "$(dirname "$0")/.."
skipped=0
skip() {
  echo "SKIPPED: $1" >&2
  skipped=$((skipped + 1))
}

echo "== ten million random inputs"
KRARUP_RANDOM_INPUTS=10000000 cargo test -q -p krarup --test routing_random_inputs a_long_random_run

echo "== the report in a browser"
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [ -z "$browser" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  (apt-get update -q && apt-get install -q -y --no-install-recommends chromium) >/dev/null 2>&1 || true
  browser=$(command -v chromium || true)
fi
if [ -n "$browser" ]; then
  cargo run -q -p krarup --example demo -- --out target/heavy >/dev/null
  python3 scripts/report_in_browser.py "$browser" target/heavy/report.html
else
  skip "the report in a browser: no Chromium, and none could be installed"
fi

echo "== packages in an empty place"
scripts/package.sh

if [ "$skipped" -gt 0 ] && [ -n "${CI:-}" ]; then
  echo "$skipped heavy test(s) could not run, which CI does not accept" >&2
  exit 1
fi
