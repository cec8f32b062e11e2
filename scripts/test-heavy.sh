#!/usr/bin/env bash
# What needs more time, servers or a browser. What cannot run is skipped loudly here and fails in CI.
set -euo pipefail
cd "$(dirname "$0")/.."
skipped=0
skip() {
  echo "SKIPPED: $1" >&2
  skipped=$((skipped + 1))
}

echo "== packages in an empty place"
scripts/package.sh

echo "== random inputs, more of them"
KRARUP_RANDOM_INPUTS=5000000 PROPTEST_CASES=5000 cargo test -q -p krarup --test routing_million_inputs

echo "== the report in a browser"
if ! command -v chromium >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  (apt-get update -q && apt-get install -yq --no-install-recommends chromium) >/dev/null 2>&1 || true
fi
if command -v chromium >/dev/null; then
  [ -f target/demo/report.html ] || cargo run -q -p krarup --example demo -- --out target/demo
  node tests-heavy/report_browser.mjs target/demo/report.html
else
  skip "no chromium: the report was not looked at"
fi

if [ "$skipped" -gt 0 ] && [ -n "${CI:-}" ]; then
  echo "$skipped heavy test(s) could not run, which CI does not accept" >&2
  exit 1
fi
