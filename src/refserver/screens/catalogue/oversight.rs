//! 情報提供等記録 and 操作ログ.

use sogo_unyo_test::wire::{path, screen};

use super::administration::always;
use crate::refserver::screens::pages::{
    Column, Export, Form, Input, List, Page, Part, RowAct, Search, Show, Weight, column, optional, required,
    text,
};

const GROUP: &str = "監査";
const PERIOD_HINT: &str = "この日を含みます。";

static SEARCH_RECORDS: Search = Search {
    act: "search-records",
    fields: &[
        optional("direction", "区分", "", Input::Choice(&[("照会", "照会"), ("提供", "提供")])),
        optional("process_number", "処理通番", "", Input::Text),
        optional("from", "照会日(から)", PERIOD_HINT, Input::Date),
        optional("to", "照会日(まで)", PERIOD_HINT, Input::Date),
    ],
    submit: "検索する",
    leads_to: None,
};

const RECORD: &[Column] = &[
    column("record_id", "記録番号", Show::Code),
    column("direction", "区分", Show::Text),
    column("process_number", "処理通番", Show::Code),
    column("inquirer", "照会者コード", Show::Code),
    column("inquirer_name", "照会者", Show::Text),
    column("provider", "提供者コード", Show::Code),
    column("provider_name", "提供者", Show::Text),
    column("requested_at", "照会日時", Show::Time),
    column("provided_at", "提供日時", Show::Time),
    column("procedure_code", "事務手続コード", Show::Code),
    column("information_code", "特定個人情報コード", Show::Code),
    column("items", "提供した項目", Show::Text),
    column("outcome", "結果", Show::Code),
    column("non_disclosure", "不開示", Show::YesNo),
];

static MARK: Form = Form {
    act: "mark-non-disclosure",
    method: "PUT",
    api: path::NON_DISCLOSURE,
    heading: "",
    fields: &[
        text("record_id", "記録番号", ""),
        required(
            "non_disclosure",
            "不開示",
            "",
            Input::Flag(&[("true", "不開示にする"), ("false", "不開示を解除する")]),
        ),
        text("reason", "理由", ""),
    ],
    submit: "設定",
    weight: Weight::Secondary,
    page: "/records",
    then: "/records",
    done: "不開示の設定を記録しました。",
    shows: RECORD,
};

static RECORDS: List = List {
    heading: "情報提供等記録",
    api: path::PROVISION_RECORDS,
    fixed: &[],
    query: &[("direction", ""), ("process_number", ""), ("from", ""), ("to", "")],
    at_once: true,
    columns: RECORD,
    acts: &[RowAct { form: &MARK, when: always }],
    main: true,
    empty: "条件に合う記録はありません。",
};

static RECORDS_FILE: Export = Export {
    path: "/records/file",
    text: "記録をファイルに出力",
    hint: "表示している条件に合う記録を、CSVファイルに出力します。",
    query: &["direction", "process_number", "from", "to"],
};

static SEARCH_LOG: Search = Search {
    act: "search-log",
    fields: &[
        optional("user_id", "ユーザーID", "", Input::Text),
        optional("from", "操作日(から)", PERIOD_HINT, Input::Date),
        optional("to", "操作日(まで)", PERIOD_HINT, Input::Date),
    ],
    submit: "検索する",
    leads_to: None,
};
static LOG: List = List {
    heading: "操作の一覧",
    api: path::OPERATION_LOG,
    fixed: &[],
    query: &[("user_id", ""), ("from", ""), ("to", "")],
    at_once: true,
    columns: &[
        column("sequence", "通番", Show::Code),
        column("at", "日時", Show::Time),
        column("user_id", "ユーザーID", Show::Code),
        column("operation", "画面", Show::Text),
        column("method", "操作", Show::Code),
        column("outcome", "結果", Show::State),
        column("code", "コード", Show::Code),
        column("note", "備考", Show::Text),
    ],
    acts: &[],
    main: true,
    empty: "条件に合う操作はありません。",
};

pub(super) const PAGES: &[Page] = &[
    Page {
        screen: screen::RECORDS,
        path: "/records",
        group: GROUP,
        above: None,
        lead: "情報照会と情報提供の記録です。個人番号と値は記録されません。",
        probe: "",
        parts: &[Part::Search(&SEARCH_RECORDS), Part::Export(&RECORDS_FILE), Part::List(&RECORDS)],
    },
    Page {
        screen: screen::OPERATION_LOG,
        path: "/operation-log",
        group: GROUP,
        above: None,
        lead: "この広域連合の利用者の操作の記録です。拒否された操作も記録されます。",
        probe: "",
        parts: &[Part::Search(&SEARCH_LOG), Part::List(&LOG)],
    },
];
