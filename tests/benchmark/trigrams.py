#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Maru authors
# SPDX-License-Identifier: MIT
"""What PostgreSQL's own pg_trgm makes of the messages that bench_search has left in a store.

    trigrams.py MARU_DB [TIMES]

Starts a PostgreSQL server of its own in /dev/shm (as the user postgres, if this is root), copies the texts of MARU_DB into it, makes a GIN index
with gin_trgm_ops, and asks each question of bench_search TIMES times (default 50): the newest 50 messages that hold the text. Prints p50 and p99
in ms, on the server's side of a unix socket. Needs sqlite3 and postgresql.
"""
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

QUESTIONS = ["회의", "꺾쇠괄호", "ployme", "xq", "꺾", "z", "meploy"]


def programs():
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
    if not found:
        sys.exit("trigrams: postgresql is not installed")
    return found[-1]


def main():
    if len(sys.argv) < 2 or not os.path.isfile(sys.argv[1]):
        sys.exit(__doc__)
    store, times = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 50
    folder = tempfile.mkdtemp(prefix="maru-trigrams-", dir="/dev/shm")
    other = ["setpriv", "--pdeathsig", "QUIT"]
    if os.getuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        other += ["--reuid", "postgres", "--regid", "postgres", "--clear-groups"]
    bin = programs()
    server = None
    try:
        subprocess.run(other + [f"{bin}/initdb", "-D", f"{folder}/data", "-U", "maru", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"],
                       check=True, cwd="/", stdout=subprocess.DEVNULL)
        server = subprocess.Popen(other + [f"{bin}/postgres", "-D", f"{folder}/data", "-k", folder, "-c", "listen_addresses=",
                                           "-c", "shared_buffers=512MB", "-c", "maintenance_work_mem=256MB"],
                                  cwd="/", stderr=subprocess.DEVNULL)
        psql = ["psql", "-X", "-q", "-h", folder, "-U", "maru", "-d", "postgres", "-v", "ON_ERROR_STOP=1", "-At"]

        def sql(text):
            return subprocess.run(psql, input=text, check=True, capture_output=True, text=True).stdout

        for _ in range(100):
            if subprocess.run(psql + ["-c", "SELECT 1"], capture_output=True).returncode == 0:
                break
            time.sleep(0.1)
        sql("CREATE EXTENSION pg_trgm; CREATE TABLE messages (doc BIGINT PRIMARY KEY, chat TEXT NOT NULL);")
        rows = subprocess.Popen(["sqlite3", "-csv", store, "SELECT rowid, chat FROM messages ORDER BY rowid"], stdout=subprocess.PIPE)
        subprocess.run(psql + ["-c", "COPY messages FROM STDIN WITH (FORMAT csv)"], stdin=rows.stdout, check=True)
        start = time.monotonic()
        sql("CREATE INDEX messages_trgm ON messages USING gin (chat gin_trgm_ops);")
        print(f"{sql('SELECT count(*) FROM messages').strip()} messages, index made in {time.monotonic() - start:.1f} s")
        print(sql("VACUUM ANALYZE messages; SELECT pg_size_pretty(pg_relation_size('messages_trgm')), pg_size_pretty(pg_relation_size('messages'));").strip())
        for text in QUESTIONS:
            query = f"SELECT doc FROM messages WHERE chat LIKE '%{text}%' ORDER BY doc DESC LIMIT 50"
            script = "\\timing on\n" + f"{query} \\g /dev/null\n" * times
            said = subprocess.run(psql, input=script, check=True, capture_output=True, text=True).stdout
            took = sorted(float(ms) for ms in re.findall(r"Time: ([\d.]+) ms", said))
            hits = sql(f"SELECT count(*) FROM ({query}) AS hit").strip()
            print(f"{text}: p50 {took[len(took) // 2]:.2f}  p99 {took[int(0.99 * (len(took) - 1))]:.2f} ms, {hits} hits", flush=True)
    finally:
        if server:
            server.terminate()
            server.wait()
        shutil.rmtree(folder, ignore_errors=True)


main()
