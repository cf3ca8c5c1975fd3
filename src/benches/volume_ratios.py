"""Whole runs of `sogo generate members` against what else there is, in one run.

    cargo build --release && python3 src/benches/volume_ratios.py [--count 1440000]

Baselines, measured in turn with the generator so that whatever else the machine does
strikes all alike; the median of the runs counts:
  bare write   the same bytes from a buffer to the same memory-backed folder
  sha256sum    of the files written
  Faker        Python Faker('ja_JP') writing the same columns (in a venv below target/)
Both wall and processor time are told: on a machine that others use, only the second says
something by itself, and only their ratios are comparable. The peak memory is that of the
process, from the kernel.
"""

import argparse
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
FAKER_ROWS = 10_000
FAKER = r'''
import csv, random, sys, time
from faker import Faker
rows = int(sys.argv[1])
fake = Faker("ja_JP"); Faker.seed(7); rng = random.Random(7)
def individual():
    body = [rng.randrange(10) for _ in range(11)]
    rest = sum(d * w for d, w in zip(body, (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2))) % 11
    return "".join(map(str, body)) + str(0 if rest <= 1 else 11 - rest)
def insured(row):
    body = f"{row:07}"
    total = sum(sum(divmod(int(d) * w, 10)) for d, w in zip(body, (2, 1, 2, 1, 2, 1, 2)))
    return body + str(-total % 10)
begun, busy = time.perf_counter(), time.process_time()
with open(sys.argv[2], "w", encoding="cp932", errors="replace", newline="") as file:
    to = csv.writer(file)
    for row in range(1, rows + 1):
        born = fake.date_of_birth(minimum_age=75, maximum_age=104)
        to.writerow([row, 1, "39130000", insured(row), individual(), fake.name(), fake.kana_name(),
            f"{born:%Y%m%d}", rng.choice("12"), fake.postcode(), fake.address(),
            f"{born.year + 75}{born:%m%d}", "", "", ""])
print(time.perf_counter() - begun, time.process_time() - busy)
'''


class Times:
    """Wall and processor seconds of the runs of one thing."""

    def __init__(self):
        self.runs = []

    def add(self, wall, processor):
        self.runs.append((wall, processor))

    @property
    def wall(self):
        return statistics.median(wall for wall, _ in self.runs)

    @property
    def processor(self):
        return statistics.median(processor for _, processor in self.runs)


def run(command, times):
    """Peak resident MiB of the process."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    times.add(time.perf_counter() - begun, usage.ru_utime + usage.ru_stime)
    if status:
        sys.exit(f"{command[0]} ended with {status}")
    return usage.ru_maxrss / 1024


def bare_write(size, to, times):
    """The same bytes from a buffer, one call a MiB."""
    buffer = os.urandom(1 << 20)
    begun, busy = time.perf_counter(), time.process_time()
    with open(to, "wb", buffering=0) as file:
        left = size
        while left:
            left -= file.write(buffer[:min(left, len(buffer))])
    times.add(time.perf_counter() - begun, time.process_time() - busy)
    os.unlink(to)


def faker(folder):
    """Wall and processor seconds of a row; None if Faker cannot be installed."""
    venv = ROOT / "target" / "faker-venv"
    python = venv / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    if subprocess.run([python, "-m", "pip", "install", "--quiet", "Faker"]).returncode:
        return None
    said = subprocess.run([python, "-c", FAKER, str(FAKER_ROWS), folder / "faker.csv"],
                          check=True, capture_output=True, text=True)
    return [float(seconds) / FAKER_ROWS for seconds in said.stdout.split()]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--program", default=ROOT / "target" / "release" / "sogo")
    parser.add_argument("--count", type=int, default=1_440_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--no-faker", action="store_true")
    options = parser.parse_args()

    memory = pathlib.Path("/dev/shm")
    work = pathlib.Path(tempfile.mkdtemp(dir=memory if memory.is_dir() else None))
    out = work / "out"

    def generate(threads, times, count=options.count):
        shutil.rmtree(out, ignore_errors=True)
        return run([options.program, "generate", "members", "--union", "13", "--count", str(count),
                    "--seed", "7", "--charset", "shift_jis", "--split", "50000", "--errors", "0.1%",
                    "--threads", str(threads), "--out", out], times)

    def tell(name, times, rows):
        print(f"{name:24} {times.wall:8.3f} s wall {times.processor:8.3f} s processor "
              f"{rows / times.wall:12,.0f} rows/s {rows / times.processor:12,.0f} rows/s of a processor")

    try:
        start, one, two, write, digest = (Times() for _ in range(5))
        peaks = []
        for _ in range(options.runs):
            generate(1, start, 1)
            peaks.append(generate(2, two))
            peaks.append(generate(1, one))
            files = sorted(out.glob("*[0-9].csv"))
            size = sum(file.stat().st_size for file in files)
            run(["sha256sum", *files], digest)
            bare_write(size, work / "bare", write)
        print(f"{options.count} rows, {size / 1e6:.1f} MB in {len(files)} files, Shift_JIS, 0.1 % errors; "
              f"median of {options.runs}; {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
        tell("generate, 1 thread", one, options.count)
        tell("generate, 2 threads", two, options.count)
        tell("bare write", write, options.count)
        tell("sha256sum", digest, options.count)
        print(f"start and test data      {start.wall:8.3f} s wall {start.processor:8.3f} s processor (in both of generate)")
        print(f"2 threads / 1 thread     {one.wall / two.wall:8.2f} times as fast, "
              f"{(one.wall - start.wall) / max(two.wall - start.wall, 1e-9):.2f} without the start")
        print(f"generate / bare write    {one.wall / write.wall:8.2f} wall {one.processor / write.processor:8.2f} processor, "
              f"{(one.processor - start.processor) / write.processor:.2f} without the start")
        print(f"generate / sha256sum     {one.wall / digest.wall:8.2f} wall {one.processor / digest.processor:8.2f} processor")
        print(f"peak memory              {max(peaks):8.1f} MiB")
        if not options.no_faker:
            row = faker(work)
            if row is None:
                print("Faker could not be installed")
            else:
                print(f"Faker / generate         {row[0] * options.count / one.wall:8.0f} wall "
                      f"{row[1] * options.count / one.processor:8.0f} processor "
                      f"({1 / row[1]:,.0f} rows/s of a processor)")
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
