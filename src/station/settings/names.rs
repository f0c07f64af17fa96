//! Names of the network that stand in the settings: domains and time servers.
//!
//! One that is none is not taken; what counts in its place is for whoever reads the settings to say.

use serde::Deserialize;

use crate::desk::Upn;
use crate::station::is_server_name;

/// A domain as it stands after the `@` of a UPN.
#[derive(Clone, Deserialize)]
#[serde(try_from = "String")]
pub(in crate::station) struct Domain(pub(in crate::station) String);

impl TryFrom<String> for Domain {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        read_domain(&text).map(Self).ok_or("a domain like example.com")
    }
}

/// The name of a time server.
#[derive(Deserialize)]
#[serde(try_from = "String")]
pub(in crate::station) struct Server(pub(in crate::station) String);

impl TryFrom<String> for Server {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if is_server_name(&text) {
            Ok(Self(text))
        } else {
            Err("HOST or HOST:PORT")
        }
    }
}

/// A domain in small letters, with or without the `@` before it; `None` for what is none.
#[must_use]
pub fn read_domain(text: &str) -> Option<String> {
    let domain = text.trim().trim_start_matches('@').to_ascii_lowercase();
    Upn::parse(&format!("somebody@{domain}")).is_ok().then_some(domain)
}
