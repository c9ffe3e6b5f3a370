#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Maru authors
# SPDX-License-Identifier: MIT
"""What more connections cost: runs compare.py's servers with growing numbers of idle connections, and draws two curves for each,
CPU of a message while 20 others chat, and memory of a connection. Prints the figures as a Markdown table.

growth.py [--counts 100,1000,5000,10000] [--rounds 3] [--seconds 4] [--tls NAME] [--svg FILE] -s NAME='COMMAND' …
growth.py --from FILE [--svg FILE]      draws once more what was measured

--tls NAME: of this server also the memory of connections over TLS. Commands: as for compare.py.
"""
import argparse
import json
import math
import os
import pathlib
import sys
from xml.sax.saxutils import escape

import compare

FIGURES = compare.ROOT / "build/benchmark/growth.json"
PICTURE = compare.ROOT / "docs/images/growth.svg"

WIDTH, HEIGHT = 880, 330
TOP, BOTTOM = 50, 270  # of both panels
PANEL_LEFTS, PANEL_WIDTH = (60, 500), 290
LABEL_GAP = 15  # between the names at the ends of two curves

# One colour for each series, on white and on black; the first is the ruler.
COLOURS = [("#6e7781", "#9198a1"), ("#bc4c00", "#f0883e"), ("#0969da", "#58a6ff"), ("#8250df", "#bc8cff"), ("#1a7f37", "#3fb950"),
           ("#bf3989", "#f778ba")]

PANELS = [("cost", "CPU of the server for a message, µs", "idle connections, beside 20 that chat"),
          ("memory", "Memory for a connection, KiB", "idle connections")]
ROWS = {"cost": "µs of CPU for a message", "memory": "KiB for a connection"}


def measure(arguments):
    """{"counts", "rounds", "cost" and "memory": {series: [figure or None, one for each count]}}"""
    names = [name for name, _ in arguments.server]
    figures = {"counts": [], "rounds": arguments.rounds, "cost": {name: [] for name in names},
               "memory": {name: [] for name in names}}
    secured = [server for server in arguments.server if server[0] in arguments.tls]
    for count in arguments.counts:
        runs = [
            ("cost", "cpu_us_per_msg", arguments.server, "", ["--clients", "20", "--rate", "500", "--idlers", str(count)]),
            ("memory", "kib_per_conn", arguments.server, "", ["--idle", "1", "--clients", str(count)]),
            ("memory", "kib_per_conn", secured, ", TLS", ["--idle", "1", "--clients", str(count), "--tls", "1"]),
        ]
        for kind, column, servers, suffix, options in runs:
            if not servers:
                continue
            options = options + ["--duration", str(arguments.seconds)]
            rows = compare.compare(servers, options, arguments.rounds, arguments.loadgen, arguments.out)
            for name, row in rows.items():
                report_faults(name, options, row)
                figures[kind].setdefault(name + suffix, []).append(row.get(column))
        figures["counts"].append(count)
        keep(figures, arguments.json)
    return figures


def keep(figures, file):
    """For --from; after each count, so that a run that is stopped was not for nothing."""
    pathlib.Path(file).parent.mkdir(parents=True, exist_ok=True)
    pathlib.Path(file).write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def report_faults(name, options, row):
    """A run counts only if nothing went wrong in it."""
    faults = [f"{row[column]:g} {column}" for column in ("lost", "dup", "reordered", "dead") if row.get(column)]
    if faults:
        print(f"{name}, {' '.join(options)}: NOT VALID: {', '.join(faults)}", file=sys.stderr)


def print_table(figures):
    """The figures as Markdown."""
    counts = figures["counts"]
    print("| | " + " | ".join(f"{count:,}" for count in counts) + " |\n|---" + "|---" * len(counts) + "|")
    for kind, what in ROWS.items():
        for name, values in figures[kind].items():
            print(f"| {what}: {name} | " + " | ".join(compare.figure(value) for value in values) + " |")


def nice_step(most, steps):
    """The smallest of 1, 2, 5, 10 … of which so many reach over most."""
    power = 10 ** math.floor(math.log10(most / steps))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power * steps >= most)


def style():
    """Both colour schemes; the picture brings its own paper, as it cannot know what it lies on."""
    def scheme(paper, ink, faint, index):
        series = "".join(f".l{i}{{stroke:{colours[index]}}}.d{i},text.d{i}{{fill:{colours[index]}}}" for i, colours in enumerate(COLOURS))
        return f".paper{{fill:{paper}}}text{{fill:{ink}}}.grid{{stroke:{faint}}}.axis{{stroke:{ink}}}{series}"
    return (f"<style>text{{font:12px system-ui,'Noto Sans',sans-serif}}.title{{font-weight:600;font-size:13px}}"
            f".line{{fill:none;stroke-width:2}}{scheme('#ffffff', '#1f2328', '#d1d9e0', 0)}"
            f"@media(prefers-color-scheme:dark){{{scheme('#0d1117', '#f0f6fc', '#3d444d', 1)}}}</style>")


def text(x, y, words, anchor="start", css=""):
    """One line of text."""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{css and f" class={chr(34)}{css}{chr(34)}"}>{escape(words)}</text>'


def spread(wanted):
    """Heights as near to the wanted ones as names that must not touch can stand."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    heights = list(wanted)
    for above, below in zip(order, order[1:]):
        heights[below] = max(heights[below], heights[above] + LABEL_GAP)
    excess = max(0, heights[order[-1]] - BOTTOM) if order else 0
    return [height - excess for height in heights]


def panel(left, title, x_title, counts, series, classes):
    """Axes, grid and a curve for each of series, {name: values}."""
    most = max((value for values in series.values() for value in values if value is not None), default=1) or 1
    step = nice_step(most, 5)
    highest = step * math.ceil(most / step)
    low, high = math.log(counts[0]), math.log(counts[-1])

    def x_of(count):
        return left + PANEL_WIDTH * (0.5 if high == low else (math.log(count) - low) / (high - low))

    def y_of(value):
        return BOTTOM - (BOTTOM - TOP) * value / highest

    parts = [text(left - 40, TOP - 18, title, css="title"), text(left + PANEL_WIDTH / 2, BOTTOM + 40, x_title, "middle")]
    for i in range(round(highest / step) + 1):
        y = y_of(i * step)
        parts.append(f'<path class="{"grid" if i else "axis"}" d="M{left} {y:.1f}h{PANEL_WIDTH}"/>')
        parts.append(text(left - 7, y + 4, f"{i * step:,g}", "end"))
    for count in counts:
        parts.append(f'<path class="axis" d="M{x_of(count):.1f} {BOTTOM}v5"/>' + text(x_of(count), BOTTOM + 20, f"{count:,}", "middle"))
    ends = []
    for name, values in series.items():
        points = [(x_of(count), y_of(value)) for count, value in zip(counts, values) if value is not None]
        if points:
            css = classes[name]
            parts.append(f'<path class="line l{css}" d="M{"L".join(f"{x:.1f} {y:.1f}" for x, y in points)}"/>')
            parts += [f'<circle class="d{css}" cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in points]
            ends.append((points[-1], name, css))
    heights = spread([y for (_, y), _, _ in ends])
    parts += [text(x + 9, height + 4, name, css=f"d{css}") for ((x, _), name, css), height in zip(ends, heights)]
    return parts


def draw(figures):
    """The picture, as SVG."""
    names = list(dict.fromkeys(name for kind, _, _ in PANELS for name in figures[kind]))
    classes = {name: i % len(COLOURS) for i, name in enumerate(names)}
    what = "; ".join(f"{ROWS[kind]}, {name}: {', '.join(map(compare.figure, values))}"
                     for kind, _, _ in PANELS for name, values in figures[kind].items())
    counts = ", ".join(f"{count:,}" for count in figures["counts"])
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img">',
             f"<title>What more connections cost</title><desc>With {counts} connections. {escape(what)}.</desc>", style(),
             f'<rect class="paper" width="{WIDTH}" height="{HEIGHT}" rx="6"/>']
    for left, (kind, title, x_title) in zip(PANEL_LEFTS, PANELS):
        parts += panel(left, title, x_title, figures["counts"], figures[kind], classes)
    return "\n".join(parts + ["</svg>", ""])


def counts_of(words):
    """Ascending numbers with commas between them."""
    try:
        counts = [int(word) for word in words.split(",")]
    except ValueError:
        counts = []
    if not counts or counts[0] < 1 or counts != sorted(set(counts)):
        raise argparse.ArgumentTypeError(f"'{words}' are not numbers from 1 on, ascending, with commas between them")
    return counts


def read_figures(parser, file):
    """What an earlier run measured."""
    try:
        figures = json.loads(pathlib.Path(file).read_text(encoding="utf-8"))
        if all(len(values) == len(figures["counts"]) for kind in ROWS for values in figures[kind].values()):
            return figures
        problem = "a series has not one figure for each count"
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        problem = f"{type(error).__name__}: {error}"
    parser.error(f"{file} holds no figures of this program ({problem})")


def main():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
                                     usage="%(prog)s [options] -s NAME='COMMAND' …  or  --from FILE")
    compare.add_arguments(parser)
    parser.add_argument("--counts", type=counts_of, default=[100, 1000, 5000, 10000])
    parser.add_argument("--seconds", type=float, default=4, help="how long each load is measured (default: %(default)s)")
    parser.add_argument("--tls", action="append", default=[], metavar="NAME")
    parser.add_argument("--svg", default=PICTURE, help="default: %(default)s")
    parser.add_argument("--json", default=FIGURES, help="where the figures go (default: %(default)s)")
    parser.add_argument("--from", dest="source", metavar="FILE")
    arguments = parser.parse_args()
    if arguments.source:
        figures = read_figures(parser, arguments.source)
    else:
        if not arguments.server:
            parser.error("name a server with -s, or figures with --from")
        if not os.access(arguments.loadgen, os.X_OK):
            parser.error(f"no load generator at {arguments.loadgen}: build it, or name it with --loadgen")
        figures = measure(arguments)
    pathlib.Path(arguments.svg).write_text(draw(figures), encoding="utf-8")
    print_table(figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
