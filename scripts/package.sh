#!/usr/bin/env bash
# Builds crate, wheel and npm tarball, installs each in an empty place outside the tree and runs the README's first
# snippet of its language there.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
out=$root/target/packages
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
rm -rf "$out"
mkdir -p "$out"

snippet() { # language: README's first block in it
  awk -v open="\`\`\`$1" '$0 == open { on = 1; next } on && /^```$/ { exit } on' README.md
}

echo "== crate"
cargo package -q -p krarup --allow-dirty --no-verify
cp target/package/krarup-*.crate "$out/"
mkdir -p "$place/rust/src"
tar -xzf "$out"/krarup-*.crate -C "$place/rust"
crate=$(basename "$place"/rust/krarup-*)
cat >"$place/rust/Cargo.toml" <<TOML
[package]
name = "stranger"
version = "0.0.0"
edition = "2024"
[workspace]
[dependencies]
krarup = { path = "$crate" }
TOML
snippet rust >"$place/rust/src/main.rs"
(cd "$place/rust" && CARGO_TARGET_DIR=$root/target/package-try cargo run -q)

echo "== wheel"
bindings-python/setup.sh >/dev/null
(cd bindings-python && .venv/bin/maturin build --release --out "$out" -q)
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q "$out"/krarup-*.whl
snippet python >"$place/first.py"
(cd "$place" && venv/bin/python first.py)

echo "== npm tarball"
bindings-node/setup.sh --release >/dev/null
(cd bindings-node && npm pack --silent --pack-destination "$out")
mkdir "$place/node"
(cd "$place/node" && npm init -y >/dev/null && npm install --silent "$out"/krarup-*.tgz)
snippet js >"$place/node/first.mjs"
(cd "$place/node" && node first.mjs)

echo "packages, tried outside the tree:"
ls -l "$out"
