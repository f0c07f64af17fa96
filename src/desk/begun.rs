//! A part of a secret: what is left of the text of a QR code when the scanner lost the rest. It says what was meant, and
//! so that nothing may be drawn instead.

use zeroize::Zeroizing;

/// Pieces that stand in the texts of authenticators' QR codes and hardly anywhere else, in lower case.
const PIECES: [&str; 7] = ["otpauth", "://totp", "://hotp", "totp/", "hotp/", "secret=", "&issuer="];
const SCHEME: &str = "otpauth:";
/// So many characters of a bare secret are no name any more.
const LEAST: usize = 8;

/// Whether a text that is nothing whole looks like a part of a secret.
#[must_use]
pub fn is_begun_secret(text: &str) -> bool {
    let text = text.trim();
    let low = Zeroizing::new(text.to_ascii_lowercase());
    let scheme = low.len() >= 3 && SCHEME.starts_with(low.as_str());
    scheme || PIECES.iter().any(|piece| low.contains(piece)) || is_part_of_base32(text)
}

/// Capitals and the digits of base32, in groups or in one.
fn is_part_of_base32(text: &str) -> bool {
    let bare = text.chars().filter(|c| !matches!(c, ' ' | '-' | '='));
    let fits = bare.clone().all(|c| matches!(c, 'A'..='Z' | '2'..='7'));
    fits && bare.clone().count() >= LEAST && bare.clone().any(|c| c.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = "otpauth://totp/UserLock:ann@example.com?secret=GEZDGNBVGY3TQOJQ&issuer=Acme";

    #[test]
    fn every_beginning_and_every_end_with_a_secret_is_one() {
        for at in 3..WHOLE.len() {
            assert!(is_begun_secret(&WHOLE[..at]), "the first {at}");
        }
        for at in 0..WHOLE.len() - "TQOJQ&issuer=Acme".len() {
            assert!(is_begun_secret(&WHOLE[at..]), "from {at} on");
        }
        for text in ["GEZDGNBV", "GEZD GNBV GY3T", "OTPAUTH://TOTP/X"] {
            assert!(is_begun_secret(text), "{text}");
        }
    }

    #[test]
    fn names_and_badges_are_none() {
        for text in [
            "Anna Mueller",
            "00471A",
            "4711",
            "anna",
            "lee@contoso.com",
            "8659622001094",
            "",
            "ot",
            "ANNA",
        ] {
            assert!(!is_begun_secret(text), "{text}");
        }
    }
}
