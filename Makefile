# AquaMind: a salmon company in a database. `make` lists the targets.

PYTHON ?= python3
PRESET ?= company
SESSION ?= 1
ADDRESS ?= 127.0.0.1:8000

BIN := .venv/bin
INSTALLED := .venv/installed
TOOLS := .venv/installed-tools
INSTALL := $(BIN)/python -m pip install --quiet --constraint constraints.txt --editable

.DEFAULT_GOAL := help
.PHONY: help generate serve test check format docs bench clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "  PRESET=company|smoke|...  SESSION=1..4  PYTHON=python3   as in: make generate PRESET=smoke"

generate: $(INSTALLED) ## Build the environment and fill var/aquamind.sqlite3 with one session
	@mkdir -p var
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/aquamind generate --session $(SESSION) --preset $(PRESET) --resume

serve: $(INSTALLED) ## Open the site on the database, on this machine only: http://127.0.0.1:8000
	@mkdir -p var
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py summarise
	@$(BIN)/python manage.py demo_user
	@$(BIN)/python manage.py runserver $(ADDRESS)

test: $(TOOLS) ## Run every test, with a real server and a real browser; as root it installs a browser where none is
	@command -v chromium google-chrome >/dev/null || [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null || \
	  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends chromium >/dev/null; }
	$(BIN)/python -m pytest -n 2 --dist loadfile

check: $(TOOLS) ## Lint, types, import rules, migrations and generated pages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python manage.py check
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py data_model_docs --check
	$(BIN)/python -m aquasim.cli.document --check

format: $(TOOLS) ## Lay the code out as `make check` wants it
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(TOOLS) ## Write the generated pages anew
	$(BIN)/python manage.py data_model_docs
	$(BIN)/python -m aquasim.cli.document

bench: $(INSTALLED) ## Measure rows/s end to end against the raw load of the same rows, and bulk_create
	@mkdir -p var
	@$(BIN)/python manage.py migrate --verbosity 0
	$(BIN)/aquamind bench --preset $(PRESET) --orm-days 2

clean: ## Remove the environment and caches; the database in var/ stays
	rm -rf .venv build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "AquaMind needs Python 3.11 or newer, and $(PYTHON) is $$($(PYTHON) --version 2>&1)." >&2; \
	  echo "Name a newer one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@echo "Building the environment in .venv (once)"
	@$(PYTHON) -m venv .venv

$(INSTALLED): pyproject.toml constraints.txt | $(BIN)/python
	@$(INSTALL) .
	@touch $@

$(TOOLS): $(INSTALLED)
	@$(INSTALL) '.[test,check]'
	@touch $@
