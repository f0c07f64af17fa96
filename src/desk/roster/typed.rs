//! What is typed to find somebody, taken apart. Who it finds is the index's to say.

use super::fold;

/// What is typed, folded. Unprintable: people type passphrases into the wrong field.
pub(super) struct Typed {
    /// All of it as a badge number; empty where it cannot be one.
    pub(super) badge: String,
    /// What stands between blanks; a person must fit all of it.
    pub(super) parts: Vec<Part>,
}

/// What stands between two blanks. Every list of texts holds the spellings of one.
pub(super) enum Part {
    /// The beginning of a UPN.
    Upn(Vec<String>),
    /// A badge number and nothing else.
    Badge(String),
    /// The beginning of a word of the name or the UPN, or a badge number.
    Word {
        /// Without the hyphens and dots in it.
        joined: Vec<String>,
        /// What these split it into; empty when it is one word.
        split: Vec<Vec<String>>,
    },
}

impl Typed {
    /// The most bytes and the most words that are looked at. A name and a UPN are shorter; to ignore the rest of a longer
    /// text would find people whom it does not mean.
    const MOST_BYTES: usize = 256;
    const MOST_WORDS: usize = 16;

    /// Takes a text apart; `None` where nothing in it could find anybody.
    pub(super) fn read(text: &str) -> Option<Self> {
        if text.len() > Self::MOST_BYTES {
            return None;
        }
        let badge = if text.contains('@') {
            String::new()
        } else {
            fold::key(text)
        };
        let digits_alone = !badge.is_empty() && badge.bytes().all(|byte| byte.is_ascii_digit());
        let typed = text
            .split_whitespace()
            .filter_map(|part| Part::read(part, digits_alone));
        let parts: Vec<Part> = typed.collect();
        let count: usize = parts.iter().map(Part::count).sum();
        (!parts.is_empty() && count <= Self::MOST_WORDS).then_some(Self { badge, parts })
    }

    /// Every word of a name that may be meant, in all its spellings.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().flat_map(Part::words)
    }
}

impl Part {
    fn read(text: &str, digits_alone: bool) -> Option<Self> {
        let joined = fold::words(text);
        let bare = joined.first()?;
        if digits_alone {
            return Some(Self::Badge(bare.clone()));
        }
        if text.contains('@') {
            return Some(Self::Upn(fold::spellings(text)));
        }
        let inner = fold::units(text).into_iter().filter(|unit| unit.word.is_some());
        let words = inner.map(|unit| fold::words(text.get(unit.range).unwrap_or_default()));
        let split: Vec<Vec<String>> = words.filter(|word| !word.is_empty()).collect();
        let split = if split.len() > 1 { split } else { Vec::new() };
        Some(Self::Word { joined, split })
    }

    fn count(&self) -> usize {
        match self {
            Self::Word { split, .. } => split.len().max(1),
            Self::Upn(_) | Self::Badge(_) => 1,
        }
    }

    fn words(&self) -> impl Iterator<Item = &str> {
        let (joined, split): (&[String], &[Vec<String>]) = match self {
            Self::Word { joined, split } => (joined, split),
            Self::Upn(_) | Self::Badge(_) => (&[], &[]),
        };
        joined.iter().chain(split.iter().flatten()).map(String::as_str)
    }
}
