//! The OATH CSV that LinOTP imports.
//!
//! Serial, secret in hexadecimal digits, type, digits, step, hash. Without the last column LinOTP tells the hash by the
//! length of the secret; so it is always there.

use super::format::{Refusal, Row};
use super::lines::Line;
use super::seeds::{self, Hash, SeedList, Step};
use crate::otp::{Algorithm, Seed};

/// The OATH CSV that LinOTP imports.
pub const CSV: SeedList = SeedList {
    word: "linotp-csv",
    stem: "linotp",
    refuses: &[Refusal::Serial, Refusal::Twice],
    spelled: Seed::to_hex,
    behind,
    hash: Hash::Named,
    step: Step::Named,
    misread: &[],
};

fn behind(row: &Row<'_>) -> Line<'static> {
    let hash = match row.parameters.algorithm {
        Algorithm::Sha1 => "sha1",
        Algorithm::Sha256 => "sha256",
    };
    let mut line = seeds::totp(row);
    line.push(hash.into());
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::seeds::tests::{MINUTE, SHA256, STANDARD, file, seeds};

    /// After "Import tokens" in the documentation of LinOTP, and the columns that its import of OATH CSV reads. The seed is
    /// RFC 6238's.
    #[test]
    fn the_file_is_right_to_the_byte() {
        let seed = Seed::new(b"12345678901234567890").unwrap();
        let long = Seed::new(b"12345678901234567890123456789012").unwrap();
        let tokens = [
            ("8659622000123", &seed, STANDARD),
            ("8659622000124", &long, MINUTE),
            ("8659622000125", &long, SHA256),
        ];
        let file = file(&CSV, &tokens).unwrap();
        assert_eq!(
            file,
            "8659622000123,3132333435363738393031323334353637383930,totp,6,30,sha1\r\n\
             8659622000124,3132333435363738393031323334353637383930313233343536373839303132,totp,6,60,sha1\r\n\
             8659622000125,3132333435363738393031323334353637383930313233343536373839303132,totp,6,30,sha256\r\n"
        );
        assert_eq!(seeds(&file), [seed, long.duplicate(), long]);
    }

    #[test]
    fn a_serial_that_is_none_or_comes_twice_is_refused() {
        let seed = Seed::new(b"12345678901234567890").unwrap();
        let none = file(&CSV, &[("8.65962E+12", &seed, SHA256)]);
        assert_eq!(none, Err(vec![(0, Refusal::Serial)]));
        let twice = file(&CSV, &[("8659622000123", &seed, STANDARD); 2]);
        assert_eq!(twice, Err(vec![(0, Refusal::Twice), (1, Refusal::Twice)]));
    }
}
