"""Pictures of the harbour, the bridge and the storm."""

import math
import random

from svgkit import *  # noqa: F403 - a drawing vocabulary

W, H = 640, 480


def harbour_morning():
    out = sky(W, H, "#8fc1d9", "#f7dfb8", "#fbeed6") + circle(470, 150, 36, "#fff3c9")
    out += glow("sun", "#fff0b8") + circle(470, 150, 120, "url(#sun)") + hills(W, 262, "#a7bfae")
    out += cloud(150, 96, 1.1) + cloud(330, 60, 0.7) + cloud(560, 100, 0.6)
    out += town(-8, 650, 300, 4, scale=1.4) + quay(W, 300, 34) + lamp(96, 300) + lamp(404, 300)
    out += sea(W, 332, H, CALM, t=1) + glints(W, 345, 470, "#fff6da", 8)
    out += fishing_boat(130, 372, 1.0, SEA) + fishing_boat(330, 398, 1.15, GREEN)
    out += fishing_boat(520, 366, 0.9, RED, -2) + gull(240, 150) + gull(290, 130, 0.7)
    return out + gull(560, 190, 0.8)


def bridge_scene(lift, tilt=0.0, night=False, deck=300, sky_stops=("#9cc4d8", "#e9eedd")):
    out = sky(W, H, *sky_stops)
    if not night:
        out += cloud(110, 80, 1) + cloud(520, 60, 0.8) + hills(W, 300, "#a9bdae", 3)
        out += town(-10, 110, 330, 6, scale=0.8) + town(540, 660, 330, 9, scale=0.8)
    return out + bridge(W / 2, deck, 1.0, lift, tilt, night)


def bridge_open_ship():
    out = bridge_scene(112, 0, deck=310)
    return (out + sea(W, 384, H, CALM, t=2) + freighter(340, 412, 0.62, 0)
            + gull(180, 150) + gull(440, 90, 0.8) + gull(480, 110, 0.6))


def bridge_closed():
    out = bridge_scene(70, 4, deck=262, sky_stops=("#93a8b5", "#d8dcd2"))
    out += sea(W, 344, 400, STORM, t=1) + rect(0, 386, W, 94, "#5c5f66")
    out += rect(0, 386, W, 10, "#8b857b")
    for x in range(30, 640, 120):
        out += rect(x, 436, 60, 7, "#e6dfc8")
    stripes = "".join(rect(40 + i * 62, 352, 31, 22, WHITE) for i in range(9))
    out += rect(20, 352, 590, 22, RED, 4) + stripes + rect(20, 340, 26, 110, DARK, 4)
    out += rect(586, 374, 12, 76, DARK)
    out += rect(314, 300, 12, 70, GREY) + circle(320, 284, 52, WHITE) + circle(320, 284, 46, RED)
    return out + rect(286, 276, 68, 17, WHITE, 3)


def bridge_damage():
    out = sky(W, H, "#a9bac2", "#d6dad4") + sea(W, 400, H, STORM, t=3)
    rail = "".join(rect(40 + i * 58, 92, 8, 96, "#5f7f86") for i in range(4))
    rail += rect(0, 92, 262, 12, "#6f9097") + rect(0, 138, 262, 8, "#6f9097")
    out += rail + stroke("M262 98q40 6 54 44t-14 66", "#6f9097", 12)
    out += stroke("M262 142q22 6 24 34", "#6f9097", 8) + stroke("M560 98q-38 -26 -62 -20", "#6f9097", 12)
    out += "".join(rect(564 + i * 40, 92, 8, 96, "#5f7f86") for i in range(2)) + rect(560, 92, 90, 12,
                                                                                      "#6f9097")
    out += rect(0, 186, W, 26, "#47626a")
    dent = ("M0 212H250Q300 214 330 262T420 214H640V236H430Q396 300 330 300T240 236H0z")
    web = "M0 236H240Q262 300 330 300T430 236H640V352H450Q400 384 330 378T210 352H0z"
    out += path(dent, "#7d9ca2") + path(web, "#5f7f86")
    out += path("M0 352H210Q270 372 330 378T450 352H640V378H448Q400 404 330 400T212 378H0z", "#7d9ca2")
    out += path("M250 214Q300 214 330 262T420 214L400 300Q330 330 270 296z", "#34484f", opacity=0.35)
    for x in list(range(18, 230, 28)) + list(range(462, 640, 28)):
        for y in (224, 365):
            out += circle(x, y, 6, "#4c686f") + circle(x - 1.5, y - 1.5, 2, "#a6bfc3")
    out += stroke("M300 274l20 12 8 22 24 8M344 284l14 18", "#b06a45", 3)
    out += stroke("M286 250l-24 -8M372 262l26 -10", "#b06a45", 2)
    out += line(250, 430, 420, 430, YELLOW, 4) + line(250, 420, 250, 440, YELLOW, 4)
    return out + line(420, 420, 420, 440, YELLOW, 4) + text(335, 462, "2 m", 20, CREAM)


def bridge_night():
    out = sky(W, H, "#0b1730", "#243a5e", "#54607a") + stars(W, 230, 4, 70)
    out += town(-10, 120, 330, 6, 0.6, 0.8, "#1a2740") + town(530, 660, 330, 9, 0.6, 0.8, "#1a2740")
    out += bridge(W / 2, 300, 1.0, 0, 0, True) + sea(W, 382, H, BLACKWATER, t=1)
    for x in (30, 100, 226, 282, 358, 414, 540, 610):
        out += circle(x, 286, 5, "#ffe9a8") + circle(x, 286, 14, "#ffd977", opacity=0.25)
        out += rect(x - 1.5, 288, 3, 12, "#222d45")
        d = "".join(f"M{x - 7 + (i % 2) * 4} {394 + i * 17}h{12 - i}" for i in range(5))
        out += stroke(d, "#ffd977", 4, opacity=0.45)
    return out + circle(520, 80, 26, "#f7efd2") + circle(510, 74, 22, "#15254440")


def traffic_queue():
    out = rect(0, 0, W, H, "#9fb58a") + sea(W, -10, 110, CALM, t=2)
    out += rect(0, 96, W, 16, "#8b857b") + path("M250 480L276 90H364L390 480z", "#5c5f66")
    out += "".join(rect(317, y, 6, 26, CREAM) for y in range(130, 480, 54))
    out += rect(268, 74, 104, 20, "#47626a") + rect(262, 104, 116, 12, RED, 3)
    out += "".join(rect(270 + i * 26, 104, 13, 12, WHITE) for i in range(4))
    colours = [SEA, CORAL, CREAM, GREEN, GREY, RED, "#7d5aa0"]
    for i in range(7):
        y, s = 150 + i * 48, 0.8 + i * 0.06
        if i == 3:
            out += at(298 - i * 3, y, rect(-17, -32, 34, 76, YELLOW, 6) + rect(-13, -26, 26, 12, "#4b657d", 3)
                      + rect(-12, -6, 24, 40, "#e0a93a", 3) + text(0, 22, "4", 18, DARK), s)
            continue
        y += 24 if i > 3 else 0
        out += at(298 - i * 3, y, rect(-14, -20, 28, 44, colours[i], 8) + rect(-11, -11, 22, 10, "#cfe0e6", 3)
                  + rect(-10, 12, 20, 6, "#cfe0e6", 3), s)
    rng = random.Random(4)
    for _ in range(26):
        x, y = rng.choice([rng.uniform(10, 220), rng.uniform(420, 630)]), rng.uniform(150, 470)
        out += circle(x + 4, y + 5, 17, "#6c8560") + circle(x, y, 17, MOSS) + circle(x - 4, y - 4, 9, GREEN)
    for x, y, c in ((60, 200, ROOFS[0]), (540, 260, ROOFS[2]), (110, 360, ROOFS[1]), (500, 400, ROOFS[0])):
        out += rect(x - 38, y - 28, 76, 56, c, 3) + line(x - 38, y, x + 38, y, "#00000033", 3)
        out += rect(x + 14, y - 18, 10, 12, "#00000055")
    return out


def tug_freighter():
    out = bridge_scene(96, 3, deck=250) + sea(W, 330, H, CALM, t=4)
    out += freighter(300, 372, 0.85, 1.5) + stroke("M466 346Q510 372 548 366", CREAM, 2.5)
    out += tug(566, 402, 0.9, -3) + stroke("M612 414q16 -6 28 2M500 418q-20 8 -44 2", WHITE, 3)
    return out + gull(420, 70, 0.8) + gull(214, 104, 0.7)


def storm_waves():
    out = sky(W, H, "#4a5661", "#7b8993", "#a6adab")
    out += cloud(120, 70, 2.2, "#5b6872", 0.8) + cloud(430, 50, 2.6, "#525e68", 0.8) + cloud(300, 110, 1.6, "#6b7882", 0.7)
    out += lighthouse(468, 330, 1.35) + poly([(330, 330), (640, 318), (640, 400), (300, 400)], "#6f6a63")
    out += line(330, 330, 640, 318, "#8d877e", 6)
    rng = random.Random(11)
    for _ in range(60):
        a, r = rng.uniform(3.2, 6.0), rng.uniform(20, 180)
        out += circle(360 + math.cos(a) * r, 330 + math.sin(a) * r * 1.1, rng.uniform(1.5, 5), WHITE,
                      opacity=f"{rng.uniform(0.4, 0.95):.2f}")
    for x, y, r in ((330, 300, 44), (372, 250, 52), (412, 300, 46), (352, 190, 34), (396, 196, 30), (312, 250, 28),
                    (430, 246, 26), (366, 148, 18), (402, 150, 12), (340, 340, 60), (404, 350, 56)):
        out += circle(x, y, r, FOAM, opacity=0.82)
    for x, y, r in ((352, 270, 22), (396, 300, 26), (336, 320, 20), (380, 214, 16)):
        out += circle(x, y, r, "#c3d3d9", opacity=0.7)
    out += sea(W, 372, H, STORM, 150, 20, 3)
    for x, y in ((60, 396), (230, 420), (420, 410), (560, 440), (120, 450)):
        out += stroke(f"M{x} {y}q20 -14 44 -4q-16 -2 -24 8", FOAM, 4)
    return out + rain(W, H, 3, 60) + gull(90, 170, 1.2) + gull(180, 210, 0.8)


def storm_gauge():
    out = sky(W, H, "#39434e", "#67737d") + cloud(120, 80, 1.8, "#4b5762") + cloud(520, 70, 2, "#4b5762")
    out += circle(320, 262, 176, "#2a2f38") + circle(320, 262, 164, CREAM)
    for i in range(27):
        a = math.radians(-220 + i * 10)
        r0, big = 150, i % 2 == 0
        colour = GREEN if i < 12 else (ORANGE if i < 20 else RED)
        out += line(320 + r0 * math.cos(a), 262 + r0 * math.sin(a), 320 + (132 if big else 140) * math.cos(a),
                    262 + (132 if big else 140) * math.sin(a), colour, 5 if big else 3)
        if i % 4 == 0:
            out += text(320 + 112 * math.cos(a), 270 + 112 * math.sin(a), str(i * 5), 20, DARK)
    out += text(320, 350, "km/h", 22, GREY) + text(320, 384, "VARN HEAD", 13, GREY)
    out += at(320, 262, poly([(-9, 16), (0, -134), (9, 16)], RED), 1, 54) + circle(320, 262, 16, DARK)
    return out + rain(W, H, 8, 50) + circle(320, 262, 5, STONE)


def eastmarsh_flood():
    out = sky(W, H, "#7b8993", "#c5c8bd") + cloud(150, 70, 1.6, "#8d99a1") + cloud(480, 60, 1.4, "#8d99a1")
    for i, x in enumerate((20, 150, 290, 420, 540)):
        out += house(x, 360, 100, 130, WALLS[(i + 2) % 8], ROOFS[i % 4], None, i)
    out += rect(318, 268, 40, 92, "#2c6c90", 2) + circle(352, 316, 4, YELLOW)
    brown = ["#9a8a6c", "#8a7a5e", "#7b6c53", "#6c5e49"]
    out += sea(W, 330, H, brown, 120, 4, 1) + stroke("M352 318Q380 350 396 382", CREAM, 2.5)
    out += path("M380 384Q400 402 440 402H520Q556 402 574 378Q560 418 520 420H430Q392 418 380 384z", CORAL)
    out += line(436, 372, 500, 392, WOOD, 5) + ellipse(430, 370, 12, 6, WOOD)
    for x, y in ((80, 366), (220, 390), (140, 432), (330, 450), (560, 446)):
        out += line(x, y, x + 50, y, "#c9bb9a", 2, opacity=0.7)
    out += rect(96, 330, 22, 30, RED, 4) + rect(98, 336, 18, 4, DARK) + rect(200, 300, 4, 70, GREY)
    return out + rect(184, 288, 36, 18, GREEN, 3) + text(202, 301, "PUMP LN", 7, WHITE) + rain(W, H, 5, 36)


def candle_window():
    w, h = 480, 600
    out = rect(0, 0, w, h, "#1a2232") + rect(0, 0, w, h, "#232d40")
    bricks = ["", ""]
    for y in range(0, 600, 30):
        for x in range(-40 if (y // 30) % 2 else 0, 480, 80):
            bricks[(x + y) % 3 > 0] += f"M{x + 1} {y + 1}h78v28h-78z"
    out += path(bricks[0], "#2c384e") + path(bricks[1], "#283348")
    out += glow("warm", "#ffce73", 0.7) + circle(240, 320, 260, "url(#warm)")
    out += rect(100, 120, 280, 350, "#3c2e2a", 6) + rect(114, 134, 252, 322, "#f2b75a")
    out += gradient("room", "#8a4b25", "#f4bd62") + rect(114, 134, 252, 322, "url(#room)")
    out += rect(232, 134, 16, 322, "#3c2e2a") + rect(114, 280, 252, 12, "#3c2e2a")
    for x, height in ((160, 76), (214, 108), (304, 90)):
        out += circle(x, 440 - height - 16, 36, "url(#warm)") + rect(x - 10, 440 - height, 20, height, CREAM, 3)
        out += path(f"M{x} {440 - height - 38}q13 20 0 34q-13 -14 0 -34z", "#fff2b0")
        out += path(f"M{x} {440 - height - 22}q6 10 0 17q-6 -7 0 -17z", ORANGE)
    out += rect(84, 456, 312, 22, "#4a3833", 4)
    out += path("M114 134H232Q200 240 114 300z", "#a2463a", opacity=0.9) + path("M366 134H248Q280 240 366 300z", "#a2463a", opacity=0.9)
    return out + rain(w, h, 3, 70, "#9fb0c8")


def sandbags():
    out = rect(0, 0, W, H, "#a8a394")
    bricks = ["", ""]
    for y in range(0, 380, 34):
        for x in range(-50 if (y // 34) % 2 else 0, 640, 100):
            bricks[(x + y) % 4 > 0] += f"M{x + 2} {y + 2}h96v30h-96z"
    out += path(bricks[0], "#a09a8a") + path(bricks[1], "#b4ae9d")
    out += rect(210, 60, 220, 330, "#e9e2cf", 4) + rect(228, 78, 184, 312, "#2c6c90", 3)
    for x, y in ((246, 98), (330, 98), (246, 238), (330, 238)):
        out += rect(x, y, 64, 112, "#245a79", 3) + rect(x + 6, y + 6, 52, 100, "#2f749a", 2)
    out += circle(398, 240, 8, YELLOW) + rect(300, 216, 40, 12, DARK, 3) + text(320, 60 - 12, "9", 30, CREAM)
    out += rect(0, 390, W, 90, "#70695c")
    tints = ["#c9b283", "#b89f70", "#d6c295"]
    for row in range(4):
        for col in range(8 - row % 2):
            x, y = 50 + col * 78 + (row % 2) * 38, 432 - row * 36
            out += path(f"M{x - 38} {y + 16}Q{x - 46} {y - 14} {x - 24} {y - 17}H{x + 24}Q{x + 46} {y - 14} {x + 38} {y + 16}Q{x} {y + 22} {x - 38} {y + 16}z", tints[(row + col) % 3])
            out += stroke(f"M{x + 30} {y - 14}l6 26", "#8c7448", 2)
    out += circle(306, 360, 3, DARK) + circle(330, 360, 3, DARK) + stroke("M304 370q14 8 28 0", DARK, 3)
    return out + rain(W, H, 9, 70)


def broken_umbrella():
    out = sky(W, H, "#8fa0ab", "#c9cdc7") + town(-20, 660, 360, 5, scale=1.15) + rect(0, 360, W, 120, "#7b766d")
    for x, y, w in ((90, 420, 120), (470, 440, 150), (300, 462, 90)):
        out += ellipse(x, y, w / 2, 10, "#a9b8bf", opacity=0.8)
    out += poly([(250, 290), (390, 290), (376, 440), (264, 440)], MOSS) + rect(240, 278, 160, 18, "#264a40", 5)
    out += "".join(rect(278 + i * 26, 306, 10, 122, "#264a40", 4) for i in range(4))
    canopy = path("M-120 -20Q-90 -70 -40 -60Q-20 -120 20 -64Q70 -100 84 -44Q130 -50 118 0Q60 -20 0 30Q-60 -6 -120 -20z", YELLOW)
    canopy += path("M-40 -60Q-20 -10 0 30Q20 -20 20 -64Q-10 -80 -40 -60z", "#d9a12b")
    canopy += stroke("M0 30L-120 -20M0 30L-40 -60M0 30L20 -64M0 30L84 -44M0 30L118 0", "#4b4f5c", 3)
    canopy += stroke("M84 -44l22 -30l14 12M-120 -20l-26 12", "#4b4f5c", 3)
    out += at(318, 190, canopy + stroke("M0 30V110", BROWN, 6), 1.15, -12)
    return out + rain(W, H, 2, 90, WHITE, 0, 24)


def ferry_egret():
    out = sky(W, H, "#9ed0e6", "#eaf4ee") + cloud(110, 90, 1.2) + cloud(470, 70, 1) + cloud(300, 130, 0.6)
    out += hills(W, 282, "#8fb09d", 5, 40) + sea(W, 276, H, CALM, t=1.4) + glints(W, 300, 470, WHITE, 2)
    out += ferry(310, 346, 1.7) + stroke("M500 366q40 12 90 4M490 378q60 16 120 8", WHITE, 4, opacity=0.8)
    out += stroke("M130 368q-40 10 -90 0", WHITE, 4, opacity=0.8) + gull(120, 180) + gull(160, 204, 0.7)
    return out + gull(520, 170, 1.1)


def lighthouse_mole():
    w, h = 480, 600
    out = sky(w, h, "#79b6d6", "#d9ecec", "#f8efd8") + cloud(110, 110, 1.1) + cloud(380, 170, 0.8)
    out += sea(w, 400, h, CALM, t=2) + glints(w, 420, 590, WHITE, 6)
    out += poly([(-10, 438), (300, 420), (352, 440), (352, 500), (-10, 540)], "#8b857b")
    out += poly([(-10, 438), (300, 420), (352, 440), (-10, 462)], "#a29b8f")
    rng = random.Random(2)
    for i in range(16):
        x = i * 24 - 6
        out += ellipse(x, 520 - i * 1.4 + rng.uniform(-8, 8), rng.uniform(16, 26), rng.uniform(12, 18), rng.choice(["#77716a", "#6a655e", "#857f76"]))
    out += lighthouse(278, 430, 1.9, False) + line(30, 430, 230, 418, DARK, 2)
    out += "".join(rect(30 + i * 40, 412 - i * 2.4, 3, 20, DARK) for i in range(6))
    out += person(120, 440, 0.5, CORAL) + person(146, 439, 0.46, SEA, hat=YELLOW)
    return out + gull(90, 250) + gull(390, 280, 0.9) + gull(410, 90, 0.7) + sailing_boat(420, 420, 0.4, CORAL)


def sailing_boats():
    out = sky(W, H, "#86bfdd", "#dff0ee") + cloud(140, 80, 1.1) + cloud(500, 100, 0.9) + hills(W, 250, "#9dbbaa", 8)
    out += sea(W, 250, H, CALM, t=0.7)
    for x, y, s, c in ((120, 290, 0.8, CORAL), (500, 300, 0.95, YELLOW), (250, 350, 1.4, GREEN), (430, 410, 1.7, RED)):
        out += sailing_boat(x, y, s, c) + stroke(f"M{x - 40 * s} {y + 24 * s}q{30 * s} 8 {80 * s} 2", WHITE, 3, opacity=0.7)
    return out + glints(W, 270, 470, WHITE, 12) + gull(320, 120) + gull(360, 150, 0.7)


def lifeboat():
    out = sky(W, H, "#515d68", "#8d979c") + cloud(150, 60, 2.2, "#5d6973") + cloud(480, 80, 2, "#5d6973")
    out += sea(W, 230, 340, ["#6d7f8a", "#5f7280"], 180, 22, 2) + path("M0 480V400Q120 400 210 300Q300 210 420 260Q400 290 430 330Q500 420 640 400V480z", "#435866")
    out += path("M210 300Q300 210 420 260Q400 270 404 284Q320 240 236 318z", FOAM) + lifeboat_hull(300, 262, 1.5, -19)
    out += sea(W, 410, H, STORM[2:], 150, 16, 1)
    rng = random.Random(3)
    for _ in range(60):
        out += circle(rng.uniform(380, 520), rng.uniform(170, 320), rng.uniform(1.5, 5), WHITE, opacity=f"{rng.uniform(0.3, 0.9):.2f}")
    return out + rain(W, H, 4, 60)


def skerry_island():
    out = sky(W, H, "#8ec6e2", "#f2f3e2") + cloud(100, 80, 1) + cloud(380, 60, 1.3) + cloud(570, 120, 0.7)
    out += path("M60 300Q140 200 230 220Q300 150 400 190Q500 200 590 300z", LEAF)
    out += path("M60 300Q140 200 230 220Q210 260 250 300z", "#76a05e") + path("M400 190Q500 200 590 300H430Q440 240 400 190z", "#6b955a")
    out += path("M50 300Q120 290 200 304T400 300T600 300L596 316H54z", "#cdbd97")
    out += house(330, 262, 48, 34, "#f8f4ea", "#b8412f", None, 2) + line(420, 300, 450, 318, BROWN, 6)
    for x, y in ((180, 250), (204, 262), (470, 250), (500, 268), (276, 228)):
        out += circle(x, y - 10, 14, MOSS) + rect(x - 2, y, 4, 10, BROWN)
    for x, y in ((260, 272), (284, 280), (420, 268)):
        out += ellipse(x, y, 9, 6, CREAM) + circle(x + 9, y - 3, 4, DARK)
    out += sea(W, 312, H, CALM, t=2) + rect(0, 430, W, 10, WHITE) + rect(0, 452, W, 6, WHITE)
    out += "".join(rect(x, 430, 7, 50, WHITE) for x in range(20, 640, 90))
    out += circle(320, 452, 24, "none", stroke=CORAL, stroke_width=11)
    return out + gull(160, 140, 1.2) + gull(230, 110, 0.8) + gull(480, 150) + gull(540, 100, 0.7)


def tide_table():
    out = rect(0, 0, W, H, "#fbf8ee") + stroke("".join(f"M{x} 0V480" for x in range(0, 641, 32)) + "".join(f"M0 {y}H640" for y in range(0, 481, 32)), "#cfe0e6", 1)
    d = "M40 300"
    for i in range(1, 113):
        d += f"L{40 + i * 5} {n(260 - 96 * math.sin(i * 5 / 560 * 4 * math.pi - 0.5))}"
    out += stroke(d, SEA, 6) + stroke("M40 60V410H610", DARK, 4) + poly([(40, 46), (33, 64), (47, 64)], DARK)
    out += poly([(624, 410), (606, 403), (606, 417)], DARK)
    for x, y, words in ((132, 148, "high"), (272, 396, "low"), (412, 148, "high"), (552, 386, "low")):
        out += text(x, y, words, 26, CORAL, font=SERIF)
    out += text(320, 44, "tides, by hand", 28, NAVY, font=SERIF) + sailing_boat(276, 340, 0.3, CORAL, 4)
    out += stroke("M560 330q20 -16 30 10", GREY, 2) + text(590, 362, "me", 20, GREY, font=SERIF)
    out += ellipse(500, 452, 44, 6, "#00000018") + at(430, 452, rect(0, -8, 130, 12, YELLOW, 2) + poly([(130, -8), (154, -2), (130, 4)], SAND) + rect(-14, -8, 14, 12, CORAL, 3), 1, -6)
    return out


PICTURES = {
    "harbour-morning": harbour_morning, "bridge-open-ship": bridge_open_ship,
    "bridge-closed": bridge_closed, "bridge-damage": bridge_damage, "bridge-night": bridge_night,
    "traffic-queue": traffic_queue, "tug-freighter": tug_freighter, "storm-waves": storm_waves,
    "storm-gauge": storm_gauge, "eastmarsh-flood": eastmarsh_flood, "candle-window": candle_window,
    "sandbags": sandbags, "broken-umbrella": broken_umbrella, "ferry-egret": ferry_egret,
    "lighthouse-mole": lighthouse_mole, "sailing-boats": sailing_boats, "lifeboat": lifeboat,
    "skerry-island": skerry_island, "tide-table": tide_table,
}
