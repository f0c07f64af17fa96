//! Files that leave and files that come in: what their bytes are. How they get onto a disk is known by `disk`.
//!
//! A [`Format`] turns rows into the bytes of a file that leaves and names every row that it refuses; [`FORMATS`] are all of
//! them. [`inventory`] lists enrolments without their secrets; [`people`] reads a list of people, [`stock`] a file of factory
//! seeds, be it a table or a key container ([`pskc`]), [`picture`] the codes in a picture. Which rows leave, and that they left,
//! is kept by `ledger`.

mod duo;
mod entra;
mod format;
mod graph;
pub mod inventory;
mod lines;
mod linotp;
mod netiq;
pub mod people;
pub mod picture;
mod pingid;
mod privacyidea;
pub mod pskc;
mod refused;
mod seeds;
pub mod stock;
mod table;
mod text;

use serde::{Deserialize, Deserializer, de};

pub use format::{Format, NoRandom, NotMade, Options, Random, Refusal, Refused, Row, Sealing, Spelling};
pub use text::decode;

/// The formats, the usual one first. A new one is a file of its own and a line here.
pub const FORMATS: &[&dyn Format] = &[
    USUAL,
    &graph::GraphJson,
    &duo::CSV,
    &linotp::CSV,
    &netiq::CSV,
    &pingid::CSV,
    &privacyidea::CSV,
    &pskc::Pskc,
    &pskc::PskcEncrypted,
];

const USUAL: &dyn Format = &entra::EntraCsv;

impl Default for &dyn Format {
    fn default() -> Self {
        USUAL
    }
}

/// By its word.
impl<'de> Deserialize<'de> for &dyn Format {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        let named = FORMATS.iter().find(|format| format.word() == word);
        named.copied().ok_or_else(|| de::Error::custom("no such format"))
    }
}

#[cfg(test)]
mod tests;
