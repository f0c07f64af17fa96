//! What is done with enrolments: recorded, taken up again, ended, compared, shown, opened for a file.

use rusqlite::{Connection, params};

use super::fates::FateKind;
use super::rows;
use super::serve::Desk;
use super::trail::{self, Author, TrailEvent};
use super::vault::Vault;
use super::{Answer, LedgerError, Recorded, RecordedAnswer, SealedRow, exports, fates};
use crate::desk::{
    Accepted, Before, BurnEnding, CodeOwner, Confirmation, Earlier, Enrolment, EnrolmentId, Kind, Outcome, Reopen,
    Standing, Token, Upn, Witness, Work,
};
use crate::otp::{self, Code, Hidden, Parameters, Seed};
use crate::token2::{BurnPlan, DisplayTimeout, Model, Write};

/// An enrolment that is to be put on disk.
pub(super) struct New {
    pub upn: Upn,
    pub token: Token,
    pub seed: Seed,
    pub kind: Kind,
    pub parameters: Parameters,
    pub witness: Witness,
    /// Whether Entra ID dictated its secret.
    pub in_entra: bool,
}

impl Desk<'_> {
    pub(super) fn person(&self, upn: &Upn) -> Result<Vec<Earlier>, LedgerError> {
        Ok(rows::with_person(&rows::of_person(self.connection, upn)?))
    }

    pub(super) fn token(&self, token: &Token) -> Result<Answer, LedgerError> {
        let known = rows::of_serial(self.connection, token.serial.as_str())?;
        Ok(Answer::Token {
            serial: token.serial.clone(),
            earlier: rows::of_token(&known),
            unfinished: rows::unfinished(&known),
        })
    }

    /// Checks and insert are one transaction, so that nothing comes in between.
    pub(super) fn record(
        &mut self,
        new: New,
        accepted: &Accepted,
        display: DisplayTimeout,
        tell: &mut dyn FnMut(Answer),
    ) -> Result<(), LedgerError> {
        let (vault, author, at) = (self.vault, self.author, self.at);
        let change = self.change()?;
        if let Some(known) = known(&change, &new, accepted)? {
            tell(Answer::Recorded(known));
            return Ok(());
        }
        if let Some(earlier) = secret_known(&change, vault, &new, accepted)? {
            tell(Answer::Recorded(RecordedAnswer::SecretKnown(earlier)));
            return Ok(());
        }
        let replaces = accepted.replaces.filter(|id| {
            let replaced = rows::one(&change, *id);
            replaced.is_ok_and(|row| row.upn.eq_ignore_ascii_case(new.upn.as_str()))
        });
        let id = insert(&change, vault, author, at, &new, replaces)?;
        if new.in_entra {
            fates::insert(&change, author, at, id, FateKind::InEntra, "")?;
        }
        trail::append(&change, vault, author, at, TrailEvent::Recorded, Some(id), "")?;
        change.commit()?;
        self.tell_changed(id, tell)?;
        let serial = new.token.serial.clone();
        let work = Work {
            id,
            upn: new.upn,
            serial: serial.clone(),
            model: new.token.model,
            seed: new.seed.duplicate(),
            parameters: new.parameters,
            before: Before::Fresh,
            kind: new.kind,
        };
        let plan = BurnPlan {
            serial,
            write: Write::Seed(new.seed),
            parameters: new.parameters,
            display,
        };
        tell(Answer::Recorded(RecordedAnswer::Burn(
            Recorded::new(Some(id), plan),
            work,
        )));
        Ok(())
    }

    pub(super) fn reopen(
        &mut self,
        reopen: Reopen,
        display: DisplayTimeout,
        tell: &mut dyn FnMut(Answer),
    ) -> Result<(), LedgerError> {
        let id = reopen.id();
        let row = rows::one(self.connection, id)?;
        let may = match reopen {
            Reopen::Compare(_) => row.is_unfinished(),
            Reopen::Burn(..) | Reopen::Again(_) => row.can_burn_again(),
        };
        if !may {
            return Err(LedgerError::NotFound);
        }
        let work = rows::work(self.connection, self.vault, id)?;
        let answer = match reopen {
            Reopen::Compare(_) => RecordedAnswer::Compare(work),
            Reopen::Again(_) => RecordedAnswer::Waiting(work),
            Reopen::Burn(_, witness) => {
                self.burn_again(id, witness)?;
                self.tell_changed(id, tell)?;
                let plan = BurnPlan {
                    serial: work.serial.clone(),
                    write: Write::Seed(work.seed.duplicate()),
                    parameters: work.parameters,
                    display,
                };
                RecordedAnswer::Burn(Recorded::new(Some(id), plan), work)
            }
        };
        tell(Answer::Recorded(answer));
        Ok(())
    }

    /// Until a code is compared once more, what was confirmed before counts for nothing: the token may be empty.
    fn burn_again(&mut self, id: EnrolmentId, witness: Witness) -> Result<(), LedgerError> {
        let (vault, author, at) = (self.vault, self.author, self.at);
        let change = self.change()?;
        change.execute(
            "UPDATE enrolment SET outcome = 'burning', broke_at = NULL, clock_witness = ?2, confirmed_at = NULL,
                                  confirmed_by = NULL, confirmed_drift = NULL
              WHERE id = ?1",
            params![id.0, <&str>::from(witness)],
        )?;
        let witness = <&str>::from(witness);
        trail::append(&change, vault, author, at, TrailEvent::Resumed, Some(id), witness)?;
        change.commit()
    }

    pub(super) fn keep_ending(
        &mut self,
        id: EnrolmentId,
        ending: &BurnEnding,
        tell: &mut dyn FnMut(Answer),
    ) -> Result<(), LedgerError> {
        let (vault, author, at) = (self.vault, self.author, self.at);
        let change = self.change()?;
        let (event, detail) = match ending {
            BurnEnding::Burned { drift } => {
                set_outcome(&change, id, Outcome::Burned)?;
                change.execute(
                    "UPDATE enrolment SET drift_after = ?2 WHERE id = ?1",
                    params![id.0, drift],
                )?;
                fates::settle(&change, author, at, id)?;
                (TrailEvent::Burned, drift.map(|d| d.to_string()).unwrap_or_default())
            }
            BurnEnding::Interrupted(step) => {
                set_outcome(&change, id, Outcome::Interrupted)?;
                let step = <&str>::from(*step);
                change.execute("UPDATE enrolment SET broke_at = ?2 WHERE id = ?1", params![id.0, step])?;
                (TrailEvent::Interrupted, step.to_owned())
            }
            BurnEnding::AsBefore => {
                set_outcome(&change, id, Outcome::Burned)?;
                (TrailEvent::NothingWritten, String::new())
            }
            BurnEnding::NothingWritten => {
                change.execute(
                    "UPDATE enrolment SET outcome = 'abandoned', touched = 0, nonce = NULL, sealed = NULL
                      WHERE id = ?1 AND outcome = 'burning'",
                    [id.0],
                )?;
                (TrailEvent::NothingWritten, String::new())
            }
        };
        trail::append(&change, vault, author, at, event, Some(id), &detail)?;
        change.commit()?;
        self.tell_changed(id, tell)
    }

    /// The right code proves that the seed is in the token, even where keeping the end of the burn had failed.
    pub(super) fn confirm(
        &mut self,
        id: EnrolmentId,
        confirmation: Confirmation,
        tell: &mut dyn FnMut(Answer),
    ) -> Result<(), LedgerError> {
        let (vault, author, at) = (self.vault, self.author, self.at);
        let by = <&str>::from(confirmation.by);
        let change = self.change()?;
        let doubted = rows::one(&change, id)?.is_doubted();
        let changed = change.execute(
            "UPDATE enrolment SET outcome = 'confirmed', confirmed_at = ?2, confirmed_by = ?3, confirmed_drift = ?4
              WHERE id = ?1 AND (outcome IN ('burning', 'interrupted', 'burned') OR (outcome = 'confirmed' AND ?5))",
            params![id.0, at, by, confirmation.drift, doubted],
        )?;
        if changed != 1 {
            return Err(LedgerError::NotFound);
        }
        trail::append(&change, vault, author, at, TrailEvent::Confirmed, Some(id), by)?;
        fates::settle(&change, author, at, id)?;
        let replaced = fates::replace(&change, vault, author, at, id)?;
        change.commit()?;
        self.tell_changed(id, tell)?;
        if let Some(replaced) = replaced {
            self.tell_changed(replaced, tell)?;
        }
        tell(Answer::ConfirmationKept);
        Ok(())
    }

    /// The seed is kept: the token may hold it.
    pub(super) fn abandon(
        &mut self,
        id: EnrolmentId,
        reason: &str,
        tell: &mut dyn FnMut(Answer),
    ) -> Result<(), LedgerError> {
        let reason = given(reason)?;
        let (vault, author, at) = (self.vault, self.author, self.at);
        let change = self.change()?;
        let changed = change.execute(
            "UPDATE enrolment SET outcome = 'abandoned' WHERE id = ?1 AND outcome IN ('burning', 'interrupted', 'burned')",
            [id.0],
        )?;
        if changed != 1 {
            return Err(LedgerError::NotFound);
        }
        trail::append(&change, vault, author, at, TrailEvent::GivenUp, Some(id), reason)?;
        change.commit()?;
        self.tell_changed(id, tell)
    }

    /// Once a row has left, Entra ID knows it under its old UPN, and only a new enrolment mends that.
    pub(super) fn correct_upn(
        &mut self,
        id: EnrolmentId,
        upn: &Upn,
        tell: &mut dyn FnMut(Answer),
    ) -> Result<(), LedgerError> {
        let (vault, author, at) = (self.vault, self.author, self.at);
        let change = self.change()?;
        let before = rows::one(&change, id)?;
        if before.exported_at.is_some() {
            return Err(LedgerError::NotFound);
        }
        if exports::is_leaving(&change, id)? {
            return Err(LedgerError::Leaving);
        }
        change.execute(
            "UPDATE enrolment SET upn = ?2, upn_folded = ?3 WHERE id = ?1",
            params![id.0, upn.as_str(), upn.folded()],
        )?;
        let detail = format!("{} \u{2192} {upn}", before.upn);
        trail::append(&change, vault, author, at, TrailEvent::UpnCorrected, Some(id), &detail)?;
        let stands = fates::replace_no_other(&change, vault, author, at, id)?;
        change.commit()?;
        if let Some(stands) = stands {
            self.tell_changed(stands, tell)?;
        }
        self.tell_changed(id, tell)
    }

    pub(super) fn note(&mut self, event: TrailEvent, id: EnrolmentId, detail: &str) -> Result<(), LedgerError> {
        let (vault, author, at) = (self.vault, self.author, self.at);
        let change = self.change()?;
        trail::append(&change, vault, author, at, event, Some(id), detail)?;
        change.commit()
    }

    /// The trail comes first: a secret that was shown without a trace is worse than a trace of one that was not.
    pub(super) fn show_secret(&mut self, id: EnrolmentId, reason: &str) -> Result<Hidden<String>, LedgerError> {
        let reason = given(reason)?;
        let work = rows::work(self.connection, self.vault, id)?;
        self.note(TrailEvent::SecretShown, id, reason)?;
        Ok(otp::otpauth_uri(
            Model::MANUFACTURER,
            work.upn.as_str(),
            &work.seed,
            work.parameters,
        ))
    }

    /// Opens the seeds of those that may leave; what is held back, since they were asked for or by its seed, stays.
    pub(super) fn open_rows(&self, ids: &[EnrolmentId]) -> Result<Vec<SealedRow>, LedgerError> {
        let mut open = Vec::new();
        for id in ids {
            let row = rows::one(self.connection, *id)?;
            if row.is_doubted() {
                continue;
            }
            if !row.may_leave() {
                return Err(LedgerError::NotFound);
            }
            let work = rows::work(self.connection, self.vault, *id)?;
            self.ground.opened(*id, rows::seal(self.connection, *id)?);
            open.push(SealedRow {
                id: work.id,
                upn: work.upn.as_str().to_owned(),
                serial: work.serial.as_str().to_owned(),
                model: work.model.name().to_owned(),
                parameters: work.parameters,
                seed: work.seed,
            });
        }
        Ok(open)
    }

    /// Whose code it is, of those that were begun at `since` or later and are not `id`. Looks up to an hour around now.
    pub(super) fn whose_code(&self, id: EnrolmentId, code: Code, since: i64) -> Result<Option<CodeOwner>, LedgerError> {
        const AROUND: u64 = 3600;
        for other in rows::with_seed_since(self.connection, since)?
            .into_iter()
            .filter(|other| *other != id)
        {
            // one that cannot be opened is no reason to tell nothing of the others
            let Ok(work) = rows::work(self.connection, self.vault, other) else {
                continue;
            };
            let window = u32::try_from(AROUND / work.parameters.period.seconds()).unwrap_or(0);
            if let Some(found) = otp::locate(&work.seed, work.parameters, self.at, code, window) {
                return Ok(Some(CodeOwner {
                    upn: work.upn,
                    serial: work.serial,
                    drift: found.drift,
                }));
            }
        }
        Ok(None)
    }

    /// The enrolment and the others of its token, which it may supersede.
    pub(super) fn tell_changed(&self, id: EnrolmentId, tell: &mut dyn FnMut(Answer)) -> Result<(), LedgerError> {
        let serial = rows::one(self.connection, id)?.serial;
        tell(Answer::Changed(rows::of_serial(self.connection, &serial)?));
        Ok(())
    }
}

/// A reason that says something.
fn given(reason: &str) -> Result<&str, LedgerError> {
    let reason = reason.trim();
    if reason.is_empty() {
        Err(LedgerError::NoReason)
    } else {
        Ok(reason)
    }
}

/// What stands in the way of a new enrolment beyond what was accepted: the token first, since writing it destroys.
fn known(connection: &Connection, new: &New, accepted: &Accepted) -> Result<Option<RecordedAnswer>, LedgerError> {
    let of_token = rows::of_serial(connection, new.token.serial.as_str())?;
    let mut earlier = rows::of_token(&of_token);
    earlier.retain(|earlier| !accepted.of_token.contains(&earlier.id));
    if !earlier.is_empty() {
        let same_person = |earlier: &Earlier| earlier.upn.eq_ignore_ascii_case(new.upn.as_str());
        let unfinished = earlier
            .iter()
            .all(same_person)
            .then(|| rows::unfinished(&of_token))
            .flatten();
        return Ok(Some(RecordedAnswer::Known {
            token: true,
            earlier,
            unfinished,
        }));
    }
    let mut earlier = rows::with_person(&rows::of_person(connection, &new.upn)?);
    earlier.retain(|earlier| !accepted.of_person.contains(&earlier.id) && !accepted.of_token.contains(&earlier.id));
    Ok((!earlier.is_empty()).then_some(RecordedAnswer::Known {
        token: false,
        earlier,
        unfinished: None,
    }))
}

/// Whose secret it is already. One that was given up may be begun anew, its own person's may move to another token when
/// the one before is gone, and a token that is overwritten may get it again.
fn secret_known(
    connection: &Connection,
    vault: &Vault,
    new: &New,
    accepted: &Accepted,
) -> Result<Option<Earlier>, LedgerError> {
    let holds_it = |row: &Enrolment| {
        let own = row.upn.eq_ignore_ascii_case(new.upn.as_str());
        let gives_way = accepted.replaces == Some(row.id) || accepted.of_token.contains(&row.id);
        let over = row.is_gone() || row.standing == Standing::Superseded;
        row.outcome != Outcome::Abandoned && !(own && (gives_way || over))
    };
    let same = rows::of_fingerprint(connection, &vault.fingerprint(&new.seed))?;
    Ok(same.iter().find(|row| holds_it(row)).map(rows::earlier))
}

fn insert(
    change: &Connection,
    vault: &Vault,
    author: &Author,
    at: i64,
    new: &New,
    replaces: Option<EnrolmentId>,
) -> Result<EnrolmentId, LedgerError> {
    let mut uid = [0; 16];
    vault.fill(&mut uid)?;
    let serial = new.token.serial.as_str();
    let sealed = vault.seal(&new.seed, &rows::binding(&uid, serial, new.parameters))?;
    change
        .prepare_cached(
            "INSERT INTO enrolment (uid, at, upn, upn_folded, serial, model, kind, algorithm, period, outcome, touched,
                                    operator, nonce, sealed, fingerprint, drift_before, clock_witness, replaces)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 1,
                     (SELECT id FROM operator WHERE name = ?11), ?12, ?13, ?14, ?15, ?16, ?17)",
        )?
        .execute(params![
            uid,
            at,
            new.upn.as_str(),
            new.upn.folded(),
            serial,
            new.token.model.name(),
            <&str>::from(new.kind),
            <&str>::from(new.parameters.algorithm),
            new.parameters.period.seconds().cast_signed(),
            <&str>::from(Outcome::Burning),
            author.operator,
            sealed.nonce,
            sealed.bytes,
            vault.fingerprint(&new.seed),
            new.token.drift,
            <&str>::from(new.witness),
            replaces.map(|id| id.0),
        ])?;
    Ok(EnrolmentId(change.last_insert_rowid()))
}

fn set_outcome(change: &Connection, id: EnrolmentId, outcome: Outcome) -> Result<(), LedgerError> {
    let changed = change
        .prepare_cached("UPDATE enrolment SET outcome = ?2 WHERE id = ?1 AND outcome <> 'confirmed'")?
        .execute(params![id.0, <&str>::from(outcome)])?;
    if changed == 1 {
        Ok(())
    } else {
        Err(LedgerError::NotFound)
    }
}
