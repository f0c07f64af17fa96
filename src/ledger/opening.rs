//! Opening with a passphrase: the keys, what is found with them, and what is written down of it.

use std::path::Path;
use strum::VariantArray;

use rusqlite::{Connection, params};

use super::anchor::{Anchor, Anchored, Peeked};
use super::audit::{Evidence, Finding, Named};
use super::change::{Change, Found, Ground, Head, uid};
use super::doubts::{Writer, count_anew};
use super::seal::{Seals, Survey};
use super::slots::{Unwrapped, keep_slot, next, slot, unwrap};
use super::trail::{self, Author, TrailEvent};
use super::vault::{DataKey, Random, Vault};
use super::{LedgerError, Passphrase, SlotKind, aside};

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

/// The rows as they were found, held against what is known of them.
struct Judged {
    survey: Survey,
    findings: Vec<Finding>,
    /// Whether the rows were never sealed.
    is_old: bool,
    /// Whose seeds were taken out of the backup that was put back.
    purged: Vec<Named>,
}

impl Entry<'_> {
    /// Opens the ledger, or makes it where there is none. Where it fails, nothing was written.
    pub fn enter(self, connection: &mut Connection) -> Result<Entered, LedgerError> {
        let unwrapped = unwrap(connection, self.passphrase)?;
        if unwrapped.is_none() {
            never_used(connection)?;
        }
        let key = match &unwrapped {
            Some(unwrapped) => unwrapped.key.clone(),
            None => {
                self.passphrase.check_new()?;
                DataKey::draw(self.random)?
            }
        };
        let vault = Vault::new(&key, Random::clone(self.random))?;
        let seals = Seals::new(connection, vault.row_key())?;
        let name = uid(connection)?;
        let mut anchor = Anchor::open(self.folder)?;
        let anchored = anchor.read(&vault, &name)?;
        let evidence = Evidence {
            connection,
            vault: &vault,
            seals: &seals,
        };
        let mut judged = match &unwrapped {
            Some(unwrapped) => judge(&evidence, &name, unwrapped, &anchored)?,
            None => Judged::of_new(evidence.seals.survey(connection)?, &anchored),
        };
        let restored = was_restored(connection)?;
        if restored {
            judged.purged = take_what_a_restore_brings(&mut judged.findings);
        }
        let is_first = judged.is_old || unwrapped.is_none();
        if restored || (is_first && anchored.is_blank()) {
            begin(&mut anchor, &vault, &name);
        }
        let with = unwrapped
            .as_ref()
            .map_or(SlotKind::Passphrase, |unwrapped| unwrapped.kind);
        seals.watch(connection)?;
        let session = Session {
            vault,
            author: self.author.clone(),
            ground: Ground::new(seals, name, judged.survey.sums.clone(), anchor),
        };
        let written = self.write(connection, &session, &key, unwrapped.as_ref(), &judged);
        if written.is_err() {
            Seals::unwatch(connection);
        }
        let (restored, since) = written?;
        session.ground.settle_anchor();
        judged.findings.extend(since);
        Ok(Entered {
            session,
            with,
            findings: judged.findings,
            restored,
        })
    }

    /// Everything that an opening writes, in one transaction; gives whether the file was put back from a backup, and what
    /// has happened since that was made.
    fn write(
        &self,
        connection: &mut Connection,
        session: &Session,
        key: &DataKey,
        unwrapped: Option<&Unwrapped>,
        judged: &Judged,
    ) -> Result<(bool, Vec<Finding>), LedgerError> {
        let (vault, seals) = (&session.vault, &session.ground.seals);
        let change = Change::begin(connection, vault, &session.ground)?;
        if judged.is_old {
            seals.adopt(&change)?;
            count_anew(&change)?;
        }
        let note = |event| trail::append(&change, vault, &self.author, self.at, event, None, "");
        change.execute(
            "INSERT INTO operator (name, last_at) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET last_at = ?2",
            params![self.author.operator, self.at],
        )?;
        match unwrapped {
            None => self.make(&change, vault, key)?,
            Some(unwrapped) => self.bind_anew(&change, key, unwrapped)?,
        }
        let writer = Writer {
            vault,
            author: &self.author,
            at: self.at,
        };
        // what is appended from here on is whole again, so that it was not stays written
        writer.write_down(&change, seals, &judged.survey, &judged.findings)?;
        let (restored, mut since) = (take_restored(&change)?, vec![]);
        if restored {
            for named in &judged.purged {
                writer.count_as_purged(&change, named)?;
            }
            since = aside::consult(&change, &writer, self.folder)?;
        }
        if unwrapped.is_some_and(|unwrapped| unwrapped.kind == SlotKind::Recovery) {
            note(TrailEvent::OpenedByRecovery)?;
        }
        note(TrailEvent::Opened)?;
        change.commit()?;
        Ok((restored, since))
    }

    fn make(&self, change: &Connection, vault: &Vault, key: &DataKey) -> Result<(), LedgerError> {
        let note = |event| trail::append(change, vault, &self.author, self.at, event, None, "");
        let chosen = [
            (SlotKind::Passphrase, Some(self.passphrase), TrailEvent::LedgerMade),
            (SlotKind::Recovery, self.recovery, TrailEvent::RecoverySet),
        ];
        for (kind, passphrase, event) in chosen {
            let Some(passphrase) = passphrase else { continue };
            keep_slot(change, kind, &key.wrap(passphrase, (kind, 1), self.random)?)?;
            note(event)?;
        }
        Ok(())
    }

    /// A key that an older version wrapped is wrapped once more, bound to what its passphrase is.
    fn bind_anew(&self, change: &Connection, key: &DataKey, unwrapped: &Unwrapped) -> Result<(), LedgerError> {
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
            purged: vec![],
        }
    }
}

fn judge(
    evidence: &Evidence<'_>,
    name: &[u8],
    unwrapped: &Unwrapped,
    anchored: &Anchored,
) -> Result<Judged, LedgerError> {
    match Head::find(evidence.connection, evidence.vault, name)? {
        Found::Sealed(head) => {
            let (survey, findings) = evidence.findings(&head, anchored)?;
            if findings.contains(&Finding::Slot(unwrapped.kind)) {
                return Err(LedgerError::SlotPutBack);
            }
            Ok(Judged {
                survey,
                findings,
                is_old: false,
                purged: vec![],
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
    if !trail::is_whole_of_old(evidence.connection, evidence.vault)? {
        findings.push(Finding::Trail);
    }
    if !anchored.is_blank() && !matches!(anchored, Anchored::At(head) if head.is_begun()) {
        // it was sealed before
        findings.push(Finding::Anchor);
    }
    Ok(Judged {
        survey: Survey {
            sums: evidence.seals.survey(evidence.connection)?.sums,
            altered: vec![],
        },
        findings,
        is_old: true,
        purged: vec![],
    })
}

/// A ledger without a passphrase is new, unless something was ever kept in it.
pub(super) fn never_used(connection: &Connection) -> Result<(), LedgerError> {
    for table in ["enrolment", "export", "trail", "trail_head", "operator", "fate"] {
        let used: bool =
            connection.query_row(&format!("SELECT EXISTS (SELECT 1 FROM {table})"), [], |row| row.get(0))?;
        if used {
            return Err(LedgerError::SlotsGone);
        }
    }
    Ok(())
}

/// Whether there is nothing to open yet.
pub(super) fn is_new(connection: &Connection) -> Result<bool, LedgerError> {
    for kind in SlotKind::VARIANTS.iter().copied() {
        if slot(connection, kind)?.is_some() {
            return Ok(false);
        }
    }
    never_used(connection).map(|()| true)
}

fn was_restored(connection: &Connection) -> Result<bool, LedgerError> {
    let asked = "SELECT EXISTS (SELECT 1 FROM ledger WHERE restored_at IS NOT NULL)";
    Ok(connection.query_row(asked, [], |row| row.get(0))?)
}

/// Whether the file was put back from a backup since it was last open; asked once.
fn take_restored(change: &Connection) -> Result<bool, LedgerError> {
    Ok(change.execute("UPDATE ledger SET restored_at = NULL WHERE restored_at IS NOT NULL", [])? > 0)
}

/// Takes out what is not said of a ledger that was put back by whoever restored it, since it is said as that: that it is
/// behind its anchor, or of another machine or ledger, and which seeds were purged from the backup. Gives the latter.
fn take_what_a_restore_brings(findings: &mut Vec<Finding>) -> Vec<Named> {
    let brought = |finding: &mut Finding| {
        matches!(
            finding,
            Finding::PutBack { .. } | Finding::Anchor | Finding::SeedGone(_)
        )
    };
    let brought: Vec<_> = findings.extract_if(.., brought).collect();
    let purged = brought.into_iter().filter_map(|finding| match finding {
        Finding::SeedGone(named) => Some(named),
        _ => None,
    });
    purged.collect()
}

/// One that cannot be written is behind or missing, which is said at the next opening.
fn begin(anchor: &mut Anchor, vault: &Vault, name: &[u8]) {
    if let Err(error) = anchor.begin(vault, name) {
        tracing::warn!(%error, "the anchor beside the ledger was not begun");
    }
}

/// What a look without a desk finds in the ledger beside `anchor`; nothing is written.
pub(super) fn look_through(
    connection: &Connection,
    vault: &Vault,
    unwrapped: &Unwrapped,
    anchor: &Peeked,
) -> Result<Vec<Finding>, LedgerError> {
    let name = uid(connection)?;
    let anchored = anchor.judge(vault, &name);
    let seals = Seals::new(connection, vault.row_key())?;
    let evidence = Evidence {
        connection,
        vault,
        seals: &seals,
    };
    let mut found = judge(&evidence, &name, unwrapped, &anchored)?.findings;
    if was_restored(connection)? {
        take_what_a_restore_brings(&mut found);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::ledger::sqlite::schema::{APPLICATION_ID, MIGRATIONS};
    use crate::ledger::{Answer, Ledger, Opened, Request};

    const CHOSEN: &str = "correct horse";

    fn random() -> Random {
        Arc::new(|bytes: &mut [u8]| {
            bytes.fill(7);
            Ok(())
        })
    }

    fn chosen() -> Passphrase {
        Passphrase::new(CHOSEN.into())
    }

    /// A ledger as the version that knew `schema` left it, with one enrolment and one entry; then `tamper`.
    fn older(folder: &Path, schema: usize, tamper: &str) {
        let connection = Connection::open(folder.join(super::super::sqlite::file::FILE)).unwrap();
        for script in &MIGRATIONS[..schema] {
            connection.execute_batch(script).unwrap();
        }
        let version = i64::try_from(schema).unwrap();
        connection.pragma_update(None, "user_version", version).unwrap();
        connection
            .pragma_update(None, "application_id", APPLICATION_ID)
            .unwrap();
        let key = DataKey::draw(&random()).unwrap();
        let slot = key.wrap_known(&chosen(), (SlotKind::Passphrase, 0), &random()).unwrap();
        connection
            .execute(
                "INSERT INTO vault_slot (kind, memory_kib, passes, lanes, salt, nonce, wrapped)
                 VALUES ('passphrase', ?1, ?2, ?3, ?4, ?5, ?6)",
                params![
                    slot.memory_kib,
                    slot.passes,
                    slot.lanes,
                    slot.salt,
                    slot.nonce,
                    slot.wrapped
                ],
            )
            .unwrap();
        connection
            .execute_batch(
                "INSERT INTO operator (name, last_at) VALUES ('M. Keller', 1);
                 INSERT INTO enrolment (uid, at, upn, upn_folded, serial, model, kind, algorithm, period, outcome, touched,
                                        operator, fingerprint)
                 VALUES (zeroblob(16), 1, 'a@x.ch', 'a@x.ch', '8659632000001', 'C302-i', 'random', 'sha1', 30,
                         'abandoned', 0, 1, x'00');",
            )
            .unwrap();
        let vault = Vault::new(&key, random()).unwrap();
        trail::append_old(&connection, &vault, 1, "ledger-made");
        connection.execute_batch(tamper).unwrap();
    }

    fn open_it(folder: &Path) -> Result<Opened, LedgerError> {
        let mut ledger = Ledger::new(folder.to_owned(), "Desk 2".into(), random());
        let request = Request::Open {
            passphrase: chosen(),
            recovery: None,
            operator: "M. Keller".into(),
        };
        let mut opened = None;
        ledger.serve(request, 9, &mut |answer| {
            opened = match answer {
                Answer::Opened(it) => Some(Ok(it)),
                Answer::NotOpened(why) => Some(Err(why)),
                _ => None,
            }
        });
        opened.unwrap()
    }

    #[test]
    fn a_ledger_of_every_older_version_is_sealed_at_its_first_opening() {
        for schema in 1..MIGRATIONS.len() {
            let folder = tempfile::tempdir().unwrap();
            older(folder.path(), schema, "");
            assert_eq!(open_it(folder.path()).unwrap().findings, [], "schema {schema}");
            let connection = Connection::open(folder.path().join("ledger.sqlite3")).unwrap();
            let bound: i64 = connection
                .query_row("SELECT generation FROM vault_slot", [], |row| row.get(0))
                .unwrap();
            assert_eq!(bound, 1, "its passphrase is bound");
            assert_eq!(
                open_it(folder.path()).unwrap().findings,
                [],
                "schema {schema}, once more"
            );
            connection.execute_batch("UPDATE enrolment SET upn = 'b@x.ch'").unwrap();
            let found = open_it(folder.path()).unwrap().findings;
            assert!(matches!(found[..], [Finding::Altered(_)]), "schema {schema}: {found:?}");
        }
    }

    #[test]
    fn what_an_older_version_could_tell_is_still_told() {
        for tamper in [
            "UPDATE trail SET detail = 'x'",
            "DELETE FROM trail_head",
            "DELETE FROM trail; DELETE FROM trail_head",
            "UPDATE trail_head SET entry = 9",
        ] {
            let folder = tempfile::tempdir().unwrap();
            older(folder.path(), 3, tamper);
            assert_eq!(open_it(folder.path()).unwrap().findings, [Finding::Trail], "{tamper}");
        }
    }

    #[test]
    fn a_sealed_ledger_does_not_pass_for_an_older_one() {
        for disguise in [
            "UPDATE trail_head SET sums = NULL, link = NULL",
            "DELETE FROM trail_head",
            "UPDATE trail_head SET sums = NULL",
        ] {
            let folder = tempfile::tempdir().unwrap();
            older(folder.path(), 3, "");
            open_it(folder.path()).unwrap();
            let connection = Connection::open(folder.path().join("ledger.sqlite3")).unwrap();
            connection.execute_batch(disguise).unwrap();
            let opened = open_it(folder.path());
            assert!(matches!(opened, Err(LedgerError::Unsealed)), "{disguise}");
        }
    }

    #[test]
    fn a_kill_or_a_power_loss_before_the_anchor_is_written_is_no_finding() {
        let folder = tempfile::tempdir().unwrap();
        older(folder.path(), 3, "");
        open_it(folder.path()).unwrap();
        let vault = Vault::new(&DataKey::draw(&random()).unwrap(), random()).unwrap();
        let named = || uid(&Connection::open(folder.path().join("ledger.sqlite3")).unwrap()).unwrap();
        let mut anchor = Anchor::open(folder.path()).unwrap();
        anchor.begin(&vault, &named()).unwrap();
        assert_eq!(open_it(folder.path()).unwrap().findings, []);

        // the first one that is made does not come to be, and its key is drawn once more
        let folder = tempfile::tempdir().unwrap();
        drop(super::super::sqlite::file::OpenFile::open(folder.path()).unwrap());
        let connection = Connection::open(folder.path().join("ledger.sqlite3")).unwrap();
        let other: Random = Arc::new(|bytes: &mut [u8]| {
            bytes.fill(9);
            Ok(())
        });
        let vault = Vault::new(&DataKey::draw(&other).unwrap(), other).unwrap();
        let mut anchor = Anchor::open(folder.path()).unwrap();
        anchor.begin(&vault, &uid(&connection).unwrap()).unwrap();
        drop(connection);
        assert_eq!(open_it(folder.path()).unwrap().findings, []);
        // beside a ledger that was used it is none of its own
        anchor.begin(&vault, b"16 bytes of name").unwrap();
        assert_eq!(open_it(folder.path()).unwrap().findings, [Finding::Anchor]);
    }
}
