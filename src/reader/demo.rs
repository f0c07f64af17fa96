//! The demo reader: simulated tokens in a tray, laid down and lifted by hand.
//!
//! The same conversation as with a real card, without a thread: a simulated token answers at once.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Card, CardLost, Reader, ReaderEvent, ReaderState, Request, Sink, conversation};
use crate::desk::{Found, Now, PlacementId};
use crate::otp::Seed;
use crate::token2::{Display, Model, Serial, Simulator};

/// The tray with one token at hand. Clones share it.
#[derive(Clone)]
pub struct Tray {
    inner: Arc<Mutex<Inner>>,
    sink: Sink,
    now: Now,
}

struct Inner {
    token: Simulator,
    model: Model,
    taken: u32,
    laid: Option<PlacementId>,
    placements: u64,
    burned: bool,
}

/// The token at hand, as a person sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrayToken {
    /// Its model.
    pub model: Model,
    /// Its serial.
    pub serial: Serial,
    /// Whether it lies on the reader.
    pub laid: bool,
    /// What it shows.
    pub display: Display,
}

impl Tray {
    /// A tray whose first token is an OTPC-P2-i.
    #[must_use]
    pub fn new(sink: Sink, now: Now) -> Self {
        let model = Model::OtpcP2I;
        let inner = Inner {
            token: factory_token(model, 1),
            model,
            taken: 1,
            laid: None,
            placements: 0,
            burned: false,
        };
        Self {
            inner: Arc::new(Mutex::new(inner)),
            sink,
            now,
        }
    }

    /// What is at hand, with its display as of now.
    #[must_use]
    pub fn token(&self) -> TrayToken {
        let now = (self.now)().unix();
        let inner = self.lock();
        TrayToken {
            model: inner.model,
            serial: inner.token.serial().clone(),
            laid: inner.laid.is_some(),
            display: inner.token.display(now),
        }
    }

    /// Lays the token on the reader.
    pub fn lay_down(&self) {
        let mut inner = self.lock();
        if inner.laid.is_some() {
            return;
        }
        inner.placements += 1;
        let placement = PlacementId(inner.placements);
        inner.laid = Some(placement);
        drop(inner);
        (self.sink)(ReaderEvent::Placed { placement, fresh: true });
    }

    /// Lifts it.
    pub fn lift(&self) {
        let mut inner = self.lock();
        let was_laid = inner.laid.take().is_some();
        inner.token.power_down();
        drop(inner);
        if was_laid {
            (self.sink)(ReaderEvent::Removed);
        }
    }

    /// Presses its button.
    pub fn press(&self) {
        let now = (self.now)().unix();
        let mut inner = self.lock();
        if inner.token.display(now) == Display::Off {
            inner.token.switch_on();
        } else {
            inner.token.switch_off();
        }
    }

    /// Takes a new token of that model from the box, after lifting the one that lies there.
    pub fn take_new(&self, model: Model) {
        self.lift();
        let mut inner = self.lock();
        inner.taken += 1;
        inner.model = model;
        inner.token = factory_token(model, inner.taken);
        inner.burned = false;
    }

    /// Whether the token at hand has been written since it came out of the box.
    #[must_use]
    pub fn is_burned(&self) -> bool {
        self.lock().burned
    }

    /// The seed inside the token at hand, for tests that compare it with the file.
    #[must_use]
    pub fn seed(&self) -> Option<Seed> {
        self.lock().token.seed().map(Seed::duplicate)
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Tray {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tray")
    }
}

/// Its clock is some seconds behind, as drawers full of tokens are.
fn factory_token(model: Model, number: u32) -> Simulator {
    let text = format!("{}9{number:05}", model.prefix());
    // a prefix of digits with six digits more is a serial, whatever the model
    let serial = Serial::parse(&text).unwrap_or_else(|_| unreachable!("a serial of digits"));
    let seed = Seed::new(text.as_bytes()).ok();
    Simulator::new(serial, seed, -i64::from(number % 50) - 3)
}

/// The reader under the tray.
#[derive(Debug)]
pub struct DemoReader {
    tray: Tray,
}

impl DemoReader {
    /// The name in the header.
    pub const NAME: &'static str = "Demo tray";

    /// A reader for `tray`; it reports itself at once.
    #[must_use]
    pub fn new(tray: Tray) -> Self {
        (tray.sink)(ReaderEvent::State(ReaderState::Ready {
            chosen: Self::NAME.into(),
            all: vec![Self::NAME.into()],
        }));
        Self { tray }
    }
}

/// The token in the tray as a card, as long as it stays in its placement.
struct TrayCard<'a> {
    tray: &'a Tray,
    placement: PlacementId,
}

impl Card for TrayCard<'_> {
    fn transmit(&mut self, apdu: &[u8]) -> Result<Vec<u8>, CardLost> {
        let now = (self.tray.now)().unix();
        let mut inner = self.tray.lock();
        if inner.laid != Some(self.placement) {
            return Err(CardLost);
        }
        Ok(inner.token.answer(apdu, now))
    }
}

impl Reader for DemoReader {
    fn request(&mut self, request: Request) {
        let tray = &self.tray;
        let unix = || (tray.now)().unix();
        match request {
            Request::Inspect { placement, .. } => {
                let mut card = TrayCard { tray, placement };
                let found = match conversation::identify(&mut card, unix()) {
                    Ok(Ok((token, _))) => Found::Token(token),
                    Ok(Err(other)) => Found::Other(other),
                    Err(CardLost) => Found::Gone,
                };
                (tray.sink)(ReaderEvent::Inspected { placement, found });
            }
            Request::Burn { placement, order } => {
                let mut card = TrayCard { tray, placement };
                let mut progress = |step| (tray.sink)(ReaderEvent::Step(step));
                let outcome = conversation::burn(&mut card, order.plan(), &unix, &mut progress);
                tray.lock().burned |= outcome.is_ok();
                (tray.sink)(ReaderEvent::BurnEnded(outcome));
            }
            Request::Release | Request::Choose(_) => {}
        }
    }
}
