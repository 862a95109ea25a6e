# Consult in two commands: `make demo` shows it, `make test` proves it.
#
# Nothing but Python 3.11 or newer and make has to be there: whatever else is needed is
# installed into .venv, or asked for in one sentence. PORT and DATA_DIR are honoured.

bootstrap = python=$$(.make/find-python) && "$$python" .make/bootstrap.py
python = .venv/bin/python
in_tests = DJANGO_SETTINGS_MODULE=tests.settings
# No header and no index: what is installed is named by its hash, not by where it lay.
compile = .venv/bin/uv pip compile --quiet --generate-hashes --universal \
	--python-version 3.11 --no-emit-index-url --no-header
sources = manage.py consult projects tests .make/bootstrap.py

.PHONY: help demo demo-codes test test-fast test-sqlite test-postgres test-browser bench \
	faults lighthouse nightly storm lint fmt messages requirements

help: ## Show what can be made
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 16

demo: ## Start Consult with its story: web, worker, beat and broker
	@$(bootstrap) demo
	@exec $(python) manage.py demo

demo-codes: ## Show the demonstration's second-factor codes of this minute
	@$(python) manage.py demo_codes

test: ## Lint, types, contracts, and all tests on SQLite and on PostgreSQL
	@$(bootstrap) test
	@exec $(python) -m tests.run all

test-fast: ## Ruff, and the tests that need no database: in under a minute
	@$(bootstrap) fast
	@exec $(python) -m tests.run fast

test-sqlite: ## The tests on SQLite; ARGS go to pytest
	@$(bootstrap) fast
	@exec $(python) -m tests.run sqlite $(ARGS)

test-postgres: ## The tests on a throwaway PostgreSQL; ARGS go to pytest
	@$(bootstrap) test
	@exec $(python) -m tests.run postgres $(ARGS)

test-browser: ## The journeys in Chromium; ARGS go to pytest
	@$(bootstrap) test
	@exec $(python) -m tests.run browser $(ARGS)

nightly: ## The gate's long checks, with figures; ARGS: --runs N --races N --part PART
	@$(bootstrap) test
	@exec $(python) -m tests.run nightly $(ARGS)

storm: ## Kill every process during submissions and releases; ARGS: --seconds N
	@$(bootstrap) test
	@exec $(python) -m tests.storm $(ARGS)

bench: ## The benchmarks at full size, on both databases; ARGS: --write FILE
	@$(bootstrap) test
	@exec $(python) -m tests.run bench $(ARGS)

lighthouse: ## Lighthouse on the community's pages: 100, or it fails; needs Node.js
	@$(bootstrap) test
	@exec $(python) -m tests.run lighthouse $(ARGS)

faults: ## Take away what holds the gate, piece by piece: the tests must notice
	@$(bootstrap) fast
	@exec $(python) -m tests.faults $(ARGS)

lint: ## Ruff, mypy, djlint, import contracts, bandit
	@$(bootstrap) fast
	@exec $(python) -m tests.run lint

fmt: ## Restyle the code as ruff does
	@$(bootstrap) fast
	@$(python) -m ruff check --fix $(sources)
	@$(python) -m ruff format $(sources)

messages: ## Gather what is to be translated, and compile the catalogues
	@$(bootstrap) fast
	@$(in_tests) $(python) manage.py gather_messages
	@$(in_tests) $(python) manage.py compile_catalogues

requirements: ## Compile the requirement files from pyproject.toml
	@$(bootstrap) fast
	@$(compile) pyproject.toml -o requirements.txt
	@$(compile) pyproject.toml --group dev -c requirements.txt -o tests/requirements.txt
