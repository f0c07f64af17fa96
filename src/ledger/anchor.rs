//! The anchor: a sealed counter beside the ledger, in a file of its own.
//!
//! The ledger alone cannot tell that all of it was put back to an earlier day, for every seal in it fits. So the number
//! and the link of the last entry of the trail are written here after each commit. A ledger that is behind its anchor, or
//! tells another story up to there, was put back. The file is written in place and, but for the first time, not
//! synced: a kill loses nothing, and after a power loss the anchor may be behind, which is no finding. Whoever puts back the whole folder puts back the
//! anchor too; the backups and the inventories that are kept elsewhere tell then.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use super::LedgerError;
use super::head::TrailHead;
use super::vault::Vault;
use crate::disk;

/// Its name in the data folder.
const FILE: &str = "ledger.anchor";
/// Longer than any anchor: what is longer is none.
const MOST: u64 = 512;

/// What stands in an anchor before anything is committed that it could be held against.
const BEGUN: i64 = 0;

/// What the anchor file says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Anchored {
    /// There is none.
    Missing,
    /// A ledger of that name was about to be made; under which key cannot be told.
    Begun,
    /// It is not of this ledger, or was changed.
    Foreign,
    /// That entry was the last.
    At(TrailHead),
}

/// The file beside an open ledger.
#[derive(Debug)]
pub(super) struct Anchor {
    file: File,
}

impl TrailHead {
    /// Whether an anchor that says this only stands in.
    pub(super) const fn is_begun(&self) -> bool {
        self.entry == BEGUN
    }
}

impl Anchored {
    /// Whether it says nothing of a ledger that was there before.
    pub const fn is_blank(&self) -> bool {
        matches!(self, Self::Missing | Self::Begun)
    }
}

impl Anchor {
    /// Opens the anchor of `folder`, making an empty one where there is none.
    pub fn open(folder: &Path) -> Result<Self, LedgerError> {
        Ok(Self {
            file: disk::private().open(folder.join(FILE))?,
        })
    }

    /// What it says of the ledger called `uid`.
    pub fn read(&mut self, vault: &Vault, uid: &[u8]) -> Result<Anchored, LedgerError> {
        self.file.seek(SeekFrom::Start(0))?;
        let mut text = String::new();
        let read = Read::by_ref(&mut self.file).take(MOST).read_to_string(&mut text);
        Ok(read.map_or(Anchored::Foreign, |_| judge(&text, vault, uid)))
    }

    /// Stands in for what is about to be committed, so that neither a kill nor a power loss leaves a ledger without an
    /// anchor, or a restored one beside that of the ledger before.
    pub fn begin(&mut self, vault: &Vault, uid: &[u8]) -> Result<(), LedgerError> {
        let (entry, link) = (BEGUN, vec![0; 32]);
        self.write(vault, uid, &TrailHead { entry, link })?;
        self.sync()
    }

    /// Has the anchor on disk, where it is more than a step ahead of what was there.
    pub fn sync(&self) -> Result<(), LedgerError> {
        Ok(self.file.sync_all()?)
    }

    /// Keeps that `head` is the last entry now.
    pub fn write(&mut self, vault: &Vault, uid: &[u8], head: &TrailHead) -> Result<(), LedgerError> {
        let text = written(vault, uid, head);
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(text.as_bytes())?;
        Ok(self.file.set_len(text.len() as u64)?)
    }
}

/// The anchor of a folder for a look that changes nothing. It is read before the ledger: a station that works meanwhile
/// writes it last, so it is never ahead.
pub(super) struct Peeked(std::io::Result<String>);

impl Peeked {
    /// Reads the file once. That there is none, or that it cannot be read, is told when it is judged.
    pub fn at(folder: &Path) -> Self {
        Self(std::fs::read_to_string(folder.join(FILE)))
    }

    /// What it says of the ledger called `uid`.
    pub fn judge(&self, vault: &Vault, uid: &[u8]) -> Anchored {
        match &self.0 {
            Ok(text) => judge(text, vault, uid),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Anchored::Missing,
            Err(_) => Anchored::Foreign,
        }
    }
}

/// `tapdesk-anchor-1 UID ENTRY LINK SEAL`, hexadecimal but for the entry, which has 19 digits so that the length stays.
fn written(vault: &Vault, uid: &[u8], head: &TrailHead) -> String {
    let hex = |bytes: &[u8]| data_encoding::HEXLOWER.encode(bytes);
    let seal = vault.trail_link(&[b"anchor", uid, &head.entry.to_be_bytes(), &head.link]);
    let (uid, link, seal) = (hex(uid), hex(&head.link), hex(&seal));
    format!("tapdesk-anchor-1 {uid} {:019} {link} {seal}\n", head.entry)
}

fn judge(text: &str, vault: &Vault, uid: &[u8]) -> Anchored {
    if text.is_empty() {
        return Anchored::Missing;
    }
    let mut words = text.split_ascii_whitespace().skip(2);
    let entry = words.next().and_then(|entry| entry.parse().ok());
    let link = words
        .next()
        .and_then(|link| data_encoding::HEXLOWER.decode(link.as_bytes()).ok());
    match entry.zip(link).map(|(entry, link)| TrailHead { entry, link }) {
        Some(head) if written(vault, uid, &head) == text => Anchored::At(head),
        Some(head) if head.entry == BEGUN && names(text, uid) => Anchored::Begun,
        _ => Anchored::Foreign,
    }
}

fn names(text: &str, uid: &[u8]) -> bool {
    text.split_ascii_whitespace().nth(1) == Some(&data_encoding::HEXLOWER.encode(uid))
}
