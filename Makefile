# Everything a newcomer needs: `make demo` and `make test`. Both set up first; neither needs more than Python and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
WORKERS ?= 2

.PHONY: help demo test browser lint bench lock clean

help: ## Show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

demo: $(READY) ## Show the whole exchange at work on a real Kafka broker (about a minute)
	$(BIN)/python ops/demo/run.py

test: $(READY) lint browser ## Run the whole suite: real Kafka, a real browser, readers in other languages
	$(BIN)/pytest -n $(WORKERS) --dist loadfile

# The documentation is looked at in a real browser. Without one, and without the means to install it, that is skipped.
browser:
	@command -v chromedriver > /dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null \
		&& apt-get update -qq && apt-get install -qq -y --no-install-recommends chromium chromium-driver > /dev/null; } \
		|| echo "no chromium with its driver: the documentation's browser tests are skipped"

lint: $(READY) ## Style, types, layers and the contract's own rules
	$(BIN)/ruff check --no-cache .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/casefile contracts lint

bench: $(READY) ## Measure: codec, check, the judge of changes, relay, the usual way, latency
	for script in codec check compatibility usual_way relay latency; do $(BIN)/python bench/$$script.py || exit 1; done

lock: $(READY) ## Resolve the dependencies again into requirements.lock, with hashes
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
		--generate-hashes --no-annotate --no-header --upgrade --quiet --output-file requirements.lock

clean: ## Remove what set-up and runs left behind
	rm -rf $(VENV) .casefile .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "casefile-exchange needs Python 3.11 or newer; $(PYTHON) is older. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
