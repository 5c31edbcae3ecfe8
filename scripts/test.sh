#!/bin/bash
# Every test: one debug build, the Swift tests, the console in a browser, the benchmarks' smoke run.
#
#     HEADWATER_DATA=DIR     data sets for the tests that read them (by default ../shared/data, if there)
#     HEADWATER_WEIGHTS=DIR  the encoder's weights (by default .weights, where setup.sh puts them)
#     HEADWATER_ROUNDS=N     the Swift tests N times: kills hit elsewhere each time (make soak)
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/say.sh"

scripts/setup.sh test
export HEADWATER_PYTHON="$root/.venv/test/bin/python"
if [ -z "${HEADWATER_DATA:-}" ] && [ -d "$root/../shared/data" ]; then
    HEADWATER_DATA=$(cd "$root/../shared/data" && pwd)
fi
if [ -n "${HEADWATER_DATA:-}" ]; then
    export HEADWATER_DATA
    say "Data sets: $HEADWATER_DATA"
else
    say "No data sets (HEADWATER_DATA): tests that read them are skipped, and say so."
fi

work=$(mktemp -d)
server=
finish() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT

say "Building everything once, for debugging; the first time that takes some eight minutes on two cores."
swift build --build-tests

passed=0 failed=0 skipped=0

swift_status=0
: >"$work/swift.log"
rounds=${HEADWATER_ROUNDS:-1}
for round in $(seq "$rounds"); do
    if [ "$rounds" = 1 ]; then say "Swift tests"; else say "Swift tests, round $round of $rounds"; fi
    swift test --skip-build --disable-xctest 2>&1 </dev/null | tee -a "$work/swift.log" || swift_status=$?
done
# Swift Testing has a line for each test; those of whole suites, runs and single cases don't count.
count() { grep -E ' Test .* '"$1" "$work/swift.log" | grep -vcE ' Test (run|case) ' || true; }
passed=$(count 'passed after') failed=$(count 'failed after') skipped=$(count 'skipped')
if [ "$swift_status" != 0 ] && [ "$failed" = 0 ]; then failed=1; fi

# Starts the debug binary with the demo on a free port; sets `server` and `address`.
start_server() {
    .build/debug/headwater serve --demo --data "$work/data" --port 0 2>"$work/server.log" </dev/null &
    server=$!
    local try
    for try in $(seq 300); do
        address=$(sed -n 's/.* serves at \(http[^ ]*\).*/\1/p' "$work/server.log")
        if [ -n "$address" ]; then break; fi
        kill -0 "$server" 2>/dev/null || break
        sleep 0.2
    done
    if [ -z "$address" ]; then
        cat "$work/server.log" >&2
        return 1
    fi
    for try in $(seq 300); do
        if "$HEADWATER_PYTHON" -c 'import sys, urllib.request as u; u.urlopen(sys.argv[1] + "/readyz", timeout=5)' \
            "$address" 2>/dev/null; then return 0; fi
        sleep 0.2
    done
    return 1
}

check() {
    if [ "$1" = 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
}

# The encoder's loops take seconds a post in a debug build, and would starve the servers below; the
# Swift tests above hold it against its package. Its table stands in.
export HEADWATER_WEIGHTS=none

say "The console in headless Chromium"
if ! command -v chromium >/dev/null; then
    say "skipped: there is no chromium"
    skipped=$((skipped + 1))
elif start_server; then
    browser_status=0
    "$HEADWATER_PYTHON" Tests/Browser/console_test.py "$address" </dev/null 2>&1 |
        tee "$work/browser.log" || browser_status=$?
    ok=$(grep -c '^ok ' "$work/browser.log" || true)
    bad=$(grep -c '^FAIL ' "$work/browser.log" || true)
    if [ "$browser_status" != 0 ] && [ "$bad" = 0 ]; then bad=1; fi
    passed=$((passed + ok)) failed=$((failed + bad))
    # A server that is asked to stop saves everything and says that all went well.
    stop_status=0
    kill -TERM "$server"
    wait "$server" || stop_status=$?
    server=
    if [ "$stop_status" = 0 ]; then
        echo "ok    SIGTERM ends the server with status 0"
    else
        echo "FAIL  SIGTERM ended the server with status $stop_status"
        tail -5 "$work/server.log"
    fi
    check "$stop_status"
else
    echo "FAIL  the server didn't start"
    check 1
fi

say "Benchmarks, a smoke run"
smoke_status=0
"$HEADWATER_PYTHON" bench/bench.py --smoke --binary .build/debug/headwater </dev/null || smoke_status=$?
check "$smoke_status"

if [ "$failed" = 0 ]; then say "All tests passed."; else say "Some tests failed: see above."; fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
