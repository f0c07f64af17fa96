//! Files that leave: their bytes, and how they get onto a disk.
//!
//! [`entra`] turns rows into the bytes of a Microsoft Entra ID CSV and names every row that Entra would refuse;
//! [`place()`] is the only function that puts a file with secrets on a disk. Which rows leave, and that they left, is kept
//! by `ledger`.

pub mod entra;
mod place;

pub use place::{PlaceError, content_hash, is_in_place, partial_beside, place, remove_partial, replace};
