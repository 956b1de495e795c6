#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""read_run.py DB RUN: the samples of a run as lines `start elapsed flags`; Python's own modules and the zstd program."""
import sqlite3, subprocess, sys

def number(b, at):  # LEB128
    v = shift = 0
    while True:
        v, shift, at = v | (b[at] & 127) << shift, shift + 7, at + 1
        if b[at - 1] < 128:
            return v, at

def column(blob):
    b, head, at = subprocess.run(["zstd", "-dcq"], input=blob, capture_output=True, check=True).stdout, [], 1
    for _ in range(3):
        v, at = number(b, at)
        head.append(v)
    n, base, step = head
    plain, at = list(b[at:at + n]), at + n
    for i in (i for i in range(n) if plain[i] == 255):
        plain[i], at = number(b, at)
    return [base + v * step for v in plain]

for first, gap, elapsed, flags in sqlite3.connect(sys.argv[1]).execute("SELECT first_start, gap, elapsed, flags FROM chunk"
        " JOIN run USING (run_id) WHERE uuid LIKE ? || '%' ORDER BY seq", sys.argv[2:3]):
    e, g, at = column(elapsed), column(gap) if gap else None, first
    for i, (d, f) in enumerate(zip(e, column(flags))):
        at = first if not g or i == 0 else at + e[i - 1] + g[i]
        print("" if at is None else at & 0xFFFFFFFFFFFFFFFF, d, f)
