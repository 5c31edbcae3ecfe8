"""Small helpers that write SVG text, and the things of Varnhaven that many pictures share.

Everything here is a pure function of its arguments (moving things take a time `t` in seconds), so
that a picture, a clip's frame and a clip's poster can all be drawn by the same code.
"""

import math
import random

NAVY, DEEP, SEA, TEAL, FOAM = "#1d3557", "#16425b", "#2a6f97", "#61a5c2", "#e8f3f5"
CREAM, SAND, YELLOW, ORANGE, CORAL, RED = (
    "#fdf6e3", "#ecd9b4", "#f4b942", "#e88c3a", "#e76f51", "#b8412f")
GREEN, MOSS, LEAF = "#4f8f74", "#2f5d50", "#86b06b"
BROWN, WOOD, DARK, GREY, STONE, WHITE = (
    "#8a5a44", "#b98556", "#22242b", "#7d8791", "#b9bdb8", "#ffffff")
SANS = "DejaVu Sans, Verdana, sans-serif"
SERIF = "DejaVu Serif, Georgia, serif"


def n(value) -> str:
    """A number with at most one decimal, as short as it goes."""
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


def attrs(options: dict) -> str:
    return "".join(
        f' {key.replace("_", "-")}="{n(value) if isinstance(value, float) else value}"'
        for key, value in options.items() if value is not None)


def rect(x, y, w, h, fill, rx=0, **more) -> str:
    if rx:
        more["rx"] = rx
    return f'<rect x="{n(x)}" y="{n(y)}" width="{n(w)}" height="{n(h)}" fill="{fill}"{attrs(more)}/>'


def circle(x, y, r, fill, **more) -> str:
    return f'<circle cx="{n(x)}" cy="{n(y)}" r="{n(r)}" fill="{fill}"{attrs(more)}/>'


def ellipse(x, y, rx, ry, fill, **more) -> str:
    return (f'<ellipse cx="{n(x)}" cy="{n(y)}" rx="{n(rx)}" ry="{n(ry)}" fill="{fill}"'
            f"{attrs(more)}/>")


def path(d, fill="none", **more) -> str:
    return f'<path d="{d}" fill="{fill}"{attrs(more)}/>'


def stroke(d, colour, width=2, **more) -> str:
    return (f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{n(width)}" '
            f'stroke-linecap="round" stroke-linejoin="round"{attrs(more)}/>')


def poly(points, fill, **more) -> str:
    joined = " ".join(f"{n(x)},{n(y)}" for x, y in points)
    return f'<polygon points="{joined}" fill="{fill}"{attrs(more)}/>'


def line(x1, y1, x2, y2, colour, width=2, **more) -> str:
    return stroke(f"M{n(x1)} {n(y1)}L{n(x2)} {n(y2)}", colour, width, **more)


def text(x, y, words, size, fill, anchor="middle", font=SANS, weight="bold", **more) -> str:
    return (f'<text x="{n(x)}" y="{n(y)}" font-family="{font}" font-size="{n(size)}" '
            f'font-weight="{weight}" text-anchor="{anchor}" fill="{fill}"{attrs(more)}>{words}</text>')


def at(x, y, inner, scale=1.0, turn=0.0, flip=False, **more) -> str:
    """`inner` moved to (x, y), scaled and turned by degrees."""
    how = f"translate({n(x)} {n(y)})"
    if turn:
        how += f" rotate({n(turn)})"
    if flip:
        how += f" scale({-scale:.3g} {scale:.3g})"
    elif scale != 1:
        how += f" scale({scale:.3g})"
    return f'<g transform="{how}"{attrs(more)}>{inner}</g>'


def gradient(name, *stops, across=False) -> str:
    ends = 'x2="1" y2="0"' if across else 'x2="0" y2="1"'
    inner = "".join(
        f'<stop offset="{n(100 * i / (len(stops) - 1))}%" stop-color="{colour}"/>'
        for i, colour in enumerate(stops))
    return f'<defs><linearGradient id="{name}" {ends}>{inner}</linearGradient></defs>'


def glow(name, colour, strength=0.9) -> str:
    return (f'<defs><radialGradient id="{name}"><stop offset="0" stop-color="{colour}" '
            f'stop-opacity="{strength}"/><stop offset="1" stop-color="{colour}" stop-opacity="0"/>'
            "</radialGradient></defs>")


def svg(w, h, body) -> str:
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" '
            f'height="{h}">{body}</svg>\n')


# The sky and the sea


def sky(w, h, *stops) -> str:
    return gradient("sky", *stops) + rect(0, 0, w, h, "url(#sky)")


def cloud(x, y, s=1.0, fill=WHITE, opacity=0.9) -> str:
    puffs = (ellipse(0, 0, 44, 17, fill) + ellipse(-22, -8, 22, 16, fill)
             + ellipse(4, -17, 25, 21, fill) + ellipse(28, -7, 20, 14, fill))
    return at(x, y, puffs, s, opacity=opacity)


def gull(x, y, s=1.0, colour=WHITE, flap=0.0) -> str:
    lift = 7 + 5 * math.sin(flap)
    return at(x, y, stroke(f"M-15 {n(4 - lift)}Q-7 {n(-lift)} 0 2Q7 {n(-lift)} 15 {n(4 - lift)}",
                           colour, 3), s)


def wave(w, y, bottom, fill, length=80, height=8, shift=0.0, **more) -> str:
    start = (shift % length) - length
    d = f"M{n(start)} {n(y)}q{n(length / 4)} {n(-height)} {n(length / 2)} 0"
    for _ in range(int((w + 2 * length) / (length / 2)) + 1):
        d += f"t{n(length / 2)} 0"
    return path(d + f"V{n(bottom)}H{n(start)}z", fill, **more)


def sea(w, y, bottom, colours, length=90, height=6, t=0.0) -> str:
    """Layers of waves from `y` down, far ones first; each drifts at a pace of its own."""
    gap = (bottom - y) / len(colours)
    return "".join(
        wave(w, y + i * gap, bottom, colour, length * (1 + i * 0.35), height * (1 + i * 0.4),
             (i * 37 + t * (14 + 9 * i)) * (1 if i % 2 else -1))
        for i, colour in enumerate(colours))


CALM = ["#7fb8cf", "#5b9dbb", "#3f84a6", "#2c6c90"]
STORM = ["#6d7f8a", "#566b78", "#435866", "#334755"]
BLACKWATER = ["#17304f", "#122743", "#0d1e37", "#09162a"]


def glints(w, y0, y1, colour, seed=1, count=26, t=0.0) -> str:
    rng = random.Random(seed)
    groups = ["", "", ""]
    for i in range(count):
        x, y, size = rng.uniform(0, w), rng.uniform(y0, y1), rng.uniform(8, 26)
        groups[i % 3] += f"M{n(x)} {n(y)}h{n(size)}"
    return "".join(
        stroke(d, colour, 2, opacity=f"{0.27 + 0.18 * math.sin(t * 3 + i * 2):.2f}")
        for i, d in enumerate(groups))


def rain(w, h, seed=3, count=70, colour=WHITE, t=0.0, slant=14) -> str:
    rng = random.Random(seed)
    d = ""
    for _ in range(count):
        x, y, size = rng.uniform(-20, w + 40), rng.uniform(0, h), rng.uniform(12, 26)
        y = (y + t * h * 1.2) % (h + 30) - 30
        d += f"M{n(x)} {n(y)}l{n(-slant * size / 26)} {n(size)}"
    return stroke(d, colour, 1.5, opacity=0.45)


def stars(w, h, seed=5, count=60, t=0.0) -> str:
    rng = random.Random(seed)
    groups = ["", "", "", ""]
    for i in range(count):
        groups[i % 4] += f"M{n(rng.uniform(0, w))} {n(rng.uniform(0, h))}h0"
    return "".join(
        stroke(d, "#fff8dc", 1.4 + 0.6 * i, opacity=f"{0.6 + 0.35 * math.sin(t * 2 + i * 1.7):.2f}")
        for i, d in enumerate(groups))


# The town

WALLS = ["#d9a679", "#c9736a", "#e3c58f", "#8fb3b0", "#f0e2c8", "#a9b87c", "#c88f8a", "#7f9db8"]
ROOFS = ["#7c4a3a", "#5c4a4f", "#8d5540", "#4b4f5c"]


def house(x, base, w, h, wall, roof, lit=None, seed=0) -> str:
    rng = random.Random(seed)
    top = base - h
    out = poly([(x - 3, top), (x + w / 2, top - w * 0.62), (x + w + 3, top)], roof)
    out += rect(x, top, w, h, wall)
    out += rect(x + w * 0.68, top - w * 0.58, w * 0.12, w * 0.34, roof)
    pane = w * 0.2
    rows = max(1, int(h // (pane * 2.0)))
    panes = {True: "", False: ""}
    for row in range(rows):
        for col in (0.2, 0.6):
            px, py = x + w * col, top + 8 + row * pane * 1.9
            if row == rows - 1 and col == 0.6 and rows > 1:
                out += rect(px - 2, base - pane * 1.9, pane + 4, pane * 1.9, roof, 2)
                continue
            bright = lit is not None and rng.random() < lit
            panes[bright] += f"M{n(px)} {n(py)}h{n(pane)}v{n(pane * 1.25)}h{n(-pane)}z"
    edge = CREAM if lit is None else roof
    if panes[False]:
        out += path(panes[False], "#38506b" if lit is None else "#26364d", stroke=edge, stroke_width=1.5)
    if panes[True]:
        out += path(panes[True], "#ffd977", stroke=edge, stroke_width=1.5)
    return out


def town(x0, x1, base, seed=1, lit=None, scale=1.0, dark=None) -> str:
    rng = random.Random(seed)
    x, out, index = x0, "", 0
    while x < x1:
        w, h = rng.uniform(42, 60) * scale, rng.uniform(58, 104) * scale
        wall = dark or WALLS[(index * 3 + seed) % len(WALLS)]
        roof = "#141d2e" if dark else ROOFS[(index + seed) % len(ROOFS)]
        out += house(x, base, w, h, wall, roof, lit, seed * 31 + index)
        x += w + 2
        index += 1
    return out


def hills(w, y, colour, seed=2, height=30) -> str:
    rng = random.Random(seed)
    d, x = f"M-20 {n(y + 60)}V{n(y)}", -20.0
    while x < w + 20:
        step = rng.uniform(90, 170)
        d += f"q{n(step / 2)} {n(-rng.uniform(0.5, 1.2) * height)} {n(step)} 0"
        x += step
    return path(d + f"V{n(y + 60)}z", colour)


def quay(w, y, h, colour="#8b857b", edge="#6d675f") -> str:
    out = rect(0, y, w, h, colour) + rect(0, y, w, 7, edge)
    for i, x in enumerate(range(0, int(w), 46)):
        out += line(x + 12 * (i % 2), y + 9, x + 12 * (i % 2), y + h * 0.5, edge, 1.5)
    return out + line(0, y + h * 0.5, w, y + h * 0.5, edge, 1.5)


def lamp(x, base, h=70, lit=False, colour="#3a3f4a") -> str:
    out = glow("lamp", "#ffe9a8") + circle(x, base - h, 34, "url(#lamp)") if lit else ""
    return (out + rect(x - 2, base - h, 4, h, colour) + rect(x - 6, base - 5, 12, 5, colour)
            + circle(x, base - h - 4, 7, "#ffe9a8" if lit else "#f2ecd6", stroke=colour,
                     stroke_width=2))


def bollard(x, y) -> str:
    return (rect(x - 7, y - 18, 14, 20, DARK, 3) + ellipse(x, y - 19, 11, 5, "#3b3f49"))


def lighthouse(x, base, s=1.0, lit=True) -> str:
    body = poly([(-17, 0), (-11, -120), (11, -120), (17, 0)], "#f7f3ea")
    for low, high, a, b in ((0, 26, 17, 15.7), (50, 76, 14.5, 13.2), (98, 120, 12.1, 11)):
        body += poly([(-a, -low), (-b, -high), (b, -high), (a, -low)], RED)
    body += poly([(3, 0), (2, -120), (11, -120), (17, 0)], "#000", opacity=0.12)
    body += rect(-17, -126, 34, 7, DARK) + rect(-9, -146, 18, 20, "#ffe08a" if lit else "#9fb4bd")
    body += path("M-12 -146Q0 -166 12 -146z", DARK) + line(0, -156, 0, -166, DARK, 2)
    body += line(-9, -136, 9, -136, DARK, 1) + line(0, -146, 0, -126, DARK, 1)
    body += rect(-4, -22, 8, 22, DARK, 4) + rect(-3, -62, 6, 9, DARK) + rect(-3, -92, 6, 9, DARK)
    return at(x, base, body, s)


def bridge(x, deck, s=1.0, lift=0.0, tilt=0.0, night=False) -> str:
    """Linsey Bridge seen from the harbour: `x` its middle, `deck` the height of its road."""
    steel, dark = ("#5a6b8c", "#3d4c6b") if night else ("#5f7f86", "#47626a")
    out = ""
    for side in (-1, 1):
        ramp = poly([(side * 150, -4), (side * 480, -4), (side * 480, 14), (side * 150, 14)], dark)
        for step in (215, 290, 365, 440):
            ramp += rect(side * step - 8, 14, 16, 90, "#8d8577" if not night else "#2a3146")
        left = side * 128 - 22
        tower = rect(left, -190, 8, 290, steel) + rect(left + 36, -190, 8, 290, steel)
        braces = "".join(f"M{left + 4} {-180 + i * 32}l36 32M{left + 40} {-180 + i * 32}l-36 32"
                         for i in range(6))
        tower += stroke(braces, steel, 3)
        tower += rect(left - 6, -204, 56, 16, dark) + rect(left - 12, 40, 68, 66, "#9b9284" if not
                                                          night else "#2d3449")
        tower += rect(left + 12, -150 + lift * 0.9, 20, 34, "#7b4b3a" if not night else "#3b2a35", 2)
        tower += circle(left + 22, -196, 7, "#c9d3d4" if not night else "#ffd977")
        out += ramp + tower
    out += line(-106, -196, -106, -30 - lift, DARK, 1.5) + line(106, -196, 106, -30 - lift, DARK, 1.5)
    span = rect(-106, -4, 212, 13, dark)
    d = ""
    for step in range(8):
        px = -106 + step * 26.5
        d += f"M{n(px)} -2L{n(px + 13.2)} -38L{n(px + 26.5)} -2"
    span += stroke(d, steel, 4) + line(-94, -38, 94, -38, steel, 5)
    span += rect(-14, -60, 28, 22, CREAM if not night else "#ffd977") + poly(
        [(-18, -60), (0, -72), (18, -60)], RED)
    out += at(0, -lift, span, 1, tilt)
    return at(x, deck, out, s)


# Boats


def freighter(x, y, s=1.0, turn=0.0, name=True) -> str:
    out = path("M-190 -34L178 -34Q196 -34 204 -58L184 0Q180 10 166 10H-170Q-184 10 -186 -4z", DARK)
    out += path("M-188 -2H184L182 4Q178 10 166 10H-170Q-184 10 -188 -2z", RED)
    out += rect(-176, -92, 66, 58, "#f2efe6") + rect(-168, -112, 48, 20, "#f2efe6")
    out += rect(-172, -106, 56, 6, RED)
    panes = "".join(f"M{-170 + col * 12} {row}h7v7h-7z" for row in (-84, -66, -50) for col in range(5))
    out += path(panes, "#38506b")
    out += rect(-160, -138, 20, 28, RED) + rect(-160, -132, 20, 6, WHITE)
    for bay, px in enumerate((-96, -28, 40, 108)):
        for row in range(3):
            out += rect(px, -46 - row * 11, 60 - (12 if bay == 3 else 0), 10,
                        [WOOD, "#c99a66", "#a97545"][(row + bay) % 3], 2)
    for px in (-34, 100):
        out += rect(px, -112, 5, 78, "#d9d2c0") + line(px + 2, -110, px + 44, -74, "#d9d2c0", 3)
    if name:
        out += text(118, -14, "CORRIGAN STAR", 12, CREAM)
    return at(x, y, out, s, turn)


def ferry(x, y, s=1.0, turn=0.0) -> str:
    out = path("M-110 -26H112Q122 -26 130 -40L114 4Q110 12 98 12H-92Q-104 12 -108 0z", WHITE)
    out += path("M-109 -8H122L116 4Q110 12 98 12H-92Q-104 12 -109 -8z", "#2f6fa3")
    out += rect(-96, -56, 180, 30, "#f5f3ec", 4) + rect(-70, -80, 118, 24, WHITE, 4)
    out += rect(20, -98, 40, 20, WHITE, 3) + rect(24, -94, 32, 9, "#38506b", 2)
    panes = "".join(f"M{-88 + col * 14} -48h9v12h-9z" for col in range(12))
    panes += "".join(f"M{-62 + col * 14} -73h9v10h-9z" for col in range(6))
    out += path(panes, "#38506b")
    out += rect(-54, -112, 26, 34, "#2f6fa3", 2) + rect(-54, -104, 26, 7, WHITE)
    out += stroke("M-46 -86q2 -14 8 -14q4 1 2 4l-3 3v7", WHITE, 2.5)
    for px in (-84, -20, 70):
        out += circle(px, -19, 5, "none", stroke=CORAL, stroke_width=3)
    out += line(84, -56, 84, -84, GREY, 2) + poly([(84, -84), (100, -79), (84, -74)], GREEN)
    out += text(58, 2, "LITTLE EGRET", 9, WHITE)
    return at(x, y, out, s, turn)


def tug(x, y, s=1.0, turn=0.0) -> str:
    out = path("M-54 -18H46Q58 -20 62 -30L54 2Q52 10 42 10H-44Q-54 8 -54 -4z", ORANGE)
    out += path("M-54 -4H57L54 2Q52 10 42 10H-44Q-54 8 -54 -4z", DARK)
    out += rect(-10, -50, 44, 32, CREAM, 3) + rect(-4, -44, 32, 11, "#38506b", 2)
    out += rect(-30, -54, 14, 36, DARK, 2) + rect(-30, -48, 14, 6, ORANGE)
    for px in (-40, -16, 8, 32):
        out += circle(px, -6, 6, "none", stroke="#4b3f38", stroke_width=4)
    out += line(24, -50, 24, -72, GREY, 2)
    return at(x, y, out, s, turn)


def lifeboat_hull(x, y, s=1.0, turn=0.0) -> str:
    out = path("M-84 -22H74Q90 -24 98 -38L84 4Q80 14 66 14H-66Q-82 12 -84 -4z", "#24408e")
    out += path("M-84 -22H74Q90 -24 98 -38L95 -28Q88 -15 74 -14H-84z", CORAL)
    out += path("M-50 -22L-40 -52H26L44 -22z", ORANGE) + rect(-30, -46, 18, 14, "#23364f", 2)
    out += rect(-6, -46, 26, 14, "#23364f", 2) + rect(-34, -64, 44, 12, ORANGE, 3)
    out += line(-10, -64, -10, -92, DARK, 2) + line(-20, -84, 0, -84, DARK, 2)
    out += text(14, 3, "CONSTANCE REED", 9, WHITE) + line(-84, -10, 78, -10, WHITE, 2)
    return at(x, y, out, s, turn)


def fishing_boat(x, y, s=1.0, colour=SEA, turn=0.0) -> str:
    out = path("M-58 -20H44Q58 -22 64 -34L52 4Q48 12 38 12H-44Q-56 10 -58 -4z", colour)
    out += line(-57, -10, 54, -10, CREAM, 3) + rect(-40, -46, 32, 28, CREAM, 2)
    out += rect(-35, -40, 22, 10, "#38506b", 2) + rect(-44, -50, 40, 6, RED, 2)
    out += line(12, -20, 12, -84, BROWN, 3) + line(12, -80, 48, -24, GREY, 1.5)
    out += line(12, -80, -36, -50, GREY, 1.5) + poly([(12, -84), (26, -79), (12, -74)], YELLOW)
    return at(x, y, out, s, turn)


def sailing_boat(x, y, s, colour, turn=12.0) -> str:
    out = path("M-34 0H38Q30 18 18 18H-22Q-32 14 -34 0z", CREAM) + line(0, 0, 0, -92, BROWN, 3)
    out += path("M4 -90Q40 -50 42 -8H4z", colour) + path("M-4 -84Q-26 -40 -28 -8H-4z", WHITE)
    return at(x, y, out, s, turn)


# People, animals and buns


def person(x, y, s=1.0, coat=CORAL, skin="#e8b48c", hair="#4b3326", legs="#2b3a4d", hat=None,
           arms=0.0, swing=0.0) -> str:
    """Someone standing with the feet at (x, y); `arms` in degrees from hanging to straight up."""
    out = line(-6, -34, -6 - swing, 0, legs, 9) + line(6, -34, 6 + swing, 0, legs, 9)
    reach = math.radians(arms)
    for side in (-1, 1):
        out += line(side * 13, -70, side * (17 + 12 * math.sin(reach)), -70 + 32 * math.cos(reach),
                    coat, 9)
    out += path("M-17 -30L-15 -68Q-14 -80 0 -80Q14 -80 15 -68L17 -30z", coat)
    out += circle(0, -94, 14, skin) + path("M-14 -95Q-14 -110 0 -110Q14 -110 14 -95Q6 -103 -14 -95z",
                                           hair)
    if hat:
        out += path("M-16 -100Q-15 -117 0 -117Q15 -117 16 -100z", hat) + rect(-18, -102, 36, 5, hat, 2)
    return at(x, y, out, s)


def seal(x, y, s=1.0, blink=False) -> str:
    body = "#e9e6df"
    out = ellipse(6, 6, 118, 12, "#000", opacity=0.12)
    out += path("M-104 2Q-112 -52 -62 -76Q-30 -92 0 -70Q44 -58 84 -30Q104 -34 122 -48"
                "Q120 -26 104 -14Q118 -2 128 8Q104 10 88 -4Q30 10 -104 2z", body)
    out += path("M-104 2Q-60 8 88 -4Q30 -14 -40 -10Q-80 -8 -104 2z", "#cfcac0")
    out += path("M-40 -14Q-48 12 -20 14Q-14 2 -18 -18z", "#d6d1c7")
    out += circle(-66, -50, 40, body)
    for px, py in ((-8, -52), (14, -40), (36, -38), (4, -28), (56, -22)):
        out += ellipse(px, py, 6, 4, "#c3bdb1")
    for px in (-84, -50):
        out += (stroke(f"M{px - 8} -54q8 6 16 0", DARK, 3) if blink else
                circle(px, -54, 9, DARK) + circle(px + 3, -58, 3, WHITE))
    out += ellipse(-67, -38, 8, 6, DARK) + stroke("M-67 -32q-6 8 -12 4M-67 -32q6 8 12 4", DARK, 2)
    for dy in (-3, 2, 7):
        out += line(-80, -36 + dy, -104, -40 + dy * 2, GREY, 1) + line(-54, -36 + dy, -30, -40 + dy * 2,
                                                                       GREY, 1)
    return at(x, y, out, s)


def bun(x, y, r=40.0, face=None, brown=1.0, seeds=True) -> str:
    """A bun; `brown` from 0 (dough) to 1 (golden)."""
    mix = lambda a, b: "#" + "".join(f"{int(p + (q - p) * brown):02x}" for p, q in zip(a, b))
    crust, shade = mix((240, 224, 190), (222, 150, 68)), mix((224, 204, 166), (178, 104, 42))
    light = mix((250, 240, 216), (243, 190, 108))
    out = ellipse(0, 30, 42, 7, "#000", opacity=0.15)
    out += path("M-42 18Q-46 -32 0 -34Q46 -32 42 18Q40 30 0 30Q-40 30 -42 18z", crust)
    out += path("M-42 18Q-40 30 0 30Q40 30 42 18Q20 26 0 26Q-20 26 -42 18z", shade)
    out += path("M-30 -10Q-24 -26 -4 -28Q-20 -20 -26 -6z", light)
    if seeds:
        for px, py, turn in ((-6, -22, 20), (10, -24, -30), (22, -12, 40), (-16, -10, -20), (4, -8, 70)):
            out += at(px, py, ellipse(0, 0, 4, 2, "#fff3cf"), 1, turn)
    if face == "happy":
        out += circle(-13, 2, 4, DARK) + circle(13, 2, 4, DARK) + stroke("M-8 10q8 9 16 0", DARK, 3)
        out += circle(-22, 9, 5, CORAL, opacity=0.6) + circle(22, 9, 5, CORAL, opacity=0.6)
    elif face == "sing":
        out += stroke("M-18 2q5 -6 10 0M8 2q5 -6 10 0", DARK, 3) + ellipse(0, 12, 6, 8, "#7a2e22")
        out += circle(-22, 9, 5, CORAL, opacity=0.6) + circle(22, 9, 5, CORAL, opacity=0.6)
    return at(x, y, out, r / 42)


def steam(x, y, h=60, t=0.0, colour=WHITE) -> str:
    out = ""
    for i, dx in enumerate((-26, 0, 26)):
        sway = 8 * math.sin(t * 2.2 + i)
        out += stroke(f"M{n(x + dx)} {n(y)}q{n(-10 + sway)} {n(-h / 3)} 0 {n(-h / 2)}"
                      f"t{n(sway)} {n(-h / 2)}", colour, 5, opacity=0.5)
    return out


def cat_sitting(x, y, s=1.0, coat="#d98a3d", stripe="#b5682a", tail=0.0, eyes=True) -> str:
    """A cat seen from behind its front paws; `tail` swings in degrees."""
    tail_path = at(26, -8, stroke("M0 0Q34 6 44 34Q48 58 34 66", coat, 13)
                   + stroke("M38 60Q36 65 34 66", CREAM, 13), 1, tail)
    out = tail_path + path("M-36 0Q-42 -60 0 -78Q42 -60 36 0z", coat)
    for dy in (-54, -40, -26):
        out += stroke(f"M22 {dy}q8 2 {14 + (dy + 54) // 4} 8", stripe, 4)
        out += stroke(f"M-22 {dy}q-8 2 -{14 + (dy + 54) // 4} 8", stripe, 4)
    out += ellipse(0, -22, 16, 22, CREAM, opacity=0.85)
    out += poly([(-30, -104), (-24, -134), (-6, -116)], coat) + poly([(30, -104), (24, -134), (6, -116)],
                                                                     coat)
    out += poly([(-25, -110), (-22, -126), (-12, -115)], "#e8a9a0")
    out += poly([(25, -110), (22, -126), (12, -115)], "#e8a9a0")
    out += ellipse(0, -92, 33, 28, coat) + ellipse(0, -82, 15, 11, CREAM)
    out += stroke("M0 -118v12M-8 -117l2 10M8 -117l-2 10", stripe, 4)
    if eyes:
        out += ellipse(-13, -95, 5, 7, DARK) + ellipse(13, -95, 5, 7, DARK)
        out += circle(-11, -97, 2, WHITE) + circle(15, -97, 2, WHITE)
    else:
        out += stroke("M-19 -95q6 6 12 0M7 -95q6 6 12 0", DARK, 3)
    out += poly([(-4, -87), (4, -87), (0, -82)], "#c8625a") + stroke("M0 -82q-5 6 -9 2M0 -82q5 6 9 2",
                                                                     DARK, 2)
    out += stroke("M-14 -82l-24 -3M-14 -79l-23 4M14 -82l24 -3M14 -79l23 4", CREAM, 1.5)
    out += ellipse(-13, -2, 12, 7, CREAM) + ellipse(13, -2, 12, 7, CREAM)
    return at(x, y, out, s)


def cat_curled(x, y, s=1.0, coat="#d98a3d", stripe="#b5682a") -> str:
    out = ellipse(0, 0, 74, 34, coat) + path("M-70 8Q-60 36 0 34Q70 36 74 4Q60 22 0 20Q-50 22 -70 8z",
                                             stripe, opacity=0.6)
    for dx in (0, 18, 36):
        out += stroke(f"M{dx} -31q8 10 4 22", stripe, 5)
    out += stroke("M66 10Q40 34 -20 24", coat, 14) + circle(-22, 24, 7, CREAM)
    out += poly([(-66, -22), (-64, -46), (-46, -30)], coat) + poly([(-30, -34), (-22, -52), (-12, -30)],
                                                                   coat)
    out += ellipse(-42, -8, 32, 25, coat) + ellipse(-48, 2, 13, 9, CREAM)
    out += stroke("M-62 -8q6 6 12 0M-38 -8q6 6 12 0", DARK, 3) + poly([(-52, -2), (-44, -2), (-48, 3)],
                                                                      "#c8625a")
    return at(x, y, out, s)


def bus(x, y, s=1.0, number="4", wipe=0.0) -> str:
    out = rect(-120, -96, 240, 92, YELLOW, 12) + rect(-120, -34, 240, 12, RED)
    out += rect(-120, -96, 240, 14, "#f8cf6b", 7)
    for col in range(4):
        out += rect(-110 + col * 42, -76, 36, 32, "#4b657d", 4)
        out += circle(-92 + col * 42, -52, 8, ["#e8b48c", "#b97a56", "#f0c9a4", "#8d5a3b"][col])
        out += rect(-101 + col * 42, -47, 18, 6, [CORAL, GREEN, SEA, "#7d5aa0"][col], 3)
    out += rect(64, -80, 46, 50, "#5d7a94", 6) + rect(66, -93, 42, 12, DARK, 2)
    out += text(87, -83, number, 11, "#ffd977")
    out += at(88, -32, line(0, 0, 0, -36, DARK, 2), 1, wipe)
    out += rect(110, -26, 8, 10, "#fff3c4", 3)
    for px in (-74, 70):
        out += circle(px, -4, 20, DARK) + circle(px, -4, 9, STONE)
    return at(x, y, out, s)


def car(x, y, s=1.0, colour=SEA) -> str:
    out = path("M-40 -8Q-40 -22 -26 -22L-16 -38H16L28 -22Q42 -22 42 -8z", colour)
    out += path("M-12 -34H-1V-22H-20zM3 -34H14L22 -22H3z", "#cfe0e6")
    return at(x, y, out + circle(-22, -7, 8, DARK) + circle(24, -7, 8, DARK), s)


def microphone(x, y, s=1.0, colour=YELLOW) -> str:
    out = rect(-9, 0, 18, 96, DARK, 7) + circle(0, -26, 30, colour)
    out += stroke("M-27 -36H27M-30 -26H30M-27 -16H27M-14 -52V0M0 -56V4M14 -52V0", "#00000055", 2)
    return at(x, y, out + rect(-22, -4, 44, 12, "#3b3f49", 4), s)


def bars(x, y, w, h, t, colour, count=17) -> str:
    """Sound bars that move with `t`."""
    out, step = "", w / count
    for i in range(count):
        level = 0.18 + 0.8 * abs(math.sin(t * (2.1 + (i % 5) * 0.6) + i * 1.9) * math.sin(t * 1.3 + i))
        out += rect(x + i * step, y - h * level / 2, step * 0.6, h * level, colour, step * 0.3)
    return out
