//! Opening with a passphrase: the keys, what is found with them, and what is written down of it.

use std::path::Path;
use strum::VariantArray;

use super::anchor::{Anchor, Anchored, Peeked};
use super::aside::{self, Asked};
use super::audit::Evidence;
use super::change::{Author, Change, Writer};
use super::findings::{Finding, Named};
use super::ground::Ground;
use super::head::{self, Found, Head};
use super::random::Random;
use super::seal::{Seals, Survey};
use super::slots::{Unwrapped, keep_slot, next, slot, unwrap};
use super::store::{Column, Query, Reading, Store, Table, Value};
use super::trail::{self, TrailEvent};
use super::vault::{DataKey, Vault};
use super::{LedgerError, Passphrase, SlotKind, numbers};
use crate::token2::Serial;

/// What an open ledger works with.
pub(super) struct Session {
    pub vault: Vault,
    pub author: Author,
    pub ground: Ground,
}

/// What opening has found and done.
pub(super) struct Entered {
    pub session: Session,
    pub with: SlotKind,
    /// What was not as Tapdesk left it.
    pub findings: Vec<Finding>,
    /// Whether the file was put back from a backup.
    pub restored: bool,
}

/// Somebody at a ledger.
pub(super) struct Entry<'e> {
    pub folder: &'e Path,
    pub passphrase: &'e Passphrase,
    /// For a ledger that is made.
    pub recovery: Option<&'e Passphrase>,
    pub author: Author,
    /// Unix seconds.
    pub at: i64,
    pub random: &'e Random,
}

/// A ledger that is about to be opened.
struct Opening {
    /// None where it is made.
    unwrapped: Option<Unwrapped>,
    key: DataKey,
    vault: Vault,
    seals: Seals,
    name: Vec<u8>,
    anchor: Anchor,
    judged: Judged,
    /// Whether it was put back from a backup since it was last open.
    is_restored: bool,
}

/// The rows as they were found, held against what is known of them.
struct Judged {
    survey: Survey,
    findings: Vec<Finding>,
    /// Whether the rows were never sealed.
    is_old: bool,
    /// Which seeds were taken out of the backup that was put back.
    purged: Purged,
}

/// Seeds that a purge took out of a backup.
#[derive(Default)]
struct Purged {
    enrolments: Vec<Named>,
    in_stock: Vec<Serial>,
}

impl Entry<'_> {
    /// Opens the ledger, or makes it where there is none. Where it fails, nothing was written.
    pub fn enter(self, store: &mut dyn Store) -> Result<Entered, LedgerError> {
        let found = self.find(&*store.read()?)?;
        let (is_restored, key, unwrapped) = (found.is_restored, found.key, found.unwrapped);
        let asked = is_restored.then(|| aside::ask(store)).transpose()?;
        let mut judged = found.judged;
        let session = Session {
            author: self.author.clone(),
            ground: Ground::new(found.seals, found.name, judged.survey.sums.clone(), found.anchor),
            vault: found.vault,
        };
        let since = self.write(store, &session, &key, unwrapped.as_ref(), &judged, asked.as_ref())?;
        session.ground.settle_anchor();
        judged.findings.extend(since);
        Ok(Entered {
            session,
            with: unwrapped.map_or(SlotKind::Passphrase, |unwrapped| unwrapped.kind),
            findings: judged.findings,
            restored: is_restored,
        })
    }

    /// The keys, and what is found with them. Of all that is there only the anchor is touched.
    fn find(&self, reading: &dyn Reading) -> Result<Opening, LedgerError> {
        let unwrapped = unwrap(reading, self.passphrase)?;
        let key = match &unwrapped {
            Some(unwrapped) => unwrapped.key.clone(),
            None => self.new_key(reading)?,
        };
        let vault = Vault::new(&key, Random::clone(self.random))?;
        let seals = Seals::new(vault.row_key());
        let name = head::uid(reading)?;
        let mut anchor = Anchor::open(self.folder)?;
        let anchored = anchor.read(&vault, &name)?;
        let evidence = Evidence {
            reading,
            vault: &vault,
            seals: &seals,
        };
        let mut judged = match &unwrapped {
            Some(unwrapped) => judge(&evidence, &name, unwrapped, &anchored)?,
            None => Judged::of_new(seals.survey(reading)?, &anchored),
        };
        let is_restored = was_restored(reading)?;
        if is_restored {
            judged.purged = take_what_a_restore_brings(&mut judged.findings);
        }
        let is_first = judged.is_old || unwrapped.is_none();
        if is_restored || (is_first && anchored.is_blank()) {
            begin(&mut anchor, &vault, &name);
        }
        Ok(Opening {
            unwrapped,
            key,
            vault,
            seals,
            name,
            anchor,
            judged,
            is_restored,
        })
    }

    /// The key of a ledger that is made.
    fn new_key(&self, reading: &dyn Reading) -> Result<DataKey, LedgerError> {
        never_used(reading)?;
        self.passphrase.check_new()?;
        DataKey::draw(self.random)
    }

    /// Everything that an opening writes, in one transaction; gives what has happened since the backup was made that was
    /// put back, if one was.
    fn write(
        &self,
        store: &mut dyn Store,
        session: &Session,
        key: &DataKey,
        unwrapped: Option<&Unwrapped>,
        judged: &Judged,
        asked: Option<&Asked>,
    ) -> Result<Vec<Finding>, LedgerError> {
        let by = Writer {
            vault: &session.vault,
            author: &self.author,
            ground: &session.ground,
            at: self.at,
        };
        let change = Change::begin(store, by)?;
        if judged.is_old {
            change.adopt()?;
        }
        change.seat_operator()?;
        match unwrapped {
            None => self.make(&change, key)?,
            Some(unwrapped) => self.bind_anew(&change, key, unwrapped)?,
        }
        // what is appended from here on is whole again, so that it was not stays written
        change.write_down(&judged.survey, &judged.findings)?;
        let mut since = vec![];
        if let Some(asked) = asked {
            change.forget_restored()?;
            let purged = &judged.purged;
            purged
                .enrolments
                .iter()
                .try_for_each(|named| change.count_as_purged(named))?;
            purged
                .in_stock
                .iter()
                .try_for_each(|serial| change.take_out_of_stock(serial))?;
            since = change.keep_restored(asked)?;
        }
        if unwrapped.is_some_and(|unwrapped| unwrapped.kind == SlotKind::Recovery) {
            change.note(TrailEvent::OpenedByRecovery, None, "")?;
        }
        change.note(TrailEvent::Opened, None, "")?;
        change.commit()?;
        Ok(since)
    }

    fn make(&self, change: &Change<'_>, key: &DataKey) -> Result<(), LedgerError> {
        let chosen = [
            (SlotKind::Passphrase, Some(self.passphrase), TrailEvent::LedgerMade),
            (SlotKind::Recovery, self.recovery, TrailEvent::RecoverySet),
        ];
        for (kind, passphrase, event) in chosen {
            let Some(passphrase) = passphrase else { continue };
            keep_slot(change, kind, &key.wrap(passphrase, (kind, 1), self.random)?)?;
            change.note(event, None, "")?;
        }
        Ok(())
    }

    /// A key that an older version wrapped is wrapped once more, bound to what its passphrase is.
    fn bind_anew(&self, change: &Change<'_>, key: &DataKey, unwrapped: &Unwrapped) -> Result<(), LedgerError> {
        if unwrapped.generation > 0 {
            return Ok(());
        }
        let purpose = next(change, unwrapped.kind)?;
        let bound = key.wrap_known(self.passphrase, purpose, self.random)?;
        keep_slot(change, unwrapped.kind, &bound)
    }
}

impl Judged {
    /// Where another ledger was before, that is said: it may have been taken away.
    fn of_new(survey: Survey, anchored: &Anchored) -> Self {
        let had_one = !anchored.is_blank();
        Self {
            survey: Survey {
                sums: survey.sums,
                altered: vec![],
            },
            findings: had_one.then_some(Finding::Anchor).into_iter().collect(),
            is_old: false,
            purged: Purged::default(),
        }
    }
}

fn judge(
    evidence: &Evidence<'_>,
    name: &[u8],
    unwrapped: &Unwrapped,
    anchored: &Anchored,
) -> Result<Judged, LedgerError> {
    match Head::find(evidence.reading, evidence.vault, name)? {
        Found::Sealed(head) => {
            let (survey, findings) = evidence.findings(&head, anchored)?;
            if findings.contains(&Finding::Slot(unwrapped.kind)) {
                return Err(LedgerError::SlotPutBack);
            }
            Ok(Judged {
                survey,
                findings,
                is_old: false,
                purged: Purged::default(),
            })
        }
        // a key that is bound to its passphrase was bound by a version that seals
        Found::Old if unwrapped.generation == 0 => judge_old(evidence, anchored),
        Found::Old | Found::Broken => Err(LedgerError::Unsealed),
    }
}

/// A ledger of an older version: only its trail can be judged.
fn judge_old(evidence: &Evidence<'_>, anchored: &Anchored) -> Result<Judged, LedgerError> {
    let mut findings = Vec::new();
    if !trail::is_whole_of_old(evidence.reading, evidence.vault)? {
        findings.push(Finding::Trail);
    }
    if !anchored.is_blank() && !matches!(anchored, Anchored::At(head) if head.is_begun()) {
        // it was sealed before
        findings.push(Finding::Anchor);
    }
    Ok(Judged {
        survey: Survey {
            sums: evidence.seals.survey(evidence.reading)?.sums,
            altered: vec![],
        },
        findings,
        is_old: true,
        purged: Purged::default(),
    })
}

/// A ledger without a passphrase is new, unless something was ever kept in it.
pub(super) fn never_used(reading: &dyn Reading) -> Result<(), LedgerError> {
    let written = [
        Table::Enrolment,
        Table::Export,
        Table::Trail,
        Table::TrailHead,
        Table::Operator,
        Table::Fate,
    ];
    for table in written {
        if reading.first(&Query::all(table))?.is_some() {
            return Err(LedgerError::SlotsGone);
        }
    }
    Ok(())
}

/// Whether there is nothing to open yet.
pub(super) fn is_new(reading: &dyn Reading) -> Result<bool, LedgerError> {
    for kind in SlotKind::VARIANTS.iter().copied() {
        if slot(reading, kind)?.is_some() {
            return Ok(false);
        }
    }
    never_used(reading).map(|()| true)
}

fn was_restored(reading: &dyn Reading) -> Result<bool, LedgerError> {
    let row = reading.first(&Query::all(Table::Ledger))?;
    Ok(row.is_some_and(|row| row.has(Column::RestoredAt)))
}

impl Change<'_> {
    /// Seals every enrolment of a ledger that has never been sealed, before anything else is written. No sum changes by it.
    fn adopt(&self) -> Result<(), LedgerError> {
        let mut ids = Vec::new();
        self.each(&Query::all(Table::Enrolment).only(&[Column::Id]), &mut |row| {
            ids.push(row.get(Column::Id)?);
            Ok(())
        })?;
        ids.into_iter().try_for_each(|id| self.seal_as_found(id))?;
        numbers::count_anew(self)
    }

    /// That the ledger was put back from a backup is said once.
    fn forget_restored(&self) -> Result<(), LedgerError> {
        let none = vec![(Column::RestoredAt, Value::Null)];
        self.update(&Query::all(Table::Ledger), &none)
    }
}

/// Takes out what is not said of a ledger that was put back by whoever restored it, since it is said as that: that it is
/// behind its anchor, or of another machine or ledger, and which seeds were purged from the backup. Gives the latter.
fn take_what_a_restore_brings(findings: &mut Vec<Finding>) -> Purged {
    let brought = |finding: &mut Finding| {
        matches!(
            finding,
            Finding::PutBack { .. } | Finding::Anchor | Finding::SeedGone(_) | Finding::StockSeedGone(_)
        )
    };
    let mut purged = Purged::default();
    for finding in findings.extract_if(.., brought) {
        match finding {
            Finding::SeedGone(named) => purged.enrolments.push(named),
            Finding::StockSeedGone(serial) => purged.in_stock.push(serial),
            _ => {}
        }
    }
    purged
}

/// One that cannot be written is behind or missing, which is said at the next opening.
fn begin(anchor: &mut Anchor, vault: &Vault, name: &[u8]) {
    if let Err(error) = anchor.begin(vault, name) {
        tracing::warn!(%error, "the anchor beside the ledger was not begun");
    }
}

/// What a look without a desk finds in the ledger beside `anchor`; nothing is written.
pub(super) fn look_through(
    reading: &dyn Reading,
    vault: &Vault,
    unwrapped: &Unwrapped,
    anchor: &Peeked,
) -> Result<Vec<Finding>, LedgerError> {
    let name = head::uid(reading)?;
    let anchored = anchor.judge(vault, &name);
    let seals = Seals::new(vault.row_key());
    let evidence = Evidence {
        reading,
        vault,
        seals: &seals,
    };
    let mut found = judge(&evidence, &name, unwrapped, &anchored)?.findings;
    if was_restored(reading)? {
        take_what_a_restore_brings(&mut found);
    }
    Ok(found)
}
