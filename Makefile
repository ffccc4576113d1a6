# The commands of the house. `make run` and `make test` need nothing but python3 (3.11 or newer) and make.

PYTHON ?= python3
PORT ?= 8000
DEMO ?= 1
PYTEST_ARGS ?=
# Test processes: one per core, four at most; WORKERS=0 runs all in one.
WORKERS ?= logical

BIN := .venv/bin
FLASK := $(BIN)/flask --app wsgi
# A stamp is renewed when its lock file changes, so a second run goes straight to work.
RUNTIME := .venv/.runtime-stamp
TESTING := .venv/.testing-stamp

.PHONY: help run test check bench drill

help: ## list these commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' $(MAKEFILE_LIST)

run: $(RUNTIME) ## start Kigen on http://127.0.0.1:8000 (PORT=…); DEMO=0 starts without demo data
	@$(FLASK) serve --port $(PORT) --prepare $(if $(filter 0,$(DEMO)),empty,demo)

test: $(TESTING) ## the whole test suite, on SQLite and on PostgreSQL
	@$(BIN)/python -m pytest -n $(WORKERS) --maxprocesses 4 $(PYTEST_ARGS)

check: $(TESTING) ## lint, format, types, import rules, translations, templates
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/djlint --lint --quiet templates
	@$(BIN)/python -m pytest -q tests/guards

bench: $(TESTING) ## the benchmarks; writes bench/results.json
	@$(BIN)/python -m bench

drill: $(TESTING) ## the long proofs; ends in one table of gates, red where anything failed or was skipped
	@KIGEN_REQUIRE_ALL=1 $(BIN)/python -m pytest -q -m "drill or proof" $(PYTEST_ARGS)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Kigen needs Python 3.11 or newer, this is %d.%d: make PYTHON=python3.12 …" % sys.version_info[:2])'
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "Python's venv module is not complete here; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@echo "Building .venv, about a minute the first time ..."
	@$(PYTHON) -m venv .venv

$(RUNTIME): requirements.txt | $(BIN)/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(TESTING): requirements-dev.txt $(RUNTIME)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
