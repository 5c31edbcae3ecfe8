"""A large made-up place for measuring a page at scale; its events are made as lines, a million in some three seconds."""

import random
from datetime import timedelta

from load import now, stamp, word, zipf


class World:
    """A large made-up place, as lines of events: posts of topics, authors who keep to one, viewers who care for three.

    Which topic something is of follows from its number, so that it is known of every post by its id alone (`topic`).
    """

    def __init__(self, posts, viewers, edges, seed=1):
        self.posts, self.viewers, self.edges = posts, viewers, edges
        self.topics = max(4, min(500, posts // 100))
        self.rng = random.Random(seed)
        self.common = [word(n) for n in range(3000)]
        self.own = [[word(20_000 + 40 * topic + n) for n in range(40)] for topic in range(self.topics)]

    def topic(self, post):
        """The topic of a post, by its id."""
        return int(post[2:]) % self.topics

    def author(self, post, rng):
        """One of the authors of the topic of post number `post`: a fifth of all accounts write, the first ones most."""
        return post % self.topics + self.topics * zipf(rng, max(1, self.viewers // (5 * self.topics)))

    def wish(self, viewer, rng):
        """A topic that a viewer cares for; anything, now and then."""
        draw = rng.random()
        return (viewer * 7 + int(draw * 4) * 131) % self.topics if draw < 0.75 else int(rng.random() * self.topics)

    def recent(self, topic, latest, rng):
        """The number of a post of a topic, of `latest` that there are: newer ones are likelier."""
        there = (latest - 1 - topic) // self.topics
        return topic + self.topics * max(0, there - zipf(rng, there + 1)) if there >= 0 else 0

    def post_line(self, prefix, number, at, rng):
        words = rng.choices(self.common, k=rng.randint(4, 14)) + rng.choices(self.own[number % self.topics], k=rng.randint(3, 8))
        return (f'{{"type":"post","id":"{prefix}:{number}","author":"m:{self.author(number, rng)}","at":"{at}","text":"{" ".join(words)}.",'
                f'"langs":["en"],"tags":["t{number % self.topics}"]}}\n')

    def seen_line(self, viewer, post, at, rng):
        """An impression: of what somebody cares for, more is watched and liked."""
        cares = post % self.topics in ((viewer * 7 + n * 131) % self.topics for n in range(3))
        length = rng.randint(5000, 60_000)
        watch = int(length * rng.random() ** (1 if cares else 3))
        return (f'{{"type":"impression","actor":"m:{viewer}","post":"p:{post}","at":"{at}","outcomes":{{"click":{flag(watch > 3000)},'
                f'"like":{flag(rng.random() < (0.1 if cares else 0.01))},"long_view":{flag(watch > min(length, 18_000))},'
                f'"watch_ms":{watch},"duration_ms":{length}}}}}\n')

    def write(self, path, hours=48):
        """Writes all of it, in the order of time: follows are one edge in ten, likes the others; one impression to 20 edges."""
        rng, end = self.rng, now()
        start = end - timedelta(hours=hours)
        each = self.edges // self.posts
        with open(path, "w", encoding="utf-8", buffering=1 << 20) as file:
            at = stamp(start)
            file.writelines(f'{{"type":"account","id":"m:{n}","at":"{at}","handle":"m{n}.test"}}\n' for n in range(self.viewers))
            for number in range(self.posts):
                at = stamp(start + (end - start) * (number / self.posts))
                lines = [self.post_line("p", number, at, rng)]
                for _ in range(each):
                    viewer = int(rng.random() * self.viewers)
                    topic = self.wish(viewer, rng)
                    if rng.random() < 0.1:
                        lines.append(f'{{"type":"edge","kind":"follow","actor":"m:{viewer}","subject":"m:{self.author(topic, rng)}","at":"{at}"}}\n')
                    else:
                        post = self.recent(topic, number + 1, rng)
                        lines.append(f'{{"type":"engagement","kind":"like","actor":"m:{viewer}","post":"p:{post}","at":"{at}"}}\n')
                if number % 2:
                    viewer = int(rng.random() * self.viewers)
                    lines.append(self.seen_line(viewer, self.recent(self.wish(viewer, rng), number + 1, rng), at, rng))
                file.writelines(lines)

    def live(self, batch, size, at="@AT@", seed=2):
        """A batch of live events, as bytes: impressions, views, likes, a few follows, and one post in 20."""
        rng = random.Random(seed * 1_000_003 + batch)
        lines = []
        for n in range(size):
            viewer, draw = int(rng.random() * self.viewers), rng.random()
            post = self.recent(self.wish(viewer, rng), self.posts, rng)
            if n % 20 == 0:
                lines.append(self.post_line("s", batch * size + n, at, rng))
            elif draw < 0.4:
                lines.append(self.seen_line(viewer, post, at, rng))
            elif draw < 0.7:
                lines.append(f'{{"type":"engagement","kind":"view","actor":"m:{viewer}","post":"p:{post}","at":"{at}",'
                             f'"watch_ms":{rng.randrange(30_000)},"duration_ms":30000}}\n')
            elif draw < 0.95:
                lines.append(f'{{"type":"engagement","kind":"like","actor":"m:{viewer}","post":"p:{post}","at":"{at}"}}\n')
            else:
                lines.append(f'{{"type":"edge","kind":"follow","actor":"m:{viewer}","subject":"m:{self.author(post, rng)}","at":"{at}"}}\n')
        return "".join(lines).encode()


def flag(value):
    return "true" if value else "false"
