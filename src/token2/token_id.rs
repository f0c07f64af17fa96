//! Which token an enrolment is about: the thing that is laid down, or one profile of it.

use super::serial::Serial;

/// The number of a profile, for families whose tokens hold several secrets side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Profile(pub u8);

/// What holds one secret and shows one code: a token, or a profile of a token that has several. Two profiles of one token
/// are two of these; writing one leaves the other as it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TokenId {
    serial: Serial,
    profile: Option<Profile>,
}

impl TokenId {
    /// A profile of the token with that serial; `None` for a token that holds one secret alone.
    #[must_use]
    pub const fn new(serial: Serial, profile: Option<Profile>) -> Self {
        Self { serial, profile }
    }

    /// The serial of the whole token, as it is printed on it.
    #[must_use]
    pub const fn serial(&self) -> &Serial {
        &self.serial
    }

    /// The profile, for tokens that have several.
    #[must_use]
    pub const fn profile(&self) -> Option<Profile> {
        self.profile
    }

    /// In groups of four, as people read it aloud, and the profile behind it: "8659 6220 0109 4 / 3".
    #[must_use]
    pub fn grouped(&self) -> String {
        let serial = self.serial.grouped();
        match self.profile {
            None => serial,
            Some(Profile(number)) => format!("{serial} / {number}"),
        }
    }
}

impl From<Serial> for TokenId {
    /// A token that holds one secret alone.
    fn from(serial: Serial) -> Self {
        Self::new(serial, None)
    }
}

/// The serial, and "-3" behind it for profile 3: as files and the trail carry it.
impl std::fmt::Display for TokenId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.profile {
            None => write!(f, "{}", self.serial),
            Some(Profile(number)) => write!(f, "{}-{number}", self.serial),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token2::SerialError;

    #[test]
    fn profiles_of_one_token_are_told_apart_everywhere() -> Result<(), SerialError> {
        let serial = Serial::parse("8659622000123")?;
        let whole = TokenId::from(serial.clone());
        let third = TokenId::new(serial, Some(Profile(3)));
        assert_ne!(whole, third);
        assert_eq!(
            (whole.to_string().as_str(), whole.grouped().as_str()),
            ("8659622000123", "8659 6220 0012 3")
        );
        assert_eq!(
            (third.to_string().as_str(), third.grouped().as_str()),
            ("8659622000123-3", "8659 6220 0012 3 / 3")
        );
        Ok(())
    }
}
