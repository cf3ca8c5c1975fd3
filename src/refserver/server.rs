//! What all rooms of one server share: clock, store, settings, defects, secrets.
//! Must not know HTTP.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, OnceLock, Weak},
};

use sha2::{Digest, Sha256};

use super::{
    clock::Clock,
    defects::{self, Defect, Defects},
    domain::passwords::{HashFailure, Hasher},
    settings::Settings,
    store::{Store, StoreError, files, unions},
};

/// The server of one environment. It shares the clock with the other one, and nothing else.
pub(crate) struct Server {
    pub(crate) clock: Arc<Clock>,
    pub(crate) settings: Settings,
    pub(crate) defects: Defects,
    pub(crate) store: Store,
    pub(crate) hasher: Hasher,
    /// From which the keys of institutions derive.
    pub(crate) secret: Vec<u8>,
    /// Of the 本番環境: the other one, at which only a defect looks.
    test_environment: OnceLock<Weak<Server>>,
}

/// 総合運用テスト環境 and 本番環境: separate stores under one clock.
pub(crate) struct Environments {
    pub(crate) test: Arc<Server>,
    pub(crate) production: Arc<Server>,
    /// Held while time passes, so that two calls do not run the same event.
    pub(crate) advancing: tokio::sync::Mutex<()>,
}

impl Environments {
    /// Opens both; the store of the 本番環境 lies beside the other one. Without a file they die
    /// with the process.
    pub(crate) fn open(
        data: Option<&Path>,
        settings: &Settings,
        defects: &Defects,
    ) -> Result<Self, SetupError> {
        let clock = Arc::new(Clock::default());
        let open = |data: Option<&Path>| {
            Server::open(data, settings.clone(), defects.clone(), Arc::clone(&clock)).map(Arc::new)
        };
        let beside = data.map(|data| {
            let mut beside = data.as_os_str().to_owned();
            beside.push(".production");
            PathBuf::from(beside)
        });
        let test = open(data)?;
        let production = if defects.has(&defects::ONE_STORE_FOR_BOTH_ENVIRONMENTS) {
            Arc::clone(&test)
        } else {
            open(beside.as_deref())?
        };
        if !Arc::ptr_eq(&test, &production) {
            // Nobody has set it before.
            let _ = production.test_environment.set(Arc::downgrade(&test));
        }
        Ok(Self { test, production, advancing: tokio::sync::Mutex::new(()) })
    }

    /// The clock of both.
    pub(crate) fn clock(&self) -> &Clock {
        &self.test.clock
    }
}

/// The server cannot be set up.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SetupError {
    /// The store cannot be opened.
    #[error("データファイル {path} を開けません")]
    Store {
        /// The file.
        path: PathBuf,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The cost of the password hash is not possible.
    #[error("パスワード照合の設定(argon2_memory_kib, argon2_iterations)が正しくありません: {0}")]
    Hash(String),
}

impl From<HashFailure> for SetupError {
    fn from(failure: HashFailure) -> Self {
        Self::Hash(failure.to_string())
    }
}

impl Server {
    /// Opens the store.
    pub(crate) fn open(
        data: Option<&Path>,
        settings: Settings,
        defects: Defects,
        clock: Arc<Clock>,
    ) -> Result<Self, SetupError> {
        let store_error = |source: StoreError| SetupError::Store {
            path: data.unwrap_or(Path::new("(一時的なデータ)")).to_owned(),
            source: Box::new(source),
        };
        let store = Store::open(data).map_err(store_error)?;
        let fresh: [u8; 32] = rand::random();
        let secret = store
            .write(|connection| {
                files::remove_arriving(connection)?;
                unions::secret(connection, &fresh)
            })
            .map_err(store_error)?;
        let hasher = Hasher::new(settings.argon2_memory_kib, settings.argon2_iterations)?;
        Ok(Self { clock, settings, defects, store, hasher, secret, test_environment: OnceLock::new() })
    }

    /// Whether this is the 本番環境 and has a defect.
    pub(crate) fn has_in_production(&self, defect: &'static Defect) -> bool {
        self.test_environment.get().is_some() && self.defects.has(defect)
    }

    /// The 総合運用テスト環境, if this is the 本番環境 and a defect looks there.
    pub(crate) fn leaks_from_test(&self, defect: &'static Defect) -> Option<Arc<Self>> {
        self.test_environment.get().filter(|_| self.defects.has(defect))?.upgrade()
    }

    /// Days after which a password has to be changed.
    pub(crate) fn password_max_age_days(&self) -> i64 {
        let days = self.settings.password_max_age_days;
        if self.defects.has(&defects::PASSWORD_AGES_A_DAY_EARLY) { days.saturating_sub(1) } else { days }
    }
}

/// The hash under which a session token is kept.
pub(crate) fn token_hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}
