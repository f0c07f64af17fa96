//! The demo reader: simulated tokens in a tray, laid down, lifted and mishandled by hand.
//!
//! The same conversation as with a real card, at the pace of one or at once, without a thread: whoever owns the tray lets
//! it go on when [`Tray::next`] says so. What goes wrong at a desk can be done on purpose here; who is enrolled, and what
//! is practised, is known above.

mod pace;
mod talk;
mod tray;

pub use pace::Pace;
pub use tray::{DemoReader, Tray, TrayToken};
