# Every target sets up what it needs. `make help` lists them.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help run test check lint types imports knowledge lab bench peers fuzz screenshots man pyz lock \
        audit clean

help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
ifdef LOCKED
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements/dev.lock
	$(BIN)/python -m pip install --quiet --no-build-isolation --no-deps --editable .
else
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
endif
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
	$(BIN)/python benchmarks/tui_speed.py
	$(BIN)/python benchmarks/kill.py
	$(BIN)/python benchmarks/remedies.py

PEERS := build/peers
peers: $(READY) ## Other programs on the same texts and faults
	test -d $(PEERS) || $(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet deadends-dev==0.9.0 uv
	$(BIN)/python benchmarks/peers/compare.py --peers-python $(PEERS)/bin/python --uv $(PEERS)/bin/uv

fuzz: $(READY) ## A million changed inputs for every reader of foreign input
	$(BIN)/python benchmarks/fuzz.py

screenshots: $(READY) ## Draw screenshots/ anew from the real app
	$(BIN)/python screenshots/make.py

man: $(READY) ## Write docs/pipmedic.1 anew from the parser
	SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) $(BIN)/argparse-manpage --module pipmedic.cli.main \
	  --function build_parser --prog pipmedic --project-name pipmedic --manual-title "pipmedic" \
	  --description "find out why pip cannot reach its index over TLS, and mend it" \
	  --format single-commands-section --output docs/pipmedic.1

pyz: $(READY) ## The single file dist/pipmedic.pyz, its checksum and its SBOM
	$(BIN)/python tools/pyz/build.py

LOCK := $(BIN)/uv pip compile --quiet --upgrade --python-version 3.9 --generate-hashes \
	--no-annotate --custom-compile-command 'make lock' pyproject.toml

lock: $(READY) ## Resolve requirements/*.lock anew (dev.lock fits every Python, pyz.lock the oldest)
	$(BIN)/python -m pip install --quiet uv
	$(LOCK) --output-file requirements/pyz.lock
	$(LOCK) --universal --extra dev requirements/build.in --output-file requirements/dev.lock

audit: $(READY) ## Look the locked versions up in known advisories (ADVISORIES=FILE: offline)
	$(BIN)/python tools/audit.py $(if $(ADVISORIES),--advisories $(ADVISORIES))

clean: ## Remove what the other targets made
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis dist build
