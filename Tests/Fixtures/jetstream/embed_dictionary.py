"""Writes legacy_subscribe.zdict as base64 into the Swift file that ships it."""

import base64
import pathlib
import textwrap

HERE = pathlib.Path(__file__).resolve().parent
TARGET = (
    HERE.parents[2] / "Sources/HeadwaterIngest/Jetstream/JetstreamDictionary+Legacy.swift"
)

HEADER = '''\
// The dictionary that Jetstream's `/subscribe` compresses with, as base64: a binary file would need
// Foundation to be found at run time. Made by Tests/Fixtures/jetstream/embed_dictionary.py from
// legacy_subscribe.zdict of github.com/bluesky-social/jetstream (MIT OR Apache-2.0, the licences
// are beside it); a test holds the two against each other.
extension JetstreamDictionary {
    static let legacyBase64: StaticString = """
'''

text = base64.b64encode((HERE / "legacy_subscribe.zdict").read_bytes()).decode()
lines = [f"        {line}" for line in textwrap.wrap(text, 91)]
TARGET.write_text(HEADER + "\\\n".join(lines) + '\n        """\n}\n')
