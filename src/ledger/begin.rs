//! How an enrolment begins: recorded for a burn, or a token in stock given to somebody; and what stands in the way.

use std::collections::HashMap;

use super::change::Change;
use super::opened::OpenLedger;
use super::records::FateKind;
use super::store::{Column, Reading, Table, Value};
use super::trail::TrailEvent;
use super::vault::Vault;
use super::{Answer, LedgerError, Recorded, rows, seeds, stock};
use crate::desk::{
    self, Accepted, Asked, Before, Earlier, Enrolment, EnrolmentId, ForEntra, HandOutReason, HandOutSkipped, Kind,
    NewAssignment, NewEnrolment, Outcome, Standing, StockState, Upn, Witness, Work,
};
use crate::otp::{Parameters, Seed};
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
    entra: ForEntra,
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
            entra: new.entra,
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
pub(super) fn to_burn(work: Work, display: DisplayTimeout) -> desk::Recorded {
    let plan = BurnPlan {
        serial: work.token.serial().clone(),
        write: Write::Seed(work.seed.duplicate()),
        parameters: work.parameters,
        display,
    };
    desk::Recorded::Burn(Box::new(Recorded::new(Some(work.id), plan)), work)
}

impl OpenLedger<'_> {
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
        match new.entra {
            ForEntra::Wanted => {}
            ForEntra::Known => change.keep_fate(id, FateKind::InEntra, "")?,
            ForEntra::NotWanted => change.keep_fate(id, FateKind::Elsewhere, "")?,
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
        let change = self.change()?;
        let (id, new) = match assigned(&change, new)? {
            Ok(assigned) => assigned,
            Err(stands) => return Ok(stands),
        };
        change.commit()?;
        self.tell_changed(id, tell)?;
        Ok(desk::Recorded::Compare(new.into_work(id, Before::Written)))
    }

    /// Gives tokens in stock to people, all in one. What stands in the way of one of them leaves that one out.
    pub(super) fn hand_out(
        &mut self,
        rows: Vec<(u64, NewAssignment)>,
        tell: &mut dyn FnMut(Answer),
    ) -> Result<(usize, Vec<HandOutSkipped>), LedgerError> {
        let change = self.change()?;
        let mut made: Vec<EnrolmentId> = Vec::new();
        let mut of_person: HashMap<String, Vec<EnrolmentId>> = HashMap::new();
        let mut skipped = Vec::new();
        for (line, mut new) in rows {
            // who stands in the list twice has just got the first one
            let just_now = of_person.entry(new.upn.folded()).or_default();
            new.accepted.of_person.extend(just_now.iter());
            let why = match assigned(&change, new) {
                Ok(Ok((id, _))) => {
                    made.push(id);
                    just_now.push(id);
                    continue;
                }
                Ok(Err(desk::Recorded::NotInStock)) => HandOutReason::NotInStock,
                Ok(Err(_)) => HandOutReason::Meanwhile,
                Err(LedgerError::SeedGone) => HandOutReason::Unreadable,
                Err(error) => return Err(error),
            };
            skipped.push(HandOutSkipped { line, why });
        }
        change.commit()?;
        for id in &made {
            // they have their tokens, whatever comes of telling it
            if let Err(error) = self.tell_changed(*id, tell) {
                tracing::error!(%error, "what was handed out is not shown before the ledger is opened again");
            }
        }
        Ok((made.len(), skipped))
    }
}

/// Gives a token in stock to a person in that change, or says what stands in the way.
fn assigned(
    change: &Change<'_>,
    new: NewAssignment,
) -> Result<Result<(EnrolmentId, New), desk::Recorded>, LedgerError> {
    let vault = change.by.vault;
    let Some(found) = stock::with_seed(change, vault, &new.serial)? else {
        return Ok(Err(desk::Recorded::NotInStock));
    };
    let token = TokenId::from(new.serial);
    if let Some(known) = known(change, &new.upn, &token, &new.accepted)? {
        return Ok(Err(known));
    }
    let seed = match (found.token.state, found.seed) {
        (StockState::Left, Some(seed)) => seed,
        // whoever had it before does not any more
        (StockState::Assigned(id), _) => match seeds::work(change, vault, id) {
            Ok(work) => work.seed,
            Err(LedgerError::SeedGone) => return Ok(Err(desk::Recorded::NotInStock)),
            Err(error) => return Err(error),
        },
        (StockState::Left | StockState::Burned(_), _) => return Ok(Err(desk::Recorded::NotInStock)),
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
        entra: ForEntra::Wanted,
    };
    if let Some(earlier) = secret_known(change, vault, &new, &accepted)? {
        return Ok(Err(desk::Recorded::SecretKnown(earlier)));
    }
    let replaces = replaced(change, &new.upn, &accepted);
    let id = change.keep_enrolment(&new, replaces, Outcome::Burned)?;
    change.leave_stock(new.token.serial(), id, true)?;
    change.note(TrailEvent::Assigned, Some(id), "")?;
    Ok(Ok((id, new)))
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
}
