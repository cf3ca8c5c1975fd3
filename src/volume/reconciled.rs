//! What the comparison of results with the answer sheet came to: what was right, and how the
//! rest differs, with examples. Must not know how results are compared.

use std::{collections::BTreeMap, fmt};

/// So many examples are told of each kind of deviation.
const EXAMPLES: usize = 5;

/// How a result differs from what is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deviation {
    /// A row that was sent has no result.
    Lost,
    /// A row has two results.
    Doubled,
    /// A result of a row that was not in the file.
    Foreign,
    /// 保険者番号 or 被保険者番号 are not those that were sent.
    Numbers,
    /// Another 処理結果コード than the right one.
    Code,
    /// A code without a message, or a message without a code.
    Message,
    /// Twelve digits stand in the message.
    NumberInMessage,
    /// A good row without a branch number, or one that is none.
    NoBranch,
    /// A refused row with a branch number.
    BranchOfRefused,
    /// A branch number that another row has as well.
    BranchDoubled,
    /// A change came back under another branch number than it was sent.
    AnotherBranch,
}

impl Deviation {
    fn text(self) -> &'static str {
        match self {
            Self::Lost => "結果のない行",
            Self::Doubled => "結果が二つある行",
            Self::Foreign => "送っていない行の結果",
            Self::Numbers => "保険者番号・被保険者番号が送ったものと違う行",
            Self::Code => "処理結果コードが解答と違う行",
            Self::Message => "処理結果コードと処理結果メッセージの片方だけがある行",
            Self::NumberInMessage => "処理結果メッセージに12桁の数字がある行",
            Self::NoBranch => "登録されたのに被保険者枝番のない行",
            Self::BranchOfRefused => "エラーなのに被保険者枝番のある行",
            Self::BranchDoubled => "ほかの行と同じ被保険者枝番の行",
            Self::AnotherBranch => "変更の結果の被保険者枝番が、送ったものと違う行",
        }
    }
}

/// What the comparison came to.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Reconciled {
    /// Results read.
    pub rows: u64,
    /// Rows that are registered as they should be.
    pub registered: u64,
    /// Rows whose error was found as it should be.
    pub refused: u64,
    pub(super) deviations: BTreeMap<Deviation, (u64, Vec<String>)>,
}

impl Reconciled {
    /// Whether nothing differs.
    #[must_use]
    pub fn is_right(&self) -> bool {
        self.deviations.is_empty()
    }

    /// How often a deviation was met.
    #[must_use]
    pub fn count(&self, deviation: Deviation) -> u64 {
        self.deviations.get(&deviation).map_or(0, |(count, _)| *count)
    }

    /// Adds what came of another file.
    pub fn add(&mut self, other: Self) {
        self.rows += other.rows;
        self.registered += other.registered;
        self.refused += other.refused;
        for (deviation, (count, examples)) in other.deviations {
            let (all, some) = self.deviations.entry(deviation).or_default();
            *all += count;
            some.extend(examples);
            some.truncate(EXAMPLES);
        }
    }

    pub(super) fn differs(&mut self, deviation: Deviation, example: impl FnOnce() -> String) {
        let (count, examples) = self.deviations.entry(deviation).or_default();
        *count += 1;
        if examples.len() < EXAMPLES {
            examples.push(example());
        }
    }
}

/// The deviations with examples; nothing if there is none.
impl fmt::Display for Reconciled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut before = "";
        for (deviation, (count, examples)) in &self.deviations {
            write!(f, "{before}{}{count}件(例: {})", deviation.text(), examples.join("、"))?;
            before = "、";
        }
        Ok(())
    }
}
