//! The reader: what it says, and who has it for writing.

use super::{Door, Station, Worker, Writer};
use crate::desk::{DurableBurn, Event, IdentifyEvent, PlacementId};
use crate::reader::doctor::Diagnosis;
use crate::reader::{self, ReaderEvent, ReaderState};
use crate::token2::{BurnFailure, Burned, FailureReason};

impl Station {
    /// What has a proof that it is on disk goes to the reader, and nothing else does.
    pub(super) fn write(&mut self, writer: Writer, placement: PlacementId, order: Box<dyn DurableBurn>) {
        if self.attached.state == ReaderState::Died {
            self.write_ended(Some(writer), Err(BurnFailure::Untouched(FailureReason::Lost)));
        } else {
            self.attached.writers.push_back(writer);
            self.swaps.last_write.ordered(order.plan().serial.clone());
            self.attached.reader.request(reader::Request::Burn { placement, order });
        }
    }

    pub(super) fn reader_told(&mut self, event: ReaderEvent) {
        if self.attached.state == ReaderState::Died {
            return;
        }
        let event = match event {
            ReaderEvent::State(state) => {
                self.attached.state = state;
                self.examine_reader();
                return;
            }
            // a locked desk watches nothing; what is laid down meanwhile has to be lifted first
            ReaderEvent::Placed { placement, fresh } => {
                self.touch();
                let open = matches!(self.door, Door::Open { .. });
                let fresh = fresh && open;
                if open {
                    self.look_at_clock();
                    self.step_identify(IdentifyEvent::Placed { placement, fresh });
                }
                Event::Placed { placement, fresh }
            }
            ReaderEvent::Elsewhere(readers) => {
                self.attached.elsewhere = readers;
                return;
            }
            ReaderEvent::Died => {
                self.died(Worker::Reader);
                return;
            }
            ReaderEvent::Removed => {
                self.step_identify(IdentifyEvent::Removed);
                Event::Removed
            }
            ReaderEvent::Inspected { placement, found } => {
                let swap = self.swaps.last_write.read(&found);
                self.keep_doubt(swap);
                self.look_at_strangers_clock(&found);
                self.identified(placement, &found);
                Event::Inspected { placement, found }
            }
            ReaderEvent::Step(step) => match self.attached.writer() {
                Some(Writer::Flow) => Event::Step(step),
                Some(Writer::Looking) => return self.step_identify(IdentifyEvent::Step(step)),
                Some(Writer::Nobody) | None => return,
            },
            ReaderEvent::BurnEnded(ended) => {
                self.look_for_swap(&ended);
                let writer = self.attached.writers.pop_front();
                return self.write_ended(writer, ended);
            }
        };
        self.step(event);
    }

    /// It is told to whoever has written.
    pub(super) fn write_ended(&mut self, writer: Option<Writer>, ended: Result<Burned, BurnFailure>) {
        match writer {
            Some(Writer::Flow) => self.step(Event::BurnEnded(ended)),
            Some(Writer::Looking) => self.step_identify(IdentifyEvent::Ended(ended)),
            Some(Writer::Nobody) | None => {}
        }
    }

    /// Why there is no reader is found out aside: the service may be stuck.
    pub(super) fn examine_reader(&mut self) {
        self.attached.diagnosis.clear();
        if self.attached.lacks_reader() && !self.lanes.doctor.submit(()) {
            self.died(Worker::Doctor);
        }
    }

    pub(super) fn diagnosed(&mut self, found: Vec<Diagnosis>) {
        if self.attached.lacks_reader() {
            self.attached.diagnosis = found.into_iter().filter(Diagnosis::is_fault).collect();
        }
    }
}
