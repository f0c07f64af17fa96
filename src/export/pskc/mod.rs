//! Key containers (PSKC, RFC 6030): XML with one key package a token, plain or with its secrets encrypted.
//!
//! `read` takes in the factory seeds of one, [`Pskc`] and [`PskcEncrypted`] write one. Names, namespaces and what encrypts
//! are here once for both.

mod crypto;
mod encrypted;
mod names;
mod read;
mod write;
mod xml;

#[cfg(test)]
mod tests;

pub(super) use read::read;
pub use write::{Pskc, PskcEncrypted};
