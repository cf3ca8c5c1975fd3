//! Carrying the files of a campaign through: sent, processed, the result taken in, in their
//! order, with as many under way at the same time as the endpoint allows.
//!
//! If the way to the endpoint breaks, a file is gone for again; what arrived before is not
//! sent a second time. Must not know what the files hold.

use super::{Actor, Campaign, Lane, OperationWorld, StepFailure, StepResult, desk::must};
use crate::{
    media::{Charset, MadeFile, ReceivedFile},
    model::{FileThrough, JobState, ResponseTimes, RunEvent},
    terminal::Receipt,
};
use chrono::{DateTime, FixedOffset};
use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

/// So often a file is carried through anew when the way to the endpoint breaks.
const TRIES: u32 = 8;

/// A part of a campaign: files of one kind.
#[derive(Debug, Clone, Copy)]
pub(super) struct Phase<'a> {
    /// Who registers them.
    pub(super) actor: &'a Actor,
    /// What they hold, for example 加入者情報.
    pub(super) name: &'a str,
    /// Files, some of which may have no rows and are not sent.
    pub(super) files: u64,
    /// Character code of their results.
    pub(super) charset: Charset,
}

/// A file that the endpoint has and may not have processed.
struct UnderWay {
    file: u64,
    rows: u64,
    made: MadeFile,
    bytes: Arc<AtomicU64>,
    receipt: Receipt,
    begun_at: DateTime<FixedOffset>,
    sent_at: DateTime<FixedOffset>,
}

/// How far a file is to be carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Until {
    Sent,
    Processed,
}

impl OperationWorld {
    /// Carries the files of a phase through. `make` gives a file and its rows, or none if there
    /// is nothing to send; `take_in` gets the results in the order of the files.
    ///
    /// # Errors
    /// If a file is refused, or a result cannot be read.
    pub(super) async fn carry_files(
        &mut self,
        phase: Phase<'_>,
        make: impl Fn(u64) -> Option<(u64, MadeFile)>,
        mut take_in: impl FnMut(&mut Campaign, u64, &Receipt, &ReceivedFile) -> StepResult,
    ) -> StepResult {
        let lane = Arc::clone(self.lane()?);
        let most = lane.setting.connection.limits.uploads().unwrap_or(1);
        let mut to_send =
            (0..phase.files).filter_map(|file| make(file).map(|(rows, made)| (file, rows, made)));
        let mut under_way = VecDeque::new();
        loop {
            while under_way.len() < most
                && let Some((file, rows, made)) = to_send.next()
            {
                under_way.push_back(self.send(&lane, phase.actor, (file, rows, made)).await?);
            }
            let Some(one) = under_way.pop_front() else { return Ok(()) };
            let receipt = self
                .carry(&lane, phase.actor, &one.made, Some(one.receipt.clone()), Until::Processed)
                .await?;
            let processed_at = (lane.setting.wall_clock)();
            let result = self.large_result(phase, &receipt).await?;
            take_in(self.campaign()?, one.file, &receipt, &result)?;
            let bytes = one.bytes.load(Ordering::Relaxed);
            let times = [one.begun_at, one.sent_at, processed_at];
            self.announce_through(phase.name, (one.file, phase.files), (one.rows, bytes), times)?;
        }
    }

    async fn send(
        &mut self,
        lane: &Lane,
        actor: &Actor,
        (file, rows, made): (u64, u64, MadeFile),
    ) -> StepResult<UnderWay> {
        let begun_at = (lane.setting.wall_clock)();
        let (made, bytes) = made.counted();
        let receipt = self.carry(lane, actor, &made, None, Until::Sent).await?;
        Ok(UnderWay { file, rows, made, bytes, receipt, begun_at, sent_at: (lane.setting.wall_clock)() })
    }

    /// Tells that a file, counted from 0, is through: begun, sent and processed at these times,
    /// and compared now.
    pub(super) fn announce_through(
        &self,
        phase: &str,
        (file, files): (u64, u64),
        (rows, bytes): (u64, u64),
        [begun_at, sent_at, processed_at]: [DateTime<FixedOffset>; 3],
    ) -> StepResult {
        let setting = &self.lane()?.setting;
        let responses = self.lane()?.recorder.take_responses();
        let milliseconds =
            responses.iter().map(|took| u64::try_from(took.as_millis()).unwrap_or(u64::MAX)).collect();
        setting.announce.say(RunEvent::FileThrough(FileThrough {
            union: setting.union,
            scenario: self.scenario.clone(),
            attempt: self.attempt,
            phase: phase.to_owned(),
            file: file + 1,
            files,
            rows,
            bytes,
            begun_at,
            sent_at,
            processed_at,
            compared_at: (setting.wall_clock)(),
            responses: ResponseTimes::of(milliseconds),
        }));
        Ok(())
    }

    /// Carries a file as far as it is to go, again and again if the way to the endpoint breaks.
    async fn carry(
        &mut self,
        lane: &Lane,
        actor: &Actor,
        made: &MadeFile,
        mut known: Option<Receipt>,
        until: Until,
    ) -> StepResult<Receipt> {
        let mut broken = 0;
        let receipt = loop {
            match self.try_to_carry(lane, actor, made, known.take(), until).await {
                Err(StepFailure::Broken(_)) if broken < TRIES => {
                    lane.clock.wait_for_return(broken).await;
                    broken += 1;
                    // Whoever was logged in may not be any more.
                    self.go_home();
                }
                done => break done?,
            }
        };
        let told = receipt.error.as_ref().map(|error| format!("{} {}", error.code, error.message));
        match receipt.state {
            JobState::Refused | JobState::Cancelled => Err(StepFailure::difference(
                &format!("{}の処理ステータス", made.name),
                JobState::Completed,
                told.unwrap_or_else(|| receipt.state.to_string()),
            )),
            _ => Ok(receipt),
        }
    }

    async fn try_to_carry(
        &mut self,
        lane: &Lane,
        actor: &Actor,
        made: &MadeFile,
        known: Option<Receipt>,
        until: Until,
    ) -> StepResult<Receipt> {
        lane.stand_where_it_stood().await?;
        let desk = self.desk(actor).await?;
        let receipt = match known {
            Some(receipt) => receipt,
            None => {
                let is_this = |receipt: &Receipt| {
                    receipt.file_name == made.name
                        && !matches!(receipt.state, JobState::Refused | JobState::Cancelled)
                };
                let there = must("登録済みファイルの確認", desk.uploads(made.kind).await?)?;
                match there.into_iter().find(is_this) {
                    Some(receipt) => receipt,
                    None => must(&format!("{}の登録", made.name), desk.upload_made(made).await?)?,
                }
            }
        };
        match until {
            Until::Sent => Ok(receipt),
            Until::Processed => lane.wait_for_receipt(desk, receipt, lane.timing().poll).await,
        }
    }

    async fn large_result(&mut self, phase: Phase<'_>, receipt: &Receipt) -> StepResult<ReceivedFile> {
        let desk = self.desk(phase.actor).await?;
        let result = desk.download_large_result(&receipt.receipt_number, phase.charset).await?;
        must("登録結果ファイル", result)
    }
}
