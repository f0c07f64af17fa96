//! How long a simulated token takes.

use std::time::Duration;

/// At which pace a demo token answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pace {
    /// At once: no time passes before an answer.
    #[default]
    Fast,
    /// As a token on a pad does: a burn lasts long enough to be cut off by hand.
    Real,
}

/// From the contact until the reader tells of it. Measured with a virtual reader: 200 ms in the middle, 364 ms at most.
const FELT: Duration = Duration::from_millis(300);
/// A question and its answer. Not measured on a token: such that a whole burn lasts the few seconds that it takes a person
/// to see that it goes on.
const ASKED: Duration = Duration::from_millis(200);
/// A write, for which the token puts something into its memory. Not measured either.
const WRITTEN: Duration = Duration::from_secs(1);

/// The instructions that change a token.
const CONFIG: u8 = 0xD4;
pub(super) const SEED: u8 = 0xC5;

/// Whether that command changes a token.
pub(super) fn is_write(apdu: &[u8]) -> bool {
    matches!(apdu.get(1), Some(&(CONFIG | SEED)))
}

impl Pace {
    /// From the contact until it is told.
    pub(super) const fn felt(self) -> Duration {
        match self {
            Self::Fast => Duration::ZERO,
            Self::Real => FELT,
        }
    }

    /// From that command to its answer.
    pub(super) fn answered(self, apdu: &[u8]) -> Duration {
        match self {
            Self::Fast => Duration::ZERO,
            Self::Real if is_write(apdu) => WRITTEN,
            Self::Real => ASKED,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_write_takes_longer_than_a_question_and_the_fast_pace_nothing() {
        let (info, config) = ([0x80, 0x41, 0, 0, 2, 2, 0x11], [0x84, 0xD4, 0, 0]);
        assert_eq!(Pace::Real.answered(&info), ASKED);
        assert_eq!(Pace::Real.answered(&config), WRITTEN);
        assert_eq!(Pace::Fast.answered(&config), Duration::ZERO);
        assert_eq!((Pace::Fast.felt(), Pace::Real.felt()), (Duration::ZERO, FELT));
    }
}
