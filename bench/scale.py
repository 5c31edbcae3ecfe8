"""A whole page at scale: a large world, pages asked for on a schedule, events coming in, reactions that change the next page.

Everything is sent by the clock, and measured from the moment it was due: where the server stalls, all that is due meanwhile
counts as late. A measure takes a `Bench` and calls `bench.row`.
"""

import contextlib
import json
import multiprocessing
import os
import random
import sys
import threading
import time

import load
from measures import median, ms, percentile, spread
from server import BenchError, Client, Server, run_import
from world import World

# Requests a second, and events a second, and how many events are sent together.
PAGES, EVENTS, BATCH = 50, 5000, 100
# Pairs of viewers a second of whom one reacts.
PAIRS = 2
# Connections that pages are asked for over, and that events come over.
ASKERS, SENDERS = 16, 4


def measure_scale(bench):
    """a page at 50 requests/s while 5,000 events/s arrive, and how soon a reaction changes it, up and down"""
    posts = bench.scaled(100_000, full=1_000_000, smoke=400)
    viewers = bench.scaled(10_000, full=100_000, smoke=60)
    world = World(posts, viewers, edges=posts * 10)
    path = bench.file(f"world-{posts}.ndjson")
    bench.say(f"making {posts:,} posts, {viewers:,} viewers and {world.edges:,} edges")
    # Anew each time: what is rising and fresh hangs on the hour.
    world.write(path)
    with bench.directory() as data:
        start = time.perf_counter()
        answer = run_import(bench.binary, data, path, "--history")
        bench.say(f"{answer['accepted']:,} events imported in {time.perf_counter() - start:.0f} s")
        os.remove(path)
        with Server(bench.binary, data) as server:
            drive(bench, server, world)


def drive(bench, server, world):
    pages, events, pairs = (5, 200, 2) if bench.smoke else (PAGES, EVENTS, PAIRS)
    seconds = bench.scaled(30, full=60, smoke=2)
    warm_up(server, world, bench.scaled(100, smoke=5))
    with sending(server.port, world, events, seconds + 1) as sender:
        begin = time.perf_counter() + 0.5
        asked = Schedule(pages, seconds, begin, ASKERS)
        reacted = Schedule(pairs, seconds, begin, 2)
        page_seconds, items, reactions = [], [], Reactions(world)
        run = [asked.threads(server.port, lambda client, n, due: ask(client, world, n, due, page_seconds, items)),
               reacted.threads(server.port, lambda client, n, _: reactions.react(client, n))]
        with quick_switches():
            for thread in sum(run, []):
                thread.start()
            for thread in sum(run, []):
                thread.join()
        resident = server.resident()
        sent, late, took = sender()
    for schedule in (asked, reacted):
        if schedule.failures:
            raise BenchError(f"pages at scale: {schedule.failures[0]}")
    size = f"{world.posts:,} posts, {world.viewers:,} viewers, {world.edges:,} edges"
    spread(bench, "page at scale", page_seconds, target=20,
           note=f"{size}; {len(page_seconds):,} pages of {sum(items) / len(items):.1f} at {pages}/s, by the clock, beside {sent / took:,.0f} events/s")
    bench.row("events at scale, due to acknowledged, p99", ms(percentile(late, 0.99)), "ms",
              note=f"{sent:,} events of {events:,}/s, {BATCH} a request over {SENDERS} connections; median {ms(median(late)):.1f} ms")
    reactions.rows(bench)
    bench.row("memory of the server at scale", resident / 2**20, "MiB", note=size)


@contextlib.contextmanager
def quick_switches():
    """Threads that wait for an answer get their turn soon, so that the client's own work isn't measured."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.0005)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


class Schedule:
    """Something to do so many times a second, by turns over some connections."""

    def __init__(self, rate, seconds, begin, connections):
        self.rate, self.count, self.begin, self.connections = rate, int(rate * seconds), begin, connections
        self.failures = []

    def threads(self, port, work):
        """Threads that call `work(client, number, due)` for each turn, at the moment when it is due or as soon as they can."""

        def turns(first):
            try:
                client = Client(port)
                for number in range(first, self.count, self.connections):
                    due = self.begin + number / self.rate
                    time.sleep(max(0, due - time.perf_counter()))
                    work(client, number, due)
            except Exception as problem:  # A thread's error would be lost otherwise.
                self.failures.append(problem)

        return [threading.Thread(target=turns, args=(first,)) for first in range(self.connections)]


# Pages

def warm_up(server, world, count):
    client = server.client()
    for n in range(count):
        client.json("GET", f"/v1/feed?viewer=m:{n % world.viewers}&limit=5")


def ask(client, world, number, due, seconds, items):
    viewer = random.Random(number).randrange(world.viewers)
    status, body = client.request("GET", f"/v1/feed?viewer=m:{viewer}&limit=20")
    seconds.append(time.perf_counter() - due)
    if status != 200:
        raise BenchError(f"a page: {status} {body[:300]!r}")
    # Not parsed: that would hold up the other threads.
    items.append(body.count(b'"reasons":'))


# Events

@contextlib.contextmanager
def sending(port, world, rate, seconds):
    """Events come in at a rate, from a process of their own; gives a function that says how many, how late each and in how long."""
    context = multiprocessing.get_context("fork")
    inbox, outbox = context.Pipe(duplex=False)
    process = context.Process(target=send_all, args=(port, world, rate, seconds, outbox))
    process.start()
    outbox.close()
    answers = []

    def finish():
        if not answers:
            try:
                answers.append(inbox.recv())
            except EOFError:
                answers.append("the sender of events died")
            process.join()
        if isinstance(answers[0], str):
            raise BenchError(f"events at scale: {answers[0]}")
        return answers[0]

    try:
        # Its bodies are made; from here on it sends.
        if not inbox.poll(600) or inbox.recv() != "ready":
            raise BenchError("the sender of events didn't start")
        yield finish
    finally:
        if process.is_alive() and not answers:
            process.terminate()
        process.join()


def send_all(port, world, rate, seconds, outbox):
    """Sends batches of events by the clock, their bodies made beforehand, and reports."""
    bodies = [world.live(batch, BATCH) for batch in range(int(rate * seconds / BATCH))]
    outbox.send("ready")
    schedule = Schedule(rate / BATCH, seconds, time.perf_counter() + 0.1, SENDERS)
    late = []

    def send(client, number, due):
        body = bodies[number].replace(b"@AT@", load.stamp(load.now()).encode())
        answer = client.json("POST", "/v1/events", body, "application/x-ndjson")
        late.append(time.perf_counter() - due)
        if answer["rejected_count"]:
            raise BenchError(f"rejected: {answer['rejected'][:3]}")

    threads = schedule.threads(port, send)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - schedule.begin
    outbox.send(str(schedule.failures[0]) if schedule.failures else (len(late) * BATCH, late, took))


# Reactions

class Reactions:
    """Pairs of new viewers alike, of whom one likes or hides a post: what the next page of each holds of its topic."""

    KINDS = {"like": "up", "hide": "down"}

    def __init__(self, world):
        self.world = world
        self.seconds = {kind: [] for kind in self.KINDS}
        self.own = {kind: [] for kind in self.KINDS}
        self.twins = {kind: [] for kind in self.KINDS}

    def react(self, client, number):
        """One pair: the time from the acknowledgement of a reaction to the next page, and what that holds."""
        kind = list(self.KINDS)[number % len(self.KINDS)]
        rng = random.Random(number)
        first, other = f"pair:{number}:a", f"pair:{number}:b"
        authors = [self.world.author(topic, rng) for topic in rng.sample(range(self.world.topics), 3)]
        client.send([{"type": "edge", "kind": "follow", "actor": viewer, "subject": f"m:{author}", "at": load.stamp(load.now())}
                     for viewer in (first, other) for author in dict.fromkeys(authors)])
        page, _ = self.page(client, first), self.page(client, other)
        if not page["items"]:
            return
        post = rng.choice(page["items"][:10])["post"]
        client.send([{"type": "engagement", "kind": kind, "actor": first, "post": post, "at": load.stamp(load.now()),
                      "request": page["request"]}])
        acknowledged = time.perf_counter()
        body = client.request("GET", f"/v1/feed?viewer={first}&limit=20")[1]
        self.seconds[kind].append(time.perf_counter() - acknowledged)
        topic = self.world.topic(post)
        self.own[kind].append(self.like_it(json.loads(body), topic))
        self.twins[kind].append(self.like_it(self.page(client, other), topic))

    def page(self, client, viewer):
        return client.json("GET", f"/v1/feed?viewer={viewer}&limit=20")

    def like_it(self, page, topic):
        """How many posts of a page are of a topic."""
        return sum(self.world.topic(item["post"]) == topic for item in page["items"])

    def rows(self, bench):
        for kind, way in self.KINDS.items():
            if not self.seconds[kind]:
                bench.skip(f"a {kind} acknowledged to the next page", "no page had a post")
                continue
            own, twins = (sum(counts[kind]) / len(counts[kind]) for counts in (self.own, self.twins))
            moved = own - twins if way == "up" else twins - own
            pairs = f"{len(self.seconds[kind])} pairs of new viewers alike"
            spread(bench, f"a {kind} acknowledged to the next page", self.seconds[kind], target=100, note=f"{pairs}, beside the load above")
            bench.row(f"a {kind} brings its topic {way} on that page, by", moved, "posts of 20", least=0.01,
                      note=f"{pairs}: {own:.2f} posts of the topic, against {twins:.2f} of the other who did nothing")
