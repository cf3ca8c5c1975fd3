"""Tries the whole OpenAPI document of running servers, as one caller on each, some at the same
time."""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import stage

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "missing_required_header",
    "unsupported_method",
    "allow_header_conformance",
    "ignored_auth",
    "a_refusal_changes_nothing",
    "a_refusal_is_a_problem",
]
# Test cases of each operation in each phase and for each caller.
EXAMPLES = os.environ.get("CONTRACT_EXAMPLES", "4")


def start(folder: Path) -> tuple[subprocess.Popen, stage.Server]:
    """Starts the server, which ends with its standard input."""
    program = os.environ.get("CONTRACT_SERVER", ROOT / "target" / "debug" / "sogo")
    process = subprocess.Popen(
        [program, "serve", "--port", "0", "--control-port", "0", "--data", folder / "server.sqlite",
         "--quit-on-stdin-eof"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    words = dict(word.split("=", 1) for word in process.stdout.readline().split() if "=" in word)
    return process, stage.Server(words["操作ポート"], words["制御ポート"])


def main() -> int:
    """Gives the exit code: 0 if nobody found anything."""
    callers = [*stage.CALLERS, stage.NEWCOMER]
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as several:
        good = list(several.map(tried, callers))
    failed = [user for user, is_good in zip(callers, good) if not is_good]
    print(f"contract: {len(callers)} callers, {len(failed)} with findings {' '.join(failed)}")
    return 1 if failed else 0


def tried(user: str) -> bool:
    """One caller tries everything on a server of its own. Whether nothing was found."""
    with tempfile.TemporaryDirectory(prefix="sogo-contract-") as name:
        folder = Path(name)
        (folder / "data").mkdir()
        process, server = start(folder / "data")
        try:
            facts = {
                "operator": server.operator,
                "control": server.control,
                "data": str(folder / "data"),
                "user": user,
                "known": stage.set_up(server),
            }
            good = found_nothing(server, folder, facts)
            # What was uploaded is processed; a job that breaks is told by the clock.
            for _ in range(6):
                server.let_time_pass(600)
        finally:
            process.stdin.close()
            process.wait(timeout=30)
    return good


def found_nothing(server: stage.Server, folder: Path, facts: dict) -> bool:
    """Tries everything as one caller, and tells what came of it."""
    begun = time.monotonic()
    (folder / "facts.json").write_text(json.dumps(facts))
    command = [
        Path(sys.executable).with_name("schemathesis"), "--config-file", HERE / "schemathesis.toml", "run",
        server.operator + "/openapi.json", "--checks", ",".join(CHECKS),
        "--header", f"{stage.CERTIFICATE_HEADER}: {stage.CERTIFICATE}",
        "--max-examples", EXAMPLES, "--phases", "examples,coverage,fuzzing", "--no-color",
    ]  # fmt: skip
    environment = os.environ | {
        "CONTRACT_FACTS": str(folder / "facts.json"),
        "SCHEMATHESIS_HOOKS": str(HERE / "hooks.py"),
        "PYTHONPATH": str(HERE),
    }
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    good = done.returncode == 0
    cases = re.search(r"(\d+) generated", done.stdout)
    # Nothing tried is not nothing found.
    good = good and cases is not None and int(cases[1]) > 0
    told = (
        f"-- {facts['user']}: {cases[1] if cases else 0} cases, "
        f"{'nothing found' if good else 'FOUND'}, {time.monotonic() - begun:.0f} s"
    )
    # In one piece: others tell at the same time.
    print(told if good else f"{told}\n{done.stdout}\n{done.stderr}", flush=True)
    return good


if __name__ == "__main__":
    sys.exit(main())
