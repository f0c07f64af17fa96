//! The enrolment as a machine: `(event, now) -> effects`.
//!
//! Rules that this file keeps, whatever the order of events: a token is written only in a placement that began under the
//! station's eyes and was not used before; nothing is burned before its enrolment is on disk; a question ends the
//! transaction, and the burn after it reads the token anew; a token whose burn broke off is finished with the same seed
//! by the same token and nothing else is written meanwhile; nothing is written while nobody vouches for the clock;
//! nothing is drawn for whom a secret was begun.

mod assign;
mod clock;
mod entry;
mod ledger;
mod maker;
mod operator;
mod order;
mod reader;
mod secret;

pub use maker::{ForEntra, SecretMaker};
pub use order::{EnrolmentKept, KeepEnrolment, LedgerTask, NewAssignment, NewEnrolment, Recorded};

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use super::{
    ClockChecked, ClockGuard, DurableBurn, Enrolled, EnrolmentId, Found, Given, Moment, Notice, Pad, PlacementId,
    Recipient, Reopen, Stage, Upn, UpnDoubt,
};
use crate::otp::Code;
use crate::token2::{BurnFailure, BurnStep, Burned, DisplayTimeout, Serial, TokenId};

/// What happens at the desk.
#[derive(Debug)]
pub enum Event {
    /// The UPN was entered.
    Submit {
        /// Who the next token is for, spelled as the ledger is to keep it.
        upn: Upn,
        /// What is doubted of it.
        doubts: Vec<UpnDoubt>,
        /// Whether a secret that was dictated before the UPN was corrected may be another person's.
        anothers: bool,
    },
    /// The UPN that may be meant is: its domain was a slip.
    Meant {
        /// What is doubted of that one.
        doubts: Vec<UpnDoubt>,
    },
    /// The UPN of the person in hand is corrected; what was dictated for them stays.
    EditUpn,
    /// A secret that another system dictates was scanned for the person who waits.
    Dictate(Given),
    /// A secret was begun for the person in hand, and did not arrive whole.
    SecretMissed,
    /// Another secret is looked for for the person in hand, or which of several it is is to be chosen.
    SecretSought,
    /// The operator wants a seed that is drawn here, although a secret was begun.
    DrawFresh,
    /// Another token is laid down for the person, not the one in question.
    NotThisToken,
    /// The person who waits gets that token, which is in stock, with its factory seed.
    Assign(Serial),
    /// The token in question is handed out with its factory seed, and not written.
    AssignInstead,
    /// The enrolment gets another token in its place, chosen in the log; what is doubted of its UPN.
    ReplaceLater(EnrolmentId, Upn, Vec<UpnDoubt>),
    /// A code of that enrolment is compared now, chosen in the log.
    CompareLater(EnrolmentId),
    /// That enrolment is written to its token once more, chosen in the log.
    BurnLater(EnrolmentId),
    /// That enrolment is written once more to its token, which lies there in a placement that the caller has seen begin
    /// and has not used.
    BurnHere(EnrolmentId, PlacementId),
    /// Esc: disarm, decline, park.
    Cancel,
    /// The operator accepts what the question says; with no question, says that the time shown is right.
    Proceed,
    /// The new token takes the place of that one.
    Replace(EnrolmentId),
    /// The operator says that the time shown is right. Answers no other question.
    ClockRight,
    /// The operator says that the time shown is wrong.
    ClockDenied,
    /// A look at those who vouch for the clock has begun.
    ClockAsked,
    /// It has ended.
    ClockChecked(ClockChecked),
    /// The token that was read was never set by this station: its clock minus the station's, seconds.
    StrangersClock(i64),
    /// Six digits were typed.
    Typed(Code),
    /// Both people see the same code.
    SeenEqual,
    /// The token is to be written once more, with the same seed.
    BurnAgain,
    /// The notice was read.
    Dismiss,
    /// A key was pressed in the empty UPN field: the last result has been seen.
    NextPerson,
    /// Enroll is in view again.
    Entered,
    /// Another screen came into view.
    Left,
    /// The station is being locked: what can be put off is, and nothing stays in view.
    Locked,
    /// Time passed: what has run out ends, as it does at every other event.
    Tick,
    /// Something was laid down. `fresh` when the station saw the pad empty before.
    Placed {
        /// The stay on the reader that began with it.
        placement: PlacementId,
        /// Whether the pad was seen empty before.
        fresh: bool,
    },
    /// It was lifted, or the reader went away.
    Removed,
    /// The reader knows what it is.
    Inspected {
        /// The stay in which it was read. The answer for another one than that being read changes no stage.
        placement: PlacementId,
        /// What it is.
        found: Found,
    },
    /// The ledger has answered.
    Kept(EnrolmentKept),
    /// The burn reached a step.
    Step(BurnStep),
    /// The burn ended.
    BurnEnded(Result<Burned, BurnFailure>),
}

/// What the station has to do.
#[derive(Debug)]
pub enum Effect {
    /// Read what lies there; with `hold`, keep the transaction open for a burn that may follow at once.
    Inspect {
        /// The stay in which it is read.
        placement: PlacementId,
        /// Whether a burn may follow.
        hold: bool,
    },
    /// End the transaction that was held.
    Release,
    /// By the ledger.
    Keep(KeepEnrolment),
    /// Burn what was recorded.
    Burn {
        /// The stay in which the token was read. It is written in no other.
        placement: PlacementId,
        /// The proof that its enrolment is on disk, with what is to be written.
        proof: Box<dyn DurableBurn>,
    },
}

/// The enrolment in hand, the pad and the word on the clock. [`Flow::step`] takes every event.
#[derive(Debug)]
pub struct Flow {
    stage: Stage,
    pad: Pad,
    /// The placement of what was being read or put on disk when the system slept: nothing is burned in it any more.
    slept_through: Option<PlacementId>,
    notice: Option<Notice>,
    last: Option<Enrolled>,
    in_view: bool,
    seen: Option<Moment>,
    clock: ClockGuard,
    rules: Rules,
    /// Domains that were accepted in this session, folded.
    domains: BTreeSet<String>,
    /// The token on the pad, once it was read.
    on_pad: Option<(PlacementId, TokenId)>,
    /// Who was enrolled in this session on which token.
    enrolled: HashMap<TokenId, Upn>,
    /// For whom a secret was begun that is on no token yet, folded, and what a file for Entra ID has to do with it.
    begun: BTreeMap<String, ForEntra>,
}

/// What the settings, and the choice of the session, decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// Every code is typed; by eye is not enough.
    pub typed_only: bool,
    /// Who makes the secrets.
    pub maker: SecretMaker,
    /// How long the display of a token that is written stays on.
    pub display: DisplayTimeout,
    /// Minutes by which the clocks of tokens that were set elsewhere may differ from the station's without a question.
    pub token_minutes: u32,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            typed_only: false,
            maker: SecretMaker::default(),
            display: DisplayTimeout::default(),
            token_minutes: 3,
        }
    }
}

impl Default for Flow {
    fn default() -> Self {
        Self {
            stage: Stage::Idle,
            pad: Pad::Empty,
            slept_through: None,
            notice: None,
            last: None,
            in_view: true,
            seen: None,
            clock: ClockGuard::default(),
            rules: Rules::default(),
            domains: BTreeSet::new(),
            on_pad: None,
            enrolled: HashMap::new(),
            begun: BTreeMap::new(),
        }
    }
}

type Effects = Vec<Effect>;

impl Flow {
    /// How long the desk stays armed.
    pub const ARMED_FOR: Duration = Duration::from_secs(60);
    /// Steps on either side within which a typed code counts.
    const MATCH_WINDOW: u32 = 1;
    /// Seconds back to the first enrolment whose codes are looked through for a wrong one: a day.
    const CODES_OF: i64 = 86_400;
    /// Seconds on either side in which a wrong code is searched to say what it is.
    const MISS_WINDOW: u64 = 3600;

    /// Where the desk is.
    #[must_use]
    pub const fn stage(&self) -> &Stage {
        &self.stage
    }

    /// What lies on the reader.
    #[must_use]
    pub const fn pad(&self) -> Pad {
        self.pad
    }

    /// What is to be said.
    #[must_use]
    pub const fn notice(&self) -> Option<&Notice> {
        self.notice.as_ref()
    }

    /// The result in view.
    #[must_use]
    pub const fn last(&self) -> Option<&Enrolled> {
        self.last.as_ref()
    }

    /// The enrolment in hand, once it is on disk.
    #[must_use]
    pub const fn in_hand(&self) -> Option<EnrolmentId> {
        match &self.stage {
            Stage::Burning { work, .. }
            | Stage::Interrupted { work, .. }
            | Stage::Comparing { work, .. }
            | Stage::Confirming { work, .. } => Some(work.id),
            Stage::Reopening { reopen, .. } => Some(reopen.id()),
            _ => None,
        }
    }

    /// Who vouches for the clock, and why nobody does.
    #[must_use]
    pub const fn clock(&self) -> &ClockGuard {
        &self.clock
    }

    /// What the settings decide.
    #[must_use]
    pub const fn rules(&self) -> Rules {
        self.rules
    }

    /// Other settings: what they decide, how many seconds the clock may be off a server's, and whether another server is
    /// named.
    pub fn set_rules(&mut self, rules: Rules, clock_limit: u32, other_server: bool) {
        self.rules = rules;
        self.clock.set_limit(clock_limit);
        if other_server {
            self.clock.server_named();
        }
    }

    /// A desk where nothing is under way, that remembers what was said about the clock, that something lies there and for
    /// whom a secret was begun: after a lock.
    #[must_use]
    pub fn anew(&self) -> Self {
        let mut pad = self.pad;
        pad.spend();
        Self {
            pad,
            clock: self.clock.clone(),
            domains: self.domains.clone(),
            begun: self.begun.clone(),
            rules: self.rules,
            seen: self.seen,
            ..Self::default()
        }
    }

    /// When the flow wants a [`Event::Tick`], counted from `now`: a countdown or a live code is in view.
    #[must_use]
    pub fn next_tick(&self, now: Moment) -> Option<Duration> {
        let to_full_second = |rest_ms: u64| Duration::from_millis(rest_ms.max(1));
        match &self.stage {
            Stage::Editing { recipient, until, .. } => {
                let waits = recipient.given.is_some();
                waits.then(|| until.saturating_sub(now.awake) + Duration::from_millis(1))
            }
            Stage::Armed { until, .. } => {
                let rest = until.saturating_sub(now.awake);
                Some(to_full_second(u64::from(rest.subsec_millis()) + 1))
            }
            Stage::Comparing { .. } | Stage::Confirming { .. } => {
                let into = u64::try_from(now.wall_ms.rem_euclid(1000)).unwrap_or(0);
                Some(to_full_second(1000 - into))
            }
            _ => None,
        }
    }

    /// Has an enrolment fetched.
    const fn reopen(&self, reopen: Reopen) -> Effect {
        Effect::Keep(KeepEnrolment::Reopen {
            reopen,
            display: self.rules.display,
        })
    }

    /// Takes what happened and says what is to be done.
    pub fn step(&mut self, event: Event, now: Moment) -> Effects {
        // for whoever waits on the screen, though the minute has just passed
        if matches!(event, Event::Dictate(_) | Event::SecretMissed | Event::SecretSought) {
            self.note_begun();
        }
        self.notice_jump(now);
        self.notice_timeout(now);
        match event {
            Event::Tick => vec![],
            Event::Dismiss => {
                self.notice = None;
                vec![]
            }
            Event::NextPerson => {
                self.last = None;
                self.notice = None;
                vec![]
            }
            Event::Entered => {
                self.in_view = true;
                vec![]
            }
            Event::Left => self.left(),
            Event::Locked => self.locked(),
            Event::Submit { upn, doubts, anothers } => self.submit(upn, doubts, anothers),
            Event::Meant { doubts } => self.take_meant(doubts),
            Event::EditUpn => self.edit_upn(now),
            Event::Dictate(given) => self.dictate(given, now),
            Event::SecretMissed => self.secret_missed(now),
            Event::SecretSought => self.secret_sought(now),
            Event::DrawFresh => self.draw_fresh(now),
            Event::NotThisToken => self.not_this_token(now),
            Event::Assign(serial) => self.assign(serial),
            Event::AssignInstead => self.assign_instead(),
            Event::ReplaceLater(id, upn, doubts) => self.replace_later(id, upn, doubts),
            Event::CompareLater(id) => self.reopen_later(Reopen::Compare(id)),
            Event::BurnLater(id) => self.reopen_later(Reopen::Again(id)),
            Event::BurnHere(id, placement) => self.burn_here(id, placement, now),
            Event::Cancel => self.cancel(now),
            Event::Proceed => self.proceed(now),
            Event::Replace(id) => self.replace(id, now),
            Event::ClockRight => self.clock_vouched(now),
            Event::ClockDenied => self.clock_denied(now),
            Event::ClockAsked => {
                self.clock.asked(now);
                vec![]
            }
            Event::ClockChecked(found) => {
                self.clock.checked(found, now);
                self.go_on(now)
            }
            Event::StrangersClock(drift) => {
                self.clock.token_read(drift);
                vec![]
            }
            Event::Typed(code) => self.typed(code, now),
            Event::SeenEqual => self.seen_equal(),
            Event::BurnAgain => self.burn_again(),
            Event::Placed { placement, fresh } => self.placed(placement, fresh, now),
            Event::Removed => self.removed(now),
            Event::Inspected { placement, found } => self.inspected(placement, found, now),
            Event::Kept(kept) => self.kept(kept, now),
            Event::Step(reached) => self.reached(reached),
            Event::BurnEnded(Ok(burned)) => self.burned(&burned, now),
            Event::BurnEnded(Err(failure)) => self.burn_failed(failure, now),
        }
    }

    // --- time ---------------------------------------------------------------------------------------------------------

    /// After sleep, or with another clock, nothing that lies there counts as just laid down, and nobody waits for it.
    fn notice_jump(&mut self, now: Moment) {
        let jumped = self.seen.replace(now).is_some_and(|seen| now.jumped_since(seen));
        if !jumped {
            return;
        }
        self.pad.spend();
        if let Stage::Recording { placement, .. }
        | Stage::Inspecting { placement, .. }
        | Stage::Interrupted {
            reading: Some(placement),
            ..
        }
        | Stage::Reopening {
            placement: Some(placement),
            ..
        } = self.stage
        {
            self.slept_through = Some(placement);
        }
        self.clock.jumped();
        let waiting = matches!(
            self.stage,
            Stage::Armed { .. } | Stage::Editing { .. } | Stage::ReadingFirst { .. } | Stage::TokenFirst { .. }
        );
        if waiting {
            self.stage = Stage::Idle;
            self.notice = Some(Notice::ClockJumped);
        }
    }

    fn notice_timeout(&mut self, now: Moment) {
        if matches!(&self.stage, Stage::Armed { until, .. } if now.awake >= *until) {
            self.stage = Stage::Idle;
            self.notice = Some(Notice::ArmingEnded);
        }
        // whoever it was for is waited for with it; the other system knows no other one
        if let Stage::Editing { recipient, until, .. } = &mut self.stage
            && now.awake >= *until
        {
            recipient.given = None;
        }
    }

    /// Waits for a token, unless another screen is in view: nobody watches the pad then.
    fn arm(&mut self, recipient: Recipient, now: Moment) {
        if !self.in_view {
            self.pad.spend();
            self.stage = Stage::Idle;
            return;
        }
        if self.pad != Pad::Empty && self.notice.is_none() {
            self.notice = Some(self.last_ones_token().map_or(Notice::LiftFirst, Notice::TakeAway));
        }
        self.pad.spend();
        self.stage = Stage::Armed {
            recipient,
            until: now.awake + Self::ARMED_FOR,
        };
        self.ask_about_account();
    }

    /// Whose token still lies there, if it is one of this session.
    fn last_ones_token(&self) -> Option<Upn> {
        let (placement, token) = self.on_pad.as_ref()?;
        self.enrolled.get(token).filter(|_| self.pad.holds(*placement)).cloned()
    }
}
