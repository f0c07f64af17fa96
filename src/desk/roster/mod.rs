//! The roster: the people of a list, and who is meant by what is typed.
//!
//! A person is found by the beginnings of their names in any order, by their UPN or by their badge, without accents or with
//! them ([`Roster::complete`]). Enter takes somebody only where nobody else fits equally well ([`Suggestions::only`]): a
//! token for the wrong person is worse than one more letter. Where the list comes from is known to `export`, and who has a
//! token to whoever asks.

mod fold;
mod index;
mod namesakes;
mod person;
mod typed;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use self::index::Index;
use self::typed::Typed;
use super::{Upn, in_use};

pub use index::Fit;
pub use person::Person;

/// The people of a list, by name, then by UPN.
#[derive(Clone, Default)]
pub struct Roster {
    people: Vec<Person>,
    index: Index,
    /// Those who share their name with somebody: where they stand.
    namesakes: BTreeSet<usize>,
}

/// Somebody who may be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// Where they stand in [`Roster::people`].
    pub person: usize,
    /// How well they fit.
    pub fit: Fit,
    /// What of the name was typed: bytes of [`Person::name`], from the left, never overlapping.
    pub matched: Vec<Range<usize>>,
}

/// Who may be meant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Suggestions {
    /// The best of them first, then in the order of the roster; as many as were asked for.
    pub found: Vec<Suggestion>,
    /// How many there are in all.
    pub total: usize,
    /// Who fits best, where nobody fits equally well. By UPN: where somebody stands changes with the list.
    only: Option<Upn>,
}

impl Suggestions {
    /// Whom Enter takes: the one who fits best, unless somebody else fits equally well or it is a guest.
    #[must_use]
    pub fn only<'a>(&self, roster: &'a Roster) -> Option<&'a Person> {
        let person = roster.get(self.only.as_ref()?)?;
        (!person.guest).then_some(person)
    }

    /// Whom Enter takes without a second one: whoever was named to the last letter. Of a name nobody else may begin so,
    /// and a number of a badge is whole.
    #[must_use]
    pub fn exactly<'a>(&self, roster: &'a Roster) -> Option<&'a Person> {
        match self.found.first()?.fit {
            Fit::Upn | Fit::Badge => self.only(roster),
            Fit::Name if self.total == 1 => self.only(roster),
            Fit::Name | Fit::Beginning => None,
        }
    }

    /// Whether everybody who may be meant is a guest, for whom there are no tokens. Of those that were not asked for it is
    /// not known.
    #[must_use]
    pub fn are_guests(&self, roster: &Roster) -> bool {
        let guest = |one: &Suggestion| roster.people.get(one.person).is_some_and(|person| person.guest);
        self.total > 0 && self.found.len() == self.total && self.found.iter().all(guest)
    }
}

impl Roster {
    /// Puts people in order. Of two with the same UPN, whatever its case, the later one stays.
    #[must_use]
    pub fn new(mut people: Vec<Person>) -> Self {
        // the sorts are stable: of the same UPN the last comes first, and of the same name they stay by UPN
        people.reverse();
        people.sort_by_cached_key(|one| one.upn.folded());
        people.dedup_by(|one, kept| one.upn.as_str().eq_ignore_ascii_case(kept.upn.as_str()));
        people.sort_by_cached_key(|one| fold::sorted(&one.name));
        let index = Index::new(&people);
        let namesakes = namesakes::of(index.names());
        Self {
            people,
            index,
            namesakes,
        }
    }

    /// How many people there are, guests among them.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.people.len()
    }

    /// Whether there is nobody.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// All of them, by name, then by UPN.
    #[must_use]
    pub fn people(&self) -> &[Person] {
        &self.people
    }

    /// The person with that UPN, whatever its case.
    #[must_use]
    pub fn get(&self, upn: &Upn) -> Option<&Person> {
        self.people.get(self.position(upn)?)
    }

    /// The person with that UPN, if the list has their name.
    #[must_use]
    pub fn named(&self, upn: &Upn) -> Option<&Person> {
        self.get(upn).filter(|person| !person.name.is_empty())
    }

    /// The object ID in Entra ID of the person with that UPN, if the list has it.
    #[must_use]
    pub fn object_id(&self, upn: &Upn) -> Option<&str> {
        let person = self.get(upn)?;
        Some(person.object_id.as_str()).filter(|id| !id.is_empty())
    }

    /// Whether somebody else on the list has the same name, so that the name alone does not say who is meant.
    #[must_use]
    pub fn has_namesake(&self, upn: &Upn) -> bool {
        self.position(upn).is_some_and(|at| self.namesakes.contains(&at))
    }

    /// Who may be meant by a typed text, `most` of them at most. Every word of it must be the beginning of one of theirs;
    /// a badge number must be whole or have three characters, and digits alone are a badge number and nothing else.
    #[must_use]
    pub fn complete(&self, typed: &str, most: usize) -> Suggestions {
        let Some(typed) = Typed::read(typed) else {
            return Suggestions::default();
        };
        let mut by_fit: BTreeMap<Fit, Vec<usize>> = BTreeMap::new();
        for (fit, person) in self.index.find(&typed) {
            by_fit.entry(fit).or_default().push(person);
        }
        let in_order = by_fit
            .iter()
            .flat_map(|(fit, people)| people.iter().map(|person| (*fit, *person)));
        Suggestions {
            found: in_order
                .take(most)
                .map(|(fit, person)| self.suggestion(fit, person, &typed))
                .collect(),
            total: by_fit.values().map(Vec::len).sum(),
            only: self.alone(by_fit.values().next()),
        }
    }

    /// The domains of those who are expected, that of most of them first.
    #[must_use]
    pub fn domains(&self) -> Vec<String> {
        in_use(
            self.expected().map(|person| person.upn.domain().to_ascii_lowercase()),
            1,
        )
    }

    /// The next person without a token who is expected, after somebody or from the first on, and from the first again after
    /// the last. It is the same person again where nobody else is left.
    #[must_use]
    pub fn next_without(&self, has_token: &dyn Fn(&Upn) -> bool, after: Option<&Upn>) -> Option<&Person> {
        let start = after.and_then(|upn| self.position(upn)).map_or(0, |at| at + 1);
        let (before, rest) = self.people.split_at_checked(start)?;
        let mut in_turn = rest.iter().chain(before);
        in_turn.find(|person| person.is_expected() && !has_token(&person.upn))
    }

    /// How many of those who are expected have a token.
    #[must_use]
    pub fn count_with(&self, has_token: &dyn Fn(&Upn) -> bool) -> usize {
        self.expected().filter(|person| has_token(&person.upn)).count()
    }

    /// How many could have one: all but the guests and those whose account is disabled.
    #[must_use]
    pub fn countable(&self) -> usize {
        self.expected().count()
    }

    fn expected(&self) -> impl Iterator<Item = &Person> {
        self.people.iter().filter(|person| person.is_expected())
    }

    /// Where the person with that UPN stands among all.
    #[must_use]
    pub fn position(&self, upn: &Upn) -> Option<usize> {
        self.index.position(&upn.folded())
    }

    fn alone(&self, best: Option<&Vec<usize>>) -> Option<Upn> {
        match best?.as_slice() {
            [one] => self.people.get(*one).map(|person| person.upn.clone()),
            _ => None,
        }
    }

    fn suggestion(&self, fit: Fit, person: usize, typed: &Typed) -> Suggestion {
        let name = self.people.get(person).map_or("", |person| person.name.as_str());
        Suggestion {
            person,
            fit,
            matched: matched(name, typed),
        }
    }
}

/// How many there are, not who.
impl std::fmt::Debug for Roster {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Roster")
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}

/// What of a name was typed. Ranges that overlap become one: `obr` is in `O'Brien`, and so is its first letter.
fn matched(name: &str, typed: &Typed) -> Vec<Range<usize>> {
    let longest = |unit: fold::Unit| {
        let text = name.get(unit.range.clone())?;
        let end = typed.words().filter_map(|word| fold::covered(text, word)).max()?;
        Some(unit.range.start..unit.range.start + end)
    };
    let mut ranges: Vec<Range<usize>> = fold::units(name).into_iter().filter_map(longest).collect();
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut apart: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match apart.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => apart.push(range),
        }
    }
    apart
}
