//! Lanes: where work is done, one piece after the other.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Sender};
use std::thread;

/// How lanes do their work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Executor {
    /// On the caller's thread, at once: for tests.
    Inline,
    /// On a named thread each.
    Threads,
}

/// A lane for work of one kind.
pub enum Lane<W> {
    /// Done at once.
    Inline(Box<dyn FnMut(W) + Send>),
    /// Done elsewhere.
    Thread(Sender<W>),
}

impl<W: Send + 'static> Lane<W> {
    /// A lane on which `serve` does the work. `died` is called, on its thread, if a panic ends it; what was being worked
    /// on is dropped then, and nothing is taken any more.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn new(
        executor: Executor,
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
        }
    }
}
