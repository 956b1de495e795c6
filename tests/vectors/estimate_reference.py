#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes tests/vectors/estimate_reference.txt: figures of five made-up series by Python, numpy and
scipy, which share no line with ticklab. See README-estimate.md."""
import math
from collections import Counter
from fractions import Fraction
from functools import reduce
import numpy as np
from scipy import integrate, optimize, special, stats
from scipy.spatial import distance
from scipy.stats import _morestats

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


def skewed():
    """Two modes with waits of geometric length: bits until the first 1, in steps of 4."""
    return [(60 if r % 10 < 3 else 110) + (r >> 4) % 7 + 4 * (16 - (r >> 16).bit_length()) + (r >> 8) % 4
            for r in noise(5, 6000)]


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


def auto_block(x):
    """Politis and White 2004 as corrected 2009, stationary bootstrap, from the papers."""
    x = np.array(x, dtype=float)
    n = len(x)
    e = x - x.mean()
    most = math.ceil(math.sqrt(n)) + 5
    r = np.array([np.dot(e[:n - k], e[k:]) / n for k in range(most + 1)])
    small = np.abs(r / r[0]) < 2 * math.sqrt(math.log10(n) / n)
    m = next((k for k in range(most - 4) if small[k + 1:k + 6].all()), None)
    if m is None:
        m = max(k for k in range(1, most + 1) if not small[k])
    m = min(2 * max(m, 1), most)
    k = np.arange(-m, m + 1)
    t = np.abs(k) / m
    lam = np.where(t <= 0.5, 1, 2 * (1 - t))
    g = np.sum(lam * np.abs(k) * r[np.abs(k)])
    d = 2 * np.sum(lam * r[np.abs(k)]) ** 2
    return min((2 * g * g / d) ** (1 / 3) * n ** (1 / 3), math.ceil(min(3 * math.sqrt(n), n / 3)))


def geyer(x):
    x = np.array(x, dtype=float)
    n = len(x)
    e = x - x.mean()
    r = [1.0]
    total, least, k = 0.0, math.inf, 0
    while True:
        r += [float(np.dot(e[:n - j], e[j:]) / np.dot(e, e)) for j in (len(r), len(r) + 1)]
        pair = r[k] + r[k + 1]
        if pair <= 0:
            return 2 * total - 1
        least = min(least, pair)
        total += least
        k += 2


def mixture(x):
    """Two binned normals by direct maximisation of the likelihood: no EM."""
    c = Counter(x)
    v = np.array(sorted(c), dtype=float)
    w = np.array([c[int(a)] for a in v], dtype=float)

    def parts(t):
        p = 1 / (1 + math.exp(-t[4]))
        out = []
        for m, s, q in ((t[0], math.exp(t[1]), p), (t[2], math.exp(t[3]), 1 - p)):
            out.append(q * (special.ndtr((v + 0.5 - m) / s) - special.ndtr((v - 0.5 - m) / s)))
        return out[0] + out[1]

    t = np.array([5, 0.5, 45, 0.5, 0])
    for _ in range(6):
        t = optimize.minimize(lambda t: -np.dot(w, np.log(np.maximum(parts(t), 1e-300))), t,
                              method="Nelder-Mead",
                              options={"xatol": 1e-10, "fatol": 1e-10, "maxiter": 20000}).x
    yield "mode1", t[0]
    yield "mode1_sd", math.exp(t[1])
    yield "mode2", t[2]
    yield "mode2_sd", math.exp(t[3])
    yield "mode1_share", 1 / (1 + math.exp(-t[4]))
    yield "mode_loglik", float(np.dot(w, np.log(parts(t))))


def modified_mixture(x):
    """Two exponentially modified normals by direct maximisation of the likelihood, no EM, on the cells of coarse.h:
    a value joins the cell below it while the cell has at most 1/64 of what lies on its nearer side, itself included."""
    c = Counter(x)
    cells, below = [], 0
    for v in sorted(c):
        joined = cells[-1][2] + c[v] if cells else 0
        if cells and joined <= min(below + joined, len(x) - below) // 64:
            cells[-1][1:] = [v, joined]
        else:
            below += cells[-1][2] if cells else 0
            cells.append([v, v, c[v]])
    lo, hi, w = (np.array(a, dtype=float) for a in zip(*cells))

    def law(m, s, t):
        return stats.exponnorm.cdf(hi + 0.5, t / s, m, s) - stats.exponnorm.cdf(lo - 0.5, t / s, m, s)

    def shares(t):
        p = 1 / (1 + math.exp(-t[6]))
        return p * law(t[0], math.exp(t[1]), math.exp(t[2])) + (1 - p) * law(t[3], math.exp(t[4]), math.exp(t[5]))

    t = np.array([64, 0.8, 1.5, 114, 0.8, 1.5, -0.8])
    for _ in range(8):
        t = optimize.minimize(lambda t: -np.dot(w, np.log(np.maximum(shares(t), 1e-300))), t,
                              method="Nelder-Mead",
                              options={"xatol": 1e-10, "fatol": 1e-10, "maxiter": 20000}).x
    for k in (0, 1):
        yield f"modified{k + 1}_mean", t[3 * k]
        yield f"modified{k + 1}_sd", math.exp(t[3 * k + 1])
        yield f"modified{k + 1}_tail", math.exp(t[3 * k + 2])
    yield "modified1_share", 1 / (1 + math.exp(-t[6]))
    yield "modified_loglik", float(np.dot(w, np.log(shares(t))))


def modified_cells():
    """Cells of an exponentially modified normal by quadrature over its exponential part e: probability;
    mean and mean square of the normal part in units of sd, mean of e in units of its own mean."""
    for i, (m, s, t, lo, hi) in enumerate(((40, 2, 5, 39.5, 40.5), (40, 2, 5, 20, 38), (40, 2, 5, 60, 61),
                                           (40, 0.05, 3, 40.5, 41.5), (0, 1, 0.01, -1, 2), (7, 3, 100, 500, 510))):
        def over(f):
            def g(e):
                a, b = (lo - m - e) / s, (hi - m - e) / s
                return math.exp(-e / t) / t * f(e, a, b)
            marks = sorted({0.0, *(max(c - m + d * s, 0.0) for c in (lo, hi) for d in (-12, -3, 0, 3, 12)), 60 * t})
            return math.fsum(integrate.quad(g, u, v, epsabs=0, epsrel=1e-12, limit=200)[0]
                             for u, v in zip(marks, marks[1:]))

        def between(a, b):
            return special.ndtr(-a) - special.ndtr(-b) if a > 0 else special.ndtr(b) - special.ndtr(a)
        phi = stats.norm.pdf
        p = over(lambda e, a, b: between(a, b))
        yield f"cell{i}", "p", p
        yield f"cell{i}", "first", over(lambda e, a, b: phi(a) - phi(b)) / p
        yield f"cell{i}", "second", over(lambda e, a, b: between(a, b) + a * phi(a) - b * phi(b)) / p
        yield f"cell{i}", "wait", over(lambda e, a, b: e / t * between(a, b)) / p


def grids():
    """Another counter in exact fractions: name, start, elapsed, native, grid, num, den, result."""
    for i, (native, grid, num, den) in enumerate((
            (2300000000, 24000000, 1, 1), (2300000000, 24000000, 125, 3), (24000000, 24000000, 125, 3),
            (1000000000, 62500000, 16, 1), (3, 1000007, 1, 1), (999999999989, 1, 1, 1),
            (2394375000, 19200000, 625, 12))):
        s = 77 + i
        for _ in range(20):
            s = (s * 6364136223846793005 + 1442695040888963407) & MASK
            elapsed = (s >> 20) % (1 << (1 + s % 40))
            start = s

            def tick(t):
                return Fraction(t * grid, native).__floor__()
            a, b = tick(start), tick(start + elapsed)
            yield (start, elapsed, native, grid, num, den, b - a,
                   b * num // den - a * num // den, (b - a) * num // den)


def information(a, b):
    """Plug-in mutual information in bits from joint shares."""
    n = len(a)
    j, pa, pb = Counter(zip(a, b)), Counter(a), Counter(b)
    return math.fsum(c / n * math.log2(c * n / (pa[u] * pb[v])) for (u, v), c in j.items())


def fractional(x):
    """Half of the 95 % interval of the mean by the mixture of fractional autoregressions of
    fractional.c, at all frequencies of a plain Fourier sum, the orders by a linear solver."""
    x = np.array(x, dtype=float) - np.mean(x)
    n = len(x)
    lam = 2 * np.pi * np.arange(1, n) / n
    power = np.abs(np.exp(-1j * np.outer(lam, np.arange(n))) @ x) ** 2 / n
    models = []
    for d in np.arange(25) / 50:
        for theta in (0, .3, .5, .7, .8, .9, .95, .98):
            filtered = power * (2 * np.sin(lam / 2)) ** (2 * d) / np.abs(1 - theta * np.exp(1j * lam)) ** 2
            c = np.array([np.sum(filtered * np.cos(k * lam)) / n for k in range(7)])
            for p in range(7):
                phi = np.linalg.solve(c[np.abs(np.subtract.outer(np.arange(p), np.arange(p)))], c[1:p + 1])
                total = phi.sum()
                total = min(total + (1 + 3 * total) / n, 1 - 1 / n) if p else 0
                sigma2 = c[0] - phi @ c[1:p + 1]
                g = ((1 - theta) / (1 - total)) ** 2
                like = -((n - 1) * math.log(sigma2) - 2 * d * math.log(n) - math.log(g)) / 2
                prior = (1 / 3 / 24 if d else 2 / 3) / (7 if theta else 1)
                growth = 2 * math.gamma(1 - 2 * d) * math.sin(math.pi * d) / d / (1 + 2 * d) if d else 2 * math.pi
                models.append((like - 2 * (p + (theta > 0)) + math.log(prior),
                               sigma2 * n / (n - p - 1) * g / (2 * math.pi) * growth * n ** (2 * d - 1), d))
    logs, variance, d = np.array(models).T
    w = np.exp(logs - logs.max())
    w /= w.sum()
    half = optimize.brentq(lambda h: w @ special.erfc(h / np.sqrt(2 * variance)) - 0.05, 0, 9 * variance.max() ** .5)
    yield "fractional_se", (w @ variance) ** .5
    yield "fractional_half", half
    yield "fractional_d", w @ d
    yield "fractional_beyond", w[d > .45].sum()


def order(x):
    yield "mi1", information(x[:-1], x[1:])
    yield "mi3", information(x[:-3], x[3:])
    yield "mi_two", information(list(zip(x[:-2], x[1:-1])), x[2:])


def pairs():
    """Two-sample figures of the halves of 'bimodal', and of 'heavy' against a shifted copy."""
    b, h = bimodal(), heavy()
    for name, u, v in (("halves", b[:1000], b[1000:]), ("shifted", h[:2000], [y + 6 for y in h[2000:]])):
        yield name, "ks", stats.ks_2samp(u, v).statistic
        yield name, "wasserstein", stats.wasserstein_distance(u, v)
        keys = sorted(set(u) | set(v))
        cu, cv = Counter(u), Counter(v)
        p = [cu[k] / len(u) for k in keys]
        q = [cv[k] / len(v) for k in keys]
        yield name, "js", distance.jensenshannon(p, q, 2) ** 2
        su, sv = np.array(u), np.sort(v)
        yield name, "cliff", float(np.mean(np.searchsorted(sv, su, "left") -
                                           (len(v) - np.searchsorted(sv, su, "right"))) / len(v))
        z = np.sort(np.hstack([u, v]))
        yield name, "ad", _morestats._anderson_ksamp_midrank(
            [np.sort(u), np.sort(v)], z, np.unique(z), 2, np.array([len(u), len(v)]), len(z))


def dip_by_lp(x):
    """Hartigan's dip as a linear programme: values of a distribution function at the points, slopes rising
    up to a segment and falling after it, least distance from both sides of each step."""
    x = np.sort(np.array(x, dtype=float))
    n = len(x)
    best = 1.0
    for top in range(n - 1):
        # variables: F_1 .. F_n, D
        rows, rhs = [], []
        for i in range(n):
            for sign, level in ((1, i / n), (-1, (i + 1) / n)):
                r = np.zeros(n + 1)
                r[i], r[n] = sign, -1
                rows.append(r)
                rhs.append(sign * level)
        gap = np.diff(x)
        for i in range(n - 2):
            r = np.zeros(n + 1)
            sign = 1 if i + 1 <= top else -1  # slope i <= slope i+1 on the way up
            r[i] -= sign / gap[i]
            r[i + 1] += sign / gap[i]
            r[i + 1] -= -sign / gap[i + 1]
            r[i + 2] -= sign / gap[i + 1]
            rows.append(r)
            rhs.append(0)
        for i in range(n - 1):
            r = np.zeros(n + 1)
            r[i], r[i + 1] = 1, -1
            rows.append(r)
            rhs.append(0)
        c = np.zeros(n + 1)
        c[n] = 1
        res = optimize.linprog(c, np.array(rows), np.array(rhs), bounds=[(0, 1)] * (n + 1), method="highs")
        if res.status == 0:
            best = min(best, res.fun)
    return best


def dips():
    for i in range(24):
        n = 5 + i % 9
        x = [r % 10007 for r in noise(500 + i, n)]
        if i % 3 == 0:
            x = [v % 300 + (5000 if k % 2 else 0) for k, v in enumerate(x)]
        if len(set(x)) == n:
            yield dip_by_lp(x), sorted(x)


if __name__ == "__main__":
    with open("tests/vectors/estimate_reference.txt", "w") as f:
        for s in (bimodal, heavy, persistent, huge):
            for name, value in figures(s()):
                f.write(f"{s.__name__} {name} {value!r}\n")
        for s in (bimodal, persistent):
            for name, value in fractional(s()[:200]):
                f.write(f"{s.__name__} {name} {float(value)!r}\n")
        for name, value in mixture(bimodal()):
            f.write(f"bimodal {name} {float(value)!r}\n")
        for name, value in modified_mixture(skewed()):
            f.write(f"skewed {name} {float(value)!r}\n")
        for cell, name, value in modified_cells():
            f.write(f"{cell} {name} {float(value)!r}\n")
        for s in (bimodal, persistent):
            f.write(f"{s.__name__} auto_block {float(auto_block(s()))!r}\n")
            f.write(f"{s.__name__} tau_int {geyer(s())!r}\n")
        for s in (bimodal, persistent):
            for name, value in order([v // 8 for v in s()]):
                f.write(f"{s.__name__} {name} {float(value)!r}\n")
        for pair, name, value in pairs():
            f.write(f"{pair} {name} {float(value)!r}\n")
    with open("tests/vectors/dip_reference.txt", "w") as f:
        for value, x in dips():
            f.write(f"{len(x)} {value!r} {' '.join(map(str, x))}\n")
    with open("tests/vectors/grid_reference.txt", "w") as f:
        for row in grids():
            f.write(" ".join(map(str, row)) + "\n")
