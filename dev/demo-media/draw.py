#!/usr/bin/env python3
"""Draws every picture, avatar, poster and clip of the demo into the package's resources.

Needs Debian's `librsvg2-bin` (rsvg-convert) and, for clips, `ffmpeg`; nothing outside Python's own
library. `draw.py` draws all; `draw.py still` leaves the clips out; `draw.py NAME ...` draws the
files of those names (without their endings). media/media.ndjson lists what to draw, with sizes,
durations and sounds.
"""

import json
import subprocess
import sys
import tempfile
import wave
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pictures_sea
import pictures_town
import sounds
from avatars import AVATARS
from clips import CLIPS, POSTER_AT
from svgkit import svg

FOLDER = Path(__file__).resolve().parents[2] / "Sources/HeadwaterDemo/Resources/media"
FRAMES_PER_SECOND = 15
# Kilobits a second that keep the longest clip, with its sound, under 120 kB.
VIDEO_LIMIT_BYTES = 120_000


def wav(folder: Path, name: str) -> Path:
    file = folder / (name.replace(":", "-") + ".wav")
    if not file.exists():
        with wave.open(str(file), "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(sounds.RATE)
            out.writeframes(sounds.samples(name))
    return file


def render(job) -> None:
    file, markup = job
    subprocess.run(["rsvg-convert", "-o", str(file)], input=markup.encode(), check=True)


def draw_clip(entry: dict, scratch: Path) -> None:
    name = entry["file"].removesuffix(".webm")
    frame = CLIPS[name]
    seconds = entry["duration_ms"] / 1000
    folder = scratch / name
    folder.mkdir()
    jobs = [
        (folder / f"{i:04d}.png", svg(entry["width"], entry["height"], frame(i / FRAMES_PER_SECOND)))
        for i in range(round(seconds * FRAMES_PER_SECOND))
    ]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(render, jobs))
    source = ["-framerate", str(FRAMES_PER_SECOND), "-i", str(folder / "%04d.png")]
    audio = []
    if "sound" in entry:
        source += ["-t", str(seconds), "-i", str(wav(scratch, entry["sound"]))]
        fade = f"afade=t=out:st={seconds - 0.4}:d=0.4"
        audio = ["-af", fade, "-c:a", "libopus", "-b:a", "24k", "-ac", "1"]
    target = FOLDER / entry["file"]
    for quality in (38, 42, 46, 50, 54, 58):
        subprocess.run(
            ["ffmpeg", "-nostdin", "-loglevel", "error", "-y", *source, "-c:v", "libvpx-vp9", "-crf",
             str(quality), "-b:v", "0", "-pix_fmt", "yuv420p", "-g", "120", "-row-mt", "1", "-threads",
             "2", "-cpu-used", "2", *audio, "-fflags", "+bitexact", "-map_metadata", "-1",
             str(target)], check=True)
        if target.stat().st_size < VIDEO_LIMIT_BYTES:
            break
    print(f"{entry['file']}: {target.stat().st_size} bytes at quality {quality}", flush=True)


def main() -> None:
    wanted = sys.argv[1:]
    still = wanted == ["still"]
    entries = [json.loads(line) for line in (FOLDER / "media.ndjson").read_text().splitlines()]
    pictures = {**pictures_sea.PICTURES, **pictures_town.PICTURES}
    for name, markup in AVATARS.items():
        (FOLDER / f"avatar-{name}.svg").write_text(svg(96, 96, markup))
    with tempfile.TemporaryDirectory() as scratch:
        for entry in entries:
            name = entry["file"].rsplit(".", 1)[0]
            if wanted and not still and name not in wanted:
                continue
            if entry["kind"] == "image":
                (FOLDER / entry["file"]).write_text(
                    svg(entry["width"], entry["height"], pictures[name]()))
                continue
            moment = POSTER_AT.get(name, entry["duration_ms"] / 2000)
            (FOLDER / entry["poster"]).write_text(
                svg(entry["width"], entry["height"], CLIPS[name](moment)))
            if not still:
                draw_clip(entry, Path(scratch))


if __name__ == "__main__":
    main()
