# Two commands for everybody: `make run` and `make test`. Each does all the set-up it needs.
PYTHON ?= python3
CONFIG ?= sources.yaml
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run demo test coverage check bench bench-full mutants format lock clean

run: $(VENV)/run.stamp          ## Start the daemon on sources.yaml (CONFIG=… for another file).
	@echo "The program is $(BIN)/monitor: $(BIN)/monitor --help, in another terminal, says what else it does."
	@$(BIN)/monitor --config $(CONFIG) run

demo: $(VENV)/run.stamp         ## Play a small news world on this machine; nothing leaves it.
	$(BIN)/monitor demo

test: $(VENV)/dev.stamp         ## Run every test.
	$(BIN)/python -m pytest -n auto --dist worksteal

coverage: $(VENV)/dev.stamp     ## Run every test and say which lines none of them reached.
	$(BIN)/coverage run -m pytest -p no:xdist && $(BIN)/coverage combine --quiet && $(BIN)/coverage report

check: $(VENV)/dev.stamp        ## Format, lint, types, layers, dependencies.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/python .ci/check_subjects.py

bench: $(VENV)/dev.stamp        ## Measure quality and speed in five minutes; says so where the data are absent.
	$(BIN)/python bench/run.py

bench-full: $(VENV)/dev.stamp   ## The same at full size, with every peer (installed once under the user's cache); an hour.
	$(BIN)/python bench/run.py --full

mutants: $(VENV)/dev.stamp      ## Change the program in small ways and list what no test notices; goes on where it ended.
	nice $(BIN)/python -m bench.mutation --page

format: $(VENV)/dev.stamp       ## Write files the way `make check` wants them.
	$(BIN)/ruff format . && $(BIN)/ruff check --fix .

lock: $(VENV)/dev.stamp         ## Write requirements/*.txt anew from pyproject.toml (needs uv).
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --group build pyproject.toml -o requirements/run.txt
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --group build --extra cluster -c requirements/run.txt pyproject.toml -o requirements/cluster.txt
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --group build --group dev -c requirements/run.txt pyproject.toml -o requirements/dev.txt

$(VENV)/run.stamp: requirements/run.txt pyproject.toml
	@echo "Setting up $(VENV), once: this downloads what the program needs and takes about a minute."
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/run.stamp
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch $@

clean:                          ## Remove what the set-up made; the database stays.
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
