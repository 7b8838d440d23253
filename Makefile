# Everything one does here, in one word each. `make help` lists them.
# Each step is one plain command, so that a signal to make reaches what runs.

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

# The first Python on this machine that is new enough.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)

# Debug mode is the default of this file only: the environment and `.env` win.
debug_by_default = { [ -n "$${DEBUG+set}" ] || grep -Eqs '^(export )?DEBUG=' .env || export DEBUG=true; }

.PHONY: help
help: ## This list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-6s %s\n", $$1, $$2}' Makefile

.PHONY: run
run: .venv/for-running ## Start Handoff with demo data; PORT=8123 chooses the port
	@$(debug_by_default) && exec .venv/bin/python manage.py prepare
	@$(debug_by_default) && exec .venv/bin/python manage.py serve

.PHONY: test
test: .venv/for-working ## Run every test on SQLite, then on PostgreSQL and Redis
	@exec .ci/test

.PHONY: lint
lint: .venv/for-working ## Check format, style and which room imports which
	.venv/bin/ruff format --check
	.venv/bin/ruff check
	.venv/bin/lint-imports --no-cache

.PHONY: format
format: .venv/for-working ## Format, and mend what can be mended by itself
	.venv/bin/ruff format
	.venv/bin/ruff check --fix

.PHONY: types
types: .venv/for-working ## Check the types
	.venv/bin/mypy

.PHONY: bench
bench: .venv/for-working ## Measure, as in make bench ARGS="detection messages.tsv"; alone: what there is
	@exec .venv/bin/python benchmarks $(ARGS)

.PHONY: lock
lock: export CUSTOM_COMPILE_COMMAND = make lock
lock: .venv/for-working ## Pin what requirements*.txt pull in; ARGS=--upgrade takes newer
	.venv/bin/pip-compile $(pinned) --output-file=requirements.lock requirements.txt
	.venv/bin/pip-compile $(pinned) --constraint=requirements.lock \
		--output-file=requirements-dev.lock requirements-dev.txt

pinned = --quiet $(ARGS) --generate-hashes --allow-unsafe --strip-extras \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host

# Stamps: what is installed is installed again only when its lock is newer.
.venv/for-running: requirements.lock | .venv/bin/pip
	@echo "Installing what Handoff runs on. This takes a minute or two, once."
	@.venv/bin/pip install --quiet --disable-pip-version-check -r requirements.lock
	@touch $@

.venv/for-working: requirements-dev.lock requirements.lock | .venv/bin/pip
	@echo "Installing what it takes to work on Handoff, once."
	@.venv/bin/pip install --quiet --disable-pip-version-check -r requirements-dev.lock
	@touch $@ .venv/for-running

# Unmodified clients of the protocols we speak, for the tests.
tests/node/node_modules: tests/node/package-lock.json
	@npm ci --prefix tests/node --no-audit --no-fund --silent
	@touch $@

.venv/bin/pip:
	@test -n "$(PYTHON)" || { echo "Handoff needs Python 3.11 or newer; none was found." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "This Python cannot make a virtual environment. On Debian: apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv .venv
