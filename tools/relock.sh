#!/usr/bin/env bash
# Lock anew what pyproject.toml asks for: newest allowed versions, every file by its hash, for all
# platforms, without the address of any package index. Needs uv (pip install uv).
#
#   tools/relock.sh             take over what changed in pyproject.toml, keep other versions
#   tools/relock.sh --upgrade   newer versions too
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

uv="$(command -v .venv/bin/uv || command -v uv)" || {
    echo "relock: uv is missing. Install it:  .venv/bin/python -m pip install uv" >&2
    exit 4
}
lock=("$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes
    --no-emit-index-url --no-emit-find-links --no-header "$@" pyproject.toml)

"${lock[@]}" --output-file requirements.lock
# What is shipped is what was tested: the same versions in both.
"${lock[@]}" --extra dev --constraint requirements.lock --output-file requirements-dev.lock
