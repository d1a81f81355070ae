# OpenSync: `make run` starts the app, `make test` checks everything; `make help` lists the rest.
# On a fresh machine both need only Python 3.11 or newer, git and make.

BIN := .venv/bin
UI := $(BIN)/python packaging/build_ui.py
PYTHON_CODE := opensync_app tests bench packaging
WORKERS ?= 2
ARGS ?=
SHARED ?= ../shared

.PHONY: help setup lock run test check lint format types imports pytest ui-test \
	api reference binary smoke bench relevance scale page fuzz soak screens clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## put everything into .venv and build the page; quick when nothing changed
	@sh packaging/setup.sh

lock: setup ## resolve requirements/*.in again into hashed locks (ARGS=--upgrade for newer ones)
	@sh packaging/lock.sh $(ARGS)

run: setup ## start the app and open it in the browser (ARGS="--port 8800" passes options on)
	@$(BIN)/opensync serve --open $(ARGS)

test: setup check ## set up, then run every check and every test
	@$(MAKE) --no-print-directory pytest

check: lint imports types ui-test ## everything but pytest

lint: setup ## ruff: style and format
	@echo "lint: ruff check"
	@$(BIN)/ruff check $(PYTHON_CODE)
	@echo "lint: ruff format"
	@$(BIN)/ruff format --check $(PYTHON_CODE)

format: setup ## ruff: mend style and format
	@$(BIN)/ruff check --fix $(PYTHON_CODE)
	@$(BIN)/ruff format $(PYTHON_CODE)

imports: setup ## import-linter: the floors of the house
	@echo "imports: the floors of the house"
	@$(BIN)/lint-imports --no-logo

types: setup ## basedpyright, strict
	@echo "types: basedpyright, strict"
	@$(BIN)/basedpyright

pytest: setup ## the Python tests (ARGS="tests/core -k merge" narrows them)
	@echo "pytest: $(WORKERS) workers"
	@$(BIN)/pytest -q -n $(WORKERS) --dist loadgroup $(ARGS)

ui-test: setup ## the page: lint, types, unit tests, size of the first load
	@if [ -f opensync_app/ui/package-lock.json ]; then $(UI) run check; fi

api: setup ## write the OpenAPI document and the page's client from it
	@mkdir -p build
	@$(BIN)/opensync openapi >build/openapi.json
	@mv build/openapi.json opensync_app/ui/src/api/openapi.json
	@$(UI) run generate --silent

reference: setup ## write docs/reference from the program itself
	@$(BIN)/python packaging/reference.py
	@$(BIN)/python packaging/module_list.py

binary: setup ## build the program as one folder, dist/opensync
	@$(BIN)/python packaging/build_binary.py

smoke: binary ## start the built program, push a session, find it, stop it
	@$(BIN)/python packaging/smoke.py dist/opensync/opensync

bench: setup ## import and search beside agentsview (ARGS="--sessions 2000" for the full size)
	@$(BIN)/python -m bench.import_and_search --shared $(SHARED) $(ARGS)

relevance: setup ## how well search finds (ARGS="--half held_out", "--misses", "--reuse --alone")
	@$(BIN)/python -m bench.relevance --shared $(SHARED) $(ARGS)

scale: setup ## search over 500,000 messages (ARGS="--messages 50000" for a smaller record)
	@$(BIN)/python -m bench.scale $(ARGS)

page: setup ## time the page over 20,000 sessions in Chromium (ARGS="--parts list")
	@$(BIN)/python -m bench.page $(ARGS)

fuzz: setup ## drive every parser with coverage-guided noise (ARGS="--seconds 600" for longer)
	@$(BIN)/python -m bench.fuzz_parsers $(ARGS)

soak: setup ## push, import and search for ten minutes and watch memory (ARGS="--minutes 60")
	@$(BIN)/python -m bench.soak $(ARGS)

screens: setup ## photograph the page with real data into build/screens (needs Chromium)
	@$(BIN)/python packaging/screens.py --shared $(SHARED) $(ARGS)

clean: ## remove everything that was built; keeps your data
	@rm -rf .venv build dist opensync_app/ui/dist opensync_app/ui/node_modules \
		opensync_app/tokenizer opensync_app/index/model \
		.pytest_cache .ruff_cache .hypothesis .import_linter_cache .coverage htmlcov
	@echo "clean: done; your sessions were not touched"
