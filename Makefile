# `make up` runs Credit Desk on this machine; `make test` proves it, `make bench`
# measures it. See README.md.
# Each recipe line is one program without a shell between, so that signals reach it.

PYTHON_RUN = .venv/bin/python
PYTEST_ARGS ?=
BENCH_ARGS ?=
FAULTS_ARGS ?=
HOSTILE_ARGS ?=
GUARDS_ARGS ?=
UV_VERSION = 0.13.9
LANGUAGES = $(basename $(notdir $(wildcard bot/views/languages/*.po)))
WORDS = --no-wrap

export SCARF_ANALYTICS = false

.PHONY: up reset test test-browser pictures faults faults-teeth faults-long \
	faults-cluster faults-upgrade hostile hostile-teeth guards bench check audit format words \
	words-source lock

up:
	@local/install runtime
	@$(PYTHON_RUN) -m local up

reset:
	@local/install runtime
	@$(PYTHON_RUN) -m local reset

# Stories wait more than they work: two for each core.
test:
	@local/install dev
	$(PYTHON_RUN) -m pytest -n 4 $(PYTEST_ARGS)

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

hostile:
	@local/install dev
	$(PYTHON_RUN) -m tests.hostile $(HOSTILE_ARGS)

hostile-teeth:
	@local/install dev
	$(PYTHON_RUN) -m tests.hostile --teeth $(HOSTILE_ARGS)

guards:
	@local/install dev
	$(PYTHON_RUN) -m tests.guards $(GUARDS_ARGS)

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

# Without a network, what needs one is told as not checked, and the rest is.
audit:
	@local/install runtime
	-@local/install audit
	@$(PYTHON_RUN) -m local.audit

format:
	@local/install dev
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

# What is new in the source stands in each language's file without a translation.
words: $(LANGUAGES:%=words-%)

words-%: words-source
	.venv/bin/pybabel --quiet update $(WORDS) --no-fuzzy-matching --ignore-obsolete \
		--ignore-pot-creation-date \
		--input-file .words.pot --locale $* --output-file bot/views/languages/$*.po

words-source:
	@local/install dev
	.venv/bin/pybabel --quiet extract $(WORDS) --add-location=file --sort-by-file \
		--output-file .words.pot bot

lock:
	@local/install dev
	$(PYTHON_RUN) -m pip install --quiet --upgrade --target .lock-tools uv==$(UV_VERSION)
	.lock-tools/bin/uv $(LOCK) --group build --output-file requirements.lock
	.lock-tools/bin/uv $(LOCK) --group build --group dev --output-file requirements-dev.lock
	.lock-tools/bin/uv $(LOCK) --group build --group dev --group bench --group browser \
		--constraint requirements-dev.lock --output-file requirements-bench.lock
	.lock-tools/bin/uv $(LOCK_ONLY) --group pyproject.toml:audit \
		--output-file requirements-audit.lock
	npm install --package-lock-only --ignore-scripts

# With hashes, for every platform, and naming no package index.
LOCK_ONLY = pip compile --quiet --generate-hashes --no-emit-index-url --no-annotate \
	--universal --python-version 3.11 --custom-compile-command "make lock"
LOCK = $(LOCK_ONLY) pyproject.toml
