//! The CSV of hardware tokens that Duo takes in its Admin Panel.
//!
//! A serial and its secret in hexadecimal digits. The kind of token is chosen where the file goes in; a line says neither
//! hash nor step, so that it is SHA-1 and 30 seconds.

use super::format::Refusal;
use super::seeds::{Hash, SeedList, Step};
use crate::otp::Seed;

/// The CSV of hardware tokens that Duo takes.
pub const CSV: SeedList = SeedList {
    word: "duo-csv",
    stem: "duo",
    refuses: &[Refusal::Algorithm, Refusal::Period, Refusal::Serial, Refusal::Twice],
    spelled: Seed::to_hex,
    behind: |_| vec![],
    hash: Hash::Sha1,
    step: Step::Thirty,
    misread: &[],
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::seeds::tests::{MINUTE, SHA256, STANDARD, file, seeds};

    /// After "Managing 2FA Devices" (Duo): the kind of token is chosen, the lines are put into the field for CSV data; and
    /// after "Using Token2 TOTP hardware tokens with Duo" (Token2): seeds in hexadecimal digits. The seed is RFC 6238's.
    #[test]
    fn the_file_is_right_to_the_byte() {
        let seed = Seed::new(b"12345678901234567890").unwrap();
        let other = Seed::new(&[0xAB; 20]).unwrap();
        let tokens = [("8659622000123", &seed, STANDARD), ("8659622000124", &other, STANDARD)];
        let file = file(&CSV, &tokens).unwrap();
        assert_eq!(
            file,
            "8659622000123,3132333435363738393031323334353637383930\r\n\
             8659622000124,abababababababababababababababababababab\r\n"
        );
        assert_eq!(seeds(&file), [seed, other]);
    }

    #[test]
    fn what_a_line_cannot_say_is_refused() {
        let seed = Seed::new(b"12345678901234567890").unwrap();
        for (serial, parameters, why) in [
            ("8659622000124", SHA256, Refusal::Algorithm),
            ("8659622000124", MINUTE, Refusal::Period),
            ("8.65962E+12", STANDARD, Refusal::Serial),
        ] {
            let tokens = [("8659622000123", &seed, STANDARD), (serial, &seed, parameters)];
            assert_eq!(file(&CSV, &tokens), Err(vec![(1, why)]));
        }
        let twice = [("8659622000123", &seed, STANDARD); 2];
        let refused = file(&CSV, &twice);
        assert_eq!(refused, Err(vec![(0, Refusal::Twice), (1, Refusal::Twice)]));
    }
}
