//! The trail: who did what and when, never a secret. Each entry is linked to the one before it.

use rusqlite::{Connection, OptionalExtension, Row, params};
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::LedgerError;
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
    /// The temporary file was whole and about to get its name.
    ExportPlacing,
    /// The file was written.
    Exported,
    /// The file was not written; its rows wait again.
    ExportVoid,
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
}

impl TrailEvent {
    /// The word that the ledger keeps, and under which the texts are found.
    #[must_use]
    pub fn word(self) -> &'static str {
        self.into()
    }
}

/// One entry as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrailEntry {
    /// Unix seconds.
    pub at: i64,
    /// Who.
    pub operator: String,
    /// What.
    pub event: TrailEvent,
    /// A number, a name, a reason: what belongs to the event.
    pub detail: String,
}

/// The last entry of the trail. Who keeps it can tell later whether what was before it is still the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrailHead {
    /// Its number.
    pub entry: i64,
    /// Its link: a keyed hash over it and, through the link before it, over everything before it.
    pub link: Vec<u8>,
}

/// Who writes, and where.
#[derive(Debug, Clone)]
pub(super) struct Author {
    pub operator: String,
    pub station: String,
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

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            number: row.get(0)?,
            at: row.get(1)?,
            operator: row.get(2)?,
            station: row.get(3)?,
            event: row.get(4)?,
            enrolment: row.get(5)?,
            detail: row.get(6)?,
        })
    }
}

/// Appends an entry within the caller's transaction.
pub(super) fn append(
    connection: &Connection,
    vault: &Vault,
    author: &Author,
    at: i64,
    event: TrailEvent,
    enrolment: Option<EnrolmentId>,
    detail: &str,
) -> Result<(), LedgerError> {
    let (number, before) = last(connection)?.map_or((0, vec![]), |(head, _)| (head.entry, head.link));
    let entry = Linked {
        number: number.checked_add(1).ok_or(LedgerError::Damaged)?,
        at,
        operator: author.operator.clone(),
        station: author.station.clone(),
        event: event.word().to_owned(),
        enrolment: enrolment.map(|id| id.0),
        detail: detail.to_owned(),
    };
    let link = entry.link(vault, &before);
    connection
        .prepare_cached(
            "INSERT INTO trail (id, at, operator, station, event, enrolment, detail, link)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            entry.number,
            entry.at,
            entry.operator,
            entry.station,
            entry.event,
            entry.enrolment,
            entry.detail,
            link
        ])?;
    Ok(())
}

/// Appends an entry and seals the head as older versions did.
#[cfg(test)]
pub(super) fn append_old(connection: &Connection, vault: &Vault, number: i64, event: &str) {
    let entry = Linked {
        number,
        at: 1,
        operator: "M. Keller".into(),
        station: "Desk 2".into(),
        event: event.into(),
        enrolment: None,
        detail: String::new(),
    };
    let link = entry.old_link(vault, &[]);
    let kept = "INSERT INTO trail (id, at, operator, station, event, detail, link) VALUES (?1, 1, ?2, ?3, ?4, '', ?5)";
    let values = params![number, entry.operator, entry.station, entry.event, link];
    connection.execute(kept, values).unwrap();
    let seal = vault.trail_link(&[b"head", &number.to_be_bytes(), &link]);
    let kept = "INSERT INTO trail_head (one, entry, seal) VALUES (1, ?1, ?2)";
    connection.execute(kept, params![number, seal]).unwrap();
}

/// Whether every entry is as it was written and none is missing in between or at the end, the last one being `head`.
pub(super) fn is_whole(connection: &Connection, vault: &Vault, head: &TrailHead) -> Result<bool, LedgerError> {
    let mut statement = connection
        .prepare("SELECT id, at, operator, station, event, enrolment, detail, link FROM trail ORDER BY id")?;
    let mut rows = statement.query([])?;
    let (mut last, mut before, mut numbered) = (0, Vec::new(), false);
    while let Some(row) = rows.next()? {
        let entry = Linked::read(row)?;
        let link: Vec<u8> = row.get(7)?;
        let follows = entry.number == last + 1 && entry.link(vault, &before) == link;
        // once entries are linked by their number, older ones cannot come behind them
        if !follows && (numbered || entry.old_link(vault, &before) != link) {
            return Ok(false);
        }
        numbered |= follows;
        (last, before) = (entry.number, link);
    }
    Ok(last == head.entry && before == head.link)
}

/// Whether a trail that older versions wrote, under their own seal, is as they wrote it.
pub(super) fn is_whole_of_old(connection: &Connection, vault: &Vault) -> Result<bool, LedgerError> {
    let head: Option<(i64, Vec<u8>)> = connection
        .query_row("SELECT entry, seal FROM trail_head", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    let (Some((entry, seal)), Some((last, _))) = (head, last(connection)?) else {
        return Ok(false);
    };
    let sealed = vault.trail_link(&[b"head", &entry.to_be_bytes(), &last.link]);
    Ok(entry == last.entry && seal == sealed && is_whole(connection, vault, &last)?)
}

/// The link of that entry, if it is there.
pub(super) fn link_of(connection: &Connection, entry: i64) -> Result<Option<Vec<u8>>, LedgerError> {
    Ok(connection
        .query_row("SELECT link FROM trail WHERE id = ?1", [entry], |row| row.get(0))
        .optional()?)
}

/// The last entry, and when it was made.
pub(super) fn last(connection: &Connection) -> Result<Option<(TrailHead, i64)>, LedgerError> {
    Ok(connection
        .query_row("SELECT id, link, at FROM trail ORDER BY id DESC LIMIT 1", [], |row| {
            let head = TrailHead {
                entry: row.get(0)?,
                link: row.get(1)?,
            };
            Ok((head, row.get(2)?))
        })
        .optional()?)
}

/// What is kept with every entry of that kind.
pub(super) fn details(connection: &Connection, event: TrailEvent) -> Result<Vec<String>, LedgerError> {
    let mut statement = connection.prepare("SELECT detail FROM trail WHERE event = ?1")?;
    let details = statement.query_map([event.word()], |row| row.get(0))?;
    Ok(details.collect::<Result<_, _>>()?)
}

/// The entries of one enrolment, oldest first.
pub(super) fn of(connection: &Connection, id: EnrolmentId) -> Result<Vec<TrailEntry>, LedgerError> {
    let mut statement =
        connection.prepare_cached("SELECT at, operator, event, detail FROM trail WHERE enrolment = ?1 ORDER BY id")?;
    let rows = statement.query_map([id.0], |row| {
        let word: String = row.get(2)?;
        Ok(TrailEvent::try_from(word.as_str())
            .ok()
            .map(|event| (event, row.get(0), row.get(1), row.get(3))))
    })?;
    let mut entries = Vec::new();
    for row in rows {
        if let Some((event, at, operator, detail)) = row? {
            entries.push(TrailEntry {
                at: at?,
                operator: operator?,
                event,
                detail: detail?,
            });
        }
    }
    Ok(entries)
}
