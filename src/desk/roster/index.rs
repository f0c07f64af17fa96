//! Who has words that begin so: the folded words of all people in one sorted list, each with those who have it.
//!
//! A beginning is a stretch of that list, found by halving, and a typed text is a set of people cut with others; nothing is
//! compared person by person but how well the last ones fit.

use std::collections::BTreeMap;
use std::ops::Range;

use super::typed::{Part, Typed};
use super::{Person, fold};

/// Characters of a badge number below which it must be whole: that many digits are the beginning of too many.
const LEAST_OF_BADGE: usize = 3;

/// How well somebody fits, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// The whole UPN was typed.
    Upn,
    /// The whole badge number was typed.
    Badge,
    /// Every word of the name was typed to its end.
    Name,
    /// What was typed are beginnings.
    Beginning,
}

/// A word, by its place among all, and which word of a name it spells.
pub(super) type Spelled = (u32, u32);

/// What is known of the words of all people. People are numbers: where they stand in the roster.
#[derive(Clone, Default)]
pub(super) struct Index {
    upns: Keys,
    badges: Keys,
    /// Words of names and UPNs, sorted.
    words: Vec<Box<str>>,
    /// Where in `holders` those of each word begin, and the end of the last.
    starts: Vec<usize>,
    holders: Vec<u32>,
    names: Names,
}

/// The words of each name: which one, and which word of the name it spells.
#[derive(Clone, Default)]
struct Names {
    words: Vec<Spelled>,
    /// Where in `words` those of each person end.
    ends: Vec<usize>,
}

impl Index {
    pub(super) fn new(people: &[Person]) -> Self {
        let mut draft = Draft::default();
        for (person, who) in people.iter().enumerate() {
            draft.add(person, who);
        }
        let badges = people.iter().map(|who| fold::key(&who.badge));
        Self {
            upns: Keys::new(people.iter().map(|who| who.upn.folded())),
            badges: Keys::new(badges),
            ..draft.index()
        }
    }

    /// Where the person with that folded UPN stands.
    pub(super) fn position(&self, folded: &str) -> Option<usize> {
        let mut whole = self.upns.people(self.upns.whole(folded));
        whole.next()
    }

    /// Everybody whom a typed text fits, in order, and how well.
    pub(super) fn find(&self, typed: &Typed) -> Vec<(Fit, usize)> {
        let by_upn = self.with_whole_upn(typed);
        let mut by_badge = self.nobody();
        by_badge.add(self.badges.people(self.badges.whole(&typed.badge)));
        let mut found = self.nobody();
        found.unite(&by_badge);
        found.unite(&self.all_of(typed.parts.iter().map(|part| self.with_part(part))));
        let exact = self.exact(typed);
        let fit = |person: usize| match () {
            () if by_upn.has(person) => Fit::Upn,
            () if by_badge.has(person) => Fit::Badge,
            () if self.names.is_typed(person, &exact) => Fit::Name,
            () => Fit::Beginning,
        };
        let everybody = 0..self.upns.0.len();
        let people = everybody.filter(|person| found.has(*person));
        people.map(|person| (fit(person), person)).collect()
    }

    /// The words of each person's name, in the order of the people: which word, and which of the name it spells.
    pub(super) fn names(&self) -> impl Iterator<Item = &[Spelled]> {
        (0..self.names.ends.len()).map(|person| self.names.of(person))
    }

    fn nobody(&self) -> Set {
        Set::of(self.upns.0.len())
    }

    fn all_of(&self, sets: impl Iterator<Item = Set>) -> Set {
        let both = |mut one: Set, other: Set| {
            one.intersect(&other);
            one
        };
        sets.reduce(both).unwrap_or_else(|| self.nobody())
    }

    fn with_whole_upn(&self, typed: &Typed) -> Set {
        let mut set = self.nobody();
        if let [Part::Upn(spellings)] = typed.parts.as_slice() {
            for upn in spellings {
                set.add(self.upns.people(self.upns.whole(upn)));
            }
        }
        set
    }

    fn with_part(&self, part: &Part) -> Set {
        let mut set = self.nobody();
        match part {
            Part::Upn(spellings) => {
                for upn in spellings {
                    set.add(self.upns.people(self.upns.begin(upn)));
                }
            }
            Part::Badge(number) => set.add(self.with_badge(number)),
            Part::Word { joined, split } => {
                set.unite(&self.with_word(joined));
                set.unite(&self.all_of(split.iter().map(|word| self.with_word(word))));
                set.add(joined.first().into_iter().flat_map(|number| self.with_badge(number)));
            }
        }
        set
    }

    fn with_word(&self, spellings: &[String]) -> Set {
        let mut set = self.nobody();
        for word in spellings {
            let stretch = begin(&self.words, |one| one, word);
            let bound = |at: usize| self.starts.get(at).copied().unwrap_or_default();
            let holders = self.holders.get(bound(stretch.start)..bound(stretch.end));
            set.add(holders.unwrap_or_default().iter().map(|person| long(*person)));
        }
        set
    }

    /// A number too short to be told from any other must be whole.
    fn with_badge(&self, number: &str) -> impl Iterator<Item = usize> {
        let stretch = if number.chars().count() < LEAST_OF_BADGE {
            self.badges.whole(number)
        } else {
            self.badges.begin(number)
        };
        self.badges.people(stretch)
    }

    /// Those of the words that somebody has, typed to the end.
    fn exact(&self, typed: &Typed) -> Vec<u32> {
        let place = |word: &str| self.words.binary_search_by(|one| (**one).cmp(word)).ok();
        typed.words().filter_map(place).map(short).collect()
    }
}

impl Names {
    /// The words of one person's name.
    fn of(&self, person: usize) -> &[Spelled] {
        let end = |of: Option<usize>| of.and_then(|at| self.ends.get(at)).copied().unwrap_or_default();
        let words = self.words.get(end(person.checked_sub(1))..end(Some(person)));
        words.unwrap_or_default()
    }

    /// Whether every word of the name is among the typed ones, in whichever spelling.
    fn is_typed(&self, person: usize, exact: &[u32]) -> bool {
        let words = self.of(person);
        let is_typed = |wanted: u32| {
            let mut spellings = words.iter().filter(|(_, nth)| *nth == wanted);
            spellings.any(|(word, _)| exact.contains(word))
        };
        !exact.is_empty() && !words.is_empty() && words.iter().all(|(_, nth)| is_typed(*nth))
    }
}

/// The index while people are added: words in the order in which they come.
#[derive(Default)]
struct Draft {
    ids: BTreeMap<String, u32>,
    held: Vec<(u32, u32)>,
    names: Names,
}

impl Draft {
    fn add(&mut self, person: usize, who: &Person) {
        for unit in fold::units(&who.name) {
            for word in fold::words(who.name.get(unit.range).unwrap_or_default()) {
                let id = self.hold(word, person);
                self.names.words.extend(unit.word.map(|nth| (id, short(nth))));
            }
        }
        self.names.ends.push(self.names.words.len());
        let local = who.upn.as_str().split('@').next().unwrap_or_default();
        for word in local.split(|c: char| !c.is_alphanumeric()).flat_map(fold::words) {
            self.hold(word, person);
        }
    }

    fn hold(&mut self, word: String, person: usize) -> u32 {
        let next = short(self.ids.len());
        let id = *self.ids.entry(word).or_insert(next);
        self.held.push((id, short(person)));
        id
    }

    fn index(self) -> Index {
        let mut places = vec![0; self.ids.len()];
        let mut words = Vec::with_capacity(self.ids.len());
        for (word, id) in self.ids {
            places
                .get_mut(long(id))
                .into_iter()
                .for_each(|place| *place = short(words.len()));
            words.push(word.into_boxed_str());
        }
        let place = |(id, other): (u32, u32)| (places.get(long(id)).copied().unwrap_or_default(), other);
        let mut held: Vec<(u32, u32)> = self.held.into_iter().map(place).collect();
        held.sort_unstable();
        held.dedup();
        let start = |word: usize| held.partition_point(|(one, _)| long(*one) < word);
        Index {
            starts: (0..=words.len()).map(start).collect(),
            holders: held.iter().map(|(_, person)| *person).collect(),
            words,
            names: Names {
                words: self.names.words.into_iter().map(place).collect(),
                ends: self.names.ends,
            },
            ..Index::default()
        }
    }
}

/// One text of each person, sorted, with whose it is.
#[derive(Clone, Default)]
struct Keys(Vec<(Box<str>, usize)>);

impl Keys {
    fn new(texts: impl Iterator<Item = String>) -> Self {
        let each = |(person, text): (usize, String)| (text.into_boxed_str(), person);
        let mut keys: Vec<_> = texts.enumerate().map(each).collect();
        keys.sort_unstable();
        Self(keys)
    }

    fn begin(&self, beginning: &str) -> Range<usize> {
        begin(&self.0, |(text, _)| text, beginning)
    }

    /// Nobody has an empty one: that is how a badge is kept that is not known.
    fn whole(&self, text: &str) -> Range<usize> {
        let from = self.begin(text).start;
        let rest = self.0.get(from..).unwrap_or_default();
        let count = rest.partition_point(|(one, _)| !text.is_empty() && **one == *text);
        from..from + count
    }

    fn people(&self, stretch: Range<usize>) -> impl Iterator<Item = usize> {
        let keys = self.0.get(stretch).unwrap_or_default();
        keys.iter().map(|(_, person)| *person)
    }
}

/// The stretch of a sorted list that begins so.
fn begin<T>(sorted: &[T], text: impl Fn(&T) -> &str, beginning: &str) -> Range<usize> {
    let from = sorted.partition_point(|one| text(one) < beginning);
    let rest = sorted.get(from..).unwrap_or_default();
    from..from + rest.partition_point(|one| text(one).starts_with(beginning))
}

/// Numbers are kept in four bytes: there are many of them, and no list has four billion people or words.
fn short(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

const fn long(number: u32) -> usize {
    number as usize
}

/// Some of the people, a bit each.
struct Set(Vec<u64>);

impl Set {
    fn of(people: usize) -> Self {
        Self(vec![0; people.div_ceil(64)])
    }

    fn add(&mut self, people: impl Iterator<Item = usize>) {
        for person in people {
            let bits = self.0.get_mut(person / 64);
            bits.into_iter().for_each(|bits| *bits |= 1 << (person % 64));
        }
    }

    fn has(&self, person: usize) -> bool {
        let bits = self.0.get(person / 64).copied().unwrap_or_default();
        (bits >> (person % 64)) & 1 == 1
    }

    fn unite(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(one, other)| *one |= other);
    }

    fn intersect(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(one, other)| *one &= other);
    }
}
