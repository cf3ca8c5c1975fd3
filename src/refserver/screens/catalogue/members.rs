//! Members: upload, receipts, search, state of the code; and 本人確認.

use sogo_unyo_test::wire::{file_kind, path, screen};

use super::administration::{always, receipts, upload};
use crate::refserver::screens::pages::{
    Column, Download, Facts, Form, Input, List, Page, Part, RowAct, Search, Show, Weight, column, optional,
    required, text,
};

const GROUP: &str = "加入者情報";
const IDENTITY: &str = "本人確認";
pub(super) const CSV_HINT: &str =
    "見出し行のあるCSVファイル。文字コードは医療保険者等定義情報で設定したものにします。";

/// An upload in a list.
pub(super) const RECEIPT_COLUMNS: &[Column] = &[
    column("receipt_number", "受付番号", Show::Link("/receipts/{receipt_number}")),
    column("kind", "種類", Show::Kind),
    column("file_name", "ファイル名", Show::Text),
    column("state", "処理ステータス", Show::State),
    column("accepted_at", "受付日時", Show::Time),
    column("completed_at", "完了日時", Show::Time),
    column("counts.total", "件数", Show::Text),
    column("counts.normal", "正常", Show::Text),
    column("counts.error", "エラー", Show::Text),
    column("error.code", "エラーコード", Show::Code),
    column("error.message", "エラーの内容", Show::Text),
];

static UPLOAD: Form = upload(
    &[
        required("kind", "ファイルの種類", "", Input::Choice(&[(file_kind::MEMBERS, "加入者情報")])),
        required("file", "加入者情報一括登録ファイル", CSV_HINT, Input::File),
    ],
    "/members/upload",
);
static RECEIPTS: List = receipts(&[("kind", file_kind::MEMBERS)], true);

static CANCEL: Form = Form {
    act: "cancel-upload",
    method: "DELETE",
    api: path::RECEIPT,
    heading: "受付の取消(処理が始まる前に限ります)",
    fields: &[text("receipt_number", "受付番号", "")],
    submit: "この受付を取り消す",
    weight: Weight::Danger,
    page: "/receipts/{receipt_number}",
    then: "/receipts/{receipt_number}",
    done: "受付を取り消しました。",
    shows: &[],
};

static RECEIPT: Facts = Facts {
    api: path::RECEIPT,
    columns: &[
        column("receipt_number", "受付番号", Show::Code),
        column("kind", "種類", Show::Kind),
        column("file_name", "ファイル名", Show::Text),
        column("state", "処理ステータス", Show::State),
        column("accepted_at", "受付日時", Show::Time),
        column("completed_at", "完了日時", Show::Time),
        column("counts.total", "件数", Show::Text),
        column("counts.normal", "正常の件数", Show::Text),
        column("counts.error", "エラーの件数", Show::Text),
        column("error.code", "エラーコード", Show::Code),
        column("error.message", "エラーの内容", Show::Text),
    ],
    acts: &[RowAct { form: &CANCEL, when: always }],
};
static RESULT: Download = Download {
    path: "/receipts/{receipt_number}/result",
    text: "結果ファイルをダウンロード",
    hint: "処理完了は、すべての行が正常であることを意味しません。結果ファイルで行ごとの処理結果を確認してください。本人確認の結果の個人番号は結果ファイルにだけあり、取得したことは操作ログに残ります。",
    when: Some(("state", "処理完了")),
};

const MEMBER: &[Column] = &[
    column("branch_number", "被保険者枝番", Show::Link("/members/{branch_number}")),
    column("insurer_number", "保険者番号", Show::Code),
    column("insured_number", "被保険者番号", Show::Code),
    column("name", "氏名", Show::Text),
    column("kana", "氏名カナ", Show::Text),
    column("birth_date", "生年月日", Show::Day),
    column("sex", "性別", Show::Sex),
    column("postal_code", "郵便番号", Show::Code),
    column("address", "住所", Show::Text),
    column("access_group", "アクセスグループ", Show::Code),
    column("state", "状態", Show::State),
    column("qualified_on", "資格取得年月日", Show::Day),
    column("lost_on", "資格喪失年月日", Show::Day),
];

static SEARCH: Search = Search {
    act: "search-members",
    fields: &[
        optional("insured_number", "被保険者番号", "8桁", Input::Text),
        optional("branch_number", "被保険者枝番", "10桁", Input::Text),
    ],
    submit: "検索する",
    leads_to: None,
};
static FOUND: List = List {
    heading: "検索結果",
    api: path::MEMBERS,
    fixed: &[],
    query: &[("insured_number", ""), ("branch_number", "")],
    at_once: false,
    columns: MEMBER,
    acts: &[],
    main: true,
    empty: "該当する加入者はいません。",
};
static ONE: Facts = Facts { api: path::MEMBER, columns: MEMBER, acts: &[] };

static SHOW_NUMBER: Form = Form {
    act: "show-individual-number",
    method: "POST",
    api: path::NUMBER_DISPLAY,
    heading: "",
    fields: &[
        text("branch_number", "被保険者枝番", "10桁"),
        text(
            "reason",
            "理由",
            "200文字以内。だれが、いつ、どの加入者の個人番号を、なぜ表示したかが操作ログに残ります。",
        ),
    ],
    submit: "個人番号を表示する",
    weight: Weight::Primary,
    page: "/individual-number",
    then: "/individual-number",
    done: "個人番号を表示しました。ほかの画面に移ると消えます。",
    shows: &[
        column("branch_number", "被保険者枝番", Show::Code),
        column("individual_number", "個人番号", Show::IndividualNumber),
    ],
};

static CODE_LINK_OF: Search = Search {
    act: "open-code-link",
    fields: &[text("branch_number", "被保険者枝番", "10桁")],
    submit: "表示する",
    leads_to: Some("/members/{branch_number}/code-link"),
};
static CODE_LINK: Facts = Facts {
    api: path::CODE_LINK,
    columns: &[
        column("branch_number", "被保険者枝番", Show::Code),
        column("state", "符号取得状況", Show::State),
        column("error_code", "エラーコード", Show::Code),
        column("updated_at", "更新日時", Show::Time),
    ],
    acts: &[],
};

static UPLOAD_IDENTITY: Form = upload(
    &[
        required(
            "kind",
            "ファイルの種類",
            "",
            Input::Choice(&[(file_kind::IDENTITY_REQUESTS, "本人確認情報照会要求")]),
        ),
        required("file", "本人確認情報照会要求ファイル", CSV_HINT, Input::File),
    ],
    "/identity/upload",
);
static IDENTITY_RECEIPTS: List = receipts(&[("kind", file_kind::IDENTITY_REQUESTS)], true);

/// What can be asked about nobody: whether the role permits it.
const NOBODY_MEMBER: &str = "/api/members/-/code-link";

pub(super) const PAGES: &[Page] = &[
    Page {
        screen: screen::MEMBERS,
        path: "/members/upload",
        group: GROUP,
        above: None,
        lead: "標準システムで抽出した加入者情報一括登録ファイルを登録します。",
        probe: "/api/files?kind=members",
        parts: &[Part::Form(&UPLOAD), Part::Links(&[("/members/receipts", "加入者情報登録確認へ")])],
    },
    Page {
        screen: screen::MEMBERS_CHECK,
        path: "/members/receipts",
        group: GROUP,
        above: None,
        lead: "登録したファイルの処理ステータスを確認します。受付番号から受付結果の詳細を表示します。",
        probe: "",
        parts: &[Part::List(&RECEIPTS)],
    },
    Page {
        screen: screen::MEMBERS_DETAIL,
        path: "/receipts/{receipt_number}",
        group: GROUP,
        above: None,
        lead: "受け付けたファイルの処理ステータスと結果です。",
        probe: "",
        parts: &[
            Part::Facts(&RECEIPT),
            Part::Download(&RESULT),
            Part::Links(&[("/receipts/{receipt_number}", "最新の状態を表示")]),
        ],
    },
    Page {
        screen: screen::MEMBER_SEARCH,
        path: "/members",
        group: GROUP,
        above: None,
        lead: "被保険者番号か被保険者枝番で加入者を検索します。個人番号は表示されません。",
        probe: path::MEMBERS,
        parts: &[Part::Search(&SEARCH), Part::List(&FOUND)],
    },
    Page {
        screen: screen::MEMBER_SEARCH,
        path: "/members/{branch_number}",
        group: GROUP,
        above: Some("/members"),
        lead: "加入者の登録内容です。個人番号は表示されません。",
        probe: "",
        parts: &[
            Part::Facts(&ONE),
            Part::Links(&[
                ("/members/{branch_number}/code-link", "符号取得状況"),
                ("/members/{branch_number}/copies", "副本照会"),
            ]),
        ],
    },
    Page {
        screen: screen::NUMBER_DISPLAY,
        path: "/individual-number",
        group: GROUP,
        above: None,
        lead: "業務に必要なときに限って、加入者の個人番号を表示します。",
        probe: "POST /api/members/-/individual-number",
        parts: &[Part::Form(&SHOW_NUMBER)],
    },
    Page {
        screen: screen::CODE_LINK,
        path: "/code-link",
        group: GROUP,
        above: None,
        lead: "加入者の機関別符号が被保険者枝番に紐付いたかを確認します。符号そのものは表示されません。",
        probe: NOBODY_MEMBER,
        parts: &[Part::Search(&CODE_LINK_OF)],
    },
    Page {
        screen: screen::CODE_LINK,
        path: "/members/{branch_number}/code-link",
        group: GROUP,
        above: Some("/code-link"),
        lead: "加入者の機関別符号の取得状況です。",
        probe: "",
        parts: &[Part::Facts(&CODE_LINK), Part::Links(&[("/members/{branch_number}", "加入者の登録内容")])],
    },
    Page {
        screen: screen::IDENTITY,
        path: "/identity/upload",
        group: IDENTITY,
        above: None,
        lead: "取りまとめ機関を通じて住民基本台帳ネットワークに本人確認情報を照会します。",
        probe: "/api/files?kind=identity-requests",
        parts: &[Part::Form(&UPLOAD_IDENTITY), Part::Links(&[("/identity/receipts", "本人確認照会結果へ")])],
    },
    Page {
        screen: screen::IDENTITY_RESULT,
        path: "/identity/receipts",
        group: IDENTITY,
        above: None,
        lead: "照会の処理ステータスを確認します。個人番号を含む結果は、受付番号の画面から結果ファイルで取得します。",
        probe: "",
        parts: &[Part::List(&IDENTITY_RECEIPTS)],
    },
];
