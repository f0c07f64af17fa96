//! Reads a file of factory seeds: the CSV that the maker of tokens sends, or a key container (PSKC, RFC 6030).
//!
//! Every line that is no heading and not blank is a token, or it is left out by its number and a reason; so is every key
//! package of a container. Nothing here opens a file: bytes come in.

mod columns;
pub(in crate::export) mod judge;
mod shortened;
mod table;

#[cfg(test)]
mod tests;

use zeroize::Zeroizing;

use crate::desk::{Cancel, StockKey, StockRead, StockTrouble};

/// The most bytes of a file.
pub const MOST_BYTES: usize = 64 << 20;

/// Reads the bytes of a file; `key` decrypts a key container that is encrypted. Given up, it gives what it has.
///
/// # Errors
/// [`StockTrouble`].
pub fn read(bytes: &[u8], key: Option<&StockKey>, cancel: &Cancel) -> Result<StockRead, StockTrouble> {
    if bytes.len() > MOST_BYTES {
        return Err(StockTrouble::TooLarge);
    }
    let text = Zeroizing::new(super::decode(bytes).ok_or(StockTrouble::NotText)?);
    if text.trim_start().starts_with('<') {
        return super::pskc::read(&text, key, cancel);
    }
    table::read(&text, cancel)
}
