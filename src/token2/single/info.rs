//! What a token tells about itself.

use thiserror::Error;

use super::Model;
use crate::token2::{Serial, SerialError};

/// The answer to "read info".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenInfo {
    /// Its serial, which tells the model.
    pub serial: Serial,
    /// The token's clock, Unix seconds.
    pub clock: u32,
    /// The answer without its status word, for the details.
    pub raw: Vec<u8>,
}

/// Why bytes are not the info of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum InfoError {
    /// It ends before the clock does.
    #[error("the token's answer is too short")]
    Short,
    /// The serial is no text, or too long.
    #[error("the token's answer has no readable serial: {0}")]
    Serial(#[from] SerialError),
}

impl TokenInfo {
    /// Reads `?? ?? ?? N serial[N] ?? ?? clock[4, big-endian]` by offset. The bytes marked `??` look like tags and
    /// lengths but are not documented, so they are kept in `raw` and not judged.
    ///
    /// # Errors
    /// [`InfoError`].
    pub fn parse(data: &[u8]) -> Result<Self, InfoError> {
        let (head, rest) = data.split_first_chunk::<4>().ok_or(InfoError::Short)?;
        let (serial, rest) = rest.split_at_checked(usize::from(head[3])).ok_or(InfoError::Short)?;
        let clock = rest
            .get(2..6)
            .and_then(|b| b.first_chunk::<4>())
            .ok_or(InfoError::Short)?;
        let text = std::str::from_utf8(serial).map_err(|_| SerialError::Character)?;
        Ok(Self {
            serial: Serial::parse(text)?,
            clock: u32::from_be_bytes(*clock),
            raw: data.to_vec(),
        })
    }

    /// The model, if it is one that may be written.
    #[must_use]
    pub fn model(&self) -> Option<Model> {
        self.serial.model()
    }

    /// Token clock minus `now`, in seconds.
    #[must_use]
    pub fn drift(&self, now: i64) -> i64 {
        i64::from(self.clock).saturating_sub(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(serial: &[u8]) -> Vec<u8> {
        let mut data = vec![0x91, 0x15, 0x02, serial.len() as u8];
        data.extend_from_slice(serial);
        data.extend_from_slice(&[0x11, 0x04, 0x69, 0x21, 0x3A, 0x00]);
        data
    }

    #[test]
    fn serial_clock_and_drift_are_read_by_offset() -> Result<(), InfoError> {
        let info = TokenInfo::parse(&answer(b"8659622000123\0"))?;
        assert_eq!(info.serial.as_str(), "8659622000123");
        assert_eq!(info.model(), Some(Model::OtpcP2I));
        assert_eq!(info.clock, 0x6921_3A00);
        assert_eq!(info.drift(0x6921_3A00 + 41), -41);
        Ok(())
    }

    #[test]
    fn every_cut_is_refused() {
        let whole = answer(b"8659622000123");
        for len in 0..whole.len() {
            assert_eq!(TokenInfo::parse(&whole[..len]), Err(InfoError::Short), "{len}");
        }
    }

    #[test]
    fn a_length_beyond_the_answer_or_a_serial_that_is_no_text_is_refused() {
        let mut lying = answer(b"8659622000123");
        lying[3] = 0xFF;
        assert_eq!(TokenInfo::parse(&lying), Err(InfoError::Short));
        for serial in [&b"\xFF\xFE12345678"[..], b"86596220 0123", b"", b"=cmd|'/c calc'"] {
            assert!(matches!(TokenInfo::parse(&answer(serial)), Err(InfoError::Serial(_))));
        }
    }
}
