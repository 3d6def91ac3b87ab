# Every target only calls run.py, which needs nothing but Python.
PYTHON ?= python3
.PHONY: figures test lab setup
figures test lab setup:
	$(PYTHON) run.py $@
