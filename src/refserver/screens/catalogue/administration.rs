//! What a システム管理者 has: access groups, departments, roles, users, character code,
//! master.

use serde_json::Value;
use sogo_unyo_test::wire::{charset, file_kind, path, role, screen};

use super::members::RECEIPT_COLUMNS;
use crate::refserver::screens::pages::{
    Column, Download, Facts, Field, Form, Input, List, Page, Part, RowAct, Show, Weight, column, required,
    text,
};

const GROUP: &str = "システム管理";
const CODE_HINT: &str = "半角英数字と - _ . の32文字以内。";

static PUT_ACCESS_GROUP: Form = Form {
    act: "put-access-group",
    method: "PUT",
    api: path::ACCESS_GROUP,
    heading: "登録・変更",
    fields: &[
        text("code", "アクセスグループコード", CODE_HINT),
        text("name", "アクセスグループ名", "60文字以内。登録済のコードを入力すると名前を変更します。"),
    ],
    submit: "登録する",
    weight: Weight::Primary,
    page: "/access-groups",
    then: "/access-groups",
    done: "アクセスグループを登録しました。",
    shows: &[],
};

static ACCESS_GROUPS: List = List {
    heading: "登録されているアクセスグループ",
    api: path::ACCESS_GROUPS,
    fixed: &[],
    query: &[],
    at_once: true,
    columns: &[column("code", "コード", Show::Code), column("name", "アクセスグループ名", Show::Text)],
    acts: &[],
    main: true,
    empty: "アクセスグループは登録されていません。",
};

/// Uploads of a kind.
pub(super) const fn receipts(kind: &'static [(&'static str, &'static str)], main: bool) -> List {
    List {
        heading: "受付の一覧",
        api: path::FILES,
        fixed: kind,
        query: &[],
        at_once: true,
        columns: RECEIPT_COLUMNS,
        acts: &[],
        main,
        empty: "受け付けたファイルはありません。",
    }
}

/// A form that uploads a file of one kind.
pub(super) const fn upload(fields: &'static [Field], page: &'static str) -> Form {
    Form {
        act: "upload",
        method: "POST",
        api: path::UPLOAD,
        heading: "",
        fields,
        submit: "登録する",
        weight: Weight::Primary,
        page,
        then: "/receipts/{receipt_number}",
        done: "ファイルを受け付けました。処理が終わると結果ファイルを取得できます。",
        shows: &[],
    }
}

static UPLOAD_DEPARTMENTS: Form = upload(
    &[
        required("kind", "ファイルの種類", "", Input::Choice(&[(file_kind::DEPARTMENTS, "部署情報")])),
        required(
            "file",
            "部署情報一括登録ファイル",
            "見出し行のあるCSVファイル。文字コードは医療保険者等定義情報で設定したものにします。",
            Input::File,
        ),
    ],
    "/departments",
);

static DEPARTMENTS: List = List {
    heading: "登録されている部署",
    api: path::DEPARTMENTS,
    fixed: &[],
    query: &[],
    at_once: true,
    columns: &[
        column("code", "部署コード", Show::Code),
        column("name", "部署名", Show::Text),
        column("access_group", "アクセスグループ", Show::Code),
    ],
    acts: &[],
    main: true,
    empty: "部署は登録されていません。",
};

static DEPARTMENT_RECEIPTS: List = receipts(&[("kind", file_kind::DEPARTMENTS)], false);

/// An own role: PUT registers or changes it, DELETE takes it away.
const ROLE: &str = path::ROLE;

static PUT_ROLE: Form = Form {
    act: "put-role",
    method: "PUT",
    api: ROLE,
    heading: "独自ロールの登録・変更",
    fields: &[
        text("code", "ロールコード", CODE_HINT),
        text("name", "ロール名", "登録済のコードを入力するとロールを変更します。"),
        required(
            "roles",
            "組み合わせる標準ロール",
            "1つ以上選びます。",
            Input::Several(&[
                (role::ADMIN, "システム管理者"),
                (role::MEMBER, "加入者情報登録"),
                (role::COPY, "副本登録・提供開始日"),
                (role::INQUIRE, "情報照会"),
                (role::IDENTITY, "本人確認照会"),
                (role::AUDIT, "情報提供等記録・操作ログ参照"),
                (role::VIEW, "参照"),
            ]),
        ),
    ],
    submit: "登録する",
    weight: Weight::Primary,
    page: "/roles",
    then: "/roles",
    done: "ロールを登録しました。",
    shows: &[],
};

static DELETE_ROLE: Form = Form {
    act: "delete-role",
    method: "DELETE",
    api: ROLE,
    heading: "",
    fields: &[text("code", "ロールコード", "")],
    submit: "削除",
    weight: Weight::Danger,
    page: "/roles",
    then: "/roles",
    done: "ロールを削除しました。",
    shows: &[],
};

static ROLES: List = List {
    heading: "ロールの一覧",
    api: path::ROLES,
    fixed: &[],
    query: &[],
    at_once: true,
    columns: &[
        column("code", "コード", Show::Code),
        column("name", "ロール名", Show::Text),
        column("standard", "標準ロール", Show::YesNo),
        column("roles", "組み合わせる標準ロール", Show::Text),
        column("menu", "使える画面", Show::Text),
    ],
    acts: &[RowAct { form: &DELETE_ROLE, when: always }],
    main: true,
    empty: "ロールはありません。",
};

static UPLOAD_USERS: Form = upload(
    &[
        required("kind", "ファイルの種類", "", Input::Choice(&[(file_kind::USERS, "ユーザー情報")])),
        required(
            "file",
            "ユーザー情報一括登録ファイル",
            "見出し行のあるCSVファイル。初期パスワードは結果ファイルに出力されます。",
            Input::File,
        ),
    ],
    "/users/upload",
);

static USER_RECEIPTS: List = receipts(&[("kind", file_kind::USERS)], true);

static REISSUE: Form = Form {
    act: "reissue-initial-password",
    method: "POST",
    api: path::INITIAL_PASSWORD,
    heading: "",
    fields: &[text("user_id", "ユーザーID", "")],
    submit: "初期パスワードを再発行",
    weight: Weight::Secondary,
    page: "/users",
    then: "/users",
    done: "初期パスワードを発行しました。この画面を閉じると、もう表示されません。",
    shows: &[column("initial_password", "初期パスワード", Show::Code)],
};

static UNLOCK: Form = Form {
    act: "unlock",
    method: "POST",
    api: path::UNLOCK,
    heading: "",
    fields: &[text("user_id", "ユーザーID", "")],
    submit: "ロックを解除",
    weight: Weight::Secondary,
    page: "/users",
    then: "/users",
    done: "ロックを解除しました。",
    shows: &[],
};

static USERS: List = List {
    heading: "利用者の一覧",
    api: path::USERS,
    fixed: &[],
    query: &[],
    at_once: true,
    columns: &[
        column("user_id", "ユーザーID", Show::Code),
        column("name", "氏名", Show::Text),
        column("department_code", "部署", Show::Code),
        column("roles", "ロール", Show::Text),
        column("state", "状態", Show::State),
        column("valid_from", "有効開始日", Show::Day),
        column("valid_to", "有効終了日", Show::Day),
    ],
    acts: &[RowAct { form: &REISSUE, when: always }, RowAct { form: &UNLOCK, when: always }],
    main: true,
    empty: "利用者は登録されていません。",
};

/// For acts that are always there.
pub(super) fn always(_: &Value) -> bool {
    true
}

static DEFINE_CHARSET: Form = Form {
    act: "define-charset",
    method: "PUT",
    api: path::INSURER_DEFINITION,
    heading: "文字コードの設定",
    fields: &[required(
        "charset",
        "ファイルの文字コード",
        "これから登録・取得するすべてのファイルの文字コードです。",
        Input::Choice(&[
            (charset::SHIFT_JIS, "Shift_JIS (Windows-31J)"),
            (charset::UTF_8, "UTF-8 (BOMなし)"),
            (charset::UTF_8_BOM, "UTF-8 (BOMあり)"),
            (charset::UTF_16LE, "UTF-16LE (BOMあり)"),
        ]),
    )],
    submit: "設定する",
    weight: Weight::Primary,
    page: "/insurer-definition",
    then: "/insurer-definition",
    done: "文字コードを設定しました。",
    shows: &[],
};

static DEFINITION: Facts = Facts {
    api: path::INSURER_DEFINITION,
    columns: &[column("charset", "現在の文字コード", Show::Text)],
    acts: &[],
};

const RELEASE: &[Column] =
    &[column("release", "版", Show::Text), column("available_from", "配信開始", Show::Time)];

static MASTER: Facts = Facts { api: path::MASTER, columns: RELEASE, acts: &[] };

static MASTER_FILE: Download = Download {
    path: "/master/file",
    text: "マスターをダウンロード",
    hint: "情報提供NWS配信マスター。標準システムに適用してください。",
    when: None,
};

pub(super) const PAGES: &[Page] = &[
    Page {
        screen: screen::ACCESS_GROUPS,
        path: "/access-groups",
        group: GROUP,
        above: None,
        lead: "加入者を取り扱える部署を限るための、アクセスグループを登録します。",
        probe: path::ACCESS_GROUPS,
        parts: &[Part::Form(&PUT_ACCESS_GROUP), Part::List(&ACCESS_GROUPS)],
    },
    Page {
        screen: screen::DEPARTMENTS,
        path: "/departments",
        group: GROUP,
        above: None,
        lead: "部署を一括登録ファイルで登録します。",
        probe: path::DEPARTMENTS,
        parts: &[Part::Form(&UPLOAD_DEPARTMENTS), Part::List(&DEPARTMENTS), Part::List(&DEPARTMENT_RECEIPTS)],
    },
    Page {
        screen: screen::ROLES,
        path: "/roles",
        group: GROUP,
        above: None,
        lead: "利用者に付けるロールと、ロールで使える画面です。",
        probe: path::ROLES,
        parts: &[Part::Form(&PUT_ROLE), Part::List(&ROLES)],
    },
    Page {
        screen: screen::USERS,
        path: "/users/upload",
        group: GROUP,
        above: None,
        lead: "利用者を一括登録ファイルで登録します。",
        probe: path::USERS,
        parts: &[Part::Form(&UPLOAD_USERS), Part::List(&USER_RECEIPTS)],
    },
    Page {
        screen: screen::USER_MANAGEMENT,
        path: "/users",
        group: GROUP,
        above: None,
        lead: "利用者の状態を確認し、ロックの解除と初期パスワードの再発行を行います。",
        probe: path::USERS,
        parts: &[Part::List(&USERS)],
    },
    Page {
        screen: screen::INSURER_DEFINITION,
        path: "/insurer-definition",
        group: GROUP,
        above: None,
        lead: "広域連合の定義情報です。",
        probe: path::INSURER_DEFINITION,
        parts: &[Part::Facts(&DEFINITION), Part::Form(&DEFINE_CHARSET)],
    },
    Page {
        screen: screen::MASTER,
        path: "/master",
        group: GROUP,
        above: None,
        lead: "情報提供ネットワークシステムが配信するマスターを取得します。",
        probe: path::MASTER,
        parts: &[Part::Facts(&MASTER), Part::Download(&MASTER_FILE)],
    },
];
