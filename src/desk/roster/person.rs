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
}
