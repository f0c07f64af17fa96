//! Files that leave and files that come in: what their bytes are. How they get onto a disk is known by `disk`.
//!
//! [`entra`] turns rows into the bytes of a Microsoft Entra ID CSV and names every row that Entra would refuse;
//! [`inventory`] lists enrolments without their secrets; [`people`] reads a list of people. Which rows leave, and that they left, is kept by
//! `ledger`.

pub mod entra;
pub mod inventory;
pub mod people;
mod text;

pub use text::decode;
