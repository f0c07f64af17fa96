//! The pixels in the file of a picture, which is told by its first bytes, whatever its name says.

use std::io::Cursor;

use image::{ColorType, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};
use zeroize::Zeroizing;

use super::error::{MOST_PIXELS, PictureError};
use super::grey::{Grey, Layout};

/// Of an animated one, the first.
const READ: [ImageFormat; 5] = [
    ImageFormat::Png,
    ImageFormat::Jpeg,
    ImageFormat::Bmp,
    ImageFormat::Gif,
    ImageFormat::WebP,
];

/// What a decoder may take besides the pixels themselves.
const MOST_MEMORY: u64 = 1 << 30;

/// The picture in shades of grey, in each of the ways in which it may be seen.
pub(super) fn decoded(bytes: &[u8]) -> Result<Vec<Grey>, PictureError> {
    if is_heic(bytes) {
        return Err(PictureError::Heic);
    }
    let format = image::guess_format(bytes).map_err(|_| PictureError::NotPicture)?;
    if !READ.contains(&format) {
        return Err(PictureError::NotPicture);
    }
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits());
    let decoder = reader.into_decoder().map_err(|why| fault(&why))?;
    let (width, height) = decoder.dimensions();
    let layout = layout(decoder.color_type()).ok_or(PictureError::Broken)?;
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(PictureError::TooManyPixels);
    }
    let length = usize::try_from(decoder.total_bytes()).map_err(|_| PictureError::TooManyPixels)?;
    let mut samples = Zeroizing::new(vec![0; length]);
    decoder.read_image(&mut samples).map_err(|why| fault(&why))?;
    Ok(Grey::views(width, height, &samples, layout))
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    limits
}

/// A box of the kind `ftyp` with the brand of a HEIF file (ISO/IEC 23008-12) stands at its start.
fn is_heic(bytes: &[u8]) -> bool {
    let brand = bytes.get(4..12).and_then(|kind| kind.strip_prefix(b"ftyp"));
    brand.is_some_and(|brand| [b"heic", b"heix", b"mif1", b"msf1"].iter().any(|heic| brand == *heic))
}

const fn fault(why: &ImageError) -> PictureError {
    match why {
        ImageError::Limits(_) => PictureError::TooManyPixels,
        _ => PictureError::Broken,
    }
}

/// How the samples lie; samples of two bytes are in the order of this machine.
const fn layout(color: ColorType) -> Option<Layout> {
    let (channels, wide) = match color {
        ColorType::L8 => (1, false),
        ColorType::La8 => (2, false),
        ColorType::Rgb8 => (3, false),
        ColorType::Rgba8 => (4, false),
        ColorType::L16 => (1, true),
        ColorType::La16 => (2, true),
        ColorType::Rgb16 => (3, true),
        ColorType::Rgba16 => (4, true),
        _ => return None,
    };
    Some(Layout { channels, wide })
}
