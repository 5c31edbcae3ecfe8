# What a newcomer, a contributor and CI run. `make help` lists it.

SHELL := /bin/bash
.DEFAULT_GOAL := help
BINARY := .build/release/headwater
SOURCES := $(shell find Sources Package.swift -type f)
PARTS := Benchmarks/.build/release/benchmarks
PARTS_SOURCES := $(shell find Benchmarks/Package.swift Benchmarks/Sources -type f)
SWIFT_FILES := Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources

.PHONY: help run live build setup test soak bench check lint format clean

help: ## list what there is
	@grep -hE '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## /  make \1 — /'

run: $(BINARY) ## build, and serve the demo town at http://127.0.0.1:8080
	@exec $(BINARY) serve --demo --data data/demo

live: $(BINARY) ## build, and serve the public Bluesky stream
	@exec $(BINARY) serve --follow jetstream --data data/live

build: $(BINARY) ## build the release binary, .build/release/headwater

$(BINARY): $(SOURCES) | setup
	@scripts/build.sh

$(PARTS): $(SOURCES) $(PARTS_SOURCES) | setup
	@scripts/build.sh benchmarks

setup: ## install what building needs from apt, saying what; nothing where all is there
	@scripts/setup.sh

test: ## set up, build once and run every test
	@scripts/test.sh

soak: $(BINARY) $(PARTS) ## the tests five times over, then the benchmarks at full size: some two hours
	@HEADWATER_ROUNDS=5 HEADWATER_SOAK=1 scripts/test.sh
	@scripts/setup.sh bench
	@.venv/bench/bin/python bench/bench.py --binary $(BINARY) --full

bench: $(BINARY) $(PARTS) ## measure the figures of the README (BENCH=--full for all of it)
	@scripts/setup.sh bench
	@.venv/bench/bin/python bench/bench.py --binary $(BINARY) $(BENCH)

check: lint test ## what a change must pass: format, then every test

lint: ## hold every Swift file against .swift-format
	@swift format lint --strict --recursive --parallel $(SWIFT_FILES)

format: ## format every Swift file in place
	@swift format --in-place --recursive --parallel $(SWIFT_FILES)

clean: ## remove what was built, not the data
	rm -rf .build Benchmarks/.build .venv
