//! Somebody on a list, with what is known of them.
//!
//! How people are found and who has a token is not known here.

use crate::desk::Upn;

/// Somebody who may come to the desk. A text that is not known is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who it is for Entra ID.
    pub upn: Upn,
    /// The name as it is shown.
    pub name: String,
    /// Where they work.
    pub department: String,
    /// The number of their badge, as printed.
    pub badge: String,
    /// The object ID in Entra ID.
    pub object_id: String,
    /// Whether it is a guest, for whom Entra ID takes no hardware tokens.
    pub guest: bool,
    /// Whether nobody can sign in to the account, as far as the list says it.
    pub disabled: bool,
}

impl Person {
    /// Whether somebody is expected to come for a token: no guest, and nobody whose account is disabled. The latter may
    /// get one all the same, once that was asked.
    #[must_use]
    pub const fn is_expected(&self) -> bool {
        !self.guest && !self.disabled
    }
}
