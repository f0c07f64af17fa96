//! Reads the codes in a picture: the QR code by which another system dictates a secret, and the barcode of a token, which
//! people photograph by mistake.
//!
//! A picture comes as the bytes of a file or as pixels, from the clipboard or the screens; nothing here opens a file or
//! looks at a screen. What a text is, and whether it belongs here, is said by `desk`. A picture of a secret is one: the
//! pixels and the texts are wiped, except for what the decoders hold for themselves.

mod decoded;
mod error;
mod found;
mod grey;
mod order;
mod search;
#[cfg(test)]
mod tests;

use self::decoded::decoded;
pub use self::error::{MOST_BYTES, MOST_PIXELS, PictureError};
pub use self::found::{Found, Pixels, Symbol, SymbolKind};
use self::grey::{Grey, Layout};

/// Reads the codes in the file of a picture.
///
/// # Errors
/// [`PictureError`]. A picture without a code is none.
pub fn read(bytes: &[u8]) -> Result<Found, PictureError> {
    if bytes.len() > MOST_BYTES {
        return Err(PictureError::TooLarge);
    }
    decoded(bytes).map(|views| search::found(&views))
}

/// Reads the codes among pixels, row after row from the top, of four bytes each: red, green, blue, and how much of the
/// ground they cover. Too few of them, or more than [`MOST_PIXELS`], hold no code.
#[must_use]
pub fn read_pixels(width: u32, height: u32, rgba: &[u8]) -> Found {
    let pixels = u64::from(width) * u64::from(height);
    let views = (pixels <= MOST_PIXELS).then(|| Grey::views(width, height, rgba, Layout::RGBA));
    search::found(&views.unwrap_or_default())
}
