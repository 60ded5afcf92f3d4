# The project's tasks. `make test` needs nothing but Python 3.11 or newer and network access to PyPI: it makes .venv,
# builds the packages in place and runs everything that must hold. The rule: a task says what it runs.

PYTHON ?= python3
VENV := .venv
BIN := $(CURDIR)/$(VENV)/bin
RUN := $(BIN)/python
WORKERS ?= auto
TARGET ?= zwave
SECONDS ?= 60
SUITE := HYPOTHESIS_PROFILE=ci $(RUN) -m pytest
COMPILED := $(shell find zwcodec zclcodec -name '*.pyx' -o -name '*.pxd' -o -name '*.h')
BENCHMARKS := benchmarks/decode.py benchmarks/encode.py benchmarks/smartthings.py benchmarks/import_time.py

.PHONY: test check build suite fuzz bench instructions generate clean

# Everything: static checks, then the whole suite on both back ends.
test: check suite

# Style, types, and whether the generated files are what the specs say.
check: $(VENV)/built
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(RUN) -m codegen --check

# The suite on the compiled back end; without what is the same on both, on the interpreter; then what builds or measures.
suite: $(VENV)/built
	ZWCODEC_BACKEND=cython $(SUITE) -n $(WORKERS) --dist worksteal -m "not alone"
	ZWCODEC_BACKEND=python $(SUITE) -n $(WORKERS) --dist worksteal -m "not alone and not backend_independent"
	ZWCODEC_BACKEND=cython $(SUITE) -m alone

# Look for inputs that a reader does not bear (tests/fuzz/targets.py names the targets). With atheris in .venv the search
# follows coverage, without it it is blind.
fuzz: $(VENV)/built
	$(RUN) -m tests.fuzz $(TARGET) --seconds $(SECONDS)

build: $(VENV)/built

# Print every generated file from specs/, and build what follows from them.
generate: $(VENV)/dependencies
	$(RUN) -m codegen
	$(MAKE) build

# Figures: the packages next to their peers, import and first answer, the build. Nothing else should run meanwhile.
bench: $(VENV)/built
	$(RUN) -m pytest --benchmark-enable --benchmark-warmup=on --benchmark-columns=min,median,rounds $(BENCHMARKS)
	$(RUN) -m benchmarks.build

# Instructions per frame; needs valgrind.
instructions: $(VENV)/built
	$(RUN) -m benchmarks.instructions

clean:
	rm -rf $(VENV) build dist *.egg-info .benchmarks .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find zwcodec zclcodec -name '*.so' -delete
	find . -name __pycache__ -prune -exec rm -rf {} +

# The build tools come first, from the lists of pyproject.toml, so that the packages build here and not in a temporary
# environment: a changed .pyx is then compiled alone.
$(VENV)/dependencies: pyproject.toml
	$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed: make PYTHON=...")'
	test -x $(RUN) || $(PYTHON) -m venv $(VENV)
	$(RUN) -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["test"], sep="\n")' > $(VENV)/requirements.txt
	$(RUN) -m pip install --quiet --disable-pip-version-check -r $(VENV)/requirements.txt
	touch $@

$(VENV)/built: $(VENV)/dependencies setup.py $(COMPILED)
	$(RUN) -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	touch $@
