//! The trail: who did what and when, never a secret. Each entry is linked to the one before it.

use rusqlite::{Connection, OptionalExtension, params};

use super::LedgerError;
use super::vault::Vault;
use crate::desk::EnrolmentId;

/// What can stand in the trail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TrailEvent {
    /// The ledger was made.
    LedgerMade,
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
    /// The secret was shown.
    SecretShown,
    /// A file was about to be written.
    ExportBegun,
    /// The file was written.
    Exported,
    /// The file was not written; its rows wait again.
    ExportVoid,
}

impl TrailEvent {
    const ALL: [(Self, &'static str); 14] = [
        (Self::LedgerMade, "ledger-made"),
        (Self::Opened, "opened"),
        (Self::Recorded, "recorded"),
        (Self::Resumed, "resumed"),
        (Self::Burned, "burned"),
        (Self::Interrupted, "interrupted"),
        (Self::NothingWritten, "nothing-written"),
        (Self::WrongCode, "wrong-code"),
        (Self::Confirmed, "confirmed"),
        (Self::Parked, "parked"),
        (Self::SecretShown, "secret-shown"),
        (Self::ExportBegun, "export-begun"),
        (Self::Exported, "exported"),
        (Self::ExportVoid, "export-void"),
    ];

    /// The word that the ledger keeps, and under which the texts are found.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(event, _)| *event == self)
            .map_or("", |(_, word)| word)
    }

    fn parse(word: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(_, known)| *known == word)
            .map(|(event, _)| *event)
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

/// Who writes, and where.
#[derive(Debug, Clone)]
pub(super) struct Author {
    pub operator: String,
    pub station: String,
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
    let before: Option<Vec<u8>> = connection
        .prepare_cached("SELECT link FROM trail ORDER BY id DESC LIMIT 1")?
        .query_row([], |row| row.get(0))
        .optional()?;
    let number = enrolment.map_or(0, |id| id.0);
    let link = vault.trail_link(&[
        &before.unwrap_or_default(),
        &at.to_be_bytes(),
        author.operator.as_bytes(),
        author.station.as_bytes(),
        event.word().as_bytes(),
        &number.to_be_bytes(),
        detail.as_bytes(),
    ]);
    connection
        .prepare_cached(
            "INSERT INTO trail (at, operator, station, event, enrolment, detail, link) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            at,
            author.operator,
            author.station,
            event.word(),
            enrolment.map(|id| id.0),
            detail,
            link
        ])?;
    Ok(())
}

/// The entries of one enrolment, oldest first.
pub(super) fn of(connection: &Connection, id: EnrolmentId) -> Result<Vec<TrailEntry>, LedgerError> {
    let mut statement =
        connection.prepare_cached("SELECT at, operator, event, detail FROM trail WHERE enrolment = ?1 ORDER BY id")?;
    let rows = statement.query_map([id.0], |row| {
        let word: String = row.get(2)?;
        Ok(TrailEvent::parse(&word).map(|event| (event, row.get(0), row.get(1), row.get(3))))
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
