//! Readers: how APDUs get to a real token, and to a simulated one.
//!
//! A [`Reader`] takes [`Request`]s without waiting and answers with [`ReaderEvent`]s through the sink it was made with.
//! [`PcscReader`] has two threads, a monitor that watches the pads and a worker that talks to cards; [`DemoReader`] has
//! a [`Tray`] with simulated tokens. Who a token is for, and what may be written when, is decided above (`desk`); bytes
//! and their order below (`token2`).
//!
//! [`doctor`] says why no reader is found, and what mends it.
//!
//! A burn can be ordered only with a [`DurableBurn`](crate::desk::DurableBurn), which the ledger makes once the enrolment is on disk.

mod choice;
mod conversation;
mod demo;
pub mod doctor;
mod event;
mod pcsc;
mod request;
mod state;
mod watch;

pub use conversation::{Card, CardLost, burn, burn_after, identify};
pub use demo::{DemoReader, Pace, Tray, TrayToken};
pub use event::{ReaderEvent, Sink};
pub use pcsc::PcscReader;
pub use request::{HOLD, Reader, Request};
pub use state::{ReaderState, ServiceTrouble};
pub use watch::{Laid, PadState, Snapshot, Watch};
