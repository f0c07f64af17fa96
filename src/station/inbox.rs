//! Where results arrive, from any thread.

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};

use super::{BackupAnswer, FileAnswer, Found, Looked};
use crate::desk::{ClockChecked, PastEvent};
use crate::ledger::Answer;
use crate::reader::ReaderEvent;
use crate::reader::doctor::Diagnosis;

/// Wakes whoever drains the inbox. Knows no window.
pub type Waker = Arc<dyn Fn() + Send + Sync>;

/// Something from another thread, for the station to take up.
#[derive(Debug)]
pub enum Arrival {
    /// From the reader.
    Reader(ReaderEvent),
    /// From the ledger.
    Ledger(Answer),
    /// From the files.
    Files(FileAnswer),
    /// From the backups.
    Backups(BackupAnswer),
    /// What the log shows.
    Found(Found),
    /// What a look at those who vouch for the clock found.
    Clock(ClockChecked),
    /// Why no reader is found.
    Diagnosed(Vec<Diagnosis>),
    /// What came of showing a file in its folder.
    Past(PastEvent),
    /// What came of a look at a picture.
    Picture(Looked),
    /// A lane has ended by a fault of ours: whatever it had in hand has no end.
    Died(Worker),
    /// The system slept.
    Slept,
}

/// Who works beside the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worker {
    /// The ledger's lane.
    Ledger,
    /// The lane of the files.
    Files,
    /// The lane of the backups.
    Backups,
    /// The lane that searches the log.
    Finder,
    /// The lane that looks who vouches for the clock.
    Clock,
    /// The lane that finds out why no reader is found.
    Doctor,
    /// The lane that shows files in their folders.
    Reveal,
    /// The lane that looks for codes in pictures.
    Pictures,
    /// What talks to the readers.
    Reader,
}

/// The receiving end.
#[derive(Debug)]
pub struct Inbox {
    arrivals: Receiver<Arrival>,
}

/// The sending end, for as many threads as like.
#[derive(Clone)]
pub struct Post {
    sender: Sender<Arrival>,
    waker: Waker,
}

impl Inbox {
    /// An inbox, and how to reach it.
    #[must_use]
    pub fn new(waker: Waker) -> (Self, Post) {
        let (sender, arrivals) = mpsc::channel();
        (Self { arrivals }, Post { sender, waker })
    }

    pub(super) fn take(&self) -> Option<Arrival> {
        self.arrivals.try_recv().ok()
    }
}

impl Post {
    /// Delivers, and wakes.
    pub fn send(&self, arrival: Arrival) {
        // nobody drains any more: the station is gone, and with it the reason for the result
        if self.sender.send(arrival).is_ok() {
            (self.waker)();
        }
    }
}

impl std::fmt::Debug for Post {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Post")
    }
}
