//! Reads the codes in a picture: the QR code by which another system dictates a secret, and the barcode of a token, which
//! people photograph by mistake.
//!
//! A picture comes as the bytes of a file or as pixels, from the clipboard or the screens; nothing here opens a file or
//! looks at a screen. What a text is, and whether it belongs here, is said by `desk`. A picture of a secret is one: the
//! pixels and the texts are wiped, except for what the decoders hold for themselves.

mod decoded;
mod grey;
mod order;
mod search;
#[cfg(test)]
mod tests;

use thiserror::Error;

use self::decoded::decoded;
use self::grey::{Grey, Layout};
use crate::otp::Hidden;

/// The most bytes of a file.
pub const MOST_BYTES: usize = 64 << 20;
/// The most pixels of a picture: those of a large camera.
pub const MOST_PIXELS: u64 = 100_000_000;

/// The codes in a picture, each text once, in the order in which a page is read.
#[derive(Debug, Default)]
pub struct Found {
    /// Empty where there is no code, or none that can be read.
    pub symbols: Vec<Symbol>,
}

/// A code in a picture.
#[derive(Debug)]
pub struct Symbol {
    /// Of which kind it is.
    pub kind: SymbolKind,
    /// What it says: a secret, perhaps.
    pub text: Hidden<String>,
}

/// The kinds of codes that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SymbolKind {
    /// A QR code.
    Qr,
    /// A barcode of lines: Code 128 or Code 39.
    Barcode,
}

/// Why a picture is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PictureError {
    /// More than [`MOST_BYTES`].
    #[error("this file is larger than 64 MB, and no picture of a code")]
    TooLarge,
    /// More than [`MOST_PIXELS`], or so it says.
    #[error("this picture has more than 100 million pixels: cut it down to the code")]
    TooManyPixels,
    /// Photographs as iPhones keep them.
    #[error("this picture is a HEIC file, which is not read here: save it as JPEG or PNG, or take a screenshot of it")]
    Heic,
    /// Something else, or nothing.
    #[error("this file is no picture that is read here: it has to be PNG, JPEG, BMP, GIF or WebP")]
    NotPicture,
    /// It begins like a picture, and does not go on like one.
    #[error("this picture is damaged or not complete")]
    Broken,
}

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
