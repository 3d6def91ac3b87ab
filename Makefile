# Every target only calls run.py, which needs nothing but Python.
PYTHON ?= python3
.PHONY: figures test test-charts test-browser lab docs setup
figures test test-charts test-browser lab docs setup:
	$(PYTHON) run.py $@
