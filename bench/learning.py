"""Learning, beside Vowpal Wabbit on the same examples: a measure takes a `Bench` and calls `bench.row`."""

import json
import math
import os
import subprocess
import time

import load
from server import BenchError, environment

# The pairs of name spaces that Vowpal Wabbit crosses: viewer and attributes with tag, author, sound, length and hour.
CROSSES = ("ut", "ua", "us", "ud", "uh", "xi", "xt", "xd")
OPTIONS = "--loss_function logistic --link logistic -b 22 -l 0.1 --quiet " + " ".join(f"--quadratic {pair}" for pair in CROSSES)
ATTRIBUTES = ("user_active_degree", "is_lowactive_period", "is_live_streamer", "is_video_author", "follow_user_num_range",
              "fans_user_num_range", "friend_user_num_range", "register_days_ra")
# As many as the benchmarks of the package hold.
LIMIT = 200_000


def measure_learn(bench):
    """examples/s learned, by one thread, beside Vowpal Wabbit; 500 candidates scored"""
    path = None if bench.smoke else bench.data_set("kuairand")
    what = "KuaiRand's impressions"
    if not path:
        count = bench.scaled(100_000, smoke=500)
        path, what = bench.file(f"impressions-{count}.ndjson"), "impressions made up by bench/load.py"
        if not os.path.exists(path):
            load.write(path, load.impressions(count))
    peer = vowpal(bench, path)
    own = benchmarks(bench, path)
    if own:
        for name, key in (("one head learned", "one_head"), ("ten heads learned together", "all_heads")):
            bench.row(name, own[key], "examples/s", note=f"{what}, examples made beforehand, the prediction included; processor time")
        bench.row("impressions with features made, learned and counted", own["impressions"], "1/s", note=f"{what}, ten heads")
        bench.row("events through catalog and learner", own["view"], "events/s", note=f"all events of {what}")
        bench.row("500 candidates scored, ten heads, p50", own["score_p50"], "ms")
        bench.row("500 candidates scored, ten heads, p99", own["score_p99"], "ms", most=2, note="features included; processor time")
    if peer:
        bench.row("Vowpal Wabbit, one head with crosses", peer["learn"], "examples/s",
                  note=f"{peer['count']:,} examples of {what}, parsed beforehand, called from Python; its learning predicts first, too")
        bench.row("Vowpal Wabbit, predict, then learn", peer["both"], "examples/s")
    if own and peer:
        for heads, ours, least in (("one head", "one_head", 3), ("ten heads", "all_heads", 1)):
            bench.row(f"{heads}, times Vowpal Wabbit's one", own[ours] / peer["learn"], "×", least=least,
                      note="one call each, the prediction that comes with learning")
            bench.row(f"{heads}, times Vowpal Wabbit's one, predict, then learn", own[f"{ours}_twice"] / peer["both"], "×", least=least,
                      note="two calls each; most of the peer's is its Python binding")


def benchmarks(bench, path):
    """What the benchmarks of the package say of learning, by name: the medians."""
    if bench.smoke:
        bench.skip("our learner", "its benchmarks are a release build of their own (Benchmarks/), which make bench makes")
        return None
    if not os.path.exists(bench.benchmarks):
        bench.skip("our learner", f"no {bench.benchmarks}: swift build -c release --package-path Benchmarks")
        return None
    result = subprocess.run([bench.benchmarks, "learn", "--json", "--events", path], stdin=subprocess.DEVNULL, capture_output=True,
                            text=True, env=environment())
    if result.returncode:
        raise BenchError(f"the benchmarks ended with status {result.returncode}: {result.stderr[-1000:]}")
    outcomes = [json.loads(line) for line in result.stdout.splitlines()]
    return {outcome["name"].removeprefix("learn."): outcome["median"] for outcome in outcomes}


# Vowpal Wabbit

def vowpal(bench, path):
    """Examples a second of processor time, learned alone and predicted beforehand: medians."""
    try:
        from vowpalwabbit import Workspace
    except ImportError:
        bench.skip("learning in Vowpal Wabbit", "pip install -r bench/requirements.txt")
        return None
    lines = vowpal_lines(path)
    rates = {"learn": [], "both": []}
    for _ in range(bench.runs):
        for name, measured in rates.items():
            workspace = Workspace(OPTIONS)
            examples = [workspace.parse(line) for line in lines]
            start = time.thread_time()
            if name == "learn":
                for example in examples:
                    workspace.learn(example)
            else:
                for example in examples:
                    workspace.predict(example)
                    workspace.learn(example)
            measured.append(len(examples) / (time.thread_time() - start))
            for example in examples:
                workspace.finish_example(example)
            workspace.finish()
    return {name: sorted(measured)[len(measured) // 2] for name, measured in rates.items()} | {"count": len(lines)}


def vowpal_lines(path):
    """The impressions of an event file as Vowpal Wabbit's text: was it clicked, by whom, what is it."""
    posts, accounts, lines = {}, {}, []
    with open(path, encoding="utf-8") as file:
        for text in file:
            event = json.loads(text)
            if event["type"] == "post":
                media = (event.get("media") or [{}])[0]
                posts[event["id"]] = (event["author"], event.get("tags") or ["none"], media.get("sound", "?"))
            elif event["type"] == "account":
                attributes = event.get("attributes") or {}
                accounts[event["id"]] = [f"{name}={value}" for name, value in attributes.items() if name in ATTRIBUTES]
            elif event["type"] == "impression" and event.get("outcomes") and len(lines) < LIMIT:
                lines.append(vowpal_line(event, posts.get(event["post"], ("?", ["none"], "?")), accounts.get(event["actor"], [])))
    return lines


def vowpal_line(event, post, attributes):
    author, tags, sound = post
    outcomes = event["outcomes"]
    length = f"d{int(math.log2(outcomes['duration_ms'] / 1000 + 1) * 2)}"
    spaces = {"u": [event["actor"]], "i": [event["post"]], "a": [author], "t": tags, "s": [sound], "d": [length],
              "h": [event["at"][11:13], event.get("surface", "")], "x": attributes}
    words = " ".join(f"|{space} {' '.join(map(clean, names))}" for space, names in spaces.items())
    return f"{1 if outcomes['click'] else -1} {words}"


def clean(name):
    """A feature's name without what has a meaning in Vowpal Wabbit's text."""
    return name.replace(":", "_").replace("|", "_").replace(" ", "_")
