//! Paths on the control port, which only a reference server has.

/// GET, PUT the server's clock.
pub const CLOCK: &str = "/control/clock";
/// POST passing of time.
pub const ADVANCE: &str = "/control/clock/advance";
/// PUT an insurer as the 取りまとめ機関 would set it up.
pub const INSURER: &str = "/control/insurers/{prefecture}";
/// PUT residents of the 住基ネット.
pub const RESIDENTS: &str = "/control/residents";
/// PUT the master that the NWS distributes.
pub const MASTER: &str = "/control/master";
/// PUT, DELETE an お知らせ.
pub const NOTICE: &str = "/control/notices/{id}";
/// PUT, DELETE something on the 情報共有サイト: 連絡事項 or 各種様式.
pub const SITE_ENTRY: &str = "/control/sharing-site/{id}";
/// PUT the dates of the アンケート on 基本計画 and 年度計画.
pub const PLAN_SURVEY: &str = "/control/plan-survey";
/// PUT another institution and what it can provide.
pub const INSTITUTION: &str = "/control/institutions/{code}";
/// PUT, DELETE an outage of a system: `juki-net`, `nws`, or an institution code.
pub const OUTAGE: &str = "/control/outages/{system}";
