//! The glue between the jobs of the desk and the world: what each asks for, and how an answer gets back to it. Whatever
//! becomes a machine of its own is added here.

use tapdesk::desk::{
    ClockKept, DurableBurn, Effect, Event, Export, ExportEvent, IdentifyEvent, KeepEnrolment, Looking, PlacementId,
    Purge, Stage, Swap,
};

use super::ledger::{Order, Told};
use super::pad::Job;
use super::world::{Door, Screen, World, Writer};

impl World {
    /// Tells the enrolment what happened, and does what it wants.
    pub fn tell(&mut self, event: Event) {
        self.look_at_time();
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
            Effect::Burn { placement, proof } => return self.order_write(Writer::Flow, placement, proof),
            Effect::Keep(KeepEnrolment::LookUpPerson(upn)) => Order::Person(upn),
            Effect::Keep(KeepEnrolment::LookUpToken(token)) => Order::Token(token),
            Effect::Keep(KeepEnrolment::Record(new)) => Order::Record {
                upn: new.upn,
                token: new.token,
                accepted: new.accepted,
                given: new.given,
            },
            Effect::Keep(KeepEnrolment::Assign(_)) => unreachable!("nothing is in stock"),
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

    pub fn order_write(&mut self, writer: Writer, placement: PlacementId, order: Box<dyn DurableBurn>) {
        self.writers.push_back((writer, placement));
        self.last_write.ordered(order.plan().serial.clone());
        self.pad.todo.push_back(Job::Burn { placement, order });
    }

    pub fn work_ledger(&mut self, fails: bool) {
        self.ledger.work(fails, self.now.unix());
    }

    /// The oldest thing that the ledger says.
    pub fn hear_ledger(&mut self) {
        match self.ledger.told.pop_front() {
            Some(Told::Flow(event)) => self.tell(event),
            Some(Told::Export(kept, run)) => self.export_kept(kept, run),
            Some(Told::Purge(kept, run)) => self.purge_kept(kept, run),
            Some(Told::Clock(proof)) => self.clock_kept(ClockKept::Recorded(Box::new(proof))),
            Some(Told::ClockFailed(why)) => self.clock_kept(ClockKept::Failed(why)),
            Some(Told::DoubtKept(kept)) => self.unkept.retain(|swap| *swap != kept),
            Some(Told::Changed(rows)) => self.log.extend(rows.into_iter().map(|row| (row.id, row))),
            Some(Told::Locked) => {
                self.give_up();
                self.door = Door::Closed;
            }
            Some(Told::Opened(unsettled, void)) => {
                self.door = Door::Open;
                self.tell_export(ExportEvent::Found(unsettled));
                self.tell_export(ExportEvent::FoundVoid(void));
            }
            None => {}
        }
        self.finish_locking();
    }

    /// The oldest thing that the worker of the reader says.
    pub fn hear_reader(&mut self) {
        match self.pad.told.pop_front() {
            Some(Event::Inspected { placement, found }) => {
                let swap = self.last_write.read(&found);
                self.doubt(swap);
                self.identified(placement, &found);
                self.tell(Event::Inspected { placement, found });
            }
            Some(Event::Step(step)) => match self.writers.front() {
                Some((Writer::Flow, _)) => self.tell(Event::Step(step)),
                Some((Writer::Looking, _)) => self.tell_looking(IdentifyEvent::Step(step)),
                Some((Writer::Nobody, _)) | None => {}
            },
            Some(Event::BurnEnded(ended)) => {
                let swap = self.last_write.ended(&ended);
                self.doubt(swap);
                match self.writers.pop_front() {
                    Some((Writer::Flow, _)) => self.tell(Event::BurnEnded(ended)),
                    Some((Writer::Looking, _)) => self.tell_looking(IdentifyEvent::Ended(ended)),
                    Some((Writer::Nobody, _)) | None => {}
                }
            }
            Some(event) => self.tell(event),
            None => {}
        }
        self.finish_locking();
    }

    fn doubt(&mut self, swap: Option<Swap>) {
        self.unkept.extend(swap.clone());
        self.ledger.todo.extend(swap.map(Order::Doubt));
    }

    /// The oldest thing that the monitor of the reader says. A locked desk watches nothing.
    pub fn hear_monitor(&mut self) {
        match self.pad.seen.pop_front() {
            Some(Event::Placed { placement, fresh }) => {
                let is_open = self.door == Door::Open;
                let fresh = fresh && is_open;
                self.look_at_time();
                self.laid(placement, fresh);
                if is_open {
                    self.tell_looking(IdentifyEvent::Placed { placement, fresh });
                }
                self.tell(Event::Placed { placement, fresh });
            }
            Some(event) => {
                self.tell_looking(IdentifyEvent::Removed);
                self.tell(event);
            }
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
        ) || self.looking.sets_clock()
            || self.export.is_working()
            || self.purge.is_working();
        let impatient = self.now.awake.saturating_sub(since) >= super::world::PATIENCE;
        if !busy || impatient {
            self.give_up();
            self.writers.iter_mut().for_each(|(writer, _)| *writer = Writer::Nobody);
            self.door = Door::Looking;
            self.ledger.todo.push_back(Order::Lock);
            self.walked.locks += 1;
        }
    }

    fn give_up(&mut self) {
        self.flow = self.flow.anew();
        (self.export, self.purge, self.looking) = (Export::default(), Purge::default(), Looking::default());
        self.log.clear();
        self.leaving.forget();
        self.screen = Screen::Enroll;
    }
}
