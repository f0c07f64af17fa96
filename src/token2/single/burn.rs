//! The conversation that writes a token.
//!
//! Read info, challenge, authenticate, write config, write seed, read info again; where only the clock is set, the seed
//! is left out. No challenge leaves before the info was read in this very burn: a handle can move to another token without
//! an error, so what was read earlier says nothing. The machine consumes itself at each answer, so that no command can be
//! asked for twice and nothing is repeated. It decides what is known of the token when the talk breaks off: untouched, in
//! between, or written.

use strum::{EnumString, IntoStaticStr};
use thiserror::Error;

use super::{Challenge, Command, Config, DisplayTimeout, Model, Response, StatusWord, TokenInfo};
use crate::otp::{Parameters, Seed};
use crate::token2::Serial;

/// What is to be written, and to which token alone.
#[derive(Debug)]
pub struct BurnPlan {
    /// The only token that may be written.
    pub serial: Serial,
    /// What is put in.
    pub write: Write,
    /// Hash and step.
    pub parameters: Parameters,
    /// How long the display stays on.
    pub display: DisplayTimeout,
}

/// What is put into the token.
#[derive(Debug)]
pub enum Write {
    /// Clock, settings and this seed.
    Seed(Seed),
    /// Clock and settings alone, for models that keep their seed. The settings are written all the same, so they have to
    /// be those that the seed inside is used with.
    Clock,
}

/// Where a burn is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum BurnStep {
    /// Read info, for serial and model.
    Reading,
    /// Challenge and answer.
    Authenticating,
    /// Clock and settings; from here on the token may be changed.
    #[strum(serialize = "clock")]
    WritingConfig,
    /// The seed. A burn that sets the clock alone leaves this step out.
    #[strum(serialize = "seed")]
    WritingSeed,
    /// Info again: which token was written, and how its clock goes.
    ReadingBack,
}

/// A burn under way. [`Turn`] hands it back with each command.
#[derive(Debug)]
pub struct Burn<'p> {
    plan: &'p BurnPlan,
    state: State,
}

#[derive(Debug)]
enum State {
    Info,
    Challenge(TokenInfo),
    Authenticate(TokenInfo),
    Config { before: TokenInfo, clock: u32 },
    Seed { before: TokenInfo, clock: u32 },
    ReadBack { before: TokenInfo, clock: u32 },
}

/// What comes next.
#[derive(Debug)]
pub enum Turn<'p> {
    /// Send this and feed the answer.
    Send(Command, Burn<'p>),
    /// 9000 to the last write.
    Done(Burned),
    /// It ends here.
    Failed(BurnFailure),
}

/// The token took what was planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Burned {
    /// What the token said before it was written.
    pub before: TokenInfo,
    /// The clock that was written, Unix seconds.
    pub clock: u32,
    /// What it said after; `None` when it was taken away just then.
    pub after: Option<TokenInfo>,
}

/// How a burn ended short of its last write.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BurnFailure {
    /// No write had been sent: the token is as it was.
    #[error("the token was not written: {0}")]
    Untouched(FailureReason),
    /// A write had been sent: what the token holds is unknown until it is written again.
    #[error("the writing broke off: {reason}")]
    Interrupted {
        /// The step whose answer is missing or bad.
        at: BurnStep,
        /// What went wrong at that step.
        reason: FailureReason,
    },
}

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FailureReason {
    /// The card or its reader went away, or answered nothing.
    #[error("the token left the reader")]
    Lost,
    /// A status word other than 9000.
    #[error("{0}")]
    Refused(StatusWord),
    /// Another token answered.
    #[error("another token ({0}) was on the reader")]
    OtherToken(Serial),
    /// The answer makes no sense.
    #[error("the answer was not that of a token")]
    Malformed,
    /// No model that may be written.
    #[error("the model is unknown")]
    UnknownModel,
    /// The clock alone was to be set, and this model would lose its seed by it.
    #[error("setting the clock would erase the seed of this model")]
    WouldEraseSeed,
    /// The station's clock does not fit the token's 32 bits.
    #[error("the station's clock cannot be right")]
    Clock,
}

impl<'p> Burn<'p> {
    /// Starts with reading the info. A plan that would leave the token without a seed ends before anything is sent.
    #[must_use]
    pub fn start(plan: &'p BurnPlan) -> Turn<'p> {
        if plan.would_erase_seed() {
            return untouched(FailureReason::WouldEraseSeed);
        }
        plan.send(Command::read_info(), State::Info)
    }

    /// Starts after a look at the token in this same placement and transaction. What it found ends the burn early if it
    /// cannot go well; it is no reason to write, so the info is read again.
    #[must_use]
    pub fn start_after(plan: &'p BurnPlan, seen: TokenInfo) -> Turn<'p> {
        match plan.objection(&seen) {
            Some(reason) => untouched(reason),
            None => Self::start(plan),
        }
    }

    /// What the next answer belongs to.
    #[must_use]
    pub const fn step(&self) -> BurnStep {
        match self.state {
            State::Info => BurnStep::Reading,
            State::Challenge(_) | State::Authenticate(_) => BurnStep::Authenticating,
            State::Config { .. } => BurnStep::WritingConfig,
            State::Seed { .. } => BurnStep::WritingSeed,
            State::ReadBack { .. } => BurnStep::ReadingBack,
        }
    }

    /// The card gave no answer: it is gone, or as good as gone.
    #[must_use]
    pub fn lost(self) -> Turn<'p> {
        self.fail(FailureReason::Lost)
    }

    /// Takes the answer (with its status word) to the command that came with this burn; `now` is Unix seconds.
    #[must_use]
    pub fn answer(self, bytes: &[u8], now: i64) -> Turn<'p> {
        let Some(response) = Response::parse(bytes) else {
            return self.lost();
        };
        if response.status != StatusWord::Success {
            return self.fail(FailureReason::Refused(response.status));
        }
        self.accept(response.data, now)
    }

    fn accept(self, data: &[u8], now: i64) -> Turn<'p> {
        let plan = self.plan;
        match self.state {
            State::Info => match TokenInfo::parse(data) {
                Ok(info) => plan.challenge(info),
                Err(_) => untouched(FailureReason::Malformed),
            },
            State::Challenge(info) => match Challenge::parse(data) {
                Some(challenge) => plan.send(Command::authenticate(challenge), State::Authenticate(info)),
                None => untouched(FailureReason::Malformed),
            },
            State::Authenticate(before) => match u32::try_from(now) {
                Ok(clock) => plan.send(plan.config(clock), State::Config { before, clock }),
                Err(_) => untouched(FailureReason::Clock),
            },
            State::Config { before, clock } => match &plan.write {
                Write::Seed(seed) => plan.send(Command::write_seed(seed), State::Seed { before, clock }),
                Write::Clock => plan.send(Command::read_info(), State::ReadBack { before, clock }),
            },
            State::Seed { before, clock } => plan.send(Command::read_info(), State::ReadBack { before, clock }),
            State::ReadBack { before, clock } => plan.read_back(TokenInfo::parse(data).ok(), before, clock),
        }
    }

    fn fail(self, reason: FailureReason) -> Turn<'p> {
        match self.state {
            State::Info | State::Challenge(_) | State::Authenticate(_) => untouched(reason),
            State::Config { .. } | State::Seed { .. } => interrupted(self.step(), reason),
            State::ReadBack { before, clock } => self.plan.read_back(None, before, clock),
        }
    }
}

impl BurnPlan {
    /// Whether the config would empty the token with no seed to follow. A serial of no known model is refused once the
    /// info is read, whatever is planned.
    fn would_erase_seed(&self) -> bool {
        let erases = |model: Model| !model.keeps_seed_on_config();
        matches!(self.write, Write::Clock) && self.serial.model().is_some_and(erases)
    }

    /// Why the token that said this is not written.
    fn objection(&self, info: &TokenInfo) -> Option<FailureReason> {
        if info.serial != self.serial {
            return Some(FailureReason::OtherToken(info.serial.clone()));
        }
        if info.model().is_none() {
            return Some(FailureReason::UnknownModel);
        }
        self.would_erase_seed().then_some(FailureReason::WouldEraseSeed)
    }

    fn challenge(&self, info: TokenInfo) -> Turn<'_> {
        match self.objection(&info) {
            Some(reason) => untouched(reason),
            None => self.send(Command::challenge(), State::Challenge(info)),
        }
    }

    const fn last_write(&self) -> BurnStep {
        match self.write {
            Write::Seed(_) => BurnStep::WritingSeed,
            Write::Clock => BurnStep::WritingConfig,
        }
    }

    fn config(&self, clock: u32) -> Command {
        Command::write_config(&Config {
            clock,
            parameters: self.parameters,
            display: self.display,
        })
    }

    fn send(&self, command: Command, state: State) -> Turn<'_> {
        Turn::Send(command, Burn { plan: self, state })
    }

    /// A handle can move to another token without an error, so a foreign serial after the write means that it is
    /// unknown which of the two was written.
    fn read_back(&self, after: Option<TokenInfo>, before: TokenInfo, clock: u32) -> Turn<'_> {
        match after {
            Some(info) if info.serial != self.serial => {
                interrupted(self.last_write(), FailureReason::OtherToken(info.serial))
            }
            after => Turn::Done(Burned { before, clock, after }),
        }
    }
}

fn untouched<'p>(reason: FailureReason) -> Turn<'p> {
    Turn::Failed(BurnFailure::Untouched(reason))
}

fn interrupted<'p>(at: BurnStep, reason: FailureReason) -> Turn<'p> {
    Turn::Failed(BurnFailure::Interrupted { at, reason })
}
