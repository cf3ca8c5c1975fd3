//! Carrying the files of a campaign through: sent, processed, the result compared and taken in,
//! in their order, with as many under way at the same time as the endpoint allows.
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
use tokio::task::{JoinHandle, spawn_blocking};

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

/// A file whose result is being compared.
struct Compared<Found> {
    file: u64,
    receipt: Receipt,
    through: FileThrough,
    work: JoinHandle<(StepResult<Found>, DateTime<FixedOffset>)>,
}

/// How far a file is to be carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Until {
    Sent,
    Processed,
}

impl OperationWorld {
    /// Carries the files of a phase through. `make` gives a file and its rows, or none if there
    /// is nothing to send; `compare` reads a result while the next file is under way; `take_in`
    /// gets what it found, in the order of the files.
    ///
    /// # Errors
    /// If a file is refused, or a result cannot be read.
    pub(super) async fn carry_files<Found: Send + 'static>(
        &mut self,
        phase: Phase<'_>,
        make: impl Fn(u64) -> Option<(u64, MadeFile)>,
        compare: impl Fn(u64, &ReceivedFile) -> StepResult<Found> + Clone + Send + 'static,
        mut take_in: impl FnMut(&mut Campaign, u64, &Receipt, Found),
    ) -> StepResult {
        let lane = Arc::clone(self.lane()?);
        let wall_clock = lane.setting.wall_clock;
        let most = lane.setting.connection.limits.uploads().unwrap_or(1);
        let mut to_send =
            (0..phase.files).filter_map(|file| make(file).map(|(rows, made)| (file, rows, made)));
        let mut under_way = VecDeque::new();
        let mut compared: Option<Compared<Found>> = None;
        loop {
            while under_way.len() < most
                && let Some((file, rows, made)) = to_send.next()
            {
                under_way.push_back(self.send(&lane, phase.actor, (file, rows, made)).await?);
            }
            let next = match under_way.pop_front() {
                None => None,
                Some(one) => {
                    let (known, until) = (Some(one.receipt.clone()), Until::Processed);
                    let receipt = self.carry(&lane, phase.actor, &one.made, known, until).await?;
                    let processed_at = wall_clock();
                    let result = self.large_result(phase, &receipt).await?;
                    let bytes = one.bytes.load(Ordering::Relaxed);
                    let times = [one.begun_at, one.sent_at, processed_at];
                    let through =
                        self.through(phase.name, (one.file, phase.files), (one.rows, bytes), times)?;
                    Some((one.file, receipt, result, through))
                }
            };
            if let Some(before) = compared.take() {
                let (found, compared_at) =
                    before.work.await.map_err(|error| StepFailure::broken(error.to_string()))?;
                take_in(self.campaign()?, before.file, &before.receipt, found?);
                self.announce(FileThrough { compared_at, ..before.through })?;
            }
            let Some((file, receipt, result, through)) = next else { return Ok(()) };
            let compare = compare.clone();
            let work = spawn_blocking(move || (compare(file, &result), wall_clock()));
            compared = Some(Compared { file, receipt, through, work });
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

    /// A file, counted from 0, that was begun, sent and processed at these times, with the
    /// response times since the file before; it is compared later.
    pub(super) fn through(
        &self,
        phase: &str,
        (file, files): (u64, u64),
        (rows, bytes): (u64, u64),
        [begun_at, sent_at, processed_at]: [DateTime<FixedOffset>; 3],
    ) -> StepResult<FileThrough> {
        let responses = self.lane()?.recorder.take_responses();
        let milliseconds =
            responses.iter().map(|took| u64::try_from(took.as_millis()).unwrap_or(u64::MAX)).collect();
        Ok(FileThrough {
            union: self.lane()?.setting.union,
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
            compared_at: processed_at,
            responses: ResponseTimes::of(milliseconds),
        })
    }

    /// Tells that a file is through.
    pub(super) fn announce(&self, through: FileThrough) -> StepResult {
        self.lane()?.setting.announce.say(RunEvent::FileThrough(through));
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
