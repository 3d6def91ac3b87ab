#!/bin/sh
# Writes requirements.lock and environment.yml anew from pyproject.toml (needs uv).
set -eu
cd "$(dirname "$0")/.."
uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 \
  --fork-strategy fewest --generate-hashes --no-annotate --no-header -o requirements.lock -q
python3 tools/environment.py > environment.yml
