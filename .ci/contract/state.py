"""What the server keeps, as a digest, read from its data files and not through its port.

A refused request must leave the digest as it was. What the contract lets a refusal change
is left out here and nowhere else.
"""

import hashlib
import sqlite3
from pathlib import Path

# Tables that a refused request may add to.
LEFT_OUT_TABLES = {"operation_log"}
# Columns that a refused request may change.
LEFT_OUT_COLUMNS = {"session": {"last_used"}, "operator": {"failures", "locked"}}
# An inquiry refused with one of these leaves a record.
RECORDED_REFUSALS = {"N7", "N4"}
RECORDS_TABLE = "provision_entry"


class State:
    """The data files of a running server: every SQLite file of a folder, and what else is
    in it."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.connections: dict[Path, sqlite3.Connection] = {}

    def digests(self) -> dict[str, str]:
        """One digest for each table, and one for the names of the files."""
        found = {}
        files = []
        for path in sorted(self.folder.rglob("*")):
            if not path.is_file() or path.name.endswith(("-wal", "-shm", "-journal")):
                continue
            # That of the 本番環境 has a suffix of its own.
            if ".sqlite" in path.suffixes:
                found.update(self._tables(path))
            else:
                files.append(str(path.relative_to(self.folder)))
        found["files"] = hashlib.sha256("\n".join(files).encode()).hexdigest()
        return found

    def _tables(self, path: Path) -> dict[str, str]:
        if path not in self.connections:
            connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None, check_same_thread=False)
            connection.text_factory = bytes
            self.connections[path] = connection
        connection = self.connections[path]
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        found = {}
        for (name,) in names:
            table = name.decode()
            if table in LEFT_OUT_TABLES:
                continue
            described = connection.execute(f'PRAGMA table_info("{table}")').fetchall()
            columns = [column[1].decode() for column in described]
            kept = [column for column in columns if column not in LEFT_OUT_COLUMNS.get(table, ())]
            digest = hashlib.sha256()
            selected = ", ".join(f'"{column}"' for column in kept)
            for row in connection.execute(f'SELECT {selected} FROM "{table}"'):
                digest.update(repr(row).encode())
            found[f"{path.name}:{table}"] = digest.hexdigest()
        return found


def changed(before: dict[str, str], after: dict[str, str], code: str | None) -> list[str]:
    """The tables that differ although the refusal with this code may not change them."""
    names = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    if code in RECORDED_REFUSALS:
        names = [name for name in names if not name.endswith(f":{RECORDS_TABLE}")]
    return names
