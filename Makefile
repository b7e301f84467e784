PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# More than a small machine has cores, as tests wait now and then; each takes ten seconds to collect them and 300 MB.
WORKERS ?= 3
# The slow ones wait for other programs more than they compute.
SLOW_WORKERS ?= 4
# Bytecode is kept, whatever the caller's shell says: else each worker, and each program that a test starts, compiles all anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: setup demo run test test-long test-crowds test-alone check audit lint types contracts house format texts schema picture lock bench clean

setup: $(STAMP)

$(STAMP): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Majlis needs Python 3.11 or newer; set PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	@touch $(STAMP)

demo: setup
	@exec $(BIN)/python -m bot demo

run: setup
	@exec $(BIN)/python -m bot run

test: setup
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m "not long" --ignore tests/house

test-long: test-crowds test-alone

test-crowds: setup
	$(BIN)/python -m pytest -n $(SLOW_WORKERS) --dist worksteal -o faulthandler_timeout=7200 -m "long and not alone"

test-alone: setup
	$(BIN)/python -m pytest -o faulthandler_timeout=7200 -m "long and alone"

check: lint types contracts house

# Compare the lock with the known vulnerabilities; that data comes over the network.
audit: setup
	$(BIN)/pip-audit --progress-spinner off --require-hashes --disable-pip --requirement requirements.lock

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

contracts: setup
	$(BIN)/lint-imports

# What the code must look like, beyond what linters know. CI is unset: nothing in it asks the Bot API, whose data CI wants compared.
house: setup
	CI= $(BIN)/python -m pytest -q -n 2 -m "not long" tests/house

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Collect the messages of the code into the catalogs; what is new there is empty and wants a translation.
texts: setup
	$(BIN)/pybabel -q extract --no-default-keywords -k t:1 -k plural:1,2 -k within:1c,2 -k N_:1 -k Plural:1,2 --add-location=file --sort-by-file --no-wrap \
		--project=Majlis --copyright-holder="The Majlis authors" --msgid-bugs-address="" -o handlers/locales/majlis.pot handlers
	for file in handlers/locales/*/majlis.po; do \
		$(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete --no-wrap -i handlers/locales/majlis.pot -o $$file -l $$(basename $$(dirname $$file)); \
	done
	$(BIN)/python -m bot texts check

# Write the next migration from the difference between the last one and storage/tables: make schema MESSAGE="what changes"
schema: setup
	$(BIN)/python -m storage.migrations "$(MESSAGE)"
	$(BIN)/ruff check --quiet --fix storage/migrations/versions
	$(BIN)/ruff format --quiet storage/migrations/versions

# Draw the bot's own picture anew.
picture: setup
	$(BIN)/python -c 'from pathlib import Path; from handlers.common.pictures.portrait import portrait; Path("deploy/bot.jpg").write_bytes(portrait())'

# Needs uv on the path. The locks name versions and hashes only, never where they come from. The second one is what runs: the same
# versions, without what only tests and checks need.
LOCKED := --universal --generate-hashes --no-annotate --no-header --python-version 3.11 --no-emit-index-url --no-emit-find-links --quiet
lock:
	uv pip compile pyproject.toml --group dev $(LOCKED) --output-file requirements.lock
	uv pip compile pyproject.toml --constraint requirements.lock $(LOCKED) --output-file requirements-run.lock

# This program beside others on this machine; they have an environment of their own. SHARE=0.1 sends a tenth.
SHARE ?= 1
bench: setup
	test -d $(VENV)-bench || $(PYTHON) -m venv $(VENV)-bench
	$(VENV)-bench/bin/python -m pip install --quiet --disable-pip-version-check "pip>=25.1"
	$(VENV)-bench/bin/python -m pip install --quiet --disable-pip-version-check --group bench
	$(BIN)/python -m tests.benchmarks $(VENV)-bench/bin/python $(SHARE)

clean:
	rm -rf $(VENV) $(VENV)-bench data .mypy_cache .ruff_cache .pytest_cache .hypothesis
