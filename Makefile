# Every target only calls run.py, which needs nothing but Python.
PYTHON ?= python3
.PHONY: figures test test-charts lab setup
figures test test-charts lab setup:
	$(PYTHON) run.py $@
