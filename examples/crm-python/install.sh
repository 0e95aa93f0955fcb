#!/bin/sh
# Installs requirements.txt into a virtual environment: .venv beside this file, or the folder given. Once is enough.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
venv=${1:-$here/.venv}
if cmp -s "$here/requirements.txt" "$venv/installed.txt"; then exit 0; fi
python3 -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --no-input --disable-pip-version-check -r "$here/requirements.txt"
cp "$here/requirements.txt" "$venv/installed.txt"
