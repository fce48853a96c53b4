# All that is needed is Python 3.11 or newer and make; everything else goes into .venv.
#
#   make report       analyse the sample and write a report
#   make test         what a change must pass
#   make test-deep    the long runs: a million verdicts against the brute-force evaluator
#   make test-declare rules about order against DECLARE as pm4py has it (LOG=FILE.xes.gz: on that log, too)
#   make bench        how fast it is here
#   make format       tidy the code
#   make notebooks    run the notebooks and write them with their outputs
#   make screenshots  take the pictures of the report that the manual shows
#   make docs         write anew the pages of the manual that come from the code or the tests, and their pictures
#   make constraints  take the newest releases and pin them
#   make clean        remove what was made, the environment too

PYTHON ?= python3
JOBS ?= 2
VENV := .venv
BIN := $(VENV)/bin
BUILD := build
SAMPLE := sample_data/quarter.csv
AS_OF := 2026-04-01

# Settings of pip that would break an environment of its own are overruled; where packages come from is left alone.
PIP := PIP_USER=0 PIP_REQUIRE_HASHES=0 PIP_NO_INPUT=1 PIP_DISABLE_PIP_VERSION_CHECK=1 \
       PIP_CONSTRAINT='$(CURDIR)/constraints.txt' PIP_BUILD_CONSTRAINT='$(CURDIR)/constraints.txt' \
       $(BIN)/python -m pip
INSTALL := $(PIP) install --quiet -c constraints.txt

.DELETE_ON_ERROR:
.PHONY: report test lint types layers unit wheel test-deep test-declare bench format notebooks screenshots docs constraints clean

report: $(VENV)/.runs
	$(BIN)/analyzer report $(SAMPLE) -d in-house -o $(BUILD)/report --as-of $(AS_OF) --fail-on medium \
		|| test $$? -eq 1  # 1: there are findings beyond the limit, as the sample means to show
	@echo
	@echo "The report lies in $(BUILD)/report: open $(BUILD)/report/report.html in a browser."

test: lint types layers unit wheel

lint: $(VENV)/.develops
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.develops
	$(BIN)/mypy --strict

layers: $(VENV)/.develops
	$(BIN)/lint-imports

# Each process takes one stretch of the tests and steals from the others when it is through: what a module makes once
# (a report, a browser) is so made in one process and not in each.
unit: $(VENV)/.develops
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal

# The wheel works where nothing of this folder can be seen: an empty environment, another working folder.
wheel: $(VENV)/.develops
	rm -rf $(BUILD)/dist $(BUILD)/wheel-env
	$(BIN)/python -m build --wheel --no-isolation --outdir $(BUILD)/dist .
	$(BIN)/python -m venv $(BUILD)/wheel-env
	$(subst $(BIN),$(BUILD)/wheel-env/bin,$(INSTALL)) $(BUILD)/dist/*.whl
	cd $(BUILD)/wheel-env && bin/analyzer --version && bin/analyzer lint in-house --fail-on error
	cd $(BUILD)/wheel-env && bin/analyzer check '$(CURDIR)/$(SAMPLE)' -d in-house --as-of $(AS_OF) --fail-on never --top 1
	rm -rf $(BUILD)/wheel-env

test-deep: $(VENV)/.develops
	$(BIN)/python -m pytest -n $(JOBS) -m deep

# pm4py is AGPL: it lives in an environment of its own, beside the product and not in it.
test-declare: $(BUILD)/declare-env/.made
	ANALYZER_DECLARE_LOG='$(LOG)' $(BUILD)/declare-env/bin/python -m pytest -m deep tests/declare

$(BUILD)/declare-env/.made: pyproject.toml constraints.txt
	$(PYTHON) -m venv --clear $(BUILD)/declare-env
	$(subst $(BIN),$(BUILD)/declare-env/bin,$(INSTALL)) -e . pm4py pytest
	@touch $@

bench: $(VENV)/.develops
	$(BIN)/python -m benchmarks

format: $(VENV)/.develops
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

notebooks: $(VENV)/.develops
	$(BIN)/python -m tests.notebooks.running

screenshots: $(VENV)/.develops
	$(BIN)/python -m tests.reports.screenshots docs/screenshots

docs: $(VENV)/.develops
	$(BIN)/python -m analyzer.cli.manual docs
	$(BIN)/python -m tests.documents
	$(BIN)/python docs/charts/draw.py

constraints:
	rm -rf $(BUILD)/pins
	$(PYTHON) -m venv $(BUILD)/pins
	$(subst $(BIN),$(BUILD)/pins/bin,$(subst $(CURDIR)/constraints.txt,,$(PIP))) install --quiet --upgrade -e '.[dev]' editables
	$(BUILD)/pins/bin/python -m pip freeze --exclude-editable | LC_ALL=C sort -f > $(BUILD)/constraints.txt
	mv $(BUILD)/constraints.txt constraints.txt
	rm -rf $(BUILD)/pins

clean:
	rm -rf $(VENV) $(BUILD) dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +

# ---------------------------------------------------------------- the environment; stamps make a second call quick

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed, and '$(PYTHON)' is not; say which to use: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || { \
	  echo "'$(PYTHON)' cannot make environments; install its venv package (on Debian: python3-venv)"; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/.runs: $(VENV)/.made pyproject.toml constraints.txt
	$(INSTALL) -e .
	@touch $@

$(VENV)/.develops: $(VENV)/.runs
	$(INSTALL) -e '.[dev]'
	@touch $@
