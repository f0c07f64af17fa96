//! The tray: the token at hand, the one that was put aside for it, and what is done with them by hand.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::pace::{Pace, SEED, is_write};
use super::talk::{Next, Talk, Waits};
use crate::desk::{Now, PlacementId};
use crate::otp::Seed;
use crate::reader::{Reader, ReaderEvent, ReaderState, Request, Sink};
use crate::token2::{Display, Model, Serial, Simulator};

/// The tray with one token at hand. Clones share it.
#[derive(Clone)]
pub struct Tray {
    inner: Arc<Mutex<Inner>>,
    sink: Sink,
    now: Now,
    pace: Pace,
}

struct Inner {
    at_hand: Piece,
    /// The one before it that was written, if there was one.
    aside: Option<Piece>,
    lies: Option<Lies>,
    plugged: bool,
    /// Whether the next burn is to be cut off.
    slips: bool,
    taken: u32,
    placements: u64,
    /// What the reader will have noticed by then, on the clock that never jumps.
    noticed: VecDeque<(Duration, ReaderEvent)>,
    /// What the reader was asked, the talk that is under way first.
    talks: VecDeque<Talk>,
}

/// A simulated token.
struct Piece {
    token: Simulator,
    model: Model,
    /// Whether anything was written to it since it came out of the box.
    written: bool,
}

/// What lies on the reader.
#[derive(Clone, Copy)]
struct Lies {
    placement: PlacementId,
    /// Whether it is the one that was put aside.
    aside: bool,
}

/// The token that lies there, or else the one at hand, as a person sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrayToken {
    /// The model that it simulates.
    pub model: Model,
    /// Its serial, as it would be printed on it.
    pub serial: Serial,
    /// Whether it lies on the reader.
    pub laid: bool,
    /// Whether anything was written to it since it came out of the box.
    pub written: bool,
    /// What it shows.
    pub display: Display,
    /// Whether that is of before it was written, and it has to be switched off and on.
    pub shows_old: bool,
    /// Its clock minus the right one, seconds.
    pub ahead: i64,
    /// Whether it is the one that was put aside.
    pub is_aside: bool,
    /// The one that was put aside for it, if another one can be laid down.
    pub aside: Option<Serial>,
    /// Whether its burn is going to be cut off.
    pub slips: bool,
    /// Whether the reader is plugged in.
    pub plugged: bool,
}

impl Tray {
    /// Seconds by which a clock that goes wrong goes wrong.
    pub const WRONG_BY: i64 = 240;

    /// A tray whose first token is an OTPC-P2-i, and that answers at once.
    #[must_use]
    pub fn new(sink: Sink, now: Now) -> Self {
        Self::at(Pace::Fast, sink, now, 0)
    }

    /// The same at that pace, when so many tokens were taken out of the box before.
    #[must_use]
    pub fn at(pace: Pace, sink: Sink, now: Now, taken: u32) -> Self {
        let taken = taken.saturating_add(1);
        let inner = Inner {
            at_hand: Piece::new(Model::OtpcP2I, taken),
            aside: None,
            lies: None,
            plugged: true,
            slips: false,
            taken,
            placements: 0,
            noticed: VecDeque::new(),
            talks: VecDeque::new(),
        };
        Self {
            inner: Arc::new(Mutex::new(inner)),
            sink,
            now,
            pace,
        }
    }

    /// What is in view, with its display as of now.
    #[must_use]
    pub fn token(&self) -> TrayToken {
        let now = (self.now)().unix();
        let inner = self.lock();
        let piece = inner.in_view();
        let aside = inner
            .aside
            .as_ref()
            .filter(|_| !inner.lies.is_some_and(|lies| lies.aside));
        TrayToken {
            model: piece.model,
            serial: piece.token.serial().clone(),
            laid: inner.lies.is_some(),
            written: piece.written,
            display: piece.token.display(now),
            shows_old: piece.token.shows_old(),
            ahead: piece.token.clock(now) - now,
            is_aside: inner.lies.is_some_and(|lies| lies.aside),
            aside: aside.map(|piece| piece.token.serial().clone()),
            slips: inner.slips,
            plugged: inner.plugged,
        }
    }

    /// How many tokens were taken out of the box.
    #[must_use]
    pub fn taken(&self) -> u32 {
        self.lock().taken
    }

    // --- what a hand does ---------------------------------------------------------------------------------------------

    /// Lays the token at hand on the reader.
    pub fn lay_down(&self) {
        self.by_hand(|inner, hand| inner.lay(false, hand));
    }

    /// Lifts what lies there.
    pub fn lift(&self) {
        self.by_hand(Inner::lift);
    }

    /// Presses the button of the token in view.
    pub fn press(&self) {
        let now = (self.now)().unix();
        let mut inner = self.lock();
        let token = &mut inner.in_view_mut().token;
        if token.display(now) == Display::Off {
            token.switch_on();
        } else {
            token.switch_off();
        }
    }

    /// Takes a new token of that model from the box, after lifting the one that lies there. One that was written is put
    /// aside.
    pub fn take_new(&self, model: Model) {
        self.by_hand(|inner, hand| {
            inner.lift(hand);
            let new = inner.out_of_the_box(model);
            let before = std::mem::replace(&mut inner.at_hand, new);
            if before.written {
                inner.aside = Some(before);
            }
        });
    }

    // --- what goes wrong ----------------------------------------------------------------------------------------------

    /// The token slips off the reader in the middle of its burn: of this one, if one is under way, or of the next. Once
    /// more, and it does not.
    pub fn slip(&self) {
        self.by_hand(|inner, hand| {
            if inner.is_written() {
                inner.lift(hand);
            } else {
                inner.slips = !inner.slips;
            }
        });
    }

    /// Lays another token down than the one at hand: the one that was put aside, or one out of the box. When that is
    /// lifted, the one at hand is in view again.
    pub fn lay_another(&self) {
        self.by_hand(|inner, hand| {
            inner.lift(hand);
            if inner.aside.is_none() {
                inner.aside = Some(inner.out_of_the_box(inner.at_hand.model));
            }
            inner.lay(true, hand);
        });
    }

    /// The clock of the token in view is some minutes ahead from now on.
    pub fn set_clock_wrong(&self) {
        self.lock().in_view_mut().token.skip(Self::WRONG_BY);
    }

    /// Pulls the reader's plug, or puts it in again.
    pub fn plug(&self) {
        self.by_hand(Inner::plug);
    }

    // --- what the reader makes of it ----------------------------------------------------------------------------------

    /// Tells what the reader has noticed and heard by now.
    pub fn go_on(&self) {
        loop {
            let now = (self.now)();
            let told = self.lock().next_told(now.awake, now.unix(), self.pace);
            if told.is_empty() {
                return;
            }
            told.into_iter().for_each(|event| (self.sink)(event));
        }
    }

    /// In how long there is something to tell.
    #[must_use]
    pub fn next(&self) -> Option<Duration> {
        let now = (self.now)().awake;
        self.lock().next_due().map(|due| due.saturating_sub(now))
    }

    /// The seed inside the token in view, for tests that compare it with the file.
    #[must_use]
    pub fn seed(&self) -> Option<Seed> {
        self.lock().in_view().token.seed().map(Seed::duplicate)
    }

    fn by_hand(&self, does: impl FnOnce(&mut Inner, Hand)) {
        let hand = Hand {
            felt: (self.now)().awake + self.pace.felt(),
        };
        does(&mut self.lock(), hand);
        self.go_on();
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

/// When the reader notices what a hand does.
#[derive(Clone, Copy)]
struct Hand {
    felt: Duration,
}

impl Piece {
    /// Its clock is some seconds behind, as drawers full of tokens are.
    fn new(model: Model, number: u32) -> Self {
        let text = format!("{}9{number:05}", model.prefix());
        // a prefix of digits with six digits more is a serial, whatever the model
        let serial = Serial::parse(&text).unwrap_or_else(|_| unreachable!("a serial of digits"));
        let seed = Seed::new(text.as_bytes()).ok();
        Self {
            token: Simulator::new(serial, seed, -i64::from(number % 50) - 3),
            model,
            written: false,
        }
    }

    fn answer(&mut self, apdu: &[u8], unix: i64) -> Vec<u8> {
        let answer = self.token.answer(apdu, unix);
        self.written |= is_write(apdu) && answer.ends_with(&[0x90, 0x00]);
        answer
    }
}

impl Inner {
    fn in_view(&self) -> &Piece {
        match (&self.aside, self.lies) {
            (Some(piece), Some(Lies { aside: true, .. })) => piece,
            _ => &self.at_hand,
        }
    }

    fn in_view_mut(&mut self) -> &mut Piece {
        match (&mut self.aside, self.lies) {
            (Some(piece), Some(Lies { aside: true, .. })) => piece,
            _ => &mut self.at_hand,
        }
    }

    /// Serials have room for so many.
    fn out_of_the_box(&mut self, model: Model) -> Piece {
        self.taken = self.taken % 99_999 + 1;
        Piece::new(model, self.taken)
    }

    fn placed(&mut self) -> PlacementId {
        self.placements += 1;
        PlacementId(self.placements)
    }

    fn lay(&mut self, aside: bool, hand: Hand) {
        if self.lies.is_some() {
            return;
        }
        let placement = self.placed();
        self.lies = Some(Lies { placement, aside });
        if self.plugged {
            let fresh = true;
            self.notices(hand.felt, ReaderEvent::Placed { placement, fresh });
        }
    }

    fn lift(&mut self, hand: Hand) {
        if self.lies.is_none() {
            return;
        }
        self.in_view_mut().token.power_down();
        self.lies = None;
        if self.plugged {
            self.notices(hand.felt, ReaderEvent::Removed);
        }
    }

    fn plug(&mut self, hand: Hand) {
        self.plugged = !self.plugged;
        if !self.plugged {
            if self.lies.is_some() {
                self.in_view_mut().token.power_down();
                self.notices(hand.felt, ReaderEvent::Removed);
            }
            self.notices(hand.felt, ReaderEvent::State(ReaderState::NoReader));
            return;
        }
        self.notices(hand.felt, ReaderEvent::State(ready()));
        if let Some(Lies { aside, .. }) = self.lies {
            let placement = self.placed();
            self.lies = Some(Lies { placement, aside });
            let fresh = false;
            self.notices(hand.felt, ReaderEvent::Placed { placement, fresh });
        }
    }

    /// Never before what it noticed earlier.
    fn notices(&mut self, due: Duration, event: ReaderEvent) {
        let last = self.noticed.back().map_or(Duration::ZERO, |(due, _)| *due);
        self.noticed.push_back((due.max(last), event));
    }

    fn is_written(&self) -> bool {
        self.talks.iter().any(Talk::is_burn)
    }

    fn next_due(&self) -> Option<Duration> {
        let answer = self.talks.front().and_then(|talk| talk.waits.as_ref());
        let answer = answer.map(|waits| waits.due);
        let noticed = self.noticed.front().map(|(due, _)| *due);
        answer.into_iter().chain(noticed).min()
    }

    /// What is to be told next, as far as the time has come; nothing when all is told.
    fn next_told(&mut self, now: Duration, unix: i64, pace: Pace) -> Vec<ReaderEvent> {
        loop {
            let noticed = self.noticed.front().map(|(due, _)| *due).filter(|due| *due <= now);
            let waits = self.talks.front().and_then(|talk| talk.waits.as_ref());
            let answered = waits.map(|waits| waits.due).filter(|due| *due <= now);
            match (noticed, answered) {
                (Some(noticed), answer) if answer.is_none_or(|answer| noticed <= answer) => {
                    return self.noticed.pop_front().into_iter().map(|(_, event)| event).collect();
                }
                (_, Some(due)) => {
                    let told = self.answer(due, unix, pace);
                    if !told.is_empty() {
                        return told;
                    }
                }
                _ => return vec![],
            }
        }
    }

    /// The token answers what it was asked last, if it lies there still.
    fn answer(&mut self, due: Duration, unix: i64, pace: Pace) -> Vec<ReaderEvent> {
        let Some(mut talk) = self.talks.pop_front() else {
            return vec![];
        };
        if let Some(Waits { apdu, .. }) = talk.waits.take() {
            if self.slips && is_seed(&apdu) {
                self.slips = false;
                let felt = due + pace.felt();
                self.lift(Hand { felt });
            }
            let there = self.plugged && self.lies.is_some_and(|lies| lies.placement == talk.placement);
            let answer = there.then(|| self.in_view_mut().answer(&apdu, unix));
            talk.answered(answer, unix);
        }
        self.talks.push_front(talk);
        self.talk(due, pace)
    }

    /// Goes on with the talk under way from its last answer, which came at that time.
    fn talk(&mut self, at: Duration, pace: Pace) -> Vec<ReaderEvent> {
        let mut told = vec![];
        let Some(talk) = self.talks.front_mut() else {
            return told;
        };
        match talk.go_on(&mut told) {
            Next::Asks(apdu) => {
                let due = at + pace.answered(&apdu);
                talk.waits = Some(Waits { apdu, due });
            }
            Next::Ended(ended) => {
                told.push(ended);
                self.talks.pop_front();
                told.extend(self.talk(at, pace));
            }
        }
        told
    }
}

/// Whether that command writes a seed.
fn is_seed(apdu: &[u8]) -> bool {
    apdu.get(1) == Some(&SEED)
}

fn ready() -> ReaderState {
    ReaderState::Ready {
        chosen: DemoReader::NAME.into(),
        all: vec![DemoReader::NAME.into()],
    }
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
        (tray.sink)(ReaderEvent::State(ready()));
        Self { tray }
    }
}

impl Reader for DemoReader {
    fn request(&mut self, request: Request) {
        let Some(talk) = Talk::of(request) else { return };
        let tray = &self.tray;
        let at = (tray.now)().awake;
        let told = {
            let mut inner = tray.lock();
            inner.talks.push_back(talk);
            match inner.talks.len() {
                1 => inner.talk(at, tray.pace),
                // after the one that is under way
                _ => vec![],
            }
        };
        told.into_iter().for_each(|event| (tray.sink)(event));
        tray.go_on();
    }
}
