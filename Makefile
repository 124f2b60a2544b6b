# Every Rust command goes through scripts/toolchain, so that one compiler builds everything.
CARGO := scripts/toolchain cargo
# Native commands leave `frontend` out: it exists for the browser only and turns on `app/hydrate`, as `server` turns
# on `app/ssr`; the two must never meet in one build. `frontend-form` and `frontend-check` are empty there.
NATIVE := --workspace --exclude frontend
WASM := --package frontend --package frontend-form --package frontend-check --target wasm32-unknown-unknown
DEMO := demo $(if $(RESET),--reset)

.DEFAULT_GOAL := help
.PHONY: help demo build test lint dev bench bench-typing bench-pages fuzz clean

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ## Build Pupitre and run it with a simulated Chorus Pro and sample data (RESET=1: start afresh)
	@scripts/bootstrap build
	scripts/build-site release
	$(CARGO) build --profile quick --package server
	target/quick/pupitre $(DEMO)

build: ## Optimised build: target/site for the browser, then target/release/pupitre
	@scripts/bootstrap build
	scripts/build-site release
	$(CARGO) build --release --package server

test: ## Everything that must pass before a change is kept: lints, tests, documentation, browser
	@scripts/bootstrap test
	@$(MAKE) --no-print-directory lint
	$(CARGO) nextest run $(NATIVE)
	$(CARGO) test --quiet --doc $(NATIVE)
	scripts/build-site release
	$(CARGO) build --package server
	scripts/python-client/run
	cd end2end && node --test --test-concurrency=2 --test-reporter=spec tests/*.test.mjs

lint: ## Formatting, clippy for the server and for the browser, documentation, dependencies; a warning is an error
	@scripts/bootstrap lint
	$(CARGO) fmt --all --check
	$(CARGO) clippy $(NATIVE) --all-targets -- -D warnings
	$(CARGO) clippy $(WASM) -- -D warnings
	RUSTDOCFLAGS='-D warnings' $(CARGO) doc --no-deps $(NATIVE)
	scripts/dependencies

dev: ## Quick debug build, then the same demonstration (RESET=1: start afresh)
	@scripts/bootstrap build
	scripts/build-site debug
	$(CARGO) build --package server
	target/debug/pupitre $(DEMO)

bench: ## Measure the check of invoices, then the server on both engines; results go to bench-results
	@scripts/bootstrap build
	$(CARGO) bench --package einvoice --bench check
	scripts/bench

bench-typing: ## Measure what a keystroke costs in a draft, beside the same page without its islands
	@scripts/bootstrap test
	scripts/bench-browser typing

bench-pages: ## Measure what each page costs on a phone: painted, awake, moved, bytes
	@scripts/bootstrap test
	scripts/bench-browser pages

fuzz: ## Hostile answers, certificates, invoices and dropped files against their readers, a minute each (SECONDS_EACH=60)
	@scripts/bootstrap fuzz
	scripts/fuzz $(or $(SECONDS_EACH),60)

clean: ## Remove everything that was built, but not the tools in .tools
	$(CARGO) clean
	rm -rf end2end/artefacts
