//! 情報照会.

use sogo_unyo_test::wire::{file_kind, path, problem, screen};

use super::{
    administration::{always, receipts, upload},
    members::CSV_HINT,
};
use crate::refserver::screens::pages::{
    Column, Facts, Field, Form, Input, List, Page, Part, RowAct, Search, Show, Weight, column, optional,
    required, text,
};

const GROUP: &str = "情報照会";

static INQUIRE: Form = Form {
    act: "inquire",
    method: "POST",
    api: path::INQUIRIES,
    heading: "",
    fields: &[
        Field {
            name: "branch_number",
            label: "被保険者枝番",
            hint: "10桁",
            input: Input::Text,
            required: true,
            codes: &[problem::UNKNOWN_BRANCH, problem::OWN_CODE_NOT_LINKED],
        },
        Field {
            codes: &[problem::NOT_PERMITTED],
            ..text("procedure_code", "事務手続コード", "マスターの事務手続コード")
        },
        Field { codes: &[problem::NOT_PERMITTED], ..text("provider_code", "照会先機関コード", "") },
        Field {
            codes: &[problem::NOT_PERMITTED],
            ..text("information_code", "特定個人情報コード", "マスターの特定個人情報コード")
        },
        optional("period_from", "対象期間の始め", "", Input::Date),
        optional("period_to", "対象期間の終わり", "", Input::Date),
    ],
    submit: "照会する",
    weight: Weight::Primary,
    page: "/inquiries/new",
    then: "/inquiries/new",
    done: "情報照会を受け付けました。",
    shows: &[
        column("inquiry_id", "処理通番", Show::Link("/inquiries/{inquiry_id}")),
        column("state", "状態", Show::State),
    ],
};

const INQUIRY: &[Column] = &[
    column("inquiry_id", "処理通番", Show::Link("/inquiries/{inquiry_id}")),
    column("state", "状態", Show::State),
    column("result_code", "結果コード", Show::Code),
    column("branch_number", "被保険者枝番", Show::Code),
    column("procedure_code", "事務手続コード", Show::Code),
    column("provider_code", "照会先機関コード", Show::Code),
    column("provider_name", "照会先機関", Show::Text),
    column("information_code", "特定個人情報コード", Show::Code),
    column("information_name", "特定個人情報", Show::Text),
    column("requested_at", "照会日時", Show::Time),
    column("answered_at", "回答日時", Show::Time),
    column("source_as_of", "照会先の情報の時点", Show::Time),
];

static LIST: List = List {
    heading: "情報照会の一覧",
    api: path::INQUIRIES,
    fixed: &[],
    query: &[],
    at_once: true,
    columns: INQUIRY,
    acts: &[],
    main: true,
    empty: "情報照会はありません。",
};

const RESULT_COLUMNS: &[Column] = &[
    column("inquiry_id", "処理通番", Show::Code),
    column("state", "状態", Show::State),
    column("result_code", "結果コード", Show::Code),
    column("branch_number", "被保険者枝番", Show::Code),
    column("procedure_code", "事務手続コード", Show::Code),
    column("provider_code", "照会先機関コード", Show::Code),
    column("provider_name", "照会先機関", Show::Text),
    column("information_code", "特定個人情報コード", Show::Code),
    column("information_name", "特定個人情報", Show::Text),
    column("requested_at", "照会日時", Show::Time),
    column("answered_at", "回答日時", Show::Time),
    column("source_as_of", "照会先の情報の時点", Show::Time),
    column(
        "items",
        "回答された項目",
        Show::Things(&[column("name", "項目名", Show::Text), column("value", "値", Show::Text)]),
    ),
];
static RESULT: Facts =
    Facts { api: path::INQUIRY, columns: RESULT_COLUMNS, acts: &[RowAct { form: &CANCEL, when: always }] };

static CANCEL: Form = Form {
    act: "cancel-inquiry",
    method: "DELETE",
    api: path::INQUIRY,
    heading: "照会の取消(回答が届く前に限ります)",
    fields: &[text("inquiry_id", "処理通番", "")],
    submit: "この照会を取り消す",
    weight: Weight::Danger,
    page: "/inquiries/{inquiry_id}",
    then: "/inquiries/{inquiry_id}",
    done: "照会を取り消しました。",
    shows: &[],
};

static UPLOAD: Form = upload(
    &[
        required("kind", "ファイルの種類", "", Input::Choice(&[(file_kind::INQUIRIES, "情報照会")])),
        required("file", "情報照会一括登録ファイル", CSV_HINT, Input::File),
    ],
    "/inquiries/upload",
);
static RECEIPTS: List = receipts(&[("kind", file_kind::INQUIRIES)], true);

static FIND_CONTACT: Search = Search {
    act: "find-contact",
    fields: &[optional(
        "institution_code",
        "機関コード",
        "空欄にするとすべての機関を表示します。",
        Input::Text,
    )],
    submit: "検索する",
    leads_to: None,
};
static CONTACTS: List = List {
    heading: "連絡窓口",
    api: path::CONTACTS,
    fixed: &[],
    query: &[("institution_code", "")],
    at_once: true,
    columns: &[
        column("institution_code", "機関コード", Show::Code),
        column("institution_name", "機関", Show::Text),
        column("contact", "連絡窓口", Show::Text),
        column("linkage_started", "情報連携の開始", Show::YesNo),
    ],
    acts: &[],
    main: true,
    empty: "該当する機関はありません。",
};

pub(super) const PAGES: &[Page] = &[
    Page {
        screen: screen::INQUIRY,
        path: "/inquiries/new",
        group: GROUP,
        above: None,
        lead: "加入者の特定個人情報を、ほかの情報保有機関に照会します。",
        probe: path::INQUIRIES,
        parts: &[Part::Form(&INQUIRE), Part::Links(&[("/inquiries", "情報照会一覧へ")])],
    },
    Page {
        screen: screen::INQUIRIES,
        path: "/inquiries",
        group: GROUP,
        above: None,
        lead: "登録した情報照会の状態を確認します。処理通番から結果を表示します。",
        probe: "",
        parts: &[Part::List(&LIST)],
    },
    Page {
        screen: screen::BULK_INQUIRY,
        path: "/inquiries/upload",
        group: GROUP,
        above: None,
        lead: "情報照会を一括登録ファイルで登録します。",
        probe: "/api/files?kind=inquiries",
        parts: &[Part::Form(&UPLOAD), Part::Links(&[("/inquiries/receipts", "情報照会一括結果へ")])],
    },
    Page {
        screen: screen::BULK_INQUIRY_RESULT,
        path: "/inquiries/receipts",
        group: GROUP,
        above: None,
        lead: "登録したファイルの処理ステータスを確認します。受付番号から受付結果の詳細を表示します。",
        probe: "",
        parts: &[Part::List(&RECEIPTS)],
    },
    Page {
        screen: screen::CONTACTS,
        path: "/contacts",
        group: GROUP,
        above: None,
        lead: "照会結果について問い合わせる、情報保有機関の連絡窓口です。",
        probe: "",
        parts: &[Part::Search(&FIND_CONTACT), Part::List(&CONTACTS)],
    },
    Page {
        screen: screen::INQUIRY_RESULT,
        path: "/inquiries/{inquiry_id}",
        group: GROUP,
        above: Some("/inquiries"),
        lead: "情報照会の状態と、照会先から回答された情報です。",
        probe: "",
        parts: &[Part::Facts(&RESULT), Part::Links(&[("/inquiries/{inquiry_id}", "最新の状態を表示")])],
    },
];
