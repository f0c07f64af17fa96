//! Tokens that are looked at beside the enrolment: what is told to that job, and what it wants done.

use super::{Station, Writer};
use crate::desk::{
    self, Asker, ClockKept, ClockWay, Enrolment, EnrolmentId, Event, Found, Holder, Identify, IdentifyEffect,
    IdentifyEvent,
};
use crate::ledger;
use crate::reader::{self, ReaderState};
use crate::token2::Serial;

impl Station {
    /// What lies there, or lay there last.
    #[must_use]
    pub const fn identify(&self) -> &Identify {
        self.session.looking.state()
    }

    /// How the clock of what lies there can be set.
    #[must_use]
    pub fn clock_way(&self) -> ClockWay {
        let holder = self.holder(self.session.looking.known());
        self.session.looking.way(holder.map(Holder::of))
    }

    fn holder(&self, known: &[EnrolmentId]) -> Option<&Enrolment> {
        desk::holder(known.iter().filter_map(|id| self.session.log.get(*id)))
    }

    /// The Token screen came into view, or went.
    pub(super) fn look_at_tokens(&mut self, looks: bool) {
        let lies = self.flow.pad().placement();
        self.step_identify(match looks {
            true => IdentifyEvent::Looks(lies),
            false => IdentifyEvent::LooksAway,
        });
    }

    pub(super) fn name_serial(&mut self, serial: Serial) {
        let known = self.session.log.of_serial(&serial);
        self.step_identify(IdentifyEvent::Named(serial, known));
    }

    pub(super) fn identified(&mut self, placement: desk::PlacementId, found: &Found) {
        let known = found.serial().map(|serial| self.session.log.of_serial(serial));
        self.step_identify(IdentifyEvent::Inspected {
            placement,
            found: found.clone(),
            known: known.unwrap_or_default(),
        });
    }

    pub(super) fn set_clock(&mut self) {
        let holder = self.holder(self.session.looking.known());
        let asker = Asker {
            holder: holder.map(Holder::of),
            witness: self.flow.clock().witness(self.now()),
            is_busy: !self.flow.is_free(),
            has_reader: self.attached.state != ReaderState::Died,
            display: self.settings.display_seconds.timeout(),
        };
        self.step_identify(IdentifyEvent::Set(asker));
    }

    pub(super) fn clock_kept(&mut self, kept: ClockKept) {
        let witness = self.flow.clock().witness(self.now());
        self.step_identify(IdentifyEvent::Kept(kept, witness));
    }

    pub(super) fn step_identify(&mut self, event: IdentifyEvent) {
        let now = self.now();
        for effect in self.session.looking.step(event, now) {
            match effect {
                IdentifyEffect::Inspect(placement) => {
                    self.attached
                        .reader
                        .request(reader::Request::Inspect { placement, hold: false });
                }
                IdentifyEffect::WriteWithSeed(id, placement) => self.step(Event::BurnHere(id, placement)),
                IdentifyEffect::Burn { placement, proof } => self.write(Writer::Looking, placement, proof),
                IdentifyEffect::Keep(order) => self.ask(ledger::Request::Clock(order)),
            }
        }
    }
}
