//! The Token screen: the glue of the job that looks at tokens and sets their clocks, and what is promised of it.

use tapdesk::desk::{
    self, Asker, ClockKept, EnrolmentId, Event, Found, Holder, IdentifyEffect, IdentifyEvent, KeepClock, PlacementId,
    SetClock, Stage,
};
use tapdesk::desk::{Identify, Seen};
use tapdesk::token2::{DisplayTimeout, Write};

use super::ledger::Order;
use super::pad::Job;
use super::world::{Screen, World, Writer};

impl World {
    /// Another screen comes into view, as the window tells it.
    pub fn show(&mut self, next: Screen) {
        let before = std::mem::replace(&mut self.screen, next);
        if before == next {
            return;
        }
        match before {
            Screen::Enroll => self.tell(Event::Left),
            Screen::Token => self.tell_looking(IdentifyEvent::LooksAway),
            Screen::Other => {}
        }
        match next {
            Screen::Enroll => self.tell(Event::Entered),
            Screen::Token => {
                let lies = self.flow.pad().placement();
                self.tell_looking(IdentifyEvent::Looks(lies));
            }
            Screen::Other => {}
        }
    }

    fn of_token(&self, found: &Found) -> Vec<EnrolmentId> {
        let Some(serial) = found.serial() else { return vec![] };
        let rows = self.log.values().rev();
        let its = rows.filter(|row| row.token.serial() == serial);
        its.map(|row| row.id).collect()
    }

    pub fn identified(&mut self, placement: PlacementId, found: &Found) {
        let known = self.of_token(found);
        self.tell_looking(IdentifyEvent::Inspected {
            placement,
            found: found.clone(),
            known,
        });
    }

    pub fn set_clock(&mut self) {
        let known = self.looking.known().iter();
        let holder = desk::holder(known.filter_map(|id| self.log.get(id)));
        let asker = Asker {
            holder: holder.map(Holder::of),
            witness: self.flow.clock().witness(self.now),
            is_busy: !self.flow.is_free(),
            has_reader: true,
            display: DisplayTimeout::Thirty,
        };
        self.tell_looking(IdentifyEvent::Set(asker));
    }

    /// It is on disk that a clock is about to be set, or it is not.
    pub fn clock_kept(&mut self, kept: ClockKept) {
        let witness = self.flow.clock().witness(self.now);
        self.tell_looking(IdentifyEvent::Kept(kept, witness));
    }

    pub fn tell_looking(&mut self, event: IdentifyEvent) {
        self.look_at_time();
        let said = self.is_told.then(|| format!("{event:?}"));
        let effects = self.looking.step(event, self.now);
        if let Some(said) = said {
            println!("{said}\n    -> {effects:?}\n    {:?}", self.looking.state());
        }
        for effect in effects {
            self.perform_looking(effect);
        }
    }

    fn perform_looking(&mut self, effect: IdentifyEffect) {
        match effect {
            IdentifyEffect::Inspect(placement) => self.pad.todo.push_back(Job::Inspect { placement, hold: false }),
            IdentifyEffect::WriteWithSeed(id, placement) => self.tell(Event::BurnHere(id, placement)),
            IdentifyEffect::Keep(KeepClock::Record(clock)) => {
                let is_free = matches!(
                    self.flow.stage(),
                    Stage::Idle | Stage::ReadingFirst { .. } | Stage::TokenFirst { .. }
                );
                assert!(is_free, "the enrolment in hand has the reader: {:?}", self.flow.stage());
                self.ledger.todo.push_back(Order::Clock(clock));
            }
            IdentifyEffect::Keep(KeepClock::End(_)) => self.ledger.todo.push_back(Order::Note),
            IdentifyEffect::Burn { placement, proof } => {
                self.walked.clocks += 1;
                let screen = self.promise_write(placement);
                assert_eq!(screen, Screen::Token, "it was laid down to be looked at");
                assert!(matches!(proof.plan().write, Write::Clock), "a clock and nothing else");
                self.order_write(Writer::Looking, placement, proof);
            }
        }
    }

    /// Whether a clock is being set that nobody will hear the end of.
    pub fn clock_hangs(&self) -> bool {
        let Identify::Seen(Seen { clock, .. }) = self.looking.state() else {
            return false;
        };
        matches!(clock, SetClock::Recording | SetClock::Writing(_))
    }
}
