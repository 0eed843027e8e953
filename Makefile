# Hoa Ban: every command of a developer and of a trial. `make` alone lists them.
# Each command does its own set-up; what is done already takes no time the second time.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory
.PHONY: help setup setup-develop translations serve test check bench demo docs lock

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-input
DEVELOP := HOABAN_MODE=$${HOABAN_MODE:-development}
PO := $(shell find src/hoaban -name '*.po')
STAMPS := .venv/stamps

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(STAMPS)/runtime $(STAMPS)/product $(STAMPS)/translations ## make the environment in .venv

serve: setup ## start the portal on http://127.0.0.1:8000 with example content
	@$(DEVELOP) exec $(BIN)/hoaban serve $(ARGS)

test: setup-develop ## run every test, on SQLite and on PostgreSQL
	@scripts/system_packages.sh
	@$(BIN)/python scripts/run_tests.py $(ARGS)

check: setup-develop ## check style, types, floors, migrations, translations, papers
	@$(BIN)/python scripts/check.py

bench: setup-develop ## measure, print a table, write bench/results.json (ONLY=group for one)
	@scripts/system_packages.sh
	@ONLY=$(ONLY) $(BIN)/python -m bench

demo: setup ## fill the portal with the example content (ARGS="--articles 100000" for many)
	@$(DEVELOP) $(BIN)/hoaban demo $(ARGS)

docs: setup ## write the generated pages of docs/ anew
	@$(BIN)/python -m hoaban.site.settings_page docs/settings.md
	@env -i PATH="$$PATH" HOABAN_MODE=test HOABAN_VAR="$$(mktemp -d)" DJANGO_SETTINGS_MODULE=hoaban.site.settings \
		$(BIN)/python -m hoaban.site.nginx deploy/nginx.conf
	@$(BIN)/python scripts/structure.py

lock: setup-develop ## choose versions anew and write them down with their hashes
	@scripts/lock.sh

setup-develop: setup $(STAMPS)/develop

$(BIN)/python:
	@$(PYTHON) scripts/first_look.py
	@echo "Making the environment .venv ..."
	@$(PYTHON) -m venv .venv

$(STAMPS)/runtime: requirements/runtime.txt | $(BIN)/python
	@echo "Installing what a portal needs (a minute or two the first time) ..."
	@mkdir -p $(STAMPS)
	@$(PIP) --require-hashes -r requirements/runtime.txt
	@touch $@

$(STAMPS)/develop: requirements/develop.txt $(STAMPS)/runtime
	@echo "Installing what tests and checks need ..."
	@$(PIP) --require-hashes -r requirements/develop.txt
	@touch $@

$(STAMPS)/product: pyproject.toml $(STAMPS)/runtime
	@echo "Installing hoaban itself ..."
	@$(PIP) --no-deps --no-build-isolation --no-index -e .
	@touch $@

$(STAMPS)/translations: $(PO) $(STAMPS)/runtime
	@echo "Compiling translations ..."
	@$(BIN)/python scripts/compile_translations.py
	@touch $@
