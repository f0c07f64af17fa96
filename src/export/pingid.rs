//! The list of OATH tokens that PingID imports.
//!
//! A serial and its secret in hexadecimal digits, capitals. Type and step are chosen once for the whole file where it goes
//! in, so that all of its tokens have one step; the hash is SHA-1.

use data_encoding::HEXUPPER;

use super::format::Refusal;
use super::seeds::{Hash, SeedList, Step};
use crate::otp::{Hidden, Seed};

/// The list of OATH tokens that PingID imports.
pub const CSV: SeedList = SeedList {
    word: "pingid-csv",
    stem: "pingid",
    refuses: &[Refusal::Algorithm, Refusal::Period, Refusal::Serial, Refusal::Twice],
    spelled: capitals,
    behind: |_| vec![],
    hash: Hash::Sha1,
    step: Step::Common,
    misread: &[],
};

fn capitals(seed: &Seed) -> Hidden<String> {
    HEXUPPER.encode(seed.expose()).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::seeds::tests::{MINUTE, SHA256, STANDARD, file, seeds};

    /// After "Configuring OATH token authentication for PingID" (PingID Administration Guide). The seed is RFC 6238's.
    #[test]
    fn the_file_is_right_to_the_byte() {
        let seed = Seed::new(b"12345678901234567890").unwrap();
        let other = Seed::new(&[0xAB; 20]).unwrap();
        let tokens = [("8659622000123", &seed, MINUTE), ("8659622000124", &other, MINUTE)];
        let file = file(&CSV, &tokens).unwrap();
        assert_eq!(
            file,
            "8659622000123,3132333435363738393031323334353637383930\r\n\
             8659622000124,ABABABABABABABABABABABABABABABABABABABAB\r\n"
        );
        assert_eq!(seeds(&file), [seed, other]);
    }

    #[test]
    fn a_file_has_one_step_that_of_its_first_row_that_is_fine() {
        let seed = Seed::new(b"12345678901234567890").unwrap();
        let tokens = [
            ("8659622000123", &seed, SHA256),
            ("8659622000124", &seed, MINUTE),
            ("8659622000125", &seed, STANDARD),
            ("8659622000126", &seed, MINUTE),
        ];
        let refused = file(&CSV, &tokens);
        assert_eq!(refused, Err(vec![(0, Refusal::Algorithm), (2, Refusal::Period)]));
        // what is left once those are left out is a file
        assert!(file(&CSV, &[tokens[1], tokens[3]]).is_ok());
    }
}
