//! Looks for codes in pictures, on a lane of their own.

use std::path::Path;
use std::sync::Arc;

use super::{PictureRequest, PictureTrouble};
use crate::disk;
use crate::export::picture::{self, Found, Pixels};

/// Shows what each screen shows, or says in words why not; may take seconds, or ask the person.
pub type Capture = Arc<dyn Fn() -> Result<Vec<Pixels>, String> + Send + Sync>;

/// A look by its number, and what came of it.
pub type Looked = (u64, Result<Found, PictureTrouble>);

/// Looks for codes.
pub(super) fn look(capture: &Capture, request: &PictureRequest) -> Result<Found, PictureTrouble> {
    match request {
        PictureRequest::File(path) => read(path),
        PictureRequest::Pixels(pixels) => Ok(picture::read_pixels(pixels.width, pixels.height, &pixels.rgba)),
        PictureRequest::Screens => {
            let screens = capture().map_err(PictureTrouble::Screens)?;
            let found = screens
                .iter()
                .map(|screen| picture::read_pixels(screen.width, screen.height, &screen.rgba));
            Ok(Found {
                symbols: found.flat_map(|found| found.symbols).collect(),
            })
        }
    }
}

fn read(path: &Path) -> Result<Found, PictureTrouble> {
    let most = picture::MOST_BYTES as u64;
    let bytes = disk::read_up_to(path, most).map_err(|error| PictureTrouble::File(disk::words(&error)))?;
    picture::read(&bytes).map_err(PictureTrouble::Picture)
}
