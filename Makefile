# `make run` tries the forum, `make test` proves it. Both need Python 3.11 or newer and nothing else.

PORT ?= 8000
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
MAKEFLAGS += --no-print-directory
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help run install dev test test-everywhere lint messages lock clean

help: ## Show what can be done
	@echo "make run      try the forum: http://localhost:$(PORT)   (PORT=8001 DATA_DIR=~/folkmoot DEMO=0)"
	@echo "make install  prepare .venv only"
	@echo "make test     everything: style, types, tests on SQLite and PostgreSQL, journeys in a browser"
	@echo "make lint     style and types"
	@echo "make messages collect and compile the translations (needs GNU gettext)"
	@echo "make lock     write requirements*.txt anew from pyproject.toml"

run: $(BIN)/.runtime ## Start the forum with its background jobs; Ctrl+C stops it
	@exec env PORT=$(PORT) $(if $(DATA_DIR),DATA_DIR="$(DATA_DIR)") $(BIN)/python -m community.start

install: $(BIN)/.runtime

dev: $(BIN)/.dev

test: $(BIN)/.dev
	@exec $(BIN)/python .ci/everything.py

test-everywhere: export EVERYWHERE = 1
test-everywhere: test ## All of it on both databases; takes longer

lint: $(BIN)/.dev
	@$(BIN)/ruff check .
	@$(BIN)/mypy

messages: $(BIN)/.runtime
	@$(BIN)/python manage.py makemessages --all --no-location --no-obsolete --ignore .venv --ignore var
	@$(BIN)/python manage.py compilemessages --ignore .venv --ignore var

lock: $(BIN)/.dev
	@command -v uv >/dev/null 2>&1 || test -x $(BIN)/uv || $(BIN)/python -m pip install -qq uv
	@uv=$$(command -v uv || echo $(BIN)/uv); for out in requirements.txt: requirements-s3.txt:"--extra s3 -c requirements.txt" \
		requirements-dev.txt:"--group dev -c requirements-s3.txt"; do \
		$$uv pip compile pyproject.toml --extra production $${out#*:} --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-emit-find-links --no-header --quiet --output-file $${out%%:*} || exit 1; done

clean: ## Remove what was installed, not what was written: var/ stays
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .test-results

# A real Python in a place of its own. The two stamps say which list was installed last.
$(BIN)/python:
	@if [ -z "$(PYTHON)" ]; then echo "Python 3.11 or newer is needed and was not found. Install it, or name it: make run PYTHON=/path/to/python3" >&2; exit 1; fi
	@$(PYTHON) -m venv .venv >/dev/null 2>.venv-error || { cat .venv-error >&2; rm -rf .venv .venv-error; \
		echo "Python cannot make a virtual environment. On Debian or Ubuntu: sudo apt install python3-venv" >&2; exit 1; }
	@rm -f .venv-error

$(BIN)/.runtime: requirements.txt | $(BIN)/python
	@echo "Installing (once, about a minute) ..."
	@$(call install,requirements.txt)
	@touch $@

$(BIN)/.dev: requirements-dev.txt | $(BIN)/python
	@echo "Installing what tests need (once, a minute or two) ..."
	@$(call install,requirements-dev.txt)
	@touch $@ $(BIN)/.runtime

# uv where it is known, for speed; pip otherwise. Both check every hash.
define install
if command -v uv >/dev/null 2>&1; then VIRTUAL_ENV=$(CURDIR)/.venv uv pip install --quiet --require-hashes -r $(1); \
else $(BIN)/python -m pip install -qq --require-hashes -r $(1); fi \
|| { echo "Installing failed; the lines above say why. Is there a connection to a package index?" >&2; exit 1; }
endef
