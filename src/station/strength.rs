//! How good a passphrase has to be that somebody chooses. A ledger that is there opens with the one it has.
//!
//! Whoever gets a copy of the ledger can try as often as they like, so what counts is how many tries it takes. That is for
//! a crate to say; but a word of the own house, a year and a sign are no secret, and no list has them.

use zeroize::Zeroizing;
use zxcvbn::{Score, zxcvbn};

use crate::ledger::Passphrase;

/// So many characters of one word may still be one.
const ONE_WORD: usize = 16;

/// Whether a passphrase would be guessed soon. `known` is what stands at the desk for all to see: names and domains.
#[must_use]
pub fn is_weak(chosen: &str, known: &[&str]) -> bool {
    // what is known adds nothing
    let rest = known
        .iter()
        .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()))
        .filter(|part| part.chars().count() > 2)
        .fold(Zeroizing::new(chosen.to_lowercase()), |rest, part| {
            Zeroizing::new(rest.replace(&part.to_lowercase(), ""))
        });
    let judged = if rest.chars().count() < chosen.chars().count() {
        rest.as_str()
    } else {
        chosen
    };
    chosen.chars().count() < Passphrase::MIN_CHARS || is_one_word(chosen) || zxcvbn(judged, &[]).score() < Score::Three
}

/// One word with digits and signs at its ends at most.
fn is_one_word(chosen: &str) -> bool {
    let bare = chosen.trim_matches(|c: char| !c.is_alphabetic());
    chosen.chars().count() < ONE_WORD && bare.chars().all(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_everybody_takes_is_refused() {
        for weak in [
            "12345678",
            "password1",
            "Contoso2024!",
            "qwertzuiop",
            "aaaaaaaaaa",
            "abcabcabcabc",
            "short",
            "",
            "Winter2025",
            "Passwort123!",
            "P@ssw0rd2024!",
            "hunter22",
            "zaq12wsx",
            "!!Summer24",
            "20241231",
            "contosocontoso",
        ] {
            assert!(is_weak(weak, &["contoso.com"]), "{weak}");
        }
        assert!(
            is_weak("contoso keller", &["contoso.com", "M. Keller"]),
            "what stands on the door"
        );
    }

    #[test]
    fn words_that_have_nothing_to_do_with_each_other_are_taken() {
        for good in [
            "river lamp stone paper",
            "correct horse",
            "correct horse battery",
            "in the safe",
            "Regen Tisch Nebel Karte",
            "xk7#Lm2q-Vt9",
            "tr0ub4dor&3x",
        ] {
            assert!(!is_weak(good, &["contoso.com", "M. Keller"]), "{good}");
        }
    }
}
