#!/bin/sh
# Makes .venv: a Python of 3.11 or newer, the locked packages, the program itself, the built page.
# Every step leaves a stamp with the hash of what it was made from, so a second run only compares.
set -eu
cd "$(dirname "$0")/.."

say() { printf 'setup: %s\n' "$*"; }
fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }
hash_of() { cat "$@" | cksum; }
new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
    for name in "${PYTHON:-python3}" python3 python3.11 python3.12 python3.13 python3.14; do
        if command -v "$name" >/dev/null && new_enough "$name"; then command -v "$name"; return; fi
    done
    fail "OpenSync needs Python 3.11 or newer and found none; install it, or name one: make setup PYTHON=/path/to/python3"
}

# Debian and Ubuntu ship Python without the part that makes environments.
provide_venv_module() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null && return
    package="python$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        say "this Python cannot make environments; installing the system package $package"
        apt-get install -y -q "$package" >/dev/null 2>&1 ||
            { apt-get update -q >/dev/null && apt-get install -y -q "$package" >/dev/null; } ||
            fail "apt-get could not install $package"
    else
        fail "this Python cannot make environments; run 'sudo apt-get install $package', then try again"
    fi
}

make_environment() {
    [ -x .venv/bin/python ] && new_enough .venv/bin/python && return
    python=$(find_python)
    provide_venv_module "$python"
    say "making .venv with $("$python" --version)"
    rm -rf .venv
    "$python" -m venv .venv
}

is_fresh() { [ -f ".venv/.stamp-$1" ] && [ "$(cat ".venv/.stamp-$1")" = "$2" ]; }
stamp() { printf '%s\n' "$2" >".venv/.stamp-$1"; }
pip_install() { .venv/bin/python -m pip install --disable-pip-version-check --no-input --quiet "$@"; }

install_packages() {
    want=$(hash_of requirements/dev.txt)
    is_fresh packages "$want" && return
    say "installing the locked packages of requirements/dev.txt (a minute or two the first time)"
    pip_install --require-hashes --only-binary :all: -r requirements/dev.txt
    stamp packages "$want"
}

install_program() {
    [ -d opensync_app ] || { say "no opensync_app yet, so no opensync command"; return; }
    want="$(pwd) $(hash_of pyproject.toml packaging/metadata.py requirements/runtime.in)"
    is_fresh program "$want" && return
    say "installing opensync itself, so that .venv/bin/opensync runs this tree"
    pip_install --no-deps --no-build-isolation --editable .
    stamp program "$want"
}

make_environment
install_packages
install_program
.venv/bin/python packaging/build_model.py
.venv/bin/python packaging/build_tokenizer.py
.venv/bin/python packaging/build_ui.py
