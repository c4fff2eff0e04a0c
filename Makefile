# `make plan` and `make test` need only Python 3.11 or later, make and git; everything else goes into .venv.

ARGS ?=
ifndef OUT
OUT := runs/$(shell date +%Y-%m-%d_%H%M%S)
endif
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
  --generate-hashes --no-emit-index-url --no-header $(if $(UPGRADE),--upgrade)

.PHONY: help plan test benchmark bundle lock clean
.DELETE_ON_ERROR:
unexport PYTHONPATH PYTHONHOME

help: ## list what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

plan: $(VENV)/.runtime ## the main job on the embedded data, into runs/ (ARGS="--weeks 1 ..." reaches the command)
	@status=0; $(BIN)/jemput-bola plan --out "$(OUT)" $(ARGS) || status=$$?; \
	if [ -d "$(OUT)" ]; then echo; echo "Hasil / results: $(abspath $(OUT))"; ls -1 "$(OUT)" | sed 's/^/  /'; fi; \
	exit $$status

test: $(VENV)/.dev ## the gate: style, types, architecture, tests, notebooks
	@scripts/gate

benchmark: $(VENV)/.benchmark ## compare the engines with independent routers, into benchmarks/RESULTS.md
	@$(BIN)/python -m benchmarks $(ARGS)

bundle: $(VENV)/.dev ## one zip for a planner's Windows laptop without internet, into dist/
	@$(BIN)/python scripts/bundle.py --out dist $(ARGS)

lock: $(VENV)/.dev ## resolve the lock files again (UPGRADE=1 for newer versions)
	$(COMPILE) pyproject.toml -o requirements.lock
	$(COMPILE) --group pyproject.toml:build -c requirements.lock -o requirements-build.lock
	$(COMPILE) pyproject.toml --extra notebook --extra dev --extra cluster --extra pyvrp --group build \
	  -c requirements.lock -c requirements-build.lock -o requirements-dev.lock
	$(COMPILE) pyproject.toml --extra notebook --extra dev --extra cluster --extra pyvrp --extra benchmark --group build \
	  -c requirements-dev.lock -o requirements-benchmark.lock

clean: ## remove what was built; runs/ stays
	rm -rf $(VENV) dist build htmlcov .coverage* .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# Stamps: a second `make plan` installs nothing. The package itself is installed in place.

$(BIN)/python:
	@scripts/make-venv $(VENV)

$(VENV)/.runtime: requirements.lock requirements-build.lock pyproject.toml $(BIN)/python
	@echo "Installing what the lock files name ..."
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --require-hashes -r requirements-build.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	@echo "Installing the tools of the gate ..."
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/.benchmark: requirements-benchmark.lock $(VENV)/.dev
	@$(PIP) install --require-hashes -r requirements-benchmark.lock
	@touch $@
