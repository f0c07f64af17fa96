//! The head of a ledger: the last entry of its trail and the sums of its rows, under one seal, and which ledger it is.
//!
//! Each commit writes it, and the next opening begins with it: a trail that was cut short and rows that were put back do
//! not fit it.

use super::LedgerError;
use super::seal::Sums;
use super::store::{Column, Query, Reading, Table, Writing};
use super::vault::Vault;

/// The number of the only row.
const ONE: i64 = 1;

/// The last entry of the trail. Who keeps it can tell later whether what was before it is still the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrailHead {
    /// Its number. Entries are counted from 1.
    pub entry: i64,
    /// Its link: a keyed hash over it and, through the link before it, over everything before it.
    pub link: Vec<u8>,
}

/// The last entry of the trail and the sums of all rows at the last commit, under one seal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    pub last: TrailHead,
    pub sums: Sums,
}

/// How the head of a ledger is found.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// As it was sealed.
    Sealed(Head),
    /// Written by a version that knew no sums, or never.
    Old,
    /// Its seal does not fit.
    Broken,
}

impl Head {
    fn seal(&self, vault: &Vault, uid: &[u8]) -> Vec<u8> {
        let (entry, sums) = (self.last.entry.to_be_bytes(), self.sums.to_bytes());
        vault.trail_link(&[b"head 2", uid, &entry, &self.last.link, &sums])
    }

    /// Keeps it in place of the one before.
    pub fn keep(&self, writing: &dyn Writing, vault: &Vault, uid: &[u8]) -> Result<(), LedgerError> {
        let values = vec![
            (Column::Entry, self.last.entry.into()),
            (Column::Link, (&self.last.link).into()),
            (Column::Sums, self.sums.to_bytes().into()),
            (Column::Seal, self.seal(vault, uid).into()),
        ];
        let only = Query::by(Table::TrailHead, Column::One, ONE);
        if writing.first(&only)?.is_some() {
            return writing.update(&only, &values);
        }
        let values = [vec![(Column::One, ONE.into())], values].concat();
        writing.insert(Table::TrailHead, &values).map(drop)
    }

    /// Reads and judges it.
    pub fn find(reading: &dyn Reading, vault: &Vault, uid: &[u8]) -> Result<Found, LedgerError> {
        type Columns = (i64, Option<Vec<u8>>, Option<Vec<u8>>, Vec<u8>);
        let row: Option<Columns> = match reading.first(&Query::all(Table::TrailHead))? {
            Some(row) => Some((
                row.get(Column::Entry)?,
                row.get(Column::Link)?,
                row.get(Column::Sums)?,
                row.get(Column::Seal)?,
            )),
            None => None,
        };
        Ok(match row {
            None | Some((_, None, None, _)) => Found::Old,
            Some((entry, Some(link), Some(sums), seal)) => {
                let head = Sums::parse(&sums).map(|sums| Self {
                    last: TrailHead { entry, link },
                    sums,
                });
                let fits = |head: &Self| head.seal(vault, uid) == seal;
                head.filter(fits).map_or(Found::Broken, Found::Sealed)
            }
            Some(_) => Found::Broken,
        })
    }
}

/// The last entry, and when it was made.
pub(super) fn last(reading: &dyn Reading) -> Result<Option<(TrailHead, i64)>, LedgerError> {
    let last = Query::all(Table::Trail)
        .only(&[Column::Id, Column::Link, Column::At])
        .backwards();
    let Some(row) = reading.first(&last)? else {
        return Ok(None);
    };
    let head = TrailHead {
        entry: row.get(Column::Id)?,
        link: row.get(Column::Link)?,
    };
    Ok(Some((head, row.get(Column::At)?)))
}

/// Which ledger it is: its copies share this.
pub(super) fn uid(reading: &dyn Reading) -> Result<Vec<u8>, LedgerError> {
    let row = reading.first(&Query::all(Table::Ledger).only(&[Column::Uid]))?;
    row.ok_or(LedgerError::Damaged)?.get(Column::Uid)
}
