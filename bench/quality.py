"""How good the algorithm is, on real data sets: `headwater evaluate`, beside what others reach by the same protocol.

A measure takes a `Bench` and calls `bench.row`. The peers' figures were measured once, on the same split and data, and are
named beside ours; they are not measured here.
"""

import json
import os
import subprocess

from server import BenchError, environment

# Where the test of KuaiRand's impressions begins.
SPLIT = "2022-04-29T00:00"
# By head: what is asked of us, then Vowpal Wabbit with crosses, LightGBM on streaming counts, a stack of both, standard error.
RANKING = {
    "click": (0.725, ".7118", ".7209", ".7285", ".003"),
    "long_view": (0.730, ".7126", ".7246", ".7330", ".003"),
    "like": (0.780, ".7179", ".7769", ".7826", ".011"),
}


def measure_quality(bench):
    """quality on real data sets: ranking, feed, trial, search"""
    if bench.smoke:
        bench.skip("quality", "real data sets say nothing at tiny sizes")
        return
    trial(bench)
    for name, measure in (("kuairand", ranking), ("movielens", feed), ("tweetqa", tweetqa), ("vaswani", vaswani)):
        path = bench.data_set(name)
        if path:
            measure(bench, path)
        else:
            bench.skip(f"quality on {name}", f"needs HEADWATER_DATA with {name} and tools/to_events.py beside it")


def evaluate(bench, *arguments):
    """What `headwater evaluate` finds, by --json."""
    kept = {name: os.environ[name] for name in ("HEADWATER_WEIGHTS",) if name in os.environ}
    result = subprocess.run([bench.binary, "evaluate", *arguments, "--json"], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                            env=environment() | kept)
    if result.returncode:
        raise BenchError(f"evaluate {arguments[0]} ended with status {result.returncode}: {result.stderr[-1000:]}")
    return json.loads(result.stdout)


def hashes(files):
    return ", ".join(f"{name} {fingerprint}" for name, fingerprint in files.items())


def ranking(bench, path):
    history, test = bench.file("kuairand-history.ndjson"), bench.file("kuairand-test.ndjson")
    with open(path, encoding="utf-8") as events, open(history, "w") as before, open(test, "w") as after:
        for line in events:
            event = json.loads(line)
            late = event["type"] == "impression" and event["at"] >= SPLIT
            (after if late else before).write(line)
    found = evaluate(bench, "ranking", "--history", history, "--test", test)
    for head, (least, crosses, counts, stack, error) in RANKING.items():
        figures = found["heads"][head]
        bench.row(f"KuaiRand, AUC of {head}", figures["auc"], "", least=least, digits=4,
                  note=f"online, {figures['positives']:,.0f} of {figures['n']:,} impressions; log loss {figures['log_loss']:.5f}, calibration error "
                       f"{figures['ece']:.5f}; Vowpal Wabbit {crosses}, LightGBM in batch {counts}, both stacked {stack}, standard error {error}")
    for head, figures in found["heads"].items():
        if head not in RANKING:
            name, value = ("AUC", figures["auc"]) if figures["auc"] is not None else ("log loss", figures["log_loss"])
            bench.row(f"KuaiRand, {name} of {head}", value, "", digits=4,
                      note=f"{figures['positives']:,.0f} of {figures['n']:,}; calibration error {figures['ece']:.5f}")
    bench.row("KuaiRand, predicted and learned", (found["impressions"]["history"] + found["impressions"]["test"]) / found["seconds"],
              "impressions/s", note=f"whole process, {found['seconds']:.1f} s; {hashes(found['history'] | found['test'])}")


def feed(bench, path):
    found = evaluate(bench, "feed", "--events", path)
    models = found["models"]
    for name, figures in models.items():
        note = f"± {figures['sd']:.4f} over the seeds; recall {figures['recall_10']:.4f}, MRR {figures['mrr_10']:.4f}, hit {figures['hit_10']:.4f}"
        # The one that uses what its peers use, and no more.
        if name == "ease":
            note += (f"; others by this protocol: EASE .3277, iALS .3096, BPR .292; divisions {', '.join(found['splits'])}; "
                     f"{hashes(found['events'])}")
        bench.row(f"MovieLens-100K, NDCG@10, {name}", figures["ndcg_10"], "", digits=4, least=0.328 if name == "ease" else None, note=note)


def trial(bench):
    seeds = bench.scaled(1, full=5)
    found = evaluate(bench, "trial", "--seeds", str(seeds))
    feeds = found["feeds"]
    peers = [name for name in feeds if name != "headwater"]
    for figure, name, unit in (("share", "share of the reachable value", ""), ("reactions_up", "reactions until what rose shows", "reactions"),
                               ("reactions_down", "reactions until what fell is halved", "reactions")):
        own = feeds["headwater"][figure]
        beside = "; ".join(f"{peer} {feeds[peer][figure]['mean']:.3f}" for peer in peers)
        bench.row(f"trial, {name}", own["mean"], unit, digits=3,
                  note=f"95 % within {own['low']:.3f} to {own['high']:.3f}; {beside}; {found['protocol']}, {seeds} seeds")


def search(bench, name, events, queries, figure, least):
    found = evaluate(bench, "search", "--events", events, "--queries", queries)
    words = found.get("words")
    note = f"{found['queries']:,} queries over {found['documents']:,} posts; {hashes(found['files'])}"
    if words:
        note = f"words alone {words[figure]:.4f}; {note}"
    bench.row(f"{name}, {LABELS[figure]}", found[figure], "", digits=4, least=least,
              note=note if words else f"words alone: the encoder's weights aren't there; {note}")
    return found


LABELS = {"mrr_10": "MRR@10", "map": "MAP"}


def tweetqa(bench, path):
    found = search(bench, "TweetQA", path, bench.data_set("tweetqa-queries"), "mrr_10", 0.64)
    words = found.get("words")
    bench.row("TweetQA, recall@100", found["recall_100"], "", digits=4, least=words["recall_100"] if words else None,
              note="with meaning; the target is that of words alone" if words else "words alone")


def vaswani(bench, path):
    search(bench, "Vaswani", path, bench.data_set("vaswani-queries"), "map", 0.28)
