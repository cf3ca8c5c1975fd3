//! Who acts: a user of the own union, in the environment in which the lane plays or in the
//! other one, or of the partner union (相手広域連合) that plays the other side.

use std::{convert::Infallible, fmt, str::FromStr};

/// The union at whose terminal somebody sits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Office {
    /// The union under test.
    Own,
    /// The union that plays the other side.
    Partner,
    /// The union under test, in the 本番環境, while the lane plays in the 総合運用テスト環境.
    Production,
    /// The union under test, in the 総合運用テスト環境, while the lane plays in the 本番環境.
    Test,
}

/// A user by the key of `testdata/master_data.yaml`, at an office.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Actor {
    /// At which union.
    pub office: Office,
    /// Key of the user.
    pub user: String,
}

const PARTNER: &str = "相手広域連合の";
const PRODUCTION: &str = "本番環境の";
const TEST: &str = "総合運用テスト環境の";

impl Actor {
    /// A user of an office.
    #[must_use]
    pub fn at(office: Office, user: &str) -> Self {
        Self { office, user: user.to_owned() }
    }
}

/// 「資格担当」, 「相手広域連合の資格担当」, 「本番環境の資格担当」 or
/// 「総合運用テスト環境の資格担当」.
impl FromStr for Actor {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        let elsewhere = [(PARTNER, Office::Partner), (PRODUCTION, Office::Production), (TEST, Office::Test)];
        let named = elsewhere.into_iter().find_map(|(prefix, office)| {
            let user = text.strip_prefix(prefix)?;
            Some(Self::at(office, user))
        });
        Ok(named.unwrap_or_else(|| Self::at(Office::Own, text)))
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.office {
            Office::Own => f.write_str(&self.user),
            Office::Partner => write!(f, "{PARTNER}{}", self.user),
            Office::Production => write!(f, "{PRODUCTION}{}", self.user),
            Office::Test => write!(f, "{TEST}{}", self.user),
        }
    }
}
