//! Files that leave: their bytes, and how they get onto a disk; and the bytes of files that come in.
//!
//! [`entra`] turns rows into the bytes of a Microsoft Entra ID CSV and names every row that Entra would refuse;
//! [`inventory`] lists enrolments without their secrets; [`write_partial`] and [`place()`] are the only functions that put
//! a file with secrets on a disk; [`people`] reads a list of people. Which rows leave, and that they left, is kept by
//! `ledger`.

pub mod entra;
pub mod inventory;
mod owner;
pub mod people;
mod place;
mod text;

pub use owner::restrict;
pub use text::decode;

pub use place::{
    PlaceError, Placed, Presence, content_hash, free_beside, is_in_place, numbered, partial_beside, place, place_plain,
    presence, remove_partial, replace, write_partial,
};
