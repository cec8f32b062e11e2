# krarup: the commands. `make help` lists them.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help check test test-rust test-python test-node test-readme test-demo test-heavy demo bench bench-counts bench-peers fuzz mutants package clean

export RUSTDOCFLAGS := -D warnings
PYTHON := bindings-python/.venv/bin/python

help: ## list these commands
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/:.*##/\t/' | expand -t 16

check: ## the quick loop: format, lints and types of the Rust code
	cargo fmt --all --check
	cargo clippy -p krarup --all-targets -- -D warnings

test: test-rust test-python test-node test-readme test-demo ## everything CI runs, in three languages

test-rust: ## format, lints, docs, unit, property, doc and conformance tests of the Rust code
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	cargo check -p krarup --no-default-features --features routing
	scripts/dependency-count.sh
	cargo doc -p krarup --no-deps
	cargo test -p krarup

test-python: ## build the Python package in its own virtual environment and test it
	bindings-python/check.sh

test-node: ## build the Node package in its own node_modules and test it
	bindings-node/check.sh

test-readme: test-python test-node ## run the Python and Node snippets of README and docs (the Rust ones are doctests)
	$(PYTHON) scripts/readme_snippets.py

test-demo: test-python test-node ## the demo on one generated day
	scripts/demo.sh --days 1

test-heavy: ## what needs more time, servers or a browser
	scripts/test-heavy.sh

demo: ## the main job on a generated week, or on a file: make demo CALLS=file.csv MAP=mapping.json
	scripts/demo.sh $(if $(CALLS),"$(CALLS)") $(if $(MAP),"$(MAP)")

bench: ## criterion benches of the Rust code (release build)
	cargo bench -p krarup-benches

bench-counts: ## instructions of routing and staffing by callgrind, beside those on file
	python3 scripts/bench_counts.py

bench-peers: ## the same work by krarup and by what people would use instead
	benches/peers/run.sh

fuzz: ## fuzz configurations, inputs, snapshots and call logs: make fuzz SECONDS_EACH=3600
	scripts/fuzz.sh $(or $(SECONDS_EACH),60)

mutants: ## change the router's decisions one by one and see whether a test notices
	scripts/mutants.sh

package: ## build crate, wheel and npm tarball and try each in an empty place
	scripts/package.sh

clean: ## remove everything that was built
	cargo clean
	rm -rf bindings-python/.venv bindings-node/node_modules bindings-node/dist
