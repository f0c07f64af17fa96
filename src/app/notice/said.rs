//! A message in words.

use crate::app::widgets::Tone;

/// How grave it is, what happened, and what that means and wants.
pub(super) struct Said {
    pub tone: Tone,
    pub title: String,
    pub text: String,
}
