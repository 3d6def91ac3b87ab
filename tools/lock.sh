#!/bin/sh
# Writes requirements.lock and environment.yml anew from pyproject.toml, and matplotlib.lock, the
# other versions that `run.py test-charts` tests on, and the two environments that only
# `run.py docs` and `run.py test-browser` use (needs uv).
set -eu
cd "$(dirname "$0")/.."
uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 \
  --fork-strategy fewest --generate-hashes --no-annotate --no-header -o requirements.lock -q
python3 tools/environment.py > environment.yml
for package in matplotlib==3.8.4 matplotlib==3.9.4 matplotlib==3.10.9 seaborn==0.13.2; do
  echo "$package" | uv pip compile - --no-deps --universal --python-version 3.11 \
    --generate-hashes --no-annotate --no-header -q
done > tools/matplotlib.lock
for group in docs browser; do
  uv pip compile --group "$group" --universal --python-version 3.11 \
    --generate-hashes --no-annotate --no-header -o "tools/$group.lock" -q
done
