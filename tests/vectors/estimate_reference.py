#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes tests/vectors/estimate_reference.txt: figures of four made-up series by Python, numpy and
scipy, which share no line with ticklab. See README-estimate.md."""
import math
from collections import Counter
from functools import reduce
import numpy as np
from scipy import special

MASK = (1 << 64) - 1


def noise(seed, n):
    """n numbers of 32 bits: the high half of a 64-bit linear congruential generator."""
    s = seed
    for _ in range(n):
        s = (s * 6364136223846793005 + 1442695040888963407) & MASK
        yield s >> 32


def bimodal():
    return [3 + (r >> 12) % 5 if r % 1000 < 310 else 41 + (r >> 12) % 9 for r in noise(1, 3000)]


def heavy():
    return [40 + 2 * (r % 16) + (2 * (r % 100003) if i % 97 == 0 else 0)
            for i, r in enumerate(noise(2, 5000))]


def persistent():
    out, x = [], 0
    for r in noise(3, 4000):
        x += (r % 201 - 100) - x // 10
        out.append(1000 + x)
    return out


def huge():
    return [(1 << 63) + r % 1000 for r in noise(4, 2500)]


def type2(s, p1000):
    """Definition 2 of Hyndman and Fan in exact integers; p in thousandths."""
    n = len(s)
    j, rest = divmod(n * p1000, 1000)
    if rest:
        return float(s[j])
    lo, hi = s[max(j - 1, 0)], s[min(j, n - 1)]
    return (lo + hi) / 2


def figures(x):
    n, s, c = len(x), sorted(x), Counter(x)
    p = [k / n for k in c.values()]
    mean = sum(x) / n
    base = min(x)
    d = np.array([v - base for v in x], dtype=float)
    yield "mean", mean
    yield "sd", float(np.std(d, ddof=1))
    for q in (10, 50, 250, 500, 750, 950, 990, 999):
        yield f"q{q}", type2(s, q)
    med2 = round(2 * type2([v - base for v in s], 500))
    dev = sorted(abs(2 * (v - base) - med2) for v in x)
    yield "mad", type2(dev, 500) / 2
    yield "distinct", len(c)
    yield "tick", reduce(math.gcd, [v - base for v in x])
    yield "odd", sum(v & 1 for v in x) / n
    g = reduce(math.gcd, [v - base for v in x])
    yield "odd_effective", sum(v // g & 1 for v in x) / n
    h = -math.fsum(v * math.log2(v) for v in p)
    yield "shannon", h
    yield "shannon_mm", h + (len(c) - 1) / (2 * n * math.log(2))

    def G(k):
        return special.digamma(k) + (-1) ** k / 2 * (
            special.digamma((k + 1) / 2) - special.digamma(k / 2))
    yield "grassberger", (math.log(n) - math.fsum(k * G(k) for k in c.values()) / n) / math.log(2)
    yield "collision", -math.log2(sum(k * (k - 1) for k in c.values()) / (n * (n - 1)))
    top = max(p)
    yield "min_plugin", -math.log2(top)
    yield "min_mcv", -math.log2(
        min(1, top + 2.5758293035489008 * math.sqrt(top * (1 - top) / (n - 1))))
    yield "window", sum(41 <= v <= 45 for v in x) / n
    e = d - d.mean()
    for k in (1, 2, 7, 50, 100):
        yield f"acf{k}", float(np.dot(e[:n - k], e[k:]) / np.dot(e, e))


if __name__ == "__main__":
    with open("tests/vectors/estimate_reference.txt", "w") as f:
        for s in (bimodal, heavy, persistent, huge):
            for name, value in figures(s()):
                f.write(f"{s.__name__} {name} {value!r}\n")
