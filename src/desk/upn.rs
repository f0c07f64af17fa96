//! The user principal name: who a token is for.

use thiserror::Error;
use unicode_normalization::char::is_combining_mark;

use crate::otp::{Pasted, unwrapped};

/// A user principal name that Entra ID could hold, spelled as it was typed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Upn(String);

/// Why a text is not a UPN. Carries nothing of it: people type passphrases into the wrong field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum UpnError {
    /// Nothing was typed.
    #[error("no UPN was typed")]
    Empty,
    /// Letters and digits without an `@`, of which at least ten are digits: the serial barcode was scanned.
    #[error("this looks like a serial number, not a UPN")]
    Serial,
    /// A secret, bare or as the text of a QR code. It must not stay where it was typed.
    #[error("this is a secret, not a UPN")]
    Secret,
    /// A scanner that types for another keyboard typed it: it is something else than it seems.
    #[error("a scanner that is set to another keyboard has typed this")]
    Layout,
    /// Digits alone: a code, or the number of a badge.
    #[error("these are digits, not a UPN")]
    Digits,
    /// There is no `@`, or more than one.
    #[error("a UPN has one @, like name@example.com")]
    At,
    /// A comma or a semicolon: two of them, or a slip beside the dot.
    #[error("a UPN has no comma and no semicolon")]
    Comma,
    /// A blank in the middle.
    #[error("a UPN has no blanks")]
    Blank,
    /// A letter that is none of a to z: an umlaut, an accent, another script.
    #[error("a UPN has the letters a to z alone, without accents")]
    Letter,
    /// Another sign that Entra ID does not allow.
    #[error("a UPN has letters, digits and ' . - _ ! # ^ ~ before the @, and a domain after it")]
    Character,
    /// A dot or a hyphen at an edge, where none may be.
    #[error("no dot stands at the edge of a name, and no dot or hyphen at that of a part of a domain")]
    Edge,
    /// The domain is one word: what should follow its dot is missing.
    #[error("the domain has no ending, like example.com")]
    Ending,
    /// More than 64 characters before the `@`, or more than 113 in all.
    #[error("a UPN has 64 characters before the @ and 113 in all at most")]
    TooLong,
    /// `#EXT#`: Entra ID takes no hardware tokens for guests.
    #[error("this is a guest account, and Entra ID takes no hardware tokens for guests")]
    Guest,
}

impl UpnError {
    /// Whether it was meant as a UPN, or as the name in one, and is spelled as none can be.
    #[must_use]
    pub const fn is_of_spelling(self) -> bool {
        matches!(
            self,
            Self::At | Self::Comma | Self::Blank | Self::Letter | Self::Character | Self::Edge | Self::Ending
        )
    }
}

impl Upn {
    /// Reads a UPN; what is [wrapped](unwrapped()) around it is taken off.
    ///
    /// # Errors
    /// [`UpnError`].
    pub fn parse(text: &str) -> Result<Self, UpnError> {
        let text = unwrapped(text);
        let text = text.as_str();
        if text.is_empty() {
            return Err(UpnError::Empty);
        }
        if Pasted::recognise(text).is_secret() {
            return Err(UpnError::Secret);
        }
        let Some((name, domain)) = text.split_once('@') else {
            return Err(match text {
                serial if is_serial(serial) => UpnError::Serial,
                digits if is_digits(digits) => UpnError::Digits,
                _ => UpnError::At,
            });
        };
        if text.contains([',', ';']) {
            return Err(UpnError::Comma);
        }
        if domain.contains('@') || name.is_empty() || domain.is_empty() {
            return Err(UpnError::At);
        }
        if name.to_ascii_uppercase().contains("#EXT#") {
            return Err(UpnError::Guest);
        }
        spelled(name, domain)?;
        if name.len() > 64 || text.len() > 113 {
            return Err(UpnError::TooLong);
        }
        Ok(Self(text.to_owned()))
    }

    /// A UPN that was read before, as it was kept. It is not judged again: what counted as one when it was read counts on,
    /// and whether it was changed since is not told by its letters.
    #[must_use]
    pub const fn kept(text: String) -> Self {
        Self(text)
    }

    /// Whether both are the same person's, however they are spelled.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }

    /// As it was typed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands after the `@`.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.0.split_once('@').map_or("", |(_, domain)| domain)
    }

    /// What two spellings of the same person share.
    #[must_use]
    pub fn folded(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

/// Whether it is spelled exactly so.
impl PartialEq<&str> for Upn {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl std::fmt::Display for Upn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_serial(text: &str) -> bool {
    text.len() <= 16
        && text.chars().all(|c| c.is_ascii_alphanumeric())
        && text.chars().filter(char::is_ascii_digit).count() >= 10
}

fn is_digits(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit() || c == ' ' || c == '-')
}

/// What in it no UPN has, the plainest first: each has a sentence of its own.
fn spelled(name: &str, domain: &str) -> Result<(), UpnError> {
    let has = |unwanted: fn(char) -> bool| name.chars().chain(domain.chars()).any(unwanted);
    let of_name = |c: char| c.is_ascii_alphanumeric() || "'.-_!#^~".contains(c);
    let of_domain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    match () {
        () if has(char::is_whitespace) => Err(UpnError::Blank),
        () if has(is_foreign) => Err(UpnError::Letter),
        () if !name.chars().all(of_name) || !domain.chars().all(of_domain) => Err(UpnError::Character),
        () if !domain.trim_end_matches('.').contains('.') => Err(UpnError::Ending),
        () if has_edge(name, domain) => Err(UpnError::Edge),
        () => Ok(()),
    }
}

/// A letter, or a mark on one, that is none of a to z.
fn is_foreign(c: char) -> bool {
    !c.is_ascii() && (c.is_alphabetic() || is_combining_mark(c))
}

fn has_edge(name: &str, domain: &str) -> bool {
    let label = |label: &str| label.is_empty() || label.starts_with('-') || label.ends_with('-');
    name.starts_with('.') || name.ends_with('.') || domain.split('.').any(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_entra_holds_are_taken_as_typed() {
        for text in [
            "anna.mueller@example.com",
            "O'Brien_1@sub.example.co",
            "A-B!#^~@ex-ample.com",
        ] {
            assert_eq!(
                Upn::parse(&format!(" {text}\n")).map(|u| u.to_string()),
                Ok(text.to_owned())
            );
        }
        assert_eq!(
            Upn::parse("Anna@Example.com").map(|u| u.folded()),
            Ok("anna@example.com".into())
        );
    }

    #[test]
    fn everything_else_is_refused_with_its_reason() {
        let long = format!("{}@example.com", "a".repeat(65));
        let longest = format!("a@{}.com", "b".repeat(110));
        for (text, why) in [
            ("", UpnError::Empty),
            ("8659622000123", UpnError::Serial),
            ("anna", UpnError::At),
            ("482913", UpnError::Digits),
            ("@example.com", UpnError::At),
            ("a@b@example.com", UpnError::At),
            ("anna@localhost", UpnError::Ending),
            ("anna@contoso.", UpnError::Ending),
            ("anna muller@example.com", UpnError::Blank),
            ("anna @example.com", UpnError::Blank),
            ("anna@exam ple.com", UpnError::Blank),
            (".anna@example.com", UpnError::Edge),
            ("anna.@example.com", UpnError::Edge),
            ("anna@example..com", UpnError::Edge),
            ("anna@-example.com", UpnError::Edge),
            ("=anna@example.com", UpnError::Character),
            ("anna,x@example.com", UpnError::Comma),
            ("anna@example,com", UpnError::Comma),
            ("anna@example.com; ben@example.com", UpnError::Comma),
            ("müller@example.com", UpnError::Letter),
            ("mu\u{308}ller@example.com", UpnError::Letter),
            ("anna@weiß.ch", UpnError::Letter),
            ("анна@example.com", UpnError::Letter),
            ("o’brien@example.com", UpnError::Character),
            ("anna+x@example.com", UpnError::Character),
            ("sam_partner.com#EXT#@example.com", UpnError::Guest),
            (&long, UpnError::TooLong),
            (&longest, UpnError::TooLong),
        ] {
            assert_eq!(Upn::parse(text).map(|_| ()), Err(why), "{text}");
        }
    }
}
