//! Every text a person sees, from the Fluent file of their language.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use fluent_bundle::resolver::ResolverError;
use fluent_bundle::resolver::errors::ReferenceKind;
use fluent_bundle::{FluentArgs, FluentBundle, FluentError, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

/// English.
const ENGLISH: &str = include_str!("../../assets/texts/en.ftl");

type Bundle = FluentBundle<FluentResource>;

thread_local! {
    /// The window and what opens it have the same texts.
    static KEPT: Rc<Language> = Rc::new(Language::of(ENGLISH));
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
    language: Rc<Language>,
}

/// What a file of texts holds. Each is read when it is first shown: all of them at once would be most of a megabyte, and few
/// of them are ever seen in a day.
struct Language {
    /// The texts as they stand in the file, by their names.
    sources: Vec<&'static str>,
    /// Those that were shown.
    read: RefCell<Bundle>,
}

/// Each text as it stands in the file, with its name in front.
fn sources(file: &'static str) -> impl Iterator<Item = &'static str> {
    let begins = |line: &str| line.starts_with(|first: char| first.is_ascii_lowercase());
    let mut at = 0;
    let mut starts = vec![];
    for line in file.split_inclusive('\n') {
        if begins(line) {
            starts.push(at);
        }
        at += line.len();
    }
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain([file.len()]).collect();
    starts
        .into_iter()
        .zip(ends)
        .filter_map(|(start, end)| file.get(start..end))
}

/// The name of a text as it stands in the file.
fn name(source: &str) -> &str {
    source.split(' ').next().unwrap_or_default()
}

impl Language {
    fn of(file: &'static str) -> Self {
        let mut sources: Vec<_> = sources(file).collect();
        sources.sort_unstable_by_key(|source| name(source));
        let mut read = FluentBundle::new(vec![LanguageIdentifier::from_bytes(b"en").unwrap_or_default()]);
        // marks around names would be drawn as boxes
        read.set_use_isolating(false);
        let read = RefCell::new(read);
        Self { sources, read }
    }

    fn source(&self, id: &str) -> Option<&'static str> {
        let at = self.sources.binary_search_by_key(&id, |source| name(source)).ok()?;
        self.sources.get(at).copied()
    }

    /// A text with its gaps filled; one that is not there shows its name.
    fn filled(&self, id: &str, args: Option<&FluentArgs<'_>>) -> String {
        loop {
            let (text, lacking) = self.as_far_as_read(id, args);
            let has_read = |id: &String| self.read(id);
            if !lacking.iter().any(has_read) {
                return text;
            }
        }
    }

    /// The same as far as it was read, and the names of what it lacks: itself, or what stands in it.
    fn as_far_as_read(&self, id: &str, args: Option<&FluentArgs<'_>>) -> (String, Vec<String>) {
        let read = self.read.borrow();
        let Some(pattern) = read.get_message(id).and_then(|message| message.value()) else {
            return (id.to_owned(), vec![id.to_owned()]);
        };
        let mut errors = vec![];
        let text = read.format_pattern(pattern, args, &mut errors).into_owned();
        (text, errors.into_iter().filter_map(lacking).collect())
    }

    /// Reads a text that was not read yet; whether there was one to read.
    fn read(&self, id: &str) -> bool {
        let Some(source) = self.source(id).filter(|_| !self.read.borrow().has_message(id)) else {
            return false;
        };
        let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(readable, _)| {
            tracing::error!(id, "a text that cannot be read");
            readable
        });
        self.read.borrow_mut().add_resource(resource).is_ok()
    }
}

/// The name of a text that stands in another one and was not read yet.
fn lacking(error: FluentError) -> Option<String> {
    match error {
        FluentError::ResolverError(ResolverError::Reference(ReferenceKind::Message { id, .. })) => Some(id),
        _ => None,
    }
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
            language: KEPT.with(Rc::clone),
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
        self.language.source(id).is_some()
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
        let args = gaps.iter().map(|(name, gap)| (*name, FluentValue::from(gap)));
        let args: Option<FluentArgs<'_>> = (!gaps.is_empty()).then(|| args.collect());
        self.language.filled(id, args.as_ref())
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
    use fluent_syntax::ast::Entry;

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

    /// None can be read alone that cannot be read among the others, and the other way round; none is there twice.
    #[test]
    fn each_text_is_read_by_itself() -> Result<(), String> {
        let whole = FluentResource::try_new(ENGLISH.to_owned()).map_err(|(_, errors)| format!("{errors:?}"))?;
        let mut all = whole.entries().filter_map(|entry| match entry {
            Entry::Message(message) => Some(message),
            _ => None,
        });
        let language = Language::of(ENGLISH);
        assert!(language.sources.is_sorted_by(|one, next| name(one) < name(next)));
        for source in &language.sources {
            let alone = FluentResource::try_new((*source).to_owned()).map_err(|(_, errors)| format!("{errors:?}"))?;
            let read = alone.entries().filter(|entry| matches!(entry, Entry::Message(_)));
            assert_eq!(read.count(), 1, "{source}");
        }
        let lacking = all.find(|message| language.source(message.id.name).is_none());
        assert_eq!(lacking, None);
        let count = whole
            .entries()
            .filter(|entry| matches!(entry, Entry::Message(_)))
            .count();
        assert_eq!(count, language.sources.len());
        Ok(())
    }

    /// What stands in another text is read with it.
    #[test]
    fn a_text_within_a_text_is_filled_as_well() {
        const FILE: &str = "# two\n\none = { two } { $gap }\ntwo =\n    { three }\n    lines\nthree = three\n";
        let language = Language::of(FILE);
        let args = [("gap", FluentValue::from("wide"))].into_iter().collect();
        assert_eq!(language.filled("one", Some(&args)), "three\nlines wide");
        assert_eq!(language.filled("four", None), "four");
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
