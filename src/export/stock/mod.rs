//! Reads a file of factory seeds: the CSV that the maker of tokens sends, or a key container (PSKC, RFC 6030); or a list of who
//! gets which token.
//!
//! Every line that is no heading and not blank is a token, or it is left out by its number and a reason; so is every key
//! package of a container. Nothing here opens a file: bytes come in.

mod columns;
pub(in crate::export) mod judge;
mod list;
mod shortened;
mod table;

#[cfg(test)]
mod tests;

use zeroize::Zeroizing;

use crate::desk::{Cancel, HandOutList, StockKey, StockRead, StockTrouble};

/// The most bytes of a file.
pub const MOST_BYTES: usize = 64 << 20;

/// What a file turned out to be.
#[derive(Debug)]
pub enum Content {
    /// Factory seeds.
    Seeds(StockRead),
    /// A list of who gets which token.
    List(HandOutList),
}

/// Reads the bytes of a file; `key` decrypts a key container that is encrypted. Given up, it gives what it has.
///
/// # Errors
/// [`StockTrouble`].
pub fn read(bytes: &[u8], key: Option<&StockKey>, cancel: &Cancel) -> Result<Content, StockTrouble> {
    if bytes.len() > MOST_BYTES {
        return Err(StockTrouble::TooLarge);
    }
    let text = Zeroizing::new(super::decode(bytes).ok_or(StockTrouble::NotText)?);
    if text.trim_start().starts_with('<') {
        return super::pskc::read(&text, key, cancel).map(Content::Seeds);
    }
    match table::read(&text, cancel) {
        Ok(seeds) => Ok(Content::Seeds(seeds)),
        // without a secret it may say who gets which token
        Err(StockTrouble::NoColumns) => list::read(&text, cancel).map(Content::List),
        Err(why) => Err(why),
    }
}
