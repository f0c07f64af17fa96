//! Any order of events, without I/O: see [`walk::run`].

pub mod dice;
mod files;
mod jobs;
mod kept;
mod leaving;
mod ledger;
mod looking;
mod pad;
pub mod walk;
mod world;
