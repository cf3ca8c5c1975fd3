//! What a システム管理者 does: character code, access groups, departments, users, master.

use crate::media::{Charset, ReceivedFile};
use crate::terminal::{Act, Done, InitialPassword, MasterRelease, RoleEntry, UserEntry};
use async_trait::async_trait;

/// What a システム管理者 does: character code, access groups, departments, users, master.
#[async_trait]
pub trait Administration {
    /// Declares the character code in 「医療保険者等定義情報」.
    async fn define_charset(&mut self, charset: Charset) -> Act<Done>;
    /// Registers an access group.
    async fn register_access_group(&mut self, code: &str, name: &str) -> Act<Done>;
    /// Codes and names of all access groups.
    async fn access_groups(&mut self) -> Act<Vec<(String, String)>>;
    /// Codes of all departments, each with its access group.
    async fn departments(&mut self) -> Act<Vec<(String, Option<String>)>>;
    /// Registers or changes a role that combines standard ones.
    async fn register_role(&mut self, code: &str, name: &str, roles: &[String]) -> Act<Done>;
    /// Deletes a role.
    async fn delete_role(&mut self, code: &str) -> Act<Done>;
    /// All roles, standard and own.
    async fn roles(&mut self) -> Act<Vec<RoleEntry>>;
    /// All users.
    async fn users(&mut self) -> Act<Vec<UserEntry>>;
    /// Issues a new initial password.
    async fn reissue_initial_password(&mut self, user_id: &str) -> Act<InitialPassword>;
    /// Ends the lock-out of a user.
    async fn unlock(&mut self, user_id: &str) -> Act<Done>;
    /// Looks at the release of the NWS master.
    async fn master_release(&mut self) -> Act<MasterRelease>;
    /// Downloads the NWS master.
    async fn download_master(&mut self, charset: Charset) -> Act<ReceivedFile>;
}
