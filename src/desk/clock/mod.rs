//! Whether the station's clock is right, as far as anybody vouches for it.
//!
//! A token is set from this clock, so the comparison at the desk agrees with a wrong one just as well: the person would
//! find out at the first logon. Nothing is burned before a witness has vouched: the system that keeps the clock, a time
//! server, or the operator, who compares it with a phone. Tokens set elsewhere only raise a question.
//!
//! Nothing is asked from here, and no clock is read: what a look at the witnesses found is handed in, with the moment.

use std::collections::VecDeque;
use std::ops::RangeInclusive;
use std::time::Duration;

use strum::{EnumString, IntoStaticStr};
use thiserror::Error;

use super::Moment;

/// How long the word of a server or of the system lasts, awake.
const WORD: Duration = Duration::from_secs(60 * 60);
/// How long the operator's word lasts, awake: a working day.
const OPERATORS_WORD: Duration = Duration::from_secs(12 * 60 * 60);
/// How long after a look the next one is wanted while somebody vouches.
const AGAIN: Duration = Duration::from_secs(15 * 60);
/// The same while nobody does: a network that comes up late, a clock that is being set. No server minds one packet a
/// minute (RFC 4330, section 10, asks for no more than one in 15 seconds).
const SOON: Duration = Duration::from_secs(60);
/// A look without an answer for so long is given up.
const LOST: Duration = Duration::from_secs(60);
/// So many tokens have a median that one token with a bad clock cannot move.
const TOKENS: usize = 5;

/// Who vouches for the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Witness {
    /// The system says that it keeps its clock synchronised.
    System,
    /// A time server was asked, and agrees.
    Server,
    /// The operator compared the time shown with a phone.
    Operator,
}

/// Why a time server gave no time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum ServerTrouble {
    /// No answer in time, or no way to it.
    #[error("the time server does not answer")]
    Silent,
    /// An answer that is none, from a server that does not know the time itself, or of an impossible time.
    #[error("the answer of the time server makes no sense")]
    Nonsense,
    /// Its name leads nowhere.
    #[error("the name of the time server cannot be resolved")]
    Unresolved,
}

/// What a look at the witnesses found. The default is nothing at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ClockChecked {
    /// Station clock minus the server's, milliseconds; `None` when no server is named.
    pub server: Option<Result<i64, ServerTrouble>>,
    /// Whether the system says that its clock is synchronised; `None` when it was not asked or does not know.
    pub system: Option<bool>,
}

/// Why nobody vouches for the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// No look has ended yet.
    Unknown,
    /// There is nobody but the operator to ask.
    NoWitness {
        /// Why the server that is named did not help; `None` when none is named.
        server: Option<ServerTrouble>,
    },
    /// A server disagrees. The operator cannot overrule it: the clock has to be set.
    Off {
        /// Station clock minus the server's, seconds, rounded away from zero.
        seconds: i64,
    },
    /// The operator saw that it is wrong.
    SaidWrong,
}

/// A word given, and when.
#[derive(Debug, Clone, Copy)]
struct Word<T> {
    said: T,
    at: Moment,
}

impl<T: Copy> Word<T> {
    /// What was said, if that still counts: a clock that has jumped since is another clock.
    fn lasting(self, life: Duration, now: Moment) -> Option<T> {
        (age(self.at, now) < life && !now.jumped_since(self.at)).then_some(self.said)
    }
}

/// What the operator said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    Right,
    Wrong,
}

/// A look at the witnesses that has not come back.
#[derive(Debug, Clone, Copy, Default)]
enum Look {
    /// There is none.
    #[default]
    None,
    /// It began then.
    UnderWay(Moment),
    /// It began then, and what it will find is about another clock or another server.
    Overtaken(Moment),
}

impl Look {
    fn overtake(&mut self) {
        if let Self::UnderWay(since) = *self {
            *self = Self::Overtaken(since);
        }
    }

    /// Whether what it finds counts.
    fn counts(self, now: Moment) -> bool {
        match self {
            Self::None => true,
            Self::UnderWay(since) => !now.jumped_since(since),
            Self::Overtaken(_) => false,
        }
    }
}

/// Keeps what was said about the clock, and for how long it counts. `Flow` asks it before a burn.
#[derive(Debug, Clone)]
pub struct ClockGuard {
    /// Seconds that the station's clock may be off a server's.
    limit: u32,
    look: Look,
    /// The end of the last look, and why its server did not help.
    looked: Option<Word<Option<ServerTrouble>>>,
    /// Station clock minus the server's, milliseconds.
    server: Option<Word<i64>>,
    system: Option<Word<()>>,
    operator: Option<Word<Said>>,
    /// Drifts of the last tokens that were set elsewhere, seconds.
    tokens: VecDeque<i64>,
}

impl Default for ClockGuard {
    fn default() -> Self {
        Self {
            limit: *Self::LIMITS.end(),
            look: Look::default(),
            looked: None,
            server: None,
            system: None,
            operator: None,
            tokens: VecDeque::new(),
        }
    }
}

impl ClockGuard {
    /// How far the clock may be from a server's, seconds: half a minute is one step of a code.
    pub const LIMITS: RangeInclusive<u32> = 5..=30;

    /// Who vouches for the clock right now. Nothing is burned without one.
    #[must_use]
    pub fn witness(&self, now: Moment) -> Option<Witness> {
        if let Some(ahead) = self.servers_word(now) {
            return self.within(ahead).then_some(Witness::Server);
        }
        if self.systems_word(now).is_some() {
            return Some(Witness::System);
        }
        (self.operators_word(now) == Some(Said::Right)).then_some(Witness::Operator)
    }

    /// Why nobody does; `None` while somebody does.
    #[must_use]
    pub fn doubt(&self, now: Moment) -> Option<Doubt> {
        if self.witness(now).is_some() {
            return None;
        }
        if let Some(ahead) = self.servers_word(now) {
            let seconds = whole_seconds(ahead);
            return Some(Doubt::Off { seconds });
        }
        if self.operators_word(now).is_some() {
            return Some(Doubt::SaidWrong);
        }
        let looked = self.looked.and_then(|looked| looked.lasting(Duration::MAX, now));
        Some(looked.map_or(Doubt::Unknown, |server| Doubt::NoWitness { server }))
    }

    /// Whether the witnesses should be looked at: never done since the clock last jumped, a quarter of an hour ago, or
    /// a minute ago and nobody vouches. Not while a look is under way.
    #[must_use]
    pub fn wants_check(&self, now: Moment) -> bool {
        match self.look {
            Look::UnderWay(since) | Look::Overtaken(since) => age(since, now) >= LOST,
            Look::None => {
                let pause = if self.witness(now).is_some() { AGAIN } else { SOON };
                self.looked.and_then(|looked| looked.lasting(pause, now)).is_none()
            }
        }
    }

    /// A look begins. What it finds does not count if the clock jumps before it ends.
    pub fn asked(&mut self, now: Moment) {
        self.look = Look::UnderWay(now);
    }

    /// A look has ended.
    pub fn checked(&mut self, found: ClockChecked, now: Moment) {
        if !std::mem::take(&mut self.look).counts(now) {
            return;
        }
        let said = found.server.and_then(Result::err);
        self.looked = Some(Word { said, at: now });
        self.system_said(found.system, now);
        match found.server {
            Some(Ok(ahead)) => self.server_said(ahead, now),
            // an older word of its own stays while it lasts
            Some(Err(_)) => {}
            None => self.server = None,
        }
    }

    /// The operator says that the time shown is right. Not heard while a server disagrees.
    pub fn vouched(&mut self, now: Moment) {
        if self.servers_word(now).is_none_or(|ahead| self.within(ahead)) {
            let said = Said::Right;
            self.operator = Some(Word { said, at: now });
        }
    }

    /// The operator says that the time shown is wrong: whatever anybody vouched for is void, until a new look finds a
    /// witness or the operator vouches. A server that disagrees is of the same mind, and knows by how much.
    pub fn denied(&mut self, now: Moment) {
        let said = Said::Wrong;
        self.operator = Some(Word { said, at: now });
        self.system = None;
        self.server = self.server.filter(|word| !self.within(word.said));
    }

    /// The system slept or its clock was changed: whatever anybody said was about another clock.
    pub fn jumped(&mut self) {
        self.server_named();
        self.system = None;
        self.operator = None;
        self.tokens.clear();
    }

    /// Another time server is named: the word of the one before is void, and a look is wanted.
    pub fn server_named(&mut self) {
        self.look.overtake();
        self.looked = None;
        self.server = None;
    }

    /// Sets how far the clock may be from a server's, in seconds; brought into [`ClockGuard::LIMITS`]. It counts for
    /// what was measured before, too.
    pub fn set_limit(&mut self, seconds: u32) {
        self.limit = seconds.clamp(*Self::LIMITS.start(), *Self::LIMITS.end());
    }

    // --- tokens that were set elsewhere -------------------------------------------------------------------------------

    /// A token was read whose clock this station never set; `drift_s` is its clock minus the station's, seconds. Told
    /// once for each token: one that is laid down five times is not five witnesses.
    pub fn token_read(&mut self, drift_s: i64) {
        if self.tokens.len() == TOKENS {
            self.tokens.pop_front();
        }
        self.tokens.push_back(drift_s);
    }

    /// What the clocks of the last five such tokens are off the station's, if that is as much as `minutes_limit`: the
    /// median in seconds, above zero when they are ahead. A question to the operator, nothing more.
    #[must_use]
    pub fn tokens_disagree(&self, minutes_limit: i64) -> Option<i64> {
        let mut drifts: Vec<i64> = self.tokens.iter().copied().collect();
        drifts.sort_unstable();
        let median = *drifts.get(TOKENS / 2).filter(|_| drifts.len() == TOKENS)?;
        let limit = minutes_limit.saturating_mul(60).unsigned_abs();
        (median.unsigned_abs() >= limit).then_some(median)
    }

    /// The operator has answered; five other tokens have to be read before it is asked again.
    pub fn tokens_answered(&mut self) {
        self.tokens.clear();
    }

    // --- the words ----------------------------------------------------------------------------------------------------

    /// One that disagrees does not wear off: the clock is as wrong an hour later.
    fn servers_word(&self, now: Moment) -> Option<i64> {
        let word = self.server?;
        let life = if self.within(word.said) { WORD } else { Duration::MAX };
        word.lasting(life, now)
    }

    fn systems_word(&self, now: Moment) -> Option<()> {
        self.system.and_then(|word| word.lasting(WORD, now))
    }

    fn operators_word(&self, now: Moment) -> Option<Said> {
        self.operator.and_then(|word| word.lasting(OPERATORS_WORD, now))
    }

    fn within(&self, ahead: i64) -> bool {
        ahead.unsigned_abs() <= u64::from(self.limit) * 1000
    }

    /// A server that disagrees proves everybody wrong who vouched.
    fn server_said(&mut self, ahead: i64, now: Moment) {
        self.server = Some(Word { said: ahead, at: now });
        if self.within(ahead) {
            self.forget_denial();
        } else {
            self.system = None;
            self.operator = None;
        }
    }

    /// A system that says no takes an earlier yes back; one that says nothing does not.
    fn system_said(&mut self, synchronised: Option<bool>, now: Moment) {
        match synchronised {
            Some(true) => {
                self.system = Some(Word { said: (), at: now });
                self.forget_denial();
            }
            Some(false) => self.system = None,
            None => {}
        }
    }

    fn forget_denial(&mut self) {
        self.operator = self.operator.filter(|word| word.said == Said::Right);
    }
}

fn age(since: Moment, now: Moment) -> Duration {
    now.awake.saturating_sub(since.awake)
}

/// Rounded away from zero, so that 30.2 s are not said to be 30 beside a limit of 30.
fn whole_seconds(millis: i64) -> i64 {
    let seconds = millis.unsigned_abs().div_ceil(1000);
    i64::try_from(seconds).unwrap_or(i64::MAX) * millis.signum()
}

#[cfg(test)]
mod tests;
