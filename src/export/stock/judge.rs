//! What is asked of a token of the stock, in whatever file it stands: of its serial, its secret, its step.

use std::collections::HashSet;

use crate::desk::{FactoryToken, StockRead, StockReason, StockSkipped};
use crate::export::table::cell::{cell, is_damaged};
use crate::otp::{Period, Seed, SeedError};
use crate::token2::{Serial, SerialError};

/// The fewest bytes of a secret: 80 bits, as the oldest tokens have.
const FEWEST_BYTES: usize = 10;

/// A serial, without what a spreadsheet was made to put around it to leave its digits alone.
///
/// # Errors
/// [`StockReason::NoSerial`], [`StockReason::DamagedSerial`], [`StockReason::NotSerial`].
pub fn serial(text: &str) -> Result<Serial, StockReason> {
    let text = cell(text);
    let text = unwrapped(&text);
    Serial::parse(text).map_err(|why| match why {
        SerialError::Empty => StockReason::NoSerial,
        _ if is_damaged(text) => StockReason::DamagedSerial,
        SerialError::TooLong | SerialError::Character => StockReason::NotSerial,
    })
}

/// `'8659..` and `="8659.."`.
fn unwrapped(text: &str) -> &str {
    let formula = text.strip_prefix("=\"").and_then(|text| text.strip_suffix('"'));
    formula
        .unwrap_or_else(|| text.strip_prefix('\'').unwrap_or(text))
        .trim()
}

/// A secret that was read, if it can be one of a token.
///
/// # Errors
/// [`StockReason::WeakSecret`], and what the seed itself is refused for.
pub fn secret(read: Result<Seed, SeedError>) -> Result<Seed, StockReason> {
    match read {
        Ok(seed) if seed.expose().len() < FEWEST_BYTES => Err(StockReason::WeakSecret),
        Ok(seed) => Ok(seed),
        Err(SeedError::Empty) => Err(StockReason::NoSecret),
        Err(SeedError::NotBase32 | SeedError::NotHex) => Err(StockReason::NotSecret),
        Err(why) => Err(StockReason::Seed(why)),
    }
}

/// A secret in base32, as a CSV is to have it.
///
/// # Errors
/// [`StockReason::HexSecret`], and those of [`secret`].
pub fn base32(text: &str) -> Result<Seed, StockReason> {
    let read = Seed::from_base32(text);
    if read == Err(SeedError::NotBase32) && is_hex(text) {
        return Err(StockReason::HexSecret);
    }
    secret(read)
}

/// As long as a secret is: a short one is rather a cell of something else.
fn is_hex(text: &str) -> bool {
    match Seed::from_hex(text) {
        Ok(seed) => seed.expose().len() >= FEWEST_BYTES,
        Err(why) => matches!(why, SeedError::TooLong(_)),
    }
}

/// The step in seconds; where none is named it is 30 (RFC 6238, section 5.2).
///
/// # Errors
/// [`StockReason::Period`].
pub fn period(text: &str) -> Result<Period, StockReason> {
    match text.trim() {
        "" | "30" => Ok(Period::Thirty),
        "60" => Ok(Period::Sixty),
        _ => Err(StockReason::Period),
    }
}

/// What was read so far: each serial once.
#[derive(Default)]
pub struct Taken {
    read: StockRead,
    seen: HashSet<Serial>,
}

impl Taken {
    /// What came of a line, or of a key package.
    pub fn add(&mut self, line: u64, token: Result<FactoryToken, StockReason>) {
        match token {
            Ok(token) if !self.seen.insert(token.serial.clone()) => self.leave_out(line, StockReason::Twice),
            Ok(token) => self.read.tokens.push((line, token)),
            Err(why) => self.leave_out(line, why),
        }
    }

    fn leave_out(&mut self, line: u64, why: StockReason) {
        self.read.skipped.push(StockSkipped { line, why });
    }

    /// All of it, each part in the order of the file.
    pub fn read(self) -> StockRead {
        self.read
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_serial_is_what_is_printed_and_nothing_around_it() {
        for text in [
            "8659622000123",
            " 8659622000123\u{200B}",
            "'8659622000123",
            "=\"8659622000123\"",
        ] {
            let read = serial(text).map(|serial| serial.to_string());
            assert_eq!(read.as_deref(), Ok("8659622000123"), "{text}");
        }
        for (text, why) in [
            ("  ", StockReason::NoSerial),
            ("=\"\"", StockReason::NoSerial),
            ("8.65962E+12", StockReason::DamagedSerial),
            ("8,65962e+12", StockReason::DamagedSerial),
            ("8659 6220", StockReason::NotSerial),
            ("86596220001238659", StockReason::NotSerial),
            ("8659622000123.0", StockReason::NotSerial),
        ] {
            assert_eq!(serial(text), Err(why), "{text}");
        }
    }

    #[test]
    fn a_secret_is_base32_of_80_bits_at_least() {
        for (text, why) in [
            ("", StockReason::NoSecret),
            ("= ", StockReason::NoSecret),
            ("31323334353637383930", StockReason::HexSecret),
            (&"0f".repeat(64), StockReason::HexSecret),
            ("0f0f0f0f", StockReason::NotSecret),
            ("GEZDGNBVGY3TQOJ1", StockReason::NotSecret),
            ("GEZDGNBVGY3TQ", StockReason::WeakSecret),
            (&"A".repeat(104), StockReason::Seed(SeedError::TooLong(65))),
        ] {
            assert_eq!(base32(text), Err(why), "{}", text.len());
        }
        assert!(base32("gezd gnbv gy3t qojq").is_ok());
    }

    #[test]
    fn a_step_has_30_or_60_seconds() {
        assert_eq!((period(""), period(" 30")), (Ok(Period::Thirty), Ok(Period::Thirty)));
        assert_eq!(period("60"), Ok(Period::Sixty));
        assert_eq!(period("45"), Err(StockReason::Period));
    }
}
