//! 副本, the start of their provision, and inquiries about them that wait for a decision.

use sogo_unyo_test::wire::{file_kind, path, problem, provision_decision, screen};

use super::{
    administration::upload,
    members::{CSV_HINT, RECEIPT_COLUMNS},
};
use crate::refserver::screens::pages::{
    Column, Field, Form, Input, List, Page, Part, Search, Show, Weight, column, optional, required, text,
};

const GROUP: &str = "副本";

const KINDS: &[(&str, &str)] = &[
    (file_kind::ELIGIBILITY, "資格情報(医療保険)"),
    (file_kind::COMBINED_HIGH_COST, "高額介護合算療養費情報"),
    (file_kind::FUNERAL, "葬祭費"),
];

static UPLOAD: Form = upload(
    &[
        required("kind", "特定個人情報の種類", "", Input::Choice(KINDS)),
        required("file", "登録ファイル", CSV_HINT, Input::File),
    ],
    "/copies/upload",
);

static RECEIPTS: List = List {
    heading: "受付の一覧",
    api: path::FILES,
    fixed: &[],
    query: &[("kind", file_kind::ELIGIBILITY)],
    at_once: true,
    columns: RECEIPT_COLUMNS,
    acts: &[],
    main: true,
    empty: "受け付けたファイルはありません。",
};

static COPIES_OF: Search = Search {
    act: "open-copies",
    fields: &[text("branch_number", "被保険者枝番", "10桁")],
    submit: "表示する",
    leads_to: Some("/members/{branch_number}/copies"),
};
static COPIES: List = List {
    heading: "登録されている副本",
    api: path::COPIES,
    fixed: &[],
    query: &[],
    at_once: true,
    columns: &[
        column("kind", "種類", Show::Kind),
        column("key", "キー", Show::Code),
        column("state", "状態", Show::State),
        column("automatic", "自動で提供", Show::YesNo),
        column("revision", "版数", Show::Text),
        column("values", "内容", Show::Map),
        column("source_as_of", "正本の更新日時", Show::Time),
        column("reflected_at", "反映日時", Show::Time),
    ],
    acts: &[],
    main: true,
    empty: "副本は登録されていません。",
};

static SET_AUTOMATIC: Form = Form {
    act: "set-automatic-provision",
    method: "PUT",
    api: path::AUTOMATIC_PROVISION,
    heading: "自動で提供するかどうかの設定",
    fields: &[
        text("branch_number", "被保険者枝番", "10桁"),
        required("kind", "特定個人情報の種類", "", Input::Choice(KINDS)),
        required(
            "automatic",
            "提供の方法",
            "設定した後に届く照会から変わります。",
            Input::Flag(&[("true", "自動で提供する"), ("false", "提供可否判断で決める")]),
        ),
    ],
    submit: "設定する",
    weight: Weight::Secondary,
    page: "/members/{branch_number}/copies",
    then: "/members/{branch_number}/copies",
    done: "提供の方法を設定しました。",
    shows: &[
        column("branch_number", "被保険者枝番", Show::Code),
        column("kind", "種類", Show::Kind),
        column("automatic", "自動で提供", Show::YesNo),
    ],
};

static HISTORY: List = List {
    heading: "副本の履歴",
    api: path::COPY_HISTORY,
    fixed: &[],
    query: &[],
    at_once: true,
    columns: &[
        column("kind", "種類", Show::Kind),
        column("key", "キー", Show::Code),
        column("revision", "版数", Show::Text),
        column("deleted", "この版で削除", Show::YesNo),
        column("values", "内容", Show::Map),
        column("source_as_of", "正本の更新日時", Show::Time),
        column("reflected_at", "反映日時", Show::Time),
    ],
    acts: &[],
    main: true,
    empty: "副本は登録されていません。",
};

const START: &[Column] = &[column("kind", "種類", Show::Kind), column("start_date", "提供開始日", Show::Day)];
static SET_START: Form = Form {
    act: "set-provision-start",
    method: "PUT",
    api: path::PROVISION_START,
    heading: "提供開始日の設定",
    fields: &[
        required("kind", "特定個人情報の種類", "", Input::Choice(KINDS)),
        optional(
            "start_date",
            "提供開始日",
            "この日の0時から提供します。空欄にすると提供を停止します。",
            Input::Date,
        ),
    ],
    submit: "設定する",
    weight: Weight::Primary,
    page: "/provision-starts",
    then: "/provision-starts",
    done: "提供開始日を設定しました。",
    shows: START,
};
static STARTS: List = List {
    heading: "現在の提供開始日",
    api: path::PROVISION_STARTS,
    fixed: &[],
    query: &[],
    at_once: true,
    columns: START,
    acts: &[],
    main: true,
    empty: "提供開始日は設定されていません。",
};

const REQUEST: &[Column] = &[
    column("process_number", "処理通番", Show::Code),
    column("state", "状態", Show::State),
    column("inquirer", "照会者コード", Show::Code),
    column("inquirer_name", "照会者", Show::Text),
    column("information_code", "特定個人情報コード", Show::Code),
    column("information_name", "特定個人情報", Show::Text),
    column("branch_number", "被保険者枝番", Show::Link("/members/{branch_number}")),
    column("requested_at", "照会日時", Show::Time),
];
static DECIDE: Form = Form {
    act: "decide-provision",
    method: "POST",
    api: path::PROVISION_REQUEST,
    heading: "提供の可否の判断",
    fields: &[
        Field {
            codes: &[problem::CONFLICT, problem::NOT_FOUND],
            ..text("process_number", "処理通番", "状態が「判断待ち」の照会の処理通番")
        },
        required(
            "decision",
            "判断",
            "提供すると、いまの副本で回答します。判断は取り消せません。",
            Input::Choice(&[
                (provision_decision::PROVIDE, "提供する"),
                (provision_decision::REFUSE, "提供しない"),
            ]),
        ),
    ],
    submit: "判断を登録する",
    weight: Weight::Primary,
    page: "/provision-requests",
    then: "/provision-requests",
    done: "提供の可否を登録しました。",
    shows: REQUEST,
};
static REQUESTS: List = List {
    heading: "判断する照会の一覧",
    api: path::PROVISION_REQUESTS,
    fixed: &[],
    query: &[],
    at_once: true,
    columns: REQUEST,
    acts: &[],
    main: true,
    empty: "判断する照会はありません。",
};

pub(super) const PAGES: &[Page] = &[
    Page {
        screen: screen::COPIES,
        path: "/copies/upload",
        group: GROUP,
        above: None,
        lead: "標準システムで作成した副本の登録ファイルを登録します。",
        probe: "/api/files?kind=eligibility",
        parts: &[Part::Form(&UPLOAD), Part::Links(&[("/copies/receipts", "特定個人情報登録結果へ")])],
    },
    Page {
        screen: screen::COPIES_RESULT,
        path: "/copies/receipts",
        group: GROUP,
        above: None,
        lead: "登録したファイルの処理ステータスを確認します。",
        probe: "",
        parts: &[Part::Tabs("kind", KINDS), Part::List(&RECEIPTS)],
    },
    Page {
        screen: screen::COPY_SEARCH,
        path: "/copies",
        group: GROUP,
        above: None,
        lead: "加入者の副本を表示します。",
        probe: "/api/members/-/copies",
        parts: &[Part::Search(&COPIES_OF)],
    },
    Page {
        screen: screen::COPY_SEARCH,
        path: "/members/{branch_number}/copies",
        group: GROUP,
        above: Some("/copies"),
        lead: "加入者の副本です。",
        probe: "",
        parts: &[
            Part::List(&COPIES),
            Part::Form(&SET_AUTOMATIC),
            Part::Links(&[
                ("/members/{branch_number}/copies/history", "副本の履歴"),
                ("/members/{branch_number}", "加入者の登録内容"),
            ]),
        ],
    },
    Page {
        screen: screen::COPY_SEARCH,
        path: "/members/{branch_number}/copies/history",
        group: GROUP,
        above: Some("/copies"),
        lead: "加入者の副本の、削除されたものを含むすべての版です。",
        probe: "",
        parts: &[Part::List(&HISTORY), Part::Links(&[("/members/{branch_number}/copies", "現在の副本")])],
    },
    Page {
        screen: screen::PROVISION_START,
        path: "/provision-starts",
        group: GROUP,
        above: None,
        lead: "運用支援環境で、副本の種類ごとに提供開始日を設定します。",
        probe: path::PROVISION_STARTS,
        parts: &[Part::Form(&SET_START), Part::List(&STARTS)],
    },
    Page {
        screen: screen::PROVISION_REQUESTS,
        path: "/provision-requests",
        group: GROUP,
        above: None,
        lead: "自動では提供しない副本への照会について、提供するかどうかを判断します。",
        probe: path::PROVISION_REQUESTS,
        parts: &[Part::Form(&DECIDE), Part::List(&REQUESTS)],
    },
];
