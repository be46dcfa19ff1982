# Everything a machine with Python >= 3.11, make and git needs: each target sets itself up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
TESTABLE := $(VENV)/testable
PINNED := --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links --no-strip-extras --quiet
export DAGSTER_HOME ?= $(CURDIR)/.dagster

.DEFAULT_GOAL := help
.PHONY: help assess test check bench worlds mutants kills ui lock demonstration pages clean

help:  ## Show what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed: make PYTHON=python3.12 ..."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing pinned packages (some minutes the first time) ..."
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(TESTABLE): $(READY) requirements-dev.txt
	@echo "installing pinned test tools ..."
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.txt
	@touch $@

assess: $(READY)  ## Run every shipped round and publish warehouse/dti.duckdb
	@$(BIN)/dti assess --all

ui: $(READY)  ## The Dagster UI on http://127.0.0.1:3000
	@$(BIN)/python -m assets.runs.home
	$(BIN)/dagster dev --workspace workspace.yaml --host 127.0.0.1 --port 3000

test: check  ## Lint, types and all tests
	$(BIN)/python -m pytest

check: $(TESTABLE)  ## Lint and types only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright --threads 2
	$(BIN)/dg check defs

bench: $(TESTABLE)  ## Ratios measured side by side
	$(BIN)/python tests/benchmarks/scoring.py
	$(BIN)/python tests/benchmarks/intake.py
	$(BIN)/python tests/benchmarks/planning.py
	$(BIN)/python tests/benchmarks/assessment.py
	$(BIN)/python tests/benchmarks/work_list.py
	$(BIN)/python tests/benchmarks/site.py

kills: $(TESTABLE)  ## Kill N runs at random moments and see that nothing is broken or left
	$(BIN)/python tests/kill_runs.py $(or $(N),20) $(or $(SEED),1)

worlds: $(TESTABLE)  ## Drawn installations beside an evaluator: N=200, SEED=first number
	$(BIN)/python tests/worlds/hunt.py --worlds $(or $(N),200) $(if $(SEED),--seed $(SEED))

mutants: $(TESTABLE)  ## Single changes of the method that no test of their folder notices: N=200 SEED=1
	$(BIN)/python tests/mutants.py -n $(or $(N),20) --seed $(or $(SEED),1)

lock: $(TESTABLE)  ## Pin every package with its hashes, without naming a registry
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --group build $(PINNED) --output-file requirements.txt
	$(BIN)/uv pip compile pyproject.toml --group dev --constraint requirements.txt $(PINNED) \
		--output-file requirements-dev.txt

demonstration: $(TESTABLE)  ## Make the demonstration submissions again
	$(BIN)/python seeds/make_demonstration.py

pages: $(TESTABLE)  ## Make the dictionary, the rule book and the list of assets again
	$(BIN)/python tests/make_pages.py

clean:  ## Remove what was installed and made
	rm -rf $(VENV) build *.egg-info warehouse/*.duckdb* warehouse/data_docs warehouse/site
	find .dagster -mindepth 1 ! -name dagster.yaml -delete
