//! A scanner that types as on a US keyboard, into a computer with another layout: its texts arrive garbled.
//!
//! What the keys of a US keyboard type elsewhere stands in `layouts.txt`, which `scripts/keyboard-layouts` writes. A text
//! that means nothing as it is, and something when its keys are read as US ones, is garbled by that layout, with Caps Lock
//! or without. What people type on their own keyboards means nothing either way, and stays theirs.

use std::collections::HashMap;
use std::sync::LazyLock;

use zeroize::Zeroizing;

use super::{Layout, Scanned};
use crate::desk::Upn;
use crate::otp::{Otpauth, OtpauthError, Pasted, unwrapped};

impl Layout {
    /// The layout under which the keys behind a text mean something that it does not mean as it stands.
    pub(super) fn of(text: &str) -> Option<Self> {
        let fitting = |meant: &Scanned, keys: &str| Reading::of(text, keys, meant);
        best(&read(text, fitting))
    }

    /// The layout that garbled an otpauth text whose beginning is as it was.
    pub(super) fn behind_otpauth(text: &str, as_spelled: &Result<Otpauth, OtpauthError>) -> Option<Self> {
        let has_upn = |read: &Otpauth| Upn::parse(&read.account).is_ok();
        let fitting = |meant: &Scanned, _: &str| match (meant, as_spelled) {
            (Scanned::Otpauth(Ok(_)), Err(_)) => Some(Reading::Whole),
            (Scanned::Otpauth(Ok(meant)), Ok(read)) if has_upn(meant) && !has_upn(read) => Some(Reading::Whole),
            (Scanned::Otpauth(Err(why)), Err(OtpauthError::NotOtpauth)) if *why != OtpauthError::NotOtpauth => {
                Some(Reading::Whole)
            }
            _ => None,
        };
        best(&read(text, fitting))
    }

    /// Whether a text is a UPN that `knows` when its keys are read as US ones.
    pub(in crate::desk) fn hides_upn(text: &str, knows: impl Fn(&Upn) -> bool) -> bool {
        let fitting = |meant: &Scanned, _: &str| match meant {
            Scanned::Upn(upn) if knows(upn) => Some(Reading::Whole),
            _ => None,
        };
        !read(text, fitting).is_empty()
    }
}

/// How much a text means under a layout.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// It is something to the end.
    Whole,
    /// It starts like something.
    Begun,
}

impl Reading {
    fn of(typed: &str, keys: &str, meant: &Scanned) -> Option<Self> {
        match meant {
            Scanned::Otpauth(Err(OtpauthError::NotOtpauth)) => Some(Self::Begun),
            Scanned::Otpauth(_) | Scanned::Misfit(_) | Scanned::Serial(_) | Scanned::Code(_) => Some(Self::Whole),
            Scanned::Upn(_) => (!is_spelled_by_a_person(typed)).then_some(Self::Whole),
            Scanned::Digits(_) => (keys.len() >= LEAST_DIGITS).then_some(Self::Whole),
            Scanned::Secret(_) | Scanned::Hex(_) | Scanned::Either { .. } | Scanned::Unusable(_) => {
                let printed = !keys.contains(is_gap) && has_one_case(keys) && !typed.contains(char::is_whitespace);
                (printed && !is_word(typed) && !is_spelled_by_a_person(typed)).then_some(Self::Whole)
            }
            // words are letters on every keyboard
            Scanned::Letters(_) | Scanned::WrongLayout(_) | Scanned::Text | Scanned::Nothing => None,
        }
    }
}

/// The fewest digits that are a garbled number: signs in a row are no rarity.
const LEAST_DIGITS: usize = 6;

/// A UPN as a person writes it, mistyped or with letters that Entra ID does not have: the `@` is one, the rest is of the
/// Latin alphabet. Few layouts leave the `@` alone and move such letters; who knows the domains finds those.
fn is_spelled_by_a_person(typed: &str) -> bool {
    let latin = |c: char| matches!(c, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | '\u{300}'..='\u{36f}');
    let letters = typed.chars().any(|c| c.is_ascii_alphabetic());
    typed.find('@').is_some_and(|at| at > 0) && letters && typed.chars().all(|c| c.is_ascii() || latin(c))
}

/// Barcodes have secrets in one piece; sentences may be base32 as well.
fn is_gap(c: char) -> bool {
    c.is_whitespace() || c == '-'
}

fn has_one_case(text: &str) -> bool {
    !(text.contains(char::is_uppercase) && text.contains(char::is_lowercase))
}

/// A word or a name: letters with capitals as people write them, and what stands between the parts of a name.
fn is_word(text: &str) -> bool {
    let mut parts = text.split(['-', '.', '\'', '\u{2019}']);
    parts.all(|part| {
        let mut behind_first = part.chars();
        behind_first.next();
        part.chars().all(char::is_alphabetic) && (has_one_case(part) || has_one_case(behind_first.as_str()))
    })
}

/// The layouts that fit a text, with how well and under which lock.
type Fitting = Vec<(Reading, Lock, &'static Keys)>;

fn read(text: &str, fitting: impl Fn(&Scanned, &str) -> Option<Reading>) -> Fitting {
    if text.len() > Pasted::MAX_LEN {
        return vec![];
    }
    // most layouts have most keys in common
    let mut tried: Vec<(Zeroizing<String>, Option<Reading>)> = vec![(Zeroizing::new(text.to_owned()), None)];
    let mut found = vec![];
    for (lock, keys) in Lock::ALL
        .into_iter()
        .flat_map(|lock| KEYS.iter().map(move |keys| (lock, keys)))
    {
        let on_us = keys.on_us(text, lock);
        let before = tried
            .iter()
            .find(|(tried, _)| *tried == on_us)
            .map(|(_, reading)| *reading);
        let reading = before.unwrap_or_else(|| {
            let bare = unwrapped(&on_us);
            let reading = fitting(&Scanned::as_spelled(&bare), &bare);
            tried.push((on_us, reading));
            reading
        });
        found.extend(reading.map(|reading| (reading, lock, keys)));
    }
    found
}

/// The layout of those that fit best: to the end rather than at the beginning, a common one rather than a rare one.
fn best(fitting: &Fitting) -> Option<Layout> {
    let of = |reading, lock, common| {
        let so = |found: &&(Reading, Lock, &Keys)| found.0 == reading && found.1 == lock && found.2.common == common;
        one_of(fitting.iter().filter(so).map(|found| found.2.name))
    };
    let readings = [Reading::Whole, Reading::Begun].into_iter();
    let mut ranks = readings.flat_map(|reading| Lock::ALL.map(|lock| (reading, lock)));
    ranks.find_map(|(reading, lock)| of(reading, lock, true).or_else(|| of(reading, lock, false)))
}

fn one_of(mut names: impl Iterator<Item = &'static str>) -> Option<Layout> {
    let first = names.next()?;
    let alone = names.all(|name| name == first || passes_for(name, first));
    Some(if alone { Layout::Named(first) } else { Layout::Other })
}

/// Letters alone do not tell a Belgian keyboard from a French one, and there are more of those.
fn passes_for(name: &str, first: &str) -> bool {
    (name, first) == ("Belgian", "French")
}

/// What Caps Lock does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lock {
    Off,
    /// Letters change their case.
    Letters,
    /// Every key types what it types with Shift, and the other way round, as on French keyboards.
    Every,
}

impl Lock {
    const ALL: [Self; 3] = [Self::Off, Self::Letters, Self::Every];
}

/// What the characters of a layout are on a US keyboard.
struct Keys {
    name: &'static str,
    /// Comes before those that are not, where both fit.
    common: bool,
    plain: HashMap<char, char>,
    /// With Caps Lock on.
    capitals: HashMap<char, char>,
    /// The same keys, those with Shift without and the other way round.
    shifted: HashMap<char, char>,
}

/// Read when the first text is not understood.
static KEYS: LazyLock<Vec<Keys>> = LazyLock::new(|| {
    let mut rows = rows();
    let us = rows.next();
    rows.filter_map(|row| Some(Keys::new(&row, us.as_ref()?))).collect()
});

/// A line of the table. Dead keys stand as what they type when no letter takes their accent; a blank stands where nothing
/// is typed.
#[derive(Debug)]
struct Row {
    name: &'static str,
    plain: &'static str,
    shift: &'static str,
}

/// The table; the first row is the US keyboard.
fn rows() -> impl Iterator<Item = Row> {
    let lines = include_str!("layouts.txt")
        .lines()
        .filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| {
        let mut fields = line.split('\t');
        let (name, _of_xkb) = (fields.next()?, fields.next()?);
        let (plain, shift) = (fields.next()?, fields.next()?);
        Some(Row { name, plain, shift })
    })
}

impl Row {
    /// What the keys type with Caps Lock, plain and then with Shift. Where both are one letter they change places; a letter
    /// without such a partner gets its own.
    fn with_capitals(&self) -> String {
        let are_one = |plain: char, shift: char| {
            plain.is_alphabetic() && (plain.to_uppercase().eq([shift]) || shift.to_lowercase().next() == Some(plain))
        };
        let keys = || self.plain.chars().zip(self.shift.chars());
        let plain = keys().map(|(plain, shift)| {
            if are_one(plain, shift) {
                shift
            } else {
                other_case(plain)
            }
        });
        let shift = keys().map(|(plain, shift)| {
            if are_one(plain, shift) {
                plain
            } else {
                other_case(shift)
            }
        });
        plain.chain(shift).collect()
    }
}

impl Keys {
    fn new(row: &Row, us: &Row) -> Self {
        let pairs = |here: &str, there: &str| {
            let pairs = here.chars().zip(there.chars());
            pairs.filter(|(here, _)| *here != ' ').collect()
        };
        let there = format!("{}{}", us.plain, us.shift);
        let bare = row.name.strip_prefix('*');
        Self {
            name: bare.unwrap_or(row.name),
            common: bare.is_some(),
            plain: pairs(&format!("{}{}", row.plain, row.shift), &there),
            capitals: pairs(&row.with_capitals(), &there),
            shifted: pairs(&format!("{}{}", row.shift, row.plain), &there),
        }
    }

    /// What the keys behind `text` mean on a US keyboard. Only to decide what a text is: it may be a secret, and a key
    /// that types nothing is lost.
    fn on_us(&self, text: &str, lock: Lock) -> Zeroizing<String> {
        let key = |c: char| {
            let found = match lock {
                Lock::Off => self.plain.get(&c),
                Lock::Letters => self.capitals.get(&c),
                Lock::Every => self.shifted.get(&c),
            };
            found.copied().unwrap_or(c)
        };
        // no character of a US keyboard is longer than what stands for it, so that nothing is moved, and left behind
        let mut out = Zeroizing::new(String::with_capacity(text.len()));
        out.extend(text.chars().map(key));
        out
    }
}

/// A letter in its other case, where that is one letter.
fn other_case(c: char) -> char {
    let mut upper = c.to_uppercase();
    let mut lower = c.to_lowercase();
    match (upper.next(), upper.next(), lower.next(), lower.next()) {
        (Some(upper), None, _, _) if upper != c => upper,
        (_, _, Some(lower), None) if lower != c => lower,
        _ => c,
    }
}

#[cfg(test)]
mod tests;
