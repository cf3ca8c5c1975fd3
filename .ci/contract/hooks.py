"""What schemathesis cannot know by itself: how to be logged in, which values exist, and
that a refused request changes nothing.

Nothing here names an operation: whatever the document describes is tried.
"""

import json
import os
from pathlib import Path

import schemathesis
from schemathesis.generation import GenerationMode

import stage
import state

FACTS = json.loads(Path(os.environ["CONTRACT_FACTS"]).read_text())
SERVER = stage.Server(FACTS["operator"], FACTS["control"])
STATE = state.State(Path(FACTS["data"]))
# Values seen so far, by the name that the contract has for them. A parameter or member of
# a body with such a name gets one, most of the time; otherwise nearly all would be 404.
KNOWN: dict[str, list[str]] = {name: list(values) for name, values in FACTS["known"].items()}
# Seen, but not to be acted on: the session or the password would be gone.
CALLERS = {*stage.CALLERS, stage.NEWCOMER}


class Login:
    """Keeps a session open; a log-out that was tried ends it."""

    session: stage.Session | None = None
    doubtful = False

    def get(self, _case, _context) -> str:
        """The token of a session that is open."""
        if Login.session is None or (Login.doubtful and not Login.session.is_open()):
            Login.session = logged_in(FACTS["user"])
        Login.doubtful = False
        return Login.session.token

    def set(self, case, token: str, _context) -> None:
        """Sends it along."""
        case.headers = {**(case.headers or {}), "authorization": f"Bearer {token}"}


def logged_in(user: str) -> stage.Session:
    """An open session. An initial password opens only one, so a newcomer gets a new one."""
    if user != stage.NEWCOMER:
        return SERVER.log_in(user, stage.PASSWORD)
    administrator = SERVER.log_in(stage.ADMINISTRATOR, stage.PASSWORD)
    issued = administrator.send("POST", f"/api/users/{user}/initial-password").json()
    return SERVER.log_in(user, issued["initial_password"])


schemathesis.auth(refresh_interval=None)(Login)


class Turns:
    """Which of the known values comes next; the same in every run."""

    count = 0

    @classmethod
    def take(cls, name: str) -> str | None:
        """A known value, or none every third time."""
        cls.count += 1
        values = KNOWN.get(name)
        if not values or cls.count % 3 == 0:
            return None
        return values[cls.count % len(values)]


def put_known_values(values: dict | None) -> None:
    """Replaces what was made up by what exists."""
    for name in values or {}:
        known = Turns.take(name)
        if known is not None and isinstance(values[name], str):
            values[name] = known


@schemathesis.hook
def before_call(_context, case, _arguments) -> None:
    """Values that exist, and the state before."""
    if case.meta is not None and case.meta.generation.mode == GenerationMode.POSITIVE:
        put_known_values(case.path_parameters)
        put_known_values(case.query)
        if isinstance(case.body, dict):
            put_known_values(case.body)
    # Nobody may take the session or the password of those who try.
    for values in (case.path_parameters, case.body):
        for name, value in values.items() if isinstance(values, dict) else ():
            if isinstance(value, str) and value in CALLERS:
                values[name] = stage.OTHERS[0]
    BEFORE[case.id] = STATE.digests()


BEFORE: dict[str, dict[str, str]] = {}
CHANGED: dict[str, list[str]] = {}


@schemathesis.hook
def after_call(_context, case, response) -> None:
    """The state after, and what the answer told."""
    if case.path.endswith("/session") or response.status_code == 401:
        Login.doubtful = True
    before = BEFORE.pop(case.id, None)
    if response.status_code < 400:
        try:
            learn(response.json())
        except (ValueError, UnicodeDecodeError):
            pass  # Not every answer is JSON.
    elif before is not None:
        CHANGED[case.id] = state.changed(before, STATE.digests(), code_of(response))


def code_of(response) -> str | None:
    """The code of a refusal."""
    try:
        return response.json().get("code")
    except (ValueError, AttributeError):
        return None


def learn(value: object, name: str = "") -> None:
    """Keeps what an answer names, the newest few of each name."""
    if isinstance(value, dict):
        for key, member in value.items():
            learn(member, "cursor" if key == "next" else key)
    elif isinstance(value, list):
        for member in value:
            learn(member, name)
    elif isinstance(value, str) and value and value not in CALLERS:
        values = KNOWN.setdefault(name, [])
        if value not in values:
            values.append(value)
            del values[:-20]


@schemathesis.check
def a_refusal_changes_nothing(_context, response, case) -> None:
    """No table and no file differs after a refused request."""
    names = CHANGED.pop(case.id, [])
    if names:
        raise AssertionError(f"refused with {response.status_code} {code_of(response)}, and changed: {', '.join(names)}")


@schemathesis.check
def a_refusal_is_a_problem(_context, response, case) -> None:
    """Refusals have the form of the contract, and repeat no value that was sent."""
    if response.status_code < 400 or response.request.method == "HEAD":
        return
    media_type = ", ".join(response.headers.get("content-type", []))
    assert media_type == "application/problem+json", f"content-type of a refusal: {media_type!r}"
    body = response.json()
    missing = {"type", "title", "status", "detail", "code"} - body.keys()
    assert not missing, f"a refusal without {missing}"
    assert body["status"] == response.status_code, f"status in the body: {body['status']}"
