//! The stock: tokens with a factory seed that came in a file and only need a person.
//!
//! A token is in stock once, by its serial. Its seed is for whoever gets it, or for nobody: it is gone for good as soon as the
//! token is written with another one.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use thiserror::Error;

use crate::desk::EnrolmentId;
use crate::otp::{Parameters, Seed, SeedError};
use crate::token2::{Make, Serial};

/// A token as a file of factory seeds has it.
#[derive(Debug)]
pub struct FactoryToken {
    /// The serial that is printed on it.
    pub serial: Serial,
    /// Who made it, and what they call it.
    pub make: Make,
    /// The seed that it left the factory with.
    pub seed: Seed,
    /// Hash and step. Its codes have six digits.
    pub parameters: Parameters,
}

/// A token in stock, without its seed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StockToken {
    /// The serial that is printed on it.
    pub serial: Serial,
    /// Who made it, and what they call it.
    pub make: Make,
    /// The file in which it came.
    pub file: StockFileId,
    /// What became of it.
    pub state: StockState,
}

/// What became of a token in stock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StockState {
    /// Nobody has it yet.
    Left,
    /// It was assigned: the seed moved into that enrolment.
    Assigned(EnrolmentId),
    /// It was written with another seed for that enrolment, so its factory seed is gone.
    Burned(EnrolmentId),
}

/// The number of a file of factory seeds that was taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StockFileId(pub i64);

/// A file of factory seeds that was taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StockFile {
    /// Its number.
    pub id: StockFileId,
    /// When it was taken in, Unix seconds.
    pub at: i64,
    /// By whom.
    pub operator: String,
    /// What it was called, without its folder.
    pub name: String,
}

/// Why a line of a file of factory seeds is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum StockReason {
    /// It stands above the headings and is no line of a program.
    #[error("this line stands above the headings")]
    AboveHeadings,
    /// Where a cell ends cannot be known.
    #[error("a quotation mark is opened on this line and not closed")]
    OpenQuote,
    /// It has fewer cells than the headings need.
    #[error("this line has too few columns")]
    Short,
    /// Its serial is blank.
    #[error("this line has no serial")]
    NoSerial,
    /// Its serial is no letters and digits, or too long.
    #[error("this is not a serial as it is printed on a token")]
    NotSerial,
    /// A spreadsheet made a number like 8.65962E+12 of its serial, whose digits are gone.
    #[error("a spreadsheet has made a number of this serial, and its digits are gone; ask for the file anew")]
    DamagedSerial,
    /// Its serial is shorter than the others of its model: a spreadsheet took the zeros off its beginning.
    #[error("this serial is shorter than the others of its model: a spreadsheet may have taken zeros off it")]
    ShortenedSerial,
    /// Its secret is blank.
    #[error("this line has no secret")]
    NoSecret,
    /// Its secret is hexadecimal where base32 is wanted.
    #[error("this secret is hexadecimal, and the file is to have base32")]
    HexSecret,
    /// Its secret is neither; in a key container it is to be base64.
    #[error("this secret is not spelled as it has to be")]
    NotSecret,
    /// Its secret cannot be one of a token.
    #[error(transparent)]
    Seed(SeedError),
    /// Fewer than 80 bits.
    #[error("this secret is shorter than 80 bits")]
    WeakSecret,
    /// Codes that change neither every 30 nor every 60 seconds.
    #[error("its codes change neither every 30 nor every 60 seconds")]
    Period,
    /// Codes that do not have six digits.
    #[error("its codes do not have six digits")]
    Digits,
    /// Codes by the count of presses.
    #[error("its codes count presses, and not time")]
    Counter,
    /// A key for something else: a PIN, a challenge, a signature.
    #[error("this key makes no codes that change with time")]
    NotTotp,
    /// A hash that is neither SHA-1 nor SHA-256.
    #[error("its hash is neither SHA-1 nor SHA-256")]
    Algorithm,
    /// Its secret was encrypted under another key, or was changed.
    #[error("its secret cannot be decrypted with this key")]
    Sealed,
    /// Its serial stood further up.
    #[error("this serial stands further up already")]
    Twice,
    /// It is in stock already.
    #[error("this token is in stock already")]
    InStock,
    /// It was enrolled here: it may hold another seed by now.
    #[error("this token was enrolled here already")]
    Enrolled,
    /// Somebody got it after the backup was made that was put back, as the ledger told that was there before.
    #[error("somebody got this token after the backup was made that was put back")]
    Since,
}

/// A line that is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StockSkipped {
    /// The line, or the number of the key package, counted from 1.
    pub line: u64,
    /// The first reason that is found.
    pub why: StockReason,
}

/// What a file of factory seeds gives. Every line that is no heading and not blank is in it once.
#[derive(Debug, Default)]
pub struct StockRead {
    /// The tokens, each with its line, in the order of the file.
    pub tokens: Vec<(u64, FactoryToken)>,
    /// What is left out, in that order too.
    pub skipped: Vec<StockSkipped>,
}

/// Says to whoever works on something long that nobody wants it any more.
#[derive(Debug, Clone, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// It is not wanted any more.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it is wanted no more.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// A file of factory seeds that is to be taken in.
#[derive(Debug)]
pub struct Delivery {
    /// What it is called, without its folder.
    pub name: String,
    /// SHA-256 of its content.
    pub sha256: [u8; 32],
    /// The tokens in it, each serial once.
    pub tokens: Vec<FactoryToken>,
    /// Whether it is still wanted.
    pub cancel: Cancel,
}

/// Everything in stock, by serial, and the files in which it came.
#[derive(Debug, Clone, Default)]
pub struct Stock {
    files: Vec<StockFile>,
    tokens: BTreeMap<Serial, StockToken>,
    left: usize,
    version: u64,
}

impl Stock {
    /// These files, oldest first, and these tokens.
    #[must_use]
    pub fn new(files: Vec<StockFile>, tokens: Vec<StockToken>) -> Self {
        let mut stock = Self {
            files,
            ..Self::default()
        };
        stock.change(tokens);
        stock
    }

    /// Everything in stock is that from now on.
    pub fn replace(&mut self, all: Self) {
        let version = self.version + 1;
        *self = Self { version, ..all };
    }

    /// These tokens stand so now.
    pub fn change(&mut self, tokens: Vec<StockToken>) {
        self.version += 1;
        for token in tokens {
            self.left += usize::from(token.state == StockState::Left);
            let before = self.tokens.insert(token.serial.clone(), token);
            self.left -= usize::from(before.is_some_and(|before| before.state == StockState::Left));
        }
    }

    /// These are in stock no more.
    pub fn take_out(&mut self, serials: &[Serial]) {
        self.version += 1;
        for serial in serials {
            let before = self.tokens.remove(serial);
            self.left -= usize::from(before.is_some_and(|before| before.state == StockState::Left));
        }
    }

    /// The files, oldest first.
    #[must_use]
    pub fn files(&self) -> &[StockFile] {
        &self.files
    }

    /// The tokens, by their serials.
    pub fn tokens(&self) -> impl ExactSizeIterator<Item = &StockToken> {
        self.tokens.values()
    }

    /// The token with that serial.
    #[must_use]
    pub fn get(&self, serial: &Serial) -> Option<&StockToken> {
        self.tokens.get(serial)
    }

    /// Another one as soon as anything of it is.
    #[must_use]
    pub const fn version(&self) -> u64 {
        self.version
    }

    /// How many nobody has yet.
    #[must_use]
    pub const fn left(&self) -> usize {
        self.left
    }

    /// Whether nothing was ever taken in.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }
}
