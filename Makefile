# The commands of LupusInfo. `make run` needs Python 3.11 or newer and nothing else.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test test-whole check bench lock
.DEFAULT_GOAL := run

run: .venv/installed
	@$(BIN)/python manage.py serve

test: .venv/installed-dev
	@$(BIN)/python -m tests.run $(STRICT)

test-whole: .venv/installed-dev
	@$(BIN)/python -m tests.run --whole $(STRICT)

check: .venv/installed-dev
	@$(BIN)/python -m tests.check

bench: .venv/installed-dev
	@$(BIN)/python -m bench.run
	@$(BIN)/python -m bench.lighthouse
	@$(BIN)/python -m bench.search
	@$(BIN)/python -m bench.terms
	@$(BIN)/python -m bench.growth
	@$(BIN)/python -m bench.hostile 20000
	@$(BIN)/python -m bench.schedule

# Lock the versions and hashes of what requirements*.in ask for.
lock: .venv/installed-dev
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header requirements.in -o requirements.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header requirements-dev.in -o requirements-dev.txt

.venv/created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "LupusInfo needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Name another: make PYTHON=python3.12")'
	@echo "Python: making .venv …"
	@$(PYTHON) -m venv .venv || { echo "Python could not make .venv. On Debian its venv module is a package of its own: apt-get install python3-venv"; exit 1; }
	@touch $@

.venv/installed: requirements.txt .venv/created
	@echo "Packages: installing (about half a minute) …"
	@$(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/installed-dev: requirements-dev.txt .venv/created
	@echo "Packages for tests: installing (about half a minute) …"
	@$(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch .venv/installed $@
