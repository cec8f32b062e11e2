#!/usr/bin/env bash
# Installs the development packages and builds the native module (dev profile, or --release).
set -euo pipefail
cd "$(dirname "$0")"
cp ../core/schema/*.schema.json .
[ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --silent
profile=debug
[ "${1:-}" != --release ] || profile=release
cargo build -q -p krarup-node ${1:-}
target=$(cargo metadata --format-version 1 --no-deps | sed -E 's/.*"target_directory":"([^"]*)".*/\1/')
for name in libkrarup_node.so libkrarup_node.dylib krarup_node.dll; do
  [ ! -f "$target/$profile/$name" ] || cp "$target/$profile/$name" krarup.node
done
