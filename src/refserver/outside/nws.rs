//! 情報提供ネットワークシステム: issues 機関別符号, translates them between institutions,
//! and says which combinations are permitted. Must not know members or branch numbers.

use hmac::{Hmac, KeyInit, Mac};
use rusqlite::Connection;
use sha2::Sha256;

use crate::refserver::{
    defects::{self, Defects},
    domain::{
        moment::Moment,
        numbers::{InstitutionCode, Person},
    },
    store::{StoreError, institutions, masters, residents},
};

/// The name under which the control port puts it out of service.
pub(crate) const SYSTEM: &str = "nws";

/// Whether it answers now.
pub(crate) fn is_out(connection: &Connection, now: Moment) -> Result<bool, StoreError> {
    institutions::is_out(connection, SYSTEM, now)
}

/// Issues codes of persons at an institution.
pub(crate) struct Issuer {
    institution: String,
    key: [u8; 32],
}

impl Issuer {
    /// For an institution.
    pub(crate) fn new(secret: &[u8], institution: String) -> Self {
        Self { key: keyed(secret, institution.as_bytes()), institution }
    }

    /// The code of a person, which nobody knows before it is issued.
    pub(crate) fn code(&self, person: Person) -> InstitutionCode {
        code(&self.key, person)
    }

    /// Issues the code of a person.
    pub(crate) fn issue(
        &self,
        connection: &Connection,
        code: &InstitutionCode,
        person: Person,
    ) -> Result<(), StoreError> {
        residents::link(connection, &self.institution, code, person)
    }
}

/// The code of the same person at another institution, if it issued one there.
pub(crate) fn translate(
    connection: &Connection,
    secret: &[u8],
    person: Person,
    institution: &str,
) -> Result<Option<InstitutionCode>, StoreError> {
    let code = derive(secret, institution, person);
    let issued = residents::is_linked(connection, institution, &code, person)?;
    Ok(issued.then_some(code))
}

/// The person behind a code of an institution.
pub(crate) fn person(
    connection: &Connection,
    institution: &str,
    code: &InstitutionCode,
) -> Result<Option<Person>, StoreError> {
    residents::person_of(connection, institution, code)
}

/// The name of the information if the applied master permits the combination; the first
/// master, if a defect never applies another.
pub(crate) fn permitted(
    connection: &Connection,
    (now, first): (Moment, bool),
    procedure_code: &str,
    provider_type: &str,
    information_code: &str,
    defects: &Defects,
) -> Result<Option<String>, StoreError> {
    let procedure = (!defects.has(&defects::INQUIRY_PROCEDURE_NOT_CHECKED)).then_some(procedure_code);
    let provider_type = (!defects.has(&defects::INQUIRY_PROVIDER_TYPE_NOT_CHECKED)).then_some(provider_type);
    let available = masters::available(connection, now)?;
    match if first { available.last() } else { available.first() } {
        Some(master) => {
            masters::permitted(connection, &master.release, procedure, provider_type, information_code)
        }
        None => Ok(None),
    }
}

/// HMAC-SHA256 under the institution's key, which itself derives from the secret, so that
/// codes of one person at two institutions have nothing in common.
fn derive(secret: &[u8], institution: &str, person: Person) -> InstitutionCode {
    code(&keyed(secret, institution.as_bytes()), person)
}

fn code(key: &[u8], person: Person) -> InstitutionCode {
    let code = keyed(key, &person.stored().to_be_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&code[..16]);
    InstitutionCode::new(bytes)
}

fn keyed(key: &[u8], message: &[u8]) -> [u8; 32] {
    #[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_differ_between_institutions_and_persons() {
        let code = |institution, person| derive(b"secret", institution, Person::from_store(person));
        assert_eq!(code("A", 1).stored(), code("A", 1).stored());
        assert_ne!(code("A", 1).stored(), code("B", 1).stored());
        assert_ne!(code("A", 1).stored(), code("A", 2).stored());
    }
}
