#!/usr/bin/env bash
# Installs the programs that benchmarks compare with, into a folder of their own. They are measured
# and never linked or shipped (Anki's licence is the AGPL). Without them their rows are left out.
set -euo pipefail
folder="${DESK_BENCH_PEERS:-${TMPDIR:-/tmp}/desk-bench-peers}"
mkdir -p "$folder"
cd "$folder"
[ -x anki/bin/python ] || python3 -m venv anki
anki/bin/pip install --quiet anki==26.9.3
[ -x tuspy/bin/python ] || python3 -m venv tuspy
tuspy/bin/pip install --quiet tuspyserver==4.4.3 uvicorn==0.54.0
npm install --silent --no-save --no-package-lock \
  pouchdb@9 express-pouchdb@4 express@4 @tus/server@2 @tus/file-store@2 tus-js-client@4
echo "peers in $folder"
