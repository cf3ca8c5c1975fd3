//! What every user has: log-in, top page, notices, the own password.

use sogo_unyo_test::wire::{path, problem, screen};

use crate::refserver::screens::pages::{Column, Field, Form, Input, List, Page, Part, Show, Weight, column};

const GROUP: &str = "共通";

/// Log in.
pub(in crate::refserver::screens) static LOG_IN: Form = Form {
    act: "log-in",
    method: "POST",
    api: path::SESSION,
    heading: "",
    fields: &[
        Field {
            name: "user_id",
            label: "ユーザーID",
            hint: "",
            input: Input::Text,
            required: true,
            codes: &[problem::CREDENTIALS, problem::LOCKED, problem::USER_NOT_VALID],
        },
        Field {
            name: "password",
            label: "パスワード",
            hint: "初めてログインするときは、通知された初期パスワードを入力します。",
            input: Input::Password("current-password"),
            required: true,
            codes: &[problem::CREDENTIALS, problem::INITIAL_PASSWORD_USED],
        },
    ],
    submit: "ログイン",
    weight: Weight::Primary,
    page: "/login",
    then: "/",
    done: "ログインしました。",
    shows: &[],
};

/// Log out.
pub(super) static LOG_OUT: Form = Form {
    act: "log-out",
    method: "DELETE",
    api: path::SESSION,
    heading: "",
    fields: &[],
    submit: "ログアウト",
    weight: Weight::Secondary,
    page: "/login",
    then: "/login",
    done: "ログアウトしました。",
    shows: &[],
};

static CHANGE_PASSWORD: Form = Form {
    act: "change-password",
    method: "PUT",
    api: path::PASSWORD,
    heading: "",
    fields: &[
        Field {
            name: "current_password",
            label: "現在のパスワード",
            hint: "",
            input: Input::Password("current-password"),
            required: true,
            codes: &[problem::CREDENTIALS],
        },
        Field {
            name: "new_password",
            label: "新しいパスワード",
            hint: "12文字以上64文字以下。英大文字・英小文字・数字・記号のうち3種類以上を使い、ユーザーIDを含めず、直近5回と違うものにします。",
            input: Input::Password("new-password"),
            required: true,
            codes: &[problem::PASSWORD_RULE],
        },
    ],
    submit: "変更する",
    weight: Weight::Primary,
    page: "/password",
    then: "/password",
    done: "パスワードを変更しました。",
    shows: &[],
};

/// What the API says of the terminal before the log-in.
pub(in crate::refserver::screens) const TERMINAL: &[Column] = &[column("union_name", "広域連合", Show::Text)];

const SESSION: &[Column] = &[
    column("user_id", "ユーザーID", Show::Code),
    column("user_name", "氏名", Show::Text),
    column("union.prefecture", "都道府県番号", Show::Code),
    column("union.name", "広域連合", Show::Text),
    column("roles", "ロール", Show::Text),
    column("menu", "使える画面", Show::Text),
    column("charset", "ファイルの文字コード", Show::Text),
    column("must_change_password", "パスワードの変更が必要", Show::YesNo),
];

const NOTICES: &[Column] = &[
    column("published_on", "掲載日", Show::Day),
    column("kind", "種別", Show::Text),
    column("subject", "件名", Show::Text),
    column("body", "内容", Show::Text),
    column("release", "マスターの版", Show::Code),
];

static NEWEST: List = List {
    heading: "お知らせ",
    api: path::NOTICES,
    fixed: &[],
    query: &[],
    at_once: true,
    columns: NOTICES,
    acts: &[],
    main: true,
    empty: "お知らせはありません。",
};

/// The ログイン screen.
pub(in crate::refserver::screens) static LOG_IN_PAGE: Page = Page {
    screen: screen::LOGIN,
    path: "/login",
    group: GROUP,
    above: None,
    lead: "統合専用端末の電子証明書を確認しました。ユーザーIDとパスワードを入力してください。",
    probe: "",
    parts: &[Part::Form(&LOG_IN)],
};

pub(super) const PAGES: &[Page] = &[
    Page {
        screen: screen::LOGIN,
        path: "/login",
        group: GROUP,
        above: None,
        lead: "",
        probe: "",
        parts: &[Part::Form(&LOG_IN)],
    },
    Page {
        screen: screen::TOP,
        path: "/",
        group: GROUP,
        above: None,
        lead: "",
        probe: "",
        parts: &[Part::List(&NEWEST), Part::Session(SESSION)],
    },
    Page {
        screen: screen::NOTICES,
        path: "/notices",
        group: GROUP,
        above: None,
        lead: "取りまとめ機関からのお知らせです。",
        probe: path::NOTICES,
        parts: &[Part::List(&NEWEST)],
    },
    Page {
        screen: screen::PASSWORD,
        path: "/password",
        group: GROUP,
        above: None,
        lead: "自分のパスワードを変更します。ほかの端末でのログインは終了します。",
        probe: "",
        parts: &[Part::Form(&CHANGE_PASSWORD), Part::Session(SESSION)],
    },
];
