"""The clips' sounds, made from sines and noise, as 16-bit mono samples.

All are composed for this demo. Each sound is one piece of nine seconds that every clip using it
plays from the start, as clips that share a sound do.
"""

import math
import random
from array import array

RATE = 24_000
SECONDS = 9


def empty():
    return [0.0] * (RATE * SECONDS)


def add(track, start, seconds, level, wave):
    """Adds `wave(t)` from `start` with a soft attack and release."""
    first, count = int(start * RATE), int(seconds * RATE)
    for i in range(min(count, len(track) - first)):
        t = i / RATE
        gate = min(1.0, t / 0.02, (seconds - t) / 0.08)
        track[first + i] += level * gate * wave(t)


def reed(hertz):
    """A reed of an accordion: a few partials, twice, slightly apart, so that it beats."""
    steps = [(k, 1 / k ** 1.3) for k in range(1, 6)]

    def wave(t):
        return 0.35 * sum(
            a * (math.sin(2 * math.pi * hertz * k * t) + math.sin(2 * math.pi * hertz * 1.006 * k * t))
            for k, a in steps)
    return wave


def note(semitones):
    """The frequency of a note counted from the A at 220 Hz."""
    return 220 * 2 ** (semitones / 12)


def tin(track, start, rng):
    def wave(t):
        return math.exp(-t * 38) * (rng.uniform(-0.5, 0.5) + math.sin(2 * math.pi * 2350 * t)
                                    + 0.6 * math.sin(2 * math.pi * 3710 * t))
    add(track, start, 0.14, 0.16, wave)


def bun_song():
    track, rng = empty(), random.Random(1)
    tune = [5, 9, 12, 9, 7, 10, 14, 10, 9, 12, 17, 12, 14, 12, 10, 7]
    bass = [-7, -5, -3, -2]
    for i in range(32):
        at = i * 0.28
        add(track, at, 0.25, 0.13, reed(note(tune[i % 16])))
        if i % 4 == 0:
            add(track, at, 0.5, 0.2, lambda t, f=note(bass[i // 4 % 4]) / 2: math.sin(2 * math.pi * f * t))
        if i % 2:
            tin(track, at, rng)
            if i % 8 == 7:
                tin(track, at + 0.14, rng)
    return track


def foghorn():
    track = empty()
    for start in (0.5, 5.0):
        def wave(t):
            f = 73.4 * (1 - 0.03 * math.exp(-t * 5))
            return sum(math.sin(2 * math.pi * f * k * t) / k for k in (1, 2, 3, 4, 6)) * min(1, t / 0.25)
        add(track, start, 2.4, 0.3, wave)
        for echo in (1, 2):
            add(track, start + 0.5 * echo, 2.2, 0.07 / echo, wave)
    return track


def slack_tides_chorus():
    track, rng = empty(), random.Random(2)
    chords = [(0, 4, 7), (-3, 0, 4), (5, 9, 12), (7, 11, 14)]
    tune = [12, 14, 16, 19, 16, 14, 12, 9, 17, 16, 14, 12, 14, 16, 11, 12]
    for i in range(16):
        at, chord = i * 0.56, chords[i // 4 % 4]
        for pitch in chord:
            add(track, at + 0.28, 0.2, 0.05, reed(note(pitch)))
        add(track, at, 0.52, 0.14, reed(note(tune[i])))
        add(track, at, 0.3, 0.3, lambda t, f=note(chord[0]) / 4: math.sin(2 * math.pi * f * t))
        add(track, at, 0.12, 0.3, lambda t: math.sin(2 * math.pi * (90 - 220 * t) * t) * math.exp(-t * 20))
        add(track, at + 0.28, 0.1, 0.14, lambda t: rng.uniform(-1, 1) * math.exp(-t * 45))
    return track


def rain():
    track, rng = empty(), random.Random(3)
    low = 0.0
    for i in range(len(track)):
        white = rng.uniform(-1, 1)
        low += 0.25 * (white - low)
        track[i] += 0.16 * (white - low) + 0.1 * low
    for _ in range(170):
        f = rng.uniform(900, 2600)
        add(track, rng.uniform(0, SECONDS - 0.1), 0.06, rng.uniform(0.04, 0.18),
            lambda t, f=f: math.sin(2 * math.pi * f * (1 + 3 * t) * t) * math.exp(-t * 70))
    return track


SOUNDS = {
    "sound:bun-song": bun_song, "sound:foghorn": foghorn,
    "sound:slack-tides-chorus": slack_tides_chorus, "sound:rain": rain,
}


def samples(name) -> bytes:
    """The sound as little-endian 16-bit samples, its peak at 0.8 of full scale."""
    track = SOUNDS[name]()
    peak = max(abs(value) for value in track)
    return array("h", (int(value / peak * 0.8 * 32767) for value in track)).tobytes()
