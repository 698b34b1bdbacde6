# Every command installs what it needs into .venv first, and does nothing when that is up to date.
# Options go through ARGS: make test ARGS="tests/engine -k NAME"

PYTHON_IN_VENV := .venv/bin/python
ARGS ?=
SPECS ?= ../shared/specs

.DEFAULT_GOAL := help
.PHONY: help install demo test check conformance lock

help:
	@echo 'make demo     two emulated Jira sites, the app and its services; ARGS="--check" runs it without a person'
	@echo 'make test     every test; ARGS="tests/engine -k NAME" narrows it'
	@echo 'make check    format, lint, types, import contracts'
	@echo 'make conformance SPECS=FOLDER'
	@echo '              the emulator, and what our client asks of it, against Atlassian'"'"'s documents in that folder'
	@echo 'make install  what the others need, into .venv'
	@echo 'make lock     resolve setup.cfg and package.json anew into requirements.txt and package-lock.json'

install:
	@sh install/run

demo: install
	@$(PYTHON_IN_VENV) -m demo $(ARGS)

test: install
	@$(PYTHON_IN_VENV) -m pytest $(ARGS)

check: install
	@$(PYTHON_IN_VENV) -m ruff format --check .
	@$(PYTHON_IN_VENV) -m ruff check .
	@$(PYTHON_IN_VENV) -m mypy
	@.venv/bin/lint-imports --no-cache

conformance: install
	@$(PYTHON_IN_VENV) -m conformance --specs "$(SPECS)" $(ARGS)

lock: install
	@$(PYTHON_IN_VENV) -m install.lock
