#!/usr/bin/env python3
"""Measures a Headwater binary from outside: the figures of the README.

    bench/bench.py [--binary PATH] [--full] [--only NAME …] [--json FILE]

Every figure is measured on a data directory and a port of its own, with nothing else running on them. It prints a
Markdown table; `--full` measures at the sizes that the README names (5,000,000 events; an hour on two cores).
Standard library alone, but for the peers in requirements.txt, which are left out where they aren't installed.
"""

import argparse
import contextlib
import glob
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import learning  # noqa: E402
import load  # noqa: E402
import measures  # noqa: E402
import quality  # noqa: E402
import scale  # noqa: E402
from server import BenchError, run_import  # noqa: E402

MEASURES = measures.MEASURES | {"learn": learning.measure_learn, "scale": scale.measure_scale, "quality": quality.measure_quality}
# The data sets and, below HEADWATER_DATA, the files that to_events.py makes events of.
DATA_SETS = {
    "kuairand": ["kuairand*/log*.csv*", "kuairand*/*video*", "kuairand*/*user*"],
    "movielens": ["movielens*/*.inter*", "movielens*/*.item*", "movielens*/*.user*"],
    "tweetqa": ["tweetqa*/train*", "tweetqa*/dev*"],
    "tweetqa-queries": ["tweetqa*/dev*"],
    "vaswani": ["vaswani*/doc*"],
    "vaswani-queries": ["vaswani*/query*", "vaswani*/qrels*"],
}


def data_directory():
    """Where the data sets are: HEADWATER_DATA, else ../shared/data beside the repository; nothing where neither is there."""
    beside = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "shared", "data")
    data = os.environ.get("HEADWATER_DATA") or beside
    return os.path.abspath(data) if os.path.isdir(data) else None


class Bench:
    """One run: its sizes, its files, its rows."""

    def __init__(self, options, work):
        self.binary = os.path.abspath(options.binary)
        self.benchmarks = os.path.abspath(options.benchmarks)
        self.smoke, self.full, self.work = options.smoke, options.full, work
        self.runs = 1 if self.smoke else options.runs
        self.rows, self.skipped, self.measure = [], [], ""
        self._town = None
        self.data = data_directory()
        tool = os.path.join(os.path.dirname(self.data), "tools", "to_events.py") if self.data else ""
        self.tool = tool if os.path.exists(tool) else None

    def scaled(self, usual, full=None, smoke=2000):
        return smoke if self.smoke else full if self.full and full else usual

    def file(self, name):
        return os.path.join(self.work, name)

    @contextlib.contextmanager
    def directory(self):
        """A data directory that is gone afterwards."""
        path = tempfile.mkdtemp(prefix="data-", dir=self.work)
        try:
            yield path
        finally:
            shutil.rmtree(path)

    def many(self, count):
        """A file of events with the shapes of real traffic, by to_events.py where it is there, else our own."""
        path = self.file(f"many-{count}.ndjson")
        if self.tool and not self.smoke:
            if not os.path.exists(path):
                self.say(f"making {count:,} events")
                with open(path, "w") as out:
                    subprocess.run([sys.executable, self.tool, "many", str(count)], stdout=out, check=True)
            return path, "to_events.py many"
        if not os.path.exists(path):
            self.say(f"making {count:,} events")
            load.write(path, load.events(count))
        return path, "bench/load.py"

    def data_set(self, name):
        """A file of the events (or queries) of a real data set, by to_events.py; nothing where either isn't there."""
        files = [sorted(glob.glob(os.path.join(self.data, pattern))) for pattern in DATA_SETS[name]] if self.data else []
        if not self.tool or not files or not all(files):
            return None
        path = self.file(f"{name}.ndjson")
        if not os.path.exists(path):
            self.say(f"making the events of {name}")
            with open(path + ".part", "w") as out:
                subprocess.run([sys.executable, self.tool, name, *(found[0] for found in files)], stdout=out, check=True)
            os.rename(path + ".part", path)
        return path

    def town_file(self):
        return self.file("town.ndjson")

    def town(self):
        """A data directory with 1,000,000 events until now: 100,000 posts and 20,000 accounts."""
        if not self._town:
            count = self.scaled(1_000_000, smoke=2000)
            self.say(f"filling a data directory with {count:,} events")
            posts, _ = load.write(self.town_file(), load.events(count))
            data = self.file("town")
            answer = run_import(self.binary, data, self.town_file())
            with open(self.town_file()) as file:
                accounts = sum('"type":"account"' in line for line in file)
            self._town = (data, answer["accepted"], posts, accounts)
        return self._town

    def say(self, words):
        print(f"    {words}", file=sys.stderr, flush=True)

    def row(self, name, value, unit, least=None, most=None, note="", digits=None):
        target = f"at least {least:,}" if least is not None else f"under {most:,}" if most is not None else ""
        # Tiny sizes say nothing about speed.
        good = None if self.smoke or least is None and most is None else value >= least if least is not None else value < most
        self.rows.append({"measure": self.measure, "name": name, "value": value, "unit": unit, "target": target, "met": good, "note": note,
                          "digits": digits})
        self.say(f"{name}: {number(value, digits)} {unit}".rstrip() + ("" if good is None else f" ({target}: {'met' if good else 'MISSED'})"))

    def skip(self, name, why):
        self.skipped.append({"measure": self.measure, "name": name, "why": why})
        self.say(f"skipped {name}: {why}")


def number(value, digits=None):
    if digits is not None:
        return f"{value:.{digits}f}"
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def machine():
    name = platform.processor() or platform.machine()
    with contextlib.suppress(OSError), open("/proc/cpuinfo") as file:
        name = next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), name)
    return f"{name}, {os.cpu_count()} cores"


def table(bench, loads):
    lines = ["| figure | measured | target | with |", "|---|---:|---|---|"]
    for row in bench.rows:
        mark = "" if row["met"] is None else " ✓" if row["met"] else " **missed**"
        lines.append(f"| {row['name']} | {number(row['value'], row['digits'])} {row['unit']} | {row['target']}{mark} | `bench/bench.py --only {row['measure']}` |")
    lines.append("")
    lines += [f"- {row['name']}: {row['note']}" for row in bench.rows if row["note"]]
    lines += [f"- Skipped: {item['name']} ({item['why']})" for item in bench.skipped]
    lines.append(f"- {machine()}; load average {loads[0]:.1f} at the start and {os.getloadavg()[0]:.1f} at the end; "
                 f"client and server share the machine{'; medians of ' + str(bench.runs) + ' runs where one is a whole run' if bench.runs > 1 else ''}")
    if loads[0] > os.cpu_count() / 2:
        lines.append("- The machine was busy with other work before this began: on a quiet one the figures are better.")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description="Measures a Headwater binary from outside.")
    parser.add_argument("--binary", default=".build/release/headwater", help="the binary to measure")
    parser.add_argument("--benchmarks", default="Benchmarks/.build/release/benchmarks", help="the benchmarks of the package's parts")
    parser.add_argument("--only", nargs="+", choices=list(MEASURES), help="only these measures")
    parser.add_argument("--full", action="store_true", help="at the sizes that the README names")
    parser.add_argument("--smoke", action="store_true", help="tiny sizes: does everything work?")
    parser.add_argument("--runs", type=int, default=3, help="runs of which the median counts")
    parser.add_argument("--json", metavar="FILE", help="write the rows to a file, - for standard output")
    parser.add_argument("--work", metavar="DIR", help="keep what is made in this folder, and use it again")
    options = parser.parse_args()
    if not os.path.exists(options.binary):
        parser.error(f"there is no {options.binary}: build it with make build")
    loads = os.getloadavg()
    work = options.work or tempfile.mkdtemp(prefix="headwater-bench-")
    os.makedirs(work, exist_ok=True)
    failed = False
    try:
        bench = Bench(options, work)
        shutil.rmtree(bench.file("town"), ignore_errors=True)
        for name in options.only or MEASURES:
            started = time.monotonic()
            bench.measure = name
            print(f"{name}: {MEASURES[name].__doc__}", file=sys.stderr, flush=True)
            try:
                MEASURES[name](bench)
            except (BenchError, OSError, subprocess.CalledProcessError) as problem:
                failed = True
                print(f"FAIL  {name}: {problem}", file=sys.stderr, flush=True)
            bench.say(f"took {time.monotonic() - started:.0f} s")
    finally:
        if not options.work:
            shutil.rmtree(work, ignore_errors=True)
    result = {"machine": machine(), "load": loads[0], "rows": bench.rows, "skipped": bench.skipped}
    if options.json == "-":
        print(json.dumps(result, indent=1))
    else:
        if not options.smoke:
            print(table(bench, loads))
        if options.json:
            with open(options.json, "w") as file:
                json.dump(result, file, indent=1)
    if options.smoke:
        print("FAIL  a benchmark didn't work" if failed else "ok    every benchmark works, at tiny sizes")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
