//! Any order of events, without I/O: see [`walk::run`].

mod dice;
mod jobs;
mod ledger;
mod pad;
mod walk;
mod world;

pub use walk::{Walked, run};
