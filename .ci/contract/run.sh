#!/usr/bin/env bash
# The contract checked from outside: schemathesis tries every operation of /openapi.json of
# reference servers, one for each caller. Needs python3 with venv, the built
# `sogo`, and the package registry for the first run.
#
#   CONTRACT_SERVER    the program to try; default target/debug/sogo
#   CONTRACT_EXAMPLES  test cases of each operation and caller; default 4
set -euo pipefail
cd "$(dirname "$0")"

venv=../../target/contract/venv
# A change of the pinned versions makes a new environment.
if ! cmp -s requirements.txt "$venv/requirements.txt"; then
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement requirements.txt
    cp requirements.txt "$venv/requirements.txt"
fi
# No bytecode beside the sources: the tree stays as it was.
PYTHONDONTWRITEBYTECODE=1 exec "$venv/bin/python" run.py
