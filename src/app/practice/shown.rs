//! What the guide gets to see: the station as it reports itself, and the tray.

use crate::app::screens::Screen;
use crate::desk::{Asked, Miss, Notice, Outcome, Pad, Stage, Standing, Upn};
use crate::reader::{ReaderState, Tray, TrayToken};
use crate::station::{Door, Station};
use crate::token2::{BurnStep, FailureReason, Serial};

/// The desk at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub open: bool,
    pub place: Place,
    pub has_reader: bool,
    pub at: At,
    /// Whom the enrolment in hand is for.
    pub whom: Option<Upn>,
    pub said: Option<Said>,
    pub pad: Pad,
    pub hand: TrayToken,
    /// Who has a token whose code was compared.
    pub enrolled: Vec<Upn>,
    /// Who waits for a token or a code, and which token that is.
    pub unfinished: Vec<(Upn, Serial)>,
    /// Who left in a file, or is held back because their token may be another one's.
    pub exported: Vec<Upn>,
}

/// Which screen is in view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Enroll,
    Elsewhere,
}

/// Where the enrolment in hand is, as far as that decides what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum At {
    /// Nobody is in hand; a token that lies there may have been read.
    Free,
    /// The desk is busy for a moment.
    Busy,
    Asking(Asked),
    Armed,
    /// The token is being read or written.
    Burning {
        /// Whether that changes it at this moment.
        writes: bool,
    },
    /// It is to be laid down again.
    Broken {
        token: Serial,
        /// Whether its burn broke off, and is not only to be done once more.
        broke_off: bool,
    },
    Comparing {
        token: Serial,
    },
}

/// What the station says of a mishap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    OtherToken,
    ClockOff,
}

impl Shown {
    pub fn of(station: &Station, tray: &Tray, screen: Screen) -> Self {
        let flow = station.flow();
        let (at, whom) = at(flow.stage());
        let rows = station.log().rows();
        let those = |is: &dyn Fn(&crate::desk::Enrolment) -> bool| {
            let rows = rows.iter().filter(|row| row.standing == Standing::Current && is(row));
            rows.map(|row| row.upn.clone()).collect()
        };
        let waits = station.log().unfinished();
        Self {
            open: matches!(station.door(), Door::Open { .. }),
            place: match screen {
                Screen::Enroll => Place::Enroll,
                _ => Place::Elsewhere,
            },
            has_reader: matches!(station.reader(), ReaderState::Ready { .. }),
            at,
            whom,
            said: flow.notice().and_then(said),
            pad: flow.pad(),
            hand: tray.token(),
            enrolled: those(&|row| row.outcome == Outcome::Confirmed && !row.is_gone()),
            unfinished: waits.map(|row| (row.upn.clone(), row.token.serial().clone())).collect(),
            exported: those(&|row| row.exported_at().is_some() || row.is_doubted()),
        }
    }
}

/// Where the enrolment is, and whose it is.
fn at(stage: &Stage) -> (At, Option<Upn>) {
    let (at, upn) = match stage {
        Stage::Idle | Stage::TokenFirst { .. } | Stage::Editing { .. } => (At::Free, None),
        Stage::ReadingFirst { .. } | Stage::Reopening { .. } => (At::Busy, None),
        Stage::LookingUp { recipient, .. } => (At::Busy, Some(&recipient.upn)),
        Stage::Confirming { work, .. } => (At::Busy, Some(&work.upn)),
        Stage::Assigning { recipient, .. } => (At::Busy, Some(&recipient.upn)),
        Stage::Armed { recipient, .. } => (At::Armed, Some(&recipient.upn)),
        Stage::Asking { question, recipient } => (At::Asking(question.asked), Some(&recipient.upn)),
        Stage::Inspecting { recipient, .. } | Stage::Recording { recipient, .. } => {
            (At::Burning { writes: false }, Some(&recipient.upn))
        }
        Stage::Burning { work, step } => {
            let writes = matches!(step, BurnStep::WritingConfig | BurnStep::WritingSeed);
            (At::Burning { writes }, Some(&work.upn))
        }
        Stage::Interrupted { work, at, .. } => {
            let token = work.token.serial().clone();
            let broke_off = *at != BurnStep::ReadingBack;
            (At::Broken { token, broke_off }, Some(&work.upn))
        }
        Stage::Comparing { work, .. } => {
            let token = work.token.serial().clone();
            (At::Comparing { token }, Some(&work.upn))
        }
    };
    (at, upn.cloned())
}

fn said(notice: &Notice) -> Option<Said> {
    match notice {
        Notice::OtherToken { .. }
        | Notice::Swapped { .. }
        | Notice::TakeAway(_)
        | Notice::NothingWritten(FailureReason::OtherToken(_)) => Some(Said::OtherToken),
        Notice::Miss(Miss::ClockOff(_)) => Some(Said::ClockOff),
        _ => None,
    }
}
