//! What is asked of ledger and files where a file is taken in, and what they answer.

use std::collections::HashMap;
use std::path::PathBuf;

use thiserror::Error;

use super::plan::HandOutList;
use super::tokens::{Cancel, Delivery, Stock, StockRead, StockReason};
use crate::desk::Deletion;
use crate::otp::Hidden;
use crate::token2::Serial;

/// The number of a file that is taken in, in this run: answers to an earlier one are told by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TakeInId(u64);

impl TakeInId {
    /// Of the next one.
    pub(super) const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// What the ledger is asked.
#[derive(Debug)]
pub enum KeepStock {
    /// Which of these are in stock or enrolled already.
    Compare(TakeInId, Vec<Serial>),
    /// Take these in.
    TakeIn(TakeInId, Delivery),
}

/// What the ledger answers.
#[derive(Debug)]
pub enum StockKept {
    /// To [`KeepStock::Compare`]: those that are not taken in.
    Compared(TakeInId, HashMap<Serial, StockReason>),
    /// So many are taken in by now, and may still all be given up.
    Progress(TakeInId, usize),
    /// To [`KeepStock::TakeIn`]: everything in stock as it stands now.
    TakenIn(TakeInId, Stock),
    /// It was given up, and nothing was taken in.
    Cancelled(TakeInId),
    /// It failed, in the ledger's words; nothing was taken in.
    Failed(TakeInId, String),
}

impl KeepStock {
    /// Of which file it is.
    #[must_use]
    pub const fn id(&self) -> TakeInId {
        match self {
            Self::Compare(id, _) | Self::TakeIn(id, _) => *id,
        }
    }
}

/// What is asked of the files.
#[derive(Debug)]
pub enum FileOfStock {
    /// Read a file of factory seeds.
    Read {
        /// By which it is told again.
        id: TakeInId,
        /// Where it is.
        path: PathBuf,
        /// What decrypts it, if that was asked for.
        key: Option<StockKey>,
        /// Whether it is still wanted.
        cancel: Cancel,
    },
    /// Delete one that was taken in, if it still is what was read.
    Delete(TakeInId, PathBuf, [u8; 32]),
}

/// What came of it.
#[derive(Debug)]
pub enum StockFiled {
    /// To [`FileOfStock::Read`].
    Read(TakeInId, Result<ReadStock, StockTrouble>),
    /// To [`FileOfStock::Delete`].
    Deleted(TakeInId, Deletion),
}

/// What a file turned out to be.
#[derive(Debug)]
pub enum ReadStock {
    /// Factory seeds.
    Seeds(StockContent),
    /// A list of who gets which token in stock.
    List(HandOutList),
}

/// A file of factory seeds that was read.
#[derive(Debug)]
pub struct StockContent {
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// What is in it.
    pub read: StockRead,
}

/// What decrypts a file, as it was typed: a passphrase, or a key of 16 or 32 bytes in hexadecimal digits.
#[derive(Debug)]
pub struct StockKey(pub Hidden<String>);

/// Why a file is not taken in.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StockTrouble {
    /// The file cannot be read, in the words of the room that tried.
    #[error("the file cannot be read: {0}")]
    File(&'static str),
    /// It is larger than any list of seeds.
    #[error("this file is larger than 64 MB, and no list of factory seeds")]
    TooLarge,
    /// It has more lines than any list of seeds.
    #[error("this file has more than two million lines, and is no list of factory seeds")]
    TooLong,
    /// It hands out more tokens than anybody does at once.
    #[error("this list hands out more than 10,000 tokens at once")]
    ListTooLong,
    /// A workbook, a picture, a program.
    #[error("this file is no text: factory seeds come as a CSV file or as PSKC")]
    NotText,
    /// It has no headings that name a serial and a secret.
    #[error("this file has no columns for the serial number and the secret key")]
    NoColumns,
    /// It is no PSKC, or one whose form nobody may trust.
    #[error("this XML file is no key container (RFC 6030)")]
    NotPskc,
    /// It is encrypted.
    #[error("the secrets of this file are encrypted")]
    NeedsKey,
    /// The key that was given does not open it.
    #[error("this is not the passphrase or key of the file")]
    WrongKey,
    /// It is encrypted in a way that is not known here.
    #[error("the secrets of this file are encrypted in a way that Tapdesk does not know")]
    UnknownEncryption,
    /// No line of it can be taken in.
    #[error("no line of this file can be taken in")]
    Nothing,
    /// A part that was asked has failed, in its own words.
    #[error("{0}")]
    Part(String),
}
