//! Who visits: the terminal's certificate and the session, in cookies that no script can
//! read, and where the screens stand. Must not know any screen.

use std::convert::Infallible;

use axum::{
    extract::{FromRequestParts, NestedPath},
    http::{HeaderValue, header, request::Parts},
};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Cookie with the identity of the 電子証明書.
pub(super) const TERMINAL: &str = "sogo-terminal";
/// Cookie with the token of the session.
pub(super) const SESSION: &str = "sogo-session";

/// A request's visitor.
#[derive(Debug, Clone, Default)]
pub(super) struct Visit {
    /// Path below which the screens stand: empty, or of the environment.
    pub(super) base: String,
    pub(super) certificate: Option<String>,
    pub(super) token: Option<String>,
}

impl Visit {
    /// A path as a link.
    pub(super) fn href(&self, path: &str) -> String {
        match path.strip_prefix('/') {
            // The top page of an environment has no slash at its end.
            Some(rest) if !self.base.is_empty() && (rest.is_empty() || rest.starts_with('?')) => {
                format!("{}{rest}", self.base)
            }
            _ => format!("{}{path}", self.base),
        }
    }

    /// The environment, by where the screens stand.
    pub(super) fn environment(&self) -> &'static str {
        if self.base.is_empty() { "総合運用テスト環境" } else { "本番環境" }
    }

    /// What a form of this visitor must carry: nobody else's page can know it.
    pub(super) fn csrf_token(&self, secret: &[u8]) -> String {
        self.mac(secret).finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Whether a form came from a page of this visitor; compared in constant time.
    pub(super) fn owns(&self, secret: &[u8], csrf_token: &str) -> bool {
        let bytes: Option<Vec<u8>> = (0..csrf_token.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(csrf_token.get(at..at + 2)?, 16).ok())
            .collect();
        bytes.is_some_and(|bytes| self.mac(secret).verify_slice(&bytes).is_ok())
    }

    fn mac(&self, secret: &[u8]) -> Hmac<Sha256> {
        // HMAC takes a key of any length.
        #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
        let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("key");
        for part in ["form", self.certificate.as_deref().unwrap_or(""), self.token.as_deref().unwrap_or("")] {
            mac.update(part.as_bytes());
            mac.update(&[0]);
        }
        mac
    }

    /// `Set-Cookie` for this environment. Without `Secure`: TLS ends in front of the server.
    pub(super) fn cookie(&self, name: &str, value: &str) -> HeaderValue {
        self.set_cookie(name, &encode(value), "")
    }

    /// `Set-Cookie` that removes it.
    pub(super) fn no_cookie(&self, name: &str) -> HeaderValue {
        self.set_cookie(name, "", "; Max-Age=0")
    }

    fn set_cookie(&self, name: &str, value: &str, more: &str) -> HeaderValue {
        let path = if self.base.is_empty() { "/" } else { &self.base };
        let text = format!("{name}={value}; Path={path}; HttpOnly; SameSite=Strict{more}");
        HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let nested = NestedPath::from_request_parts(parts, state).await;
        let base = nested.map(|nested| nested.as_str().trim_end_matches('/').to_owned()).unwrap_or_default();
        let cookie = |name| cookie_of(parts, name);
        Ok(Self { base, certificate: cookie(TERMINAL), token: cookie(SESSION) })
    }
}

/// The first of the name: browsers send the one with the longest path first.
fn cookie_of(parts: &Parts, name: &str) -> Option<String> {
    let headers = parts.headers.get_all(header::COOKIE).into_iter();
    let pairs = headers.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
    let mut named = pairs.filter_map(|pair| pair.trim().split_once('=')).filter(|(known, _)| *known == name);
    named.next().and_then(|(_, value)| decode(value)).filter(|value| !value.is_empty())
}

/// Percent-encodes all but what may stand anywhere in a path, a query or a cookie.
pub(super) fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visit(token: &str) -> Visit {
        Visit { base: String::new(), certificate: Some("cert".into()), token: Some(token.into()) }
    }

    #[test]
    fn a_form_belongs_to_one_session() {
        let token = visit("one").csrf_token(b"secret");
        assert!(visit("one").owns(b"secret", &token));
        assert!(!visit("two").owns(b"secret", &token));
        assert!(!visit("one").owns(b"other secret", &token));
        for wrong in ["", "zz", "äö", &token[..20]] {
            assert!(!visit("one").owns(b"secret", wrong), "{wrong}");
        }
    }

    #[test]
    fn cookies_cannot_be_read_by_scripts_and_do_not_leave_the_site() {
        let mut visit = visit("one");
        visit.base = "/production".into();
        let cookie = visit.cookie(SESSION, "a;b").to_str().expect("text").to_owned();
        assert_eq!(cookie, "sogo-session=a%3Bb; Path=/production; HttpOnly; SameSite=Strict");
        assert_eq!(decode(&encode("証明書 1;%")).as_deref(), Some("証明書 1;%"));
    }
}
