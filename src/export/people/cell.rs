//! What a cell could be: whether it is a UPN.
//!
//! Which row or column it is of is not known here.

use crate::desk::{SkipReason, Upn, UpnError};
use crate::export::table::cell::cell;

/// The same for what is no name: the joiners of letters have no place there either.
pub(super) fn visible(text: &str) -> String {
    let seen = text.chars().filter(|c| !matches!(c, '\u{200C}' | '\u{200D}'));
    seen.collect()
}

/// The UPN in a cell.
///
/// # Errors
/// [`SkipReason::NoUpn`], [`SkipReason::Guest`], [`SkipReason::NotUpn`].
pub fn upn_of(text: &str) -> Result<Upn, SkipReason> {
    Upn::parse(&visible(&cell(text))).map_err(|why| match why {
        UpnError::Empty => SkipReason::NoUpn,
        UpnError::Guest => SkipReason::Guest,
        why => SkipReason::NotUpn(why),
    })
}

/// A UPN, be it of a guest.
pub(super) fn could_be_upn(text: &str) -> bool {
    text.contains('@') && matches!(Upn::parse(&visible(&cell(text))), Ok(_) | Err(UpnError::Guest))
}
