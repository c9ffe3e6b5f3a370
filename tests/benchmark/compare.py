#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Maru authors
# SPDX-License-Identifier: MIT
"""Runs several servers side by side: in every round each is started afresh, loaded by loadgen and stopped, so that all of them see
the same machine. Prints one row for each server, medians over the rounds, and appends every run as a line of JSON to a file.

compare.py [--rounds 3] [--out FILE] [--loadgen FILE] -s NAME='COMMAND' … -- OPTIONS OF LOADGEN

COMMAND is run without a shell, from the current directory; it may begin with VARIABLE=value. {port} in it becomes a free port, {data}
a new folder under TMPDIR that is removed afterwards; PORT is in its environment too. The first server named is the ruler, ratio 1.
"""
import argparse
import json
import os
import pathlib
import re
import shlex
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
LOADGEN = ROOT / "build/ci/bin/loadgen"
RUNS = ROOT / "build/benchmark/compare.jsonl"

START_S = 10  # for a server to listen
SETTLE_S = 0.5  # then, before it is measured
STOP_S = 5  # from SIGTERM to SIGKILL

COLUMNS = [
    "cpu_us_per_delivery", "ratio", "cpu_us_per_msg", "server_cores", "deliveries_per_s", "deliveries_per_read",
    "p50", "p90", "p99", "p999", "max", "lost", "dup", "reordered", "dead", "orders",
    "connects_per_s", "connect_cpu_us", "kib_per_conn", "idle_cpu_us_per_conn_s", "user_share", "other_cores", "steal_cores",
]


def free_port():
    """A port of loopback that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def last_line(text):
    """What a program said last, for a message."""
    lines = text.strip().splitlines()
    return lines[-1][-200:] if lines else ""


def wait_until_it_listens(server, port):
    """An error, or None once somebody takes a connection."""
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        if server.poll() is not None:
            return f"ended with code {server.returncode}"
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
            return None
        except OSError:
            time.sleep(0.1)
    return f"does not listen after {START_S} s"


def stop(server):
    """Ends a server, by force if it must be."""
    server.send_signal(signal.SIGTERM)
    try:
        server.wait(STOP_S)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def words_of(command, port, data):
    """The words of a command, and the variables that stood before them."""
    words = [word.replace("{port}", str(port)).replace("{data}", data) for word in shlex.split(command)]
    variables = {}
    while words and re.match(r"[A-Za-z_][A-Za-z_0-9]*=", words[0]):
        name, value = words.pop(0).split("=", 1)
        variables[name] = value
    return words, variables


def load(loadgen, name, port, server, options):
    """Runs loadgen; its result with the latencies as columns, or {"error"}."""
    run = subprocess.run([str(loadgen), "--port", str(port), "--server-pid", str(server.pid), "--label", name, *options],
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    if run.returncode or not run.stdout:
        return {"label": name, "error": last_line(run.stderr) or f"loadgen ended with code {run.returncode}"}
    result = json.loads(run.stdout)
    result.update(result.pop("lat_ms", {}))
    ticks = result.get("server_user_s", 0) + result.get("server_sys_s", 0)
    if ticks:
        result["user_share"] = result["server_user_s"] / ticks
    return result


def run_once(loadgen, name, command, options):
    """Starts a server, loads it, stops it."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="maru-benchmark-") as data, tempfile.TemporaryFile("w+") as said:
        words, variables = words_of(command, port, data)
        environment = dict(os.environ, PORT=str(port), MARU_BEACON="off", **variables)
        try:
            server = subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=said)
        except (OSError, IndexError) as error:
            return {"label": name, "error": f"cannot be started: {error}"}
        try:
            error = wait_until_it_listens(server, port)
            if error:
                said.seek(0)
                return {"label": name, "error": f"{error}: {last_line(said.read())}"}
            time.sleep(SETTLE_S)
            return load(loadgen, name, port, server, options)
        finally:
            stop(server)


def compare(servers, options, rounds, loadgen=LOADGEN, out=RUNS):
    """{server: {column: median}} of interleaved rounds; a server all of whose runs failed has no columns."""
    out = pathlib.Path(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    runs = {name: [] for name, _ in servers}
    for number in range(rounds):
        for name, command in servers if number % 2 == 0 else reversed(servers):
            result = run_once(loadgen, name, command, options)
            result["args"] = " ".join(options)
            with open(out, "a", encoding="utf-8") as file:
                file.write(json.dumps(result) + "\n")
            if "error" in result:
                print(f"{name}: {result['error']}", file=sys.stderr)
            runs[name].append(result)
    return {name: medians(runs[name], runs[servers[0][0]]) for name, _ in servers}


def medians(runs, ruler):
    """Of each column that all good runs have; "ratio" is to the ruler of the same round."""
    good = [run for run in runs if "error" not in run]
    row = {column: statistics.median(run[column] for run in good)
           for column in COLUMNS if good and all(column in run for run in good)}
    ratios = [run["cpu_us_per_delivery"] / base["cpu_us_per_delivery"] for run, base in zip(runs, ruler)
              if run.get("cpu_us_per_delivery") and base.get("cpu_us_per_delivery")]
    if ratios:
        row["ratio"] = statistics.median(ratios)
    return row


def figure(value):
    """Four digits, or all of a large number."""
    return "-" if value is None else f"{value:.4g}" if value < 100_000 else f"{value:.0f}"


def print_table(rows, options, rounds):
    """As Markdown."""
    columns = [column for column in COLUMNS if any(column in row for row in rows.values())]
    print(f"# {' '.join(options)} (rounds={rounds}, medians)")
    print("| server | " + " | ".join(columns) + " |\n|" + "---|" * (len(columns) + 1))
    for name, row in rows.items():
        print(f"| {name} | " + " | ".join(figure(row.get(column)) for column in columns) + " |", flush=True)


def server_of(text):
    """NAME=COMMAND of the command line."""
    name, equals, command = text.partition("=")
    if not name or not equals or not command.strip():
        raise argparse.ArgumentTypeError(f"'{text}' is not NAME='COMMAND'")
    return name, command


def add_arguments(parser):
    """What compare.py and growth.py both take."""
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", default=RUNS, help="every run is appended here, as JSON (default: %(default)s)")
    parser.add_argument("--loadgen", default=LOADGEN, help="default: %(default)s")
    parser.add_argument("-s", "--server", action="append", type=server_of, metavar="NAME='COMMAND'")


def main():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
                                     usage="%(prog)s [options] -s NAME='COMMAND' … -- OPTIONS OF LOADGEN")
    add_arguments(parser)
    words = sys.argv[1:]
    end = words.index("--") if "--" in words else len(words)
    arguments, options = parser.parse_args(words[:end]), words[end + 1:]
    if not arguments.server:
        parser.error("name a server with -s")
    if not os.access(arguments.loadgen, os.X_OK):
        parser.error(f"no load generator at {arguments.loadgen}: build it, or name it with --loadgen")
    rows = compare(arguments.server, options, arguments.rounds, arguments.loadgen, arguments.out)
    print_table(rows, options, arguments.rounds)
    return 0 if all(rows.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
