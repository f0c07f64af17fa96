//! What becomes of enrolments that were begun: taken up again, ended, compared, corrected, shown, opened for a file. How they
//! begin is in `begin`.

use super::begin::to_burn;
use super::change::Change;
use super::opened::OpenLedger;
use super::records::EnrolmentRow;
use super::store::{Column, Query, Reading, Table, Value, Values};
use super::trail::TrailEvent;
use super::{Answer, LedgerError, SealedRow, exports, rows, seeds, stock};
use crate::desk::{
    self, BurnEnding, CodeOwner, Confirmation, Earlier, EnrolmentId, EnrolmentKept, Kind, Outcome, Reopen, Token, Upn,
    Witness,
};
use crate::otp::{self, Code, Hidden};
use crate::token2::DisplayTimeout;

impl OpenLedger<'_> {
    pub(super) fn person(&self, upn: &Upn) -> Result<Vec<Earlier>, LedgerError> {
        Ok(rows::with_person(&rows::of_person(&*self.read()?, upn)?))
    }

    pub(super) fn token(&self, token: &Token) -> Result<EnrolmentKept, LedgerError> {
        let known = rows::of_token(&*self.read()?, &token.id)?;
        Ok(EnrolmentKept::Token {
            token: token.id.clone(),
            earlier: rows::with_token(&known),
            unfinished: rows::unfinished(&known),
        })
    }

    pub(super) fn reopen(
        &mut self,
        reopen: Reopen,
        display: DisplayTimeout,
        tell: &mut dyn FnMut(Answer),
    ) -> Result<desk::Recorded, LedgerError> {
        let id = reopen.id();
        let work = {
            let reading = self.read()?;
            let row = rows::one(&*reading, id)?;
            let may = match reopen {
                Reopen::Compare(_) => row.is_unfinished(),
                Reopen::Burn(..) | Reopen::Again(_) => row.can_burn_again(),
            };
            if !may {
                return Err(LedgerError::NotFound);
            }
            seeds::work(&*reading, self.vault, id)?
        };
        Ok(match reopen {
            Reopen::Compare(_) => desk::Recorded::Compare(work),
            Reopen::Again(_) => desk::Recorded::Waiting(work),
            Reopen::Burn(_, witness) => {
                self.burn_again(id, witness)?;
                self.tell_changed(id, tell)?;
                to_burn(work, display)
            }
        })
    }

    /// Until a code is compared once more, what was confirmed before counts for nothing: the token may be empty.
    fn burn_again(&mut self, id: EnrolmentId, witness: Witness) -> Result<(), LedgerError> {
        let change = self.change()?;
        if !rows::one(&change, id)?.can_burn_again() {
            return Err(LedgerError::NotFound);
        }
        let anew = vec![
            (Column::Outcome, Value::word(Outcome::Burning)),
            (Column::BrokeAt, Value::Null),
            (Column::ClockWitness, Value::word(witness)),
            (Column::ConfirmedAt, Value::Null),
            (Column::ConfirmedBy, Value::Null),
            (Column::ConfirmedDrift, Value::Null),
        ];
        change.set(id, &anew)?;
        change.note(TrailEvent::Resumed, Some(id), witness.into())?;
        change.commit()
    }

    pub(super) fn keep_ending(
        &mut self,
        id: EnrolmentId,
        ending: &BurnEnding,
        tell: &mut dyn FnMut(Answer),
    ) -> Result<(), LedgerError> {
        let change = self.change()?;
        let token = rows::one(&change, id)?.token;
        let (event, detail) = match ending {
            BurnEnding::Burned { drift } => {
                change.end(id, Outcome::Burned, vec![(Column::DriftAfter, (*drift).into())])?;
                change.settle(id)?;
                change.factory_seed_gone(id, &token)?;
                (TrailEvent::Burned, drift.map(|d| d.to_string()).unwrap_or_default())
            }
            BurnEnding::Interrupted(step) => {
                let broke_at = (Column::BrokeAt, Value::word(*step));
                change.end(id, Outcome::Interrupted, vec![broke_at])?;
                change.factory_seed_gone(id, &token)?;
                (TrailEvent::Interrupted, <&str>::from(*step).to_owned())
            }
            BurnEnding::AsBefore => {
                change.end(id, Outcome::Burned, vec![])?;
                (TrailEvent::NothingWritten, String::new())
            }
            BurnEnding::NothingWritten => {
                change.undo(id)?;
                change.back_in_stock(id, None)?;
                (TrailEvent::NothingWritten, String::new())
            }
        };
        change.note(event, Some(id), &detail)?;
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
        let change = self.change()?;
        let row = rows::one(&change, id)?;
        let again = row.outcome == Outcome::Confirmed && row.is_doubted();
        if !waits(row.outcome) && !again {
            return Err(LedgerError::NotFound);
        }
        let confirmed = vec![
            (Column::Outcome, Value::word(Outcome::Confirmed)),
            (Column::ConfirmedAt, change.by.at.into()),
            (Column::ConfirmedBy, Value::word(confirmation.by)),
            (Column::ConfirmedDrift, confirmation.drift.into()),
        ];
        change.set(id, &confirmed)?;
        change.note(TrailEvent::Confirmed, Some(id), confirmation.by.into())?;
        change.settle(id)?;
        if row.kind != Kind::Factory {
            change.factory_seed_gone(id, &row.token)?;
        }
        let replaced = change.replace(id)?;
        change.commit()?;
        self.tell_changed(id, tell)?;
        if let Some(replaced) = replaced {
            self.tell_changed(replaced, tell)?;
        }
        Ok(())
    }

    /// The seed is kept, since the token may hold it; a factory seed goes back into the stock.
    pub(super) fn abandon(
        &mut self,
        id: EnrolmentId,
        reason: &str,
        tell: &mut dyn FnMut(Answer),
    ) -> Result<(), LedgerError> {
        let reason = given(reason)?;
        let change = self.change()?;
        let row = EnrolmentRow::one(&change, id)?;
        if !waits(row.outcome) {
            return Err(LedgerError::NotFound);
        }
        if row.kind == Kind::Factory && give_back(&change, id)? {
            change.set(id, &nothing_came_of_it())?;
            change.note(TrailEvent::BackInStock, Some(id), "")?;
        } else {
            change.set(id, &vec![(Column::Outcome, Value::word(Outcome::Abandoned))])?;
        }
        change.note(TrailEvent::GivenUp, Some(id), reason)?;
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
        let change = self.change()?;
        let before = rows::one(&change, id)?;
        if before.exported_at().is_some() {
            return Err(LedgerError::NotFound);
        }
        if exports::is_leaving(&change, id)? {
            return Err(LedgerError::Leaving);
        }
        let corrected = vec![
            (Column::Upn, upn.as_str().into()),
            (Column::UpnFolded, (&upn.folded()).into()),
        ];
        change.set(id, &corrected)?;
        let detail = format!("{} \u{2192} {upn}", before.upn);
        change.note(TrailEvent::UpnCorrected, Some(id), &detail)?;
        let stands = change.replace_no_other(id)?;
        change.commit()?;
        if let Some(stands) = stands {
            self.tell_changed(stands, tell)?;
        }
        self.tell_changed(id, tell)
    }

    /// The trail comes first: a secret that was shown without a trace is worse than a trace of one that was not.
    pub(super) fn show_secret(&mut self, id: EnrolmentId, reason: &str) -> Result<Hidden<String>, LedgerError> {
        let reason = given(reason)?;
        let work = seeds::work(&*self.read()?, self.vault, id)?;
        self.note(TrailEvent::SecretShown, Some(id), reason)?;
        Ok(otp::otpauth_uri(
            work.make.maker(),
            work.upn.as_str(),
            &work.seed,
            work.parameters,
        ))
    }

    /// Opens the seeds of those that may leave; what is held back, since they were asked for or by its seed, stays.
    pub(super) fn open_rows(&self, reading: &dyn Reading, ids: &[EnrolmentId]) -> Result<Vec<SealedRow>, LedgerError> {
        let mut open = Vec::new();
        for row in rows::these(reading, ids)? {
            if row.is_doubted() {
                continue;
            }
            if !row.may_leave() {
                return Err(LedgerError::NotFound);
            }
            let work = seeds::work(reading, self.vault, row.id)?;
            self.ground.opened(row.id, rows::seal(reading, row.id)?);
            open.push(SealedRow {
                id: work.id,
                upn: work.upn,
                token: work.token,
                make: work.make,
                parameters: work.parameters,
                seed: work.seed,
            });
        }
        Ok(open)
    }

    /// Whose code it is, of those that were begun at `since` or later and are not `id`. Looks up to an hour around now.
    pub(super) fn whose_code(&self, id: EnrolmentId, code: Code, since: i64) -> Result<Option<CodeOwner>, LedgerError> {
        const AROUND: u64 = 3600;
        let reading = self.read()?;
        for other in rows::with_seed_since(&*reading, since)?
            .into_iter()
            .filter(|other| *other != id)
        {
            // one that cannot be opened is no reason to tell nothing of the others
            let Ok(work) = seeds::work(&*reading, self.vault, other) else {
                continue;
            };
            let window = u32::try_from(AROUND / work.parameters.period.seconds()).unwrap_or(0);
            if let Some(found) = otp::locate(&work.seed, work.parameters, self.at, code, window) {
                return Ok(Some(CodeOwner {
                    upn: work.upn,
                    token: work.token,
                    drift: found.drift,
                }));
            }
        }
        Ok(None)
    }
}

/// A factory token goes back to whoever had it before and still has it, or into the stock. `false` where it is not that
/// enrolment's to give: somebody else has it by now, or the stock does not know it. Then the seed stays where it is.
fn give_back(change: &Change<'_>, id: EnrolmentId) -> Result<bool, LedgerError> {
    if !stock::is_held_by(change, id)? {
        return Ok(false);
    }
    let token = rows::one(change, id)?.token;
    let had_it = |row: &desk::Enrolment| row.id != id && row.kind == Kind::Factory && row.has_seed && !row.is_gone();
    match rows::of_token(change, &token)?.iter().find(|row| had_it(row)) {
        Some(before) => {
            change.leave_stock(token.serial(), before.id, true)?;
            Ok(true)
        }
        None => {
            let seed = seeds::work(change, change.by.vault, id)?.seed;
            change.back_in_stock(id, Some(&seed))
        }
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

/// Its token is as it was, and it has no seed.
fn nothing_came_of_it() -> Values {
    vec![
        (Column::Outcome, Value::word(Outcome::Abandoned)),
        (Column::Touched, false.into()),
        (Column::Nonce, Value::Null),
        (Column::Sealed, Value::Null),
    ]
}

/// Whether it is begun and its end open: a code may still confirm it, or it may be given up.
const fn waits(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Burning | Outcome::Interrupted | Outcome::Burned)
}

impl Change<'_> {
    /// Sets columns of an enrolment.
    fn set(&self, id: EnrolmentId, values: &Values) -> Result<(), LedgerError> {
        self.update(&Query::by(Table::Enrolment, Column::Id, id.0), values)
    }

    /// Keeps how a burn ended. What was compared meanwhile is not taken back by it.
    fn end(&self, id: EnrolmentId, outcome: Outcome, also: Values) -> Result<(), LedgerError> {
        if EnrolmentRow::one(self, id)?.outcome == Outcome::Confirmed {
            return Err(LedgerError::NotFound);
        }
        let outcome = vec![(Column::Outcome, Value::word(outcome))];
        self.set(id, &[outcome, also].concat())
    }

    /// A burn that wrote nothing leaves its token as it was, and no seed.
    fn undo(&self, id: EnrolmentId) -> Result<(), LedgerError> {
        if EnrolmentRow::one(self, id)?.outcome != Outcome::Burning {
            return Ok(());
        }
        self.set(id, &nothing_came_of_it())
    }
}
