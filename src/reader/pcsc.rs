//! Real readers over PC/SC.
//!
//! Two threads with a context each, because calls on one context queue behind each other: the monitor looks at the pads,
//! the worker talks to cards. What they learned the hard way:
//! - a context that lost its service never recovers, so a new one is made;
//! - any error, and any answer shorter than a status word, means that the outcome is unknown: the handle is dropped and
//!   never written to again, since it may have moved to another token;
//! - `Card::drop` resets the card, so every way out disconnects with `LeaveCard`;
//! - finite time-outs do not protect from a stuck service, so nothing here runs on a thread that anyone waits for.

use std::collections::VecDeque;
use std::ffi::CString;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use pcsc::{Context, Disposition, Error, Protocols, Scope, ShareMode, State, Transaction};

use super::{
    Card, CardLost, HOLD, Laid, PadState, Reader, ReaderEvent, ReaderState, Request, ServiceTrouble, Sink, Snapshot,
    Watch, conversation,
};
use crate::desk::{DurableBurn, Found, NotToken, Now, PlacementId};
use crate::token2::{BurnFailure, BurnStep, Burned, FailureReason, TokenInfo};

/// How long the monitor waits for a change before it looks at the stop flag and the list of readers again.
const LOOK: Duration = Duration::from_millis(1500);
/// How long it waits before it tries to reach a lost service again.
const RETRY: Duration = Duration::from_millis(300);
/// How long a token that was just laid down may be held by other software.
const BUSY: Duration = Duration::from_millis(1500);
/// The pause between two tries to connect.
const BUSY_PAUSE: Duration = Duration::from_millis(50);

/// The readers of this machine.
#[derive(Debug)]
pub struct PcscReader {
    requests: Sender<Request>,
    choose: Sender<String>,
    stop: Arc<AtomicBool>,
}

impl PcscReader {
    /// Starts both threads. They end by themselves within a second or so after the reader is dropped.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(preferred: Option<String>, now: Now, sink: Sink) -> std::io::Result<Self> {
        let stop = Arc::new(AtomicBool::new(false));
        let pad = Pad::default();
        let (requests, inbox) = mpsc::channel();
        let (choose, chosen) = mpsc::channel();
        let monitor = Monitor {
            watch: Watch::new(preferred),
            pad: pad.clone(),
            chosen,
            stop: Arc::clone(&stop),
            sink: Arc::clone(&sink),
        };
        let worker = Worker {
            context: None,
            pad,
            inbox,
            deferred: VecDeque::new(),
            now,
            sink,
        };
        let (of_monitor, of_worker) = (Arc::clone(&monitor.sink), Arc::clone(&worker.sink));
        let stopping = || Arc::clone(&stop);
        spawn("pcsc-monitor", stopping(), of_monitor, move || monitor.run())?;
        spawn("pcsc-worker", stopping(), of_worker, move || worker.run())?;
        Ok(Self { requests, choose, stop })
    }
}

/// A thread whose panic is told, and ends the other one as well.
fn spawn(name: &str, stop: Arc<AtomicBool>, sink: Sink, run: impl FnOnce() + Send + 'static) -> std::io::Result<()> {
    thread::Builder::new().name(name.into()).spawn(move || {
        if catch_unwind(AssertUnwindSafe(run)).is_err() {
            stop.store(true, Ordering::Relaxed);
            sink(ReaderEvent::Died);
        }
    })?;
    Ok(())
}

impl Reader for PcscReader {
    fn request(&mut self, request: Request) {
        // a thread that is gone has nothing to answer; the monitor reports the service
        let _ = match request {
            Request::Choose(name) => self.choose.send(name).is_ok(),
            other => self.requests.send(other).is_ok(),
        };
    }
}

impl Drop for PcscReader {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

/// What lies on the watched reader, shared by monitor and worker.
#[derive(Debug, Clone, Default)]
struct Pad(Arc<Mutex<OnPad>>);

#[derive(Debug, Default)]
struct OnPad {
    laid: Option<Laid>,
    /// Whether the worker writes what lies there, or may at any moment: no other reader is watched meanwhile.
    busy: bool,
}

impl Pad {
    fn lock(&self) -> MutexGuard<'_, OnPad> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn get(&self, placement: PlacementId) -> Option<Laid> {
        self.lock().laid.clone().filter(|laid| laid.placement == placement)
    }

    /// The same, for a burn that is about to begin: it is watched until the second value is dropped.
    fn take(&self, placement: PlacementId) -> Option<(Laid, Busy)> {
        let mut on_pad = self.lock();
        let laid = on_pad.laid.clone().filter(|laid| laid.placement == placement)?;
        on_pad.busy = true;
        Some((laid, Busy(self.clone())))
    }
}

/// As long as it lives, the reader is not left for another one.
struct Busy(Pad);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.lock().busy = false;
    }
}

struct Monitor {
    watch: Watch,
    pad: Pad,
    chosen: Receiver<String>,
    stop: Arc<AtomicBool>,
    sink: Sink,
}

impl Monitor {
    fn run(mut self) {
        while !self.stopped() {
            let error = match Context::establish(Scope::User) {
                Ok(context) => self.follow(&context),
                Err(error) => Some(error),
            };
            let Some(error) = error else { return };
            let events = self.look(|watch| watch.lost(ReaderState::ServiceDown(trouble(error))));
            // it is tried again all the time: a line in the log is worth what has changed
            if events.is_empty() {
                tracing::trace!("still no smart card service");
            } else {
                tracing::info!(%error, "the smart card service does not answer");
            }
            self.tell(events);
            thread::sleep(RETRY);
        }
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Until the service is lost (why) or the station stops (`None`).
    fn follow(&mut self, context: &Context) -> Option<Error> {
        let mut states: Vec<pcsc::ReaderState> = Vec::new();
        while !self.stopped() {
            while let Ok(name) = self.chosen.try_recv() {
                self.watch.choose(name);
            }
            let names = match context.list_readers_owned() {
                Ok(names) => names,
                Err(Error::NoReadersAvailable) => vec![],
                Err(error) => return Some(error),
            };
            states.retain(|state| names.iter().any(|name| **name == *state.name()));
            for name in names {
                if !states.iter().any(|state| *state.name() == *name) {
                    states.push(pcsc::ReaderState::new(name, State::UNAWARE));
                }
            }
            if states.is_empty() {
                let events = self.look(|watch| watch.observe(&[]));
                self.tell(events);
                thread::sleep(LOOK / 2);
                continue;
            }
            match context.get_status_change(LOOK, &mut states) {
                Ok(()) | Err(Error::Timeout) => {}
                // a reader was unplugged since it was listed
                Err(Error::UnknownReader) => {
                    states.clear();
                    continue;
                }
                Err(error) => return Some(error),
            }
            states.iter_mut().for_each(pcsc::ReaderState::sync_current_state);
            let snapshots: Vec<Snapshot> = states.iter().map(snapshot).collect();
            let events = self.look(|watch| watch.observe(&snapshots));
            self.tell(events);
        }
        None
    }

    /// No burn begins while it is decided which reader is watched.
    fn look(&mut self, look: impl FnOnce(&mut Watch) -> Vec<ReaderEvent>) -> Vec<ReaderEvent> {
        let mut on_pad = self.pad.lock();
        self.watch.set_busy(on_pad.busy);
        let events = look(&mut self.watch);
        on_pad.laid = self.watch.laid().cloned();
        events
    }

    fn tell(&self, events: Vec<ReaderEvent>) {
        events.into_iter().for_each(|event| (self.sink)(event));
    }
}

fn snapshot(state: &pcsc::ReaderState) -> Snapshot {
    let flags = state.event_state();
    let pad = if flags.intersects(State::UNAVAILABLE | State::UNKNOWN | State::IGNORE) {
        PadState::Unknown
    } else if !flags.contains(State::PRESENT) {
        PadState::Empty
    } else if flags.contains(State::MUTE) {
        PadState::Mute
    } else {
        PadState::Card
    };
    Snapshot {
        reader: state.name().to_string_lossy().into_owned(),
        count: state.event_count(),
        atr: if pad == PadState::Card {
            state.atr().to_vec()
        } else {
            vec![]
        },
        pad,
    }
}

pub(super) const fn trouble(error: Error) -> ServiceTrouble {
    match error {
        Error::NoService | Error::ServiceStopped | Error::CommError => ServiceTrouble::NotRunning,
        Error::SecurityViolation | Error::NoAccess => ServiceTrouble::NoPermission,
        _ => ServiceTrouble::Other,
    }
}

struct Worker {
    context: Option<Context>,
    pad: Pad,
    inbox: Receiver<Request>,
    deferred: VecDeque<Request>,
    now: Now,
    sink: Sink,
}

/// A card within a transaction, as long as the monitor sees it in its placement.
struct PcscCard<'a, 'tx> {
    transaction: &'a Transaction<'tx>,
    pad: &'a Pad,
    placement: PlacementId,
}

impl Card for PcscCard<'_, '_> {
    fn transmit(&mut self, apdu: &[u8]) -> Result<Vec<u8>, CardLost> {
        if self.pad.get(self.placement).is_none() {
            return Err(CardLost);
        }
        let mut buffer = [0; pcsc::MAX_BUFFER_SIZE];
        match self.transaction.transmit(apdu, &mut buffer) {
            // fewer than two bytes: the driver took a card that left for one that had nothing to say
            Ok(answer) if answer.len() >= 2 => Ok(answer.to_vec()),
            Ok(_) => Err(CardLost),
            Err(error) => {
                tracing::info!(%error, "the card left");
                Err(CardLost)
            }
        }
    }
}

impl Worker {
    fn run(mut self) {
        while let Some(request) = self.next() {
            match request {
                Request::Inspect { placement, hold } => self.inspect(placement, hold),
                Request::Burn { placement, order } => {
                    let outcome = self.burn_anew(placement, &*order);
                    (self.sink)(ReaderEvent::BurnEnded(outcome));
                }
                Request::Release | Request::Choose(_) => {}
            }
        }
    }

    fn next(&mut self) -> Option<Request> {
        self.deferred.pop_front().or_else(|| self.inbox.recv().ok())
    }

    fn inspect(&mut self, placement: PlacementId, hold: bool) {
        let tell = |found| (self.sink)(ReaderEvent::Inspected { placement, found });
        let (laid, _busy) = match self.pad.take(placement) {
            Some((laid, busy)) => (laid, hold.then_some(busy)),
            None => return tell(Found::Gone),
        };
        if let Some(known) = conversation::at_first_sight(laid.mute, &laid.atr) {
            return tell(Found::Other(known));
        }
        let mut card = match self.connect(&laid) {
            Ok(card) => card,
            Err(found) => return (self.sink)(ReaderEvent::Inspected { placement, found }),
        };
        match card.transaction() {
            Ok(transaction) => {
                self.inspect_within(&transaction, placement, hold);
                let _ = transaction.end(Disposition::LeaveCard);
            }
            Err(error) => {
                tracing::info!(%error, "no transaction");
                (self.sink)(ReaderEvent::Inspected {
                    placement,
                    found: Found::Gone,
                });
            }
        }
        leave(card);
    }

    fn inspect_within(&mut self, transaction: &Transaction<'_>, placement: PlacementId, hold: bool) {
        let pad = self.pad.clone();
        let mut card = PcscCard {
            transaction,
            pad: &pad,
            placement,
        };
        let (found, info) = match conversation::identify(&mut card, (self.now)().unix()) {
            Ok(Ok((token, info))) => (Found::Token(token), Some(info)),
            Ok(Err(other)) => (Found::Other(other), None),
            Err(CardLost) => (Found::Gone, None),
        };
        (self.sink)(ReaderEvent::Inspected { placement, found });
        if let (true, Some(info)) = (hold, info) {
            self.hold(&mut card, placement, info);
        }
    }

    /// Keeps the transaction until a burn is ordered, or it is released, or nobody decides.
    fn hold(&mut self, card: &mut PcscCard<'_, '_>, placement: PlacementId, info: TokenInfo) {
        match self.inbox.recv_timeout(HOLD) {
            Ok(Request::Burn { placement: at, order }) if at == placement => {
                let (now, sink) = (Arc::clone(&self.now), Arc::clone(&self.sink));
                let mut progress = |step: BurnStep| sink(ReaderEvent::Step(step));
                let outcome = conversation::burn_after(card, order.plan(), info, &|| now().unix(), &mut progress);
                (self.sink)(ReaderEvent::BurnEnded(outcome));
            }
            Ok(Request::Release) | Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {}
            Ok(other) => self.deferred.push_back(other),
        }
    }

    /// A burn outside of a held transaction starts with the info again.
    fn burn_anew(&mut self, placement: PlacementId, order: &dyn DurableBurn) -> Result<Burned, BurnFailure> {
        let untouched = Err(BurnFailure::Untouched(FailureReason::Lost));
        let Some((laid, _busy)) = self.pad.take(placement) else {
            return untouched;
        };
        let Ok(mut card) = self.connect(&laid) else {
            return untouched;
        };
        let outcome = match card.transaction() {
            Ok(transaction) => {
                let mut within = PcscCard {
                    transaction: &transaction,
                    pad: &self.pad,
                    placement,
                };
                let mut progress = |step: BurnStep| (self.sink)(ReaderEvent::Step(step));
                let now = || (self.now)().unix();
                let outcome = conversation::burn(&mut within, order.plan(), &now, &mut progress);
                let _ = transaction.end(Disposition::LeaveCard);
                outcome
            }
            Err(error) => {
                tracing::info!(%error, "no transaction");
                untouched
            }
        };
        leave(card);
        outcome
    }

    /// Connects, with patience for other software that looks at every new card.
    fn connect(&mut self, laid: &Laid) -> Result<pcsc::Card, Found> {
        let name = CString::new(laid.reader.as_bytes()).map_err(|_| Found::Gone)?;
        let until = Instant::now() + BUSY;
        loop {
            let error = match self.context() {
                Ok(context) => match context.connect(&name, ShareMode::Shared, Protocols::ANY) {
                    Ok(card) => return Ok(card),
                    Err(error) => error,
                },
                Err(error) => error,
            };
            if matches!(trouble(error), ServiceTrouble::NotRunning) {
                self.context = None;
            }
            let wait = matches!(
                error,
                Error::SharingViolation | Error::NoSmartcard | Error::UnpoweredCard | Error::UnresponsiveCard
            );
            if !wait || Instant::now() >= until || self.pad.get(laid.placement).is_none() {
                tracing::info!(%error, "no connection to the card");
                return Err(match error {
                    Error::UnpoweredCard | Error::UnresponsiveCard => Found::Other(NotToken::PlacedBadly),
                    _ => Found::Gone,
                });
            }
            thread::sleep(BUSY_PAUSE);
        }
    }

    /// The worker's own context, made anew when the last one lost its service. `is_valid` would not tell.
    fn context(&mut self) -> Result<Context, Error> {
        if let Some(context) = &self.context
            && matches!(context.list_readers_len(), Ok(_) | Err(Error::NoReadersAvailable))
        {
            return Ok(context.clone());
        }
        let context = Context::establish(Scope::User)?;
        self.context = Some(context.clone());
        Ok(context)
    }
}

/// Without this, dropping the card would reset it and disturb others who use it.
fn leave(card: pcsc::Card) {
    if let Err((card, error)) = card.disconnect(Disposition::LeaveCard) {
        tracing::debug!(%error, "disconnecting");
        // a handle of a lost service: dropping it is all that is left
        drop(card);
    }
}
