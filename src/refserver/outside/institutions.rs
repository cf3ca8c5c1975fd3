//! Institutions that can be asked: other unions of this server, which answer from their
//! copies, and institutions whose answers the control port gave. Must not know inquiries.

use rusqlite::Connection;
use sogo_unyo_test::wire::inquiry_result;

use super::nws;
use crate::refserver::{
    defects,
    domain::{
        copy_rows::CopyKind,
        moment::Moment,
        provision::{Answer, CopyState, answer_from},
    },
    server::Server,
    store::{StoreError, copies, institutions, members, provision_requests, residents, unions},
};

/// 照会先機関区分 of a union.
const UNION_TYPE: &str = "後期高齢者医療広域連合";

/// An institution that can be asked.
#[derive(Debug, Clone)]
pub(crate) struct Provider {
    pub(crate) name: String,
    pub(crate) provider_type: String,
    linkage_started: bool,
    /// Prefecture, if it is a union of this server.
    union: Option<String>,
}

/// Looks an institution up by 機関コード.
pub(crate) fn find(connection: &Connection, code: &str) -> Result<Option<Provider>, StoreError> {
    if let Some(union) = unions::find_institution(connection, code)? {
        return Ok(Some(Provider {
            name: union.name,
            provider_type: UNION_TYPE.to_owned(),
            linkage_started: true,
            union: Some(union.prefecture),
        }));
    }
    Ok(institutions::find(connection, code)?.map(|institution| Provider {
        name: institution.name,
        provider_type: institution.provider_type,
        linkage_started: institution.linkage_started,
        union: None,
    }))
}

/// What is asked about a person.
pub(crate) struct Question<'a> {
    pub(crate) person: &'a [u8],
    pub(crate) provider: &'a str,
    pub(crate) information_code: &'a str,
    /// `YYYYMMDD`, both inclusive.
    pub(crate) period: (Option<&'a str>, Option<&'a str>),
    /// The time that the provider takes is over.
    pub(crate) late: bool,
    /// The provider's officer has decided to provide.
    pub(crate) approved: bool,
}

/// How a provider reacts.
pub(crate) enum Reaction {
    /// It answers.
    Answers(Answer),
    /// It will answer after this many seconds.
    Takes(i64),
    /// It will answer when its officer has decided about a member.
    Decides { prefecture: String, branch: String },
}

/// Asks a provider.
pub(crate) fn ask(
    server: &Server,
    connection: &Connection,
    question: &Question<'_>,
    now: Moment,
) -> Result<Reaction, StoreError> {
    let at_once = |code| Ok(Reaction::Answers(Answer::Nothing(code)));
    let Some(provider) = find(connection, question.provider)? else {
        return at_once(inquiry_result::PROVIDER_STOPPED);
    };
    if !provider.linkage_started || institutions::is_out(connection, question.provider, now)? {
        return at_once(inquiry_result::PROVIDER_STOPPED);
    }
    if let Some(prefecture) = &provider.union {
        return ask_union(server, connection, prefecture, question, now);
    }
    let Some(resident) = residents::by_person(connection, question.person)? else {
        return at_once(inquiry_result::PROVIDER_CODE_NOT_LINKED);
    };
    let found =
        institutions::copy_of(connection, question.provider, &resident.number, question.information_code)?;
    Ok(match found {
        None => Reaction::Answers(Answer::Nothing(inquiry_result::NO_COPY)),
        Some(copy) if !copy.automatic => Reaction::Answers(Answer::Nothing(inquiry_result::NOT_AUTOMATIC)),
        Some(copy) if copy.delay_seconds > 0 && !question.late => Reaction::Takes(copy.delay_seconds),
        Some(copy) => {
            Reaction::Answers(Answer::Values { items: copy.items, source_as_of: copy.source_as_of })
        }
    })
}

fn ask_union(
    server: &Server,
    connection: &Connection,
    prefecture: &str,
    question: &Question<'_>,
    now: Moment,
) -> Result<Reaction, StoreError> {
    let not_linked = Reaction::Answers(Answer::Nothing(inquiry_result::PROVIDER_CODE_NOT_LINKED));
    let code = nws::translate(connection, &server.secret, question.person, question.provider)?;
    let Some(code) = code else { return Ok(not_linked) };
    let Some(branch) = members::branch_of_code(connection, prefecture, &code)? else { return Ok(not_linked) };
    let Some(kind) = CopyKind::from_information_code(question.information_code) else {
        return Ok(Reaction::Answers(Answer::Nothing(inquiry_result::NO_COPY)));
    };
    let start = copies::start_of(connection, prefecture, kind)?;
    let provided = start.state_on(now.date()) == CopyState::Provided
        || server.defects.has(&defects::PROVIDED_BEFORE_START);
    let answer = answer_from(kind, copies::of_kind(connection, &branch, kind)?, provided, question.period);
    // What would be refused anyway is nothing to decide about.
    let decides = matches!(answer, Answer::Values { .. })
        && !question.approved
        && !provision_requests::is_automatic(connection, &branch, kind)?;
    Ok(match decides {
        true => Reaction::Decides { prefecture: prefecture.to_owned(), branch },
        false => Reaction::Answers(answer),
    })
}
