//! One scenario's state: who sits at which terminal, what the standard system holds, what
//! was seen, and what the next expectation is about.
//!
//! The world offers steps the means to act and to look; what is right is said by steps,
//! test data and snapshots. It must not know Gherkin files or reports.

mod actor;
mod arrange;
mod carrying;
mod desk;
mod failure;
mod guide;
mod lane;
mod people;
mod sample;
mod stage;
mod trail;
mod volume;

pub use actor::{Actor, Office};
pub use failure::StepFailure;
pub use lane::{Announce, Lane, LaneSetting};
pub use people::GENERATED_MEMBER;
pub use sample::SampleAnswer;
pub use trail::Trail;
pub use volume::{Campaign, CopiesSent, expect_reconciled};

use crate::{
    evidence::Arranging,
    media::{Charset, OutgoingFile, ReceivedFile},
    model::{BranchNumber, ExceptionGuide, InquiryState, ResultCode},
    standard_system::{CopyKind, IdentityRow, MemberRow, StandardSystem},
    terminal::{
        FileSeen, Inquiry, InquiryRequest, LoginScreen, NumberShown, Observed, Outcome, Receipt, RecordList,
        Refusal, Terminal, TopPage,
    },
};
use chrono::{DateTime, FixedOffset};
use std::{collections::BTreeMap, sync::Arc};

/// What a step returns.
pub type StepResult<T = ()> = Result<T, StepFailure>;

/// How a step treats what it sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Mood {
    /// 前提: has to succeed, and is no part of what the scenario shows.
    #[default]
    Arrange,
    /// もし: may be refused, and is shown.
    Act,
    /// ならば: looks, and is shown.
    Assert,
}

/// A file that was registered, and what was in it.
#[derive(Debug, Clone)]
pub struct Registration {
    /// Who registered it.
    pub by: Actor,
    /// The file.
    pub file: OutgoingFile,
    /// Keys of its rows in order.
    pub sent: Vec<String>,
}

/// One scenario's state.
#[derive(Debug, cucumber::World)]
#[world(init = Self::empty)]
pub struct OperationWorld {
    lane: Option<Arc<Lane>>,
    desks: BTreeMap<Actor, desk::Desk>,
    own: Option<StandardSystem>,
    partner: Option<StandardSystem>,
    /// What the union's system knows of the environment in which the lane does not play.
    elsewhere: Option<StandardSystem>,
    trail: Trail,
    mood: Mood,
    table: Vec<Vec<String>>,
    refusal: Option<Refusal>,
    outages: Vec<String>,
    notices: Vec<String>,
    /// What the scenario has put on the 情報共有サイト.
    site_entries: Vec<String>,
    next_master: bool,
    /// Copies of institutions that the scenario had corrected.
    corrected: Vec<(String, String, String)>,
    /// Copies of own members that the scenario keeps from being provided automatically.
    manual: Vec<(BranchNumber, CopyKind)>,
    charset: Option<Charset>,
    number: u64,
    /// Id of the scenario, and number of the attempt at it.
    scenario: String,
    attempt: usize,
    /// The file registered last.
    pub registration: Option<Registration>,
    /// All files registered in this scenario, in order.
    pub registrations: Vec<(Registration, Receipt)>,
    /// How far it has come, as seen last.
    pub receipt: Option<Receipt>,
    /// The 加入者情報登録結果ファイル taken in last.
    pub member_rows: Vec<MemberRow>,
    /// The result of the 本人確認情報照会 taken in last.
    pub identity_rows: Vec<IdentityRow>,
    /// The inquiry made last, and by whom.
    pub inquiry: Option<(Actor, Inquiry)>,
    /// Place in the operation log before the act that an expectation is about.
    pub log_position: Option<u64>,
    /// The 個人番号 that was shown last.
    pub number_shown: Option<NumberShown>,
    /// While a step arranges, screens are not compared.
    arranging: Option<Arranging>,
    /// The records looked at last.
    pub records: Option<RecordList>,
    /// Records noted down to be compared with later.
    pub noted_records: Option<RecordList>,
    /// The log-in screen looked at last.
    pub login_screen: Option<LoginScreen>,
    /// The top page looked at last.
    pub top_page: Option<TopPage>,
    /// Initial passwords issued in this scenario.
    pub initial_passwords: BTreeMap<Actor, String>,
    /// Passwords that users chose for themselves in this scenario.
    pub chosen_passwords: BTreeMap<Actor, String>,
    /// Passwords that users had in this scenario, oldest first.
    pub former_passwords: BTreeMap<Actor, Vec<String>>,
    /// A terminal that somebody has left for another one without logging out.
    pub left_terminal: Option<Box<dyn Terminal>>,
    /// The inquiry as it was entered last.
    pub inquiry_request: Option<InquiryRequest>,
    /// Inquiries of the file registered last, and its answers.
    pub bulk: Vec<crate::standard_system::BulkInquiry>,
    /// Answers to the inquiries of the file, one an inquiry.
    pub bulk_answers: Vec<crate::standard_system::BulkAnswer>,
    /// The inquiry before the last one.
    pub inquiry_before: Option<(Actor, Inquiry, Option<InquiryRequest>)>,
    /// Contacts looked up last.
    pub contacts: Option<crate::terminal::ContactList>,
    /// The inquiry that was seen last to be slow, unanswered or (true) wrong, as it was made.
    exception: Option<(Inquiry, bool, Option<InquiryRequest>)>,
    /// The guide to an exception that was seen while something stood still.
    guide: Option<ExceptionGuide>,
    /// What was looked at last on the 情報共有サイト.
    pub site: Option<crate::terminal::SiteEntries>,
    /// The outage that the scenario announced: 機関コード, beginning, end.
    pub announced: Option<(String, DateTime<FixedOffset>, DateTime<FixedOffset>)>,
    /// Whether the clerk found the result to contradict the attached documents.
    pub obviously_wrong: bool,
    /// Branch numbers of members before they were deleted.
    pub former_branches: BTreeMap<String, BranchNumber>,
    /// All members of the union and what became of them.
    campaign: Option<Campaign>,
}

impl OperationWorld {
    fn empty() -> Self {
        Self {
            lane: None,
            desks: BTreeMap::new(),
            own: None,
            partner: None,
            elsewhere: None,
            trail: Trail::default(),
            mood: Mood::default(),
            table: Vec::new(),
            refusal: None,
            outages: Vec::new(),
            notices: Vec::new(),
            site_entries: Vec::new(),
            next_master: false,
            corrected: Vec::new(),
            manual: Vec::new(),
            charset: None,
            number: 0,
            scenario: String::new(),
            attempt: 0,
            registration: None,
            registrations: Vec::new(),
            receipt: None,
            member_rows: Vec::new(),
            identity_rows: Vec::new(),
            inquiry: None,
            log_position: None,
            number_shown: None,
            arranging: None,
            records: None,
            noted_records: None,
            login_screen: None,
            top_page: None,
            initial_passwords: BTreeMap::new(),
            chosen_passwords: BTreeMap::new(),
            former_passwords: BTreeMap::new(),
            left_terminal: None,
            inquiry_request: None,
            bulk: Vec::new(),
            bulk_answers: Vec::new(),
            inquiry_before: None,
            contacts: None,
            exception: None,
            guide: None,
            site: None,
            announced: None,
            obviously_wrong: false,
            former_branches: BTreeMap::new(),
            campaign: None,
        }
    }

    /// A scenario begins in a lane.
    pub fn enter(&mut self, lane: Arc<Lane>, scenario: &str, attempt: usize) {
        lane.recorder.enter_scenario(scenario, attempt);
        self.number = lane.next_number();
        (self.scenario, self.attempt) = (scenario.to_owned(), attempt);
        self.lane = Some(lane);
    }

    /// A step begins.
    ///
    /// # Errors
    /// If an act before it was refused and no expectation said that it had to be.
    pub fn begin(&mut self, step: &gherkin::Step) -> StepResult {
        let captures = self.lane()?.recorder.take_captures();
        self.trail.captured(captures);
        self.lane()?.recorder.enter_step(Some(step.position.line));
        self.mood = match step.ty {
            gherkin::StepType::Given => Mood::Arrange,
            gherkin::StepType::When => Mood::Act,
            gherkin::StepType::Then => Mood::Assert,
        };
        let arranging = (self.mood == Mood::Arrange).then_some(self.lane.as_ref()).flatten();
        self.arranging = arranging.map(|lane| lane.recorder.arranging());
        self.trail.begin(step.position.line, &step.keyword, &step.value);
        self.table = step.table.as_ref().map(|table| table.rows.clone()).unwrap_or_default();
        if self.mood == Mood::Assert { Ok(()) } else { self.no_refusal_left() }
    }

    /// The scenario's steps are over.
    ///
    /// # Errors
    /// If the last act was refused and no expectation said that it had to be.
    pub fn finish(&mut self) -> StepResult {
        self.arranging = None;
        if let Ok(lane) = self.lane() {
            let captures = lane.recorder.take_captures();
            lane.recorder.enter_step(None);
            self.trail.captured(captures);
        }
        self.no_refusal_left()
    }

    fn no_refusal_left(&mut self) -> StepResult {
        match self.refusal.take() {
            None => Ok(()),
            Some(refusal) => Err(StepFailure::refused("前の操作", &refusal)),
        }
    }

    /// Takes the observations out of the world, which is about to go.
    #[must_use]
    pub fn take_trail(&mut self) -> Trail {
        std::mem::take(&mut self.trail)
    }

    /// The lane.
    ///
    /// # Errors
    /// Outside a run.
    pub fn lane(&self) -> StepResult<&Arc<Lane>> {
        self.lane.as_ref().ok_or_else(|| StepFailure::broken("ステップがレーンの外で実行されました"))
    }

    /// A number that no other scenario of the lane has.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The character code that the union has declared.
    #[must_use]
    pub fn charset(&self) -> Charset {
        self.charset.unwrap_or(Lane::CHARSET)
    }

    /// Rows of the step's table without its header, each with as many cells as the header.
    ///
    /// # Errors
    /// If the step has no table, its header differs, or no row follows it: an expectation
    /// over no rows would hold whatever the server does.
    pub fn table(&self, header: &[&str]) -> StepResult<Vec<Vec<String>>> {
        match self.table.split_first() {
            Some((first, rows))
                if !rows.is_empty() && first.iter().map(String::as_str).eq(header.iter().copied()) =>
            {
                Ok(rows.to_vec())
            }
            _ => Err(StepFailure::broken(format!(
                "このステップには、見出しが「| {} |」で、1行以上の中身がある表が要ります",
                header.join(" | ")
            ))),
        }
    }

    /// Only a person can say whether the current step holds.
    pub fn ask_a_person(&mut self) {
        self.trail.ask_a_person();
    }

    /// Shows an observation, unless the step only arranges.
    pub fn show(&mut self, observed: &dyn Observed) {
        if self.mood != Mood::Arrange {
            self.trail.see(observed);
        }
    }

    /// Takes the outcome of an act. A refusal is kept for the next expectation; in a 前提
    /// or ならば it fails the step.
    ///
    /// # Errors
    /// If the act had to succeed and was refused.
    pub fn take<T: Observed>(&mut self, what: &str, outcome: Outcome<T>) -> StepResult<Option<T>> {
        match outcome {
            Outcome::Shown(seen) => {
                self.show(&seen);
                Ok(Some(seen))
            }
            Outcome::Refused(refusal) if self.mood == Mood::Act => {
                self.show(&refusal);
                self.refusal = Some(refusal);
                Ok(None)
            }
            Outcome::Refused(refusal) => Err(StepFailure::refused(what, &refusal)),
        }
    }

    /// Takes the outcome of a download and shows its rows, as far as a reader can take
    /// them in.
    ///
    /// # Errors
    /// If the act had to succeed and was refused, or the file cannot be read.
    pub fn take_file(
        &mut self,
        what: &str,
        outcome: Outcome<ReceivedFile>,
    ) -> StepResult<Option<ReceivedFile>> {
        match outcome {
            Outcome::Shown(file) => {
                let seen = FileSeen::read(&file)
                    .map_err(|error| StepFailure::expectation(format!("{what}: {error}")))?;
                self.show(&seen);
                Ok(Some(file))
            }
            Outcome::Refused(refusal) => self.take::<FileSeen>(what, Outcome::Refused(refusal)).map(|_| None),
        }
    }

    /// An inquiry was seen; if it is slow, unanswered or wrong, that is an exception, whatever
    /// comes of it later.
    pub fn saw_inquiry(&mut self, inquiry: &Inquiry, wrong: bool) {
        let slow = inquiry.state == InquiryState::Waiting;
        let unanswered = inquiry.state.is_final() && inquiry.state != InquiryState::Answered;
        if slow || unanswered || wrong {
            self.exception = Some((inquiry.clone(), wrong, self.inquiry_request.clone()));
        }
    }

    /// The refusal that an expectation is about.
    ///
    /// # Errors
    /// If the last act was not refused, or for another reason.
    pub fn expect_refusal(&mut self, expected: ResultCode) -> StepResult {
        match self.refusal.take() {
            None => {
                Err(StepFailure::difference("前の操作が拒否されませんでした", expected, "受け付けられた"))
            }
            Some(refusal) if refusal.code == expected.code => Ok(()),
            Some(refusal) => Err(StepFailure::difference(
                "拒否の理由が違います",
                expected,
                format!("{}「{}」", ResultCode::describe(&refusal.code), refusal.message),
            )),
        }
    }

    /// An expectation about something that an act before has to have produced.
    ///
    /// # Errors
    /// If no act produced it, telling the refusal if there was one.
    pub fn produced<T: Clone>(&self, what: &str, value: Option<&T>) -> StepResult<T> {
        match (&self.refusal, value) {
            (Some(refusal), _) => Err(StepFailure::refused("前の操作", refusal)),
            (None, Some(value)) => Ok(value.clone()),
            (None, None) => {
                Err(StepFailure::broken(format!("このステップの前に、{what}を得る操作のステップが要ります")))
            }
        }
    }
}

/// The difference of two values, if they differ.
///
/// # Errors
/// [`StepFailure::Expectation`] with both.
pub fn expect_equal<T: PartialEq + std::fmt::Display>(what: &str, expected: T, observed: T) -> StepResult {
    if expected == observed { Ok(()) } else { Err(StepFailure::difference(what, expected, observed)) }
}
