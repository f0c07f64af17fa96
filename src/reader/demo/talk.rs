//! One conversation with a simulated token, an answer at a time.
//!
//! The conversation itself is the one with a real card, which waits for each answer and keeps nothing outside of that. So
//! it is held again from its beginning whenever an answer is there, with all answers so far, up to the next command.

use std::cell::Cell;
use std::time::Duration;

use zeroize::Zeroizing;

use crate::desk::{DurableBurn, Found, PlacementId};
use crate::reader::{Card, CardLost, ReaderEvent, Request, conversation};

/// What is asked of the token in that placement.
pub(super) struct Talk {
    pub placement: PlacementId,
    about: About,
    answers: Vec<Answer>,
    /// How many steps were told.
    told: usize,
    /// The command that has no answer yet, and when it has.
    pub waits: Option<Waits>,
}

enum About {
    /// What lies there.
    What,
    /// What is to be written.
    Burn(Box<dyn DurableBurn>),
}

struct Answer {
    /// Nothing when the token was gone.
    bytes: Option<Vec<u8>>,
    /// Unix seconds.
    at: i64,
}

/// A command on its way.
pub(super) struct Waits {
    pub apdu: Zeroizing<Vec<u8>>,
    /// On the clock that never jumps.
    pub due: Duration,
}

impl Talk {
    /// A talk that answers the request, if the request wants one.
    pub fn of(request: Request) -> Option<Self> {
        let (placement, about) = match request {
            Request::Inspect { placement, .. } => (placement, About::What),
            Request::Burn { placement, order } => (placement, About::Burn(order)),
            Request::Release | Request::Choose(_) => return None,
        };
        Some(Self {
            placement,
            about,
            answers: vec![],
            told: 0,
            waits: None,
        })
    }

    /// Whether the token is written.
    pub const fn is_burn(&self) -> bool {
        matches!(self.about, About::Burn(_))
    }

    /// The token has answered, or not, at that time in Unix seconds.
    pub fn answered(&mut self, bytes: Option<Vec<u8>>, at: i64) {
        self.waits = None;
        self.answers.push(Answer { bytes, at });
    }

    /// The next command, or how it ended; `tell` hears of the steps.
    pub fn go_on(&mut self, tell: &mut Vec<ReaderEvent>) -> Next {
        let mut card = Heard {
            answers: &self.answers,
            next: 0,
            asks: None,
        };
        let ended = match &self.about {
            About::What => {
                let at = self.answers.last().map_or(0, |answer| answer.at);
                let found = match conversation::identify(&mut card, at) {
                    Ok(Ok((token, _))) => Found::Token(token),
                    Ok(Err(other)) => Found::Other(other),
                    Err(CardLost) => Found::Gone,
                };
                let placement = self.placement;
                ReaderEvent::Inspected { placement, found }
            }
            About::Burn(order) => {
                let heard = Cell::new(0);
                let when = || {
                    let answer = self.answers.get(heard.replace(heard.get() + 1));
                    answer.map_or(0, |answer| answer.at)
                };
                let mut steps = vec![];
                let outcome = conversation::burn(&mut card, order.plan(), &when, &mut |step| steps.push(step));
                tell.extend(steps.iter().skip(self.told).copied().map(ReaderEvent::Step));
                self.told = steps.len();
                ReaderEvent::BurnEnded(outcome)
            }
        };
        match card.asks {
            Some(apdu) => Next::Asks(apdu),
            None => Next::Ended(ended),
        }
    }
}

/// How a talk goes on.
pub(super) enum Next {
    Asks(Zeroizing<Vec<u8>>),
    Ended(ReaderEvent),
}

/// The answers so far as a card. The command after them is noted, and what the conversation makes of the silence does not
/// count.
struct Heard<'a> {
    answers: &'a [Answer],
    next: usize,
    asks: Option<Zeroizing<Vec<u8>>>,
}

impl Card for Heard<'_> {
    fn transmit(&mut self, apdu: &[u8]) -> Result<Vec<u8>, CardLost> {
        let Some(answer) = self.answers.get(self.next) else {
            self.asks.get_or_insert_with(|| Zeroizing::new(apdu.to_vec()));
            return Err(CardLost);
        };
        self.next += 1;
        answer.bytes.clone().ok_or(CardLost)
    }
}
