//! Names of files and folders made from texts that were written for people.
//!
//! The same rule everywhere, so that whoever looks for the snapshot or the captures of a
//! scenario can compute where they are.

/// More characters than this are cut off: three bytes each must stay below the 255 bytes
/// of a file name, with room for what is put before and after.
const LONGEST: usize = 60;

/// Letters of any script, digits and `-` stay; everything else becomes `_`.
#[must_use]
pub fn safe_name(text: &str) -> String {
    let kept = |letter: char| if letter.is_alphanumeric() || letter == '-' { letter } else { '_' };
    let name: String = text.chars().take(LONGEST).map(kept).collect();
    if name.is_empty() { "_".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::safe_name;

    #[test]
    fn names_are_safe() {
        for (text, expected) in [
            ("R2-03#1", "R2-03_1"),
            ("準備", "準備"),
            ("../../etc", "______etc"),
            ("", "_"),
            ("a b\u{3000}c%d", "a_b_c_d"),
        ] {
            assert_eq!(safe_name(text), expected);
        }
        assert_eq!(safe_name(&"長".repeat(100)).chars().count(), 60);
    }
}
