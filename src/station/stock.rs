//! Files of factory seeds: what is told to the job that takes them in, and what it wants done.

use super::{FileRequest, Station};
use crate::desk::{TakeIn, TakeInEffect, TakeInEvent};
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
            }
        }
    }
}
