//! The words of a format of files that leave: its texts begin with its word, so that a new one brings its own.

use super::cx::Cx;
use super::texts::{Gap, Texts};
use crate::export::{FORMATS, Format, Refusal};

/// A text of which every format has its own.
#[derive(Clone, Copy)]
pub(super) enum Part {
    /// What a file of it is called.
    Name,
    /// How many tokens leave.
    Title,
    /// That some rows are refused.
    Held,
    /// Where to go on once the file is saved.
    Done,
    /// What is done with the file then: the heading of the steps.
    After,
    /// What is to be minded of the secrets in it.
    Secrets,
    /// Why a row is refused.
    Refused(Refusal),
}

impl Part {
    const fn ending(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Title => "title",
            Self::Held => "held",
            Self::Done => "done",
            Self::After => "after",
            Self::Secrets => "secrets",
            Self::Refused(Refusal::Guest) => "refuses-guest",
            Self::Refused(Refusal::Upn) => "refuses-upn",
            Self::Refused(Refusal::Algorithm) => "refuses-algorithm",
            Self::Refused(Refusal::Period) => "refuses-period",
            Self::Refused(Refusal::Serial) => "refuses-serial",
            Self::Refused(Refusal::Twice) => "refuses-twice",
            Self::Refused(Refusal::Character) => "refuses-character",
            Self::Refused(Refusal::Secret) => "refuses-secret",
            Self::Refused(Refusal::StillThere) => "refuses-still-there",
        }
    }
}

/// A text of the format in which files leave now.
pub(super) fn text(cx: &Cx<'_>, part: Part) -> String {
    of(cx, cx.station.settings().format, part, &[])
}

/// What a file of the format with that word is called; of one that this version does not know, its word.
pub(super) fn name(cx: &Cx<'_>, word: &str) -> String {
    let known = FORMATS.iter().find(|format| format.word() == word);
    known.map_or_else(|| word.to_owned(), |format| of(cx, *format, Part::Name, &[]))
}

/// A text of any format, with its gaps filled.
pub(super) fn of(cx: &Cx<'_>, format: &dyn Format, part: Part, gaps: &[(&'static str, Gap<'_>)]) -> String {
    cx.texts.named(&id(format, part), gaps)
}

/// What is done with the file once it is saved, step by step: as many as the format has texts for.
pub(super) fn steps(texts: &Texts, format: &dyn Format) -> Vec<String> {
    step_ids(texts, format).map(|id| texts.named(&id, &[])).collect()
}

fn step_ids(texts: &Texts, format: &dyn Format) -> impl Iterator<Item = String> {
    let id = |number| format!("{}-step-{number}", format.word());
    (1..).map(id).take_while(|id| texts.has(id))
}

fn id(format: &dyn Format, part: Part) -> String {
    format!("{}-{}", format.word(), part.ending())
}

/// The names of all texts that the formats have or have to have.
#[cfg(test)]
pub(super) fn ids(texts: &Texts) -> impl Iterator<Item = String> {
    let parts = [
        Part::Name,
        Part::Title,
        Part::Held,
        Part::Done,
        Part::After,
        Part::Secrets,
    ];
    crate::export::FORMATS.iter().flat_map(move |format| {
        let refused = format.refuses().iter().map(|why| Part::Refused(*why));
        let parts = parts.into_iter().chain(refused).map(|part| id(*format, part));
        parts.chain(step_ids(texts, *format)).collect::<Vec<_>>()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_has_its_words() {
        let texts = Texts::english();
        let missing: Vec<_> = ids(&texts).filter(|id| !texts.has(id)).collect();
        assert!(missing.is_empty(), "shown by their names: {missing:?}");
    }

    #[test]
    fn no_format_has_words_that_nothing_shows() {
        let known: Vec<_> = ids(&Texts::english()).collect();
        let lines = include_str!("../../assets/texts/en.ftl").lines();
        let words: Vec<_> = crate::export::FORMATS
            .iter()
            .map(|format| format!("{}-", format.word()))
            .collect();
        let unused: Vec<_> = lines
            .filter_map(|line| Some(line.split_once(" =")?.0))
            .filter(|id| words.iter().any(|word| id.starts_with(word.as_str())))
            .filter(|id| !known.iter().any(|known| known == id))
            .collect();
        assert!(unused.is_empty(), "{unused:?}");
    }
}
