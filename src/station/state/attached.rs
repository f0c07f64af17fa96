//! The reader, what is known of it, and who has it for writing.

use std::collections::VecDeque;

use crate::reader::doctor::Diagnosis;
use crate::reader::{Reader, ReaderState};

/// The reader and what is known of it.
pub(in crate::station) struct Attached {
    pub reader: Box<dyn Reader>,
    pub state: ReaderState,
    /// The readers that are not watched and feel something.
    pub elsewhere: Vec<String>,
    /// Why no reader is found, likeliest first; empty while one is, and until it has been found out.
    pub diagnosis: Vec<Diagnosis>,
    /// Who gave the orders to write that have not ended yet, oldest first: how each goes on is told there.
    pub(in crate::station) writers: VecDeque<Writer>,
}

/// Who has the reader for writing: one at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::station) enum Writer {
    /// The enrolment in hand.
    Flow,
    /// Whoever looks at tokens beside it, to set a clock.
    Looking,
    /// A desk that was locked while the reader hung: the next opening finds out how it ended.
    Nobody,
}

impl Attached {
    pub fn new(reader: Box<dyn Reader>) -> Self {
        Self {
            reader,
            state: ReaderState::default(),
            elsewhere: vec![],
            diagnosis: vec![],
            writers: VecDeque::new(),
        }
    }

    /// Who is writing.
    pub fn writer(&self) -> Option<Writer> {
        self.writers.front().copied()
    }

    /// Whoever gave orders waits for them no longer.
    pub fn forget_writers(&mut self) {
        self.writers.iter_mut().for_each(|writer| *writer = Writer::Nobody);
    }

    pub(in crate::station) fn lacks_reader(&self) -> bool {
        matches!(self.state, ReaderState::NoReader | ReaderState::ServiceDown(_))
    }
}
