//! The OATH CSV that privacyIDEA imports.
//!
//! Serial, secret in hexadecimal digits, type, digits, step. There is no column for the hash: privacyIDEA tells it by the
//! length of the secret, and not by the same length in all of its versions. So only SHA-1 leaves, and no secret whose
//! length some version takes for that of another hash (`get_import_csv` and `parseOATHcsv` of privacyIDEA): 28, 32 and 48
//! bytes, or 32 digits.

use super::format::Refusal;
use super::seeds::{self, Hash, SeedList, Step};
use crate::otp::Seed;

/// The OATH CSV that privacyIDEA imports.
pub const CSV: SeedList = SeedList {
    word: "privacyidea-csv",
    stem: "privacyidea",
    refuses: &[Refusal::Algorithm, Refusal::Serial, Refusal::Twice, Refusal::Secret],
    spelled: Seed::to_hex,
    behind: seeds::totp,
    hash: Hash::Sha1,
    step: Step::Named,
    misread: &[16, 28, 32, 48],
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::seeds::tests::{MINUTE, SHA256, STANDARD, file, seeds};

    /// After "Import" in the documentation of privacyIDEA, section "OATH CSV". The seed is RFC 6238's.
    #[test]
    fn the_file_is_right_to_the_byte() {
        let seed = Seed::new(b"12345678901234567890").unwrap();
        let tokens = [("8659622000123", &seed, STANDARD), ("8659622000124", &seed, MINUTE)];
        let file = file(&CSV, &tokens).unwrap();
        assert_eq!(
            file,
            "8659622000123,3132333435363738393031323334353637383930,totp,6,30\r\n\
             8659622000124,3132333435363738393031323334353637383930,totp,6,60\r\n"
        );
        assert_eq!(seeds(&file), [seed.duplicate(), seed]);
    }

    #[test]
    fn what_would_be_taken_for_another_hash_is_refused() {
        let seed = Seed::new(b"12345678901234567890").unwrap();
        let sha256 = file(&CSV, &[("8659622000123", &seed, SHA256)]);
        assert_eq!(sha256, Err(vec![(0, Refusal::Algorithm)]));
        for length in 1..=Seed::MAX_LEN {
            let seed = Seed::new(&vec![7; length]).unwrap();
            let refused = file(&CSV, &[("8659622000123", &seed, STANDARD)]).err();
            let expected = [16, 28, 32, 48].contains(&length).then(|| vec![(0, Refusal::Secret)]);
            assert_eq!(refused, expected, "{length}");
        }
    }
}
