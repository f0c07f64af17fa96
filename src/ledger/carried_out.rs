//! Which order is carried out by what. Each is one transaction; what it did is told when that is on disk.

use super::opened::OpenLedger;
use super::records::rows_of;
use super::slots::{keep_slot, next, unwrap};
use super::trail::{self, TrailEvent};
use super::{Answer, Finding, LedgerError, Passphrase, Request, SlotKind, TrailHead, head, past, purge, rows, stock};
use crate::desk::{
    ClockKept, EnrolmentId, EnrolmentKept, ExportKept, HandOutKept, KeepClock, KeepEnrolment, KeepExport, KeepPast,
    KeepPeople, KeepPurge, KeepStock, PastKept, PeopleKept, PurgeKept, StockKept,
};

type Tell<'t> = &'t mut dyn FnMut(Answer);

impl OpenLedger<'_> {
    /// Carries out one order of an open ledger and tells what came of it.
    pub(super) fn carry_out(&mut self, request: Request, tell: Tell<'_>) -> Result<(), LedgerError> {
        match request {
            // the opened ledger has no part in these
            Request::Look | Request::NameStation(_) | Request::Open { .. } | Request::Lock | Request::Restore(_) => {}
            Request::SetPassphrase { slot, current, new } => {
                self.set_passphrase(slot, &current, &new)?;
                tell(Answer::PassphraseSet(slot));
            }
            Request::DeclineRecovery(reason) => {
                self.note(TrailEvent::RecoveryDeclined, None, &reason)?;
                tell(Answer::RecoveryDeclined);
            }
            Request::Enrolment(order) => self.carry_out_enrolment(order, tell)?,
            Request::KeepFate { id, fate, note } => self.keep_fate(id, &fate, &note, tell)?,
            Request::Clock(KeepClock::Record(clock)) => {
                let recorded = self.record_clock(&clock)?;
                tell(Answer::Clock(ClockKept::Recorded(Box::new(recorded))));
            }
            Request::Clock(KeepClock::End(end)) => self.keep_clock(&end)?,
            Request::People(KeepPeople { id, people }) => {
                let roster = self.keep_people(people)?;
                tell(Answer::People(PeopleKept::Kept(id, roster)));
            }
            Request::Stock(KeepStock::Compare(id, serials)) => {
                let known = stock::known(&*self.read()?, &serials)?;
                tell(Answer::Stock(StockKept::Compared(id, known)));
            }
            Request::Stock(KeepStock::TakeIn(id, delivery)) => {
                let stock = self.take_in(&delivery, &mut |done| {
                    tell(Answer::Stock(StockKept::Progress(id, done)))
                })?;
                tell(Answer::Stock(StockKept::TakenIn(id, stock)));
            }
            Request::HandOut(order) => {
                let (count, skipped) = self.hand_out(order.rows, tell)?;
                tell(Answer::HandOut(HandOutKept::HandedOut(order.id, count, skipped)));
            }
            Request::KeepDoubt(swap) => self.keep_doubt(swap, tell)?,
            Request::Abandon { id, reason } => self.abandon(id, &reason, tell)?,
            Request::CorrectUpn { id, upn } => self.correct_upn(id, &upn, tell)?,
            Request::NoteCopied(id) => self.note(TrailEvent::SecretCopied, Some(id), "")?,
            Request::NoteInventory { rows } => tell(Answer::Inventory(self.note_inventory(rows)?)),
            Request::Purge(order) => self.carry_out_purge(order, tell)?,
            Request::Export(order) => self.carry_out_export(order, tell)?,
            Request::Past(order) => self.carry_out_past(order, tell)?,
            Request::ShowSecret { id, reason } => {
                let uri = self.show_secret(id, &reason)?;
                tell(Answer::Secret(id, uri));
            }
            Request::Check => {
                let findings = self.check(tell)?;
                tell(Answer::Checked(findings));
            }
            Request::Trail(id) => tell(Answer::Trail(id, trail::of(&*self.read()?, id)?)),
        }
        Ok(())
    }

    fn carry_out_enrolment(&mut self, order: KeepEnrolment, tell: Tell<'_>) -> Result<(), LedgerError> {
        let kept = match order {
            KeepEnrolment::LookUpPerson(upn) => {
                let earlier = self.person(&upn)?;
                EnrolmentKept::Person { upn, earlier }
            }
            KeepEnrolment::LookUpToken(token) => self.token(&token)?,
            KeepEnrolment::Record(new) => EnrolmentKept::Recorded(self.record(*new, tell)?),
            KeepEnrolment::Assign(new) => EnrolmentKept::Recorded(self.assign(*new, tell)?),
            KeepEnrolment::Reopen { reopen, display } => EnrolmentKept::Recorded(self.reopen(reopen, display, tell)?),
            KeepEnrolment::WhoseCode { id, code, since } => {
                EnrolmentKept::CodeOwner(id, self.whose_code(id, code, since)?)
            }
            KeepEnrolment::Confirm(id, confirmation) => {
                self.confirm(id, confirmation, tell)?;
                EnrolmentKept::Confirmed
            }
            KeepEnrolment::End(id, ending) => return self.keep_ending(id, &ending, tell),
            KeepEnrolment::Park(id) => return self.note(TrailEvent::Parked, Some(id), ""),
            KeepEnrolment::NoteMiss(id) => return self.note(TrailEvent::WrongCode, Some(id), ""),
            KeepEnrolment::NoteClock { right } => return self.note_clock(right),
        };
        tell(Answer::Enrolment(kept));
        Ok(())
    }

    fn carry_out_export(&mut self, order: KeepExport, tell: Tell<'_>) -> Result<(), LedgerError> {
        let kept = match order {
            KeepExport::OpenRows(ids) => self.open_for_export(&ids, tell)?,
            KeepExport::Begin(plan) => {
                let (id, changed) = self.begin_export(&plan)?;
                tell(Answer::Changed(changed));
                ExportKept::Begun(id)
            }
            KeepExport::Place(id) => {
                tell(Answer::Changed(self.place_export(id)?));
                ExportKept::Placing(id)
            }
            KeepExport::End { id, written } => {
                tell(Answer::Changed(self.end_export(id, written)?));
                ExportKept::Ended { id, written }
            }
        };
        tell(Answer::Export(kept));
        Ok(())
    }

    fn carry_out_past(&mut self, order: KeepPast, tell: Tell<'_>) -> Result<(), LedgerError> {
        let kept = match order {
            KeepPast::List => PastKept::List(past::all(&*self.read()?)?),
            KeepPast::Rows(id) => PastKept::Rows(id, rows_of(&*self.read()?, id.0)?),
            KeepPast::NoteDeleted(id) => {
                tell(Answer::Changed(self.note_deleted(id)?));
                PastKept::Noted(id)
            }
        };
        tell(Answer::Past(kept));
        Ok(())
    }

    fn carry_out_purge(&mut self, order: KeepPurge, tell: Tell<'_>) -> Result<(), LedgerError> {
        let kept = match order {
            KeepPurge::Plan(scope) => PurgeKept::Planned(purge::plan(&*self.read()?, scope)?),
            KeepPurge::Purge(ids) => {
                tell(Answer::Changed(self.purge(&ids)?));
                self.store.sweep()?;
                PurgeKept::Purged
            }
        };
        tell(Answer::Purge(kept));
        Ok(())
    }

    /// Keeps that a list leaves, and tells the head of the trail with it.
    fn note_inventory(&mut self, rows: usize) -> Result<TrailHead, LedgerError> {
        let change = self.change()?;
        change.note(TrailEvent::InventorySaved, None, &rows.to_string())?;
        let head = head::last(&change)?.ok_or(LedgerError::NotFound)?.0;
        change.commit()?;
        Ok(head)
    }

    fn check(&mut self, tell: Tell<'_>) -> Result<Vec<Finding>, LedgerError> {
        let mut findings = self.audit(tell)?;
        findings.extend(rows::in_doubt(&*self.read()?)?);
        Ok(findings)
    }

    fn open_for_export(&mut self, ids: &[EnrolmentId], tell: Tell<'_>) -> Result<ExportKept, LedgerError> {
        let findings = self.audit(tell)?;
        if !findings.is_empty() {
            tell(Answer::Found(findings));
        }
        Ok(ExportKept::Rows(self.open_rows_as_left(ids)?))
    }

    /// Only the wrapping of the data key changes; no row does.
    fn set_passphrase(&mut self, kind: SlotKind, current: &Passphrase, new: &Passphrase) -> Result<(), LedgerError> {
        let (key, purpose) = {
            let reading = self.read()?;
            let unwrapped = unwrap(&*reading, current)?.ok_or(LedgerError::WrongPassphrase)?;
            (unwrapped.key, next(&*reading, kind)?)
        };
        let wrapped = key.wrap(new, purpose, self.vault.random())?;
        let event = match kind {
            SlotKind::Passphrase => TrailEvent::PassphraseChanged,
            SlotKind::Recovery => TrailEvent::RecoverySet,
        };
        let change = self.change()?;
        keep_slot(&change, kind, &wrapped)?;
        change.note(event, None, "")?;
        change.commit()?;
        if let Err(error) = self.store.sweep_log() {
            tracing::info!(%error, "the passphrase before is in the log beside the ledger until it is emptied");
        }
        Ok(())
    }
}
