//! The trail: who did what and when, never a secret. Each entry is linked to the one before it.

use strum::{EnumString, IntoStaticStr, VariantArray};

use super::LedgerError;
use super::change::Change;
use super::head::{TrailHead, last};
use super::store::{Column, Query, Reading, Row, Table, Values};
use super::vault::Vault;
use crate::desk::EnrolmentId;

/// What can stand in the trail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum TrailEvent {
    /// The ledger was made.
    LedgerMade,
    /// The trail was found altered or cut.
    TrailBroken,
    /// Something else than Tapdesk changed the ledger.
    Altered,
    /// Somebody opened the ledger.
    Opened,
    /// An enrolment was put on disk, its burn about to start.
    Recorded,
    /// An unfinished burn was taken up again.
    Resumed,
    /// The token took the seed.
    Burned,
    /// The burn broke off.
    Interrupted,
    /// The burn ended before anything was written.
    NothingWritten,
    /// A wrong code was typed.
    WrongCode,
    /// The right code was seen or typed.
    Confirmed,
    /// It was put off.
    Parked,
    /// It was given up.
    GivenUp,
    /// The UPN was corrected.
    UpnCorrected,
    /// The secret was shown.
    SecretShown,
    /// The shown secret was copied to the clipboard.
    SecretCopied,
    /// A file was about to be written.
    ExportBegun,
    /// The file that was about to be written can be read by others, by the operator's word.
    ExportShared,
    /// The temporary file was whole and about to get its name.
    ExportPlacing,
    /// The file was written.
    Exported,
    /// The file was not written; its rows wait again.
    ExportVoid,
    /// The file in which it left was deleted from here.
    FileDeleted,
    /// A list without secrets was saved.
    InventorySaved,
    /// The seed was removed for good.
    Purged,
    /// Somebody locked the station.
    Locked,
    /// The ledger was opened with the recovery passphrase.
    OpenedByRecovery,
    /// The passphrase was changed.
    PassphraseChanged,
    /// A recovery passphrase was chosen, or another one.
    RecoverySet,
    /// The ledger was put back from a backup.
    Restored,
    /// Another token took its place.
    Replaced,
    /// It stands again: the token that took its place was another person's.
    StandsAgain,
    /// The token was reported lost.
    Lost,
    /// The token was handed over.
    HandedOver,
    /// It was deleted in Entra ID.
    #[strum(serialize = "deleted")]
    DeletedInEntra,
    /// The clock of a token was about to be set.
    ClockBegun,
    /// It was set.
    ClockSet,
    /// Whether it was set is not known.
    ClockUnknown,
    /// The operator said that the station's clock is right.
    ClockVouched,
    /// The operator said that it is wrong.
    ClockDenied,
    /// A list of people was imported.
    PeopleImported,
    /// Its token may have been overwritten while another one was to be written.
    Doubted,
    /// Somebody decided that there is to be no recovery passphrase, and why.
    RecoveryDeclined,
    /// A file of factory seeds was taken in.
    StockImported,
    /// A token in stock was assigned, with its factory seed.
    Assigned,
    /// Its token was in stock: its factory seed is gone for good.
    FactorySeedGone,
    /// Nothing came of it: the token is in stock again.
    BackInStock,
    /// A token, by its serial, is in stock no more: somebody got it after the backup that was put back was made.
    OutOfStock,
}

impl TrailEvent {
    /// The word that the ledger keeps, and under which the texts are found.
    #[must_use]
    pub fn word(self) -> &'static str {
        self.into()
    }
}

/// Whether that ever happened.
pub(super) fn has(reading: &dyn Reading, event: TrailEvent) -> Result<bool, LedgerError> {
    let any = Query::by(Table::Trail, Column::Event, event.word()).only(&[Column::Id]);
    Ok(reading.first(&any)?.is_some())
}

/// One entry as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrailEntry {
    /// Unix seconds.
    pub at: i64,
    /// Who sat at the desk when it was made.
    pub operator: String,
    /// What was done, or was found.
    pub event: TrailEvent,
    /// A number, a name, a reason: what belongs to the event.
    pub detail: String,
}

/// An entry as its link covers it.
struct Linked {
    number: i64,
    at: i64,
    operator: String,
    station: String,
    event: String,
    enrolment: Option<i64>,
    detail: String,
}

impl Linked {
    fn link(&self, vault: &Vault, before: &[u8]) -> Vec<u8> {
        self.linked(vault, &[b"entry 2", before, &self.number.to_be_bytes()])
    }

    /// As older versions linked it: its number was in no link.
    fn old_link(&self, vault: &Vault, before: &[u8]) -> Vec<u8> {
        self.linked(vault, &[b"entry", before])
    }

    fn linked(&self, vault: &Vault, head: &[&[u8]]) -> Vec<u8> {
        let (at, enrolment) = (self.at.to_be_bytes(), self.enrolment.unwrap_or(0).to_be_bytes());
        let body: [&[u8]; 6] = [
            &at,
            self.operator.as_bytes(),
            self.station.as_bytes(),
            self.event.as_bytes(),
            &enrolment,
            self.detail.as_bytes(),
        ];
        vault.trail_link(&[head, &body].concat())
    }

    fn read(row: &Row) -> Result<Self, LedgerError> {
        Ok(Self {
            number: row.get(Column::Id)?,
            at: row.get(Column::At)?,
            operator: row.get(Column::Operator)?,
            station: row.get(Column::Station)?,
            event: row.get(Column::Event)?,
            enrolment: row.get(Column::Enrolment)?,
            detail: row.get(Column::Detail)?,
        })
    }

    fn values(&self, link: Vec<u8>) -> Values {
        vec![
            (Column::Id, self.number.into()),
            (Column::At, self.at.into()),
            (Column::Operator, (&self.operator).into()),
            (Column::Station, (&self.station).into()),
            (Column::Event, (&self.event).into()),
            (Column::Enrolment, self.enrolment.into()),
            (Column::Detail, (&self.detail).into()),
            (Column::Link, link.into()),
        ]
    }
}

impl Change<'_> {
    /// Appends an entry.
    pub fn note(&self, event: TrailEvent, enrolment: Option<EnrolmentId>, detail: &str) -> Result<(), LedgerError> {
        let (number, before) = last(self)?.map_or((0, vec![]), |(head, _)| (head.entry, head.link));
        let author = self.by.author;
        let entry = Linked {
            number: number.checked_add(1).ok_or(LedgerError::Damaged)?,
            at: self.by.at,
            operator: author.operator.clone(),
            station: author.station.clone(),
            event: event.word().to_owned(),
            enrolment: enrolment.map(|id| id.0),
            detail: detail.to_owned(),
        };
        let link = entry.link(self.by.vault, &before);
        self.insert(Table::Trail, &entry.values(link)).map(drop)
    }
}

/// The link of a first entry, at 1 by M. Keller of Desk 2, and the seal of the head behind it, as older versions made them.
#[cfg(test)]
pub(super) fn first_of_old(vault: &Vault, event: &str) -> (Vec<u8>, Vec<u8>) {
    let entry = Linked {
        number: 1,
        at: 1,
        operator: "M. Keller".into(),
        station: "Desk 2".into(),
        event: event.into(),
        enrolment: None,
        detail: String::new(),
    };
    let link = entry.old_link(vault, &[]);
    let seal = vault.trail_link(&[b"head", &1_i64.to_be_bytes(), &link]);
    (link, seal)
}

/// Whether every entry is as it was written and none is missing in between or at the end, the last one being `head`.
pub(super) fn is_whole(reading: &dyn Reading, vault: &Vault, head: &TrailHead) -> Result<bool, LedgerError> {
    let (mut last, mut before, mut numbered, mut whole) = (0, Vec::new(), false, true);
    reading.each(&Query::all(Table::Trail), &mut |row| {
        if !whole {
            return Ok(());
        }
        let entry = Linked::read(&row)?;
        let link: Vec<u8> = row.get(Column::Link)?;
        let follows = entry.number == last + 1 && entry.link(vault, &before) == link;
        // once entries are linked by their number, older ones cannot come behind them
        whole = follows || (!numbered && entry.old_link(vault, &before) == link);
        numbered |= follows;
        (last, before) = (entry.number, link);
        Ok(())
    })?;
    Ok(whole && last == head.entry && before == head.link)
}

/// Whether a trail that older versions wrote, under their own seal, is as they wrote it.
pub(super) fn is_whole_of_old(reading: &dyn Reading, vault: &Vault) -> Result<bool, LedgerError> {
    let head = reading.first(&Query::all(Table::TrailHead))?;
    let (Some(head), Some((last, _))) = (head, last(reading)?) else {
        return Ok(false);
    };
    let (entry, seal): (i64, Vec<u8>) = (head.get(Column::Entry)?, head.get(Column::Seal)?);
    let sealed = vault.trail_link(&[b"head", &entry.to_be_bytes(), &last.link]);
    Ok(entry == last.entry && seal == sealed && is_whole(reading, vault, &last)?)
}

/// The link of that entry, if it is there.
pub(super) fn link_of(reading: &dyn Reading, entry: i64) -> Result<Option<Vec<u8>>, LedgerError> {
    let row = reading.first(&Query::by(Table::Trail, Column::Id, entry).only(&[Column::Link]))?;
    row.map(|row| row.get(Column::Link)).transpose()
}

/// What is kept with every entry of that kind.
pub(super) fn details(reading: &dyn Reading, event: TrailEvent) -> Result<Vec<String>, LedgerError> {
    let entries = Query::by(Table::Trail, Column::Event, event.word()).only(&[Column::Detail]);
    let rows = reading.select(&entries)?;
    rows.iter().map(|row| row.get(Column::Detail)).collect()
}

/// The entries of one enrolment, oldest first.
pub(super) fn of(reading: &dyn Reading, id: EnrolmentId) -> Result<Vec<TrailEntry>, LedgerError> {
    let mut entries = Vec::new();
    for row in reading.select(&Query::by(Table::Trail, Column::Enrolment, id.0))? {
        // what a newer version has written into it is shown by that
        if let Some(event) = row.known_word(Column::Event) {
            entries.push(TrailEntry {
                at: row.get(Column::At)?,
                operator: row.get(Column::Operator)?,
                event,
                detail: row.get(Column::Detail)?,
            });
        }
    }
    Ok(entries)
}
