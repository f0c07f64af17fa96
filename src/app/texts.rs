//! Every text a person sees, from the Fluent file of their language.

use std::borrow::Cow;
use std::rc::Rc;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

/// English.
const ENGLISH: &str = include_str!("../../assets/texts/en.ftl");

type Bundle = FluentBundle<FluentResource>;

thread_local! {
    /// Read once: the window and what opens it have the same texts, and every copy is two thirds of a megabyte.
    static READ: Rc<Bundle> = Rc::new(read(ENGLISH));
}

/// The name of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Text(&'static str);

/// The names of all texts, made of the English ones before the build.
pub(super) mod t {
    use super::Text;

    include!(concat!(env!("OUT_DIR"), "/texts.rs"));
}

/// The texts of one language.
pub struct Texts {
    bundle: Rc<Bundle>,
}

fn read(texts: &str) -> Bundle {
    let mut bundle = FluentBundle::new(vec![LanguageIdentifier::from_bytes(b"en").unwrap_or_default()]);
    // marks around names would be drawn as boxes
    bundle.set_use_isolating(false);
    let resource = FluentResource::try_new(texts.to_owned()).unwrap_or_else(|(readable, errors)| {
        tracing::error!(count = errors.len(), "texts that cannot be read");
        readable
    });
    if let Err(errors) = bundle.add_resource(resource) {
        tracing::error!(count = errors.len(), "texts that are there twice");
    }
    bundle
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
        Self {
            bundle: READ.with(Rc::clone),
        }
    }

    /// A text without a gap.
    #[must_use]
    pub fn get(&self, id: Text) -> String {
        self.with(id, &[])
    }

    /// A text that is known by its name alone, if there is one.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.bundle.has_message(id)
    }

    /// The same text as [`Self::with`], for those that bring theirs by their own word.
    #[must_use]
    pub fn named(&self, id: &str, gaps: &[(&'static str, Gap<'_>)]) -> String {
        self.filled(id, gaps)
    }

    /// A text with its gaps filled. A text that this language lacks shows its name.
    #[must_use]
    pub fn with(&self, id: Text, gaps: &[(&'static str, Gap<'_>)]) -> String {
        self.filled(id.0, gaps)
    }

    fn filled(&self, id: &str, gaps: &[(&'static str, Gap<'_>)]) -> String {
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
    /// Words, put in as they are.
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

    #[test]
    fn gaps_are_filled_and_numbers_choose_their_form() {
        let texts = Texts::english();
        assert_eq!(
            texts.named("entra-csv-title", &[("count", 1usize.into())]),
            "1 token goes to Entra ID"
        );
        assert_eq!(
            texts.named("entra-csv-title", &[("count", 14usize.into())]),
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
