//! The passphrases that a vault can have: how one is taken, judged and spelled. What they wrap is the vault's.

use strum::{EnumString, IntoStaticStr, VariantArray};
use unicode_normalization::UnicodeNormalization;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// The mark of the order of bytes, which editors put before the first letter.
const MARK: char = '\u{FEFF}';

/// The passphrases that a vault can have, in the order in which they are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum SlotKind {
    /// The one of every day.
    Passphrase,
    /// The one that lies in a safe.
    Recovery,
}

impl SlotKind {
    /// What it is called in a sentence.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Passphrase => "passphrase",
            Self::Recovery => "recovery passphrase",
        }
    }

    /// The word that the ledger writes.
    pub(super) fn word(self) -> &'static str {
        self.into()
    }
}

/// A passphrase is too short to be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooShort;

/// A passphrase on its way to the vault. Wiped when dropped, never shown.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Passphrase(String);

impl Passphrase {
    /// The fewest characters that are taken when one is chosen.
    pub const MIN_CHARS: usize = 8;

    /// Takes what was typed, blanks and all.
    #[must_use]
    pub const fn new(text: String) -> Self {
        Self(text)
    }

    /// What was typed, to judge it before it is chosen.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    /// As a new one is kept: without blanks around it and without the mark of a file, its letters put together the one usual
    /// way. Keyboards, systems and editors differ in all of these, and nobody sees it.
    pub(super) fn usual(&self) -> Self {
        let bare = self.0.replace(MARK, "");
        Self(Zeroizing::new(bare).trim().nfc().collect())
    }

    /// What may have been meant when an older ledger was made, likeliest first: as given, the usual spelling, letters taken
    /// apart as some systems type them, and with what a file brought along: a mark before it, a blank behind it.
    pub(super) fn spellings(&self) -> Vec<Self> {
        let usual = self.usual();
        let apart = usual.0.nfd().collect();
        let marked = format!("{MARK}{}", self.0.trim_start_matches(MARK));
        let blank = format!("{} ", usual.0);
        let others = [usual.0.clone(), apart, marked, blank].map(Self);
        let mut spellings = vec![Self(self.0.clone())];
        for spelling in others {
            if spellings.iter().all(|other| other.0 != spelling.0) {
                spellings.push(spelling);
            }
        }
        spellings
    }

    /// Whether it may be chosen.
    pub(super) fn check_new(&self) -> Result<(), TooShort> {
        if self.usual().0.chars().count() < Self::MIN_CHARS {
            return Err(TooShort);
        }
        Ok(())
    }
}

impl std::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passphrase(hidden)")
    }
}
