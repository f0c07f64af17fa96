//! A picture in which a code is looked for, and what was found.

use std::path::PathBuf;

use crate::export::picture::{PictureError, Pixels};

/// Where a code is looked for.
#[derive(Debug)]
pub enum PictureRequest {
    /// In the file of a picture.
    File(PathBuf),
    /// On every screen of this computer.
    Screens,
    /// In a picture that was in the clipboard.
    Pixels(Pixels),
}

/// Why a look came to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PictureTrouble {
    /// There is no code in it that can be read.
    NoCode,
    /// The file cannot be read, in the words of the room that tried.
    File(&'static str),
    /// It is no picture that is read here.
    Picture(PictureError),
    /// The screens are not seen, in the words of what failed.
    Screens(String),
}

/// How far the look came.
#[derive(Debug, Default)]
pub enum Picture {
    /// None was asked for, or what came of it is said.
    #[default]
    Idle,
    /// It is being looked at.
    Looking,
}
