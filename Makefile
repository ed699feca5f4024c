# Two commands: `make demo` shows fenji on real data, `make test` proves it.
PYTHON ?= python3.11
VENV ?= .venv
BIN := $(VENV)/bin
SERVE ?= 1

.PHONY: demo test machine check bench mutation bar bar-sabotage clean engines

demo: $(VENV)/installed-demo
	$(BIN)/fenji demo --folder demo
ifneq ($(SERVE),0)
	$(BIN)/fenji serve --workspace demo/complete_journey --demo
endif

# Debian packages, Spark's environments and the checks of the text wait for nothing of each other.
test:
	$(MAKE) -j3 machine engines check
	$(BIN)/python -m pytest -n auto --dist loadgroup

machine:
	$(PYTHON) -m tests.machine

check: $(VENV)/installed-dev
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/installed-dev $(VENV)-spark/installed
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.duplicates
	$(BIN)/python -m benchmarks.intake
	$(BIN)/python -m benchmarks.decisions
	$(BIN)/python -m benchmarks.refresh
	$(BIN)/python -m benchmarks.web
	$(BIN)/python -m benchmarks.pictures
	$(VENV)-spark/bin/python -m benchmarks.on_spark

# A sample of the mutants of grades, scores and scheme; SAMPLE=0 tries every one (hours). docs/mutation.md
SAMPLE ?= 500
mutation: $(VENV)/installed-dev
	nice -n 10 $(BIN)/python -m tests.mutation --sample $(SAMPLE) --page docs/mutation.md

# What a team can trust, number by number (N=6 for one); each with a defect that must turn it red. docs/bar.md
bar: $(VENV)/installed-dev
	$(BIN)/python -m tests.bar $(N) $(if $(QUICK),--quick) $(if $(N),,--page docs/bar.md)

bar-sabotage: $(VENV)/installed-dev
	$(BIN)/python -m tests.bar $(N) --sabotage

# pyspark and its thin client share a folder: two environments, each thin over the first (docs/decisions).
engines: $(VENV)-spark/installed $(VENV)-connect/installed

clean:
	rm -rf $(VENV) $(VENV)-spark $(VENV)-connect build dist demo .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

$(VENV)/installed-demo: constraints.txt pyproject.toml
	PYTHON="$(PYTHON)" VENV="$(VENV)" sh install.sh constraints.txt
	touch $@

$(VENV)/installed-dev: constraints-dev.txt pyproject.toml
	PYTHON="$(PYTHON)" VENV="$(VENV)" sh install.sh constraints-dev.txt
	touch $@ $(VENV)/installed-demo

$(VENV)-%/installed: constraints-%.txt $(VENV)/installed-dev
	PYTHON="$(PYTHON)" VENV="$(VENV)-$*" OVER="$(VENV)" sh install.sh $<
	touch $@
