//! What can be run here and now: which scenarios an endpoint has no means for, and whether
//! its clock can stand where a scenario begins.

use super::{PlannedScenario, site::Site};
use crate::{
    model::{ScenarioRecord, Verdict},
    world::{Lane, StepFailure},
};
use chrono::{DateTime, FixedOffset};

/// Moves the clock to where a scenario begins. It never goes back: a scenario that needs a
/// time that has passed is not run, and this says why.
pub(super) async fn stand(
    lane: &Lane,
    planned: &PlannedScenario,
) -> Result<Option<&'static str>, StepFailure> {
    if planned.has_tag("連動テスト") {
        lane.stand_in_connectivity_window().await?;
    } else if planned.has_tag("配信開始前") {
        if !lane.stand_before_first_master().await? {
            return Ok(Some(
                "@配信開始前 のシナリオです。この接続先の時計は、マスターの配信開始日の前日を過ぎています",
            ));
        }
    } else {
        lane.stand_in_window(planned.item).await?;
    }
    Ok(None)
}

/// Scenarios that are not run here, and why.
pub(super) fn not_run(planned: &PlannedScenario, site: &Site) -> Option<(Verdict, &'static str)> {
    let has_control = site.has_control(planned.item);
    if planned.has_tag("作成中") {
        Some((Verdict::Pending, "@作成中 のシナリオです"))
    } else if planned.has_tag("相手") && !has_control {
        Some((
            Verdict::NotApplicable,
            "@相手 のシナリオです。この接続先では、相手広域連合の利用者としてログインできません",
        ))
    } else if planned.has_tag("本番") && !site.has_control_of_production() {
        Some((
            Verdict::NotApplicable,
            "@本番 のシナリオです。この接続先には、総合運用テスト環境と並ぶ本番環境(本番基本URLと本番制御URL)がありません",
        ))
    } else if planned.has_tag("配信開始前") && !has_control {
        Some((
            Verdict::NotApplicable,
            "@配信開始前 のシナリオです。この接続先には、時計をマスターの配信開始日の前日に合わせる制御ポートがありません",
        ))
    } else if planned.has_tag("模擬") && !has_control {
        Some((
            Verdict::NotApplicable,
            "@模擬 のシナリオです。この接続先には、時計や住基ネットを動かす制御ポートがありません",
        ))
    } else {
        None
    }
}

/// The record of a scenario that is not run.
pub(super) fn skipped(
    lane: &Lane,
    planned: &PlannedScenario,
    now: DateTime<FixedOffset>,
    verdict: Verdict,
    reason: &str,
) -> ScenarioRecord {
    ScenarioRecord {
        union: lane.setting.union,
        item: planned.item,
        id: planned.id.clone(),
        file: planned.path.clone(),
        line: planned.scenario.position.line,
        feature: planned.feature.name.clone(),
        name: planned.scenario.name.clone(),
        tags: planned.tags.clone(),
        attempt: 1,
        will_be_retried: false,
        verdict,
        reason: Some(reason.to_owned()),
        started_at: now,
        endpoint_time: None,
        milliseconds: 0,
        steps: Vec::new(),
        guide: None,
    }
}
