"""Builds AT Protocol repositories: DAG-CBOR, the Merkle search tree, and the CAR file, from the specifications
(atproto.com/specs/repository), sharing nothing with Headwater's reader.

    python bluesky_repository.py --write DIR    writes the fixture repository.car and expected.json
"""

import argparse
import base64
import hashlib
import json
import pathlib

CBOR, RAW = 0x71, 0x55


class CID(bytes):
    """A CID in its binary form."""

    @staticmethod
    def of(data, codec=CBOR):
        return CID(bytes([1, codec, 0x12, 0x20]) + hashlib.sha256(data).digest())

    def __str__(self):
        return "b" + base64.b32encode(self).decode().lower().rstrip("=")


def head(major, number):
    """The first byte of an item and its number, as short as they can be."""
    if number < 24:
        return bytes([major << 5 | number])
    info = next(info for info in (24, 25, 26, 27) if number < 1 << (8 << info - 24))
    return bytes([major << 5 | info]) + number.to_bytes(1 << info - 24, "big")


def encode(value):
    """One value in DAG-CBOR."""
    if value is None:
        return b"\xf6"
    if value is True or value is False:
        return b"\xf5" if value else b"\xf4"
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, CID):
        return b"\xd8\x2a" + head(2, len(value) + 1) + b"\0" + value
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        data = value.encode()
        return head(3, len(data)) + data
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(encode(item) for item in value)
    keys = sorted(value, key=lambda key: (len(key.encode()), key.encode()))
    return head(5, len(value)) + b"".join(encode(key) + encode(value[key]) for key in keys)


def varint(number):
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes(out + bytes([number]))


class Repository:
    """An account's records, by their paths."""

    def __init__(self, did, records, revision="3l3qo2vutsw2b"):
        self.blocks = {}
        entries = sorted((path.encode(), self.put(record)) for path, record in records.items())
        layers = [self.layer(path) for path, _ in entries]
        data = self.node(entries, max(layers, default=0)) or self.put({"l": None, "e": []})
        self.root = self.put({"did": did, "version": 3, "data": data, "rev": revision, "prev": None, "sig": b"\1" * 64})

    def put(self, value):
        data = encode(value)
        cid = CID.of(data)
        self.blocks[cid] = data
        return cid

    @staticmethod
    def layer(path):
        """Pairs of zero bits at the beginning of the path's hash."""
        bits = bin(int.from_bytes(hashlib.sha256(path).digest(), "big"))[2:].zfill(256)
        return (len(bits) - len(bits.lstrip("0"))) // 2

    def node(self, entries, layer):
        """The node of that layer over these entries, in the order of the paths; None where there are none."""
        if not entries:
            return None
        gaps, own = [[]], []
        for path, cid in entries:
            if self.layer(path) == layer:
                own.append((path, cid))
                gaps.append([])
            else:
                gaps[-1].append((path, cid))
        children = [self.node(gap, layer - 1) for gap in gaps]
        written, last = [], b""
        for (path, cid), child in zip(own, children[1:]):
            shared = 0
            while shared < min(len(path), len(last)) and path[shared] == last[shared]:
                shared += 1
            written.append({"p": shared, "k": path[shared:], "v": cid, "t": child})
            last = path
        return self.put({"l": children[0], "e": written})

    def car(self):
        header = encode({"version": 1, "roots": [self.root]})
        parts = [varint(len(header)), header]
        for cid, data in self.blocks.items():
            parts += [varint(len(cid) + len(data)), cid, data]
        return b"".join(parts)


def key(number):
    """A record key as hosts make them: 13 characters that rise with the number."""
    alphabet = "234567abcdefghijklmnopqrstuvwxyz"
    return "".join(alphabet[(number >> (5 * place)) & 31] for place in range(12, -1, -1))


def sample(did, likes, others=3, post="did:plc:author"):
    """Records of an account, and the events that they stand for as lines `kind id subject at`."""
    records, expected = {}, []
    start = 0x3_0000_0000_0000
    at = lambda number: f"2026-11-{1 + number % 20:02}T08:{number // 60 % 60:02}:{number % 60:02}.000Z"
    collections = [
        ("block", "app.bsky.graph.block", others, lambda n: f"did:plc:blocked{n}"),
        ("follow", "app.bsky.graph.follow", others * 2, lambda n: f"did:plc:followed{n}"),
        ("like", "app.bsky.feed.like", likes, lambda n: f"at://{post}/app.bsky.feed.post/p{n}"),
    ]
    for kind, collection, count, subject in collections:
        for number in range(count):
            name = key(start + number * 997)
            value = {"uri": subject(number), "cid": str(CID.of(b"%d" % number))} if kind == "like" else subject(number)
            records[f"{collection}/{name}"] = {"$type": collection, "createdAt": at(number), "subject": value}
            expected.append(f"{kind} at://{did}/{collection}/{name} {subject(number)} {at(number)}")
    # What is passed over: a like of a feed, a record without its subject, and other collections.
    records[f"app.bsky.feed.like/{key(start + 1)}"] = {
        "$type": "app.bsky.feed.like", "createdAt": at(1),
        "subject": {"uri": f"at://{post}/app.bsky.feed.generator/x", "cid": str(CID.of(b"x"))},
    }
    records[f"app.bsky.graph.follow/{key(start + 1)}"] = {"$type": "app.bsky.graph.follow", "createdAt": at(1)}
    for number in range(likes // 2):
        records[f"app.bsky.feed.post/{key(start + number)}"] = {
            "$type": "app.bsky.feed.post", "createdAt": at(number), "text": f"Post {number} 🦭", "langs": ["en"],
            "embed": {"$type": "app.bsky.embed.images", "images": [
                {"alt": "", "image": {"$type": "blob", "ref": CID.of(b"i", RAW), "mimeType": "image/png", "size": 1}},
            ]},
        }
    records["app.bsky.actor.profile/self"] = {"$type": "app.bsky.actor.profile", "displayName": "Ada"}
    return records, expected


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", type=pathlib.Path, required=True)
    folder = parser.parse_args().write
    folder.mkdir(parents=True, exist_ok=True)
    did = "did:plc:fixture"
    records, expected = sample(did, likes=40)
    (folder / "repository.car").write_bytes(Repository(did, records).car())
    (folder / "expected.json").write_text(json.dumps({"did": did, "records": len(records), "events": expected}, indent=1) + "\n")
