//! Tokens that were swapped under a write, without the reader noticing.
//!
//! A handle can move to another token without an error, so a write may have gone to another token than the planned one.
//! Which one lay there is only known by reading: by the burn itself at its end, or, if it broke off before, by whoever
//! reads a token next. Whatever other token is found then is in doubt. What doubt means for an enrolment is said there.

use super::Found;
use crate::token2::{BurnFailure, Burned, FailureReason, Serial};

/// Whom the last write was meant for, as long as nobody has read which token took it.
#[derive(Debug, Default)]
pub struct LastWrite {
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
    /// A burn that was meant for `planned` has ended; the other token that it may have written, if it found one.
    pub fn ended(&mut self, planned: &Serial, ended: &Result<Burned, BurnFailure>) -> Option<Swap> {
        let unread = match ended {
            Ok(burned) => burned.after.is_none(),
            Err(BurnFailure::Untouched(_)) => return None,
            Err(BurnFailure::Interrupted {
                reason: FailureReason::OtherToken(found),
                ..
            }) => {
                self.unread = None;
                return Some(Swap {
                    planned: planned.clone(),
                    found: found.clone(),
                });
            }
            Err(BurnFailure::Interrupted { .. }) => true,
        };
        self.unread = unread.then(|| planned.clone());
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
