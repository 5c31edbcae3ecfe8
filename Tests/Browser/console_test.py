#!/usr/bin/env python3
"""Tests the console in headless Chromium against a running server.

    Tests/Browser/console_test.py http://127.0.0.1:8080 [--key KEY] [--only WORD] [--shots DIR]

Prints one line a check and exits with 1 where one fails. It sends posts of its own, under ids that no other run has,
so it works on an empty data directory as well as beside the demo. Needs Debian's chromium and nothing else.
"""

import argparse
import json
import os
import secrets
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import datetime, timedelta, timezone

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from cdp import Browser, BrowserError  # noqa: E402

THEMES = ("gannets", "looms", "kilns")
LINES = {
    "gannets": ["gannets dived off the skerry all morning", "counted forty gannets on the ledge", "a gannet chick, all fluff",
                "gannets follow the herring", "binoculars fogged, gannets unbothered", "the gannet colony from the boat"],
    "looms": ["warped the loom in blue and rust", "the loom shuttle has a new groove", "weaving twill on the small loom",
              "loom weights made of clay", "threading heddles on the loom", "selvedge finally straight off the loom"],
    "kilns": ["the kiln reached cone six", "opened the kiln too soon again", "celadon from the kiln, no crazing",
              "stacking the kiln for the weekend", "kiln gods on the shelf", "a kiln full of small bowls"],
}

# Eight seconds of one colour, 32 by 32, drawn by ffmpeg's color source: a video that every server can be said to have.
VIDEO = (
    "GkXfo59ChoEBQveBAULygQRC84EIQoKEd2VibUKHgQJChYECGFOAZwEAAAAAAATPEU2bdLpNu4tTq4QVSalmU6yBoU27i1OrhBZUrmtTrIHYTb"
    "uMU6uEElTDZ1OsggEeTbuMU6uEHFO7a1OsggS57AEAAAAAAABZAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAVSalmsirXsYMPQkBNgI1MYXZmNTkuMjcuMTAwV0GNTGF2ZjU5Lj"
    "I3LjEwMESJiEC/QAAAAAAAFlSua8GuAQAAAAAAADjXgQFzxYi3acEkg+tlgZyBACK1nIN1bmSIgQCGhVZfVlA4g4EBI+ODhA7msoDgibCBILqB"
    "IJqBAhJUw2f9c3OgY8CAZ8iaRaOHRU5DT0RFUkSHjUxhdmY1OS4yNy4xMDBzc9djwItjxYi3acEkg+tlgWfIoUWjh0VOQ09ERVJEh5RMYXZjNT"
    "kuMzcuMTAwIGxpYnZweGfIokWjiERVUkFUSU9ORIeUMDA6MDA6MDguMDAwMDAwMDAwAAAfQ7Z1QgzngQCju4EAAIDQAgCdASogACAAAEcIhYWI"
    "hYSIAgICdaoD+AIIISmecP79na//npmvMH+Tn/5T98p++U/f8oEAo5WBAPoAsQEAARAQABgAGFgv9AAIcACjlYEB9ACxAQABEBAAGAAYWC/0AA"
    "hwAKOVgQLuALEBAAEQEAAYABhYL/QACHAAo5WBA+gAsQEAARAQABgAGFgv9AAIcACjlYEE4gCxAQABEBAAGAAYWC/0AAhwAKOVgQXcALEBAAEQ"
    "EAAYABhYL/QACHAAo5WBBtYAsQEAARAQFGAAYWC/0AAhwACjlYEH0ACxAQABEBAAGAAYWC/0AAhwAKOVgQjKALEBAAEQEAAYABhYL/QACHAAo5"
    "WBCcQAsQEAARAQABgAGFgv9AAIcACjlYEKvgCxAQABEBAAGAAYWC/0AAhwAKOVgQu4ALEBAAEQEAAYABhYL/QACHAAo5WBDLIAsQEAARAQABgA"
    "GFgv9AAIcACjlYENrACxAQABEBAAGAAYWC/0AAhwAKOVgQ6mALEBAAEQEAAYABhYL/QACHAAo5WBD6AAsQEAARAQABgAGFgv9AAIcACjlYEQmg"
    "CxAQABEBAAGAAYWC/0AAhwAKOVgRGUALEBAAEQEBRgAGFgv9AAIcAAo5WBEo4AsQEAARAQABgAGFgv9AAIcACjlYETiACxAQABEBAAGAAYWC/0"
    "AAhwAB9DtnVBAeeCFIKjlYEAAACxAQABEBAAGAAYWC/0AAhwAKOVgQD6ALEBAAEQEAAYABhYL/QACHAAo5WBAfQAsQEAARAQABgAGFgv9AAIcA"
    "CjlYEC7gCxAQABEBAAGAAYWC/0AAhwAKOVgQPoALEBAAEQEAAYABhYL/QACHAAo5WBBOIAsQEAARAQABgAGFgv9AAIcACjlYEF3ACxAQABEBAA"
    "GAAYWC/0AAhwAKOVgQbWALEBAAEQEAAYABhYL/QACHAAo5WBB9AAsQEAARAQFGAAYWC/0AAhwACjlYEIygCxAQABEBAAGAAYWC/0AAhwAKOVgQ"
    "nEALEBAAEQEAAYABhYL/QACHAAHFO7a5G7j7OBALeK94EB8YIBoPCBAw=="
)


class Failure(Exception):
    """A check that did not hold."""


def expect(condition, words):
    if not condition:
        raise Failure(words)


def moment(seconds_ago=0.0):
    at = datetime.now(timezone.utc) - timedelta(seconds=seconds_ago)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Server:
    """The API, for what the tests prepare and compare."""

    def __init__(self, base, key):
        self.base = base.rstrip("/")
        self.key = key

    def call(self, method, path, body=None, content_type="application/json"):
        request = urllib.request.Request(self.base + path, data=body, method=method)
        if body is not None:
            request.add_header("Content-Type", content_type)
        if self.key:
            request.add_header("Authorization", f"Bearer {self.key}")
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.load(response)

    def send(self, events):
        lines = "\n".join(json.dumps(event) for event in events) + "\n"
        answer = self.call("POST", "/v1/events", lines.encode(), "application/x-ndjson")
        expect(answer["rejected_count"] == 0, f"the server rejected the test's events: {answer['rejected'][:3]}")


class Suite:
    """What the checks share: one run's names, its posts, its browser."""

    def __init__(self, server, browser, shots):
        self.server = server
        self.browser = browser
        self.shots = shots
        self.run = secrets.token_hex(3)
        self.pages = []
        self.weir = f"Quillweir{self.run}"
        self.hostile = f"hostilewort{self.run}"
        self.foreign = f"foreignfern{self.run}"

    # Preparing

    def prepare(self):
        """Sends the posts that the checks look for."""
        events = []
        for theme in THEMES:
            for n in range(9):
                author = self.author(theme, n)
                events.append({"type": "account", "id": author, "at": moment(900), "handle": f"{theme}{n}.{self.run}",
                               "name": f"{theme.title()} {n}"})
                for k in range(2):
                    line = LINES[theme][(n + 3 * k) % len(LINES[theme])]
                    events.append({"type": "post", "id": f"{author}/{k}", "author": author,
                                   "at": moment(600 - 20 * n - 5 * k), "text": f"{line} #{theme}{self.run}"})
            # Others with one taste each, for those who are found through what others liked.
            for fan in range(4):
                for n in range(9):
                    events.append({"type": "engagement", "kind": "like", "actor": f"fan{self.run}:{theme}{fan}",
                                   "post": f"{self.author(theme, n)}/{fan % 2}", "at": moment(300 - n)})
        keeper = f"keeper:{self.run}"
        events.append({"type": "account", "id": keeper, "at": moment(900), "handle": f"keeper.{self.run}", "name": "Lock Keeper"})
        events.append({"type": "post", "id": f"{keeper}/1", "author": keeper, "at": moment(120),
                       "text": f"⚓️ Grüße aus dem Süden, 日本! The sluice at {self.weir} opens at six in the evening. Bring boots."})
        filmer = f"filmer:{self.run}"
        events.append({"type": "account", "id": filmer, "at": moment(900), "handle": f"filmer.{self.run}", "name": "Filmer"})
        events.append({"type": "post", "id": f"{filmer}/1", "author": filmer, "at": moment(30), "text": "eight seconds of water",
                       "media": [{"kind": "video", "url": f"/console-test-{self.run}.webm", "alt": "still water", "width": 320,
                                  "height": 320, "duration_ms": 8000, "transcript": "hush, says the water"}]})
        events.append({"type": "post", "id": f"{keeper}/2", "author": keeper, "at": moment(110), "text": f"{self.foreign} by the lock",
                       "media": [{"kind": "image", "url": "https://pics.elsewhere.example/fern.png", "alt": "a fern"},
                                 {"kind": "video", "url": "https://elsewhere.example/fern.webm", "poster": "https://elsewhere.example/fern.jpg"},
                                 {"kind": "audio", "url": "http://elsewhere.example:8000/fern.mp3", "alt": "wind"},
                                 {"kind": "image", "url": "//elsewhere.example/fern.png", "alt": "more ferns"}]})
        events += self.hostile_events()
        self.server.send(events)

    def hostile_events(self):
        """What an attacker would send."""
        author = f'hostile:{self.run}"><script>window.__pwned=6</script>'
        self.hostile_text = (
            f"{self.hostile} <script>window.__pwned=1</script><img src=x onerror=\"window.__pwned=2\"><b>bold</b> "
            "javascript:alert(1) &lt;i&gt;kept&lt;/i&gt; \u202eturned\u202c {{7*7}} ${7*7} </div></article> "
            "https://example.org/a?b=<script>window.__pwned=7</script> " + "W" * 400)
        return [
            {"type": "account", "id": author, "at": moment(900), "handle": "<b>handle</b>",
             "name": "<img src=x onerror=window.__pwned=3>"},
            {"type": "post", "id": f'{self.run}/?a=1&b=#x"><script>window.__pwned=8</script>', "author": author,
             "at": moment(60), "text": self.hostile_text, "title": "<svg onload=window.__pwned=4>",
             "url": "javascript:window.__pwned=5",
             "media": [{"kind": "image", "url": "javascript:window.__pwned=9", "alt": "\"><script>window.__pwned=10</script>"},
                       {"kind": "video", "url": "data:text/html,<script>window.__pwned=11</script>"}]},
        ]

    def author(self, theme, n):
        return f"{theme}{n}:{self.run}"

    # Pages

    def page(self, viewer=None, **view):
        """A tab of a viewer whom nobody knows yet, or of the one named."""
        page = self.browser.page(**view)
        page.before_load(
            f"if (location.protocol.startsWith('http')) {{ localStorage.setItem('headwater.viewer', {json.dumps(viewer or self.viewer())});"
            + (f" sessionStorage.setItem('headwater.credential', {json.dumps(self.server.key)});" if self.server.key else "") + " }")
        # Any page may come upon a video, of this run or of one before it.
        page.serve("*/console-test-*.webm", "video/webm", VIDEO)
        self.pages.append(page)
        return page

    def viewer(self):
        return f"test:{self.run}:{secrets.token_hex(4)}"

    def feed(self, page, least=5):
        page.goto(f"{self.server.base}/#/for-you")
        page.wait(f"document.querySelectorAll('article.card').length >= {least}", "cards")

    def cards(self, page):
        """The cards shown, as (post, author, text)."""
        return [tuple(c) for c in page.eval(
            "[...document.querySelectorAll('article.card')].map(c => [c.dataset.post, c.dataset.author, c.innerText])")]

    def shot(self, page, name):
        if self.shots:
            os.makedirs(self.shots, exist_ok=True)
            page.screenshot(os.path.join(self.shots, f"{name}.png"))

    def sent(self, page):
        """The events that a page has sent."""
        events = []
        for method, url, body in page.requests:
            if method == "POST" and url.endswith("/v1/events"):
                events += [json.loads(line) for line in body.splitlines() if line.strip()]
        return events

    def wait_sent(self, page, what, test, seconds=10):
        """Waits until the page has sent an event that passes a test, and returns it."""
        deadline = time.monotonic() + seconds
        while True:
            found = [e for e in self.sent(page) if test(e)]
            if found:
                return found[-1]
            expect(time.monotonic() < deadline, f"no event sent: {what}")
            page.browser.pump(0.1)

    def grow(self, page, wanted, seconds=60):
        """Goes down the feed as a reader does, until so many cards have come or the feed ends."""
        deadline = time.monotonic() + seconds
        while len(self.cards(page)) < wanted and time.monotonic() < deadline:
            page.press("j")
            page.browser.pump(0.12)
            if page.eval("!!document.querySelector('#feed-tail .notice')"):
                break
        return self.cards(page)

    # Checks, in this order

    def check_load(self):
        """the page loads, shows cards and reports what was seen"""
        page = self.page()
        self.feed(page)
        title = page.eval("document.title")
        expect("Headwater" in title, f"title is {title!r}")
        for view in ("for-you", "ask", "search", "live"):
            expect(page.eval(f"!!document.querySelector(\"nav a[href='#/{view}']\")"), f"no link to {view}")
        impression = self.wait_sent(page, "impression", lambda e: e["type"] == "impression")
        for field in ("actor", "post", "at", "request", "position", "surface"):
            expect(field in impression, f"the impression has no {field}: {impression}")
        page.prefer(dark=True)
        dark = page.eval("getComputedStyle(document.body.parentElement).backgroundColor")
        page.prefer(dark=False)
        light = page.eval("getComputedStyle(document.body.parentElement).backgroundColor")
        expect(dark != light, f"light and dark look the same: {dark}")
        self.shot(page, "load")

    def check_ask(self):
        """a question is answered in posted words, and a citation opens them, marked"""
        page = self.page()
        page.goto(f"{self.server.base}/#/ask")
        page.wait("document.querySelector('#ask-form')", "the form")
        page.click("#ask-input")
        page.type(f"When does the sluice at {self.weir} open?")
        page.press("Enter")
        page.wait("document.querySelector('.answer[data-state]')", "an answer")
        page.wait("document.querySelector('#ask-answer').getAttribute('aria-busy') === 'false'", "the answer's end")
        state = page.eval("document.querySelector('.answer').dataset.state")
        expect(state in ("grounded", "partial", "conflicting"), f"the state is {state}")
        words = page.eval("document.querySelector('#ask-answer').innerText")
        expect("six in the evening" in words, f"the answer lacks the posted words: {words[:300]!r}")
        number = page.eval(
            f"[...document.querySelectorAll('.citation')].find(c => c.title.includes({json.dumps(self.weir)}))?.dataset.n")
        expect(number, "no citation of the post that says it")
        quote = page.eval(f"document.querySelector('.citation[data-n=\"{number}\"]').title")
        page.click(f".citation[data-n='{number}']")
        marked = page.wait("document.querySelector('#post-panel mark.cited')?.textContent", "the marked words")
        expect(marked == quote, f"marked {marked!r}, cited {quote!r}")
        expect(self.weir in marked, f"the marked words are others: {marked!r}")
        inside = page.eval("""(() => {
            const mark = document.querySelector('#post-panel mark.cited').getBoundingClientRect();
            return mark.top >= 0 && mark.bottom <= innerHeight;
        })()""")
        expect(inside, "the marked words aren't in sight")
        self.shot(page, "ask")
        page.press("Escape")
        page.wait("!document.querySelector('#post-panel')", "the drawer to close")

    def check_no_evidence(self):
        """a question that no post answers gets no invention"""
        page = self.page()
        page.goto(f"{self.server.base}/#/ask?q=" + f"Zyxgrumble{self.run}%20flumptious%20quorbit%3F")
        page.wait("document.querySelector('.answer[data-state]')", "an answer")
        expect(page.eval("document.querySelector('.answer').dataset.state") == "no_evidence", "it found evidence")
        expect(page.eval("document.querySelectorAll('.citation').length") == 0, "it cites something")
        expect("No evidence" in page.eval("document.querySelector('#ask-answer').innerText"), "it doesn't say so")

    def check_theme(self):
        """three likes on one theme bring more of it on the next page"""
        viewer = self.viewer()
        follows = [{"type": "edge", "kind": "follow", "actor": actor, "subject": self.author(theme, n), "at": moment()}
                   for actor in (viewer, viewer + ":twin") for theme in THEMES for n in range(3)]
        self.server.send(follows)
        page = self.page(viewer=viewer)
        self.feed(page)

        def theme_of(card):
            return next((t for t in THEMES if f"#{t}{self.run}" in card[2]), None)

        wanted = 10
        chosen = None
        while chosen is None and wanted <= 60:
            before = self.grow(page, wanted)
            by_theme = {t: [c for c in before if theme_of(c) == t] for t in THEMES}
            chosen = next((t for t in sorted(THEMES, key=lambda t: -len(by_theme[t])) if len(by_theme[t]) >= 3), None)
            wanted += 10
        expect(chosen, "no theme came three times among the first cards")
        # What is in sight stays; only what was loaded below it can change.
        below = "[...document.querySelectorAll('article.card')].filter((c) => c.getBoundingClientRect().top > innerHeight).length"
        for _ in range(20):
            if page.eval(below) >= 3:
                break
            page.press("j")
            page.browser.pump(0.5)
        expect(page.eval(below) >= 3, "nothing was loaded below what is in sight")
        before = self.cards(page)
        twin = self.server.call("GET", f"/v1/feed?viewer={viewer}:twin&limit=100")["items"]
        share_before = len(by_theme[chosen]) / len(before)
        known = {c[0] for c in before}
        for post, _, _ in by_theme[chosen][:3]:
            selector = f"article.card[data-post={json.dumps(post)}]"
            expect(page.eval(f"!!document.querySelector({json.dumps(selector)})"), "a card in sight went away")
            page.click(f"{selector} [data-action=like]")
            page.wait(f"document.querySelector({json.dumps(selector)} + ' [data-action=like]').getAttribute('aria-pressed') === 'true'", "the like to show")
            self.wait_sent(page, "like", lambda e: e.get("kind") == "like" and e.get("post") == post)
        # What was loaded and not seen makes way: a page that only grows has its new cards after all others.
        changed = False
        for _ in range(40):
            now = [c[0] in known for c in self.cards(page)]
            changed = len(now) < len(known) or False in now[:max((i for i, k in enumerate(now) if k), default=0)]
            if changed:
                break
            page.browser.pump(0.25)
        page.browser.pump(1.0)
        page.eval("document.querySelectorAll('article.card')[document.querySelectorAll('article.card').length - 1].scrollIntoView()")
        after = self.grow(page, len(self.cards(page)) + 6)
        fresh = [c for c in after if c[0] not in known][:10]
        expect(len(fresh) >= 5, f"only {len(fresh)} new cards came")
        share_after = sum(theme_of(c) == chosen for c in fresh) / len(fresh)
        pool = [i for i in twin if i["post"] not in known][:10]
        share_twin = sum(f"#{chosen}{self.run}" in i["text"] for i in pool) / max(1, len(pool))
        note = f"{chosen}: {share_before:.0%} before, {share_after:.0%} after, {share_twin:.0%} for a twin who didn't react"
        expect(share_after > share_before or (share_after > share_twin and share_after > 0), note)
        # Where the whole rest was in sight already, nothing below could change, and what came next tells.
        expect(changed or share_after > share_twin, f"the posts below didn't change after the likes; {note}")
        self.shot(page, "theme")
        return note

    def check_mute(self):
        """an author who is hidden is never seen again"""
        viewer = self.viewer()
        author = self.author("looms", 0)
        self.server.send([{"type": "edge", "kind": "follow", "actor": viewer, "subject": a, "at": moment(1)}
                          for a in (author, self.author("kilns", 0), self.author("gannets", 0))])
        page = self.page(viewer=viewer)
        self.feed(page)
        cards = self.cards(page)
        while author not in [c[1] for c in cards] and len(cards) < 60:
            more = self.grow(page, len(cards) + 5)
            if len(more) == len(cards):
                break
            cards = more
        if author not in [c[1] for c in cards]:
            author = cards[0][1]
        selector = f"article.card[data-author={json.dumps(author)}]"
        page.click(f"{selector} [data-action=mute]")
        gone = f"!document.querySelector({json.dumps(selector)})"
        page.wait(gone, "the author's cards to go")
        self.wait_sent(page, "mute", lambda e: e.get("kind") == "mute" and e.get("subject") == author)
        self.grow(page, 40, seconds=25)
        expect(page.eval(gone), "the author came back on a later page")
        # Without a cursor, and after a reload, neither.
        self.feed(page, least=1) if self.has_more(viewer) else None
        expect(page.eval(gone), "the author came back after a reload")
        items = self.server.call("GET", f"/v1/feed?viewer={viewer}&limit=100")["items"]
        expect(author not in [i["author"] for i in items], "the server still offers the author")

    def has_more(self, viewer):
        return bool(self.server.call("GET", f"/v1/feed?viewer={viewer}&limit=1")["items"])

    def check_video(self):
        """a video plays muted while it is in sight, and how long it was watched is reported"""
        viewer = self.viewer()
        filmer = f"filmer:{self.run}"
        self.server.send([{"type": "edge", "kind": "follow", "actor": viewer, "subject": filmer, "at": moment()}])
        page = self.page(viewer=viewer)
        page.prefer(less_motion=False)
        self.feed(page)
        selector = f"article.card[data-author={json.dumps(filmer)}]"
        for wanted in range(10, 90, 10):
            if page.eval(f"!!document.querySelector({json.dumps(selector)})"):
                break
            self.grow(page, wanted)
        expect(page.eval(f"!!document.querySelector({json.dumps(selector)})"), "the followed author's video isn't in the feed")
        video = f"document.querySelector({json.dumps(selector + ' video')})"
        page.eval(f"{video}.scrollIntoView({{ block: 'center', behavior: 'instant' }})")
        page.wait(f"!{video}.paused && {video}.currentTime > 0.3", "the video to play by itself")
        expect(page.eval(f"{video}.muted"), "the video isn't muted")
        page.browser.pump(1.0)
        page.eval(f"scrollTo(0, {video}.getBoundingClientRect().bottom + scrollY + innerHeight < document.body.scrollHeight ? document.body.scrollHeight : 0)")
        page.wait(f"{video}.paused", "the video to stop out of sight")
        view = self.wait_sent(page, "view", lambda e: e.get("kind") == "view" and e.get("post") == f"{filmer}/1")
        expect(500 <= view["watch_ms"] < 10_000 and view["duration_ms"] == 8000 and view["request"], f"the view says {view}")

    def check_watch(self):
        """videos fill the screen, one a swipe, and say how long each was watched"""
        viewers = [self.viewer(), self.viewer()]
        filmers = [f"filmer{n}:{self.run}" for n in range(3)]
        events = []
        for n, filmer in enumerate(filmers):
            events.append({"type": "post", "id": f"{filmer}/w", "author": filmer, "at": moment(30 - n), "text": f"harbour film {n}",
                           "media": [{"kind": "video", "url": f"/console-test-{self.run}.webm", "alt": "a colour", "duration_ms": 8000}]})
            for viewer in viewers:
                events.append({"type": "edge", "kind": "follow", "actor": viewer, "subject": filmer, "at": moment()})
        self.server.send(events)
        for view in ({}, {"width": 390, "height": 844, "mobile": True}):
            page = self.page(viewer=viewers.pop(), **view)
            page.prefer(less_motion=False)
            self.feed(page)
            button = "article.card [data-action=watch]"
            for wanted in range(10, 90, 10):
                if page.eval(f"!!document.querySelector({json.dumps(button)})"):
                    break
                self.grow(page, wanted)
            page.eval(f"document.querySelector({json.dumps(button)}).scrollIntoView({{ block: 'center', behavior: 'instant' }})")
            page.click(button)
            page.wait("document.querySelector('dialog#watch .watch-slide')", "the videos")
            top = "[...document.querySelectorAll('.watch-slide')].find((s) => Math.abs(s.getBoundingClientRect().top) < 40)"
            page.wait(f"{top} && !{top}.querySelector('video').paused && {top}.querySelector('video').currentTime > 0.3", "the first to play")
            expect(page.eval("[...document.querySelectorAll('video')].filter((v) => !v.paused).length") == 1, "more than one video plays")
            expect(page.eval(f"(() => {{ const box = {top}.querySelector('video').getBoundingClientRect(); return box.width <= innerWidth && box.height <= innerHeight; }})()"), "the video is larger than the screen")
            self.shot(page, f"watch-{'phone' if view else 'desktop'}")
            if view:
                continue
            first = page.eval(f"{top}.dataset.post")
            page.browser.pump(1.2)
            page.press("ArrowDown")
            page.wait(f"{top} && {top}.dataset.post !== {json.dumps(first)} && !{top}.querySelector('video').paused", "the next to play")
            seen = self.wait_sent(page, "impression", lambda e: e.get("type") == "impression" and e.get("post") == first)
            expect(seen["request"] and "position" in seen, f"the impression says {seen}")
            view_event = self.wait_sent(page, "view", lambda e: e.get("kind") == "view" and e.get("post") == first)
            expect(1000 <= view_event["watch_ms"] < 8000 and view_event["request"], f"the view says {view_event}")
            second = page.eval(f"{top}.dataset.post")
            page.press("l")
            self.wait_sent(page, "like", lambda e: e.get("kind") == "like" and e.get("post") == second)
            expect(page.eval(f"{top}.querySelector('[data-action=like]').getAttribute('aria-pressed')") == "true", "the like doesn't show")
            page.press("Escape")
            page.wait("!document.querySelector('dialog#watch')", "the videos to go")
            expect(page.eval("document.activeElement.dataset.post") == second, "the focus isn't on the card that was watched")

    def check_similar(self):
        """'More like this' lists posts like one, and says what they share"""
        page = self.page()
        self.feed(page)
        page.click("article.card [data-action=similar]")
        page.wait("document.querySelector('#similar-posts').getAttribute('aria-busy') === 'false'", "the answer")
        expect(page.eval("!!document.querySelector('#similar-posts article .reason') || !!document.querySelector('#similar-posts .notice')"),
               "neither posts with reasons nor a word that there are none")
        self.shot(page, "similar")

    def check_undo(self):
        """a hidden post goes, and Undo brings it back"""
        page = self.page()
        self.feed(page)
        post = self.cards(page)[0][0]
        selector = f"article.card[data-post={json.dumps(post)}]"
        page.click(f"{selector} [data-action=hide]")
        page.wait(f"!document.querySelector({json.dumps(selector)})", "the card to go")
        hide = self.wait_sent(page, "hide", lambda e: e.get("kind") == "hide")
        page.click(".toast [data-action=undo]")
        page.wait(f"document.querySelector({json.dumps(selector)})", "the card to come back")
        undone = self.wait_sent(page, "undone hide", lambda e: e.get("kind") == "hide" and e.get("undone") is True)
        expect(undone["post"] == hide["post"] and undone["at"] > hide["at"], f"{hide} was undone by {undone}")

    def check_why(self):
        """'Why this' gives reasons and the receipt of the page"""
        page = self.page()
        self.feed(page)
        page.click("article.card [data-action=why]")
        page.wait("document.querySelector('#why-reasons li')", "reasons")
        page.wait("document.querySelector('.receipt').getAttribute('aria-busy') === 'false'", "the receipt")
        words = page.eval("document.querySelector('.receipt').innerText")
        expect("Place on its page" in words, f"no receipt: {words!r}")
        self.shot(page, "why")

    def check_hostile(self):
        """hostile text is shown as text, in search, in an answer and in the drawer"""
        page = self.page()
        page.goto(f"{self.server.base}/#/search?q={self.hostile}")
        page.wait("document.querySelector('.hit-card .post-text')", "the post")
        self.hostile_in(page, ".hit-card")
        page.click(".hit-card .post-head .text-button")
        page.wait("document.querySelector('#post-panel .post-text')", "the drawer")
        self.hostile_in(page, "#post-panel")
        self.shot(page, "hostile")
        page.press("Escape")
        page.goto(f"{self.server.base}/#/ask?q=What%20is%20{self.hostile}%3F")
        page.wait("document.querySelector('.answer[data-state]')", "an answer")
        page.browser.pump(0.5)
        expect(page.eval("window.__pwned === undefined"), "a script of the post ran")

    def hostile_in(self, page, root):
        text = page.eval(f"document.querySelector('{root} .post-text').textContent")
        expect(text == self.hostile_text, f"in {root} the text became {text[:200]!r}")
        counts = page.eval(f"""(() => {{
            const root = document.querySelector('{root} .post-text').closest('article');
            const bad = [...root.querySelectorAll('script, img, b, i, svg[onload], iframe, object, video')];
            const links = [...root.querySelectorAll('a')].map(a => a.getAttribute('href'));
            return {{ bad: bad.map(e => e.outerHTML), links }};
        }})()""")
        expect(not counts["bad"], f"in {root} elements came of the text: {counts['bad']}")
        for link in counts["links"]:
            expect(link.startswith(("http://", "https://", "#/")), f"in {root} a link leads to {link!r}")
        expect(page.eval("window.__pwned === undefined"), "a script of the post ran")

    def check_foreign(self):
        """media of other hosts are told of and linked, and loaded from nowhere but where the settings allow"""
        page = self.page()
        page.goto(f"{self.server.base}/#/search?q={self.foreign}")
        page.wait("document.querySelectorAll('.hit-card .medium-missing a').length === 4", "what stands for the media")
        shown = page.eval("""[...document.querySelectorAll('.hit-card .medium-missing')].map((e) => [
            e.querySelector('span').textContent, e.querySelector('a').href, e.querySelector('a').textContent, e.querySelector('a').rel])""")
        rel = "noopener noreferrer nofollow"
        expect(shown == [
            ["Picture on another host: a fern", "https://pics.elsewhere.example/fern.png", "Open it at pics.elsewhere.example", rel],
            ["Video on another host, without a description", "https://elsewhere.example/fern.webm", "Open it at elsewhere.example", rel],
            ["Recording on another host: wind", "http://elsewhere.example:8000/fern.mp3", "Open it at elsewhere.example:8000", rel],
            ["Picture on another host: more ferns", f"{urllib.parse.urlsplit(self.server.base).scheme}://elsewhere.example/fern.png",
             "Open it at elsewhere.example", rel],
        ], f"the media are shown as {shown}")
        # Other hits, found by meaning, may have media of this server.
        expect(page.eval("!document.querySelector('.hit-card:has(.medium-missing) :is(.medium img, video, audio, [data-action=watch])')"),
               "a medium is loaded")
        self.shot(page, "foreign")
        # The same module under other settings: it reads them once, so each is a module of its own.
        result = page.eval(r"""(async () => {
            const wrong = [];
            const same = (what, got, want) => {
                if (JSON.stringify(got) !== JSON.stringify(want)) wrong.push(`${what}: ${JSON.stringify(got)}, not ${JSON.stringify(want)}`);
            };
            const under = async (hosts, proxy) => {
                document.querySelector('meta[name=media-hosts]').content = hosts;
                document.querySelector('meta[name=media-proxy]').content = proxy;
                return import(`/console/media-source.js?${proxy}${hosts.length}`);
            };
            const named = await under('a.example *.b.example', 'off');
            for (const [url, want] of [
                ['https://a.example/x', true], ['https://A.EXAMPLE/x', true], ['https://b.example/x', false], ['https://c.b.example/x', true],
                ['https://d.c.b.example/', true], ['https://notb.example/', false], ['https://xa.example/', false],
                ['https://a.example.evil.example/', false], ['http://a.example/x', false], ['https://a.example:8443/x', false],
                ['https://a.example:443/x', true], ['https://me@a.example/x', false], ['https://evil.example/a.example', false],
                ['javascript:1', false], ['data:image/png,1', false], ['blob:https://a.example/1', false], ['', false], [null, false], [7, false],
                ['/demo/media/x.svg', true], [`${location.origin}/y`, true], ['https://', false],
            ]) same(`address ${url}`, Boolean(named.mediaAddress(url)), want);
            same('without a proxy', named.mediaSource('p', 0, { url: 'https://evil.example/x' }), null);
            const proxied = await under('a.example', 'on');
            const { identity } = await import('/console/identity.js');
            const source = proxied.mediaSource('p&x=1', 2, { poster: 'https://evil.example/x' }, 'poster');
            same('proxied', [...new URL(source, location.origin).searchParams],
                [['post', 'p&x=1'], ['index', '2'], ['part', 'poster'], ['viewer', identity.viewer]]);
            same('proxied path', new URL(source, location.origin).pathname, '/v1/media');
            same('direct', proxied.mediaSource('p', 0, { url: 'https://a.example/x' }), 'https://a.example/x');
            for (const url of ['http://evil.example/x', 'javascript:1', 'data:image/png,1', undefined, '']) {
                same(`not proxied ${url}`, proxied.mediaSource('p', 0, { url }), null);
            }
            return wrong;
        })()""")
        expect(not result, "; ".join(result))

    def check_keyboard(self):
        """everything can be done with the keyboard alone"""
        page = self.page()
        self.feed(page)
        page.press("Tab")
        expect(page.eval("document.activeElement.className") == "skip-link", "the first stop isn't the skip link")
        page.press("Enter")
        expect(page.eval("document.activeElement.id") == "main", "the skip link doesn't lead to the content")
        focused = "document.activeElement.closest('article.card')"
        page.press("j")
        first = page.wait(f"{focused}?.dataset.post", "j to go to a card")
        page.press("l")
        page.wait(f"{focused}.querySelector('[data-action=like]').getAttribute('aria-pressed') === 'true'", "l to like")
        self.wait_sent(page, "like", lambda e: e.get("kind") == "like" and e.get("post") == first)
        page.press("j")
        page.wait(f"{focused} && {focused}.dataset.post !== {json.dumps(first)}", "j to go on")
        second = page.eval(f"{focused}.dataset.post")
        page.press("w")
        page.wait("document.querySelector('#why-dialog[open]')", "w to ask why")
        page.press("Escape")
        page.wait("!document.querySelector('#why-dialog')", "Escape to close")
        expect(page.eval(f"{focused}?.dataset.post") == second, "the focus didn't go back to the card")
        page.press("k")
        page.wait(f"{focused}?.dataset.post === {json.dumps(first)}", "k to go back")
        page.press("s")
        skip = self.wait_sent(page, "skip", lambda e: e.get("kind") == "view" and e.get("post") == first)
        expect(skip["watch_ms"] < 3000, f"a skip of {skip['watch_ms']} ms")
        page.press("?", shift=True)
        page.wait("document.querySelector('#help-dialog[open]')", "? to help")
        page.press("Escape")
        page.wait("!document.querySelector('#help-dialog')", "Escape to close")
        page.press("a")
        page.wait("document.activeElement.id === 'ask-input'", "a to ask")
        page.type(f"When does the sluice at {self.weir} open?")
        page.press("Enter")
        page.wait("document.querySelector('#ask-answer .citation')", "an answer")
        page.wait("document.querySelector('#ask-answer').getAttribute('aria-busy') === 'false'", "the answer's end")
        self.tab_to(page, ".citation")
        ring = page.eval("getComputedStyle(document.activeElement).outlineStyle")
        expect(ring != "none", "the focused citation shows no ring")
        number = page.eval("document.activeElement.dataset.n")
        page.press("Enter")
        page.wait("document.querySelector('#post-panel mark.cited')", "Enter to open the source")
        expect(page.eval("document.querySelector('#post-panel').contains(document.activeElement)"), "the focus stays behind the drawer")
        page.press("Escape")
        page.wait("!document.querySelector('#post-panel')", "Escape to close")
        expect(page.eval("document.activeElement.dataset.n") == number, "the focus didn't go back to the citation")
        page.press("/")
        page.wait("document.activeElement.id === 'search-input'", "/ to search")

    def tab_to(self, page, selector, most=60):
        for _ in range(most):
            page.press("Tab")
            if page.eval(f"document.activeElement.matches({json.dumps(selector)})"):
                return
        raise Failure(f"Tab doesn't lead to {selector}")

    def check_phone(self):
        """on a phone nothing scrolls sideways, targets are large, swipes like and skip"""
        page = self.page(width=390, height=844, mobile=True)
        self.feed(page)
        views = ("for-you", "ask", f"ask?q=When%20does%20the%20sluice%20at%20{self.weir}%20open%3F", "search",
                 f"search?q={self.hostile}", "live")
        for view in views:
            page.eval(f"location.hash = '#/{view}'")
            page.browser.pump(1.0)
            width = page.eval("Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)")
            expect(width <= 390, f"{view} is {width} pixels wide")
            small = page.eval("""[...document.querySelectorAll('.nav a, .action, .icon-button, .button, .chip')]
                .filter(e => e.checkVisibility()).map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
                .filter(([, box]) => box.height < 31 || box.width < 31).map(([html]) => html)""")
            expect(not small, f"{view} has targets too small to hit: {small[:3]}")
            self.shot(page, "phone-" + view.split("?")[0])
        page.eval("location.hash = '#/for-you'; scrollTo(0, 0)")
        page.browser.pump(0.5)
        first, second = (c[0] for c in self.cards(page)[:2])
        page.swipe(f"article.card[data-post={json.dumps(first)}] .post-head", 160)
        self.wait_sent(page, "like by swipe", lambda e: e.get("kind") == "like" and e.get("post") == first)
        selector = f"article.card[data-post={json.dumps(second)}] .post-head"
        page.eval(f"document.querySelector({json.dumps(selector)}).scrollIntoView({{ block: 'center' }})")
        page.swipe(selector, -160)
        self.wait_sent(page, "skip by swipe", lambda e: e.get("kind") == "view" and e.get("post") == second)

    def check_modules(self):
        """the page's readers of streams, byte offsets and links hold at their edges"""
        page = self.page()
        page.goto(f"{self.server.base}/#/ask")
        result = page.eval(r"""(async () => {
            const { EventParser } = await import('/console/sse.js');
            const { sliceBytes, indexRanges } = await import('/console/bytes.js');
            const { findLinks, richText, webAddress } = await import('/console/richtext.js');
            const wrong = [];
            const same = (what, got, want) => {
                if (JSON.stringify(got) !== JSON.stringify(want)) wrong.push(`${what}: ${JSON.stringify(got)}, not ${JSON.stringify(want)}`);
            };
            // The same stream in every pair of pieces, with each line end.
            const stream = ': hello\nevent: claim\ndata: {"a":1}\n\ndata: x\ndata:  y\nid: 7\n\nevent: lost\n\ndata\n\n';
            const events = [{ event: 'claim', data: '{"a":1}' }, { event: 'message', data: 'x\n y' }, { event: 'message', data: '' }];
            for (const end of ['\n', '\r\n', '\r']) {
                const text = stream.replaceAll('\n', end);
                for (let cut = 0; cut <= text.length; cut += 1) {
                    const parser = new EventParser();
                    // What follows a last CR tells whether it ends the line alone.
                    const got = [...parser.push(text.slice(0, cut)), ...parser.push(text.slice(cut)), ...parser.push(':')];
                    same(`stream cut at ${cut} with ${JSON.stringify(end)}`, got, events);
                }
            }
            const text = 'a⚓️é日😀z';
            const bytes = new TextEncoder().encode(text);
            same('slice', sliceBytes(text, 1, 4), '⚓');
            same('whole', indexRanges(text, [{ start: 0, end: 999 }]), [{ from: 0, to: text.length }]);
            same('merged', indexRanges('abcdef', [{ start: 4, end: 5 }, { start: 1, end: 3 }, { start: 2, end: 4 }]), [{ from: 1, to: 5 }]);
            same('bad ranges', indexRanges('abc', [{ start: 2, end: 1 }, { start: -1, end: 2 }, {}, { start: 9, end: 10 }]), []);
            const from = new TextEncoder().encode('a⚓️é日').length;
            const emoji = indexRanges(text, [{ start: from, end: from + 4 }])[0];
            same('emoji', text.slice(emoji.from, emoji.to), '😀');
            const links = (t) => findLinks(t).map((l) => [l.kind, t.slice(l.from, l.to)]);
            same('links', links('(see https://example.org/a_(b)). #Tag, #日本 @mo.lind.: a@b.c #1 x#y https://x.example/#frag'), [
                ['url', 'https://example.org/a_(b)'], ['tag', '#Tag'], ['tag', '#日本'], ['mention', '@mo.lind'], ['url', 'https://x.example/#frag']]);
            same('scripts', ['javascript:alert(1)', 'data:text/html,x', ' java\nscript:x', 'ftp://a.b', '//a.b', 7].map(webAddress), [null, null, null, null, null, null]);
            // A mark across a link keeps the words, and the link leads where it led.
            const root = document.createElement('p');
            root.append(richText('go https://example.org/abc now', { ranges: [{ start: 0, end: 15 }] }));
            same('mark', [root.textContent, root.querySelector('mark').textContent], ['go https://example.org/abc now', 'go https://exam']);
            same('hrefs', [...root.querySelectorAll('a')].map((a) => a.href), ['https://example.org/abc', 'https://example.org/abc']);
            // What an attacker would write to keep the page busy: quadratic readers don't come back.
            for (const t of ['https://x.example/' + ')'.repeat(60000), '#1'.repeat(30000), '@a.'.repeat(20000), '#' + '1'.repeat(60000), 'https://'.repeat(8000)]) richText(t);
            return wrong;
        })()""")
        expect(not result, "; ".join(result[:3]))

    def check_live(self):
        """Live shows figures and charts that move"""
        page = self.page()
        page.goto(f"{self.server.base}/#/live")
        page.wait("document.querySelector('#chart-rate .chart-line')", "the chart's line")
        first = page.eval("document.querySelector('#chart-rate .chart-line').getAttribute('d')")
        page.wait(f"document.querySelector('#chart-rate .chart-line').getAttribute('d') !== {json.dumps(first)}", "the chart to move")
        for chart in ("rate", "lag", "posts", "memory"):
            label = page.eval(f"document.querySelector('#chart-{chart} svg').getAttribute('aria-label')")
            expect("now" in label, f"the chart of {chart} says {label!r}")
        expect(page.eval("[...document.querySelectorAll('#live-totals dd')].every(d => /\\d/.test(d.textContent))"), "a total is missing")
        page.browser.pump(1.5)
        self.shot(page, "live")

    def check_settings(self):
        """the viewer can be changed, and the feed with it"""
        page = self.page()
        self.feed(page)
        page.click("#settings-button")
        page.wait("document.querySelector('#settings-dialog[open]')", "the settings")
        other = self.viewer()
        page.eval("document.querySelector('#settings-viewer').select()")
        page.type(other)
        page.press("Enter")
        page.wait("!document.querySelector('#settings-dialog')", "the settings to close")
        page.wait("document.querySelectorAll('article.card').length > 0", "cards")
        expect(page.eval("localStorage.getItem('headwater.viewer')") == other, "the viewer isn't kept")
        asked = [u for m, u, _ in page.requests if "/v1/feed?" in u]
        expect(urllib.parse.quote(other, safe="") in asked[-1], f"the feed is still {asked[-1]}")

    def check_offline(self):
        """without a server the page says so in words that help, and asks again once it is back"""
        page = self.page()
        page.goto(f"{self.server.base}/#/ask")
        page.wait("document.querySelector('#ask-form')", "the form")
        page.browser.pump(0.5)
        page.send("Network.emulateNetworkConditions", {"offline": True, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1})
        page.eval("location.hash = '#/ask?q=anything'")
        words = page.wait("document.querySelector('#ask-answer .notice-error')?.innerText", "the notice")
        for part in ("connection", "headwater serve", "tries again by itself"):
            expect(part in words, f"the notice says {words!r}")
        page.eval("location.hash = '#/live'")
        page.wait("document.querySelector('#live-trouble .notice-error')", "the notice above the figures")
        page.eval("window.notice = document.querySelector('#live-trouble .notice-error')")
        page.browser.pump(2.5)
        expect(page.eval("notice.isConnected"), "the same notice is said again and again")
        page.eval("location.hash = '#/ask?q=anything'")
        # The browser itself logs each request that failed; nothing else may be logged.
        page.ignored = "net::ERR_INTERNET_DISCONNECTED"
        page.send("Network.emulateNetworkConditions", {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1})
        page.wait("document.querySelector('.answer[data-state]')", "an answer once the server is back")
        page.eval("location.hash = '#/live'")
        page.wait("!document.querySelector('#live-trouble .notice-error')", "the notice to go")

    def check_tuning(self):
        """Tuning has words for every stage of a page, and fits a phone"""
        for viewer in range(3):
            self.server.call("GET", f"/v1/feed?viewer=tuning{viewer}&limit=10")
        for dark in (False, True):
            page = self.page(width=390, height=844, mobile=True, dark=dark)
            page.goto(f"{self.server.base}/#/tuning")
            page.wait("document.querySelector('#tuning-stages li')", "the stages")
            names = page.eval("[...document.querySelectorAll('#tuning-stages .head-name')].map((n) => n.textContent)")
            raw = [n for n in names if n.split(" ")[0] in ("source", "hydrator", "filter", "predictor", "scorer", "selector")]
            expect(not raw, f"{raw} have no words")
            expect(page.eval("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the phone")
            self.shot(page, f"tuning-phone{'-dark' if dark else ''}")

    def check_quiet(self):
        """no page logged an error or asked another host"""
        self.browser.pump(0.5)
        errors = [e for page in self.pages for e in page.errors if not (page.ignored and page.ignored in e)]
        expect(not errors, "; ".join(errors[:5]))
        own = (self.server.base + "/", "data:", "about:")
        foreign = {u for page in self.pages for _, u, _ in page.requests if not u.startswith(own)}
        expect(not foreign, f"requests to {sorted(foreign)[:5]}")


def main():
    parser = argparse.ArgumentParser(description="Tests the console in headless Chromium.")
    parser.add_argument("base", help="the server's address, such as http://127.0.0.1:8080")
    parser.add_argument("--key", help="an API key, where the server wants one")
    parser.add_argument("--only", help="only checks whose name holds this word")
    parser.add_argument("--shots", help="a folder for screenshots")
    parser.add_argument("--browser", help="the Chromium to use")
    options = parser.parse_args()
    failed = 0
    with Browser(options.browser) as browser:
        suite = Suite(Server(options.base, options.key), browser, options.shots)
        suite.prepare()
        names = [n for n in Suite.__dict__ if n.startswith("check_") and (not options.only or options.only in n or n == "check_quiet")]
        for name in names:
            check = getattr(suite, name)
            started = time.monotonic()
            try:
                note = check()
                print(f"ok    {name[6:]}: {check.__doc__} ({time.monotonic() - started:.1f} s{'; ' + note if note else ''})", flush=True)
            except (Failure, BrowserError, urllib.error.URLError) as problem:
                failed += 1
                print(f"FAIL  {name[6:]}: {check.__doc__}: {problem}", flush=True)
                if suite.shots and suite.pages:
                    suite.shot(suite.pages[-1], f"failed-{name[6:]}")
    print(f"{len(names) - failed} of {len(names)} checks passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
