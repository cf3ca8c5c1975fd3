"""Sets the stage on a running server: one union with its certificate, master, residents
and an institution through the control port; departments, users, members and copies as an
operator would, through the operator's port.

Every value is synthetic. The check digits are computed here, apart from server and harness.
"""

import csv
import io

import requests

CERTIFICATE = "SIM-CERT-CONTRACT"
CERTIFICATE_HEADER = "x-terminal-certificate"
PREFECTURE = "13"
ADMINISTRATOR = "contract-admin"
INITIAL_PASSWORD = "First-Entry-2017"
PASSWORD = "Second-Entry-2017"
INSTITUTION = "SIM-CITY-01"
NOW = "2017-05-15T09:00:00+09:00"
# Who tries every operation, and with which roles. The newcomer still has the initial
# password.
CALLERS = {
    ADMINISTRATOR: "R-ADMIN",
    "contract-member": "R-MEMBER;R-VIEW",
    "contract-copy": "R-COPY;R-VIEW",
    "contract-inquire": "R-INQUIRE;R-IDENT",
    "contract-audit": "R-AUDIT",
}
NEWCOMER = "contract-newcomer"
# Users on whom administrators act.
OTHERS = ["contract-other1", "contract-other2"]


def individual_number(serial: int) -> str:
    """Twelve digits with their check digit (modulus 11)."""
    body = f"{serial:011d}"
    weights = [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]
    rest = sum(int(digit) * weight for digit, weight in zip(body, weights)) % 11
    return body + str(0 if rest <= 1 else 11 - rest)


def insurance_number(serial: int) -> str:
    """Eight digits with their check digit (modulus 10, weights 2 and 1)."""
    body = f"{serial:07d}"
    products = [int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(body)]
    return body + str(-sum(product // 10 + product % 10 for product in products) % 10)


class Server:
    """Both ports of a server."""

    def __init__(self, operator: str, control: str):
        self.operator, self.control = operator, control

    def put(self, path: str, body: object) -> None:
        """Something on the control port that must work."""
        answer = requests.put(self.control + path, json=body, timeout=30)
        assert answer.ok, f"PUT {path}: {answer.status_code} {answer.text}"

    def let_time_pass(self, seconds: int) -> None:
        """Moves the clock; jobs that become due run on the way."""
        answer = requests.post(self.control + "/control/clock/advance", json={"seconds": seconds}, timeout=60)
        assert answer.ok, f"the clock: {answer.status_code} {answer.text}"

    def log_in(self, user: str, password: str) -> "Session":
        """Opens a session that must open."""
        answer = requests.post(
            self.operator + "/api/session",
            json={"user_id": user, "password": password},
            headers={CERTIFICATE_HEADER: CERTIFICATE},
            timeout=30,
        )
        assert answer.status_code == 201, f"log-in of {user}: {answer.status_code} {answer.text}"
        return Session(self, answer.json()["token"])


class Session:
    """An operator who is logged in."""

    def __init__(self, server: Server, token: str):
        self.server, self.token = server, token
        self.headers = {CERTIFICATE_HEADER: CERTIFICATE, "authorization": f"Bearer {token}"}

    def send(self, method: str, path: str, **arguments: object) -> requests.Response:
        """A request that must be accepted."""
        answer = requests.request(
            method, self.server.operator + path, headers=self.headers, timeout=30, **arguments
        )
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer

    def is_open(self) -> bool:
        """Whether the server still knows the session."""
        answer = requests.get(self.server.operator + "/api/session", headers=self.headers, timeout=30)
        return answer.status_code == 200

    def change_password(self, old: str, new: str) -> None:
        """The first thing after an initial password."""
        self.send("PUT", "/api/session/password", json={"current_password": old, "new_password": new})

    def register(self, kind: str, header: str, rows: list[list[str]], seconds: int) -> list[dict]:
        """Uploads rows, waits, and reads the result file, in which no row may be wrong."""
        text = io.StringIO()
        csv.writer(text, lineterminator="\r\n").writerows([header.split(), *rows])
        files = {"file": (f"{kind}.csv", text.getvalue().encode("cp932"), "text/csv")}
        number = self.send("POST", f"/api/files/{kind}", files=files).json()["receipt_number"]
        for begun in range(0, seconds, 600):
            self.server.let_time_pass(min(600, seconds - begun))
            # Keeps the session from ending.
            self.is_open()
        result = self.send("GET", f"/api/receipts/{number}/result").content.decode("cp932")
        found = list(csv.DictReader(io.StringIO(result)))
        wrong = [row for row in found if row["処理結果コード"]]
        assert found and not wrong, f"{kind}: {wrong}"
        return found


def set_up(server: Server) -> dict[str, list[str]]:
    """Sets everything up. Gives what an operator could know by then, by the name that the
    contract has for it."""
    server.put("/control/clock", {"now": NOW})
    insurer_number = insurance_number(3913101)
    server.put(
        f"/control/insurers/{PREFECTURE}",
        {
            "name": "架空広域連合",
            "institution_code": "SIM-UNION-13",
            "insurer_numbers": [insurer_number],
            "certificates": [CERTIFICATE],
            "admin": {"user_id": ADMINISTRATOR, "name": "架空　管理", "initial_password": INITIAL_PASSWORD},
        },
    )
    combination = {
        "procedure_code": "SIM-JT-0004",
        "procedure_name": "一部負担金割合判定",
        "provider_type": "市区町村",
        "information_code": "SIM-KK-1001",
        "information_name": "地方税関係情報",
    }
    server.put(
        "/control/master",
        {"release": "架空マスター", "available_from": "2017-04-22", "combinations": [combination]},
    )
    people = range(1, 7)
    server.put(
        "/control/residents",
        {
            "residents": [
                {
                    "individual_number": individual_number(90_000_000_000 + person),
                    "name": f"架空　{person}郎",
                    "kana": "カクウ　ロウ",
                    "address": f"架空市架空町{person}番地",
                    "sex": "1",
                    "birth_date": "1935-04-01",
                    "status": "現存",
                    "changed_on": None,
                }
                # The last one is not in the 住基ネット: the code cannot be obtained.
                for person in people[:-1]
            ]
        },
    )
    server.put(
        f"/control/institutions/{INSTITUTION}",
        {
            "name": "架空市",
            "provider_type": "市区町村",
            "linkage_started": True,
            "copies": [
                {
                    "individual_number": individual_number(90_000_000_001),
                    "information_code": "SIM-KK-1001",
                    "items": [{"name": "課税年度", "value": "平成28年度"}],
                    "source_as_of": "20170120090000",
                }
            ],
        },
    )
    administrator = server.log_in(ADMINISTRATOR, INITIAL_PASSWORD)
    administrator.change_password(INITIAL_PASSWORD, PASSWORD)
    administrator.send("PUT", "/api/access-groups/AG-01", json={"name": "架空グループ"})
    administrator.register(
        "departments",
        "処理区分 部署コード 部署名 アクセスグループコード",
        [["1", "D-01", "架空課", ""], ["1", "D-02", "架空特別課", "AG-01"]],
        180,
    )
    clerks = {user: roles for user, roles in CALLERS.items() if user != ADMINISTRATOR}
    users = clerks | {NEWCOMER: "R-MEMBER"} | dict.fromkeys(OTHERS, "R-VIEW")
    for row in administrator.register(
        "users",
        "処理区分 ユーザーID 氏名 部署コード ロールコード 有効開始日 有効終了日",
        [["1", user, "架空　担当", "D-01", roles, "20170101", ""] for user, roles in users.items()],
        180,
    ):
        if row["ユーザーID"] in clerks:
            issued = row["初期パスワード"]
            server.log_in(row["ユーザーID"], issued).change_password(issued, PASSWORD)
    # Whoever looks at the 情報共有サイト needs an account.
    administrator.send("PUT", "/api/sharing-site/accounts/contract-inquire")
    clerk = server.log_in("contract-member", PASSWORD)
    members = clerk.register(
        "members",
        "レコード番号 処理区分 保険者番号 被保険者番号 個人番号 氏名 氏名カナ 生年月日 性別 郵便番号 住所"
        " 資格取得年月日 資格喪失年月日 アクセスグループコード 被保険者枝番",
        [
            [
                str(person), "1", insurer_number, insurance_number(1_000_000 + person),
                individual_number(90_000_000_000 + person), f"架空　{person}郎", "カクウ　ロウ", "19350401",
                "1", "", f"架空市架空町{person}番地", "20100401", "", "AG-01" if person == 5 else "", "",
            ]
            for person in people
        ],
        700,
    )  # fmt: skip
    branches = [row["被保険者枝番"] for row in members]
    # The 機関別符号 of the members.
    server.let_time_pass(600)
    clerk = server.log_in("contract-copy", PASSWORD)
    clerk.register(
        "eligibility",
        "処理区分 被保険者枝番 保険者番号 被保険者番号 資格取得年月日 取得事由 資格喪失年月日 喪失事由"
        " 証発効期日 有効期限 一部負担金割合 住所地特例区分 更新日時",
        [
            ["1", branch, insurer_number, row["被保険者番号"], "20100401", "01", "", "", "", "", "1", "",
             "20170401090000"]
            for branch, row in zip(branches, members)
        ],
        1900,
    )  # fmt: skip
    clerk = server.log_in("contract-copy", PASSWORD)
    clerk.send("PUT", "/api/provision-starts/eligibility", json={"start_date": "2017-05-15"})
    clerk = server.log_in("contract-inquire", PASSWORD)
    inquiry = {
        "branch_number": branches[0],
        "procedure_code": combination["procedure_code"],
        "provider_code": INSTITUTION,
        "information_code": combination["information_code"],
    }
    inquiry_id = clerk.send("POST", "/api/inquiries", json=inquiry).json()["inquiry_id"]
    server.let_time_pass(60)
    return {
        "user_id": OTHERS,
        "branch_number": branches,
        "inquiry_id": [inquiry_id],
        "procedure_code": [combination["procedure_code"]],
        "provider_code": [INSTITUTION],
        "information_code": [combination["information_code"]],
    }
