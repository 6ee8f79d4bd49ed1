#!/usr/bin/env bash
# Measures Lockstep and its peers in turn and prints tables with ratios. Installs the peers where missing.
# Usage: compare.sh [step|exchange|cluster|growth|all] [--quick] and what compare.py --help lists.
source "$(dirname "${BASH_SOURCE[0]}")/peers.sh"

export PYTHONDONTWRITEBYTECODE=1  # leaves nothing beside the scripts
exec "$python" "$here/compare.py" "$@"
