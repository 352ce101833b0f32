# Two commands to begin with: `make demo` and `make test`. Both create their environment first.

# The first Python on the path that is new enough.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
RUSTA_VENV ?= .venv
BIN := $(RUSTA_VENV)/bin
SOURCES := server indexer eval model export

# What was installed, and for which checkout: an environment outside of the clone outlives it.
DEPENDENCIES := $(shell cat pyproject.toml constraints.txt | cksum | tr ' ' -)
STAMP := $(RUSTA_VENV)/.installed-$(DEPENDENCIES)-$(shell pwd | cksum | tr ' ' -)

.NOTPARALLEL:
.PHONY: demo test test-editors test-model model lint bench bars schemas venv system editors clean

demo: system $(STAMP)
	$(BIN)/python -m rusta_eval.demo

test: NEEDED_BY := tests
test: system lint
	@tests/editors/setup get neovim rust-analyzer
	$(BIN)/python -m pytest -q -n 2 --ignore tests/model --ignore tests/editors \
	  tests tests/editors/test_neovim.py

# The whole way in real editors, which are unpacked into the user's cache and installed nowhere.
test-editors: NEEDED_BY := tests
test-editors: system editors $(STAMP)
	$(BIN)/python -m pytest -q -n 2 --dist loadfile tests/editors

# What trains, with torch: an environment of its own, so that `make test` needs none of it.
MODEL_VENV ?= .venv-model
MODEL_STAMP := $(MODEL_VENV)/.installed-$(DEPENDENCIES)-$(shell pwd | cksum | tr ' ' -)

test-model: $(MODEL_STAMP)
	$(MODEL_VENV)/bin/python -m pytest -q -n0 tests/model

# Exports the checkpoint CHECKPOINT names, checks it, and places it where the wheel takes it from.
model: $(MODEL_STAMP)
	@test -n "$(CHECKPOINT)" || { echo "name a checkpoint: make model CHECKPOINT=FOLDER"; exit 2; }
	$(MODEL_VENV)/bin/python -m rusta_export $(CHECKPOINT) --quant 8 --out server/rusta_server/lm/weights
	$(MODEL_VENV)/bin/python -m rusta_export.bench server/rusta_server/lm/weights $(CHECKPOINT)

$(MODEL_STAMP):
	$(MODEL_VENV)/bin/python -c '' 2>/dev/null || $(PYTHON) -m venv --clear $(MODEL_VENV)
	$(MODEL_VENV)/bin/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[dev,train,cluster,export,eval]'
	@rm -f $(MODEL_VENV)/.installed-* && touch $@

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict $(SOURCES)
	$(BIN)/pyright --pythonpath $(BIN)/python
	$(BIN)/lint-imports
	$(BIN)/rusta schema --check

bench: system $(STAMP)
	$(BIN)/python -m rusta_eval.bench
	$(BIN)/python -m rusta_eval.lsp_bench

bars: system $(STAMP)
	$(BIN)/python -m rusta_eval.bars

schemas: $(STAMP)
	$(BIN)/python -m rusta_server.schema.generate

venv: $(STAMP)

system:
	@PYTHON=$(PYTHON) RUSTA_VENV=$(RUSTA_VENV) scripts/system-packages $(NEEDED_BY)

editors:
	@for setup in tests/editors/setup tests/editors/*/setup; do \
	  ! [ -x $$setup ] || $$setup get || exit; done

$(STAMP):
	@test -n "$(PYTHON)" || { echo "rusta needs Python 3.11 or newer on the PATH"; exit 2; }
	$(BIN)/python -c '' 2>/dev/null || $(PYTHON) -m venv --clear $(RUSTA_VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@rm -f $(RUSTA_VENV)/.installed-* && touch $@

clean:
	rm -rf .venv dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
