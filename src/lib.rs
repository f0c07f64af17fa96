//! Tapdesk: the enrollment station for Token2 programmable TOTP tokens.
#![forbid(unsafe_code)]
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

pub mod desk;
pub mod export;
pub mod ledger;
pub mod otp;
pub mod reader;
pub mod station;
pub mod token2;
