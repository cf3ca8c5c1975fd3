//! 情報提供ネットワークシステム: issues 機関別符号, translates them between institutions,
//! and says which combinations are permitted. Must not know members or branch numbers.

use aes::{
    Aes128,
    cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit},
};
use hmac::{Hmac, Mac};
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
    cipher: Aes128,
    issued: Vec<Person>,
}

impl Issuer {
    /// For an institution.
    pub(crate) fn new(secret: &[u8], institution: String) -> Self {
        Self { cipher: cipher(secret, &institution), institution, issued: Vec::new() }
    }

    /// Issues the code of a person; it is good once it is kept.
    pub(crate) fn issue(&mut self, person: Person) -> InstitutionCode {
        self.issued.push(person);
        code(&self.cipher, person)
    }

    /// Keeps what was issued.
    pub(crate) fn keep(mut self, connection: &Connection) -> Result<(), StoreError> {
        self.issued.sort_unstable_by_key(|person| person.stored());
        self.issued.iter().try_for_each(|person| residents::link(connection, &self.institution, *person))
    }
}

/// The code of the same person at another institution, if it issued one there.
pub(crate) fn translate(
    connection: &Connection,
    secret: &[u8],
    person: Person,
    institution: &str,
) -> Result<Option<InstitutionCode>, StoreError> {
    let issued = residents::is_linked(connection, institution, person)?;
    Ok(issued.then(|| code(&cipher(secret, institution), person)))
}

/// The person behind a code that an institution issued.
pub(crate) fn person(
    connection: &Connection,
    secret: &[u8],
    institution: &str,
    code: &InstitutionCode,
) -> Result<Option<Person>, StoreError> {
    let Some(person) = behind(&cipher(secret, institution), code) else { return Ok(None) };
    Ok(residents::is_linked(connection, institution, person)?.then_some(person))
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

/// With which an institution's codes are made: its key derives from the secret, so that codes of
/// one person at two institutions have nothing in common.
fn cipher(secret: &[u8], institution: &str) -> Aes128 {
    #[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
    let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(secret).expect("a key of any length");
    mac.update(institution.as_bytes());
    let mut key = [0; 16];
    key.copy_from_slice(&mac.finalize().into_bytes()[..16]);
    Aes128::new(&key.into())
}

/// The person's number, encrypted: only who has the key sees from a code whose it is.
fn code(cipher: &Aes128, person: Person) -> InstitutionCode {
    let mut block = [0; 16];
    block[..8].copy_from_slice(&person.stored().to_be_bytes());
    let mut block = block.into();
    cipher.encrypt_block(&mut block);
    InstitutionCode::new(block.into())
}

/// Whose code it is; nobody's, if it was not made with this key.
fn behind(cipher: &Aes128, code: &InstitutionCode) -> Option<Person> {
    let mut block = code.bytes().into();
    cipher.decrypt_block(&mut block);
    let (person, rest) = block.split_first_chunk::<8>()?;
    (rest == [0; 8]).then(|| Person::from_store(i64::from_be_bytes(*person)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_tells_the_person_to_its_own_institution_only() {
        let [a, b] = ["A", "B"].map(|institution| cipher(b"secret", institution));
        let persons = [1, 2, i64::MAX].map(Person::from_store);
        for person in persons {
            let at_a = code(&a, person);
            assert_eq!(behind(&a, &at_a), Some(person));
            assert_eq!(behind(&b, &at_a), None);
            assert_eq!(behind(&cipher(b"another", "A"), &at_a), None);
            assert_ne!(at_a.bytes(), code(&b, person).bytes());
        }
        assert_ne!(code(&a, persons[0]).bytes(), code(&a, persons[1]).bytes());
    }
}
