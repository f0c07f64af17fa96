//! Files of factory seeds: what is told to the job that takes them in, and what it wants done.

use std::collections::HashMap;
use std::path::PathBuf;

use super::{FileRequest, Hint, Station};
use crate::desk::{
    Enrolment, EnrolmentId, HandOut, HandOutDoubt, HandOutEffect, HandOutEvent, HandOutPlan, KnownPerson, TakeIn,
    TakeInEffect, TakeInEvent, Upn, UpnDoubt,
};
use crate::ledger;

impl Station {
    /// The file of factory seeds in hand.
    #[must_use]
    pub const fn take_in(&self) -> &TakeIn {
        &self.session.take_in
    }

    pub(super) fn step_take_in(&mut self, event: TakeInEvent) {
        for effect in self.session.take_in.step(event) {
            match effect {
                TakeInEffect::File(order) => self.ask_files(FileRequest::Stock(order)),
                TakeInEffect::Keep(order) => self.ask(ledger::Request::Stock(order)),
                TakeInEffect::Use(stock) => self.session.stock.replace(stock),
                TakeInEffect::BackUp => self.back_up(),
                // nobody gets a factory token where another system makes the secrets
                TakeInEffect::HandOut(..) if self.flow.rules().maker.is_elsewhere() => {
                    self.hint_unless_asked(Hint::HandOutElsewhere);
                }
                TakeInEffect::HandOut(path, list) => {
                    let plan = HandOutPlan::of(list, &self.session.stock, &self.known_people());
                    self.step_hand_out(HandOutEvent::Judged(path, plan));
                }
            }
        }
    }

    /// The list of who gets which token that is in hand.
    #[must_use]
    pub const fn hand_out(&self) -> &HandOut {
        &self.session.hand_out
    }

    pub(super) fn step_hand_out(&mut self, event: HandOutEvent) {
        for effect in self.session.hand_out.step(event) {
            match effect {
                HandOutEffect::Keep(order) => self.ask(ledger::Request::HandOut(order)),
                HandOutEffect::BackUp => self.back_up(),
            }
        }
    }

    /// Another file is read unless one is being taken in, or its tokens handed out.
    pub(super) fn read_stock(&mut self, path: PathBuf) {
        if self.session.take_in.is_busy() || self.session.hand_out.is_busy() {
            return self.hint_unless_asked(Hint::StockBusy);
        }
        if self.session.take_in.offers_deletion() {
            return self.hint_unless_asked(Hint::StockFileFirst);
        }
        self.step_hand_out(HandOutEvent::Dismissed);
        self.step_take_in(TakeInEvent::Chosen(path));
    }

    fn known_people(&self) -> KnownPeople<'_> {
        let mut rows: HashMap<String, Vec<&Enrolment>> = HashMap::new();
        for row in self.session.log.rows() {
            rows.entry(row.upn.folded()).or_default().push(row);
        }
        KnownPeople { station: self, rows }
    }
}

/// What the log and the list of people know.
struct KnownPeople<'s> {
    station: &'s Station,
    /// By folded UPN.
    rows: HashMap<String, Vec<&'s Enrolment>>,
}

impl KnownPeople<'_> {
    fn rows(&self, upn: &Upn) -> impl Iterator<Item = &Enrolment> {
        self.rows.get(&upn.folded()).into_iter().flatten().copied()
    }
}

impl KnownPerson for KnownPeople<'_> {
    fn doubts(&self, upn: &Upn) -> Vec<HandOutDoubt> {
        let of_upn = self.station.doubts_of(upn).into_iter().map(|doubt| match doubt {
            UpnDoubt::Domain(_) => HandOutDoubt::Domain,
            UpnDoubt::Disabled => HandOutDoubt::Disabled,
        });
        let unlisted = self.station.session.people.misses(upn);
        let begun = self.station.flow.was_begun(upn).then_some(HandOutDoubt::SecretBegun);
        let unlisted = unlisted.then_some(HandOutDoubt::NotListed);
        of_upn.chain(unlisted).chain(begun).collect()
    }

    fn is_guest(&self, upn: &Upn) -> bool {
        self.station.no_guest(upn.clone()).is_err()
    }

    fn enrolments(&self, upn: &Upn) -> Vec<EnrolmentId> {
        self.rows(upn).map(|row| row.id).collect()
    }

    fn tokens(&self, upn: &Upn) -> usize {
        self.rows(upn).filter(|row| row.stands()).count()
    }
}
