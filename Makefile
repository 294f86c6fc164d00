# Everything a newcomer needs: `make run` and `make test`. `make` alone explains the rest.
SHELL := /bin/sh
PLACE ?= zhanjiang
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help run test lint prove bench lock clean

help: ## explain the targets
	@printf '\n  明鉴 Mingjian\n\n'
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@printf '\n  make run PLACE=enping       the other place\n'
	@printf '  make run PORT=9000          other ports: 9000, 9001 and 9002\n\n'

run: $(VENV)/.run ## set up and start site, report form, desk and API with demo data (PLACE, PORT)
	@exec $(BIN)/mingjian serve --demo --place $(PLACE) --port $(PORT)

test: $(VENV)/.dev ## check style, types and import rules, then run the whole suite
	@sh .ci/system-packages
	@sh .ci/browser-tools
	@$(MAKE) --no-print-directory lint
	$(BIN)/python -m pytest -n 2 --dist loadgroup --no-loadscope-reorder

lint: $(VENV)/.dev ## style, types and import rules only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --num-workers 2
	$(BIN)/lint-imports --no-logo

prove: $(VENV)/.dev ## the long proofs in full: every date, thousands of reports, hundreds of kills
	@sh .ci/system-packages
	@sh .ci/browser-tools
	PROVE=1 $(BIN)/python -m pytest

bench: $(VENV)/.dev ## speed as ratios against a peer, measured in one run
	$(BIN)/python -m pytest tests/bench -s -q -p no:cacheprovider --override-ini "python_files=bench_*.py"

lock: ## pin every dependency anew, with hashes
	@$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra install --universal --generate-hashes \
	    --no-emit-index-url --python-version 3.11 --custom-compile-command "make lock" \
	    --quiet --output-file requirements.lock
	$(BIN)/uv pip compile pyproject.toml --extra install --extra dev --universal --generate-hashes \
	    --no-emit-index-url --python-version 3.11 --custom-compile-command "make lock" \
	    --quiet --constraint requirements.lock --output-file requirements-dev.lock

clean: ## remove the environment, the demo instances and every cache
	rm -rf $(VENV) instance .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(VENV)/.run: requirements.lock pyproject.toml
	@sh .ci/environment $(VENV) requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml
	@sh .ci/environment $(VENV) requirements-dev.lock
	@touch $@ $(VENV)/.run
