//! Lanes: where work is done, one piece after the other.

use std::collections::{BTreeMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

/// How lanes do their work.
#[derive(Debug, Clone)]
pub enum Executor {
    /// On the caller's thread, at once: for tests.
    Inline,
    /// On a named thread each.
    Threads,
    /// Not before whoever has the other end lets it go on: for tests of orders.
    Held(HeldWork),
}

/// A lane for work of one kind.
pub enum Lane<W> {
    /// Done at once.
    Inline(Box<dyn FnMut(W) + Send>),
    /// Done on a thread of its own, to which this leads.
    Thread(Sender<W>),
    /// Done when whoever has the other end lets it go on.
    Held {
        /// Where it waits.
        held: HeldWork,
        /// The name of the lane.
        name: String,
        /// Does the work.
        serve: Arc<Mutex<dyn FnMut(W) + Send>>,
    },
}

impl<W: Send + 'static> Lane<W> {
    /// A lane on which `serve` does the work. `died` is called, on its thread, if a panic ends it; what was being worked
    /// on is dropped then, and nothing is taken any more.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn new(
        executor: &Executor,
        name: &str,
        mut serve: impl FnMut(W) + Send + 'static,
        died: impl FnOnce() + Send + 'static,
    ) -> std::io::Result<Self> {
        match executor {
            Executor::Inline => Ok(Self::Inline(Box::new(serve))),
            Executor::Threads => {
                let (sender, work) = mpsc::channel();
                thread::Builder::new().name(name.into()).spawn(move || {
                    let run = AssertUnwindSafe(|| work.into_iter().for_each(&mut serve));
                    if catch_unwind(run).is_err() {
                        died();
                    }
                })?;
                Ok(Self::Thread(sender))
            }
            Executor::Held(held) => Ok(Self::Held {
                held: held.clone(),
                name: name.into(),
                serve: Arc::new(Mutex::new(serve)),
            }),
        }
    }

    /// Hands work over; `false` when nobody does it any more.
    pub fn submit(&mut self, work: W) -> bool {
        match self {
            Self::Inline(serve) => {
                serve(work);
                true
            }
            Self::Thread(sender) => sender.send(work).is_ok(),
            Self::Held { held, name, serve } => {
                let serve = Arc::clone(serve);
                held.put(name, Box::new(move || within(&serve)(work)));
                true
            }
        }
    }
}

/// Work that waits, by the name of its lane: in order within a lane, in any order between lanes.
#[derive(Clone, Default)]
pub struct HeldWork(Arc<Mutex<Waiting>>);

type Waiting = BTreeMap<String, VecDeque<Box<dyn FnOnce() + Send>>>;

impl HeldWork {
    /// The lanes that have something to do.
    #[must_use]
    pub fn waiting(&self) -> Vec<String> {
        within(&self.0).keys().cloned().collect()
    }

    /// Does the oldest piece of work of a lane, on the caller's thread; `false` when there is none.
    pub fn let_go(&self, lane: &str) -> bool {
        let piece = self.take(lane);
        let any = piece.is_some();
        if let Some(piece) = piece {
            piece();
        }
        any
    }

    fn take(&self, lane: &str) -> Option<Box<dyn FnOnce() + Send>> {
        let mut waiting = within(&self.0);
        let pieces = waiting.get_mut(lane)?;
        let piece = pieces.pop_front();
        if pieces.is_empty() {
            waiting.remove(lane);
        }
        piece
    }

    fn put(&self, lane: &str, piece: Box<dyn FnOnce() + Send>) {
        within(&self.0).entry(lane.to_owned()).or_default().push_back(piece);
    }
}

impl std::fmt::Debug for HeldWork {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HeldWork")
    }
}

fn within<T: ?Sized>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
