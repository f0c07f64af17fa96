//! What PC/SC itself says about its service and its readers.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use pcsc::{Context, Error, Scope};

use crate::reader::ServiceTrouble;
use crate::reader::choice::is_sam;
use crate::reader::pcsc::trouble;

/// The answer of the smart card service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Whether it answers. [`ServiceTrouble::Other`] is no answer in time as well.
    pub service: Result<(), ServiceTrouble>,
    /// The readers by the names it gives them, those of security modules among them; empty when it does not answer.
    /// These names can end in serial numbers.
    pub readers: Vec<String>,
}

impl Seen {
    /// How long the service may take to answer. A healthy one takes milliseconds, and up to a second when it is started
    /// by the question.
    pub const PATIENCE: Duration = Duration::from_secs(4);

    /// Asks the service, over a context of its own, on the caller's thread. It waits as long as the service is stuck,
    /// whatever that is, so it must not run on a window's thread; [`Self::look_within`] comes back in time.
    #[must_use]
    pub fn look() -> Self {
        match readers() {
            Ok(readers) => Self {
                service: Ok(()),
                readers,
            },
            Err(error) => {
                tracing::debug!(%error, "the smart card service was asked in vain");
                Self::without_service(trouble(error))
            }
        }
    }

    /// The same within a time. The thread that asks is left behind when the service is stuck: nothing can call it back.
    #[must_use]
    pub fn look_within(patience: Duration) -> Self {
        let (answer, answered) = mpsc::channel();
        let asked = thread::Builder::new().name("pcsc-doctor".into()).spawn(move || {
            // nobody listens any more when it took too long
            let _ = answer.send(Self::look());
        });
        asked
            .ok()
            .and_then(|_| answered.recv_timeout(patience).ok())
            .unwrap_or_else(|| Self::without_service(ServiceTrouble::Other))
    }

    /// The readers on which a token can be laid.
    pub fn usable(&self) -> impl Iterator<Item = &str> {
        self.readers.iter().map(String::as_str).filter(|name| !is_sam(name))
    }

    const fn without_service(trouble: ServiceTrouble) -> Self {
        Self {
            service: Err(trouble),
            readers: vec![],
        }
    }
}

fn readers() -> Result<Vec<String>, Error> {
    let context = Context::establish(Scope::User)?;
    match context.list_readers_owned() {
        Ok(names) => Ok(names.iter().map(|name| name.to_string_lossy().into_owned()).collect()),
        Err(Error::NoReadersAvailable) => Ok(vec![]),
        Err(error) => Err(error),
    }
}
