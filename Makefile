# Two commands for everybody: `make run` and `make test`. Each does all the set-up it needs.
PYTHON ?= python3
CONFIG ?= sources.yaml
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run demo test coverage check bench bench-full mutants fuzz format lock update licences dist audit supply clean

run: $(VENV)/run.stamp          ## Start the daemon on sources.yaml (CONFIG=… for another file).
	@echo "The program is $(BIN)/monitor: $(BIN)/monitor --help, in another terminal, says what else it does."
	@$(BIN)/monitor --config $(CONFIG) run

demo: $(VENV)/run.stamp         ## Play a small news world on this machine; nothing leaves it.
	$(BIN)/monitor demo

test: $(VENV)/dev.stamp         ## Run every test.
	$(BIN)/python -m pytest -n auto --dist worksteal

coverage: $(VENV)/dev.stamp     ## Run every test and say which lines none of them reached.
	$(BIN)/coverage run -m pytest -p no:xdist && $(BIN)/coverage combine --quiet && $(BIN)/coverage report

check: $(VENV)/dev.stamp        ## Format, lint, types, layers, dependencies, licences.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/python .ci/licences.py
	$(BIN)/python .ci/check_subjects.py

bench: $(VENV)/dev.stamp        ## Measure quality and speed in five minutes; says so where the data are absent.
	$(BIN)/python bench/run.py

bench-full: $(VENV)/dev.stamp   ## The same at full size, with every peer (installed once under the user's cache); an hour.
	$(BIN)/python bench/run.py --full

mutants: $(VENV)/dev.stamp      ## Change the program in small ways and list what no test notices; goes on where it ended.
	nice $(BIN)/python -m bench.mutation --page

format: $(VENV)/dev.stamp       ## Write files the way `make check` wants them.
	$(BIN)/ruff format . && $(BIN)/ruff check --fix .

LOCK := $(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header

lock: $(VENV)/release.stamp     ## Write requirements/*.txt anew from pyproject.toml; what is pinned stays as it is.
	$(LOCK) $(UPGRADE) --group build pyproject.toml -o requirements/run.txt
	$(LOCK) $(UPGRADE) --group build --extra cluster -c requirements/run.txt pyproject.toml -o requirements/cluster.txt
	$(LOCK) $(UPGRADE) --group build --group dev -c requirements/run.txt pyproject.toml -o requirements/dev.txt
	$(LOCK) $(UPGRADE) --group release -c requirements/dev.txt -o requirements/release.txt
	$(LOCK) $(UPGRADE) --group fuzz -c requirements/dev.txt -o requirements/fuzz.txt

update: UPGRADE = $(if $(PACKAGE),--upgrade-package $(PACKAGE),--upgrade)
update: lock                    ## Pin the newest releases, of everything or of PACKAGE=…, and say what changed.
	$(MAKE) licences
	git --no-pager diff --stat -- requirements docs/licences.md

licences: $(VENV)/dev.stamp     ## Write docs/licences.md from what is installed.
	$(BIN)/python .ci/licences.py --write

dist: $(VENV)/release.stamp     ## Make dist/: wheel, source and list of components, each tried before it stays.
	$(BIN)/python .ci/dist.py

audit: $(VENV)/release.stamp    ## Hold the lock files against what is known of vulnerable releases (AUDIT=--may-lack-data).
	$(BIN)/python .ci/audit.py $(AUDIT)

supply: dist                    ## Both, and the tests of the latter that need its tools.
	$(BIN)/python -m pytest -q -n 0 tests/supply/test_audit.py
	$(MAKE) audit

fuzz: $(VENV)/fuzz.stamp        ## Ask every target of bench/fuzz for a minute (FUZZ="--only feed --seconds 600").
	$(BIN)/python -m bench.fuzz $(FUZZ)

$(VENV)/run.stamp: requirements/run.txt pyproject.toml
	@echo "Setting up $(VENV), once: this downloads what the program needs and takes about a minute."
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/run.stamp
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch $@

$(VENV)/release.stamp: requirements/release.txt $(VENV)/dev.stamp
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/release.txt
	touch $@

$(VENV)/fuzz.stamp: requirements/fuzz.txt $(VENV)/dev.stamp
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/fuzz.txt
	touch $@

clean:                          ## Remove what the set-up made; the database stays.
	rm -rf $(VENV) dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
