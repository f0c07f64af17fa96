//! The keyboard layout of a computer, as far as a text that a scanner typed gives it away.
//!
//! Which one it is that garbled a text is found out elsewhere.

/// The keyboard layout of a computer to which a scanner types as on a US keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Layout {
    /// One that the text gave away, by its English name.
    Named(&'static str),
    /// One of several: an `@` that arrives as `"` does not tell which.
    Other,
}

impl Layout {
    /// Its name in English.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Named(name) => name,
            Self::Other => "other",
        }
    }
}
