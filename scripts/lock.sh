#!/usr/bin/env bash
# Chooses versions anew for both requirement files and writes them down with their hashes, without any address.
set -euo pipefail
cd "$(dirname "$0")/.."
for set in runtime develop; do
  .venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
    --no-header --no-annotate --no-emit-index-url "requirements/$set.in" -o "requirements/$set.txt" >/dev/null
  echo "requirements/$set.txt is written."
done
