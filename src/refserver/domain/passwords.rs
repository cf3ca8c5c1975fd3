//! Rules for passwords (domain.md §6.4, simulator conventions), hashing, and random
//! initial passwords. Must not know users or where hashes are kept.

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use rand::RngExt;

use crate::refserver::defects::{self, Defects};

/// How many of the last passwords may not be used again.
pub(crate) const HISTORY: usize = 5;

/// A password that breaks a rule; the text says which one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PasswordFault {
    /// Too short or too long.
    #[error("パスワードは12文字以上64文字以下にしてください")]
    Length,
    /// Fewer than three classes of characters.
    #[error("英大文字・英小文字・数字・記号のうち3種類以上を使ってください")]
    Classes,
    /// The user id is part of it.
    #[error("パスワードにユーザーIDを含めないでください")]
    ContainsUserId,
    /// One of the last passwords.
    #[error("直近5回に使ったパスワードは使えません。別のパスワードにしてください")]
    UsedBefore,
}

/// The hash function could not do its work.
#[derive(Debug, thiserror::Error)]
#[error("パスワードの照合値を作れません: {0}")]
pub(crate) struct HashFailure(String);

/// How many of the last passwords are refused.
pub(crate) fn remembered(defects: &Defects) -> usize {
    if defects.has(&defects::HISTORY_OF_FOUR) {
        HISTORY - 1
    } else if defects.has(&defects::HISTORY_NEVER_FORGETS) {
        1000
    } else {
        HISTORY
    }
}

/// Checks all rules but the history.
pub(crate) fn check_rules(password: &str, user_id: &str, defects: &Defects) -> Result<(), PasswordFault> {
    let shortest = if defects.has(&defects::PASSWORD_OF_ELEVEN) { 11 } else { 12 };
    if !(shortest..=64).contains(&password.chars().count()) {
        return Err(PasswordFault::Length);
    }
    let classes: [fn(char) -> bool; 4] = [
        |letter| letter.is_ascii_uppercase(),
        |letter| letter.is_ascii_lowercase(),
        |letter| letter.is_ascii_digit(),
        |letter| !letter.is_ascii_alphanumeric(),
    ];
    let needed = if defects.has(&defects::PASSWORD_OF_TWO_CLASSES) { 2 } else { 3 };
    if classes.iter().filter(|class| password.chars().any(**class)).count() < needed {
        return Err(PasswordFault::Classes);
    }
    let exact = defects.has(&defects::USER_ID_COMPARED_BY_CASE) && !password.contains(user_id);
    if password.to_lowercase().contains(&user_id.to_lowercase()) && !exact {
        return Err(PasswordFault::ContainsUserId);
    }
    Ok(())
}

/// A random password that keeps the rules for user ids of ordinary length.
pub(crate) fn random_initial() -> String {
    // No letter that is mistaken for a digit, since people copy it from a list.
    const SETS: [&[u8]; 3] = [b"ABCDEFGHJKLMNPQRSTUVWXYZ", b"abcdefghijkmnpqrstuvwxyz", b"23456789"];
    let mut random = rand::rng();
    (0..17)
        .map(|place| {
            // Groups of five are easier to copy, and user ids of six or more letters cannot appear.
            if place % 6 == 5 {
                return '-';
            }
            let set = SETS[place % SETS.len()];
            char::from(set[random.random_range(0..set.len())])
        })
        .collect()
}

/// Argon2id with the cost of the settings.
pub(crate) struct Hasher {
    argon2: Argon2<'static>,
    dummy: String,
}

impl Hasher {
    /// Prepares the function, and a hash for log-ins of unknown users.
    pub(crate) fn new(memory_kib: u32, iterations: u32) -> Result<Self, HashFailure> {
        let params =
            Params::new(memory_kib, iterations, 1, None).map_err(|error| HashFailure(error.to_string()))?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let mut hasher = Self { argon2, dummy: String::new() };
        hasher.dummy = hasher.hash(&random_initial())?;
        Ok(hasher)
    }

    /// A PHC string with a random salt.
    pub(crate) fn hash(&self, password: &str) -> Result<String, HashFailure> {
        let hash = self.argon2.hash_password(password.as_bytes());
        hash.map(|hash| hash.to_string()).map_err(|error| HashFailure(error.to_string()))
    }

    /// Whether the password gives the hash. The comparison takes constant time.
    pub(crate) fn verify(&self, password: &str, hash: &str) -> bool {
        PasswordHash::new(hash)
            .is_ok_and(|hash| self.argon2.verify_password(password.as_bytes(), &hash).is_ok())
    }

    /// Costs as much as a verification, so that unknown users cannot be told by time.
    pub(crate) fn verify_nobody(&self, password: &str) {
        let _nobody = self.verify(password, &self.dummy);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(password: &str, user_id: &str) -> Result<(), PasswordFault> {
        check_rules(password, user_id, &Defects::default())
    }

    #[test]
    fn rules() {
        assert_eq!(check("Ab1-Ab1-Ab1", "user"), Err(PasswordFault::Length));
        assert_eq!(check(&"Aa1".repeat(22), "user"), Err(PasswordFault::Length));
        assert_eq!(check("abcdefghijkl1", "user"), Err(PasswordFault::Classes));
        assert_eq!(check("Xx9-USER1-xxxx", "user1"), Err(PasswordFault::ContainsUserId));
        assert_eq!(check("Correct-Horse-9", "user1"), Ok(()));
        assert_eq!(check("正しいパスワードA1です長い", "user1"), Ok(()));
    }

    #[test]
    fn initial_passwords_keep_the_rules() {
        for _ in 0..200 {
            assert_eq!(check(&random_initial(), "tanto01"), Ok(()));
        }
    }

    #[test]
    fn only_the_same_password_verifies() {
        let hasher = Hasher::new(64, 1).expect("parameters");
        let hash = hasher.hash("Correct-Horse-9").expect("hash");
        assert!(hasher.verify("Correct-Horse-9", &hash));
        assert!(!hasher.verify("Correct-Horse-8", &hash));
        assert!(!hasher.verify("Correct-Horse-9", "broken"));
    }
}
