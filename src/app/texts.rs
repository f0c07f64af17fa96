//! Every text a person sees, from the Fluent file of their language.

use std::borrow::Cow;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

/// English.
const ENGLISH: &str = include_str!("../../assets/texts/en.ftl");

/// The texts of one language.
pub struct Texts {
    bundle: FluentBundle<FluentResource>,
}

impl Default for Texts {
    fn default() -> Self {
        Self::english()
    }
}

impl Texts {
    /// English.
    #[must_use]
    pub fn english() -> Self {
        let mut bundle = FluentBundle::new(vec![LanguageIdentifier::from_bytes(b"en").unwrap_or_default()]);
        // marks around names would be drawn as boxes
        bundle.set_use_isolating(false);
        let resource = FluentResource::try_new(ENGLISH.to_owned()).unwrap_or_else(|(readable, errors)| {
            tracing::error!(count = errors.len(), "texts that cannot be read");
            readable
        });
        if let Err(errors) = bundle.add_resource(resource) {
            tracing::error!(count = errors.len(), "texts that are there twice");
        }
        Self { bundle }
    }

    /// A text without a gap.
    #[must_use]
    pub fn get(&self, id: &str) -> String {
        self.with(id, &[])
    }

    /// A text with its gaps filled. A text that is missing shows its name, which a test forbids.
    #[must_use]
    pub fn with(&self, id: &str, gaps: &[(&'static str, Gap<'_>)]) -> String {
        let Some(pattern) = self.bundle.get_message(id).and_then(|message| message.value()) else {
            return id.to_owned();
        };
        let mut args = FluentArgs::new();
        for (name, gap) in gaps {
            args.set(*name, FluentValue::from(gap));
        }
        self.bundle
            .format_pattern(pattern, Some(&args), &mut vec![])
            .into_owned()
    }

    /// Whether there is such a text.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.bundle.has_message(id)
    }
}

/// What another room says of a failure, as a sentence beside others.
#[must_use]
pub fn sentence(words: &str) -> String {
    let mut letters = words.trim().trim_end_matches('.').chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    first.map_or_else(String::new, |first| format!("{first}{}.", letters.as_str()))
}

/// What fills a gap.
#[derive(Debug, Clone)]
pub enum Gap<'a> {
    /// Words.
    Text(Cow<'a, str>),
    /// A number, which may choose between singular and plural.
    Number(i64),
}

impl<'a> From<&'a str> for Gap<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Gap<'_> {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<i64> for Gap<'_> {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<usize> for Gap<'_> {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl<'a> From<&Gap<'a>> for FluentValue<'a> {
    fn from(gap: &Gap<'a>) -> Self {
        match gap {
            Gap::Text(text) => Self::String(text.clone()),
            Gap::Number(number) => Self::from(*number),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::TrailEvent;
    use std::collections::BTreeSet;

    fn sources(folder: &std::path::Path, out: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, out);
            } else if path.extension().is_some_and(|ext| ext == "rs") {
                out.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }

    #[test]
    fn every_text_is_used_and_every_text_in_use_is_there() {
        let mut code = String::new();
        sources(
            &std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/app"),
            &mut code,
        );
        let known: BTreeSet<&str> = ENGLISH
            .lines()
            .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
            .filter_map(|line| Some(line.split_once(" =")?.0))
            .collect();
        let named: BTreeSet<String> = named_by_others().collect();
        let quoted: BTreeSet<&str> = code.split('"').filter(|piece| known.contains(piece)).collect();
        let unused: Vec<_> = known
            .iter()
            // what a setting changes stands beside its name
            .filter(|id| {
                !id.strip_suffix("-text")
                    .is_some_and(|name| name.starts_with("set-") && quoted.contains(name))
            })
            .filter(|id| !quoted.contains(*id) && !named.contains(**id))
            .collect();
        assert!(unused.is_empty(), "texts that nothing shows: {unused:?}");
        let calls = ["cx.text(\"", "cx.fill(\"", "texts.get(\"", "texts.with(\""];
        for call in calls {
            for rest in code.split(call).skip(1) {
                let id = rest.split('"').next().unwrap();
                assert!(known.contains(id), "no such text: {id}");
            }
        }
    }

    /// What happened is shown under the word that the ledger keeps.
    fn trail_texts() -> impl Iterator<Item = String> {
        TrailEvent::ALL.into_iter().map(|(_, word)| format!("trail-{word}"))
    }

    /// And each format of files that leave brings its own.
    fn named_by_others() -> impl Iterator<Item = String> {
        trail_texts().chain(crate::app::formats::ids(&Texts::english()).collect::<Vec<_>>())
    }

    #[test]
    fn whatever_can_stand_in_the_trail_and_every_format_has_its_words() {
        let texts = Texts::english();
        let missing: Vec<_> = named_by_others().filter(|id| !texts.has(id)).collect();
        assert!(missing.is_empty(), "shown by their names: {missing:?}");
    }

    #[test]
    fn gaps_are_filled_and_numbers_choose_their_form() {
        let texts = Texts::english();
        assert_eq!(
            texts.with("entra-csv-title", &[("count", 1usize.into())]),
            "1 token goes to Entra ID"
        );
        assert_eq!(
            texts.with("entra-csv-title", &[("count", 14usize.into())]),
            "14 tokens go to Entra ID"
        );
    }

    #[test]
    fn what_another_room_says_stands_as_a_sentence() {
        for (words, said) in [
            ("this file is empty", "This file is empty."),
            ("über alles. Und mehr.", "Über alles. Und mehr."),
            ("", ""),
        ] {
            assert_eq!(sentence(words), said);
        }
    }

    /// A failure of another room is a sentence of its own: it comes behind a full stop, or alone.
    #[test]
    fn no_text_has_a_failure_in_the_middle_of_a_sentence() {
        let mut looked_at = 0;
        for line in include_str!("../../assets/texts/en.ftl")
            .lines()
            .filter(|line| line.contains("{ $why }"))
        {
            let before = line.split("{ $why }").next().unwrap_or_default().trim_end();
            let fine = before.ends_with(['.', '=', ':']);
            assert!(fine, "{line}");
            looked_at += 1;
        }
        assert!(looked_at > 5);
    }
}
