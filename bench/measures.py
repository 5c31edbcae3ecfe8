"""What is measured. Each function takes a `Bench` and calls `bench.row` for each figure."""

import json
import random
import resource
import threading
import time

import load
from server import BenchError, Client, Server, run_import


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def median(values):
    return percentile(values, 0.5)


def ms(seconds):
    return seconds * 1000


def spread(bench, name, seconds, target=None, note=""):
    """A row for the median and one for the 99th percentile, in ms."""
    mid, high = target if isinstance(target, tuple) else (None, target)
    bench.row(f"{name}, p50", ms(median(seconds)), "ms", most=mid, note=note)
    bench.row(f"{name}, p99", ms(percentile(seconds, 0.99)), "ms", most=high, note=note)


# Import

def measure_import(bench):
    """events/s that `headwater import` makes durable and visible"""
    counts = [bench.scaled(500_000, full=5_000_000)]
    for count in counts:
        path, _ = bench.many(count)
        import_rate(bench, f"import, {count:,} events", [path], runs=1 if count > 1_000_000 else bench.runs)
    path = None if bench.smoke else bench.data_set("kuairand")
    if not path:
        bench.skip("import of KuaiRand's events", "needs HEADWATER_DATA with kuairand and tools/to_events.py beside it")
        return
    import_rate(bench, "import, KuaiRand's events", [path], runs=bench.runs)


def import_rate(bench, name, files, runs):
    rates, work, count = [], [], 0
    for _ in range(runs):
        with bench.directory() as data:
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            answer = run_import(bench.binary, data, *files)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            count = answer["accepted"]
            rates.append(answer["events_per_second"])
            work.append((after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / count * 1e6)
    bench.row(name, median(rates), "events/s", least=50_000,
              note=f"{count:,} accepted, start and last snapshot included; {median(work):.1f} µs of processor time an event")


# Post to searchable

def measure_visible(bench):
    """time from sending a post over HTTP until search finds it, at 1,000 events/s"""
    connections, size, rate = 16, 20, 1000
    seconds = bench.scaled(30, full=60, smoke=2)
    with bench.directory() as data, Server(bench.binary, data) as server:
        server.client().send([{"type": "account", "id": f"v:{n}", "at": load.stamp(load.now())} for n in range(connections)])
        found, acknowledged, failures = [], [], []
        start = time.perf_counter() + 0.2

        def work(number):
            try:
                sender = Client(server.port)
                rng = random.Random(number)
                gap = connections * size / rate
                turn = start + gap * number / connections
                for batch in range(int(seconds / gap)):
                    time.sleep(max(0, turn + batch * gap - time.perf_counter()))
                    post_and_find(sender, rng, f"{number}x{batch}", size, found, acknowledged)
            except Exception as problem:  # A thread's error would be lost otherwise.
                failures.append(problem)

        threads = [threading.Thread(target=work, args=(n,)) for n in range(connections)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failures:
            raise BenchError(f"post to searchable: {failures[0]}")
        achieved = len(found) / (time.perf_counter() - start)
    note = f"{len(found):,} posts at {achieved:.0f}/s over {connections} connections, {size} a request"
    spread(bench, "post to acknowledged", acknowledged, note=note)
    spread(bench, "post to searchable", found, target=50, note=note)


def post_and_find(sender, rng, batch, size, found, acknowledged):
    """Sends a request of posts, then searches for the word that only each of them has, until all are found."""
    at = load.stamp(load.now())
    words = {f"w{batch}y{n}": f"b{batch}:{n}" for n in range(size)}
    events = [{"type": "post", "id": post, "author": f"v:{batch.split('x')[0]}", "at": at, "langs": ["en"],
               "text": f"{word} {load.said(rng)}"} for word, post in words.items()]
    sent = time.perf_counter()
    sender.send(events)
    acknowledged.append(time.perf_counter() - sent)
    missing = set(words.values())
    while missing:
        query = " ".join(word for word, post in words.items() if post in missing)
        # By relevance, posts that mean much the same would stand among those that have one word of many.
        hits = sender.post("/v1/search", {"query": query, "match": "any", "sort": "latest", "limit": size})["hits"]
        now = time.perf_counter()
        arrived = missing & {hit["post"] for hit in hits}
        found.extend([now - sent] * len(arrived))
        missing -= arrived
        if now - sent > 10:
            raise BenchError(f"{len(missing)} posts of {batch} weren't found within 10 s")


# Restart and memory

def measure_restart(bench):
    """seconds until a server over a data directory is ready, from its snapshot"""
    data, count, _, _ = bench.town()
    seconds = []
    for _ in range(bench.runs):
        with Server(bench.binary, data) as server:
            seconds.append(server.seconds_to_ready)
    bench.row(f"restart with {count:,} events, from a snapshot", median(seconds), "s", most=5, note="files in the page cache")


def measure_memory(bench):
    """bytes of memory that a post takes"""
    posts = bench.scaled(100_000, full=200_000, smoke=500)
    made = [e for e in load.events(posts * 11) if e["type"] in ("account", "post")]
    path = bench.file("posts.ndjson")
    count, text = load.write(path, made)
    with bench.directory() as data:
        with Server(bench.binary, data) as server:
            empty = server.resident()
            answer = run_import(bench.binary, None, path, "--server", f"http://127.0.0.1:{server.port}")
            live = server.resident()
        with Server(bench.binary, data) as server:
            full = server.resident()
    note = f"{answer['accepted']:,} events, of them {count:,} posts; resident memory less that of an empty server, {empty / 2**20:.0f} MiB"
    bench.row("memory a post, as taken in", (live - empty) / count, "bytes", most=1024, note=note)
    bench.row("memory a post, after a restart", (full - empty) / count, "bytes", most=1024,
              note=f"accounts and index included; texts, {text / count:.0f} bytes each, are on disk")


# Reading

def measure_feed(bench):
    """a page of 20, and how soon a reaction changes it"""
    data, _, posts, accounts = bench.town()
    with Server(bench.binary, data) as server:
        client = server.client()
        viewers = random.Random(3).sample(range(accounts), min(accounts, bench.scaled(10_000, smoke=50)))
        for viewer in viewers[:50]:
            client.json("GET", f"/v1/feed?viewer=m:{viewer}&limit=5")
        seconds, lengths = [], []
        for viewer in viewers:
            start = time.perf_counter()
            page = client.json("GET", f"/v1/feed?viewer=m:{viewer}&limit=20")
            seconds.append(time.perf_counter() - start)
            lengths.append(len(page["items"]))
        note = f"{len(viewers):,} viewers, one page each, one after the other; {posts:,} posts; {sum(lengths) / len(lengths):.1f} items a page"
        spread(bench, "feed page of 20", seconds, target=20, note=note)
        busy_feed(bench, server, viewers[:bench.scaled(2000, smoke=20)], accounts)
        react(bench, client, bench.scaled(300, smoke=5))


def busy_feed(bench, server, viewers, accounts):
    """Pages while 1,000 events a second come in: what the writer makes readers wait."""
    over, sent, failures = threading.Event(), [0], []

    def work():
        try:
            client, rng, start = server.client(), random.Random(5), time.perf_counter()
            while not over.is_set():
                at = load.stamp(load.now())
                events = [{"type": "post", "id": f"busy:{sent[0]}:{n}", "author": f"m:{rng.randrange(accounts)}", "at": at,
                           "text": load.said(rng), "langs": ["en"]} if n % 10 == 0 else
                          {"type": "engagement", "kind": "view", "actor": f"m:{rng.randrange(accounts)}", "post": f"p:{n}", "at": at,
                           "watch_ms": rng.randrange(30_000), "duration_ms": 30_000} for n in range(20)]
                client.send(events)
                sent[0] += len(events)
                time.sleep(max(0, start + sent[0] / 1000 - time.perf_counter()))
        except Exception as problem:  # A thread's error would be lost otherwise.
            failures.append(problem)

    thread = threading.Thread(target=work)
    thread.start()
    client, seconds, start = server.client(), [], time.perf_counter()
    try:
        for viewer in viewers:
            begun = time.perf_counter()
            client.json("GET", f"/v1/feed?viewer=m:{viewer}&limit=20")
            seconds.append(time.perf_counter() - begun)
        rate = sent[0] / (time.perf_counter() - start)
    finally:
        over.set()
        thread.join()
    if failures:
        raise BenchError(f"events beside pages: {failures[0]}")
    spread(bench, "feed page of 20 while events come in", seconds, note=f"{len(viewers):,} pages beside {rate:.0f} events/s over HTTP")


def react(bench, client, pairs):
    """Of two viewers alike one reacts: the time from its acknowledgement to the next page, and whether the pages differ."""
    seconds, changed = [], 0
    rng = random.Random(4)
    for n in range(pairs):
        twins = [f"twin:{n}:a", f"twin:{n}:b"]
        follows = [f"m:{load.zipf(rng, 200)}" for _ in range(3)]
        client.send([{"type": "edge", "kind": "follow", "actor": twin, "subject": subject, "at": load.stamp(load.now())}
                     for twin in twins for subject in dict.fromkeys(follows)])
        first, other = (client.json("GET", f"/v1/feed?viewer={twin}&limit=10") for twin in twins)
        now = load.stamp(load.now())
        client.send([{"type": "engagement", "kind": "like", "actor": twins[0], "post": item["post"], "at": now, "request": first["request"]}
                     for item in first["items"][:2]])
        acknowledged = time.perf_counter()
        after = client.json("GET", f"/v1/feed?viewer={twins[0]}&limit=20")
        seconds.append(time.perf_counter() - acknowledged)
        beside = client.json("GET", f"/v1/feed?viewer={twins[1]}&limit=20")
        changed += [i["post"] for i in after["items"]] != [i["post"] for i in beside["items"]]
    note = f"{pairs} pairs of viewers alike; the pages of {changed} differ after one liked two posts"
    spread(bench, "reaction acknowledged to changed page", seconds, target=100, note=note)


def measure_search(bench):
    """a page of 20 hits"""
    data, _, posts, _ = bench.town()
    queries = load.queries(bench.scaled(2000, smoke=30))
    with Server(bench.binary, data) as server:
        client = server.client()
        for sort in ("relevance", "latest"):
            seconds, inside = [], []
            for query in queries:
                start = time.perf_counter()
                answer = client.post("/v1/search", {"query": query, "limit": 20, "sort": sort})
                seconds.append(time.perf_counter() - start)
                inside.append(answer["took_ms"] / 1000)
            spread(bench, f"search by {sort}", seconds, note=f"{len(queries):,} queries of 1 to 3 words over {posts:,} posts")
            bench.row(f"search by {sort}, inside the server, p99", ms(percentile(inside, 0.99)), "ms")
    peer_search(bench, queries, posts)


def peer_search(bench, queries, posts):
    """The same queries over the same posts in tantivy, in process."""
    try:
        import tantivy
    except ImportError:
        bench.skip("search in tantivy", "pip install -r bench/requirements.txt")
        return
    schema = tantivy.SchemaBuilder().add_text_field("text", stored=True, tokenizer_name="en_stem").build()
    index = tantivy.Index(schema)
    writer = index.writer(100_000_000)
    with open(bench.town_file()) as file:
        for line in file:
            event = json.loads(line)
            if event["type"] == "post":
                writer.add_document(tantivy.Document(text=event["text"]))
    writer.commit()
    index.reload()
    searcher, seconds = index.searcher(), []
    for query in queries:
        start = time.perf_counter()
        for _, address in searcher.search(index.parse_query(query, ["text"]), 20).hits:
            searcher.doc(address)
        seconds.append(time.perf_counter() - start)
    spread(bench, "search in tantivy", seconds, note=f"in process, no HTTP, after a commit; {posts:,} posts")


def measure_ask(bench):
    """a question answered"""
    data, _, posts, _ = bench.town()
    questions = load.questions(bench.scaled(300, full=1000, smoke=10))
    with Server(bench.binary, data) as server:
        client = server.client()
        if client.status("/v1/ask") == 404:
            bench.skip("ask", "this server has no /v1/ask")
            return
        seconds, states = [], {}
        for question in questions:
            start = time.perf_counter()
            answer = client.post("/v1/ask", {"question": question})
            seconds.append(time.perf_counter() - start)
            states[answer["state"]] = states.get(answer["state"], 0) + 1
        said = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
        spread(bench, "ask", seconds, target=(100, 500), note=f"{len(questions)} questions over {posts:,} posts: {said}")


MEASURES = {"import": measure_import, "visible": measure_visible, "restart": measure_restart, "memory": measure_memory,
            "feed": measure_feed, "search": measure_search, "ask": measure_ask}
