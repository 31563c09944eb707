# Everything runs from .venv, which is made from requirements.lock by uv: the machine's own, or one in .tools.
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)

.PHONY: help setup demo test bench bench-million lint format lock clean

help:
	@echo "make setup   prepare $(VENV)"
	@echo "make demo    a made-up bank of 5,000 parties to ask in a browser; Ctrl-C stops all"
	@echo "make test    every test, on a real Neo4j"
	@echo "make bench   ratios against the bare driver, on a Neo4j of its own; see bench/README.md"
	@echo "make bench-million   search, groups and owners in a base of a million parties; half an hour or more"
	@echo "make lint    ruff, mypy, import-linter, deptry"
	@echo "make format  ruff format and its safe fixes"
	@echo "make lock    requirements.lock again from pyproject.toml"

setup: $(VENV)/.ready

.tools/bin/uv:
	$(PYTHON) -m venv .tools
	.tools/bin/pip install --quiet --disable-pip-version-check uv

$(VENV)/.ready: requirements.lock pyproject.toml | $(filter .tools/bin/uv,$(UV))
	@echo "Preparing $(VENV): Python packages are downloaded, about 250 MB, the first time only"
	test -x $(BIN)/python || $(UV) venv --quiet --python $(PYTHON) $(VENV)
	$(UV) pip sync --quiet --require-hashes --python $(BIN)/python requirements.lock
	$(UV) pip install --quiet --no-deps --no-build-isolation --python $(BIN)/python --editable .
	touch $@

demo: setup
	@$(BIN)/cim demo

# Tests start dozens of processes: each would compile all it imports where Python may not keep what it compiled.
test: setup
	PYTHONDONTWRITEBYTECODE= PYTHONPYCACHEPREFIX=$(CURDIR)/$(VENV)/bytecode $(BIN)/pytest --numprocesses auto --dist loadfile

bench: setup
	$(BIN)/python -m bench.columnar
	$(BIN)/python -m bench.forms
	$(BIN)/python -m bench.load
	$(BIN)/python -m bench.api
	$(BIN)/python -m bench.ownership
	$(BIN)/python -m bench.ownership_graph

bench-million: setup
	$(BIN)/python -m bench.search
	$(BIN)/python -m bench.groups
	$(BIN)/python -m bench.ownership_graph --companies 600000 --subjects-only

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/deptry .

format: setup
	$(BIN)/ruff check --fix-only --exit-zero .
	$(BIN)/ruff format .

lock: | $(filter .tools/bin/uv,$(UV))
	$(UV) pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
		--no-header --no-annotate --python-version 3.11 --all-extras --group dev --output-file requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) .tools
