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
    /// The trail was found altered or cut.
    TrailBroken,
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
    /// The token was reported lost.
    Lost,
    /// The token was handed over.
    HandedOver,
    /// It was deleted in Entra ID.
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
    const ALL: [(Self, &'static str); 37] = [
        (Self::LedgerMade, "ledger-made"),
        (Self::TrailBroken, "trail-broken"),
        (Self::Opened, "opened"),
        (Self::Recorded, "recorded"),
        (Self::Resumed, "resumed"),
        (Self::Burned, "burned"),
        (Self::Interrupted, "interrupted"),
        (Self::NothingWritten, "nothing-written"),
        (Self::WrongCode, "wrong-code"),
        (Self::Confirmed, "confirmed"),
        (Self::Parked, "parked"),
        (Self::GivenUp, "given-up"),
        (Self::UpnCorrected, "upn-corrected"),
        (Self::SecretShown, "secret-shown"),
        (Self::SecretCopied, "secret-copied"),
        (Self::ExportBegun, "export-begun"),
        (Self::ExportPlacing, "export-placing"),
        (Self::Exported, "exported"),
        (Self::ExportVoid, "export-void"),
        (Self::InventorySaved, "inventory-saved"),
        (Self::Purged, "purged"),
        (Self::Locked, "locked"),
        (Self::OpenedByRecovery, "opened-by-recovery"),
        (Self::PassphraseChanged, "passphrase-changed"),
        (Self::RecoverySet, "recovery-set"),
        (Self::Restored, "restored"),
        (Self::Replaced, "replaced"),
        (Self::Lost, "lost"),
        (Self::HandedOver, "handed-over"),
        (Self::DeletedInEntra, "deleted"),
        (Self::ClockBegun, "clock-begun"),
        (Self::ClockSet, "clock-set"),
        (Self::ClockUnknown, "clock-unknown"),
        (Self::ClockVouched, "clock-vouched"),
        (Self::ClockDenied, "clock-denied"),
        (Self::PeopleImported, "people-imported"),
        (Self::Doubted, "doubted"),
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
    at: i64,
    operator: String,
    station: String,
    event: String,
    enrolment: Option<i64>,
    detail: String,
}

impl Linked {
    fn link(&self, vault: &Vault, before: &[u8]) -> Vec<u8> {
        vault.trail_link(&[
            b"entry",
            before,
            &self.at.to_be_bytes(),
            self.operator.as_bytes(),
            self.station.as_bytes(),
            self.event.as_bytes(),
            &self.enrolment.unwrap_or(0).to_be_bytes(),
            self.detail.as_bytes(),
        ])
    }
}

fn seal(vault: &Vault, entry: i64, link: &[u8]) -> Vec<u8> {
    vault.trail_link(&[b"head", &entry.to_be_bytes(), link])
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
    let entry = Linked {
        at,
        operator: author.operator.clone(),
        station: author.station.clone(),
        event: event.word().to_owned(),
        enrolment: enrolment.map(|id| id.0),
        detail: detail.to_owned(),
    };
    let link = entry.link(vault, &before.unwrap_or_default());
    connection
        .prepare_cached(
            "INSERT INTO trail (at, operator, station, event, enrolment, detail, link) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            entry.at,
            entry.operator,
            entry.station,
            entry.event,
            entry.enrolment,
            entry.detail,
            link
        ])?;
    let number = connection.last_insert_rowid();
    connection
        .prepare_cached(
            "INSERT INTO trail_head (one, entry, seal) VALUES (1, ?1, ?2)
             ON CONFLICT (one) DO UPDATE SET entry = ?1, seal = ?2",
        )?
        .execute(params![number, seal(vault, number, &link)])?;
    Ok(())
}

/// Whether every entry is as it was written, none is missing, and the last one is the last.
pub(super) fn is_whole(connection: &Connection, vault: &Vault) -> Result<bool, LedgerError> {
    let mut statement = connection
        .prepare("SELECT id, at, operator, station, event, enrolment, detail, link FROM trail ORDER BY id")?;
    let mut rows = statement.query([])?;
    let (mut last, mut before) = (0, Vec::new());
    while let Some(row) = rows.next()? {
        let entry = Linked {
            at: row.get(1)?,
            operator: row.get(2)?,
            station: row.get(3)?,
            event: row.get(4)?,
            enrolment: row.get(5)?,
            detail: row.get(6)?,
        };
        let link: Vec<u8> = row.get(7)?;
        if entry.link(vault, &before) != link {
            return Ok(false);
        }
        (last, before) = (row.get(0)?, link);
    }
    let head: Option<(i64, Vec<u8>)> = connection
        .query_row("SELECT entry, seal FROM trail_head", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    Ok(match head {
        None => last == 0,
        Some((entry, sealed)) => entry == last && sealed == seal(vault, last, &before),
    })
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
