//! What an operator of the server may set in settings.yaml. All values are simulator
//! conventions: none of them is public. Must not know who uses them.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::domain::branch_numbers;

/// The settings; what is absent has its default.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Settings {
    /// Seconds from acceptance to the check of the file as a whole.
    pub(crate) file_check_seconds: i64,
    /// Period of the job for members; it runs at each full multiple.
    pub(crate) members_period_seconds: i64,
    /// Period of the job for copies.
    pub(crate) copies_period_seconds: i64,
    /// Period of the job for departments and users.
    pub(crate) administration_period_seconds: i64,
    /// Period of the job for identity requests.
    pub(crate) identity_period_seconds: i64,
    /// How long a job takes.
    pub(crate) job_seconds: i64,
    /// Seconds until 住基ネット and network system answer, and between two tries.
    pub(crate) code_seconds: i64,
    /// Seconds until the provider of an inquiry is asked.
    pub(crate) inquiry_seconds: i64,
    /// Seconds after which an inquiry without an answer is shown as 結果待ち.
    pub(crate) inquiry_waiting_seconds: i64,
    /// Seconds after which an inquiry is given up.
    pub(crate) inquiry_timeout_seconds: i64,
    /// Idle time after which a session ends.
    pub(crate) session_idle_seconds: i64,
    /// Wrong passwords that lock a user.
    pub(crate) lock_after_failures: u32,
    /// Days after which a password has to be changed.
    pub(crate) password_max_age_days: i64,
    /// Entries of one page of a list.
    pub(crate) page_size: usize,
    /// Runs of its periodic job that a file waits for.
    pub(crate) job_cycles: u32,
    /// Digits of a 被保険者枝番, 1 to 18.
    pub(crate) branch_digits: u32,
    /// Put before every 処理結果メッセージ.
    pub(crate) message_prefix: String,
    /// Largest file in bytes.
    pub(crate) max_file_bytes: u64,
    /// Most rows in a file.
    pub(crate) max_rows: u64,
    /// Memory of Argon2id. Small on purpose: the passwords are synthetic, and a lane must
    /// cost milliseconds.
    pub(crate) argon2_memory_kib: u32,
    /// Iterations of Argon2id.
    pub(crate) argon2_iterations: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            file_check_seconds: 10,
            members_period_seconds: 600,
            copies_period_seconds: 1800,
            administration_period_seconds: 60,
            identity_period_seconds: 600,
            job_seconds: 30,
            code_seconds: 300,
            inquiry_seconds: 5,
            inquiry_waiting_seconds: 60,
            inquiry_timeout_seconds: 86_400,
            session_idle_seconds: 900,
            lock_after_failures: 5,
            password_max_age_days: 90,
            page_size: 200,
            job_cycles: 1,
            branch_digits: 10,
            message_prefix: String::new(),
            max_file_bytes: 50 * 1024 * 1024,
            max_rows: 50_000,
            argon2_memory_kib: 64,
            argon2_iterations: 1,
        }
    }
}

/// The settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SettingsError {
    /// The file cannot be read.
    #[error("設定ファイル {path} を読めません")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not of the right form.
    #[error("設定ファイル {path} の書き方が正しくありません")]
    Form {
        /// The file.
        path: PathBuf,
        /// Where and why.
        source: serde_yaml::Error,
    },
    /// A value that no server can work with.
    #[error("設定ファイルの {name} は1以上にしてください")]
    Zero {
        /// The setting.
        name: &'static str,
    },
    /// More digits than a 被保険者枝番 can have.
    #[error("設定ファイルの branch_digits は18以下にしてください")]
    BranchDigits,
}

impl Settings {
    /// Reads the file; without one everything has its default.
    pub(crate) fn load(path: Option<&Path>) -> Result<Self, SettingsError> {
        let Some(path) = path else { return Ok(Self::default()) };
        let text = std::fs::read_to_string(path)
            .map_err(|source| SettingsError::Unreadable { path: path.to_owned(), source })?;
        // An empty file is a null document, which means: all defaults.
        let settings: Option<Self> = serde_yaml::from_str(&text)
            .map_err(|source| SettingsError::Form { path: path.to_owned(), source })?;
        let settings = settings.unwrap_or_default();
        settings.check()?;
        Ok(settings)
    }

    fn check(&self) -> Result<(), SettingsError> {
        let periods = [
            ("members_period_seconds", self.members_period_seconds),
            ("copies_period_seconds", self.copies_period_seconds),
            ("administration_period_seconds", self.administration_period_seconds),
            ("identity_period_seconds", self.identity_period_seconds),
            ("code_seconds", self.code_seconds),
            ("session_idle_seconds", self.session_idle_seconds),
            ("lock_after_failures", i64::from(self.lock_after_failures)),
            ("password_max_age_days", self.password_max_age_days),
            ("job_cycles", i64::from(self.job_cycles)),
            ("branch_digits", i64::from(self.branch_digits)),
            ("page_size", i64::try_from(self.page_size).unwrap_or(i64::MAX)),
        ];
        if let Some((name, _)) = periods.into_iter().find(|(_, value)| *value < 1) {
            return Err(SettingsError::Zero { name });
        }
        if self.branch_digits > branch_numbers::MOST_DIGITS {
            return Err(SettingsError::BranchDigits);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_changes_what_it_names_and_nothing_else() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("settings.yaml");
        std::fs::write(&path, "page_size: 2\n").expect("write");
        let settings = Settings::load(Some(&path)).expect("settings");
        assert_eq!((settings.page_size, settings.job_seconds), (2, 30));
        std::fs::write(&path, "page_sise: 2\n").expect("write");
        assert!(Settings::load(Some(&path)).is_err());
        std::fs::write(&path, "page_size: 0\n").expect("write");
        assert!(Settings::load(Some(&path)).is_err());
        std::fs::write(&path, "branch_digits: 19\n").expect("write");
        assert!(matches!(Settings::load(Some(&path)), Err(SettingsError::BranchDigits)));
        std::fs::write(&path, "").expect("write");
        assert!(Settings::load(Some(&path)).is_ok());
    }
}
