//! The single-profile family: the wire of second-generation Token2 programmable tokens ("-i" models).
//!
//! ISO 7816 short APDUs without Le, SM4 for the seed and the authentication answer, SM4-CBC-MAC for writes. [`Burn`] is
//! the conversation that writes a token: it is asked for the next [`Command`] and fed the answer, so that the same code
//! speaks to a card, to a test and to the [`Simulator`]. Clock and bytes are handed in. Sending and receiving belongs
//! to `reader`.
//!
//! The protocol is that of the vendor's open firmware core; the device key is public by design and protects nothing but
//! against accidents.

mod burn;
mod cipher;
mod command;
mod info;
mod model;
mod response;
mod simulator;

pub use burn::{Burn, BurnFailure, BurnPlan, BurnStep, Burned, FailureReason, Turn, Write};
pub use command::{Challenge, Command, Config, DisplayTimeout};
pub use info::{InfoError, TokenInfo};
pub use model::Model;
pub use response::{Response, StatusWord};
pub use simulator::{Display, Simulator};
