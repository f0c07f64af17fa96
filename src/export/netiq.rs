//! The OATH CSV that NetIQ Advanced Authentication imports.
//!
//! Serial, secret in hexadecimal digits, type, digits, step. There is no column for the hash, so that it is SHA-1.

use super::format::Refusal;
use super::seeds::{self, Hash, SeedList, Step};
use crate::otp::Seed;

/// The OATH CSV that NetIQ Advanced Authentication imports.
pub const CSV: SeedList = SeedList {
    word: "netiq-csv",
    stem: "netiq",
    refuses: &[Refusal::Algorithm, Refusal::Serial, Refusal::Twice],
    spelled: Seed::to_hex,
    behind: seeds::totp,
    hash: Hash::Sha1,
    step: Step::Named,
    misread: &[],
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::seeds::tests::{MINUTE, SHA256, STANDARD, file, seeds};

    /// After "CSV File Format to Import the OATH Compliant Tokens" (NetIQ Advanced Authentication, Helpdesk Administrator
    /// Guide); type and step are written although they may be left out: what is left out is HOTP. The seed is RFC 6238's.
    #[test]
    fn the_file_is_right_to_the_byte() {
        let seed = Seed::new(b"12345678901234567890").unwrap();
        let other = Seed::new(&[0xAB; 20]).unwrap();
        let tokens = [("8659622000123", &seed, STANDARD), ("8659622000124", &other, MINUTE)];
        let file = file(&CSV, &tokens).unwrap();
        assert_eq!(
            file,
            "8659622000123,3132333435363738393031323334353637383930,totp,6,30\r\n\
             8659622000124,abababababababababababababababababababab,totp,6,60\r\n"
        );
        assert_eq!(seeds(&file), [seed, other]);
    }

    #[test]
    fn a_hash_that_no_column_names_is_refused() {
        let seed = Seed::new(b"12345678901234567890").unwrap();
        let tokens = [("8659622000123", &seed, STANDARD), ("8659622000124", &seed, SHA256)];
        assert_eq!(file(&CSV, &tokens), Err(vec![(1, Refusal::Algorithm)]));
    }
}
