//! Any order of events, without I/O: see [`walk::run`].

pub mod dice;
mod jobs;
mod ledger;
mod pad;
pub mod walk;
mod world;
