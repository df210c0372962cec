# Every target sets up what it needs first; when all is in place, that costs a checksum.

.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# Where CDK finds Node.js.
export PATH := $(CURDIR)/.venv/bin:$(PATH)
# Without bytecode, each process would compile CDK and moto again.
unexport PYTHONDONTWRITEBYTECODE

PYTEST_ARGS ?=
LOCK_ARGS ?=

.PHONY: help
help:  ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-6s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: setup-users  ## Show what Stepgraph does: a graph runs, waits for a person, and ends
	@.venv/bin/stepgraph run spine --on local-aws --input '{"topic": "black holes"}' \
		$$([ -t 0 ] || echo --answer true)
	@echo; \
	echo "Next: .venv/bin/stepgraph dev     the same behind an HTTP API, for langgraph-sdk"; \
	echo "      functions/graphs/spine/     the graph; docs/keys.md, what it wrote"

.PHONY: test
test: setup-dev  ## Run the tests, or those in PYTEST_ARGS="tests/unit -k name"
	@.venv/bin/pytest --numprocesses auto --dist loadfile $(PYTEST_ARGS)

.PHONY: check
check: setup-dev  ## Check format, lint, types, layers and names; silent when all is well
	@$(MAKE) --keep-going --jobs 2 check-format check-lint check-types check-layers check-names

.PHONY: soak
soak: setup-dev  ## Run the long tests, 40 minutes at most
	@HYPOTHESIS_PROFILE=thorough .venv/bin/pytest --numprocesses auto --dist loadfile \
		--timeout 1200 --session-timeout 1200 -m hypothesis tests/unit
	@.venv/bin/pytest --timeout 1200 --session-timeout 1200 tests/soak $(PYTEST_ARGS)

.PHONY: bench
bench: setup-dev setup-peers  ## Measure, beside the peers, in one table
	@.venv/bin/python -m tests.bench

.PHONY: synth
synth: setup-dev  ## Synthesise the CDK app for stage dev into cdk.out
	@.venv/bin/python -m infra_cdk dev

.PHONY: cov
cov: setup-dev  ## Run the tests and list the lines they miss
	@.venv/bin/pytest --numprocesses auto --dist loadfile --cov --cov-report term $(PYTEST_ARGS)

.PHONY: fmt
fmt: setup-dev  ## Format the code and fix what lint can fix
	@.venv/bin/ruff check --quiet --fix-only .
	@.venv/bin/ruff format --quiet .

.PHONY: lock
lock: setup-dev  ## Remake the locks; LOCK_ARGS=--upgrade takes newer versions
	@$(compile) --group uv --output-file requirements/uv.txt
	@$(compile) $(users) --output-file requirements/users.txt
	@$(compile) $(users) --group dev --constraint requirements/users.txt --output-file requirements/dev.txt
	@$(compile) --group peers --output-file requirements/peers.txt

# Universal, and without addresses: one lock serves every platform and every mirror.
compile = bin/uv pip compile --quiet --universal --python-version 3.12 --python .venv/bin/python \
	--generate-hashes --no-emit-index-url --no-emit-find-links --annotation-style line \
	--custom-compile-command 'make lock' $(LOCK_ARGS)
users = pyproject.toml --all-extras --group build

.PHONY: setup
setup: setup-dev  ## Install everything that development needs into .venv

.PHONY: clean
clean:  ## Remove everything that make made
	@rm -rf .venv .venv-peers .uv .*_cache .hypothesis .coverage .coverage.* htmlcov build dist cdk.out
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: setup-users setup-dev setup-peers
setup-users setup-dev setup-peers: setup-%:
	@bin/setup $*

# Each is silent when all is well, and shows what its tool said when not.
.PHONY: check-format check-lint check-types check-layers check-names
check-format:
	@$(call quiet,.venv/bin/ruff format --check .)
check-lint:
	@$(call quiet,.venv/bin/ruff check .)
check-types:
	@$(call quiet,.venv/bin/mypy)
check-layers:
	@$(call quiet,.venv/bin/lint-imports --no-logo)
check-names:
	@$(call quiet,.venv/bin/pytest -q tests/unit/test_public_names.py tests/unit/test_node_path_imports.py)

quiet = out=$$($(1) 2>&1) || { printf '%s\n' "$$out"; exit 1; }
