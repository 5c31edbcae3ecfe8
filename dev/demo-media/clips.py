"""The short vertical clips: a drawing for each moment `t` (seconds), 270 by 480."""

import math
import random

from pictures_sea import bridge_damage
from pictures_town import (accordion_body, cannery_stage, cloth, runner_figure, sunflower, tank)
from svgkit import *  # noqa: F403 - a drawing vocabulary

W, H = 270, 480


def ease(x):
    x = max(0.0, min(1.0, x))
    return x * x * (3 - 2 * x)


def caption(words, y=452, fill=CREAM, back=NAVY):
    return rect(16, y - 24, W - 32, 36, back, 10, opacity=0.85) + text(W / 2, y, words, 16, fill)


def waves(t):
    out = sky(W, H, "#56646f", "#8d9aa2", "#b4b9b5") + cloud(60 + t * 6, 70, 1.5, "#66747f", 0.8) + cloud(230 + t * 5, 50, 1.6, "#5f6d78", 0.8) + lighthouse(200, 262, 1.1)
    out += poly([(110, 262), (270, 254), (270, 320), (96, 316)], "#6f6a63")
    burst = max(0.0, math.sin(t * 2.1)) ** 2
    rng = random.Random(4)
    for _ in range(30):
        a, r = rng.uniform(3.5, 5.6), rng.uniform(20, 110) * burst
        out += circle(116 + math.cos(a) * r, 276 + math.sin(a) * r * 1.2, rng.uniform(2, 9) * (0.4 + burst), FOAM, opacity=f"{0.85 * burst:.2f}")
    out += sea(W, 288, H, STORM, 130, 15, t * 4)
    return out + rain(W, H, 3, 34, WHITE, t) + gull(50 + t * 12, 150 + 10 * math.sin(t * 2), 0.9, WHITE, t * 7)


def oven(t, inside):
    out = rect(0, 0, W, H, "#d9d2c3") + rect(14, 30, 242, 410, "#4b4f57", 14) + rect(24, 40, 222, 64, "#33363d", 8)
    for i in range(4):
        out += circle(58 + i * 38, 72, 13, "#6d7880") + line(58 + i * 38, 72, 58 + i * 38 + 9 * math.sin(i + 1), 72 - 9 * math.cos(i + 1), CREAM, 3)
    out += rect(204, 58, 34, 28, "#131a1a", 4) + text(221, 78, "200", 14, "#ffb13d")
    out += rect(30, 114, 210, 14, "#7d8791", 6) + rect(34, 140, 202, 280, "#2a1c16", 14) + glow("heat", "#ff9a3d", 0.75) + ellipse(135, 280, 130, 170 + 8 * math.sin(t * 3), "url(#heat)")
    for y in (252, 372):
        out += line(40, y, 230, y, "#8d8578", 3) + stroke("".join(f"M{x} {y - 2}v5" for x in range(48, 230, 12)), "#8d8578", 2)
    return out + inside + path("M34 154V406L120 140H48Q34 140 34 154z", WHITE, opacity=0.07)


def bun_baking(t):
    done = ease((t - 0.3) / 4.6)
    size = 19 + 9 * done + 0.6 * math.sin(t * 9)
    inside = "".join(bun(76 + i * 59, y - size * 0.7, size, None, done) for y in (252, 372) for i in range(3))
    if t > 4.6:
        inside += steam(135, 200, 60, t, "#ffe0b0")
    return oven(t, inside)


def bun_dance(t):
    out = gradient("disco", "#f3c667", "#e76f51") + rect(0, 0, W, H, "url(#disco)")
    for i in range(10):
        a = i * math.pi / 5 + t * 0.5
        out += poly([(135, 250), (135 + 420 * math.cos(a), 250 + 420 * math.sin(a)), (135 + 420 * math.cos(a + 0.3), 250 + 420 * math.sin(a + 0.3))], "#fff3cf", opacity=0.16)
    out += poly([(20, 380), (250, 380), (268, 430), (2, 430)], "#646a73") + poly([(30, 386), (240, 386), (252, 420), (18, 420)], "#8b929b")
    beat = t * math.pi * 2
    for i in range(3):
        hop = abs(math.sin(beat + i * 0.9)) * 52
        squash = 1 - 0.12 * (hop < 8)
        out += at(60 + i * 75, 374 - hop, at(0, 0, bun(0, 0, 36, "sing" if int(t * 2 + i) % 2 else "happy"), 1, 10 * math.sin(beat + i)), squash)
    for i in range(5):
        y = (420 - (t * 60 + i * 90) % 440)
        out += at(30 + i * 52 + 8 * math.sin(t * 3 + i), y, ellipse(0, 0, 8, 6, CREAM) + stroke("M7 0V-26q12 2 11 13", CREAM, 3), 1, 12 * math.sin(t * 2 + i), opacity=0.85)
    return out + text(135, 74, "rise, rise, rise", 27, CREAM, font=SERIF)


def bun_open(t):
    gap = 52 * ease((t - 1.2) / 2.2)
    out = rect(0, 0, W, H, "#dfe8e2") + stroke("".join(f"M{x} 0V480" for x in range(10, 270, 50)) + "".join(f"M0 {y}H270" for y in range(10, 480, 50)), "#c3d8cf", 22, opacity=0.6) + ellipse(135, 352, 126, 40, WHITE) + ellipse(135, 348, 92, 26, "#eef2f0")
    left = path("M0 -70Q-84 -70 -84 6Q-84 44 0 44Q14 -10 0 -70z", "#de9644") + path("M-10 -62Q-70 -56 -74 -4Q-40 -50 -8 -50z", "#f3be6c") + path("M0 -70Q16 -10 0 44Q-16 10 -12 -20Q-14 -50 0 -70z", "#f7e7c3")
    right = path("M0 -70Q84 -70 84 6Q84 44 0 44Q-12 -10 0 -70z", "#c87f34") + path("M10 -62Q60 -56 70 -8Q40 -46 10 -52z", "#e8a958") + path("M0 -70Q-14 -10 0 44Q16 10 12 -20Q14 -50 0 -70z", "#f7e7c3")
    fill = "".join(at(135 + dx * gap / 52, 322 + dy, path("M-16 5Q-6 -10 14 -6Q18 4 6 9z", "#f2a65e") + stroke("M-8 1q8 -5 14 -3", "#fbd3a1", 2), 1, turn) for dx, dy, turn in ((-18, -10, 10), (6, 2, -20), (18, -14, 30), (-6, -26, 0)))
    fill += "".join(circle(135 + dx * gap / 52, 320 + dy, 4.5, "none", stroke=LEAF, stroke_width=3) for dx, dy in ((-10, -18), (12, -4), (-22, 0), (20, -26), (2, 10)))
    out += (fill if gap > 4 else "") + at(135 - gap, 310, left, 1, -gap * 0.2) + at(135 + gap, 310, right, 1, gap * 0.2)
    if gap > 10:
        out += at(135, 250, steam(0, 0, 110, t, "#9fb0b0"), 1, 0, False, opacity=f"{min(1, gap / 52):.2f}")
    return out + text(135, 74, "slow open", 28, MOSS, font=SERIF)


def cat_tail(t):
    out = sky(W, H, "#f2c79a", "#f7e3c0") + circle(206, 120, 34, "#fff3c9") + town(-10, 290, 330, 4, None, 0.9) + rect(0, 326, W, 154, "#b8746a")
    out += stroke("".join(f"M0 {y}H270" for y in range(356, 480, 30)) + "".join(f"M{x + (30 if y % 60 < 30 else 0)} {y}v30" for y in range(326, 480, 30) for x in range(0, 270, 60)), "#a0605a", 3) + rect(0, 318, W, 14, "#d9a08f")
    out += cat_sitting(125, 322, 1.35, tail=24 * math.sin(t * math.pi * 2), eyes=int(t * 2.5) % 7 != 3)
    for i in range(3):
        y = 250 - (t * 40 + i * 80) % 230
        out += at(40 + i * 90, y, ellipse(0, 0, 8, 6, BROWN) + stroke("M7 0V-24q10 2 9 12", BROWN, 3), 1, 10 * math.sin(t * 3 + i), opacity=0.7)
    return out


def bridge_lifting(t):
    lift = 112 * ease(t / 3.2)
    out = sky(W, H, "#9cc4d8", "#e9eedd") + cloud(70 + t * 4, 70, 0.9) + cloud(220 + t * 4, 110, 0.6) + hills(W, 300, "#a9bdae", 3, 24)
    out += bridge(W / 2, 300, 0.86, lift) + sea(W, 372, H, CALM, 80, 5, t * 2) + freighter(-150 + 72 * max(0, t - 1.4), 398, 0.5, 0.6 * math.sin(t * 2))
    return out + gull(60 + t * 9, 150, 0.8, WHITE, t * 6) + gull(230 - t * 7, 190, 0.6, WHITE, t * 7)


def bridge_report(t):
    out = sky(W, H, "#8fa3b0", "#cfd6cf") + bridge(W / 2, 270, 0.8, 66, 4) + sea(W, 336, 380, STORM, 70, 4, t) + rect(0, 372, W, 108, "#5c5f66") + rect(0, 356, W, 16, RED) + "".join(rect(i * 60 + 8, 356, 30, 16, WHITE) for i in range(5))
    return out + microphone(135, 340, 1.2) + bars(30, 66, 210, 64, t, CREAM) + caption("VARN SOUND · at the bridge", 462) + circle(28, 24, 6, RED, opacity=0.4 + 0.6 * (int(t * 1.5) % 2)) + text(58, 29, "live", 14, CREAM)


def radio_report(t):
    out = rect(0, 0, W, H, "#3a2f3f") + stroke("".join(f"M{x + (22 if y % 88 else 0)} {y}l22 22l22 -22" for y in range(0, 480, 44) for x in range(-44, 270, 44)), "#463a4c", 3) + rect(60, 44, 150, 46, "#241d2e", 10) + rect(66, 50, 138, 34, RED if int(t * 1.4) % 4 else "#7a2e26", 7) + text(135, 74, "ON AIR", 20, CREAM)
    out += bars(24, 176, 222, 110, t, YELLOW) + microphone(135, 304, 1.5, TEAL) + line(152, 420, 240, 350, "#6b5a70", 7) + line(240, 350, 262, 250, "#6b5a70", 7)
    return out + rect(0, 430, W, 50, "#2a2030") + caption("VARN SOUND", 458)


def engineer_report(t):
    dent = at(0, 0, f'<svg x="-185" y="16" width="640" height="480" viewBox="0 0 640 480">{bridge_damage()}</svg>')
    out = rect(0, 0, W, H, "#b9c4c6") + dent + rect(0, 300, W, 180, "#47626a")
    nod = 2.5 * math.sin(t * 4)
    figure = path("M-70 190V110Q-66 60 -20 54H20Q66 60 70 110V190z", ORANGE) + stroke("M-40 64V190M40 64V190M-66 130H66", "#ffe9a8", 11) + rect(-13, 34, 26, 28, "#7a4b30", 6)
    head = ellipse(0, 8, 31, 36, "#8d5a3b") + path("M-36 -2Q-36 -44 0 -46Q36 -44 36 -2z", WHITE) + rect(-42, -6, 84, 9, "#e6e6e0", 4) + circle(-11, 10, 3.4, DARK) + circle(11, 10, 3.4, DARK) + ellipse(0, 27, 8, 2 + 3.5 * abs(math.sin(t * 8)), "#5a2a22") + stroke("M-17 3q6 -4 12 0M5 3q6 -4 12 0", DARK, 2.5)
    out += at(135, 300, figure + at(0, nod, head))
    width = 78 * ease(t / 2)
    return out + line(144 - width, 262, 144 + width, 262, YELLOW, 4) + text(144, 252, "38 cm", 20, YELLOW, opacity=f"{ease((t - 1) / 1):.2f}") + caption("Ines Okafor, engineer", 462)


def goal_scene(t, ball, keeper, jump):
    out = sky(W, H, "#7f97a6", "#c9d3cf")
    rng = random.Random(2)
    for i in range(44):
        x, row = (i % 15) * 19 + (i // 15) * 7, i // 15
        y = 118 + row * 24 - jump * abs(math.sin(t * 10 + i)) * 10
        out += circle(x, y, 8, rng.choice(["#e8b48c", "#b97a56", "#8d5a3b", "#f0c9a4"])) + rect(x - 9, y + 7, 18, 18, rng.choice([GREEN, WHITE, MOSS, GREEN]), 5)
    out += rect(0, 186, W, 16, BROWN) + rect(0, 200, W, 280, "#5f9a5a") + "".join(rect(0, 200 + i * 80, W, 40, "#6aa763") for i in range(4))
    net = "".join(f"M{36 + i * 11} 176V290" for i in range(19)) + "".join(f"M36 {176 + i * 11}H234" for i in range(11))
    out += stroke(net, "#eef2ee", 1, opacity=0.6) + stroke("M34 292V172H236V292", WHITE, 6) + stroke("M10 330H260M40 300L10 330M230 300L260 330", WHITE, 2)
    kx, ky, turn = keeper
    out += at(kx, ky, person(0, 0, 0.8, YELLOW, "#e8b48c", arms=150 if turn else 40, legs=DARK), 1, turn)
    bx, by, r = ball
    return out + circle(bx, by, r, WHITE, stroke=DARK, stroke_width=1.5) + at(bx, by, poly([(0, -4), (4, -1), (2, 4), (-2, 4), (-4, -1)], DARK), r / 11, t * 300)


def goal(t):
    flight = ease((t - 0.8) / 1.1)
    ball = (70 + 138 * flight + 36 * math.sin(flight * math.pi), 440 - 232 * flight - 20 * math.sin(flight * math.pi), 15 - 7 * flight)
    if t > 1.9:
        ball = (206 + 2 * math.sin(t * 20) * max(0, 2.4 - t), 210 + min(70, (t - 1.9) ** 2 * 90), 8)
    dive = ease((t - 1.1) / 0.7)
    out = goal_scene(t, ball, (135 + 34 * dive, 292 - 6 * dive, 62 * dive), ease((t - 1.8) / 0.4))
    kick = 30 * math.sin(min(max(t - 0.4, 0) * 5, 3.1))
    out += at(48, 456, person(0, 0, 1.1, GREEN, "#b97a56", DARK, WHITE, swing=kick * 0.5))
    return out + (at(135, 84, text(0, 0, "GOAL!", 56, "#ffd977", stroke=MOSS, stroke_width=2), 0.7 + 0.3 * ease((t - 1.9) / 0.4), 4 * math.sin(t * 9)) if t > 1.9 else "")


def goal_disallowed(t):
    flight = ease((t - 0.5) / 0.9)
    ball = (150 - 70 * flight, 430 - 200 * flight, 15 - 7 * flight)
    if t > 1.4:
        ball = (80, 230 + min(52, (t - 1.4) ** 2 * 80), 8)
    joy = ease((t - 1.3) / 0.3) * (1 - ease((t - 2.6) / 0.4))
    out = goal_scene(t, ball, (135 + 20 * ease((t - 0.7) / 0.6), 292, 0), joy)
    up = 110 * ease((t - 2.2) / 0.5)
    out += at(232, 440, person(0, 0, 1.05, DARK, "#f0c9a4", "#4b3326", "#1d1f26")) + at(246, 366, line(0, 0, 0, 56, BROWN, 4) + path(f"M0 56h34v22h-34z", YELLOW if int(t * 6) % 2 else ORANGE), 1, 180 * (up / 110))
    shown = "2 : 1" if 1.6 < t < 3.4 else "1 : 1"
    out += rect(76, 24, 118, 54, "#1f2a2b", 8) + text(135, 64, shown, 34, "#ffb13d")
    if t > 3.2:
        out += rect(66, 86, 138, 38, RED, 8) + text(135, 113, "offside", 26, CREAM)
    return out


def ferry_passing(t):
    out = sky(W, H, "#9ed0e6", "#f4efdc") + cloud(60 + t * 5, 80, 0.9) + cloud(210 + t * 4, 130, 0.7) + hills(W, 262, "#8fb09d", 5, 30) + sea(W, 256, H, CALM, 90, 6, t * 2)
    x = -150 + 74 * t
    out += ferry(x, 322 + 3 * math.sin(t * 2.4), 1.05, 1.2 * math.sin(t * 2)) + stroke(f"M{n(x - 120)} 334q-30 10 -70 2M{n(x - 120)} 342q-40 10 -96 6", WHITE, 3, opacity=0.7)
    puff = "".join(circle(x - 44 - i * 18 - t * 2, 200 - i * 12, 7 + i * 3, WHITE, opacity=f"{0.5 - i * 0.1:.2f}") for i in range(4))
    out += puff + "".join(gull(x - 90 - i * 26, 210 + i * 14 + 8 * math.sin(t * 3 + i), 0.7, WHITE, t * 7 + i) for i in range(3))
    return out + wave(W, 430, H, "#24587a", 110, 9, t * 40)


def lighthouse_beam(t):
    out = sky(W, H, "#071426", "#12304a") + stars(W, 280, 8, 70, t) + glow("lt", "#ffe9a8")
    a = t * math.pi / 2
    reach, wide = 420 * math.cos(a), 26 + 40 * abs(math.sin(a))
    for sign in (1, -1):
        out += poly([(150, 196), (150 + sign * reach, 196 - wide), (150 + sign * reach, 196 + wide)], "#ffe9a8", opacity=f"{0.16 + 0.18 * abs(math.cos(a)):.2f}")
    flash = 46 + 60 * abs(math.sin(a)) ** 8
    return out + circle(150, 196, flash, "url(#lt)") + lighthouse(150, 362, 1.2) + poly([(0, 372), (230, 358), (250, 400), (0, 420)], "#141d28") + sea(W, 384, H, BLACKWATER, 90, 6, t * 2) + stroke("".join(f"M{138 + (i % 3) * 7} {400 + i * 14}h{24 - i * 2}" for i in range(5)), "#ffe9a8", 3, opacity=f"{0.25 + 0.35 * abs(math.sin(a)) ** 4:.2f}")


def rain_window(t):
    out = sky(W, H, "#2c3a4c", "#51606e") + glow("lampg", "#ffd98a", 0.8) + circle(186, 150, 120, "url(#lampg)") + circle(186, 150, 20, "#ffe9b8", opacity=0.9) + rect(182, 160, 8, 260, "#26303c", opacity=0.8) + town(-20, 290, 380, 6, 0.4, 1.1, "#26303e") + rect(0, 376, W, 104, "#222b36", opacity=0.8)
    out += rect(0, 0, W, H, "#8fa3b8", opacity=0.12)
    rng = random.Random(12)
    for i in range(24):
        x, speed, y0, r = rng.uniform(4, 266), rng.uniform(14, 90), rng.uniform(0, 480), rng.uniform(2.5, 5.5)
        wobble = math.sin(t * 1.5 + i) * 2
        y = (y0 + t * speed * (1 if i % 3 else 0.15)) % 500 - 10
        if i % 3:
            out += line(x, y - 46, x + wobble, y, "#cfe0ee", r * 0.7, opacity=0.22)
        out += ellipse(x + wobble, y, r, r * 1.25, "#dcebf5", opacity=0.6) + circle(x + wobble - r * 0.3, y - r * 0.4, r * 0.3, WHITE)
    return out + rect(0, 0, 14, H, "#4a3833") + rect(256, 0, 14, H, "#4a3833") + rect(0, 0, W, 14, "#4a3833") + rect(130, 0, 10, H, "#4a3833") + rect(0, 448, W, 32, "#5a463f") + at(64, 446, rect(-30, -12, 60, 12, CORAL, 2) + rect(-26, -24, 54, 12, SEA, 2) + rect(-22, -34, 46, 10, GREEN, 2))


def bus_puddle(t):
    out = sky(W, H, "#62707c", "#a3adb0") + cloud(60, 60, 1.3, "#717f8a") + cloud(220, 90, 1.2, "#717f8a") + town(-10, 290, 320, 8, 0.35, 1.1) + rect(0, 318, W, 30, "#8b857b") + rect(0, 346, W, 134, "#4b4f57") + ellipse(150, 412, 96, 16, "#8fa0ab")
    out += lamp(214, 336, 120, True)
    x = -170 + 118 * t
    out += bus(x, 404 + math.sin(t * 14), 1.05, "4", 30 * math.sin(t * 5))
    splash = math.sin(min(max((t - 1.7) / 1.5, 0), 1) * math.pi)
    rng = random.Random(7)
    for _ in range(34):
        a, r = rng.uniform(-2.6, -0.5), rng.uniform(20, 120) * splash
        out += circle(176 + math.cos(a) * r, 410 + math.sin(a) * r * 0.9, rng.uniform(2, 6) * (0.3 + splash), FOAM, opacity=f"{0.85 * splash:.2f}")
    return out + rain(W, H, 6, 50, WHITE, t, 9)


def slack_tides(t):
    return cannery_stage(t, W, H) + text(135, 60, "THE SLACK TIDES", 22, CREAM, font=SERIF)


def knitting(t):
    out = rect(0, 0, W, H, "#efe3cc") + circle(214, 416, 60, SEA) + stroke("M170 396q44 -34 88 0M164 420q50 -34 100 0M176 446q36 -24 74 0M196 368q-20 48 8 96M230 362q-34 56 0 108", "#1f5779", 4) + stroke(f"M160 430Q90 {n(440 + 10 * math.sin(t * 4))} 70 330", SEA, 4)
    rows, width = 9, 11
    progress = (t / 6) * 22
    for r in range(rows):
        for c in range(width):
            colour = SEA if (r + c) % 4 or r % 2 else WHITE
            x, y = 48 + c * 17, 330 - r * 17
            if r * 1.0 > 6 and (r - 7) * 11 + c > progress:
                continue
            out += f'<path d="M{x} {y}l7 9l7 -9l-3 -5l-4 6l-4 -6z" fill="{colour}"/>'
    d = math.sin(t * 6)
    top = 330 - 17 * (7 + min(1.9, progress / 11))
    return out + at(60 + 5 * d, top, rect(-20, -5, 190, 8, WOOD, 4) + circle(-24, -1, 9, CORAL), 1, 6 + 5 * d) + at(214 - 6 * d, top - 8, rect(-170, -4, 190, 8, "#a2714a", 4) + circle(24, 0, 9, CORAL), 1, -18 - 7 * d) + text(135, 70, "one more row", 26, BROWN, font=SERIF)


def runner(t):
    out = sky(W, H, "#e9a98a", "#f7d9a8", "#fbeed6") + glow("sun", "#fff0b8") + circle(190, 210, 110, "url(#sun)") + circle(190, 210, 30, "#fff3c9")
    shift = (t * 60) % 110
    for i in range(-1, 5):
        x = i * 110 - shift
        out += line(x, 300, x, 180, "#7a5a5a", 4) + stroke(f"M{n(x)} 180L{n(x - 34)} 300M{n(x)} 180L{n(x + 34)} 300", "#9a7a74", 1.5) + path(f"M{n(x - 38)} 300h76l-12 16h-52z", "#6d4f58")
    out += sea(W, 312, 372, ["#d9a58c", "#c28f84"], 80, 4, t * 2) + rect(0, 366, W, 114, "#b59a86") + rect(0, 366, W, 8, "#94796b")
    s2 = (t * 130) % 60
    out += stroke("".join(f"M{n(x - s2)} 374l-16 106" for x in range(0, 380, 60)), "#94796b", 2) + ellipse(125, 446, 52, 6, "#00000028")
    return out + runner_figure(125, 438, 1.3, t) + gull(60 + t * 5, 100, 0.8, WHITE, t * 6)


def seal_swim(t):
    out = tank(t, W, H)
    a = t / 7 * 2 * math.pi - 0.6
    x, y = 135 + 62 * math.cos(a), 268 + 38 * math.sin(a)
    if t < 5.2:
        turn = math.degrees(math.atan2(38 * math.cos(a), -62 * math.sin(a)))
        body = path("M-44 0Q-30 -22 6 -20Q36 -18 44 0Q36 18 6 20Q-30 22 -44 0z", "#e9e6df") + poly([(-40, 0), (-66, -14), (-60, 0), (-66, 14)], "#cfcac0") + path(f"M4 16q{n(-6 + 8 * math.sin(t * 8))} 18 -16 18q0 -12 4 -18z", "#d6d1c7") + path(f"M4 -16q{n(-6 - 8 * math.sin(t * 8))} -18 -16 -18q0 12 4 18z", "#d6d1c7") + circle(30, -8, 3, DARK) + circle(30, 8, 3, DARK) + circle(44, 0, 4, DARK)
        out += at(x, y, body, 1, turn) + "".join(circle(x - 60 * math.cos(math.radians(turn)) + i * 5, y - 60 * math.sin(math.radians(turn)) - i * 7, 3 + i, "#d5eef6", opacity=0.6) for i in range(3))
    else:
        up = ease((t - 5.2) / 0.7)
        out += at(135, 300 - 26 * up, path("M-46 50Q-42 -34 0 -40Q42 -34 46 50z", "#e9e6df") + circle(-17, -8, 8, DARK) + circle(17, -8, 8, DARK) + circle(-14, -11, 3, WHITE) + circle(20, -11, 3, WHITE) + ellipse(0, 8, 8, 6, DARK) + stroke("M0 14q-7 8 -12 4M0 14q7 8 12 4", DARK, 2) + stroke("M-14 10l-30 -4M-14 14l-30 4M14 10l30 -4M14 14l30 4", GREY, 1.3)) + ellipse(135, 350, 74, 12, "#8fd0e6", opacity=0.85)
    return out + rect(60, 30, 150, 44, CREAM, 6) + text(135, 60, "BISCUIT", 24, NAVY)


def storm_mast(t):
    speed = 2 + t * 1.6
    angle = 0.5 * 1.6 * t * t + 2 * t
    out = sky(W, H, "#3f4a55", "#77838b") + cloud(40 + t * 14, 80, 1.5, "#566370", 0.8) + cloud(200 + t * 18, 130, 1.3, "#4d5a66", 0.8) + poly([(0, 480), (0, 420), (135, 360), (270, 420), (270, 480)], "#7c4a3a") + stroke("M0 444L135 384L270 444M0 466L135 406L270 466", "#6a3e30", 3)
    lean = 2 * math.sin(t * 9) * t / 7
    mast = rect(-4, -190, 8, 190, STONE) + line(0, -150, -60, -20, GREY, 1.5) + line(0, -150, 60, -20, GREY, 1.5) + rect(-10, -206, 20, 18, DARK, 5)
    for i in range(3):
        a = angle * 2 + i * 2 * math.pi / 3
        x, depth = 62 * math.cos(a), math.sin(a)
        mast += line(0, -200, x, -200 + 9 * depth, GREY, 4) + ellipse(x, -200 + 9 * depth, 13 - 3 * abs(depth), 15, RED if depth > 0 else "#94301f")
    mast += at(0, -170, poly([(0, -5), (46, -14), (40, 0), (46, 14), (0, 5)], YELLOW) + line(0, 0, -34, 0, GREY, 4), 1, 8 * math.sin(t * 7))
    out += at(135, 384, mast, 1.15, lean)
    number = int(44 + 74 * ease(t / 5.5))
    return out + rain(W, H, 6, 46, WHITE, t, 24) + rect(60, 22, 150, 64, "#131a1a", 10) + text(112, 68, number, 38, "#ff7a5c" if number > 90 else "#ffd977") + text(180, 68, "km/h", 14, STONE)


def sunflower_clip(t):
    grow, opened = ease(t / 3.4), ease((t - 2.6) / 1.8)
    out = sky(W, H, "#bfe0ea", "#f7f1dc") + circle(214, 80 - 6 * math.sin(t), 30, "#ffe9a8") + rect(0, 420, W, 60, "#b9a58a")
    top = 360 - 210 * grow
    nod = 10 * math.sin(t * 2.2) * opened
    out += stroke(f"M135 376Q{n(128 + nod * 0.4)} {n((376 + top) / 2)} {n(135 + nod)} {n(top)}", GREEN, 9)
    if grow > 0.4:
        size = ease((grow - 0.4) / 0.5)
        out += at(134, 300, path("M0 0q-34 -34 -66 -8q24 28 66 8z", LEAF), size) + at(136, 262, path("M0 0q34 -34 66 -8q-24 28 -66 8z", GREEN), size)
    out += sunflower(135 + nod, top, 20 + 46 * opened, nod, max(0.12, opened)) + poly([(84, 370), (186, 370), (170, 440), (100, 440)], "#c06a42") + rect(76, 354, 118, 22, "#b05c36", 5)
    return out + text(135, 466, "day 1 to day 80", 15, CREAM)


def terminal_typing(t):
    lines = ["&gt; RUN TIDE", "HIGH WATER: YES", "LOW WATER: ALSO", "&gt; BAKE BUNS", "SYNTAX: DELICIOUS"]
    shown, left = [], int(t * 15)
    for row in lines:
        plain = row.replace("&gt;", ">")
        if left <= 0:
            break
        shown.append(plain[:left].replace(">", "&gt;"))
        left -= len(plain)
    out = rect(0, 0, W, H, "#6b5a4c") + rect(0, 350, W, 130, "#8d6a4a") + rect(10, 70, 250, 250, "#e3d8bd", 18) + rect(24, 86, 222, 190, "#b9ad8e", 14) + rect(32, 94, 206, 174, "#0d2015", 14) + glow("tube", "#3f8f58", 0.4) + ellipse(135, 180, 120, 100, "url(#tube)")
    for i, row in enumerate(shown):
        out += text(44, 126 + i * 27, row, 17, "#6dff9a", "start", "DejaVu Sans Mono, monospace")
    if int(t * 3) % 2 == 0:
        last = shown[-1].replace("&gt;", ">") if shown else ""
        out += rect(45 + len(last) * 10.3, 113 + (max(len(shown), 1) - 1) * 27, 10, 16, "#6dff9a")
    out += stroke("".join(f"M32 {y}H238" for y in range(98, 268, 6)), "#00000045", 2) + circle(228, 296, 5, "#ff7a5c") + rect(30, 292, 60, 7, "#8f846a", 3) + poly([(6, 352), (264, 352), (270, 420), (0, 420)], "#e3d8bd")
    keys = "".join(f"M{14 + c * 20} {360 + r * 17}h16v12h-16z" for r in range(3) for c in range(12))
    pressed = int(t * 15) * 7 % 36
    return out + path(keys, "#8f846a") + rect(14 + pressed % 12 * 20, 360 + pressed // 12 * 17, 16, 12, YELLOW)


def kitchen_talk(t):
    fold = math.sin(t * 2.4)
    out = rect(0, 0, W, H, "#e9dcc3") + stroke("".join(f"M{x} 0V200" for x in range(0, 270, 45)) + "".join(f"M0 {y}H270" for y in range(20, 200, 45)), "#d9caa9", 3) + rect(0, 96, W, 10, WOOD)
    for x, c, h in ((30, CORAL, 40), (76, SEA, 54), (122, YELLOW, 36), (170, GREEN, 50), (220, "#7d5aa0", 42)):
        out += rect(x - 16, 96 - h, 32, h, c, 6) + rect(x - 18, 90 - h, 36, 9, BROWN, 3)
    out += rect(0, 200, W, 280, WOOD) + rect(0, 200, W, 10, "#a2714a") + "".join(ellipse(x, y, r, r * 0.4, CREAM, opacity=0.5) for x, y, r in ((60, 400, 40), (210, 260, 44), (200, 410, 30), (70, 250, 34)))
    out += ellipse(135, 336, 92 + 8 * fold, 42 - 5 * fold, "#d9c49a") + ellipse(135, 328, 88 + 8 * fold, 38 - 5 * fold, "#f3e3bd") + stroke(f"M70 {n(322 + 4 * fold)}Q135 {n(290 - 14 * fold)} 200 {n(322 + 4 * fold)}", "#e0cb9d", 5)
    for side in (-1, 1):
        x = 135 + side * (74 + 10 * fold)
        out += line(x + side * 60, 470, x, 350 - 12 * fold, "#f7f3ea", 46) + at(x - side * 4, 338 - 14 * fold, ellipse(0, 0, 27, 22, "#e8b48c") + stroke("M-14 -10v14M-4 -14v16M6 -14v16M15 -9v13", "#cf9870", 3), 1, side * -16)
    return out + bars(60, 152, 150, 44, t, BROWN, 13) + caption("in the bakery, Tar Lane", 462)


def lab_talk(t):
    out = rect(0, 0, W, H, "#dfe9ea") + stroke("".join(f"M{x} 0V320" for x in range(10, 270, 50)) + "".join(f"M0 {y}H270" for y in range(10, 320, 50)), "#cfdcdd", 3) + rect(0, 330, W, 150, "#7d8f96") + rect(0, 326, W, 10, "#93a5ab")
    for row in range(3):
        out += rect(14, 150 + row * 92, 242, 8, "#93a5ab", 3)
        for col in range(4):
            i = row * 4 + col
            x, y = 42 + col * 62, 150 + row * 92
            out += rect(x - 10, y - 64, 20, 14, NAVY, 3) + path(f"M{x - 8} {y - 50}h16v8q12 6 12 16v26h-40v-26q0 -10 12 -16z", WHITE, opacity=0.7) + rect(x - 19, y - 26, 38, 25, "#8fd0e6", 4)
            done = ease((t - 0.5 - i * 0.6) / 0.35)
            if done > 0:
                out += at(x + 10, y - 16, circle(0, 0, 13, GREEN) + stroke("M-6 0l4 5l8 -10", WHITE, 4), done)
    return out + bars(50, 48, 170, 48, t, SEA, 13) + caption("twelve bottles", 462)


CLIPS = {
    "waves": waves, "bun-baking": bun_baking, "bun-dance": bun_dance, "bun-open": bun_open,
    "cat-tail": cat_tail, "bridge-lifting": bridge_lifting, "bridge-report": bridge_report,
    "radio-report": radio_report, "engineer-report": engineer_report, "goal": goal,
    "goal-disallowed": goal_disallowed, "ferry-passing": ferry_passing,
    "lighthouse-beam": lighthouse_beam, "rain-window": rain_window, "bus-puddle": bus_puddle,
    "slack-tides": slack_tides, "knitting": knitting, "runner": runner, "seal-swim": seal_swim,
    "storm-mast": storm_mast, "sunflower": sunflower_clip, "terminal-typing": terminal_typing,
    "kitchen-talk": kitchen_talk, "lab-talk": lab_talk,
}
# The moment of each clip that its poster shows, in seconds.
POSTER_AT = {
    "goal": 2.3, "goal-disallowed": 3.4, "bun-baking": 4.2, "bun-open": 4.0, "bridge-lifting": 4.0,
    "ferry-passing": 3.8, "bus-puddle": 2.4, "seal-swim": 6.2, "storm-mast": 4.5, "sunflower": 5.0,
    "terminal-typing": 5.0, "lab-talk": 6.0, "engineer-report": 3.0, "knitting": 4.0,
    "lighthouse-beam": 0.6, "waves": 0.8,
}
