#!/usr/bin/env python3
"""Makes Sources/CHeadwaterTables/static_table.bin: word vectors distilled from the encoder.

usage: make.py DATA WEIGHTS DUMP WORK OUT       (needs numpy and scipy; 15 minutes on one core)

DATA is the folder of public data sets (posts, tweets, headlines, words), read only as what to learn from. DUMP is the tool
beside this file: swift build -c release --package-path dev/static-table. WORK keeps what can be used again.

The encoder's vectors are projected to their DIMENSIONS greatest directions. A term's vector starts as the encoder's of the
term alone, lighter the more often it occurs (Arora et al. 2017), as do those of the buckets of letter runs; then all are
moved by gradient descent (Adam) so that the sum over a text's terms points where the encoder's vector of the text does.
TweetQA dev and every twentieth text are held out; the agreement on them is printed.
"""
import csv, glob, gzip, json, os, struct, subprocess, sys
import numpy as np
import scipy.sparse as sparse

DIMENSIONS, TERMS, BUCKETS = 256, 22_000, 8_192
MAGIC = b"HWSTAT01"


def opened(path):
    return gzip.open(path, "rt", encoding="utf-8", errors="replace")


def collect(data):
    """Texts to learn from, each once, in one order."""
    texts = []
    for name in ("posts_nytimes", "archive_multiauthor", "corpus_sentiment"):
        with opened(f"{data}/bluesky-posts/{name}.ndjson.gz") as file:
            texts += [json.loads(line).get("text") or "" for line in file]
    with opened(f"{data}/tweetqa/train.json.gz") as file:
        for row in json.load(file):
            texts += [row["Tweet"], row["Question"]]
    for path in sorted(glob.glob(f"{data}/crisislex-t26/*.csv.gz")):
        with opened(path) as file:
            texts += [row[1] for row in list(csv.reader(file))[1:] if len(row) > 1]
    with opened(f"{data}/hate-davidson/labeled_data.csv.gz") as file:
        texts += [row[6] for row in list(csv.reader(file))[1:] if len(row) > 6]
    with opened(f"{data}/upworthy/upworthy_half_A.csv.gz") as file:
        for row in list(csv.reader(file))[1:]:
            texts += row[1:4]
    for path in sorted(glob.glob(f"{data}/expertqa/*.jsonl.gz")):
        with opened(path) as file:
            for line in file:
                row = json.loads(line)
                texts.append(row["question"])
                for answer in row["answers"].values():
                    texts += [claim["claim_string"] for claim in answer.get("claims", [])]
    with opened(f"{data}/vaswani-npl/doc-text.trec.gz") as file:
        body = " ".join(line for line in file)
        texts += [part.split(">")[-1] for part in body.split("</DOC")]
    with opened(f"{data}/lingua/single-words.tsv.gz") as file:
        words = [line.rstrip("\n").split("\t") for line in file]
    texts += [word for _, word in words]
    texts += [" ".join(word for _, word in words[i : i + 5]) for i in range(0, len(words) - 5, 5)]
    seen, unique = set(), []
    for text in texts:
        text = text.strip()
        if text and text not in seen:
            seen.add(text)
            unique.append(text)
    return unique


def dumped(name, texts, work, weights, dump):
    """Terms and vectors of texts, from the tool or from an earlier run of it."""
    base = os.path.join(work, name)
    lines = "".join(json.dumps(text) + "\n" for text in texts)
    if not os.path.exists(base + ".vectors") or open(base + ".texts").read() != lines:
        with open(base + ".texts", "w") as file:
            file.write(lines)
        subprocess.run([dump, weights, base + ".texts", base], check=True)
    raw = open(base + ".terms", "rb").read()
    terms, at = [], 0
    for _ in texts:
        (count,) = struct.unpack_from("<I", raw, at)
        terms.append(np.frombuffer(raw, np.uint64, count, at + 4))
        at += 4 + 8 * count
    words = {}
    with open(base + ".words", encoding="utf-8", newline="\n") as file:
        for line in file:
            key, is_word, buckets, term = line[:-1].split("\t", 3)
            words[int(key)] = (is_word == "1", [int(b) for b in buckets.split(",") if b], term)
    vectors = np.fromfile(base + ".vectors", np.float32).reshape(-1, 512)
    return terms, words, vectors


def matrix(terms, words, index, random=None, dropout=0.0):
    """Rows of texts, columns of terms and buckets: how often, a bucket for what share of its word."""
    rows, columns, values = [], [], []
    for row, keys in enumerate(terms):
        for key in keys.tolist():
            column = index.get(key)
            if column is not None and not (random is not None and words[key][1] and random.random() < dropout):
                rows.append(row), columns.append(column), values.append(1.0)
                continue
            buckets = words[key][1]
            for bucket in buckets:
                rows.append(row), columns.append(TERMS + bucket), values.append(1.0 / len(buckets))
    shape = (len(terms), TERMS + BUCKETS)
    return sparse.csr_matrix((np.array(values, np.float32), (rows, columns)), shape=shape)


def unit(vectors):
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)


def train(x, y, table, epochs, random):
    """Adam on one minus the cosine, a thousand texts a step, the step falling to nothing."""
    first, second, step = np.zeros_like(table), np.zeros_like(table), 0
    batches = (x.shape[0] + 1023) // 1024
    for epoch in range(epochs):
        order = random.permutation(x.shape[0])
        loss = 0.0
        for batch in range(batches):
            rows = order[batch * 1024 : (batch + 1) * 1024]
            part, target = x[rows], y[rows]
            sums = part @ table
            length = np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-6)
            direction = sums / length
            cosine = (direction * target).sum(1, keepdims=True)
            loss += float((1 - cosine).sum())
            gradient = part.T @ ((direction * cosine - target) / length) / len(rows)
            step += 1
            first += 0.1 * (gradient - first)
            second += 0.01 * (gradient * gradient - second)
            rate = 0.02 * (1 - (epoch * batches + batch) / (epochs * batches))
            table -= rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
        print(f"epoch {epoch}: mean cosine {1 - loss / x.shape[0]:.4f}", flush=True)
    return table


def report(name, predicted, target, full, random):
    """Agreement with the encoder: the mean cosine, and the rank correlation of pairs' cosines."""
    from scipy.stats import spearmanr

    left, right = random.integers(0, len(full), (2, 20_000))
    own = (predicted[left] * predicted[right]).sum(1)
    theirs = (full[left] * full[right]).sum(1)
    print(f"{name}: cosine {float((predicted * target).sum(1).mean()):.4f}, Spearman of pairs {spearmanr(own, theirs)[0]:.4f}")


def tweetqa(data):
    with opened(f"{data}/tweetqa/dev.json.gz") as file:
        rows = json.load(file)
    tweets = list(dict.fromkeys(row["Tweet"] for row in rows))
    place = {tweet: i for i, tweet in enumerate(tweets)}
    return tweets, [row["Question"] for row in rows], np.array([place[row["Tweet"]] for row in rows])


def reciprocal(questions, tweets, relevant):
    scores = questions @ tweets.T
    ranks = 1 + (scores > scores[np.arange(len(relevant)), relevant][:, None]).sum(1)
    return float(np.where(ranks <= 10, 1 / ranks, 0).mean()), float((ranks <= 100).mean())


def quantised(rows):
    """Rows as whole numbers from -7 to 7 and a scale each: of some scales the one that errs least."""
    best, error = np.zeros_like(rows), np.full((len(rows), 1), np.inf, np.float32)
    scales = np.ones((len(rows), 1), np.float32)
    for share in (1.0, 0.9, 0.8, 0.7, 0.6, 0.5):
        scale = np.maximum(np.abs(rows).max(1, keepdims=True) * share / 7, 1e-9).astype(np.float32)
        numbers = np.clip(np.rint(rows / scale), -7, 7)
        apart = ((numbers * scale - rows) ** 2).sum(1, keepdims=True)
        better = apart < error
        best = np.where(better, numbers, best)
        scales, error = np.where(better, scale, scales), np.where(better, apart, error)
    return best, scales


def write(path, keys, table):
    """The magic, three counts (u32), the rising keys (u32), the rows' scales (f32), and the rows: two numbers a byte, each
    plus 8, the first in the low half."""
    order = np.argsort(keys)
    numbers, scales = quantised(np.concatenate([table[:TERMS][order], table[TERMS:]]))
    biased = (numbers + 8).astype(np.uint8)
    with open(path, "wb") as file:
        file.write(MAGIC + struct.pack("<III", DIMENSIONS, len(keys), BUCKETS))
        file.write(keys[order].astype("<u4").tobytes() + scales.astype("<f4").tobytes())
        file.write((biased[:, 0::2] | biased[:, 1::2] << 4).tobytes())
    restored = numbers.astype(np.float32) * scales
    back = np.empty_like(order)
    back[order] = np.arange(len(order))
    return np.concatenate([restored[:TERMS][back], restored[TERMS:]])


def main():
    data, weights, dump, work, out = sys.argv[1:]
    os.makedirs(work, exist_ok=True)
    random = np.random.default_rng(4)
    texts = collect(data)
    print(len(texts), "texts", flush=True)
    terms, words, vectors = dumped("texts", texts, work, weights, dump)
    tweets, questions, relevant = tweetqa(data)
    held_terms, held_words, held_vectors = dumped("held", tweets + questions, work, weights, dump)

    present, counts = np.unique(np.concatenate(terms), return_counts=True)
    # Of equal counts the smaller key; of keys equal in their upper half, the first.
    ranked = sorted(zip((-counts).tolist(), present.tolist()))
    index, upper = {}, set()
    for _, key in ranked:
        if len(index) < TERMS and key >> 32 not in upper:
            upper.add(key >> 32)
            index[key] = len(index)
    frequency = np.zeros(TERMS)
    for count, key in ranked:
        if key in index:
            frequency[index[key]] = -count
    print("terms:", len(present), "kept", len(index), "least frequency", frequency.min(), flush=True)

    names = [words[key][2] for key in index]
    _, _, word_vectors = dumped("words", names, work, weights, dump)
    good = np.linalg.norm(vectors, axis=1) > 0
    sample = vectors[good]
    _, axes = np.linalg.eigh(sample.T @ sample)
    axes = axes[:, ::-1][:, :DIMENSIONS].astype(np.float32)
    y = unit(vectors @ axes)
    share = frequency / counts.sum()
    weight = (1e-3 / (1e-3 + share)).astype(np.float32)[:, None]
    table = np.zeros((TERMS + BUCKETS, DIMENSIONS), np.float32)
    table[:TERMS] = unit(word_vectors @ axes) * weight
    # A bucket starts as the mean of the words that it is in.
    spread = matrix([np.array([key], np.uint64) for key in index], words, {})[:, TERMS:]
    table[TERMS:] = (spread.T @ table[:TERMS]) / np.maximum(spread.sum(0).T, 1e-3)
    table = np.asarray(table, np.float32)

    held = np.zeros(len(texts), bool)
    held[::20] = True
    learn = good & ~held
    test = good & held
    x = matrix([t for t, keep in zip(terms, learn) if keep], words, index, random, 0.08)
    held_x = matrix([t for t, keep in zip(terms, test) if keep], words, index)
    merged = {**words, **held_words}
    dev_x = matrix(held_terms, merged, index)
    dev_y = unit(held_vectors @ axes)

    def evaluate(label, table):
        report(label + " held out", unit(held_x @ table), y[test], vectors[test], np.random.default_rng(1))
        dev = unit(dev_x @ table)
        report(label + " TweetQA dev", dev, dev_y, held_vectors, np.random.default_rng(1))
        count = len(tweets)
        print(label, "TweetQA dev MRR@10, recall@100:", reciprocal(dev[count:], dev[:count], relevant), flush=True)

    count = len(tweets)
    print("encoder TweetQA dev MRR@10, recall@100:", reciprocal(held_vectors[count:], held_vectors[:count], relevant))
    print("encoder, projected:", reciprocal(dev_y[count:], dev_y[:count], relevant), flush=True)
    report("encoder, projected, TweetQA dev", dev_y, dev_y, held_vectors, np.random.default_rng(1))
    evaluate("before", table)
    table = train(x, y[learn], table, int(os.environ.get("EPOCHS", "12")), random)
    evaluate("after", table)
    keys = np.array([key >> 32 for key in index], np.uint64)
    evaluate("written", write(out, keys, table))


main()
