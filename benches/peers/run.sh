#!/usr/bin/env bash
# The same work by krarup and by what people would use instead, in one run (release build).
set -euo pipefail
cd "$(dirname "$0")/../.."
venv=target/peers
[ -x $venv/bin/python ] || python3 -m venv $venv
$venv/bin/pip install -q --disable-pip-version-check -r benches/peers/requirements.txt
bindings-python/setup.sh >/dev/null
rm -rf target/peers-wheel
bindings-python/.venv/bin/maturin build -q --release -m bindings-python/Cargo.toml --out target/peers-wheel
$venv/bin/pip install -q --disable-pip-version-check --force-reinstall --no-deps target/peers-wheel/krarup-*.whl
bindings-node/setup.sh --release >/dev/null
node=target/peers-node
mkdir -p $node/node_modules
ln -sfn "$PWD/bindings-node" $node/node_modules/krarup
cp benches/peers/routing/node/package.json $node/
bindings-node/node_modules/.bin/tsc -p benches/peers/routing/node

# Debian's packages; the servers are started and stopped by servers.py, so that nothing else on this machine is touched.
installed() { # programs of PostgreSQL, or of Redis
  [ "$1" = postgresql ] && compgen -G "/usr/lib/postgresql/*/bin/pg_ctl" >/dev/null || command -v "$1" >/dev/null
}
need() {
  installed "$1" && return
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -q >target/apt.log 2>&1 || true
    DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$1" >>target/apt.log 2>&1 || true
  fi
  installed "$1"
}
need postgresql || export KRARUP_NO_POSTGRES=1
need redis-server || export KRARUP_NO_REDIS=1

case "${1:-all}" in
  all)
    $venv/bin/python benches/peers/peers.py
    $venv/bin/python benches/peers/routing/checker_test.py
    $venv/bin/python benches/peers/routing/main.py
    $venv/bin/python benches/peers/crossing.py
    $venv/bin/python benches/peers/staffing.py
    ;;
  staffing) $venv/bin/python benches/peers/staffing.py ;;
  routing)
    $venv/bin/python benches/peers/routing/checker_test.py
    $venv/bin/python benches/peers/routing/main.py
    ;;
  crossing) $venv/bin/python benches/peers/crossing.py ;;
  *)
    echo "all, staffing, routing or crossing, not $1" >&2
    exit 1
    ;;
esac
