//! 情報共有サイト and the アンケート of the 取りまとめ機関. They are no part of the server that
//! the terminal is for, so that no menu leads to them.

use sogo_unyo_test::wire::{path, problem, screen};

use super::administration::always;
use crate::refserver::screens::pages::{
    Field, Form, Input, List, Page, Part, RowAct, Search, Show, Weight, column, optional, required, text,
};

const SITE: &str = "情報共有サイト";
const AGENCY: &str = "取りまとめ機関";

static REGISTER: Form = Form {
    act: "register-site-account",
    method: "PUT",
    api: path::SITE_ACCOUNT,
    heading: "利用登録",
    fields: &[Field {
        codes: &[problem::NOT_FOUND, problem::CONFLICT],
        ..text("user_id", "ユーザーID", "一つの広域連合に2人までです。")
    }],
    submit: "利用登録する",
    weight: Weight::Primary,
    page: "/sharing-site/accounts",
    then: "/sharing-site/accounts",
    done: "利用登録しました。",
    shows: &[],
};

static REMOVE: Form = Form {
    act: "remove-site-account",
    method: "DELETE",
    api: path::SITE_ACCOUNT,
    heading: "",
    fields: &[text("user_id", "ユーザーID", "")],
    submit: "取り消す",
    weight: Weight::Danger,
    page: "/sharing-site/accounts",
    then: "/sharing-site/accounts",
    done: "利用登録を取り消しました。",
    shows: &[],
};

static ACCOUNTS: List = List {
    heading: "利用登録している利用者",
    api: path::SITE_ACCOUNTS,
    fixed: &[],
    query: &[],
    at_once: true,
    columns: &[column("user_id", "ユーザーID", Show::Code)],
    acts: &[RowAct { form: &REMOVE, when: always }],
    main: true,
    empty: "利用登録している利用者はいません。",
};

static CHOOSE: Search = Search {
    act: "choose-section",
    fields: &[optional(
        "section",
        "区分",
        "",
        Input::Choice(&[
            ("連絡事項", "連絡事項"),
            ("運用スケジュール", "運用スケジュール"),
            ("各種様式", "各種様式"),
            ("システム障害発生状況", "システム障害発生状況"),
        ]),
    )],
    submit: "表示する",
    leads_to: None,
};

static ENTRIES: List = List {
    heading: "掲載情報",
    api: path::SITE_ENTRIES,
    fixed: &[],
    query: &[("section", "")],
    at_once: true,
    columns: &[
        column("section", "区分", Show::Text),
        column("title", "件名", Show::Text),
        column("body", "内容", Show::Text),
        column("institution_code", "機関コード", Show::Code),
        column("from", "停止の始め", Show::Time),
        column("to", "停止の終わり", Show::Time),
        column("published_at", "掲載日時", Show::Time),
    ],
    acts: &[],
    main: true,
    empty: "掲載されている情報はありません。",
};

static ANSWER: Form = Form {
    act: "answer-plan-survey",
    method: "POST",
    api: path::PLAN_ANSWERS,
    heading: "回答する",
    fields: &[
        required(
            "plan",
            "計画",
            "基本計画は平成29年度から5年間、年度計画は平成29年度の事項です。",
            Input::Choice(&[("基本計画", "基本計画"), ("年度計画", "年度計画")]),
        ),
        Field {
            codes: &[problem::INVALID], ..text("event", "情報連携に影響する事項", "100文字以内。")
        },
        required("from", "始め", "", Input::Date),
        required("to", "終わり", "", Input::Date),
    ],
    submit: "回答する",
    weight: Weight::Primary,
    page: "/plan-survey",
    then: "/plan-survey",
    done: "回答を受け付けました。",
    shows: &[],
};

static WITHDRAW: Form = Form {
    act: "withdraw-plan-answer",
    method: "DELETE",
    api: path::PLAN_ANSWER,
    heading: "",
    fields: &[text("answer_id", "回答の番号", "")],
    submit: "取り下げる",
    weight: Weight::Danger,
    page: "/plan-survey",
    then: "/plan-survey",
    done: "回答を取り下げました。",
    shows: &[],
};

static ANSWERS: List = List {
    heading: "この広域連合の回答",
    api: path::PLAN_ANSWERS,
    fixed: &[],
    query: &[],
    at_once: true,
    columns: &[
        column("answer_id", "回答の番号", Show::Code),
        column("plan", "計画", Show::Text),
        column("event", "事項", Show::Text),
        column("from", "始め", Show::Day),
        column("to", "終わり", Show::Day),
    ],
    acts: &[RowAct { form: &WITHDRAW, when: always }],
    main: true,
    empty: "回答はありません。",
};

static COLLATED: List = List {
    heading: "全広域連合の計画",
    api: path::PLANS_COLLATED,
    fixed: &[],
    query: &[],
    at_once: true,
    columns: &[
        column("union_name", "広域連合", Show::Text),
        column("plan", "計画", Show::Text),
        column("event", "事項", Show::Text),
        column("from", "始め", Show::Day),
        column("to", "終わり", Show::Day),
    ],
    acts: &[],
    main: true,
    empty: "計画はまだ配布されていません。",
};

pub(super) const PAGES: &[Page] = &[
    Page {
        screen: screen::SHARING_SITE,
        path: "/sharing-site",
        group: SITE,
        above: None,
        lead: "総務省の情報共有サイトに掲載されている情報です。利用登録した利用者だけが見られます。",
        probe: "",
        parts: &[
            Part::Search(&CHOOSE),
            Part::List(&ENTRIES),
            Part::Links(&[("/contacts", "連絡窓口へ"), ("/sharing-site/accounts", "利用登録へ")]),
        ],
    },
    Page {
        screen: screen::SITE_ACCOUNTS,
        path: "/sharing-site/accounts",
        group: SITE,
        above: Some("/sharing-site"),
        lead: "情報共有サイトを見る利用者を登録します。",
        probe: "",
        parts: &[Part::Form(&REGISTER), Part::List(&ACCOUNTS)],
    },
    Page {
        screen: screen::PLAN_SURVEY,
        path: "/plan-survey",
        group: AGENCY,
        above: None,
        lead: "取りまとめ機関のアンケートです。情報連携に影響する事項を、期限までに回答します。",
        probe: "",
        parts: &[
            Part::Form(&ANSWER),
            Part::List(&ANSWERS),
            Part::Links(&[("/plan-survey/collated", "集約された計画へ")]),
        ],
    },
    Page {
        screen: screen::PLANS_COLLATED,
        path: "/plan-survey/collated",
        group: AGENCY,
        above: Some("/plan-survey"),
        lead: "取りまとめ機関が集約して配布した、全広域連合の計画です。",
        probe: "",
        parts: &[Part::List(&COLLATED)],
    },
];
