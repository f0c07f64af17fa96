//! The guide: what the station shows, and what is to be done next.
//!
//! What has been done is what the station reports: who is enrolled stands in its log, a mishap has happened when the
//! station says so, on whomever. The guide remembers the mishaps, and how long the day took; everything else it reads anew
//! each time, so it can be left, and whatever is done out of order is taken as it is.

use std::collections::BTreeSet;
use std::time::Duration;

use strum::IntoEnumIterator;

use super::day::{DAY, Mishap, Person};
use super::kept::{Kept, Phase};
use super::shown::{At, Place, Said, Shown};
use crate::desk::{Asked, Moment, Pad, Upn};
use crate::reader::Tray;
use crate::token2::{Display, Serial};

/// What is to be done next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Unlock,
    /// Back to Enroll.
    ToEnroll,
    /// The UPN is typed.
    Name(&'static Person),
    TakeNew,
    Lay,
    /// Laid down, to be lifted in the middle of the burn.
    LayToLift,
    /// In a moment, when something is written to it.
    LiftSoon,
    LiftNow,
    /// The token is being written.
    Leave,
    /// The desk is busy for a moment.
    Wait,
    Lift,
    /// What lies there is not the token that is meant.
    LiftOther,
    LayAgain,
    /// It was to be lifted and was not, so it is written once more.
    LayAgainToLift,
    LayAnother,
    /// The one that was put aside is the one that is meant.
    LayAside,
    SetClockWrong,
    SwitchOn,
    SwitchOffAndOn,
    TypeCode,
    /// It was not lifted in time, so it is to be written again.
    AgainToLift,
    /// Its clock is wrong, or it is empty.
    Again,
    Unplug,
    PlugIn,
    Yes,
    /// The new token takes the place of one that is not at hand.
    Replace,
    No,
    /// The token in question is not at hand.
    PutOff,
    Export,
}

/// What stands above the tray.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Advice {
    /// The day can begin.
    Offer,
    /// It was left.
    Left,
    /// What is to be done, and for whom.
    Do(Step, Option<Upn>),
    /// It is over: how long it took, and what did not happen.
    Done { took: Duration, missed: Vec<Mishap> },
}

/// A longer time in which nothing changes is no practice.
const AWAY: Duration = Duration::from_secs(90);

/// How far the practice day came, and what was shown last.
#[derive(Debug)]
pub struct Guide {
    kept: Kept,
    /// What was shown last, and since when.
    seen: Option<(Shown, Duration)>,
}

impl Guide {
    /// Goes on where that was left.
    pub const fn new(kept: Kept) -> Self {
        Self { kept, seen: None }
    }

    /// What outlasts the program.
    pub const fn kept(&self) -> &Kept {
        &self.kept
    }

    /// Begins, leaves or takes up the day.
    pub fn turn(&mut self) {
        self.seen = None;
        self.kept.phase = match self.kept.phase {
            Phase::Offered | Phase::Left => Phase::UnderWay,
            Phase::UnderWay => Phase::Left,
            Phase::Done => Phase::Done,
        };
    }

    /// How many of the day have their token.
    pub fn done(shown: &Shown) -> usize {
        DAY.iter().filter(|person| has(&shown.enrolled, person)).count()
    }

    /// Takes what the station shows now, and says what is to be done next.
    pub fn look(&mut self, shown: &Shown, taken: u32, now: Moment) -> Advice {
        self.kept.taken = taken;
        match self.kept.phase {
            Phase::Offered => return Advice::Offer,
            Phase::Left => return Advice::Left,
            Phase::UnderWay => self.note(shown, now),
            Phase::Done => {}
        }
        if self.kept.phase == Phase::Done {
            let missed = Mishap::iter().filter(|mishap| !self.kept.seen.contains(mishap));
            return Advice::Done {
                took: self.kept.took,
                missed: missed.collect(),
            };
        }
        Advice::Do(self.next(shown), shown.whom.clone())
    }

    fn note(&mut self, shown: &Shown, now: Moment) {
        self.count(shown, now);
        if shown.open {
            self.kept.seen.extend(happened(shown));
        }
        if DAY.iter().all(|person| has(&shown.exported, person)) {
            self.kept.phase = Phase::Done;
        }
    }

    /// The time until something changes counts; that a code runs out is no change.
    fn count(&mut self, shown: &Shown, now: Moment) {
        let mut shown = shown.clone();
        shown.hand.display = Display::Off;
        let since = match &self.seen {
            Some((before, _)) if *before == shown => return,
            Some((_, since)) => now.awake.saturating_sub(*since),
            None => Duration::ZERO,
        };
        if since < AWAY {
            self.kept.took += since;
        }
        self.seen = Some((shown, now.awake));
    }

    // --- what is next -------------------------------------------------------------------------------------------------

    fn next(&self, shown: &Shown) -> Step {
        if !shown.open {
            return Step::Unlock;
        }
        match (shown.hand.plugged, shown.has_reader) {
            (true, true) => {}
            (false, false) => return Step::PlugIn,
            // it is noticed in a moment
            _ => return Step::Wait,
        }
        let due = self.due(shown);
        match &shown.at {
            At::Free => free(shown),
            At::Busy => Step::Wait,
            At::Asking(_) | At::Armed | At::Broken { .. } | At::Comparing { .. } if shown.place != Place::Enroll => {
                Step::ToEnroll
            }
            At::Asking(asked) => asking(shown, *asked),
            At::Armed => armed(shown, &due),
            At::Burning { .. } if !shown.hand.laid => Step::Wait,
            At::Burning { writes } if due.contains(&Mishap::Lifted) => {
                if *writes {
                    Step::LiftNow
                } else {
                    Step::LiftSoon
                }
            }
            At::Burning { .. } => Step::Leave,
            At::Broken { token, broke_off } => broken(shown, token, !broke_off && due.contains(&Mishap::Lifted)),
            At::Comparing { token } => self.comparing(shown, token, &due),
        }
    }

    /// The mishaps that are to happen to the person in hand: their own, and those of people who are done without them.
    fn due(&self, shown: &Shown) -> BTreeSet<Mishap> {
        let Some(whom) = &shown.whom else {
            return BTreeSet::new();
        };
        if !DAY.iter().any(|person| person.is(whom)) {
            return BTreeSet::new();
        }
        let theirs = DAY
            .iter()
            .filter(|person| person.is(whom) || has(&shown.enrolled, person));
        let planned = theirs.filter_map(|person| person.mishap);
        planned.filter(|mishap| !self.kept.seen.contains(mishap)).collect()
    }

    fn comparing(&self, shown: &Shown, token: &Serial, due: &BTreeSet<Mishap>) -> Step {
        if let Some(step) = not_at_hand(shown, token) {
            return step;
        }
        if due.contains(&Mishap::Another) {
            return Step::LayAnother;
        }
        if due.contains(&Mishap::Lifted) {
            return Step::AgainToLift;
        }
        let wrong = shown.hand.ahead.abs() > Tray::WRONG_BY / 2;
        match (due.contains(&Mishap::WrongClock), wrong) {
            (true, false) => return Step::SetClockWrong,
            (false, true) => return Step::Again,
            _ => {}
        }
        match shown.hand.display {
            _ if shown.hand.shows_old => Step::SwitchOffAndOn,
            Display::Dashes => Step::Again,
            Display::Off => Step::SwitchOn,
            Display::Code(_) => Step::TypeCode,
        }
    }
}

fn has(upns: &[Upn], person: &Person) -> bool {
    upns.iter().any(|upn| person.is(upn))
}

/// What the station reports that has gone wrong.
fn happened(shown: &Shown) -> impl Iterator<Item = Mishap> {
    let lifted = matches!(shown.at, At::Broken { broke_off: true, .. }) && shown.has_reader;
    let another = shown.at == At::Asking(Asked::TokenKnown) || shown.said == Some(Said::OtherToken);
    [
        (lifted, Mishap::Lifted),
        (another, Mishap::Another),
        (shown.said == Some(Said::ClockOff), Mishap::WrongClock),
        (!shown.has_reader, Mishap::Unplugged),
    ]
    .into_iter()
    .filter_map(|(has, mishap)| has.then_some(mishap))
}

/// With nobody in hand: what lies there goes, what is unfinished is finished, and the next person comes.
fn free(shown: &Shown) -> Step {
    let next = DAY.iter().find(|person| !has(&shown.enrolled, person));
    let Some(person) = next else {
        return if shown.hand.laid { Step::Lift } else { Step::Export };
    };
    if shown.place != Place::Enroll {
        return Step::ToEnroll;
    }
    let waits = |serial: &Serial| shown.unfinished.iter().any(|(_, token)| token == serial);
    let is_unfinished = waits(&shown.hand.serial);
    match (shown.hand.laid, shown.pad) {
        // it is felt in a moment
        (true, Pad::Empty) => Step::Wait,
        (true, _) if shown.hand.written => Step::Lift,
        // one that was laid down first is written for whoever is named
        (true, Pad::Fresh(_)) => Step::Name(person),
        (true, Pad::Spent(_)) => Step::Lift,
        (false, _) if is_unfinished => Step::LayAgain,
        (false, _) if shown.hand.aside.as_ref().is_some_and(waits) => Step::LayAside,
        (false, _) if shown.hand.written => Step::TakeNew,
        (false, _) => Step::Name(person),
    }
}

fn asking(shown: &Shown, asked: Asked) -> Step {
    let is_done = shown
        .whom
        .as_ref()
        .is_some_and(|whom| shown.enrolled.iter().any(|upn| upn.is_same(whom)));
    match asked {
        Asked::TokenKnown if shown.hand.laid => Step::LiftOther,
        Asked::TokenKnown => Step::Wait,
        Asked::PersonKnown if !is_done => Step::Replace,
        Asked::Domain => Step::Yes,
        Asked::PersonKnown | Asked::OtherAccount | Asked::Disabled | Asked::InStock => Step::No,
    }
}

fn armed(shown: &Shown, due: &BTreeSet<Mishap>) -> Step {
    match (shown.hand.laid, shown.pad) {
        (true, Pad::Spent(_)) => return Step::LiftOther,
        (true, _) => return Step::Wait,
        (false, _) => {}
    }
    if due.contains(&Mishap::Unplugged) {
        return Step::Unplug;
    }
    // one out of the box would be written
    if due.contains(&Mishap::Another) && shown.hand.aside.is_some() {
        return Step::LayAnother;
    }
    if shown.hand.written {
        return Step::TakeNew;
    }
    if due.contains(&Mishap::Lifted) {
        Step::LayToLift
    } else {
        Step::Lay
    }
}

fn broken(shown: &Shown, token: &Serial, to_lift: bool) -> Step {
    if let Some(step) = not_at_hand(shown, token) {
        return step;
    }
    match (shown.hand.laid, shown.pad) {
        (true, Pad::Spent(_)) => Step::Lift,
        (true, _) => Step::Wait,
        (false, _) if to_lift => Step::LayAgainToLift,
        (false, _) => Step::LayAgain,
    }
}

/// What is to be done when another token is in view than the one that is meant.
fn not_at_hand(shown: &Shown, token: &Serial) -> Option<Step> {
    let hand = &shown.hand;
    if hand.serial == *token {
        return None;
    }
    Some(match (hand.laid, &hand.aside) {
        (true, _) => Step::LiftOther,
        (false, Some(aside)) if aside == token => Step::LayAside,
        (false, _) => Step::PutOff,
    })
}
