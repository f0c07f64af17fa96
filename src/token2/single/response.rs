//! Answers of a card.

use thiserror::Error;

/// The two bytes that end every answer, as a sentence each. For details and logs; people see other words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum StatusWord {
    /// 9000.
    #[error("done")]
    Success,
    /// 6983: never authenticated, the wrong answer to the challenge, or a bad MAC. Not "locked".
    #[error("the token did not accept the authentication")]
    NotAuthenticated,
    /// 6700.
    #[error("the token refused the length of the command")]
    WrongLength,
    /// 6A80.
    #[error("the token refused the data of the command")]
    WrongData,
    /// 6D00.
    #[error("the card does not know the instruction")]
    UnknownInstruction,
    /// 6E00.
    #[error("the card does not know the class of the command")]
    UnknownClass,
    /// 61xx: that many bytes wait for GET RESPONSE (contact readers, T=0).
    #[error("{0} more bytes wait to be fetched")]
    MoreData(u8),
    /// Any other, its two bytes as one big-endian number.
    #[error("the card answered {0:04X}")]
    Other(u16),
}

impl From<[u8; 2]> for StatusWord {
    fn from([sw1, sw2]: [u8; 2]) -> Self {
        match (sw1, sw2) {
            (0x90, 0x00) => Self::Success,
            (0x69, 0x83) => Self::NotAuthenticated,
            (0x67, 0x00) => Self::WrongLength,
            (0x6A, 0x80) => Self::WrongData,
            (0x6D, 0x00) => Self::UnknownInstruction,
            (0x6E, 0x00) => Self::UnknownClass,
            (0x61, n) => Self::MoreData(n),
            _ => Self::Other(u16::from_be_bytes([sw1, sw2])),
        }
    }
}

/// An answer with its status word split off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Response<'a> {
    /// What precedes the status word.
    pub data: &'a [u8],
    /// The last two bytes.
    pub status: StatusWord,
}

impl<'a> Response<'a> {
    /// Splits `bytes`; `None` when there are fewer than two, which means that the card is gone: a driver may report a
    /// card that left in mid-transmit as success with an empty answer.
    #[must_use]
    pub fn parse(bytes: &'a [u8]) -> Option<Self> {
        let (data, status) = bytes.split_last_chunk::<2>()?;
        Some(Self {
            data,
            status: StatusWord::from(*status),
        })
    }
}
