//! What is no picture that is read here, and why.

use thiserror::Error;

/// The most bytes of a file.
pub const MOST_BYTES: usize = 64 << 20;
/// The most pixels of a picture: those of a large camera.
pub const MOST_PIXELS: u64 = 100_000_000;

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
