//! The glue between the jobs of the desk and the world: what each asks for, and how an answer gets back to it. Whatever
//! becomes a machine of its own is added here.

use tapdesk::desk::{Effect, Event, KeepEnrolment, Stage};

use super::ledger::{Order, Told};
use super::pad::Job;
use super::world::{Door, World};

impl World {
    /// Tells the enrolment what happened, and does what it wants.
    pub fn tell(&mut self, event: Event) {
        self.watch(&event);
        let said = self.is_told.then(|| format!("{event:?}"));
        let effects = self.flow.step(event, self.now);
        if let Some(said) = said {
            println!(
                "{said}\n    -> {effects:?}\n    {:?} {:?}",
                self.flow.stage(),
                self.flow.pad()
            );
        }
        for effect in effects {
            self.promise(&effect);
            self.perform(effect);
        }
    }

    fn perform(&mut self, effect: Effect) {
        let order = match effect {
            Effect::Inspect { placement, hold } => return self.pad.todo.push_back(Job::Inspect { placement, hold }),
            Effect::Release => return self.pad.todo.push_back(Job::Release),
            Effect::Burn { placement, proof } => {
                self.last_write.ordered(proof.plan().serial.clone());
                return self.pad.todo.push_back(Job::Burn {
                    placement,
                    order: proof,
                });
            }
            Effect::Keep(KeepEnrolment::LookUpPerson(upn)) => Order::Person(upn),
            Effect::Keep(KeepEnrolment::LookUpToken(token)) => Order::Token(token),
            Effect::Keep(KeepEnrolment::Record(new)) => Order::Record {
                upn: new.upn,
                token: new.token,
                accepted: new.accepted,
                given: new.given,
            },
            Effect::Keep(KeepEnrolment::Reopen { reopen, .. }) => Order::Reopen(reopen),
            Effect::Keep(KeepEnrolment::End(id, ending)) => Order::Ending(id, ending),
            Effect::Keep(KeepEnrolment::Confirm(id, confirmation)) => Order::Confirm(id, confirmation),
            Effect::Keep(KeepEnrolment::WhoseCode { id, code, .. }) => Order::Whose(id, code),
            Effect::Keep(KeepEnrolment::Park(_) | KeepEnrolment::NoteMiss(_) | KeepEnrolment::NoteClock { .. }) => {
                Order::Note
            }
        };
        self.ledger.todo.push_back(order);
    }

    /// The oldest thing that the ledger says.
    pub fn hear_ledger(&mut self) {
        match self.ledger.told.pop_front() {
            Some(Told::Flow(event)) => self.tell(event),
            Some(Told::Locked) => self.door = Door::Closed,
            Some(Told::Opened) => self.door = Door::Open,
            None => {}
        }
        self.finish_locking();
    }

    /// The oldest thing that the worker of the reader says.
    pub fn hear_reader(&mut self) {
        let Some(event) = self.pad.told.pop_front() else { return };
        let swap = match &event {
            Event::Inspected { placement, found } => {
                self.looked_at(*placement);
                self.last_write.read(found)
            }
            Event::BurnEnded(ended) => self.last_write.ended(ended),
            _ => None,
        };
        self.ledger.todo.extend(swap.map(Order::Doubt));
        self.tell(event);
        self.finish_locking();
    }

    /// The oldest thing that the monitor of the reader says. A locked desk watches nothing.
    pub fn hear_monitor(&mut self) {
        match self.pad.seen.pop_front() {
            Some(Event::Placed { placement, fresh }) => {
                let fresh = fresh && self.door == Door::Open;
                self.laid(placement, fresh);
                self.tell(Event::Placed { placement, fresh });
            }
            Some(event) => self.tell(event),
            None => {}
        }
        self.finish_locking();
    }

    /// What is under way ends first, if it does in time.
    pub fn finish_locking(&mut self) {
        let Door::Locking(since) = self.door else { return };
        self.tell(Event::Locked);
        let busy = matches!(
            self.flow.stage(),
            Stage::Recording { .. } | Stage::Reopening { .. } | Stage::Burning { .. } | Stage::Confirming { .. }
        );
        let impatient = self.now.awake.saturating_sub(since) >= super::world::PATIENCE;
        if !busy || impatient {
            self.flow = self.flow.anew();
            self.door = Door::Looking;
            self.ledger.todo.push_back(Order::Lock);
            self.nothing_is_left();
        }
    }
}
