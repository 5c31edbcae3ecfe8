"""A stand-in for a Jetstream v1 host that misbehaves on demand.

It serves the golden frames and synthetic ones behind them from /subscribe: a cursor is honoured as
v1 does (inclusive, in microseconds), `compress=true` gives zstd frames made with the dictionary.
Each connection behaves as its place in --script says; connections beyond it serve everything and
stay open:

    refuse          answer with HTTP 503
    reject          answer with HTTP 400
    drop:N          send N messages, then break the connection off
    close:N         send N messages, then close with code 1001
    silent:N        send N messages, then nothing more, not even pings
    repeat:N        send every message N times over, and stretches of them again
    fragment        send every message in several fragments
    damage:N        send a handful of damaged messages after every N good ones
    huge:N          send N messages, then one larger than any message may be
    ping:N          send N messages, then a ping; go on once its pong has come
    late:MS         begin MS milliseconds after the cursor, as if what was before had been lost

Lines on standard output, flushed one by one:

    PORT p                       where it listens
    EXPECT path                  a file with one line for each event that must arrive
    CONNECT n behaviour cursor   a connection, from 0
    PONG                         a ping was answered
    STALLED n                    a send has waited for a second, n messages into the connection
    CLOSED code                  the client closed the connection with this code
"""

import argparse
import asyncio
import http
import json
import random
import ssl
import sys
import tempfile
import urllib.parse

import zstandard
from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed


def say(*words):
    print(*words, flush=True)


class Stream:
    """The frames in order of time, and what is to be expected of them."""

    STEP_US = 50_000

    def __init__(self, golden, count, seed, padding):
        self.random = random.Random(seed)
        self.padding = padding
        self.frames = [json.loads(line) for line in open(golden, encoding="utf-8")]
        self.frames.sort(key=lambda frame: frame["time_us"])
        self.live = {"post": [], "like": [], "repost": [], "follow": [], "block": []}
        self.time = self.frames[-1]["time_us"]
        self.serial = 0
        for _ in range(count):
            self.frames.append(self.synthetic())
        self.expected = [line for frame in self.frames for line in expect(frame)]

    def did(self):
        return "did:plc:" + "".join(self.random.choices("abcdefghij234567", k=24))

    def stamp(self):
        seconds, micros = divmod(self.time, 1_000_000)
        import datetime

        day = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)
        return day.strftime("%Y-%m-%dT%H:%M:%S") + f".{micros // 1000:03d}Z"

    def synthetic(self):
        self.time += self.STEP_US
        self.serial += 1
        kind = self.random.choices(
            ["post", "like", "repost", "follow", "block", "delete", "identity", "account", "other"],
            [20, 40, 8, 10, 2, 10, 4, 2, 4],
        )[0]
        if kind == "delete":
            kinds = [kind for kind, keys in self.live.items() if keys]
            if kinds:
                return self.delete(self.random.choice(kinds))
            kind = "post"
        if kind in ("identity", "account"):
            return self.person(kind)
        return self.create(kind)

    def create(self, kind):
        did, key = self.did(), f"3m{self.serial:011d}"
        names = {"post": "feed.post", "like": "feed.like", "repost": "feed.repost",
                 "follow": "graph.follow", "block": "graph.block", "other": "feed.threadgate"}
        collection = "app.bsky." + names[kind]
        record = {"$type": collection, "createdAt": self.stamp()}
        if kind == "post":
            record["text"] = f"Post {self.serial}: grüße, 漁港 🚢" + "x" * self.padding
            record["langs"] = ["en"]
        elif kind in ("like", "repost"):
            subject = f"at://{self.did()}/app.bsky.feed.post/3m{self.serial:011d}"
            record["subject"] = {"cid": "bafyreidummy", "uri": subject}
        elif kind in ("follow", "block"):
            record["subject"] = self.did()
        if kind in self.live:
            self.live[kind].append((did, collection, key))
        return self.frame(did, "commit", {
            "rev": key, "operation": "create", "collection": collection, "rkey": key,
            "cid": "bafyreidummy", "record": record})

    def delete(self, kind):
        did, collection, key = self.live[kind].pop(self.random.randrange(len(self.live[kind])))
        return self.frame(did, "commit", {
            "rev": key, "operation": "delete", "collection": collection, "rkey": key})

    def person(self, kind):
        did = self.did()
        if kind == "identity":
            body = {"did": did, "handle": f"u{self.serial}.example.com", "seq": self.serial}
        else:
            body = {"did": did, "active": False, "status": "deactivated", "seq": self.serial}
        return self.frame(did, kind, body)

    def frame(self, did, kind, body):
        return {"did": did, "time_us": self.time, "kind": kind, kind: body}


def expect(frame):
    """The events that a frame stands for, as lines; written apart from the Swift mapping."""
    kind, did = frame["kind"], frame["did"]
    if kind == "account":
        return [f"account {did}"]
    if kind == "identity":
        return [f"account {did}"] if "handle" in frame["identity"] else []
    commit = frame["commit"]
    uri = f"at://{did}/{commit['collection']}/{commit['rkey']}"
    name = commit["collection"].removeprefix("app.bsky.")
    deleted = commit["operation"] == "delete"
    if name == "feed.post":
        if deleted:
            return [f"delete {uri}"]
        lines = [f"post {uri}"]
        if "reply" in commit["record"]:
            lines.append(f"reply {uri}")
        return lines
    if name in ("feed.like", "feed.repost", "graph.follow", "graph.block"):
        return [f"{'un' if deleted else ''}{name.split('.')[1]} {uri}"]
    if name == "actor.profile":
        return [f"account {did}"] + ([f"label {did}"] if commit["operation"] == "update" else [])
    return []


class Server:
    def __init__(self, stream, script, dictionary):
        self.stream = stream
        self.script = script
        self.connections = 0
        data = zstandard.ZstdCompressionDict(dictionary)
        # Go's encoder, which Jetstream uses, leaves the content size out of small frames too.
        self.compressor = zstandard.ZstdCompressor(dict_data=data, write_content_size=False)

    def behaviour(self):
        number = self.connections
        self.connections += 1
        word = self.script[number] if number < len(self.script) else "serve"
        name, _, value = word.partition(":")
        return number, name, int(value or 0)

    def process_request(self, connection, request):
        url = urllib.parse.urlsplit(request.path)
        query = urllib.parse.parse_qs(url.query)
        number, name, value = self.behaviour()
        say("CONNECT", number, name, query.get("cursor", ["live"])[0])
        if name == "refuse":
            return connection.respond(http.HTTPStatus.SERVICE_UNAVAILABLE, "warming up\n")
        if name == "reject" or url.path != "/subscribe" or "wantedCollections" not in query:
            return connection.respond(http.HTTPStatus.BAD_REQUEST, "no such subscription\n")
        connection.plan = (name, value, query)
        return None

    async def handler(self, connection):
        name, value, query = connection.plan
        compress = query.get("compress") == ["true"]
        cursor = int(query["cursor"][0]) if "cursor" in query else None
        try:
            await self.play(connection, name, value, compress, cursor)
            await connection.wait_closed()
        except ConnectionClosed:
            pass
        say("CLOSED", connection.close_code)

    def pack(self, frame, compress):
        text = json.dumps(frame, ensure_ascii=False, separators=(",", ":"))
        return self.compressor.compress(text.encode()) if compress else text

    async def play(self, connection, name, value, compress, cursor):
        # A first connection begins at the first frame, as if it had been live all along.
        frames = self.stream.frames
        if cursor is not None:
            start = cursor + (value * 1000 if name == "late" else 0)
            frames = [frame for frame in frames if frame["time_us"] >= start]
        for number, frame in enumerate(frames):
            if name in ("drop", "close", "silent", "huge", "ping") and number == value:
                if await self.act(connection, name):
                    return
            if name == "damage" and number % value == 0:
                await self.damage(connection, compress)
            message = self.pack(frame, compress)
            if name == "fragment":
                third = max(1, len(message) // 3)
                message = [message[:third], message[third:2 * third], message[2 * third:]]
            for _ in range(value if name == "repeat" else 1):
                await self.send(connection, message, number)
            if name == "repeat" and number % 100 == 99:
                for again in frames[number - 50:number]:
                    await self.send(connection, self.pack(again, compress), number)

    async def act(self, connection, name):
        """Does what was to happen; true where nothing follows on this connection."""
        if name == "drop":
            connection.transport.abort()
        elif name == "close":
            await connection.close(1001, "going away")
        elif name == "huge":
            await connection.send("x" * (3 << 20))
        elif name == "ping":
            await (await connection.ping(b"are you there"))
            say("PONG")
            return False
        return True

    async def damage(self, connection, compress):
        good = self.pack(self.stream.frames[-1], compress)
        bad = [
            "", "{", "null", "[]", '{"did":1}', '{"did":"did:plc:x"}', "[" * 300, "\x00",
            '{"did":"did:plc:abc","time_us":-1,"kind":"commit"}',
            '{"did":"did:plc:abc","time_us":1e30,"kind":"commit"}',
            '{"did":"did:plc:abc","time_us":1700000000000000,"kind":"commit","commit":[]}',
            b"", b"\x28\xb5\x2f\xfd", b"not zstd at all", b"\xff" * 1000,
            # A bomb: sixteen megabytes in a few hundred bytes.
            self.compressor.compress(b" " * (16 << 20)),
        ]
        if compress:
            bad += [good[:-3], good[:len(good) // 2]]
        for message in bad:
            await connection.send(message)

    async def send(self, connection, message, number):
        task = asyncio.ensure_future(connection.send(message))
        done, _ = await asyncio.wait([task], timeout=1)
        if not done:
            say("STALLED", number)
        await task


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--golden", required=True)
    parser.add_argument("--dictionary", required=True)
    parser.add_argument("--events", type=int, default=0)
    parser.add_argument("--padding", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--script", nargs="*", default=[])
    parser.add_argument("--certificate")
    parser.add_argument("--key")
    options = parser.parse_args()
    stream = Stream(options.golden, options.events, options.seed, options.padding)
    with open(options.dictionary, "rb") as file:
        server = Server(stream, options.script, file.read())
    with tempfile.NamedTemporaryFile("w", suffix=".expected", encoding="utf-8") as expected:
        expected.write("\n".join(stream.expected) + "\n")
        expected.flush()
        tls = None
        if options.certificate:
            tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            tls.load_cert_chain(options.certificate, options.key)
        async with serve(
            server.handler, "127.0.0.1", 0, process_request=server.process_request,
            compression=None, ping_interval=None, max_queue=1, ssl=tls,
        ) as listener:
            say("PORT", listener.sockets[0].getsockname()[1])
            say("EXPECT", expected.name)
            # Whoever started the server ends it by closing its standard input.
            await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
