#!/bin/sh
# Resolves requirements/*.in into hashed locks for every platform, with no index address in them.
set -eu
cd "$(dirname "$0")/../requirements"
[ -x ../build/uv/bin/uv ] || {
    ../.venv/bin/python -m venv ../build/uv
    ../build/uv/bin/python -m pip install --disable-pip-version-check --quiet uv
}
for name in runtime build dev bench fuzz; do
    echo "lock: requirements/$name.txt"
    ../build/uv/bin/uv pip compile --no-config --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet \
        "$name.in" -o "$name.txt" "$@"
done
