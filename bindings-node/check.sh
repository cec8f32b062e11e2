#!/usr/bin/env bash
# Builds the Node package and runs every check of it.
set -euo pipefail
cd "$(dirname "$0")"
./setup.sh
npx tsc -p .
node --test test/*.test.*js
if grep -q '"resolved"' package-lock.json; then
  echo "package-lock.json holds registry addresses" >&2
  exit 1
fi
