# Two commands: `make demo` shows fenji on real data, `make test` proves it.
PYTHON ?= python3.11
VENV ?= .venv
BIN := $(VENV)/bin
SERVE ?= 1

.PHONY: demo test check bench clean

demo: $(VENV)/installed-demo
	$(BIN)/fenji demo --folder demo

test: $(VENV)/installed-dev
	$(BIN)/python -m tests.machine
	$(MAKE) check
	$(BIN)/python -m pytest -n auto

check: $(VENV)/installed-dev
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/installed-dev
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) build dist demo .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

$(VENV)/installed-demo: constraints.txt pyproject.toml
	PYTHON="$(PYTHON)" VENV="$(VENV)" sh install.sh constraints.txt
	touch $@

$(VENV)/installed-dev: constraints-dev.txt pyproject.toml
	PYTHON="$(PYTHON)" VENV="$(VENV)" sh install.sh constraints-dev.txt
	touch $@ $(VENV)/installed-demo
