#!/usr/bin/env bash
# Fails when the number of crates that routing alone needs is not the one README states.
set -euo pipefail
cd "$(dirname "$0")/.."
count=$(cargo tree -p krarup --no-default-features --features routing -e normal --prefix none --no-dedupe |
  sed 's/ (\*)//' | sort -u | grep -vc '^krarup ')
stated=$(sed -nE 's/.*routing alone needs ([0-9]+) crates.*/\1/p' README.md)
if [ "$count" != "$stated" ]; then
  echo "routing alone needs $count crates, README says '${stated:-nothing}'" >&2
  exit 1
fi
echo "routing alone needs $count crates, as README says"
