# Two commands: `make run` starts the bot, `make test` checks everything. Both work on a fresh machine.
PYTHON ?= python3
BIN := .venv/bin
DEBIAN := redis-server

.PHONY: help run chat test check pytest bench format

help:
	@echo 'make run    start the bot (Telegram with GUIDE_TELEGRAM_TOKEN, otherwise a chat in this terminal)'
	@echo 'make chat   chat with the bot in this terminal'
	@echo 'make test   everything CI checks: style, types, floors, flows, tests'
	@echo 'make bench  measure a turn against the raw minimum'

.venv/.installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'Python 3.11 or newer is needed: set PYTHON=/path/to/python3.11'; exit 2; }
	@$(PYTHON) -m venv .venv || { echo 'The Debian package python3-venv is missing: apt-get install python3-venv'; exit 2; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

.venv/.installed-test: .venv/.installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	@touch $@

run: .venv/.installed
	@$(BIN)/guide run

chat: .venv/.installed
	@$(BIN)/guide chat

debian:
	@command -v redis-server >/dev/null || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $(DEBIAN) >/dev/null; } \
	  || { echo 'The tests need these Debian packages; install them as root: apt-get install $(DEBIAN)'; exit 2; }

check: .venv/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/guide lint

test: debian check
	$(BIN)/pytest

bench: debian .venv/.installed-test
	$(BIN)/python tests/bench/turn.py

format: .venv/.installed-test
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .
