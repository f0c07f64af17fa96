//! What is kept of the practice when the program ends: how far it came. Who is enrolled stands in the demo's ledger.

use std::collections::BTreeSet;
use std::time::Duration;

use strum::{EnumString, IntoStaticStr};

use super::day::Mishap;

/// How far the day came.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Kept {
    pub(super) phase: Phase,
    /// The mishaps that have happened.
    pub(super) seen: BTreeSet<Mishap>,
    /// The time in which somebody practised.
    pub(super) took: Duration,
    /// How many tokens were taken out of the box: no two have the same serial.
    pub(super) taken: u32,
}

/// Where the day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Phase {
    /// Nobody has begun it.
    #[default]
    Offered,
    UnderWay,
    /// It is to be taken up later.
    Left,
    Done,
}

impl Kept {
    /// Whether the day has begun and is not over.
    #[must_use]
    pub const fn is_begun(&self) -> bool {
        matches!(self.phase, Phase::UnderWay | Phase::Left)
    }

    /// How many tokens were taken out of the box.
    #[must_use]
    pub const fn taken(&self) -> u32 {
        self.taken
    }

    /// Whether it has come further than by some moments.
    pub(super) fn differs_from(&self, before: &Self) -> bool {
        let without = |kept: &Self| (kept.phase, kept.taken, kept.took.as_secs() / 10);
        without(self) != without(before) || self.seen != before.seen
    }

    /// As a text, a line a fact.
    #[must_use]
    pub fn to_text(&self) -> String {
        let seen = self
            .seen
            .iter()
            .map(|mishap| format!("seen {}\n", <&str>::from(mishap)));
        format!(
            "phase {}\n{}ms {}\ntaken {}\n",
            <&str>::from(self.phase),
            seen.collect::<String>(),
            self.took.as_millis(),
            self.taken,
        )
    }

    /// Of such a text. What makes no sense is as if it were not there: at worst something is practised again.
    #[must_use]
    pub fn of_text(text: &str) -> Self {
        let mut kept = Self::default();
        for line in text.lines() {
            let Some((name, value)) = line.split_once(' ') else {
                continue;
            };
            match name {
                "phase" => kept.phase = value.parse().unwrap_or_default(),
                "seen" => kept.seen.extend(value.parse::<Mishap>()),
                "ms" => kept.took = Duration::from_millis(value.parse().unwrap_or_default()),
                "taken" => kept.taken = value.parse().unwrap_or_default(),
                _ => {}
            }
        }
        kept
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_kept_is_found_again(phase in 0..4, seen in proptest::collection::btree_set(0..4_usize, 0..5), ms in any::<u32>(), taken in any::<u32>()) {
            use strum::IntoEnumIterator;
            let all: Vec<Mishap> = Mishap::iter().collect();
            let kept = Kept {
                phase: [Phase::Offered, Phase::UnderWay, Phase::Left, Phase::Done][usize::try_from(phase).unwrap()],
                seen: seen.into_iter().map(|at| all[at]).collect(),
                took: Duration::from_millis(ms.into()),
                taken,
            };
            prop_assert_eq!(Kept::of_text(&kept.to_text()), kept);
        }

        #[test]
        fn any_text_is_understood_as_far_as_it_makes_sense(text in any::<String>()) {
            let kept = Kept::of_text(&text);
            prop_assert_eq!(Kept::of_text(&kept.to_text()), kept);
        }
    }
}
