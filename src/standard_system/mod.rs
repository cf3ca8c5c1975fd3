//! 標準システム: the union's own system, played by the harness.
//!
//! It holds the members of the test data, extracts the files that the intermediate server
//! takes, takes result files in, ties branch numbers to members and corrects its own data.
//! It must not know terminals, endpoints or features.

mod bulk;
mod copy;
mod difference;
mod inquiries;
mod master;
mod result;

pub use bulk::{Change, ExtractError, IdentityRequest};
pub use copy::{CopyKind, UnknownCopyKind};
pub use inquiries::{BulkAnswer, BulkInquiry};
pub use master::AppliedMaster;
pub use result::{IdentityRow, MemberRow, TakeInError, UserRow, row_codes, user_rows};

use crate::{
    media::Charset,
    model::{BranchNumber, WrittenNumber},
};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// A member as the union's own system knows it.
#[derive(Debug, Clone)]
pub struct Member {
    /// Name by which features speak of the member.
    pub key: String,
    /// 個人番号 as it was written down, if it is known.
    pub individual_number: Option<WrittenNumber>,
    /// 保険者番号.
    pub insurer_number: String,
    /// 被保険者番号.
    pub insured_number: String,
    /// 氏名.
    pub name: String,
    /// 氏名カナ.
    pub kana: String,
    /// 生年月日.
    pub birth_date: NaiveDate,
    /// 1 男, 2 女.
    pub sex: String,
    /// 郵便番号.
    pub postal_code: String,
    /// 住所.
    pub address: String,
    /// 資格取得年月日.
    pub acquired_on: NaiveDate,
    /// 資格喪失年月日.
    pub lost_on: Option<NaiveDate>,
    /// Access group, if access is restricted.
    pub access_group: Option<String>,
    /// What the union has to provide, by kind; columns of the file by name.
    pub copies: BTreeMap<CopyKind, Vec<BTreeMap<String, String>>>,
    /// 被保険者枝番, once tied.
    pub branch: Option<BranchNumber>,
    /// Cells that stand in the source data as they must not, by column: they are extracted
    /// in place of the values above.
    pub written: BTreeMap<String, String>,
    /// Whether the standard system has deleted the member; the intermediate server learns
    /// of it by the next differential registration.
    pub removed: bool,
}

/// The union's own system.
#[derive(Debug)]
pub struct StandardSystem {
    /// Character code in which it reads and writes.
    pub charset: Charset,
    members: BTreeMap<String, Member>,
    /// Which member a record of an extracted file stands for.
    records: BTreeMap<String, String>,
    /// What the intermediate server is known to hold.
    acknowledged: difference::Acknowledged,
    next_record: u64,
    /// The master that it works with.
    pub master: Option<AppliedMaster>,
}

/// The test data has no such member.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("標準システムに加入者「{0}」がいません(testdata/members.yaml の加入者の名前で書きます)")]
pub struct UnknownMember(pub String);

impl StandardSystem {
    /// A system without members.
    ///
    /// Records are numbered from `first_record` on. A number that differs from run to run
    /// makes every extracted file a new one, as it would be in a system that lives on: the
    /// intermediate server refuses a file that it has received before.
    #[must_use]
    pub fn new(charset: Charset, first_record: u64) -> Self {
        Self {
            charset,
            members: BTreeMap::new(),
            records: BTreeMap::new(),
            acknowledged: difference::Acknowledged::default(),
            next_record: first_record,
            master: None,
        }
    }

    /// Enters a member, or replaces what was known of one.
    pub fn enter(&mut self, member: Member) {
        self.members.insert(member.key.clone(), member);
    }

    /// Whether a member was entered.
    #[must_use]
    pub fn knows(&self, key: &str) -> bool {
        self.members.contains_key(key)
    }

    /// A member.
    ///
    /// # Errors
    /// [`UnknownMember`].
    pub fn member(&self, key: &str) -> Result<&Member, UnknownMember> {
        self.members.get(key).ok_or_else(|| UnknownMember(key.to_owned()))
    }

    /// A member, to be corrected.
    ///
    /// # Errors
    /// [`UnknownMember`].
    pub fn member_mut(&mut self, key: &str) -> Result<&mut Member, UnknownMember> {
        self.members.get_mut(key).ok_or_else(|| UnknownMember(key.to_owned()))
    }

    /// Ties a branch number to a member, or unties it.
    ///
    /// # Errors
    /// [`UnknownMember`].
    pub fn tie(&mut self, key: &str, branch: Option<BranchNumber>) -> Result<(), UnknownMember> {
        self.member_mut(key)?.branch = branch;
        Ok(())
    }
}
