# Every target sets up what it needs. `make help` lists them.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help run test check lint types imports knowledge lab bench screenshots clean

help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@

run: $(READY) ## Start the wizard
	$(BIN)/pipmedic

test: check ## Everything that must pass (what CI runs)

check: lint types imports knowledge ## Lint, types, import rules, knowledge, tests
	$(BIN)/python -m pytest

lint: $(READY) ## ruff: style and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY) ## mypy --strict
	$(BIN)/mypy

imports: $(READY) ## import-linter: imports go down only
	$(BIN)/lint-imports --no-logo

knowledge: $(READY) ## pipmedic kb lint
	$(BIN)/pipmedic kb lint

lab: $(READY) ## The whole laboratory: real faults against real pips
	$(BIN)/python -m pytest tests/lab -m lab

bench: $(READY) ## Every measurement quoted in the documentation
	$(BIN)/python benchmarks/decision_speed.py
	$(BIN)/python benchmarks/regret.py
	$(BIN)/python benchmarks/simulate.py
	$(BIN)/python benchmarks/reports.py
	$(BIN)/python benchmarks/probe_speed.py
	$(BIN)/python benchmarks/fuzz_der.py

screenshots: $(READY) ## Draw screenshots/ anew from the real app
	$(BIN)/python screenshots/make.py

clean: ## Remove what the other targets made
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis dist build
