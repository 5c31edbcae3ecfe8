"""The institutions' avatars: one small emblem each, 96 by 96."""

from svgkit import *  # noqa: F403 - a drawing vocabulary

S = 96


def badge(back, inner, edge=None):
    out = rect(0, 0, S, S, back)
    if edge:
        out += circle(48, 48, 43, "none", stroke=edge, stroke_width=3)
    return out + inner


def anchor(colour, x=48, y=46, s=1.0):
    return at(x, y, circle(0, -26, 6, "none", stroke=colour, stroke_width=5)
              + stroke("M0 -20V28M-13 -10H13M-26 6q2 22 26 22q24 0 26 -22M-26 6l-5 9M-26 6l8 7"
                       "M26 6l5 9M26 6l-8 7", colour, 5), s)


def masthead():
    beams = poly([(48, 32), (4, 16), (4, 48)], YELLOW, opacity=0.8) + poly(
        [(48, 32), (92, 16), (92, 48)], YELLOW, opacity=0.8)
    return beams + lighthouse(48, 92, 0.46)


def heron():
    return (stroke("M58 22q-16 -2 -14 14q2 10 8 16q10 12 -4 20M46 70V90M54 68V90", WHITE, 5)
            + path("M44 46q-24 4 -30 26q22 4 38 -4q8 -8 0 -18z", "#cfe0ec")
            + poly([(60, 19), (84, 24), (60, 28)], YELLOW) + circle(58, 23, 2, DARK))


def crest():
    out = path("M20 16H76V50Q74 74 48 86Q22 74 20 50z", WHITE)
    out += path("M20 16H34V72Q22 62 20 50zM48 16H62V80L48 86z", GREEN)
    out += path("M20 16H76V50Q74 74 48 86Q22 74 20 50z", "none", stroke=YELLOW, stroke_width=4)
    return out + circle(48, 44, 12, WHITE, stroke=DARK, stroke_width=2) + poly(
        [(48, 38), (54, 42), (52, 49), (44, 49), (42, 42)], DARK)


def tide_crest():
    return (path("M20 16H76V50Q74 74 48 86Q22 74 20 50z", "#2f5fb0", stroke=WHITE, stroke_width=4)
            + stroke("M26 40q6 -8 12 0t12 0t12 0t8 0M26 54q6 -8 12 0t12 0t12 0t8 0", WHITE, 4))


def squeezebox():
    return (rect(14, 26, 20, 44, RED, 4) + rect(62, 26, 20, 44, RED, 4) + rect(34, 30, 28, 36, CREAM)
            + stroke("M38 30V66M44 30V66M50 30V66M56 30V66", RED, 2)
            + "".join(rect(66, 30 + i * 8, 12, 6, WHITE, 1) for i in range(5))
            + "".join(circle(24, 33 + i * 9, 3, YELLOW) for i in range(4)))


def vane():
    return (cloud(48, 38, 0.75, WHITE, 1) + stroke("M14 58H62q12 0 12 -9M14 68H76q10 0 10 9M22 78H54", TEAL, 5))


def hall():
    return (rect(18, 46, 60, 34, SAND) + poly([(12, 48), (84, 48), (48, 32)], "#5c4a4f")
            + rect(40, 22, 16, 28, "#cfa876") + poly([(37, 24), (59, 24), (48, 8)], "#4f7f74")
            + circle(48, 34, 6, CREAM, stroke=DARK, stroke_width=1.5) + rect(43, 60, 10, 20, BROWN, 4)
            + path("M24 56h8v10h-8zM64 56h8v10h-8z", "#38506b") + rect(12, 80, 72, 5, STONE))


def bolt():
    return poly([(54, 8), (22, 54), (44, 54), (38, 88), (74, 38), (51, 38)], YELLOW)


def cross():
    return rect(38, 18, 20, 60, WHITE, 4) + rect(18, 38, 60, 20, WHITE, 4) + stroke(
        "M10 84q10 -8 19 0t19 0t19 0t19 0", TEAL, 4)


def school():
    return (poly([(8, 40), (48, 22), (88, 40), (48, 58)], NAVY) + path("M26 50V66Q48 80 70 66V50L48 60z", SEA)
            + stroke("M80 44V66", YELLOW, 3) + circle(80, 69, 4, YELLOW))


def star():
    return (poly([(48, 8), (57, 32), (83, 32), (62, 48), (70, 74), (48, 59), (26, 74), (34, 48), (13, 32),
                  (39, 32)], YELLOW) + circle(48, 42, 11, NAVY) + anchor(WHITE, 48, 43, 0.24))


def radio():
    return microphone(48, 50, 0.62, YELLOW) + stroke("M20 20q-8 14 0 28M76 20q8 14 0 28M10 12q-12 22 0 44"
                                                    "M86 12q12 22 0 44", CREAM, 4)


def cormorant():
    return at(44, 88, path("M-20 0Q-28 -38 -4 -50L-10 -72Q-2 -84 9 -76L8 -52Q24 -38 20 0z", DARK)
              + poly([(8, -77), (30, -72), (8, -68)], YELLOW) + circle(3, -74, 2.2, WHITE)
              + rect(-30, -2, 60, 6, BROWN, 2))


def books():
    return (rect(18, 62, 60, 14, CORAL, 2) + rect(24, 46, 52, 14, GREEN, 2) + rect(20, 30, 56, 14, YELLOW, 2)
            + stroke("M26 66V72M32 50V56M28 34V40", WHITE, 3) + rect(12, 78, 72, 5, BROWN))


def fish_mark():
    return at(46, 50, path("M-34 0Q-14 -24 18 -6L34 -18V18L18 6Q-14 24 -34 0z", FOAM)
              + circle(-18, -4, 3.5, DARK) + stroke("M-4 -10q6 10 0 20M6 -8q5 8 0 16", TEAL, 3))


def bus_mark():
    return bus(48, 74, 0.34, "4")


def rope():
    return (circle(48, 50, 28, "none", stroke="#c9a45a", stroke_width=11)
            + stroke("M48 22l8 8M70 33l2 10M76 54l-4 9M62 74l-9 3M38 76l-8 -5M22 62l-2 -9M23 38l5 -8",
                     "#8c6c3c", 3) + stroke("M62 72Q78 80 84 90", "#c9a45a", 9))


def lantern():
    return (glow("l", "#ffe9a8") + circle(48, 52, 42, "url(#l)") + rect(32, 32, 32, 40, "#ffd977", 3)
            + stroke("M32 32H64V72H32zM48 32V72", DARK, 4) + poly([(28, 32), (68, 32), (48, 18)], DARK)
            + rect(28, 72, 40, 7, DARK, 2) + stroke("M40 16q8 -14 16 0", DARK, 3))


def marine():
    return (circle(46, 44, 20, "#e9e6df") + circle(38, 40, 4, DARK) + circle(54, 40, 4, DARK)
            + ellipse(46, 50, 5, 4, DARK) + stroke("M46 53q-5 6 -9 2M46 53q5 6 9 2", DARK, 2)
            + wave(S, 62, S, TEAL, 32, 5, 0) + wave(S, 74, S, SEA, 32, 5, 12))


def arches():
    return (path("M14 80V46Q14 30 31 30Q48 30 48 46V80zM48 80V46Q48 30 65 30Q82 30 82 46V80z", "#33273f",
                 stroke="#a9583f", stroke_width=7) + stroke("M60 58V74M68 50V74", YELLOW, 3)
            + ellipse(56, 74, 5, 4, YELLOW) + ellipse(64, 74, 5, 4, YELLOW) + stroke("M60 58L68 50", YELLOW, 4))


def hotel():
    return (rect(26, 26, 44, 58, CREAM) + poly([(22, 28), (74, 28), (48, 12)], RED)
            + path("M32 34h8v9h-8zM44 34h8v9h-8zM56 34h8v9h-8zM32 50h8v9h-8zM56 50h8v9h-8z", "#38506b")
            + text(48, 62, "M", 17, RED, font=SERIF) + rect(43, 66, 10, 18, BROWN, 2))


def drop():
    return (path("M48 12Q74 46 74 60A26 26 0 0 1 22 60Q22 46 48 12z", "#8fd0e6")
            + stroke("M36 58l9 10l17 -20", WHITE, 7))


def bakery():
    return bun(48, 44, 30) + anchor(CREAM, 48, 80, 0.3)


AVATARS = {
    "harbour": badge(NAVY, anchor(WHITE), YELLOW), "beacon": badge("#22304a", masthead()),
    "blueheron": badge("#2f6fa3", heron()), "rovers": badge(MOSS, crest()),
    "slacktides": badge("#3a2f4f", squeezebox()), "crumbanchor": badge("#a9583f", bakery()),
    "varnweather": badge("#45667f", vane()), "varncouncil": badge("#93bfd6", hall()),
    "varnlifeboat": badge(CORAL, at(0, 0, lifeboat_hull(46, 62, 0.44, -8))
                          + wave(S, 68, S, SEA, 40, 6, 5)),
    "northlight": badge("#2b2f4a", bolt(), YELLOW), "harbourhospital": badge("#c8524a", cross()),
    "stbrides": badge("#e7d9c0", school()), "varnpolice": badge(NAVY, star()),
    "varnsound": badge("#6b4f8f", radio()), "varnmuseum": badge("#c9b488", cormorant()),
    "varnlibrary": badge("#efe3cc", books()), "fishmarket": badge(SEA, fish_mark()),
    "varnbus": badge("#4b657d", bus_mark()), "corbelchandlery": badge("#3f5a56", rope()),
    "lantern": badge("#5c3a52", lantern()), "varnmarine": badge("#dff0f2", marine()),
    "cannery": badge("#7d4a3c", arches()), "hotelmeridian": badge("#4f7f93", hotel()),
    "ostreyutd": badge("#1d2f55", tide_crest()), "varnwater": badge("#e6efee", drop()),
}
