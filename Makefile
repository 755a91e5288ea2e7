# `make up` runs Credit Desk on this machine; `make test` proves it, `make bench`
# measures it. See README.md.
# Each recipe line is one program without a shell between, so that signals reach it.

PYTHON_RUN = .venv/bin/python
PYTEST_ARGS ?=
BENCH_ARGS ?=
FAULTS_ARGS ?=
UV_VERSION = 0.13.9

export SCARF_ANALYTICS = false

.PHONY: up reset test test-browser pictures faults faults-teeth faults-long \
	faults-cluster faults-upgrade bench check format lock

up:
	@local/install runtime
	@$(PYTHON_RUN) -m local up

reset:
	@local/install runtime
	@$(PYTHON_RUN) -m local reset

test:
	@local/install dev
	$(PYTHON_RUN) -m pytest $(PYTEST_ARGS)

test-browser:
	@local/install browser
	$(PYTHON_RUN) -m pytest tests/browser $(PYTEST_ARGS)

pictures:
	@local/install browser
	$(PYTHON_RUN) -m pytest tests/browser --pictures $(PYTEST_ARGS)

faults:
	@local/install dev
	$(PYTHON_RUN) -m tests.faults $(FAULTS_ARGS)

faults-teeth:
	@local/install dev
	$(PYTHON_RUN) -m tests.faults --profile small --teeth $(FAULTS_ARGS)

faults-cluster:
	@local/install dev
	$(PYTHON_RUN) -m tests.faults --profile cluster $(FAULTS_ARGS)

faults-upgrade:
	@local/install dev
	$(PYTHON_RUN) -m tests.faults --profile upgrade $(FAULTS_ARGS)

faults-long:
	@local/install dev
	$(PYTHON_RUN) -m tests.faults --profile long $(FAULTS_ARGS)

bench:
	@local/install bench
	$(PYTHON_RUN) -m bench $(BENCH_ARGS)

check:
	@local/install bench
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	node_modules/.bin/pyright
	.venv/bin/lint-imports
	$(PYTHON_RUN) -m pytest tests/house
	$(PYTHON_RUN) -m bench --short

format:
	@local/install dev
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

lock:
	@local/install dev
	$(PYTHON_RUN) -m pip install --quiet --upgrade --target .lock-tools uv==$(UV_VERSION)
	.lock-tools/bin/uv $(LOCK) --group build --output-file requirements.lock
	.lock-tools/bin/uv $(LOCK) --group build --group dev --output-file requirements-dev.lock
	.lock-tools/bin/uv $(LOCK) --group build --group dev --group bench --group browser \
		--constraint requirements-dev.lock --output-file requirements-bench.lock
	npm install --package-lock-only --ignore-scripts

# With hashes, for every platform, and naming no package index.
LOCK = pip compile --quiet --generate-hashes --no-emit-index-url --no-annotate \
	--universal --python-version 3.11 --custom-compile-command "make lock" pyproject.toml
