#!/bin/bash
# Builds the release binary, .build/release/headwater.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/say.sh"

if [ ! -e .build/release/headwater ]; then
    say "Building Headwater. The first build compiles its libraries too: some eight minutes on two cores."
else
    say "Building what has changed."
fi
started=$SECONDS
swift build -c release --product headwater
# A build that had nothing to link leaves the binary older than its sources.
touch .build/release/headwater
say "Built in $((SECONDS - started)) s."
