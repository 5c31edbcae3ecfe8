"""Pictures of football, food, animals, hobbies and life in town."""

import html
import math
import random

from svgkit import *  # noqa: F403 - a drawing vocabulary

W, H = 640, 480


# Football


def scoreboard(home, away, label, minute):
    out = sky(W, H, "#7f97a6", "#c9d3cf") + cloud(110, 70, 1.2, "#a9b7bf") + cloud(540, 60, 1, "#a9b7bf")
    out += rect(0, 400, W, 80, "#5f9a5a") + rect(0, 430, W, 50, "#548b50")
    rng = random.Random(home * 7 + away)
    for i in range(30):
        x = i * 22 + 4
        out += circle(x, 388 + rng.uniform(-6, 6), 9, rng.choice(["#e8b48c", "#b97a56", "#8d5a3b", "#f0c9a4"]))
        out += rect(x - 10, 396, 20, 14, rng.choice([GREEN, WHITE, MOSS, GREEN, "#3a5f9a"]), 5)
    out += rect(150, 300, 14, 110, BROWN) + rect(476, 300, 14, 110, BROWN)
    out += rect(80, 84, 480, 226, "#1f2a2b", 10) + rect(90, 94, 460, 206, "#2b3a3a", 6)
    out += rect(80, 60, 480, 30, MOSS, 6) + text(320, 82, "GULLFIELD", 20, CREAM)
    out += text(205, 132, "ROVERS", 22, "#ffd977") + text(435, 132, "OSTREY", 22, "#ffd977")
    for x, score in ((160, home), (390, away)):
        out += rect(x, 146, 90, 108, "#131a1a", 6) + text(x + 45, 236, score, 92, "#ffb13d")
    out += text(320, 224, ":", 60, "#ffb13d") + text(320, 286, label, 20, "#9fd6b8")
    out += rect(286, 112, 68, 30, "#131a1a", 5) + text(320, 134, minute, 20, "#ff7a5c")
    return out + gull(520, 48, 1.1, DARK) + at(130, 58, ellipse(0, -9, 14, 8, WHITE) + circle(13, -17, 6, WHITE)
                                              + poly([(18, -18), (26, -16), (18, -14)], ORANGE) + line(-2, -2, -2, 3, ORANGE, 2), 1)


def gullfield():
    out = sky(W, H, "#8a9dab", "#cfd8d2") + cloud(130, 60, 1.3, "#aebac1") + cloud(460, 80, 1.5, "#aebac1") + hills(W, 200, "#8aa38f", 4)
    for i in range(8):
        out += poly([(i * 80 - 20, 480), (i * 80 + 60, 480), (180 + (i + 1) * 35, 200), (180 + i * 35, 200)], "#5f9a5a" if i % 2 else "#6aa763")
    out += poly([(-20, 480), (180, 200), (0, 200), (-60, 300)], "#548b50") + poly([(620, 480), (700, 400), (640, 200), (460, 200)], "#548b50")
    out += stroke("M190 214H450M90 360H560M250 214L226 250H414L390 214", WHITE, 3) + ellipse(320, 360, 90, 26, "none", stroke=WHITE, stroke_width=3)
    net = "".join(f"M{270 + i * 10} 150V212" for i in range(11)) + "".join(f"M270 {150 + i * 10}H370" for i in range(7))
    out += stroke(net, "#e6ece8", 1, opacity=0.7) + stroke("M268 214V146H372V214", WHITE, 5)
    for x in (290, 320, 346):
        out += ellipse(x, 138, 9, 6, WHITE) + circle(x + 8, 132, 4, WHITE) + poly([(x + 12, 132), (x + 17, 133), (x + 12, 135)], ORANGE)
    out += "".join(rect(x, 165, 26, 40, GREEN if (x // 30) % 2 else WHITE, 2) for x in range(470, 640, 30)) + rect(460, 150, 190, 16, BROWN)
    for x, y, c in ((200, 300, GREEN), (260, 330, GREEN), (400, 290, "#3a5f9a"), (460, 380, "#3a5f9a"), (330, 410, GREEN)):
        out += person(x, y, 0.5 if y < 350 else 0.7, c, legs=WHITE if c == GREEN else "#1d2f55", swing=3)
    out += circle(300, 344, 6, WHITE, stroke=DARK, stroke_width=1)
    return out + path("M0 0H640V26Q320 50 0 26z", BROWN) + rect(20, 0, 18, 480, WOOD) + rect(604, 0, 18, 480, WOOD)


def green_scarf():
    out = sky(W, H, "#a9bfc9", "#e6e6d4") + hills(W, 330, "#8aa889", 6) + rect(0, 330, W, 150, "#6f9a5a")
    for x in range(10, 640, 84):
        out += rect(x, 150, 62, 300, WOOD, 3) + poly([(x, 152), (x + 31, 122), (x + 62, 152)], WOOD)
        out += stroke(f"M{x + 16} 180v240M{x + 44} 170v250", "#a2714a", 2) + circle(x + 31, 196, 4, "#7a5236")
    out += rect(0, 210, W, 26, "#a2714a") + rect(0, 380, W, 26, "#a2714a")
    scarf = ""
    for i in range(9):
        scarf += poly([(180 + i * 30, 196), (212 + i * 30, 196), (212 + i * 30, 246), (180 + i * 30, 246)], GREEN if i % 2 else WHITE)
    for side, x in ((0, 196), (1, 380)):
        for i in range(6):
            scarf += path(f"M{x} {240 + i * 26}q32 8 64 0v27q-32 8 -64 0z", WHITE if (i + side) % 2 else GREEN)
        scarf += stroke("".join(f"M{x + 5 + k * 9} 400l{(k % 3 - 1) * 3} 26" for k in range(7)), MOSS, 3)
    knit = "".join(f"M{200 + (k % 14) * 18} {204 + (k // 14) * 14}l4 5l4 -5" for k in range(42))
    return out + scarf + stroke(knit, "#00000030", 1.5) + gull(520, 80) + gull(560, 100, 0.7)


# Food


def cloth(colour="#e9dcc3", check=None):
    out = rect(0, 0, W, H, colour)
    if check:
        out += stroke("".join(f"M{x} 0V480" for x in range(20, 640, 80)) + "".join(f"M0 {y}H640" for y in range(20, 480, 80)), check, 38, opacity=0.3)
    return out


def buns_tray():
    out = rect(0, 0, W, H, "#7a4f3a") + stroke("".join(f"M0 {y}q160 {6 if y % 2 else -6} 320 0t320 0" for y in range(30, 480, 50)), "#6a4331", 3)
    out += rect(56, 96, 528, 344, "#4b4f57", 22) + rect(68, 108, 504, 320, "#646a73", 16) + rect(80, 120, 480, 296, "#efe4cd", 8)
    for i in range(12):
        out += bun(146 + (i % 4) * 116, 172 + (i // 4) * 92, 47, seeds=i % 3 < 2)
    return out + steam(200, 110, 80, 0.4) + steam(420, 104, 84, 1.6)


def bun_single():
    out = cloth("#dfe8e2", "#8fb3a6") + ellipse(320, 356, 210, 56, "#00000022") + ellipse(320, 340, 214, 58, WHITE) + ellipse(320, 336, 160, 40, "#eef2f0")
    out += path("M150 310Q140 230 300 226Q300 270 318 300Q300 350 210 344Q152 340 150 310z", "#de9644") + path("M300 226Q336 262 318 344Q280 352 230 346Q300 320 296 280Q300 250 300 226z", "#f7e7c3")
    out += path("M346 238Q490 226 492 306Q488 344 400 346Q350 346 334 338Q352 290 346 238z", "#de9644") + path("M346 238Q330 290 334 338Q352 346 386 346Q366 300 346 238z", "#f7e7c3")
    out += path("M170 280Q190 240 270 240Q210 256 190 292z", "#f3be6c") + path("M400 250Q470 254 478 296Q450 266 400 250z", "#f3be6c")
    for x, y, turn in ((302, 292, 10), (292, 318, -20), (322, 330, 30), (340, 306, -12), (346, 330, 14)):
        out += at(x, y, path("M-20 6Q-8 -12 16 -8Q22 4 6 10z", "#f2a65e") + stroke("M-10 2q8 -6 18 -4", "#fbd3a1", 2), 1, turn)
    for x, y in ((286, 300), (312, 314), (334, 322), (306, 336), (350, 318), (326, 298)):
        out += circle(x, y, 6, "none", stroke=LEAF, stroke_width=3.5)
    for x, y in ((200, 262), (236, 252), (430, 262), (458, 280), (180, 296)):
        out += at(x, y, ellipse(0, 0, 6, 3, "#fff3cf"), 1, x % 70)
    return out + steam(320, 220, 110, 0.7) + at(540, 120, ellipse(0, 0, 52, 52, "#c9d7cf") + ellipse(0, 0, 40, 40, "#7c4a2d"))


def bun_recipe_card():
    w, h = 480, 600
    out = rect(0, 0, w, h, "#8a5a44") + stroke("".join(f"M0 {y}q120 8 240 0t240 0" for y in range(20, 600, 44)), "#7a4d39", 3)
    card = rect(-176, -240, 352, 480, "#00000030", 6, transform="translate(8 10)") + rect(-176, -240, 352, 480, CREAM, 6)
    card += rect(-176, -240, 352, 62, "#3f6e7d", 6) + text(0, -200, "smoked haddock buns", 25, CREAM, font=SERIF)
    rows = ("500 g flour", "300 ml milk", "7 g dried yeast", "60 g butter", "1 egg", "250 g smoked haddock", "1 leek", "1 spoon of mustard")
    for i, words in enumerate(rows):
        card += circle(-140, -142 + i * 32, 4, CORAL) + text(-124, -136 + i * 32, words, 18, DARK, "start", SERIF, "normal")
    card += line(-150, 124, 150, 124, SAND, 2) + text(0, 158, "rise an hour, fill, roll, bake", 18, DARK, font=SERIF, weight="normal")
    card += text(0, 186, "makes twelve", 16, GREY, font=SERIF, weight="normal")
    card += bun(110, -62, 34) + stroke("M60 52q26 -24 60 -4q20 -16 26 -12q-4 12 0 24q-10 -4 -24 -10q-34 18 -62 2z", SEA, 3) + circle(82, 48, 2.5, SEA)
    card += stroke("M-20 208h40M-10 218h20", SAND, 3) + ellipse(-120, 200, 26, 16, "#d9b98a", opacity=0.35)
    out += at(240, 306, card, 1, -3)
    return out + at(398, 90, rect(-7, -10, 14, 220, WOOD, 7) + ellipse(0, -30, 27, 40, WOOD) + ellipse(0, -34, 18, 29, "#a2714a"), 1, 24)


def soup_bowl():
    out = cloth("#e7d9c0", "#c9736a") + ellipse(316, 300, 210, 120, "#00000020") + ellipse(310, 282, 206, 120, "#4f7f93") + ellipse(310, 266, 198, 104, "#6aa1b5") + ellipse(310, 266, 172, 86, ORANGE)
    out += stroke("M220 270Q260 220 330 232Q420 244 400 290Q370 326 300 310Q260 296 296 268Q330 252 350 274", CREAM, 10)
    for x, y in ((240, 300), (360, 226), (410, 262), (280, 232), (330, 330), (220, 250)):
        out += at(x, y, ellipse(0, 0, 10, 4, MOSS) + line(-8, 0, 8, 0, LEAF, 1), 1, x * 3 % 180)
    out += at(524, 330, path("M-70 44Q-84 -36 -40 -50Q0 -64 40 -50Q84 -36 70 44Q0 58 -70 44z", "#a9683a") + path("M-60 38Q-70 -28 -34 -40Q0 -52 34 -40Q70 -28 60 38Q0 48 -60 38z", "#f1dcb4"), 0.95, 14)
    for dx, dy in ((-20, -10), (14, 6), (-4, 26), (26, -20), (-34, 16)):
        out += circle(524 + dx, 330 + dy, 4, "#d9bd8c")
    out += at(90, 300, rect(-6, -20, 12, 180, STONE, 6) + ellipse(0, -52, 24, 36, STONE) + ellipse(-4, -56, 14, 24, "#d9dcd8"), 1, -10)
    return out + steam(310, 190, 110, 0.9)


def tea_cake():
    out = cloth("#f3ead7", "#7f9db8") + ellipse(190, 372, 120, 22, "#00000022")
    out += path("M96 250Q90 360 150 372H236Q296 360 290 250Q190 220 96 250z", "#3f6e7d") + path("M290 272Q350 260 352 210L366 216Q370 300 284 312z", "#3f6e7d")
    out += stroke("M100 270Q40 262 46 312Q52 350 112 344", "#3f6e7d", 16) + ellipse(193, 246, 76, 18, "#2f5766") + circle(193, 222, 13, "#2f5766")
    for i in range(5):
        out += at(140 + i * 27, 306, circle(0, 0, 8, CREAM) + circle(0, 0, 4, YELLOW))
    out += ellipse(480, 392, 120, 24, WHITE) + ellipse(480, 388, 84, 14, "#e2e9ea") + path("M424 314H536Q536 384 480 386Q424 384 424 314z", CREAM) + ellipse(480, 314, 56, 13, "#b06a35")
    out += stroke("M534 330q34 0 24 26q-8 16 -32 14", CREAM, 9) + steam(480, 300, 80, 1.1)
    for i, c in enumerate(("#f1dcb4", CORAL, "#f1dcb4", CORAL, "#f1dcb4")):
        out += poly([(280, 396 - i * 15), (410, 396 - i * 15 - 6), (410, 412 - i * 15 - 6), (280, 412 - i * 15)], c)
    out += poly([(280, 338), (372, 306), (410, 330), (410, 336)], WHITE) + circle(376, 312, 9, RED) + ellipse(346, 424, 96, 12, "#d3dadb")
    return out + bun(90, 420, 30)


# Seals, cats and dogs


def seal_pup():
    out = rect(0, 0, W, H, "#9aa39c") + rect(0, 0, W, 200, "#6d7f86")
    for x, y, c in ((20, 60, "#3f78a0"), (180, 40, "#356a90"), (420, 52, "#3f78a0"), (540, 90, "#356a90"), (-40, 190, "#356a90"), (520, 220, "#3f78a0")):
        out += rect(x, y, 150, 120, c, 6) + "".join(rect(x + 10, y + 16 + i * 34, 130, 16, "#00000030", 4) for i in range(3)) + rect(x + 50, y + 8, 50, 14, "#00000045", 6)
    for i in range(5):
        out += at(60 + i * 24, 66 - (i % 2) * 8, ellipse(0, 0, 22, 7, "#c7d2d6") + poly([(18, 0), (30, -7), (30, 7)], "#aebcc2") + circle(-12, -2, 2, DARK), 1, -20 + i * 9)
    out += stroke("".join(f"M0 {y}H640" for y in (330, 400, 460)) + "".join(f"M{x} 330V400" for x in (90, 260, 470)) + "".join(f"M{x} 400V480" for x in (180, 360, 560)), "#87908a", 3)
    out += seal(330, 370, 1.65) + ellipse(150, 430, 70, 10, "#c5d3d8", opacity=0.6)
    return out + ellipse(520, 452, 50, 8, "#c5d3d8", opacity=0.6)


def tank(t=0.0, w=W, h=H):
    out = rect(0, 0, w, h, "#dfe6e3") + stroke("".join(f"M{x} 0V{h}" for x in range(0, w, 60)) + "".join(f"M0 {y}H{w}" for y in range(0, h, 60)), "#c9d4d0", 2)
    cx, cy, r = w / 2, h * 0.56, min(w * 0.46, 270)
    out += ellipse(cx, cy + 14, r, r * 0.62, "#4d6a78") + ellipse(cx, cy, r, r * 0.62, "#8fa9b3") + ellipse(cx, cy, r * 0.93, r * 0.56, "#4f9fc0")
    out += ellipse(cx, cy + 8, r * 0.85, r * 0.47, "#62b1cf")
    d = "".join(f"M{n(cx - r * 0.7 + i * r * 0.3)} {n(cy - r * 0.3 + (i % 3) * r * 0.28 + 5 * math.sin(t * 2 + i))}q{n(r * 0.1)} -8 {n(r * 0.2)} 0" for i in range(5))
    return out + stroke(d, "#bfe3ee", 4)


def seal_tank():
    out = tank() + at(330, 262, path("M-70 70Q-66 -50 0 -60Q66 -50 70 70z", "#e9e6df") + ellipse(0, 70, 108, 16, "#8fd0e6", opacity=0.8)
                      + circle(-26, -16, 11, DARK) + circle(26, -16, 11, DARK) + circle(-22, -20, 4, WHITE) + circle(30, -20, 4, WHITE)
                      + ellipse(0, 6, 12, 8, DARK) + stroke("M0 14q-10 12 -18 6M0 14q10 12 18 6", DARK, 3)
                      + stroke("M-20 10l-44 -6M-20 16l-44 4M20 10l44 -6M20 16l44 4", GREY, 1.5)
                      + "".join(ellipse(x, y, 6, 4, "#c3bdb1") for x, y in ((-40, 30), (36, 34), (0, -44), (-16, 46), (20, 52))), 1.05)
    out += rect(556, 30, 60, 96, "#47626a", 6) + circle(586, 56, 12, "#7ddc8c") + glow("lampg", "#7ddc8c") + circle(586, 56, 40, "url(#lampg)") + rect(570, 84, 32, 6, DARK) + rect(570, 100, 32, 6, DARK)
    out += rect(20, 36, 170, 74, CREAM, 5) + text(105, 68, "BISCUIT", 26, NAVY) + text(105, 94, "herring, two", 17, GREY)
    return out + at(110, 420, ellipse(0, 0, 40, 12, "#c7d2d6") + poly([(32, 0), (56, -14), (56, 14)], "#aebcc2") + circle(-24, -3, 3, DARK), 1, -12)


def seal_release():
    out = sky(W, H, "#8ec1dc", "#f2ecd4") + cloud(470, 70, 1.1) + cloud(150, 50, 0.8) + path("M380 210Q500 120 640 110V260H380z", "#8aa889") + path("M380 210Q440 160 520 140L500 240H380z", "#7b987b")
    out += sea(W, 206, 400, CALM, t=1.8) + glints(W, 220, 380, WHITE, 4) + poly([(0, 330), (250, 318), (470, 400), (470, 480), (0, 480)], "#a49c8f") + poly([(0, 330), (250, 318), (270, 328), (0, 344)], "#b9b1a4")
    out += stroke("M60 480L170 326M180 480L240 340M330 480L330 352", "#8d8578", 3)
    coats = [CORAL, SEA, YELLOW, GREEN, "#7d5aa0", RED, NAVY]
    for i in range(7):
        out += person(22 + i * 34, 352 + (i % 2) * 8, 0.78, coats[i], ["#e8b48c", "#8d5a3b", "#f0c9a4", "#b97a56"][i % 4], ["#4b3326", DARK, "#c9a45a"][i % 3], hat=[None, YELLOW, None, SEA][i % 4])
    out += stroke("M0 372Q130 384 258 366", "#c9a45a", 5) + rect(254, 330, 8, 58, BROWN)
    out += seal(440, 418, 0.85) + stroke("M520 420q30 -18 60 -2M530 438q40 -10 80 6", WHITE, 4)
    out += at(560, 250, circle(0, 0, 15, "#6d6a66") + circle(-5, -4, 2, DARK) + circle(6, -4, 2, DARK) + ellipse(0, 14, 26, 5, "#bfe3ee"))
    return out + gull(300, 120) + gull(340, 140, 0.7)


def cat_window():
    w, h = 480, 600
    out = rect(0, 0, w, h, "#c96f5b") + stroke("".join(f"M0 {y}H480" for y in range(0, 600, 30)), "#b35f4d", 3)
    out += stroke("".join(f"M{x + (30 if y % 60 else 0)} {y}v30" for y in range(0, 600, 30) for x in range(0, 480, 60)), "#b35f4d", 3)
    out += rect(70, 60, 340, 400, CREAM, 6) + rect(90, 80, 300, 372, "#9ec6d3") + path("M90 80H390L90 330z", WHITE, opacity=0.2)
    out += path("M90 80H200Q180 250 90 330z", "#f2d9a4") + path("M390 80H280Q300 250 390 330z", "#f2d9a4") + rect(234, 80, 12, 372, CREAM) + rect(90, 230, 300, 10, CREAM)
    out += rect(46, 452, 388, 28, "#e9dcc3", 4) + rect(46, 474, 388, 10, "#c9b998") + cat_curled(240, 424, 1.15)
    for x in (92, 388):
        out += poly([(x - 34, 404), (x + 34, 404), (x + 26, 456), (x - 26, 456)], "#b8623e") + rect(x - 38, 396, 76, 14, "#a2532f", 4)
        for i, (dx, dy) in enumerate(((-24, -30), (0, -52), (24, -32), (-10, -18), (14, -14))):
            out += line(x, 400, x + dx, 400 + dy, MOSS, 4) + circle(x + dx, 396 + dy, 13, LEAF if i > 2 else "#d8435a")
            out += circle(x + dx - 4, 392 + dy, 5, "#f08a98" if i <= 2 else GREEN)
    return out


def cat_rope():
    out = sky(W, H, "#a9c9d6", "#f2e6cf") + sea(W, 180, 300, CALM, t=3) + fishing_boat(120, 216, 0.9, GREEN) + fishing_boat(540, 206, 0.7, RED) + quay(W, 280, 200, "#a49c8f", "#857d72")
    for i, r in enumerate((170, 146, 122, 98)):
        y = 392 - i * 13
        out += ellipse(320, y + 10, r, r * 0.42, "#8c6c3c") + ellipse(320, y, r, r * 0.42, "#c9a45a")
        out += stroke("".join(f"M{n(320 + r * math.cos(a / 10))} {n(y + r * 0.42 * math.sin(a / 10) - 4)}l6 10" for a in range(0, 63, 3)), "#a5823f", 3)
    out += ellipse(320, 350, 86, 32, "#7a5c30") + cat_curled(322, 330, 1.1, "#33353d", "#22242b") + circle(258, 338, 5, WHITE)
    return out + bollard(90, 360) + bollard(560, 350) + stroke("M470 420q60 30 120 20t60 -30", "#c9a45a", 12) + gull(470, 90)


def dog_beach():
    out = sky(W, H, "#8ec6e2", "#f8efd8") + cloud(120, 90, 1) + cloud(520, 70, 1.2) + sea(W, 210, 330, CALM, t=2.5) + path("M0 322Q160 300 320 322T640 318V480H0z", "#ecd9b4") + path("M0 322Q160 300 320 322T640 318V332Q480 340 320 334T0 336z", "#f8f2e2")
    dog = path("M-90 -60Q-40 -84 50 -70Q84 -72 92 -46Q84 -22 40 -26Q-40 -16 -84 -30Q-98 -44 -90 -60z", WHITE)
    dog += stroke("M-76 -34L-116 10L-126 4M-60 -30L-84 26M56 -34L104 6L116 0M40 -30L76 26", WHITE, 15) + stroke("M-90 -58Q-120 -90 -112 -116", WHITE, 11)
    dog += circle(104, -82, 29, WHITE) + path("M84 -100Q66 -122 54 -96Q60 -70 82 -80z", DARK) + ellipse(128, -72, 19, 13, WHITE) + circle(144, -76, 6, DARK) + circle(108, -88, 4, DARK) + path("M118 -62q10 12 18 0z", CORAL)
    for x, y, r in ((-40, -58, 14), (10, -50, 17), (-70, -42, 8), (44, -62, 9), (-14, -40, 7)):
        dog += circle(x, y, r, DARK)
    dog += rect(66, -74, 10, 30, RED, 4) + at(150, -64, rect(-50, -5, 100, 9, BROWN, 4) + line(20, -4, 34, -18, BROWN, 5), 1, -12)
    out += ellipse(310, 424, 130, 10, "#00000020") + at(300, 392, dog, 1.2)
    for x in range(20, 210, 42):
        out += ellipse(x, 430 + (x % 3) * 5, 8, 4, "#d3bd93") + ellipse(x + 14, 442, 8, 4, "#d3bd93")
    return out + at(560, 440, poly([(0, -16), (5, -5), (16, -4), (8, 4), (10, 16), (0, 9), (-10, 16), (-8, 4), (-16, -4), (-5, -5)], CORAL)) + gull(250, 120) + gull(290, 140, 0.7)


# Hobbies


def knitting_jumper():
    out = rect(0, 0, W, H, "#e7d9c0") + ellipse(320, 250, 300, 210, "#d9c7a6")
    out += path("M190 110Q320 160 450 110L560 190L510 270L454 236V430H186V236L130 270L80 190z", "#2f5f8f")
    d = ""
    for y in range(170, 424, 14):
        for x in range(196, 446, 14):
            d += f"M{x} {y}l4 5l4 -5"
    out += stroke(d, "#ffffff22", 2) + rect(186, 414, 268, 20, "#24507c", 3)
    for x in (236, 320, 404):
        for y in (220, 300, 380):
            out += stroke(f"M{x} {y - 22}V{y + 18}M{x - 10} {y - 12}h20M{x - 18} {y + 4}q4 16 18 16q14 0 18 -16", WHITE, 4) + circle(x, y - 27, 5, "none", stroke=WHITE, stroke_width=3)
    out += path("M250 124Q320 158 390 124Q380 176 320 178Q260 176 250 124z", "#e7d9c0") + stroke("M250 124Q260 176 320 178Q380 176 390 124", "#24507c", 8)
    for x in (200, 420):
        out += at(x, 436, rect(-4, -110, 8, 180, WOOD, 4) + circle(0, -112, 9, CORAL), 1, 34 if x < 300 else -34)
    out += circle(558, 390, 50, "#3f78b0") + stroke("M520 370q40 -30 76 0M514 392q44 -30 88 0M524 416q36 -26 70 0M536 352q-16 40 6 78M570 346q-30 50 2 90", "#2f5f8f", 3)
    return out + stroke("M516 414Q470 460 440 430", "#3f78b0", 4)


def yarn_basket():
    out = rect(0, 0, W, H, "#efe3cc") + rect(0, 330, W, 150, "#b98556") + stroke("M0 360H640M0 420H640", "#a2714a", 3)
    for x, y, r, c, d in ((200, 210, 66, CORAL, "#c9523a"), (330, 190, 74, SEA, "#1f5779"), (450, 214, 62, YELLOW, "#d19a2a"), (262, 262, 62, GREEN, "#37705a"), (392, 268, 64, "#7d5aa0", "#62447f"), (520, 380, 46, RED, "#94301f")):
        ball = circle(0, 0, 66, c) + stroke("M-54 -30Q0 -70 54 -30M-62 -6Q0 -50 62 -6M-62 20Q0 -20 62 20M-50 42Q0 10 50 42M-30 -58Q-66 0 -20 62M4 -65Q-30 0 20 62M34 -56Q10 0 50 40", d, 4)
        out += at(x, y, ball, r / 66)
    out += path("M120 270Q320 310 530 270L490 430Q320 456 160 430z", WOOD) + stroke("".join(f"M{126 + i * 6} {292 + i * 26}Q320 {330 + i * 26} {524 - i * 6} {292 + i * 26}" for i in range(6)), "#8d6038", 6)
    out += stroke("".join(f"M{150 + i * 34} 284L{176 + i * 29} 436" for i in range(11)), "#a2714a", 6) + stroke("M130 268Q320 312 520 268", "#8d6038", 14)
    out += stroke("M480 396Q440 470 330 450T150 462", RED, 4)
    return out + at(330, 110, rect(-4, -80, 8, 190, "#d9d2c0", 4) + circle(0, -84, 9, NAVY), 1, 28) + at(376, 116, rect(-4, -80, 8, 190, "#d9d2c0", 4) + circle(0, -84, 9, NAVY), 1, -16)


def retro_terminal_body(words, cursor=True, w=W, h=H):
    out = rect(0, 0, w, h, "#6b5a4c") + rect(0, h * 0.74, w, h * 0.26, "#8d6a4a") + rect(0, h * 0.74, w, 8, "#a2795a")
    s = w / 640
    body = rect(-210, -250, 420, 330, "#e3d8bd", 22) + rect(-210, 56, 420, 30, "#cbbf9f", 8) + rect(-180, -224, 360, 256, "#b9ad8e", 18)
    body += rect(-164, -208, 328, 224, "#0d2015", 22) + glow("tube", "#3f8f58", 0.35) + ellipse(0, -96, 200, 130, "url(#tube)")
    for i, row in enumerate(words):
        body += text(-142, -164 + i * 34, row, 25, "#6dff9a", "start", "DejaVu Sans Mono, monospace")
    if cursor:
        row = html.unescape(words[-1]) if words else ""
        body += rect(-140 + len(row) * 15.1, -184 + (max(len(words), 1) - 1) * 34, 15, 24, "#6dff9a")
    body += stroke("".join(f"M-164 {y}H164" for y in range(-200, 16, 8)), "#00000040", 2) + path("M-150 -196Q0 -216 150 -196L60 -180Q-60 -180 -150 -120z", WHITE, opacity=0.07)
    body += circle(170, 66, 6, "#ff7a5c") + rect(-180, 62, 60, 6, "#8f846a", 3)
    body += poly([(-230, 110), (230, 110), (262, 176), (-262, 176)], "#e3d8bd") + rect(-262, 174, 524, 14, "#cbbf9f", 4)
    keys = ""
    for r in range(3):
        for c in range(13):
            x, y = -212 + c * 33 - r * 6 + (r - 1) * -2, 118 + r * 17
            keys += f"M{x} {y}h26v11h-26z"
    body += path(keys, "#8f846a") + rect(-90, 166, 180, 8, "#8f846a", 2)
    return out + at(w / 2, h * 0.58 if h <= w else h * 0.62, body, s * (1 if h <= w else 1.15))


def retro_terminal():
    return retro_terminal_body(["VARN BASIC 2", "READY.", '&gt; PRINT "HELLO"', "HELLO VARNHAVEN", "&gt; "])


def floppy_stack():
    out = rect(0, 0, W, H, "#c9d7d9") + rect(0, 390, W, 90, "#9a7b5c") + rect(0, 390, W, 8, "#b08e6b")
    labels = ("GAME (do not)", "THESIS old", "thesis OLD old", "tides 1-4", "SKERRY.MAP", "?")
    colours = [NAVY, "#b8412f", DARK, "#3f6e7d", "#6b5a8a", "#4f8f74"]
    for i, words in enumerate(labels):
        x, y = 210 + (i % 3) * 14 - (i // 3) * 10, 352 - i * 42
        out += rect(x, y, 240, 40, colours[i], 5) + rect(x + 24, y + 7, 136, 26, CREAM, 2) + text(x + 92, y + 26, words, 15, DARK, font=SERIF) + rect(x + 180, y + 4, 44, 32, STONE, 2) + rect(x + 206, y + 9, 10, 22, "#7d8791")
    disk = rect(-80, -80, 160, 160, "#2b4c7e", 8) + rect(-46, -80, 92, 56, STONE, 3) + rect(12, -72, 20, 40, "#7d8791") + rect(-60, 0, 120, 80, CREAM, 3) + text(0, 32, "BACKUP", 20, RED) + line(-46, 46, 46, 46, SAND, 2) + line(-46, 60, 46, 60, SAND, 2) + rect(62, 62, 10, 10, DARK)
    out += at(530, 318, disk, 0.9, 16) + at(106, 322, disk, 0.8, -14)
    return out + ellipse(330, 398, 150, 8, "#00000025")


def retro_modem():
    out = rect(0, 0, W, H, "#d6cdb8") + stroke("".join(f"M{x} 0V330" for x in range(20, 640, 60)), "#c9bfa6", 6) + rect(0, 330, W, 150, "#7a5a44")
    out += poly([(120, 250), (470, 250), (500, 370), (90, 370)], "#ded2b4") + rect(90, 366, 410, 40, "#c3b694", 5) + rect(110, 374, 230, 22, DARK, 4)
    for i in range(8):
        out += circle(130 + i * 26, 385, 6, "#ff4f3a" if i not in (2, 5) else "#5a2520")
        if i not in (2, 5):
            out += circle(130 + i * 26, 385, 13, "#ff4f3a", opacity=0.2)
    out += text(420, 392, "2400", 20, BROWN) + "".join(rect(200 + i * 20, 270, 8, 60, "#b9ab86", 3) for i in range(9))
    out += path("M150 210Q290 130 430 210L446 256Q430 270 400 262L380 224Q290 190 200 224L180 262Q150 270 134 256z", DARK) + ellipse(164, 254, 34, 14, "#3b3f49") + ellipse(416, 254, 34, 14, "#3b3f49")
    d = "M446 256"
    for i in range(9):
        d += "q26 4 18 18t-14 4t14 -6"
    out += stroke(d, DARK, 5)
    for i in range(3):
        out += stroke(f"M{260 - i * 26} {110 - i * 18}q{30 + i * 26} {-22 - i * 6} {60 + i * 52} 0", GREY, 4, opacity=0.7 - i * 0.15)
    return out + text(560, 140, "krrr", 26, GREY, font=SERIF) + text(80, 150, "beee", 26, GREY, font=SERIF)


def garden_beds():
    out = sky(W, H, "#9ed0e6", "#eef4dd") + cloud(130, 70, 0.9) + cloud(480, 60, 1.1) + "".join(rect(x, 120, 40, 110, "#e9dcc3", 3) + poly([(x, 122), (x + 20, 104), (x + 40, 122)], "#e9dcc3") for x in range(0, 640, 50)) + rect(0, 150, W, 12, "#d9caa9") + rect(0, 226, W, 254, "#8fae6b")
    for x, y, w in ((40, 262, 250), (350, 262, 250), (40, 376, 560)):
        out += rect(x, y, w, 76, "#8d6038", 4) + rect(x + 10, y + 8, w - 20, 46, "#4b3526", 3) + line(x, y + 64, x + w, y + 64, "#7a5030", 3)
    for i in range(5):
        x = 76 + i * 45
        out += path(f"M{x - 20} 286Q{x - 26} 258 {x} 256Q{x + 26} 258 {x + 20} 286Q{x} 296 {x - 20} 286z", LEAF) + stroke(f"M{x} 290V262M{x} 278l-12 -10M{x} 278l12 -10", GREEN, 2)
    for i in range(5):
        x = 384 + i * 46
        out += line(x, 306, x + 6, 196, WOOD, 4) + stroke(f"M{x} 304q12 -22 2 -44t4 -50", GREEN, 4)
        out += "".join(ellipse(x + dx, y, 9, 6, LEAF) for dx, y in ((10, 282), (-6, 260), (12, 238), (-2, 216))) + stroke(f"M{x - 5} 266q-6 10 -2 20", MOSS, 4)
    for i in range(12):
        x = 76 + i * 44
        out += stroke(f"M{x} 398q-14 -22 -12 -34M{x} 398q0 -24 2 -38M{x} 398q12 -20 14 -32", GREEN, 4) + path(f"M{x - 8} 396h16l-8 16z", ORANGE)
    out += at(300, 352, path("M-26 -30H26L20 20H-20z", "#7d8791") + stroke("M26 -20L60 -34M-26 -20q-24 6 -18 30", "#7d8791", 7) + ellipse(64, -36, 10, 6, "#7d8791"), 0.9)
    return out + circle(560, 80, 30, "#ffe9a8")


def sunflower(x, y, r, turn=0.0, opened=1.0):
    petals = "".join(at(0, 0, ellipse(0, -r * 0.8 * opened, r * 0.2, r * 0.42 * opened, YELLOW if i % 2 else ORANGE), 1, i * 22.5) for i in range(16))
    dots = "".join(circle(r * 0.035 * k ** 0.5 * 2.2 * math.cos(k * 2.4), r * 0.035 * k ** 0.5 * 2.2 * math.sin(k * 2.4), r * 0.04, "#8a5a34") for k in range(24))
    return at(x, y, petals + circle(0, 0, r * 0.5, "#5c3a22") + dots, 1, turn)


def sunflower_pot():
    w, h = 480, 600
    out = rect(0, 0, w, h, "#f3eee0") + path("M0 0H480V600H330Q420 300 300 0z", "#e9e1cc") + rect(0, 510, w, 90, "#b9a58a") + stroke("M0 540H480M120 510V540M300 540V600M400 510V540", "#a28e73", 3)
    for x, top, lean in ((170, 240, -14), (248, 140, 0), (326, 220, 12)):
        out += stroke(f"M240 430Q{x} 380 {x} {top}", GREEN, 9)
        out += path(f"M{x} {top + 120}q{-40 + lean} -34 -70 -6q30 30 70 6z", LEAF) + path(f"M{x} {top + 90}q40 -34 66 -6q-26 30 -66 6z", GREEN)
    out += sunflower(170, 236, 62, -14) + sunflower(326, 216, 60, 12) + sunflower(248, 134, 72) + ellipse(240, 540, 110, 14, "#00000025")
    return out + poly([(150, 424), (330, 424), (304, 540), (176, 540)], "#c06a42") + rect(138, 404, 204, 30, "#b05c36", 5) + stroke("M176 470q64 14 130 0", "#a04f2c", 5) + circle(318, 392, 9, RED) + "".join(circle(318 + dx, 390, 2, DARK) for dx in (-4, 4))


def cabbage_giant():
    out = sky(W, H, "#a9d3e2", "#f2f0d8") + cloud(130, 80, 1) + hills(W, 300, "#9dbf84", 3, 40) + rect(0, 310, W, 170, "#86a85f")
    leaf = lambda turn, c, s: at(320, 210, path("M0 20Q-80 -40 -60 -130Q0 -180 60 -130Q80 -40 0 20z", c) + stroke("M0 10V-130M0 -40l-34 -40M0 -40l34 -40M0 -80l-24 -30M0 -80l24 -30", "#dcebc2", 3), s, turn)
    out += "".join(leaf(t, c, 1.05) for t, c in ((-110, "#5b8e4f"), (110, "#5b8e4f"), (-70, "#6b9f58"), (70, "#6b9f58"), (-30, "#5b8e4f"), (30, "#6b9f58")))
    out += circle(320, 200, 104, "#a9cf86") + stroke("M320 290Q250 240 262 130M320 290Q390 240 380 130M320 290V110M240 220q30 -60 80 -76M400 220q-30 -60 -80 -76", "#dcebc2", 5) + path("M240 140Q320 60 400 140Q330 110 240 140z", "#bfdd9d")
    out += path("M180 250H470L420 360H230z", "#4f7f93") + rect(170, 242, 310, 16, "#3f6a7c", 4) + stroke("M440 330L570 290M230 350L210 400", BROWN, 11) + stroke("M420 356L460 410", "#3b3f49", 9)
    out += circle(240, 400, 46, DARK) + circle(240, 400, 32, STONE) + circle(240, 400, 8, DARK) + stroke("M240 368V432M208 400H272", GREY, 4) + stroke("M452 412h26", "#3b3f49", 8)
    return out + person(570, 400, 1.1, CORAL, hat=YELLOW) + at(110, 420, rect(-2, -80, 5, 80, BROWN) + rect(-46, -96, 92, 36, CREAM, 4) + text(0, -72, "1st prize?", 16, DARK, font=SERIF))


def runner_figure(x, y, s, t=0.0, coat=YELLOW):
    a = math.sin(t * 9)
    legs = stroke(f"M0 -40L{n(16 * a)} -22L{n(26 * a - 12)} 0", NAVY, 9) + stroke(f"M0 -40L{n(-16 * a)} -22L{n(-26 * a - 12)} {n(-6 + 4 * a)}", "#17304f", 9)
    arms = stroke(f"M2 -74L{n(-14 * a)} -56L{n(10 - 14 * a)} -46", "#d9a12b", 8)
    shoes = ellipse(26 * a - 8, 1, 8, 4, CORAL) + ellipse(-26 * a - 8, -5 + 4 * a, 8, 4, CORAL)
    return at(x, y + 3 * abs(a), legs + shoes + path("M-14 -38L-8 -76Q2 -86 12 -76L12 -38z", coat) + arms + circle(6, -96, 13, "#c98d62") + path("M-8 -98Q-4 -112 8 -110Q20 -108 18 -98z", DARK) + rect(-8, -60, 20, 4, WHITE), s)


def runner_quay():
    out = sky(W, H, "#e9a98a", "#f7d9a8", "#fbeed6") + glow("sun", "#fff0b8") + circle(430, 230, 130, "url(#sun)") + circle(430, 230, 40, "#fff3c9") + town(-10, 260, 300, 7, None, 0.8)
    for x, hgt in ((380, 120), (480, 150), (560, 110)):
        out += line(x, 300, x, 300 - hgt, "#7a5a5a", 4) + stroke(f"M{x} {300 - hgt}L{x - 40} 300M{x} {300 - hgt}L{x + 40} 300", "#9a7a74", 1.5) + path(f"M{x - 44} 300h88l-12 18h-64z", "#6d4f58")
    out += sea(W, 312, 380, ["#d9a58c", "#c28f84"], t=1) + quay(W, 366, 120, "#b59a86", "#94796b") + ellipse(270, 452, 60, 7, "#00000025") + runner_figure(270, 444, 1.5, 0.2)
    return out + lamp(560, 372) + bollard(90, 372) + gull(180, 90) + gull(220, 110, 0.7)


def awning(x, y, w, c):
    return "".join(path(f"M{n(x + i * w / 6)} {y}h{n(w / 6)}v34q{n(-w / 12)} 16 {n(-w / 6)} 0z", c if i % 2 else CREAM) for i in range(6)) + rect(x - 4, y - 8, w + 8, 10, BROWN, 2)


def market_stalls():
    out = sky(W, H, "#a9d0e0", "#f4ecd6") + cloud(420, 60, 1) + town(-10, 650, 260, 3, None, 1.6) + rect(0, 260, W, 220, "#c4b79f") + stroke("".join(f"M0 {y}H640" for y in range(300, 480, 44)) + "".join(f"M{x + (40 if y % 88 else 0)} {y}v44" for y in range(300, 460, 44) for x in range(0, 640, 80)), "#b3a58c", 2)
    goods = ([ORANGE, RED, LEAF], ["#7d5aa0", YELLOW, CORAL], [SEA, CREAM, GREEN])
    for i, (x, c) in enumerate(((30, RED), (234, GREEN), (438, SEA))):
        out += rect(x + 4, 250, 7, 160, BROWN) + rect(x + 162, 250, 7, 160, BROWN) + person(x + 86, 380, 1, [YELLOW, CORAL, GREEN][i], ["#e8b48c", "#8d5a3b", "#f0c9a4"][i])
        out += awning(x, 220, 174, c) + rect(x, 350, 174, 66, WOOD, 3) + rect(x, 346, 174, 12, "#a2714a", 3)
        for k in range(9):
            out += circle(x + 16 + k * 18, 340 - (k % 2) * 7, 10, goods[i][k // 3])
        out += rect(x + 60, 372, 54, 28, DARK, 3) + text(x + 87, 391, ["3 cr", "5 cr", "9 cr"][i], 15, CREAM)
    return out + person(212, 452, 1.05, NAVY, "#f0c9a4", "#c9a45a") + person(400, 456, 0.72, CORAL, hat=SEA) + at(432, 456, ellipse(0, -18, 20, 10, BROWN) + circle(20, -28, 9, BROWN) + line(-10, -10, -10, 0, BROWN, 4) + line(10, -10, 10, 0, BROWN, 4))


def fish(x, y, s=1.0, turn=0.0, c="#b7c6cd", back="#7b929e"):
    return at(x, y, path("M-40 0Q-20 -18 14 -12Q28 -8 34 0Q28 8 14 12Q-20 18 -40 0z", c) + path("M-40 0Q-20 -18 14 -12Q28 -8 34 0Q0 -6 -40 0z", back) + poly([(30, 0), (50, -13), (46, 0), (50, 13)], back) + circle(-26, -3, 3.5, WHITE) + circle(-26, -3, 1.8, DARK), s, turn)


def fish_crates():
    out = rect(0, 0, W, H, "#3f5a66") + stroke("".join(f"M0 {y}H640" for y in range(40, 300, 52)), "#38505b", 4)
    out += rect(130, 24, 380, 150, BROWN, 6) + rect(142, 36, 356, 126, "#26332f", 3)
    for i, (a, b) in enumerate((("haddock", "9 cr"), ("herring", "4 cr"), ("mussels", "5 cr"))):
        out += text(166, 72 + i * 36, a, 26, CREAM, "start", SERIF) + text(476, 72 + i * 36, b, 26, "#ffd977", "end", SERIF)
    rng = random.Random(6)
    for k, (x, y) in enumerate(((30, 220), (340, 220), (180, 350))):
        out += rect(x, y, 270, 120, "#2f6fa3", 8) + rect(x + 10, y + 8, 250, 74, "#dbeaf0", 4)
        for _ in range(12):
            out += rect(x + rng.uniform(14, 240), y + rng.uniform(10, 66), 15, 11, rng.choice([WHITE, "#c3dbe6"]), 3)
        for i in range(6):
            out += fish(x + 46 + (i % 3) * 84 + rng.uniform(-6, 6), y + 28 + (i // 3) * 30, 0.9, rng.uniform(-14, 14), *((("#b7c6cd", "#7b929e"), ("#d9c7a6", "#a5876a"), ("#c3ced0", "#5f7f86"))[k]))
        out += rect(x, y + 84, 270, 36, "#28628f", 8) + rect(x + 105, y + 94, 60, 14, "#1d4a6e", 7)
    return out


def book(x, y, w, h, c, words):
    return rect(x, y, w, h, c, 4) + rect(x + w - 8, y + 4, 10, h - 8, CREAM, 2) + rect(x + 16, y, 6, h, "#00000030") + rect(x + w - 40, y, 5, h, "#ffffff50") + text(x + w / 2, y + h / 2 + 6, words, 16, CREAM, font=SERIF)


def book_stack():
    w, h = 480, 600
    out = rect(0, 0, w, h, "#dfe4d8") + path("M0 0H480V300Q300 200 0 420z", "#ece9d6") + rect(0, 500, w, 100, "#8d6038") + rect(0, 500, w, 10, "#a2714a")
    rows = (("The Salt Ledger", NAVY, 300, 46), ("Fog and Other Guests", CORAL, 270, 40), ("Knots for the Nervous", GREEN, 310, 52), ("A Lamp for Agnes", "#7d5aa0", 260, 38), ("Herring Winter", RED, 290, 48), ("Small Boats, Large Weather", SEA, 306, 44), ("The Eel Debate", "#b98a2e", 250, 36))
    y = 500
    for i, (words, c, width, height) in enumerate(rows):
        y -= height
        out += book(240 - width / 2 + (14 if i % 2 else -10), y, width, height, c, words)
    out += circle(206, y - 20, 22, "#ffffff60", stroke=DARK, stroke_width=4) + circle(264, y - 20, 22, "#ffffff60", stroke=DARK, stroke_width=4) + stroke(f"M228 {y - 24}q7 -6 14 0M286 {y - 26}l36 14", DARK, 4)
    out += ellipse(412, 500, 44, 8, "#00000030") + path("M378 430H446L438 496H386z", CREAM) + stroke("M446 446q26 0 20 22q-6 12 -24 10", CREAM, 7) + steam(412, 424, 60, 0.5)
    return out + line(170, 430, 170, 500, CORAL, 8) + poly([(166, 500), (174, 500), (174, 516), (170, 511), (166, 516)], CORAL)


def reading_chair():
    out = rect(0, 0, W, H, "#e6d6b8") + rect(0, 390, W, 90, "#a2714a") + stroke("M0 410H640M0 446H640", "#8d6038", 2) + ellipse(330, 430, 270, 36, "#b8574a") + ellipse(330, 430, 230, 27, "#d98a6e")
    rng, colours = random.Random(9), [NAVY, CORAL, GREEN, SEA, YELLOW, "#7d5aa0", RED, CREAM]
    out += rect(24, 40, 190, 350, "#7a5030", 4)
    for row in range(4):
        out += rect(34, 50 + row * 84, 170, 72, "#5c3a22")
        x = 38
        while x < 188:
            bw, bh = rng.uniform(10, 20), rng.uniform(46, 66)
            out += rect(x, 122 + row * 84 - bh, bw, bh, rng.choice(colours), 1)
            x += bw + 1.5
    out += glow("warm", "#fff0b8", 0.8) + circle(548, 130, 170, "url(#warm)") + rect(544, 130, 8, 270, DARK) + ellipse(548, 402, 38, 8, DARK) + poly([(510, 140), (586, 140), (568, 84), (528, 84)], YELLOW)
    out += rect(262, 150, 190, 210, MOSS, 44) + rect(250, 290, 214, 96, GREEN, 18) + rect(228, 250, 54, 140, MOSS, 26) + rect(432, 250, 54, 140, MOSS, 26) + rect(284, 276, 146, 46, "#65a588", 16)
    out += circle(320, 210, 4, "#264a40") + circle(390, 210, 4, "#264a40") + circle(355, 240, 4, "#264a40") + rect(244, 388, 14, 22, BROWN) + rect(456, 388, 14, 22, BROWN)
    return out + at(356, 272, path("M-44 6Q-20 -10 0 2Q20 -10 44 6V16Q20 2 0 14Q-20 2 -44 16z", CREAM) + path("M-44 16Q-20 2 0 14Q20 2 44 16V20Q20 8 0 18Q-20 8 -44 20z", RED)) + cat_curled(500, 412, 0.5)


def bus_rain():
    out = sky(W, H, "#62707c", "#9aa5a8") + cloud(140, 60, 1.8, "#717f8a") + cloud(470, 70, 1.8, "#717f8a") + town(-10, 650, 330, 8, 0.35, 1.4) + rect(0, 330, W, 40, "#8b857b") + rect(0, 366, W, 114, "#4b4f57")
    out += "".join(rect(x, 440, 60, 6, "#d9d2b8") for x in range(20, 640, 110)) + "".join(ellipse(x, y, rx, 8, "#8fa0ab", opacity=0.7) for x, y, rx in ((120, 420, 80), (500, 404, 70), (320, 462, 110)))
    out += bus(330, 404, 1.5, "4", 24) + stroke("M210 420q-30 -20 -56 -14M204 410q-20 -20 -40 -26M444 420q20 -18 40 -12", FOAM, 4)
    return out + lamp(70, 340, 90, True) + rain(W, H, 6, 110, WHITE, 0, 10)


def bus_stop():
    out = sky(W, H, "#3d4a78", "#b8788a", "#f0b88a") + town(-10, 650, 320, 2, 0.6, 1.3) + rect(0, 320, W, 160, "#5a5468") + rect(0, 320, W, 26, "#77708a")
    out += rect(440, 120, 8, 250, DARK) + circle(444, 128, 40, YELLOW) + text(444, 124, "BUS", 22, DARK) + text(444, 144, "4 5 7", 15, DARK) + rect(416, 190, 56, 70, CREAM, 3) + stroke("M424 204h40M424 216h40M424 228h28M424 240h34", GREY, 2)
    for x, s, c, sk, hr in ((216, 1.25, CORAL, "#e8b48c", "#4b3326"), (268, 1.3, SEA, "#8d5a3b", DARK), (316, 0.95, YELLOW, "#f0c9a4", "#c9a45a")):
        out += person(x, 420, s, c, sk, hr)
    out += line(268, 250, 268, 350, DARK, 4) + path("M150 250Q160 170 268 164Q376 170 386 250Q360 234 340 250Q304 230 268 250Q232 230 196 250Q172 234 150 250z", RED) + path("M268 164Q230 190 196 250Q232 230 268 250z", "#94301f")
    return out + lamp(570, 330, 150, True) + ellipse(270, 440, 130, 10, "#f0b88a", opacity=0.3) + rain(W, H, 4, 60, "#f2dfe0")


def night_mole():
    out = sky(W, H, "#071426", "#0f2b45", "#1d4a5c") + stars(W, 300, 8, 150)
    for i, (c, y) in enumerate((("#5fe0a0", 150), ("#7df0c0", 120), ("#4fb0c0", 180))):
        out += path(f"M0 {y + 40}Q120 {y - 60} 260 {y}T500 {y - 20}T640 {y - 50}V{y + 10}Q560 {y + 60} 460 {y + 50}T220 {y + 80}T0 {y + 110}z", c, opacity=0.16)
        out += stroke("".join(f"M{x} {n(y + 30 + 24 * math.sin(x / 60 + i))}v-{50 + x % 40}" for x in range(30 + i * 13, 640, 46)), c, 9, opacity=0.09)
    out += glow("lt", "#ffe9a8") + circle(470, 196, 90, "url(#lt)") + poly([(470, 190), (0, 150), (0, 220)], "#ffe9a8", opacity=0.16) + poly([(470, 190), (640, 176), (640, 206)], "#ffe9a8", opacity=0.16)
    out += lighthouse(470, 356, 1.15) + poly([(300, 362), (640, 350), (640, 410), (280, 400)], "#1b2530") + sea(W, 384, H, BLACKWATER, t=1)
    return out + stroke("".join(f"M{452 + (i % 3) * 6} {396 + i * 14}h{30 - i * 3}" for i in range(6)), "#ffe9a8", 3, opacity=0.5) + person(350, 366, 0.55, "#22303f", legs="#17212c") + stroke("M362 334l10 32M362 334l2 32M362 334l-6 10", DARK, 2)


def night_town():
    out = sky(W, H, "#0b1530", "#24365e", "#4a5580") + stars(W, 240, 3, 90) + glow("moon", "#fff4cf", 0.6) + circle(470, 110, 120, "url(#moon)") + circle(470, 110, 46, "#fbf2d2") + "".join(circle(x, y, r, "#e6dab2") for x, y, r in ((456, 98, 9), (486, 120, 12), (474, 86, 5), (452, 126, 6)))
    out += town(-30, 660, 330, 5, 0.35, 1.7, "#1c2743") + town(-10, 650, 400, 8, 0.6, 1.4, "#141d33") + rect(0, 400, W, 80, "#0f1627")
    for x in (90, 330, 560):
        out += lamp(x, 420, 80, True, "#0a101d") + ellipse(x, 424, 60, 8, "#ffe9a8", opacity=0.2)
    return out + at(230, 272, ellipse(0, -8, 16, 9, "#0a101d") + circle(14, -18, 7, "#0a101d") + poly([(9, -22), (10, -30), (15, -24)], "#0a101d") + stroke("M-14 -8q-16 -4 -12 -20", "#0a101d", 4))


def paper_boats():
    out = rect(0, 0, W, H, "#a9a79c") + rect(0, 0, W, 150, "#b98f77") + stroke("".join(f"M0 {y}H640" for y in range(30, 150, 40)) + "".join(f"M{x + (45 if y % 80 else 0)} {y}v40" for y in range(-10, 150, 40) for x in range(0, 640, 90)), "#a07a64", 3) + rect(0, 150, W, 60, "#c4bfb0") + stroke("M120 150V210M330 150V210M520 150V210", "#aaa594", 3)
    out += rect(0, 206, W, 14, "#8d897c") + path("M0 220H640V360Q500 330 320 352T0 344z", "#6ba2b8") + stroke("M20 250q60 -12 120 0M220 300q70 -12 140 0M420 250q60 -12 120 0M60 330q40 -8 80 0M480 318q50 -8 100 0", "#a9d0dd", 4)
    for i, (x, y, s, c, turn) in enumerate(((90, 300, 0.9, CREAM, -6), (210, 262, 0.75, "#f4c9a8", 4), (330, 310, 1.1, WHITE, -3), (450, 268, 0.8, "#cfe0c0", 5), (560, 306, 0.95, "#f2e39a", -5))):
        boat = poly([(-60, -18), (60, -18), (34, 16), (-34, 16)], c) + poly([(0, -70), (-30, -18), (30, -18)], c) + poly([(0, -70), (0, -18), (30, -18)], "#00000018") + poly([(-60, -18), (0, -18), (0, 16), (-34, 16)], "#ffffff40") + text(2, 6, i + 1, 18, GREY)
        out += at(x, y, boat + stroke("M-48 20q48 10 96 0", WHITE, 3), s, turn)
    for x, c in ((120, YELLOW), (470, RED)):
        out += path(f"M{x} 480V410q0 -30 34 -30q34 0 34 30v70z", c) + path(f"M{x + 90} 480V420q0 -26 32 -26q32 0 32 26v60z", c) + rect(x, 470, 68, 10, "#00000030")
    return out + rain(W, H, 2, 30)


def school_play():
    out = rect(0, 0, W, H, "#23364f") + rect(40, 60, 560, 330, "#3f6e8f") + "".join(circle(x, y, 3, "#ffe9a8") for x, y in ((120, 100), (220, 130), (340, 90), (450, 120), (540, 100))) + circle(500, 130, 34, "#fbf2d2")
    out += path("M130 330Q150 250 180 250H430Q470 240 486 210L450 330z", "#b98556") + stroke("M150 290H462M140 312H456", "#8d6038", 4) + line(300, 250, 300, 100, BROWN, 9) + path("M308 110Q400 150 404 236H308z", CREAM) + path("M292 120Q220 150 214 236H292z", "#efe3cc") + poly([(300, 100), (340, 88), (300, 76)], RED)
    for i, x in enumerate((200, 250)):
        out += circle(x, 290, 14, "#c9a45a", stroke=DARK, stroke_width=3)
    out += person(350, 262, 0.85, RED, hat=NAVY, arms=130) + path("M40 340q40 -22 80 0t80 0t80 0t80 0t80 0t80 0t80 0V392H40z", SEA)
    for x, y, c in ((120, 404, ORANGE), (250, 414, LEAF), (390, 412, "#c86fa0"), (520, 404, YELLOW)):
        out += at(x, y, path("M-40 -40Q-40 -96 0 -100Q40 -96 40 -40Q0 -24 -40 -40z", c) + poly([(-38, -56), (-66, -78), (-62, -36)], c) + poly([(38, -56), (66, -78), (62, -36)], c) + circle(0, -66, 20, ["#e8b48c", "#8d5a3b", "#f0c9a4", "#b97a56"][x % 4]) + circle(-7, -68, 2.5, DARK) + circle(7, -68, 2.5, DARK) + stroke("M-6 -58q6 6 12 0", DARK, 2) + stroke("M-20 -90q20 -16 40 0", "#ffffff80", 4) + line(-12, -36, -12, 0, DARK, 8) + line(12, -36, 12, 0, DARK, 8))
    out += path("M0 0H640V70Q560 100 480 66Q400 100 320 66Q240 100 160 66Q80 100 0 70z", RED) + path("M0 40H60Q90 230 20 400H0z", "#94301f") + path("M640 40H580Q550 230 620 400H640z", "#94301f")
    return out + rect(0, 404, W, 76, "#8d6038") + rect(0, 404, W, 9, "#a2714a") + "".join(circle(40 + i * 62, 478, 26, [DARK, BROWN, "#c9a45a"][i % 3]) for i in range(10))


def old_harbour():
    out = rect(0, 0, W, H, "#d9c7a0") + rect(26, 26, 588, 428, "#efe2c2") + gradient("sepia", "#cdb486", "#e8d7ae") + rect(40, 40, 560, 400, "url(#sepia)")
    dark, mid = "#6d5233", "#94764c"
    out += path("M40 250Q140 210 260 236T480 222T600 240V300H40z", "#bda378")
    for x, hgt in ((150, 190), (200, 170), (350, 210), (405, 186), (520, 150)):
        out += line(x, 300, x, 300 - hgt, dark, 5) + "".join(line(x - 34 + k * 6, 300 - hgt + 30 + k * 44, x + 34 - k * 6, 300 - hgt + 30 + k * 44, dark, 3) for k in range(3)) + stroke(f"M{x} {300 - hgt}L{x - 50} 300M{x} {300 - hgt}L{x + 50} 300", mid, 1.5)
    out += path("M96 296H262L240 332H120zM300 296H470L446 336H326zM480 300H580L566 328H494z", dark) + path("M156 150Q196 190 158 240M356 140Q396 180 358 226", "#efe2c2", opacity=0.7)
    out += rect(40, 330, 560, 50, "#b39a6c") + stroke("M40 344H600M60 356H580", "#a58a5c", 2) + rect(40, 372, 560, 68, mid) + stroke("".join(f"M{x} 374V440" for x in range(70, 600, 44)), "#7f6340", 2)
    out += at(200, 424, rect(-50, -46, 84, 24, dark, 2) + circle(-30, -10, 16, "none", stroke=dark, stroke_width=5) + circle(18, -10, 16, "none", stroke=dark, stroke_width=5) + ellipse(84, -36, 34, 14, dark) + path("M108 -40L126 -66L136 -58L120 -32z", dark) + stroke("M62 -28V4M74 -28V4M96 -28V4M108 -28V4M34 -34H60", dark, 6), 1)
    out += at(420, 430, person(0, 0, 0.9, dark, "#bda378", dark, dark, dark)) + at(460, 432, person(0, 0, 0.8, "#7f6340", "#bda378", dark, dark)) + at(504, 430, rect(-20, -30, 40, 30, dark, 12) + stroke("M-20 -20H20M-20 -10H20", mid, 2))
    rng = random.Random(5)
    out += stroke("".join(f"M{n(rng.uniform(50, 590))} {n(rng.uniform(50, 430))}h{n(rng.uniform(0, 9))}" for _ in range(60)), "#f6ecd2", 1.5, opacity=0.6)
    return out + poly([(26, 26), (70, 26), (26, 70)], "#c9b488") + poly([(614, 454), (570, 454), (614, 410)], "#c9b488") + text(320, 449, "", 10, dark)


def museum_bell():
    out = rect(0, 0, W, H, "#37505c") + glow("spot", "#f6e6bd", 0.6) + ellipse(320, 220, 300, 260, "url(#spot)") + rect(0, 410, W, 70, "#5c3a22") + rect(0, 410, W, 8, "#7a5030")
    out += rect(150, 70, 22, 330, WOOD, 4) + rect(468, 70, 22, 330, WOOD, 4) + rect(130, 60, 380, 26, "#a2714a", 6) + rect(120, 390, 400, 24, "#a2714a", 5) + rect(310, 84, 20, 26, DARK)
    out += gradient("brass", "#8a6426", "#f1cf73", "#b98a2e", "#7a561f", across=True) + path("M280 110H360Q372 120 374 160Q380 260 430 310V330H210V310Q260 260 266 160Q268 120 280 110z", "url(#brass)") + rect(200, 322, 240, 18, "url(#brass)", 8) + circle(320, 352, 16, "#6d4d1c")
    out += stroke("M268 176H372M262 196H378M232 296H408", "#6d4d1c", 3) + text(320, 258, "CONSTANCE", 23, "#5a3e14", font=SERIF) + stroke("M320 368v24q-10 8 0 18", CREAM, 5)
    return out + rect(230, 424, 180, 40, CREAM, 3) + text(320, 442, "Ship's bell", 14, DARK, font=SERIF) + text(320, 458, "rung by hand, please don't", 10, GREY, font=SERIF) + at(560, 408, path("M-26 0Q-34 -50 -6 -66L-14 -120Q-2 -136 14 -120L12 -70Q30 -50 26 0z", DARK) + poly([(12, -124), (38, -118), (12, -114)], YELLOW) + circle(6, -122, 2.5, WHITE))


def accordion_body(squeeze=0.0):
    gap = 110 + squeeze
    out = rect(-gap / 2, -92, gap, 184, "#efe3cc")
    out += stroke("".join(f"M{n(-gap / 2 + (i + 0.5) * gap / 9)} -92V92" for i in range(9)), RED, 5)
    out += rect(-gap / 2 - 92, -110, 92, 220, "#b02a2a", 14) + rect(gap / 2, -110, 92, 220, "#b02a2a", 14) + rect(-gap / 2 - 82, -100, 14, 200, YELLOW, 6) + rect(gap / 2 + 68, -100, 14, 200, YELLOW, 6)
    keys = "".join(rect(gap / 2 + 10, -94 + i * 19, 44, 16, WHITE, 2) for i in range(10)) + "".join(rect(gap / 2 + 10, -84 + i * 19, 26, 9, DARK, 2) for i in (0, 1, 3, 4, 5, 7, 8))
    return out + keys + "".join(circle(-gap / 2 - 56 + (i % 3) * 18, -84 + (i // 3) * 21, 6, WHITE) for i in range(27))


def accordion():
    out = rect(0, 0, W, H, "#7d4a3c") + stroke("".join(f"M0 {y}H640" for y in range(20, 380, 40)) + "".join(f"M{x + (40 if y % 80 == 20 else 0)} {y}v40" for y in range(-20, 380, 40) for x in range(0, 640, 80)), "#6b3d31", 3) + glow("spot", "#ffe0a0", 0.4) + ellipse(320, 200, 300, 240, "url(#spot)") + rect(0, 400, W, 80, "#4b3526")
    out += rect(190, 60, 14, 400, BROWN) + rect(436, 60, 14, 400, BROWN) + rect(190, 80, 260, 26, WOOD, 6) + rect(190, 130, 260, 20, WOOD, 6) + rect(170, 330, 300, 26, WOOD, 6) + rect(180, 356, 12, 110, BROWN) + rect(448, 356, 12, 110, BROWN)
    out += at(320, 226, accordion_body(), 0.98, -3) + stroke("M200 150q-60 40 -46 130q10 70 -14 120", DARK, 10) + stroke("M440 140q20 -20 6 -40", DARK, 10)
    return out + "".join(at(x, y, ellipse(0, 0, 11, 8, CREAM) + line(10, 0, 10, -36, CREAM, 4) + stroke("M10 -36q16 4 14 18", CREAM, 4), 1, t) for x, y, t in ((90, 150, -8), (556, 110, 10), (580, 250, -6)))


def cannery_stage(t=0.0, w=W, h=H):
    hue = ["#3f5fb0", "#6b4fb0", "#3f8fb0"][int(t * 1.2) % 3]
    out = rect(0, 0, w, h, "#241d2e")
    arches = ""
    for i in range(4):
        x = w * (i - 0.5) / 3
        arches += f"M{n(x)} {n(h * 0.75)}V{n(h * 0.42)}Q{n(x)} {n(h * 0.18)} {n(x + w / 6)} {n(h * 0.18)}Q{n(x + w / 3)} {n(h * 0.18)} {n(x + w / 3)} {n(h * 0.42)}V{n(h * 0.75)}"
    out += path(arches, "#33273f") + stroke(arches, "#6b4438", 16) + stroke(arches, "#8a5a48", 4)
    for i in range(4):
        x = w * (0.14 + i * 0.24)
        sway = 20 * math.sin(t * 2 + i * 1.4)
        out += poly([(x - 6, 0), (x + 6, 0), (x + 70 + sway, h * 0.78), (x - 70 + sway, h * 0.78)], hue, opacity=0.24) + rect(x - 12, 0, 24, 16, DARK, 3)
    out += rect(0, h * 0.74, w, h * 0.26, "#3d2b2b") + rect(0, h * 0.74, w, 8, "#6b4438")
    s = min(w / 640, h / 480) * (1.35 if w < 400 else 1.15)
    if w < 400:
        s = 0.62
    beat = 4 * math.sin(t * 6)
    for i, (fx, coat, hair) in enumerate(((0.2, CORAL, DARK), (0.4, GREEN, "#c9a45a"), (0.62, YELLOW, "#4b3326"), (0.83, SEA, "#7a2e22"))):
        x, y = w * fx, h * 0.88 + beat * (1 if i % 2 else -1) * 0.5
        lean = 4 * math.sin(t * 3 + i)
        out += at(x, y, person(0, 0, 1.35, coat, ["#e8b48c", "#8d5a3b", "#f0c9a4", "#b97a56"][i], hair), s, lean)
        if i == 0:
            out += at(x, y - 78 * s * 1.05, ellipse(0, 12, 18, 22, BROWN) + circle(0, 10, 6, DARK) + line(8, -2, 46, -34, "#5c3a22", 6), s * 1.3, lean)
        elif i == 1:
            out += at(x, y - 74 * s * 1.05, accordion_body(20 * math.sin(t * 3)), s * 0.26, lean)
        elif i == 2:
            out += at(x, y, line(26, -150, 26, 0, GREY, 3) + circle(24, -152, 7, DARK) + circle(-4, -124, 4, "#7a2e22"), s)
        else:
            out += at(x, y, circle(0, -34, 32, CREAM) + circle(0, -34, 32, "none", stroke=RED, stroke_width=7) + ellipse(-44, -60, 22, 6, YELLOW) + line(-44, -60, -44, 0, GREY, 3) + ellipse(44, -70, 24, 5, YELLOW) + line(44, -70, 44, 0, GREY, 3), s)
    crowd = "".join(circle(x, h - 6 - (k % 3) * 7 + 4 * math.sin(t * 6 + k), 17, "#120d18") for k, x in enumerate(range(0, w + 30, 30)))
    return out + crowd


def gull_chips():
    out = sky(W, H, "#86c4e4", "#e9f3ea") + cloud(100, 100, 1) + cloud(540, 150, 0.9) + sea(W, 390, H, CALM, t=1)
    bird = path("M-20 -6Q-90 -120 -190 -110Q-120 -70 -70 10z", "#dfe4e6") + path("M-190 -110Q-150 -100 -120 -76L-150 -66z", DARK) + path("M-80 10Q-30 -40 60 -26Q110 -30 120 -6Q110 20 60 30Q-20 50 -80 10z", WHITE) + poly([(-78, 6), (-130, 0), (-120, 30), (-70, 26)], WHITE)
    bird += path("M0 -10Q40 -130 150 -150Q110 -80 60 10z", "#c9d2d6") + path("M150 -150Q120 -130 104 -100L128 -104z", DARK) + circle(118, -18, 26, WHITE) + circle(126, -24, 4.5, DARK) + stroke("M116 -33l16 4", DARK, 3) + poly([(140, -20), (172, -12), (140, -6)], YELLOW) + stroke("M10 34l-6 22M30 32l0 24", ORANGE, 4)
    bag = path("M-34 -30H34L26 56H-26z", RED) + "".join(rect(-26 + i * 9.5, -54 - (i * 7) % 18, 7, 40, YELLOW, 2) for i in range(6)) + path("M-34 -30Q0 -14 34 -30L32 -8Q0 6 -32 -8z", "#94301f") + text(0, 34, "CHIPS", 17, CREAM)
    out += at(310, 190, bird, 1.35) + at(548, 224, bag, 1, 10)
    for x, y, turn in ((510, 300, 20), (570, 330, -30), (540, 370, 60)):
        out += at(x, y, rect(-4, -16, 8, 32, YELLOW, 2), 1, turn)
    return out + at(120, 450, person(0, 0, 0.9, CORAL, arms=150)) + gull(60, 60, 0.8) + quay(220, 446, 40)


def town_hall():
    out = sky(W, H, "#93bfd6", "#f4ecd6") + cloud(100, 80, 1) + cloud(540, 60, 0.9) + town(-10, 130, 390, 2) + town(520, 660, 390, 7) + rect(120, 220, 400, 170, "#d9b98a") + poly([(108, 222), (532, 222), (500, 180), (140, 180)], "#5c4a4f") + rect(270, 90, 100, 300, "#cfa876") + poly([(262, 92), (378, 92), (320, 20)], "#4f7f74")
    out += circle(320, 136, 34, CREAM, stroke=BROWN, stroke_width=5) + stroke("M320 136V114M320 136L336 146", DARK, 4) + "".join(circle(320 + 27 * math.cos(i * math.pi / 6), 136 + 27 * math.sin(i * math.pi / 6), 1.8, DARK) for i in range(12))
    for x in (140, 184, 228, 384, 428, 472):
        out += path(f"M{x} 300V258Q{x + 14} 240 {x + 28} 258V300z", "#38506b", stroke=CREAM, stroke_width=3) + rect(x, 322, 28, 44, "#38506b", 0, stroke=CREAM, stroke_width=3)
    out += path("M290 390V320Q320 284 350 320V390z", "#5c3a22") + line(320, 306, 320, 390, "#3e2616", 3) + circle(313, 354, 3, YELLOW) + circle(327, 354, 3, YELLOW) + rect(280, 388, 80, 8, "#b9a58a") + rect(270, 396, 100, 8, "#a8957a")
    out += path("M296 214V194Q320 180 344 194V214z", "#38506b", stroke=CREAM, stroke_width=3) + rect(276, 214, 88, 7, CREAM) + line(320, 20, 320, -20, DARK, 3) + line(430, 180, 430, 90, DARK, 4) + path("M432 92q26 -10 48 0t40 0v44q-20 10 -42 0t-46 0z", GREEN) + path("M432 114q26 -10 48 0t40 0v12q-20 10 -42 0t-46 0z", WHITE)
    out += rect(0, 400, W, 80, "#c4b79f") + stroke("M0 424H640M0 452H640", "#b3a58c", 2)
    return out + person(110, 446, 0.9, CORAL) + person(146, 450, 0.85, SEA, "#8d5a3b", DARK) + person(520, 452, 0.95, YELLOW, "#f0c9a4", "#c9a45a") + ellipse(430, 440, 13, 6, GREY) + circle(441, 433, 5, GREY) + ellipse(462, 446, 13, 6, STONE) + circle(473, 439, 5, STONE)


def water_glass():
    w, h = 480, 600
    out = rect(0, 0, w, h, "#e6efee") + stroke("".join(f"M{x} 0V420" for x in range(0, 480, 80)) + "".join(f"M0 {y}H480" for y in range(20, 420, 80)), "#cfdedd", 4) + rect(0, 420, w, 180, "#b9a58a") + rect(0, 420, w, 12, "#cdbb9f")
    out += gradient("steel", "#8f9aa0", "#dfe6e8", "#7d8791", across=True) + rect(70, 60, 46, 360, "url(#steel)", 10) + path("M70 90Q76 30 150 30H240Q284 34 284 90V150H246V100Q244 72 222 72H116z", "url(#steel)") + rect(238, 146, 54, 20, "#6d7880", 4) + circle(93, 220, 30, "#6d7880") + circle(93, 220, 14, CORAL) + rect(56, 406, 74, 18, "#6d7880", 5)
    out += rect(258, 166, 14, 130, "#a9dcee", 6, opacity=0.85) + line(262, 170, 262, 290, WHITE, 3)
    out += ellipse(266, 540, 110, 16, "#00000020") + path("M180 240H352L334 536H198z", "#ffffff", opacity=0.5) + path("M186 300Q226 290 266 300T346 300L334 530H198z", "#8fd0e6", opacity=0.75) + path("M186 300Q226 290 266 300T346 300Q306 312 266 308T186 300z", "#cdeef8") + stroke("M180 240L198 536H334L352 240", "#9fb8c0", 4) + ellipse(266, 240, 86, 12, "none", stroke="#9fb8c0", stroke_width=4) + stroke("M204 320l10 180", WHITE, 7, opacity=0.7)
    return out + "".join(circle(x, y, r, WHITE, opacity=0.7) for x, y, r in ((240, 360, 6), (286, 400, 8), (260, 450, 5), (300, 340, 4), (250, 500, 7), (310, 470, 4), (226, 420, 4)))


PICTURES = {
    "scoreboard-1-0": lambda: scoreboard(1, 0, "ADAIR 11", "12'"),
    "scoreboard-1-1": lambda: scoreboard(1, 1, "ADAIR 11   ROWE 29", "30'"),
    "scoreboard-2-2": lambda: scoreboard(2, 2, "HOLT 71", "72'"),
    "scoreboard-3-2": lambda: scoreboard(3, 2, "FULL TIME", "90'"),
    "gullfield": gullfield, "green-scarf": green_scarf, "buns-tray": buns_tray,
    "bun-single": bun_single, "bun-recipe-card": bun_recipe_card, "soup-bowl": soup_bowl,
    "tea-cake": tea_cake, "seal-pup": seal_pup, "seal-tank": seal_tank,
    "seal-release": seal_release, "cat-window": cat_window, "cat-rope": cat_rope,
    "dog-beach": dog_beach, "knitting-jumper": knitting_jumper, "yarn-basket": yarn_basket,
    "retro-terminal": retro_terminal, "floppy-stack": floppy_stack, "retro-modem": retro_modem,
    "garden-beds": garden_beds, "sunflower-pot": sunflower_pot, "cabbage-giant": cabbage_giant,
    "runner-quay": runner_quay, "market-stalls": market_stalls, "fish-crates": fish_crates,
    "book-stack": book_stack, "reading-chair": reading_chair, "bus-rain": bus_rain,
    "bus-stop": bus_stop, "night-mole": night_mole, "night-town": night_town,
    "paper-boats": paper_boats, "school-play": school_play, "old-harbour": old_harbour,
    "museum-bell": museum_bell, "accordion": accordion, "cannery-stage": cannery_stage,
    "gull-chips": gull_chips, "town-hall": town_hall, "water-glass": water_glass,
}
