# Debian 12 with Python 3.11 (venv), git and make is all that these commands expect to find.

.DEFAULT_GOAL := help
.PHONY: help run serve test lint fix bench translations translations-update requirements

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
INSTALL := $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes
COMPILE := $(PY) -m piptools compile --quiet --generate-hashes --strip-extras --allow-unsafe \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links

# Each stamp stands for one finished installation: the second time costs nothing.
FOR_USE := $(VENV)/.installed-for-use
FOR_WORK := $(VENV)/.installed-for-work

CATALOGUES := $(wildcard lms/translations/*/LC_MESSAGES/*.po)
COMPILED := $(CATALOGUES:.po=.mo)
TEMPLATE := $(VENV)/messages.pot

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-20s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(FOR_USE) $(COMPILED) ## Set up and serve; the first run makes a demonstration academy
	@exec $(PY) -m lms run

serve: $(FOR_USE) $(COMPILED) ## Serve as an operator: starts empty, never makes a demonstration
	@exec $(PY) -m lms serve

test: $(FOR_WORK) $(COMPILED) ## Install what the tests need and run them all (ARGS="tests/progress -x")
	@bin/install-test-needs
	@$(PY) -m pytest -n 2 --dist loadfile $(ARGS)

lint: $(FOR_WORK) ## Check style, types and the rooms' import contracts
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/lint-imports --no-cache
	$(VENV)/bin/mypy

fix: $(FOR_WORK) ## Mend what a program can mend: order of imports, layout
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

bench: $(FOR_WORK) $(COMPILED) ## Measure pages, answers and reports beside a bare view
	@bin/install-test-needs
	@$(PY) -m bench $(ARGS)

translations: $(COMPILED) ## Compile the Arabic and Sorani catalogues

translations-update: $(FOR_WORK) ## Bring new and changed English sentences into the catalogues
	@mkdir -p lms/translations
	@$(VENV)/bin/pybabel --quiet extract -F pyproject.toml -o $(TEMPLATE) --project lms \
		--add-location file --ignore-dirs '.*' --sort-by-file --no-wrap --add-comments "Translators:" \
		-k _l -k lazy_gettext -k lazy_ngettext:1,2 -k lazy_pgettext:1c,2 .
	@for language in ar ckb; do \
		$(VENV)/bin/pybabel --quiet update -i $(TEMPLATE) -d lms/translations -l $$language \
			--init-missing --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date \
			--no-wrap || exit 1; \
	done

requirements: $(FOR_WORK) ## Lock requirements*.in again with hashes (ARGS=--upgrade for the newest)
	@$(COMPILE) $(ARGS) --output-file requirements.txt requirements.in
	@$(COMPILE) $(ARGS) --output-file requirements-dev.txt requirements-dev.in

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Making the virtual environment $(VENV)."
	@$(PYTHON) -m venv $(VENV) \
		|| { rm -rf $(VENV); echo "Python's venv module is needed: apt-get install python3-venv"; exit 1; }

$(FOR_USE): requirements.txt | $(PY)
	@echo "Installing the locked requirements."
	@$(INSTALL) -r requirements.txt
	@touch $@

$(FOR_WORK): requirements-dev.txt | $(PY)
	@echo "Installing the locked requirements for tests and checks."
	@$(INSTALL) -r requirements-dev.txt
	@touch $@

%.mo: %.po | $(FOR_USE)
	@$(VENV)/bin/pybabel --quiet compile -i $< -o $@ -l $(notdir $(patsubst %/LC_MESSAGES/,%,$(dir $<)))
