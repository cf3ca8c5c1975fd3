//! `sogo generate`: members of a whole union as files, for load.

use super::{UsageError, say, workspace::load_specification};
use crate::{
    media::Charset,
    run::ExitStatus,
    volume::{Ordered, Parameters, Population, Rate, Written, write_files},
};
use chrono::NaiveDate;
use clap::{Args, Subcommand, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use std::{
    fs,
    num::NonZero,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Instant,
};

/// What was asked for and what came of it, beside the files.
const NOTE: &str = "生成の控え.yaml";

/// `sogo generate`.
#[derive(Debug, Subcommand)]
pub enum GenerateCommand {
    /// 加入者情報一括登録ファイルを、解答(どの行に何が見つかるべきか)とともに書く
    Members(MemberOptions),
}

/// Character codes as one types them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum CharsetName {
    /// Windows-31J
    ShiftJis,
    /// BOMなし
    #[value(name = "utf-8", alias = "utf8")]
    Utf8,
    /// BOMつき
    #[value(name = "utf-8-bom")]
    Utf8Bom,
    /// リトルエンディアン、BOMつき
    #[value(name = "utf-16le")]
    Utf16Le,
}

impl From<CharsetName> for Charset {
    fn from(name: CharsetName) -> Self {
        match name {
            CharsetName::ShiftJis => Self::ShiftJis,
            CharsetName::Utf8 => Self::Utf8,
            CharsetName::Utf8Bom => Self::Utf8Bom,
            CharsetName::Utf16Le => Self::Utf16Le,
        }
    }
}

/// `sogo generate members`.
#[derive(Debug, Args)]
pub struct MemberOptions {
    /// 広域連合(都道府県番号か名称)
    #[arg(long, value_name = "番号|名称")]
    pub union: String,
    /// 件数(なければ testdata/unions.yaml の被保険者数推計千人から)
    #[arg(long, value_name = "件数")]
    pub count: Option<u64>,
    /// 種。同じ種からは、同じ加入者ができる
    #[arg(long, value_name = "数", default_value_t = 0)]
    pub seed: u64,
    /// 文字コード
    #[arg(long, value_enum, default_value_t = CharsetName::ShiftJis)]
    pub charset: CharsetName,
    /// 1ファイルの件数
    #[arg(long, value_name = "件数", default_value_t = 50_000)]
    pub split: u64,
    /// ファイルを置くフォルダ
    #[arg(long, value_name = "フォルダ")]
    pub out: PathBuf,
    /// 誤りのある行の割合(エラー一覧のすべての種類を、同じ数ずつ)
    #[arg(long, value_name = "割合", default_value = "0%")]
    pub errors: Rate,
    /// 機種依存文字など、壊れやすい文字のある行の割合
    #[arg(long, value_name = "割合", default_value = "2%")]
    pub hard_characters: Rate,
    /// 個人番号の分からない加入者の割合
    #[arg(long, value_name = "割合", default_value = "0.05%")]
    pub without_number: Rate,
    /// 最初の行のレコード番号
    #[arg(long, value_name = "番号", default_value_t = 1)]
    pub first_record: u64,
    /// 副本(資格情報、高額介護合算療養費、葬祭費)のファイルも書く。被保険者枝番は仮の番号(9と行の位置)
    #[arg(long)]
    pub copies: bool,
    /// 書くスレッドの数(なければプロセッサーの数)。内容は変わらない
    #[arg(long, value_name = "数")]
    pub threads: Option<NonZero<usize>>,
}

#[derive(Serialize)]
struct Note<'a> {
    広域連合: &'a str,
    件数: u64,
    種: u64,
    文字コード: &'a str,
    一ファイルの件数: u64,
    最初のレコード番号: u64,
    誤りの割合: String,
    壊れやすい文字の割合: String,
    個人番号の分からない割合: String,
    誤りの件数: u64,
    ファイル: &'a [Written],
}

pub(super) fn execute(command: &GenerateCommand) -> Result<ExitStatus, UsageError> {
    let GenerateCommand::Members(options) = command;
    let specification = load_specification()?;
    let union = specification.find_union(&options.union).map_err(UsageError::new)?;
    let parameters = Parameters {
        union: union.clone(),
        count: options.count.unwrap_or(u64::from(union.insured_thousands) * 1000),
        seed: options.seed,
        charset: options.charset.into(),
        split: options.split,
        first_record: options.first_record,
        errors: options.errors,
        hard_characters: options.hard_characters,
        without_number: options.without_number,
    };
    let population = Arc::new(Population::new(parameters).map_err(UsageError::new)?);
    let threads = options.threads.map_or_else(processors, NonZero::get);
    // The day before the windows of the first lot open.
    let copied = NaiveDate::from_ymd_opt(2017, 2, 10).and_then(|day| day.and_hms_opt(17, 0, 0));
    let ordered = Ordered { folder: options.out.clone(), threads, copies: copied.filter(|_| options.copies) };

    let begun = Instant::now();
    let bar = bar(population.parameters().count);
    let bytes = AtomicU64::new(0);
    let written = write_files(&population, &ordered, &|rows, more| {
        let so_far = bytes.fetch_add(more, Ordering::Relaxed) + more;
        bar.set_message(format!("{}MB", so_far / 1_000_000));
        bar.inc(rows);
    });
    bar.finish_and_clear();
    let written = written.map_err(UsageError::new)?;
    write_note(options, &population, &written)?;

    let members: Vec<_> = written.iter().filter(|file| file.errors.is_some()).collect();
    let sum = |of: fn(&Written) -> u64, files: &[&Written]| files.iter().map(|file| of(file)).sum::<u64>();
    say(&format!(
        "{}: 加入者{}件を{}ファイル({}MB)に書きました。うち誤りのある行{}件 ({:.1}秒)",
        union.short_name,
        sum(|file| file.rows, &members),
        members.len(),
        sum(|file| file.bytes, &members) / 1_000_000,
        sum(|file| file.errors.unwrap_or(0), &members),
        begun.elapsed().as_secs_f64(),
    ));
    let copies: Vec<_> = written.iter().filter(|file| file.errors.is_none()).collect();
    if !copies.is_empty() {
        let (rows, files) = (sum(|file| file.rows, &copies), copies.len());
        say(&format!("副本{rows}件を{files}ファイルに書きました(被保険者枝番は仮の番号です)"));
    }
    say(&format!("フォルダ: {}", options.out.display()));
    Ok(ExitStatus::Passed)
}

fn write_note(
    options: &MemberOptions,
    population: &Population,
    written: &[Written],
) -> Result<(), UsageError> {
    let parameters = population.parameters();
    let note = Note {
        広域連合: &parameters.union.name,
        件数: parameters.count,
        種: parameters.seed,
        文字コード: parameters.charset.name(),
        一ファイルの件数: parameters.split,
        最初のレコード番号: parameters.first_record,
        誤りの割合: parameters.errors.to_string(),
        壊れやすい文字の割合: parameters.hard_characters.to_string(),
        個人番号の分からない割合: parameters.without_number.to_string(),
        誤りの件数: written.iter().filter_map(|file| file.errors).sum(),
        ファイル: written,
    };
    let text = serde_yaml::to_string(&note).map_err(UsageError::new)?;
    let path = options.out.join(NOTE);
    fs::write(&path, text).map_err(|error| UsageError(format!("{} に書けません: {error}", path.display())))
}

fn processors() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

/// Shown on a terminal only.
fn bar(rows: u64) -> ProgressBar {
    let bar = ProgressBar::new(rows);
    let template = "{wide_bar} {percent}% {human_pos}/{human_len}件 {msg} 毎秒{per_sec} 残り{eta}";
    // The template is right, or a test of the command fails; a plain bar is no harm.
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}
