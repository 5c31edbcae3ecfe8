#!/bin/bash
# Builds the release binary, .build/release/headwater.
#
#     scripts/build.sh benchmarks    the benchmarks of its parts, Benchmarks/.build/release/benchmarks
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/say.sh"

case "${1:-headwater}" in
    headwater) package=. product=headwater ;;
    benchmarks) package=Benchmarks product=benchmarks ;;
    *) fail "build.sh: $1 is neither headwater nor benchmarks" ;;
esac
binary=$package/.build/release/$product

if [ ! -e "$binary" ]; then
    say "Building $product. The first build compiles its libraries too: some eight minutes on two cores."
else
    say "Building what has changed of $product."
fi
started=$SECONDS
swift build -c release --package-path "$package" --product "$product"
# A build that had nothing to link leaves the binary older than its sources.
touch "$binary"
say "Built in $((SECONDS - started)) s."
