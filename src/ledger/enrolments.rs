//! What is done with enrolments: recorded, taken up again, ended, compared, shown, opened for a file.

use super::change::Change;
use super::opened::OpenLedger;
use super::records::{EnrolmentRow, FateKind};
use super::store::{Column, Query, Reading, Table, Value, Values};
use super::trail::TrailEvent;
use super::vault::Vault;
use super::{Answer, LedgerError, Recorded, SealedRow, exports, rows, seeds, stock};
use crate::desk::{
    self, Accepted, Asked, Before, BurnEnding, CodeOwner, Confirmation, Earlier, Enrolment, EnrolmentId, EnrolmentKept,
    Kind, NewAssignment, NewEnrolment, Outcome, Reopen, Standing, StockState, Token, Upn, Witness, Work,
};
use crate::otp::{self, Code, Hidden, Parameters, Seed};
use crate::token2::{BurnPlan, DisplayTimeout, Make, TokenId, Write};

/// An enrolment with its seed, that is to be put on disk.
struct New {
    upn: Upn,
    token: TokenId,
    make: Make,
    /// Token clock minus station clock when it was read, seconds; `None` where it was not.
    drift: Option<i64>,
    seed: Seed,
    kind: Kind,
    parameters: Parameters,
    /// Who vouched for the clock; nobody has to where none is written.
    witness: Option<Witness>,
    /// Whether Entra ID dictated its secret.
    in_entra: bool,
}

impl New {
    /// Draws a seed, unless one is given.
    fn with_seed(new: NewEnrolment, vault: &Vault) -> Result<Self, LedgerError> {
        let (kind, seed, parameters) = match new.given {
            Some(given) => (Kind::Dictated, given.seed, given.parameters),
            None => (Kind::Random, vault.draw_seed()?, Parameters::STANDARD),
        };
        Ok(Self {
            upn: new.upn,
            token: new.token.id,
            make: new.token.model.into(),
            drift: Some(new.token.drift),
            seed,
            kind,
            parameters,
            witness: Some(new.witness),
            in_entra: new.in_entra,
        })
    }

    fn into_work(self, id: EnrolmentId, before: Before) -> Work {
        Work {
            id,
            upn: self.upn,
            token: self.token,
            make: self.make,
            seed: self.seed,
            parameters: self.parameters,
            before,
            kind: self.kind,
        }
    }
}

/// The order to burn what is on disk, synced.
fn to_burn(work: Work, display: DisplayTimeout) -> desk::Recorded {
    let plan = BurnPlan {
        serial: work.token.serial().clone(),
        write: Write::Seed(work.seed.duplicate()),
        parameters: work.parameters,
        display,
    };
    desk::Recorded::Burn(Box::new(Recorded::new(Some(work.id), plan)), work)
}

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

    /// Checks and insert are one transaction, so that nothing comes in between.
    pub(super) fn record(
        &mut self,
        new: NewEnrolment,
        tell: &mut dyn FnMut(Answer),
    ) -> Result<desk::Recorded, LedgerError> {
        let (display, accepted) = (new.display, new.accepted.clone());
        let new = New::with_seed(new, self.vault)?;
        let change = self.change()?;
        if let Some(known) = known(&change, &new.upn, &new.token, &accepted)? {
            return Ok(known);
        }
        let in_stock = stock::is_left(&change, new.token.serial())?;
        if in_stock && accepted.over_stock.as_ref() != Some(new.token.serial()) {
            return Ok(desk::Recorded::Known {
                asked: Asked::InStock,
                earlier: vec![],
                unfinished: None,
            });
        }
        if let Some(earlier) = secret_known(&change, change.by.vault, &new, &accepted)? {
            return Ok(desk::Recorded::SecretKnown(earlier));
        }
        let replaces = replaced(&change, &new.upn, &accepted);
        let id = change.keep_enrolment(&new, replaces, Outcome::Burning)?;
        if in_stock {
            change.leave_stock(new.token.serial(), id, false)?;
        }
        if new.in_entra {
            change.keep_fate(id, FateKind::InEntra, "")?;
        }
        change.note(TrailEvent::Recorded, Some(id), "")?;
        change.commit()?;
        self.tell_changed(id, tell)?;
        Ok(to_burn(new.into_work(id, Before::Fresh { replaces }), display))
    }

    /// Gives a token in stock to a person, with its factory seed: a code is compared, and nothing is written to it.
    pub(super) fn assign(
        &mut self,
        new: NewAssignment,
        tell: &mut dyn FnMut(Answer),
    ) -> Result<desk::Recorded, LedgerError> {
        let vault = self.vault;
        let change = self.change()?;
        let Some(found) = stock::with_seed(&change, vault, &new.serial)? else {
            return Ok(desk::Recorded::NotInStock);
        };
        let token = TokenId::from(new.serial);
        if let Some(known) = known(&change, &new.upn, &token, &new.accepted)? {
            return Ok(known);
        }
        let seed = match (found.token.state, found.seed) {
            (StockState::Left, Some(seed)) => seed,
            // whoever had it before does not any more
            (StockState::Assigned(id), _) => seeds::work(&change, vault, id)?.seed,
            (StockState::Left | StockState::Burned(_), _) => return Ok(desk::Recorded::NotInStock),
        };
        let accepted = new.accepted;
        let new = New {
            upn: new.upn,
            token,
            make: found.token.make,
            drift: None,
            seed,
            kind: Kind::Factory,
            parameters: found.parameters,
            witness: None,
            in_entra: false,
        };
        if let Some(earlier) = secret_known(&change, vault, &new, &accepted)? {
            return Ok(desk::Recorded::SecretKnown(earlier));
        }
        let replaces = replaced(&change, &new.upn, &accepted);
        let id = change.keep_enrolment(&new, replaces, Outcome::Burned)?;
        change.leave_stock(new.token.serial(), id, true)?;
        change.note(TrailEvent::Assigned, Some(id), "")?;
        change.commit()?;
        self.tell_changed(id, tell)?;
        Ok(desk::Recorded::Compare(new.into_work(id, Before::Written)))
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
        let (event, detail) = match ending {
            BurnEnding::Burned { drift } => {
                change.end(id, Outcome::Burned, vec![(Column::DriftAfter, (*drift).into())])?;
                change.settle(id)?;
                change.factory_seed_gone(id)?;
                (TrailEvent::Burned, drift.map(|d| d.to_string()).unwrap_or_default())
            }
            BurnEnding::Interrupted(step) => {
                let broke_at = (Column::BrokeAt, Value::word(*step));
                change.end(id, Outcome::Interrupted, vec![broke_at])?;
                change.factory_seed_gone(id)?;
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
        if row.kind == Kind::Factory {
            let seed = seeds::work(&change, change.by.vault, id)?.seed;
            change.back_in_stock(id, Some(&seed))?;
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
fn known(
    reading: &dyn Reading,
    upn: &Upn,
    token: &TokenId,
    accepted: &Accepted,
) -> Result<Option<desk::Recorded>, LedgerError> {
    let of_token = rows::of_token(reading, token)?;
    let mut earlier = rows::with_token(&of_token);
    earlier.retain(|earlier| !accepted.of_token.contains(&earlier.id));
    if !earlier.is_empty() {
        let same_person = |earlier: &Earlier| earlier.upn.is_same(upn);
        let unfinished = earlier
            .iter()
            .all(same_person)
            .then(|| rows::unfinished(&of_token))
            .flatten();
        return Ok(Some(desk::Recorded::Known {
            asked: Asked::TokenKnown,
            earlier,
            unfinished,
        }));
    }
    let mut earlier = rows::with_person(&rows::of_person(reading, upn)?);
    earlier.retain(|earlier| !accepted.of_person.contains(&earlier.id) && !accepted.of_token.contains(&earlier.id));
    Ok((!earlier.is_empty()).then_some(desk::Recorded::Known {
        asked: Asked::PersonKnown,
        earlier,
        unfinished: None,
    }))
}

/// Whose secret it is already. One that was given up may be begun anew, its own person's may move to another token when
/// the one before is gone, and a token that is overwritten may get it again.
fn secret_known(
    reading: &dyn Reading,
    vault: &Vault,
    new: &New,
    accepted: &Accepted,
) -> Result<Option<Earlier>, LedgerError> {
    let holds_it = |row: &Enrolment| {
        let own = row.upn.is_same(&new.upn);
        let gives_way = accepted.replaces == Some(row.id) || accepted.of_token.contains(&row.id);
        let over = row.is_gone() || row.standing == Standing::Superseded;
        // a factory seed stays with its token, whoever has that
        let moves = new.kind == Kind::Factory && (gives_way || over);
        row.outcome != Outcome::Abandoned && !(own && (gives_way || over)) && !moves
    };
    let same = rows::of_fingerprint(reading, &vault.fingerprint(&new.seed))?;
    Ok(same.iter().find(|row| holds_it(row)).map(rows::earlier))
}

/// What the new one takes the place of: only what is the same person's.
fn replaced(reading: &dyn Reading, upn: &Upn, accepted: &Accepted) -> Option<EnrolmentId> {
    accepted.replaces.filter(|id| {
        let replaced = rows::one(reading, *id);
        replaced.is_ok_and(|row| row.upn.is_same(upn))
    })
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
    /// Puts an enrolment and its sealed seed into the ledger.
    fn keep_enrolment(
        &self,
        new: &New,
        replaces: Option<EnrolmentId>,
        outcome: Outcome,
    ) -> Result<EnrolmentId, LedgerError> {
        let vault = self.by.vault;
        let mut uid = [0; 16];
        vault.fill(&mut uid)?;
        let token = &new.token;
        let sealed = vault.seal(&new.seed, &seeds::binding(&uid, token, new.parameters))?;
        let values = vec![
            (Column::Uid, uid.into()),
            (Column::At, self.by.at.into()),
            (Column::Upn, new.upn.as_str().into()),
            (Column::UpnFolded, (&new.upn.folded()).into()),
            (Column::Serial, token.serial().as_str().into()),
            (
                Column::Profile,
                token.profile().map(|profile| i64::from(profile.0)).into(),
            ),
            (Column::Model, new.make.model().into()),
            (
                Column::Maker,
                new.make.programmable().is_none().then(|| new.make.maker()).into(),
            ),
            (Column::Kind, Value::word(new.kind)),
            (Column::Algorithm, Value::word(new.parameters.algorithm)),
            (Column::Period, new.parameters.period.seconds().cast_signed().into()),
            (Column::Outcome, Value::word(outcome)),
            (Column::Touched, true.into()),
            (Column::Operator, self.operator()?.into()),
            (Column::Nonce, sealed.nonce.into()),
            (Column::Sealed, sealed.bytes.into()),
            (Column::Fingerprint, vault.fingerprint(&new.seed).into()),
            (Column::DriftBefore, new.drift.into()),
            (Column::ClockWitness, new.witness.map(<&str>::from).into()),
            (Column::Replaces, replaces.map(|id| id.0).into()),
        ];
        Ok(EnrolmentId(self.insert(Table::Enrolment, &values)?))
    }

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
