# Everything a person needs, from a checkout, on a machine with Python 3.11 and make.
# Each target sets up what it needs first; the second time that costs a fraction of a second.

.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:

# Relative on purpose: the checkout may lie in a folder with spaces in its name.
PYTHON := .venv/bin/python

# Passed on to the program or to pytest, e.g.  make test ARGS="tests/paper -x"
ARGS ?=
# How many processes the tests use.
WORKERS ?= 2

.PHONY: help setup run test check format report bench faults screenshots

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

setup: ## Install everything for work on the program: system packages, .venv, tools
	@tools/setup.sh test

run: ## Open the counter on a training profile with its own centre (no display: a guided demo into demo-out/)
	@tools/setup.sh run
	@.venv/bin/desk-app try $(ARGS)

test: ## Run all tests
	@tools/setup.sh test
	@$(PYTHON) -m pytest -n $(WORKERS) --dist loadgroup $(ARGS)

check: ## Check formatting, lint, types and the arrows between modules
	@tools/setup.sh test
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	$(PYTHON) -m mypy
	.venv/bin/lint-imports

format: ## Put all code into the house's form
	@tools/setup.sh test
	$(PYTHON) -m ruff format .
	$(PYTHON) -m ruff check --fix .

report: ## What to read now and then: complex or long functions, missing docstrings, the longest files
	@tools/setup.sh test
	@$(PYTHON) -m ruff check --exit-zero --output-format concise --config 'lint.pylint.max-args=6' \
		--select C901,PLR0913,PLR0915,D100,D101,D102,D103,D104 desk_app
	@find desk_app -name '*.py' -exec wc -l {} + | sort -rn | sed -n '2,11p'

bench: ## Measure: a table for people and benchmarks/results.json
	@tools/setup.sh test
	@$(PYTHON) -m benchmarks $(ARGS)

faults: ## Make the trials of docs/reliability.md in full (hours); ARGS="--scale 0.1" for a tenth
	@tools/setup.sh test
	@$(PYTHON) -m tests.faults $(ARGS)

screenshots: ## Make the pictures of docs/ from the real program
	@tools/setup.sh test
	@$(PYTHON) tools/screenshots.py $(ARGS)
