#!/usr/bin/env bash
# Installs the peers that Lockstep is measured against into a folder of their own, .build-peers beside .build.
# Everything it says goes to standard error. Lockstep itself needs none of this.

set -Eeuo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../.." && pwd)"
peers="$root/.build-peers"
python="$peers/venv/bin/python"
phase="preparing"

say() { echo "$*" >&2; }

stop() {
    trap - ERR
    say "$*"
    exit 3
}

# One sentence instead of a trace, whatever fails.
trap '((BASH_SUBSHELL)) || stop "Stopped while ${phase}; the lines above say why."' ERR

check_python() {
    phase="looking for Python"
    command -v python3 >/dev/null ||
        stop "There is no python3; install it with: apt-get install python3 python3-venv, and run this again."
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        stop "$(python3 --version) is too old for the peers; install Python 3.11 or newer and run this again."
    python3 -c 'import ensurepip, venv' 2>/dev/null ||
        stop "Python has no venv; install it with: apt-get install python3-venv, and run this again."
}

install_peers() {
    # A copy of what was installed tells whether anything is left to do.
    local installed="$peers/venv/requirements.txt"
    if cmp --silent "$here/requirements.txt" "$installed"; then return; fi
    check_python
    phase="installing the peers into $peers"
    say "Installing PyTorch, TensorFlow, Keras, JAX and Darts into $peers; they take about 8 GB."
    python3 -m venv "$peers/venv"
    "$python" -m pip install --quiet --requirement "$here/requirements.txt" >&2
    cp "$here/requirements.txt" "$installed"
}

install_peers
