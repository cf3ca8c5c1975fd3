"""Whole campaigns (`sogo run --volume`) of growing size, and what a bare SQLite takes for
the same rows, in one run.

    cargo build --release && python3 src/benches/volume_campaign.py [--rows 10000,100000,1000000]

A server in a process of its own is started for every size. Wall time is that of the
harness from start to end: residents, members, copies of three kinds, differential
registration, reconciliation and report; that of the members alone, from the first file that
is made to the last result that is compared, stands beside it. Peak memory is that of each
process, from the kernel. The bare insert has the rows of `sogo generate members` in memory
already, one transaction a file, and the two indexes that the duplicate check and the search
need.
"""

import argparse
import csv
import datetime
import io
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]


def wait(process):
    """Peak resident MiB, processor seconds and exit status."""
    _, status, usage = os.wait4(process.pid, 0)
    return usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime, os.waitstatus_to_exitcode(status)


def seconds_of_members(evidence):
    """Wall seconds from the first file of members to the last result compared."""
    times = []
    for line in next(evidence.glob("*/events.jsonl")).open(encoding="utf-8"):
        event = json.loads(line)
        if event.get("phase") == "加入者情報":
            times += [datetime.datetime.fromisoformat(event[key]) for key in ("begun_at", "compared_at")]
    return (max(times) - min(times)).total_seconds()


def campaign(program, work, rows, lot, union):
    server = subprocess.Popen(
        [program, "serve", "--port", "0", "--control-port", "0", "--quit-on-stdin-eof",
         "--data", work / "store.sqlite", "--settings", ROOT / "testdata" / "settings.yaml"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    said = server.stdout.readline()
    address = dict(word.split("=", 1) for word in said.split() if "=" in word)
    operator, control = address["操作ポート"], address["制御ポート"]
    environment = dict(os.environ, SOGO_BASE_URL=operator, SOGO_CONTROL_URL=control)
    begun = time.perf_counter()
    harness = subprocess.Popen(
        [program, "run", "--lot", lot, "--union", union, "--volume", "--volume-rows", str(rows),
         "--endpoint", "環境変数", "--driver", "http", "--evidence", work / "evidence"],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    told = harness.stdout.read()
    harness_peak, harness_busy, status = wait(harness)
    seconds = time.perf_counter() - begun
    server.stdin.close()
    server_peak, server_busy, _ = wait(server)
    if status:
        sys.exit(f"the campaign of {rows} rows ended with {status}:\n{told}")
    members = seconds_of_members(work / "evidence")
    return seconds, members, harness_busy, server_busy, harness_peak, server_peak


def bare_insert(program, work, rows, union):
    """Wall and processor seconds for the rows alone, in a file of their own."""
    out = work / "members"
    subprocess.run([program, "generate", "members", "--union", union, "--count", str(rows), "--out", out],
                   cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    # In a process of its own: what is in memory here counts as the peak of every process that is
    # started from here.
    told = subprocess.run([sys.executable, __file__, "--insert", out], check=True, stdout=subprocess.PIPE)
    return map(float, told.stdout.split())


def insert(out):
    store = sqlite3.connect(out.parent / "bare.sqlite", isolation_level=None)
    store.executescript("""
        PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536;
        CREATE TABLE member (sequence INTEGER PRIMARY KEY, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11,
            c12, c13, c14);
        CREATE INDEX member_number ON member (c2, c4);
        CREATE INDEX member_insured ON member (c2, c3);""")
    sql = f"INSERT INTO member VALUES (NULL, {', '.join('?' * 15)})"
    seconds, processor = 0.0, 0.0
    for file in sorted(out.glob("*[0-9].csv")):
        text = io.StringIO(file.read_text(encoding="cp932"))
        table = list(csv.reader(text))[1:]
        begun, busy = time.perf_counter(), time.process_time()
        store.execute("BEGIN")
        store.executemany(sql, table)
        store.execute("COMMIT")
        seconds += time.perf_counter() - begun
        processor += time.process_time() - busy
    store.close()
    print(seconds, processor)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--program", default=ROOT / "target" / "release" / "sogo")
    parser.add_argument("--rows", default="10000,100000,1000000")
    parser.add_argument("--lot", default="2")
    parser.add_argument("--union", default="13")
    parser.add_argument("--insert", type=pathlib.Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.insert:
        return insert(options.insert)
    print("     rows   wall s (members)  processor s (harness + server)  µs/row  peak MiB (harness, server)  bare SQLite: wall s, processor s")
    for rows in map(int, options.rows.split(",")):
        work = pathlib.Path(tempfile.mkdtemp(prefix="sogo-campaign-"))
        try:
            wall, members, harness, server, harness_peak, server_peak = campaign(
                options.program, work, rows, options.lot, options.union)
            bare, busy = bare_insert(options.program, work, rows, options.union)
            both = harness + server
            print(f"{rows:9} {wall:8.1f} ({members:6.1f}) {both:12.1f} ({harness:6.1f} + {server:6.1f}) {both / rows * 1e6:14.1f} "
                  f"{harness_peak:12.0f}, {server_peak:4.0f} {bare:17.2f}, {busy:6.2f}   "
                  f"campaign/bare {both / busy:.1f} processor, {wall / bare:.1f} wall, members {members / bare:.1f}", flush=True)
        finally:
            shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
