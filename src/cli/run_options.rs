//! The options of a run, after `sogo run` and after `cargo test --test lotN --`, and what
//! they select. Must not know how a run is carried out.

use super::{UsageError, Workspace};
use crate::{
    model::{Shard, TestItem, UnionId},
    run::{Selection, Target, Volume},
};
use clap::{Args, ValueEnum};
use gherkin::tagexpr::TagOperation;
use regex::Regex;
use std::path::PathBuf;

/// How the terminal is driven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DriverName {
    /// 操作ポート(JSON)による
    Http,
    /// 画面(ブラウザー)による
    Browser,
}

/// What to run, where and how.
#[derive(Debug, Clone, Default, Args)]
pub struct RunOptions {
    /// 広域連合(都道府県番号か名称。繰り返し可)
    #[arg(long, value_name = "番号|名称")]
    pub union: Vec<String>,
    /// テスト項目(1〜7。繰り返し可)
    #[arg(long, value_name = "1-7")]
    pub item: Vec<TestItem>,
    /// テスト項目の代わりに、本番環境での加入者情報・副本の登録(本番登録)を実行する
    #[arg(long, conflicts_with = "item")]
    pub production_registration: bool,
    /// タグの式(例: "@R2-03 or @模擬")
    #[arg(long, value_name = "式")]
    pub tags: Option<TagOperation>,
    /// シナリオ名の正規表現
    #[arg(long, value_name = "正規表現")]
    pub name: Option<Regex>,
    /// testdata/endpoints.yaml の接続先の名前(なければ組込み参照サーバー)
    #[arg(long, value_name = "名前", env = "SOGO_ENDPOINT")]
    pub endpoint: Option<String>,
    /// 端末の操作のしかた(なければ接続先の設定。組込み参照サーバーでは、http で全団体、続けて画面で代表の団体)。コンマで区切ると続けて実行して比べる。環境変数 SOGO_DRIVER でも指定できる
    #[arg(long, value_name = "http|browser", value_delimiter = ',')]
    pub driver: Vec<DriverName>,
    /// 画面の写しが1枚もなければ不合格にする
    #[arg(long)]
    pub require_screens: bool,
    /// 同時に動かすブラウザーの数
    #[arg(long, value_name = "数", default_value_t = 2)]
    pub browsers: usize,
    /// 証跡を置くフォルダ(なければ target/evidence)
    #[arg(long, value_name = "フォルダ")]
    pub evidence: Option<PathBuf>,
    /// 合格しなかったシナリオの再試行の回数(再試行で合格したものは「不安定」)
    #[arg(long, value_name = "回数", default_value_t = 0)]
    pub retry: usize,
    /// 大量登録のシナリオ(@大量)だけを実行する。接続先には「大量登録: 許可」が要る
    #[arg(long)]
    pub volume: bool,
    /// 大量登録のシナリオの件数(なければ、広域連合の被保険者数推計)
    #[arg(long, value_name = "件数")]
    pub volume_rows: Option<u64>,
    /// 最初の不合格で終わる
    #[arg(long)]
    pub fail_fast: bool,
    /// 実行せずに、実行するシナリオの一覧を表示する
    #[arg(long)]
    pub list: bool,
    /// 期間の外でも、先に済ませる作業が済んでいなくても実行する(証跡と報告に残る)
    #[arg(long)]
    pub force: bool,
    /// 同時に実行する広域連合の数
    #[arg(long, value_name = "数")]
    pub lanes: Option<usize>,
    /// 生成するテストデータの種
    #[arg(long, value_name = "数", default_value_t = 0)]
    pub seed: u64,
    /// 何台かで分けるときの、この実行の分担(例: 2/5 は5つのうちの2番目)
    #[arg(long, value_name = "番号/数")]
    pub shard: Option<Shard>,
    /// この実行フォルダの実行で合格しなかったシナリオだけを、新しく実行する
    #[arg(long, value_name = "実行フォルダ", conflicts_with = "seed")]
    pub rerun_failed: Option<PathBuf>,
    /// 途中で終わった実行を、同じ実行フォルダで続ける
    #[arg(
        long,
        value_name = "実行フォルダ",
        conflicts_with_all = [
            "rerun_failed", "shard", "union", "item", "production_registration", "tags", "name", "driver", "evidence",
            "retry", "fail_fast", "force", "list", "seed", "volume",
        ],
    )]
    pub resume: Option<PathBuf>,
}

impl RunOptions {
    /// What the options select.
    pub(super) fn selection(
        &self,
        workspace: &Workspace,
        targets: &[Target],
    ) -> Result<Selection, UsageError> {
        let unions = self
            .union
            .iter()
            .map(|text| workspace.specification.find_union(text).map(|union| union.id))
            .collect::<Result<Vec<UnionId>, _>>()
            .map_err(UsageError::new)?;
        Ok(Selection {
            unions,
            items: self.item.clone(),
            production_registration: self.production_registration,
            tags: self.tags.clone(),
            name: self.name.clone(),
            volume: match (self.volume, &self.rerun_failed) {
                (true, _) => Volume::Only,
                (false, None) => Volume::Without,
                // What did not pass is picked from what the run before had.
                (false, Some(_)) => Volume::Also,
            },
            targets: targets.to_vec(),
        })
    }
}
