//! The wire of Token2 programmable tokens, without any I/O, a folder for each family; and what tells one token from another.
//! What a token is called that is not of theirs is a [`Make`].
//!
//! `single` are the second-generation tokens with one profile ("-i" models). A [`TokenId`] is what holds one secret: a
//! whole token of theirs, or a profile of a token that has several. Sending and receiving belongs to `reader`.

mod make;
mod serial;
mod single;
mod token_id;

pub use make::Make;
pub use serial::{Serial, SerialError};
pub use single::{
    Burn, BurnFailure, BurnPlan, BurnStep, Burned, Challenge, Command, Config, Display, DisplayTimeout, FailureReason,
    InfoError, Model, Response, Simulator, StatusWord, TokenInfo, Turn, Write,
};
pub use token_id::{Profile, TokenId};
