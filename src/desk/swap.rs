//! Tokens that were swapped under a write, without the reader noticing.
//!
//! A handle can move to another token without an error, so a write may have gone to another token than the planned one.
//! Which one lay there is only known by reading: by the burn itself at its end, or, if it broke off before, by whoever
//! reads a token next. Whatever other token is found then is in doubt. What doubt means for an enrolment is said there.

use std::collections::VecDeque;

use super::Found;
use crate::token2::{BurnFailure, Burned, FailureReason, Serial};

/// Whom the writes under way are meant for, and the last one, as long as nobody has read which token took it.
#[derive(Debug, Default)]
pub struct LastWrite {
    /// In the order in which the reader carries them out.
    ordered: VecDeque<Serial>,
    unread: Option<Serial>,
}

/// A token that may have been written in the place of another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Swap {
    /// The one that was to be written.
    pub planned: Serial,
    /// The one that was found there after.
    pub found: Serial,
}

impl LastWrite {
    /// A burn of that token was handed to the reader. Whoever ordered it may have stopped waiting for its end.
    pub fn ordered(&mut self, planned: Serial) {
        self.ordered.push_back(planned);
    }

    /// The oldest burn under way has ended; the other token that it may have written, if it found one.
    pub fn ended(&mut self, ended: &Result<Burned, BurnFailure>) -> Option<Swap> {
        let planned = self.ordered.pop_front()?;
        let unread = match ended {
            Ok(burned) => burned.after.is_none(),
            Err(BurnFailure::Untouched(_)) => return None,
            Err(BurnFailure::Interrupted {
                reason: FailureReason::OtherToken(found),
                ..
            }) => {
                self.unread = None;
                return Some(Swap {
                    planned,
                    found: found.clone(),
                });
            }
            Err(BurnFailure::Interrupted { .. }) => true,
        };
        self.unread = unread.then_some(planned);
        None
    }

    /// Something was read; the other token that the last write may have gone to, if it is one. What is no token tells
    /// nothing.
    pub fn read(&mut self, found: &Found) -> Option<Swap> {
        let found = found.serial()?;
        let planned = self.unread.take()?;
        (planned != *found).then(|| Swap {
            planned,
            found: found.clone(),
        })
    }
}
