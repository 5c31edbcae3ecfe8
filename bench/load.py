"""Made-up events with the shapes of real traffic: for measuring speed, never quality.

    bench/load.py COUNT [--seed N] [--end TIME] > events.ndjson

One line in 50 is an account and one in 10 a post; the rest are likes, views, follows and impressions. Who is
followed and what is liked and said follows Zipf's law. Events are two milliseconds apart and end at TIME (RFC 3339;
by default the start of this minute), so that what looks at the age of posts has something to look at.
"""

import argparse
import json
import random
import sys
from datetime import datetime, timedelta, timezone

SYLLABLES = ["ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va", "we", "xi", "yo", "zu"]
THINGS = ["bridge", "ferry", "market", "harbour", "library", "stadium", "museum", "station", "bakery", "theatre"]
FACTS = [
    "The {thing} at {place} opens at {hour} tomorrow.", "{count} people came to the {thing} at {place} today.",
    "The {thing} at {place} is closed until {hour}.", "Repairs to the {thing} at {place} cost {count} euros.",
    "{name} says that the {thing} at {place} stays open.", "The new {thing} at {place} was built by {name}.",
]
ASKED = [
    "When does the {thing} at {place} open?", "How many people came to the {thing} at {place}?",
    "Until when is the {thing} at {place} closed?", "What did the repairs to the {thing} at {place} cost?",
    "What does {name} say about the {thing} at {place}?", "Who built the new {thing} at {place}?",
]


def word(number):
    """A word that can be said, the same for the same number."""
    parts = []
    number += len(SYLLABLES)
    while number:
        number, digit = divmod(number, len(SYLLABLES))
        parts.append(SYLLABLES[digit])
    return "".join(parts)


def zipf(rng, count, power=1.07):
    """A number below `count`, small ones far likelier."""
    return min(count - 1, int(count ** (rng.random() ** power)) - 1)


def filling(rng):
    return {"thing": rng.choice(THINGS), "place": word(1000 + zipf(rng, 5000)).title(), "name": word(9000 + zipf(rng, 3000)).title(),
            "hour": f"{rng.randint(5, 23)}:{rng.choice(['00', '15', '30', '45'])}", "count": rng.randint(2, 9000)}


def said(rng):
    """What a post says: a fact in one of five, otherwise words."""
    words = [word(zipf(rng, 50000)) for _ in range(rng.randint(3, 40))]
    if rng.random() < 0.2:
        return rng.choice(FACTS).format(**filling(rng)) + " " + " ".join(words[:12]).capitalize() + "."
    cut = len(words) // 2
    return " ".join(words[:cut]).capitalize() + ". " + " ".join(words[cut:]).capitalize() + "."


def questions(count, seed=7):
    rng = random.Random(seed)
    return [rng.choice(ASKED).format(**filling(rng)) for _ in range(count)]


def queries(count, seed=8):
    """Queries of one to three words, drawn as the posts' words are."""
    rng = random.Random(seed)
    return [" ".join(word(zipf(rng, 50000)) for _ in range(rng.randint(1, 3))) for _ in range(count)]


def stamp(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def now():
    return datetime.now(timezone.utc)


def events(count, seed=1, end=None):
    rng = random.Random(seed)
    end = end or now().replace(second=0, microsecond=0)
    start = end - timedelta(milliseconds=2 * count)
    accounts = posts = 0
    for n in range(count):
        at, draw = stamp(start + timedelta(milliseconds=2 * n)), rng.random()
        if draw < 0.02 or accounts < min(100, count // 20 + 1):
            yield {"type": "account", "id": f"m:{accounts}", "at": at, "handle": f"m{accounts}.test"}
            accounts += 1
        elif draw < 0.12 or posts < min(100, count // 20 + 1):
            yield {"type": "post", "id": f"p:{posts}", "author": f"m:{zipf(rng, accounts)}", "at": at, "text": said(rng),
                   "langs": ["en"], "tags": [f"t{zipf(rng, 2000)}"]}
            posts += 1
        else:
            actor, post = f"m:{rng.randrange(accounts)}", f"p:{max(0, posts - 1 - zipf(rng, posts))}"
            duration = rng.randint(5000, 60000)
            watch = int(duration * rng.random() ** 2)
            if draw < 0.30:
                yield {"type": "engagement", "kind": "like", "actor": actor, "post": post, "at": at}
            elif draw < 0.35:
                yield {"type": "edge", "kind": "follow", "actor": actor, "subject": f"m:{zipf(rng, accounts)}", "at": at}
            elif draw < 0.60:
                yield {"type": "engagement", "kind": "view", "actor": actor, "post": post, "at": at, "watch_ms": watch,
                       "duration_ms": duration}
            else:
                yield {"type": "impression", "actor": actor, "post": post, "at": at, "outcomes": {
                    "click": watch > 3000, "like": rng.random() < 0.03, "long_view": watch > min(duration, 18000),
                    "watch_ms": watch, "duration_ms": duration}}


def impressions(count, seed=1, end=None):
    """Impressions with outcomes of viewers who scroll through short videos, after the accounts and posts that they are of."""
    rng = random.Random(seed)
    end = end or now().replace(second=0, microsecond=0)
    start = stamp(end - timedelta(days=5))
    viewers, posts = max(20, count // 4), max(10, count // 12)
    for n in range(viewers):
        yield {"type": "account", "id": f"u:{n}", "at": start, "attributes": {
            "user_active_degree": rng.choice(["full_active", "high_active", "low_active"]), "is_video_author": str(n % 2),
            "follow_user_num_range": rng.choice(["0", "(0,10]", "(10,50]", "500+"]), "register_days_ra": rng.choice(["31-60", "730+"])}}
    lengths = [rng.randint(5000, 180_000) for _ in range(posts)]
    for n, length in enumerate(lengths):
        yield {"type": "post", "id": f"v:{n}", "author": f"a:{zipf(rng, posts)}", "at": start, "text": "", "tags": [f"t{zipf(rng, 60)}"],
               "media": [{"kind": "video", "sound": f"m:{zipf(rng, posts)}", "duration_ms": length}]}
    for n in range(count):
        viewer, post = zipf(rng, viewers), zipf(rng, posts)
        # What somebody watches of a post hangs on both.
        wish = (viewer * 7 + post * 13) % 29 / 29
        watch = int(lengths[post] * min(1, rng.random() * 2 * wish))
        yield {"type": "impression", "actor": f"u:{viewer}", "post": f"v:{post}", "at": stamp(end - timedelta(days=4) * (1 - n / count)),
               "surface": f"tab:{zipf(rng, 8)}", "outcomes": {
                   "click": watch > 7000, "like": rng.random() < wish / 20, "follow": rng.random() < 0.001, "reply": rng.random() < 0.003,
                   "share": rng.random() < 0.001, "hide": rng.random() < 0.001, "long_view": watch > min(lengths[post], 18_000),
                   "watch_ms": watch, "duration_ms": lengths[post]}}


def write(path, made):
    """Writes events to a file; gives back how many posts they hold, and the bytes of their texts."""
    posts = text = 0
    with open(path, "w", encoding="utf-8") as file:
        for event in made:
            if event["type"] == "post":
                posts += 1
                text += len(event["text"].encode())
            file.write(json.dumps(event, ensure_ascii=False, separators=(",", ":")) + "\n")
    return posts, text


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Made-up events with the shapes of real traffic.")
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--end", type=datetime.fromisoformat)
    options = parser.parse_args()
    for event in events(options.count, options.seed, options.end):
        sys.stdout.write(json.dumps(event, ensure_ascii=False, separators=(",", ":")) + "\n")
