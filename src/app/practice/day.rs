//! Who comes to the desk on the day that is practised, and what goes wrong with whom.

use strum::{EnumIter, EnumString, IntoStaticStr};

use crate::desk::Upn;

/// What goes wrong at a desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Mishap {
    /// The token is lifted in the middle of its burn.
    Lifted,
    /// Another token lies there than the one that is meant.
    Another,
    /// The token's clock is wrong.
    WrongClock,
    /// The reader is pulled off the computer.
    Unplugged,
}

/// Somebody who comes.
#[derive(Debug, PartialEq, Eq)]
pub struct Person {
    pub name: &'static str,
    pub upn: &'static str,
    /// What is to go wrong.
    pub mishap: Option<Mishap>,
}

/// All of them, in their order.
pub const DAY: [Person; 5] = [
    Person::new("Anna", "anna@example.com", None),
    Person::new("Ben", "ben@example.com", Some(Mishap::Lifted)),
    Person::new("Clara", "clara@example.com", Some(Mishap::Another)),
    Person::new("David", "david@example.com", Some(Mishap::WrongClock)),
    Person::new("Emma", "emma@example.com", Some(Mishap::Unplugged)),
];

impl Person {
    const fn new(name: &'static str, upn: &'static str, mishap: Option<Mishap>) -> Self {
        Self { name, upn, mishap }
    }

    /// Whether that is them.
    pub fn is(&self, upn: &Upn) -> bool {
        upn.as_str().eq_ignore_ascii_case(self.upn)
    }
}

#[cfg(test)]
mod tests {
    use strum::IntoEnumIterator;

    use super::*;

    #[test]
    fn every_mishap_happens_to_one_person_and_every_upn_is_one() {
        for mishap in Mishap::iter() {
            let whom = DAY.iter().filter(|person| person.mishap == Some(mishap));
            assert_eq!(whom.count(), 1, "{mishap:?}");
        }
        for person in &DAY {
            assert!(person.is(&Upn::parse(person.upn).unwrap()));
        }
    }
}
