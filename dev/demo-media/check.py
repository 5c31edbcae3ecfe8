#!/usr/bin/env python3
"""Checks the demo town's data: accounts, posts, media and truth, from both writers.

Run it from anywhere; it prints what it counted and exits 1 when anything is wrong.
"""

import json
import re
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2] / "Sources/HeadwaterDemo/Resources"
DAY_MS = 7_200_000
MAX_TEXT = 600
MAX_BYTES = 3_000_000
POST_FIELDS = {
    "id", "author", "offset_ms", "text", "langs", "tags", "mentions", "reply_to", "quote",
    "theme", "storyline", "media",
}
MEDIA_FIELDS = {"kind", "file", "alt", "transcript", "segments", "sound"}
errors: list[str] = []


def wrong(message: str) -> None:
    errors.append(message)


def no_repeats(pairs):
    keys = [key for key, _ in pairs]
    for key, count in Counter(keys).items():
        if count > 1:
            wrong(f"repeated key {key!r} beside {pairs[0]}")
    return dict(pairs)


def read_lines(path: Path) -> list[dict]:
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            rows.append(json.loads(line, object_pairs_hook=no_repeats))
        except ValueError as problem:
            wrong(f"{path.name}:{number}: {problem}")
    return rows


def check_accounts() -> dict[str, dict]:
    accounts: dict[str, dict] = {}
    handles: set[str] = set()
    for path in sorted(ROOT.glob("accounts-*.ndjson")):
        for row in read_lines(path):
            name = row.get("id", "?")
            if not re.fullmatch(r"[a-z0-9-]+", name):
                wrong(f"{path.name}: id {name!r}")
            if name in accounts:
                wrong(f"{path.name}: account {name} is there twice")
            if row["handle"] in handles or not re.fullmatch(r"[a-z0-9.-]+\.varnhaven", row["handle"]):
                wrong(f"{path.name}: handle {row['handle']}")
            if row.get("kind") not in ("institution", "person"):
                wrong(f"{path.name}: {name}: kind")
            for field in ("name", "bio", "themes"):
                if not row.get(field):
                    wrong(f"{path.name}: {name}: no {field}")
            avatar = row.get("avatar")
            if avatar and not (ROOT / "media" / avatar).is_file():
                wrong(f"{path.name}: {name}: no file {avatar}")
            handles.add(row["handle"])
            accounts[name] = row
    return accounts


def check_media() -> dict[str, dict]:
    media: dict[str, dict] = {}
    folder = ROOT / "media"
    for row in read_lines(folder / "media.ndjson"):
        name = row["file"]
        if name in media:
            wrong(f"media: {name} is listed twice")
        media[name] = row
        limit = 120_000 if row["kind"] == "video" else 15_360
        for file in [name] + ([row["poster"]] if "poster" in row else []):
            path = folder / file
            if not path.is_file():
                wrong(f"media: no file {file}")
            elif path.stat().st_size > limit:
                wrong(f"media: {file} has {path.stat().st_size} bytes")
        if not row.get("alt"):
            wrong(f"media: {name}: no alt")
        if row["kind"] == "video" and not row.get("duration_ms"):
            wrong(f"media: {name}: no duration")
    used = set(media) | {row["poster"] for row in media.values() if "poster" in row}
    for path in folder.iterdir():
        if path.name not in used and not path.name.startswith(("avatar-", "media.ndjson")):
            wrong(f"media: {path.name} is not listed")
    return media


def check_media_item(where: str, item: dict, media: dict[str, dict]) -> None:
    known = media.get(item.get("file", ""))
    if known is None:
        wrong(f"{where}: unknown media file {item.get('file')}")
        return
    if item.get("kind") != known["kind"]:
        wrong(f"{where}: kind {item.get('kind')} of {item['file']}")
    if not item.get("alt"):
        wrong(f"{where}: no alt")
    if extra := set(item) - MEDIA_FIELDS:
        wrong(f"{where}: media fields {sorted(extra)}")
    end = 0
    for segment in item.get("segments", []):
        if segment["start_ms"] < end or segment["end_ms"] <= segment["start_ms"]:
            wrong(f"{where}: segment {segment}")
        end = segment["end_ms"]
    if end > known.get("duration_ms", 0):
        wrong(f"{where}: segments end at {end}, after the video")
    if "segments" in item and any(s["text"] not in item["transcript"] for s in item["segments"]):
        wrong(f"{where}: a segment is not in the transcript")


def check_posts(accounts, media):
    """The posts by id, each with the list of its versions as (from, text), and the deletes."""
    posts: dict[str, dict] = {}
    versions: dict[str, list[tuple[int, str]]] = {}
    deleted: dict[str, int] = {}
    files = sorted(ROOT.glob("posts-*.ndjson"))
    everything = [(path.name, read_lines(path)) for path in files]
    for name, rows in everything:
        for row in rows:
            if "id" in row:
                if row["id"] in posts:
                    wrong(f"{name}: {row['id']} is there twice")
                posts[row["id"]] = row
    texts = Counter(row["text"].strip().lower() for row in posts.values())
    for text, count in texts.items():
        if count > 1 and len(text) > 12:
            wrong(f"the same text {count} times: {text[:60]}")
    handles = {row["handle"]: name for name, row in accounts.items()}
    for name, rows in everything:
        last = -1
        for row in rows:
            offset = row["offset_ms"]
            where = f"{name}: {row.get('id') or row.get('edit') or row.get('delete')}"
            if not 0 <= offset < DAY_MS or offset < last:
                wrong(f"{where}: offset {offset} out of order or range")
            last = offset
            if "delete" in row or "edit" in row:
                target = row.get("delete") or row.get("edit")
                if target not in posts or posts[target]["offset_ms"] >= offset:
                    wrong(f"{where}: its post is unknown or later")
                if "delete" in row:
                    deleted[target] = offset
                else:
                    versions.setdefault(target, []).append((offset, row["text"]))
                continue
            versions.setdefault(row["id"], []).insert(0, (offset, row["text"]))
            if extra := set(row) - POST_FIELDS:
                wrong(f"{where}: fields {sorted(extra)}")
            if row["author"] not in accounts:
                wrong(f"{where}: unknown author {row['author']}")
            if not 0 < len(row["text"]) <= MAX_TEXT:
                wrong(f"{where}: {len(row['text'])} characters")
            for field in ("reply_to", "quote"):
                if field in row:
                    other = posts.get(row[field])
                    if other is None or other["offset_ms"] >= offset:
                        wrong(f"{where}: {field} {row[field]} is unknown or later")
            for mention in row.get("mentions", []):
                if mention not in accounts:
                    wrong(f"{where}: unknown mention {mention}")
            for handle in re.findall(r"@([a-z0-9.-]+\.varnhaven)", row["text"]):
                if handle not in handles:
                    wrong(f"{where}: unknown handle @{handle}")
                elif handles[handle] not in row.get("mentions", []):
                    wrong(f"{where}: @{handle} is not in mentions")
            if not row.get("theme"):
                wrong(f"{where}: no theme")
            for tag in row.get("tags", []):
                if "#" in tag or " " in tag:
                    wrong(f"{where}: tag {tag!r}")
            for item in row.get("media", []):
                check_media_item(where, item, media)
    return posts, versions, deleted


def texts_of(post: dict, versions, fact: dict) -> list[str]:
    """The words of a post's cited field in each version that stood at some time of the fact."""
    field = fact.get("field", "text")
    if field != "text":
        _, index, part = field.split("/")
        return [post["media"][int(index)][part]]
    shown = []
    stood = versions[post["id"]]
    for position, (start, text) in enumerate(stood):
        end = stood[position + 1][0] if position + 1 < len(stood) else DAY_MS
        if start < fact["until_ms"] and end > fact["from_ms"]:
            shown.append(text)
    return shown


def check_truth(posts, versions, deleted) -> tuple[int, int, int]:
    truth = json.loads((ROOT / "truth.json").read_text(encoding="utf-8"))
    facts = spoken = 0
    storylines = {row.get("storyline") for row in posts.values()}
    for story in truth["storylines"]:
        if story["id"] not in storylines:
            wrong(f"truth: no post of storyline {story['id']}")
        if len(story["facts"]) < 4:
            wrong(f"truth: {story['id']} has {len(story['facts'])} facts")
        for fact in story["facts"]:
            facts += 1
            spoken += "transcript" in fact.get("field", "")
            where = f"truth: {story['id']}: {fact['question']} ({fact['from_ms']})"
            if not 0 <= fact["from_ms"] < fact["until_ms"] <= DAY_MS:
                wrong(f"{where}: times")
            if not set(fact["first_hand"]) <= set(fact["sources"]):
                wrong(f"{where}: first_hand is no source")
            if fact["state"] not in ("grounded", "partial", "conflicting", "no_evidence"):
                wrong(f"{where}: state")
            if fact["state"] == "no_evidence":
                if fact["sources"] or fact["answer"]:
                    wrong(f"{where}: sources without evidence")
                continue
            if not fact["sources"] or not fact["answer"]:
                wrong(f"{where}: no source or answer")
                continue
            if min(posts[s]["offset_ms"] for s in fact["sources"]) > fact["from_ms"]:
                wrong(f"{where}: no source is there yet")
            for source in fact["sources"]:
                post = posts[source]
                if post["offset_ms"] >= fact["until_ms"]:
                    wrong(f"{where}: {source} comes after it")
                if deleted.get(source, DAY_MS) <= fact["from_ms"]:
                    wrong(f"{where}: {source} is deleted by then")
                shown = texts_of(post, versions, fact)
                if not any(a.lower() in t.lower() for t in shown for a in fact["answer"]):
                    wrong(f"{where}: {source} does not say {fact['answer']}: {shown}")
                if any(n.lower() in t.lower() for t in shown for n in fact["not"]):
                    wrong(f"{where}: {source} says one of {fact['not']}")
    if len(truth["unanswerable"]) < 6:
        wrong("truth: too few unanswerable questions")
    return facts, spoken, len(truth["unanswerable"])


def main() -> int:
    accounts = check_accounts()
    media = check_media()
    posts, versions, deleted = check_posts(accounts, media)
    facts, spoken, unanswerable = check_truth(posts, versions, deleted)
    size = sum(path.stat().st_size for path in ROOT.rglob("*") if path.is_file())
    if size > MAX_BYTES:
        wrong(f"{size} bytes in all")
    transcripts = sum(
        1 for row in posts.values() for item in row.get("media", []) if "transcript" in item
    )
    edits = sum(len(texts) - 1 for texts in versions.values())
    print(
        f"{len(accounts)} accounts, {len(posts)} posts ({edits} edits, {len(deleted)} deletes), "
        f"{sum('media' in row for row in posts.values())} with media, "
        f"{transcripts} with a transcript, {len(media)} media files, {facts} facts "
        f"({spoken} from transcripts), {unanswerable} unanswerable, {size} bytes"
    )
    print("languages", dict(Counter(row["langs"][0] for row in posts.values())))
    print("themes", dict(Counter(row["theme"] for row in posts.values()).most_common()))
    for error in errors[:200]:
        print("wrong:", error)
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
