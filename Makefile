PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
RESOLVE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

.PHONY: help install demo test test-wire soak check lint format bench eval pins clean

help: ## what the targets are
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile

$(INSTALLED): requirements/build.txt requirements/dev.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Kimdir needs Python 3.11 or newer; try: make PYTHON=python3.12 demo")'
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) --only-binary :all: --require-hashes -r requirements/build.txt
	$(INSTALL) --only-binary :all: --no-binary pyaes --no-build-isolation --use-pep517 --require-hashes -r requirements/dev.txt
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

install: $(INSTALLED) ## the environment, with the kimdir command in .venv/bin

demo: $(INSTALLED) ## import fictional groups, guess, and ask
	@$(BIN)/kimdir demo

test: $(INSTALLED) ## every test, with branch coverage and its floor
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report
	$(BIN)/coverage report --fail-under=100 --include='core/**/rules.py,bot/*/texts.py'

test-wire: $(INSTALLED) ## the collector against the loopback Telegram in KIMDIR_WIRE
	@test -f "$(KIMDIR_WIRE)/run_oracle.py" || { echo "Set KIMDIR_WIRE to the folder of the loopback Telegram."; exit 1; }
	KIMDIR_WIRE="$(abspath $(KIMDIR_WIRE))" $(BIN)/pytest -m wire --timeout 300 tests/wire

soak: $(INSTALLED) ## the same, half an hour of random faults; MINUTES and SEED may be set
	@test -f "$(KIMDIR_WIRE)/run_oracle.py" || { echo "Set KIMDIR_WIRE to the folder of the loopback Telegram."; exit 1; }
	KIMDIR_WIRE="$(abspath $(KIMDIR_WIRE))" $(BIN)/python -m tests.wire.soak --minutes $(or $(MINUTES),30) --seed $(or $(SEED),1)

check: lint test ## format, lint, contracts, types, tests

lint: $(INSTALLED) ## format, lint, contracts, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy

format: $(INSTALLED) ## rewrite the code in the house format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(INSTALLED) ## the speed figures, as ratios measured in one run
	$(BIN)/python -m benchmarks

eval: $(INSTALLED) ## measure the guesses on the labelled people in KIMDIR_EVAL_DATA
	$(BIN)/python -m benchmarks.quality

pins: ## resolve requirements/*.in into hashed pins
	$(RESOLVE) requirements/build.in -o requirements/build.txt
	$(RESOLVE) requirements/run.in -o requirements/run.txt
	$(RESOLVE) requirements/dev.in -o requirements/dev.txt

clean: ## forget the environment
	rm -rf $(VENV)
