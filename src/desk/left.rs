//! In which files an enrolment left: each format remembers that for itself.

use std::sync::Arc;

/// When an enrolment left last in a file of each format, Unix seconds, by the format's word.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Left(Vec<(Arc<str>, i64)>);

impl Left {
    /// The formats by which Entra ID gets to know a secret.
    pub const TO_ENTRA: [&'static str; 2] = ["entra-csv", "graph-json"];

    /// It left in a file of that format.
    pub fn note(&mut self, format: &Arc<str>, at: i64) {
        match self.0.iter_mut().find(|(known, _)| known == format) {
            Some((_, last)) => *last = at.max(*last),
            None => {
                // most leave in one format, and there may be a hundred thousand of these
                self.0.reserve_exact(1);
                self.0.push((Arc::clone(format), at));
            }
        }
    }

    /// When it left last, in whatever format.
    #[must_use]
    pub fn last(&self) -> Option<i64> {
        self.0.iter().map(|(_, at)| *at).max()
    }

    /// When it left last in that one.
    #[must_use]
    pub fn in_format(&self, word: &str) -> Option<i64> {
        let found = self.0.iter().find(|(known, _)| **known == *word);
        found.map(|(_, at)| *at)
    }

    /// Whether Entra ID may know it by a file.
    #[must_use]
    pub fn to_entra(&self) -> bool {
        Self::TO_ENTRA.iter().any(|word| self.in_format(word).is_some())
    }

    /// Each format in which it left, by its word, and when it did last.
    pub fn all(&self) -> impl Iterator<Item = (&str, i64)> {
        self.0.iter().map(|(format, at)| (&**format, *at))
    }
}
