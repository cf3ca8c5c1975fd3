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
        numbers::Person,
        provision::{Answer, CopyState, answer_from},
    },
    server::Server,
    store::{
        StoreError, code_links, copies, institutions, provision_requests, residents, slips, unions,
        unions::Union,
    },
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
    pub(crate) person: Person,
    pub(crate) inquirer: &'a Union,
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
    let defects = &server.defects;
    if !provider.linkage_started && !defects.has(&defects::INQUIRY_LINKAGE_NOT_CHECKED) {
        return at_once(inquiry_result::PROVIDER_STOPPED);
    }
    if institutions::is_out(connection, question.provider, now)? {
        return at_once(match defects.has(&defects::INQUIRY_OUTAGE_AS_NONE) {
            true => inquiry_result::NO_COPY,
            false => inquiry_result::PROVIDER_STOPPED,
        });
    }
    if let Some(prefecture) = &provider.union {
        return ask_union(server, connection, prefecture, question, now);
    }
    let Some(resident) = residents::by_person(connection, question.person)? else {
        return at_once(inquiry_result::PROVIDER_CODE_NOT_LINKED);
    };
    let kind = (!defects.has(&defects::INQUIRY_INFORMATION_MIXED)).then_some(question.information_code);
    let found = institutions::copy_of(connection, question.provider, &resident.number, kind)?;
    Ok(match found {
        None => Reaction::Answers(Answer::Nothing(inquiry_result::NO_COPY)),
        Some(copy) if !copy.automatic && !defects.has(&defects::INQUIRY_AUTOMATIC_IGNORED) => {
            Reaction::Answers(Answer::Nothing(inquiry_result::NOT_AUTOMATIC))
        }
        Some(copy) if copy.delay_seconds > 0 && !question.late => Reaction::Takes(copy.delay_seconds),
        Some(copy) => {
            let mut items = copy.items;
            items.retain(|(name, _)| name != "支給の有無" || !defects.has(&defects::FUNERAL_STATE_LOST));
            if provider.provider_type == "医療保険者" && defects.has(&defects::INSURER_ITEM_LOST) {
                items.pop();
            }
            Reaction::Answers(Answer::Values { items, source_as_of: copy.source_as_of })
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
    let defects = &server.defects;
    let nothing = |code| Reaction::Answers(Answer::Nothing(code));
    let not_linked = nothing(match defects.has(&defects::PARTNER_NOT_LINKED_AS_NONE) {
        true => inquiry_result::NO_COPY,
        false => inquiry_result::PROVIDER_CODE_NOT_LINKED,
    });
    let institution = match defects.has(&defects::CODE_NOT_TRANSLATED) {
        true => &question.inquirer.institution,
        false => question.provider,
    };
    let code = nws::translate(connection, &server.secret, question.person, institution)?;
    let Some(code) = code else { return Ok(not_linked) };
    let Some(member) = code_links::holder(connection, prefecture, &code)? else { return Ok(not_linked) };
    let kind = match defects.has(&defects::KIND_NOT_DISTINGUISHED) {
        true => Some(CopyKind::Eligibility),
        false => CopyKind::from_information_code(question.information_code),
    };
    let Some(kind) = kind else { return Ok(nothing(inquiry_result::NO_COPY)) };
    if defects.has(&defects::LOST_MEMBER_NOT_PROVIDED) && member.lost_on.is_some() {
        return Ok(nothing(inquiry_result::NO_COPY));
    }
    let starts_of = match defects.has(&defects::START_OF_INQUIRER_USED) {
        true => &question.inquirer.prefecture,
        false => prefecture,
    };
    let start = copies::start_of(connection, starts_of, kind)?;
    let today = match defects.has(&defects::PROVISION_DAY_IN_UTC) {
        true => now.plus_seconds(-9 * 3600).date(),
        false => now.date(),
    };
    let provided = start.state_on(today) == CopyState::Provided
        || defects.has(&defects::PROVIDED_BEFORE_START)
        || start.start.is_none() && defects.has(&defects::STOPPED_KIND_ANSWERED);
    let mut found = match defects.has(&defects::FIRST_REVISION_PROVIDED) {
        true => copies::first_of_kind(connection, member.sequence, kind)?,
        false => copies::of_kind(connection, member.sequence, kind)?,
    };
    if found.is_empty() && defects.has(&defects::NO_COPY_AS_NOT_LINKED) {
        return Ok(not_linked);
    }
    if kind == CopyKind::CombinedHighCost && defects.has(&defects::COMBINED_COST_OF_FIRST_PERIOD) {
        found.sort_by(|one, other| one.key.cmp(&other.key));
        found.truncate(1);
    }
    if defects.has(&defects::COPY_WITHHELD_WHILE_UPDATE_WAITS)
        && slips::is_file_waiting(connection, prefecture, kind)?
    {
        return Ok(nothing(inquiry_result::NO_COPY));
    }
    let period = match question.period {
        _ if defects.has(&defects::PERIOD_IGNORED) => (None, None),
        (Some(_), None) | (None, Some(_)) if defects.has(&defects::PERIOD_NEEDS_BOTH_ENDS) => (None, None),
        period => period,
    };
    let answer = answer_from(kind, found, provided, period, defects);
    // What would be refused anyway is nothing to decide about.
    let decides = matches!(answer, Answer::Values { .. })
        && !question.approved
        && !defects.has(&defects::MANUAL_PROVISION_IGNORED)
        && !provision_requests::is_automatic(connection, &member.branch, kind)?;
    Ok(match decides {
        true => Reaction::Decides { prefecture: prefecture.to_owned(), branch: member.branch },
        false => Reaction::Answers(answer),
    })
}
