//! What happens at the desk, one byte after the other.

use std::time::Duration;

use tapdesk::desk::{
    ClockChecked, EnrolmentId, Event, Given, NotToken, Outcome, Rules, ServerTrouble, Stage, Upn, UpnDoubt,
};
use tapdesk::otp::{Code, Parameters, Seed, Spelling, codes, locate};

use super::dice::Dice;
use super::ledger::Order;
use super::pad::Fault;
use super::world::{Door, World};

/// What a walk came through.
#[derive(Debug, Clone, Copy, Default)]
pub struct Walked {
    /// Things that happened.
    pub events: u64,
    /// Burns that were ordered.
    pub burns: u64,
    /// Enrolments that were confirmed.
    pub confirmed: u64,
    /// Locks that were carried out.
    pub locks: u64,
}

impl std::ops::AddAssign for Walked {
    fn add_assign(&mut self, other: Self) {
        self.events += other.events;
        self.burns += other.burns;
        self.confirmed += other.confirmed;
        self.locks += other.locks;
    }
}

/// Walks as the bytes say. Panics when a promise is broken.
pub fn run(bytes: &[u8]) -> Walked {
    let mut world = World::new();
    world.tell(Event::ClockChecked(vouched()));
    let mut dice = Dice::of(bytes);
    while let Some(what) = dice.roll() {
        world.act(what, &mut dice);
        world.rows_are_true();
        world.walked.events += 1;
    }
    world.settle();
    world.rows_are_true();
    let confirmed = world
        .ledger
        .rows()
        .iter()
        .filter(|row| row.outcome == Outcome::Confirmed);
    world.walked.confirmed = u64::try_from(confirmed.count()).unwrap();
    world.walked
}

const fn vouched() -> ClockChecked {
    ClockChecked {
        server: None,
        system: Some(true),
    }
}

impl World {
    fn act(&mut self, what: u8, dice: &mut Dice<'_>) {
        match what % 64 {
            0..=5 => self.pad.work(&self.ledger, self.now.unix()),
            6..=11 => self.ledger.work(false, self.now.unix()),
            12 => self.ledger.work(true, self.now.unix()),
            13..=16 => self.hear_monitor(),
            17..=22 => self.hear_reader(),
            23..=28 => self.hear_ledger(),
            29..=31 => self.settle(),
            32..=38 => self.at_the_pad(what, dice),
            39 | 40 => self.time_passes(dice),
            41 if dice.once_in(4) => self.lock(),
            41 | 42 => self.enroll(dice),
            other if self.door == Door::Open => self.somebody(other, dice),
            _ => self.open(),
        }
    }

    fn at_the_pad(&mut self, what: u8, dice: &mut Dice<'_>) {
        let count = self.pad.tokens.len();
        match what % 64 {
            32 | 33 => {
                let token = dice.pick(count);
                self.pad.lay(Some(token), None, true, None);
            }
            34 => {
                let (token, at, how) = (dice.pick(count), dice.pick(9), dice.pick(4));
                let (acted, bounces) = (how % 2 == 1, how / 2 == 1);
                self.pad
                    .lay(Some(token), None, true, Some(Fault::Pull { at, acted, bounces }));
            }
            35 => {
                let (token, at, other) = (dice.pick(count), dice.pick(9), dice.pick(count));
                let fault = Fault::Swap { at, other };
                self.pad
                    .lay(Some(token), None, true, Some(fault).filter(|_| other != token));
            }
            36 => {
                let token = dice.pick(count);
                self.pad.lay(Some(token), None, dice.once_in(4), None);
            }
            37 => self.pad.lay(None, Some(NotToken::FidoKey), true, None),
            _ => self.pad.lift(),
        }
    }

    fn time_passes(&mut self, dice: &mut Dice<'_>) {
        let (awake, asleep) = match dice.pick(24) {
            0..=19 => (1, 0),
            20 => (11, 0),
            21 => (61, 0),
            22 => (1, 3600),
            _ => (1, -300),
        };
        self.now.awake += Duration::from_secs(awake);
        self.now.wall_ms += (i64::try_from(awake).unwrap() + asleep) * 1000;
        if !dice.once_in(3) {
            self.tell(Event::Tick);
            self.finish_locking();
        }
    }

    fn lock(&mut self) {
        if self.door == Door::Open {
            self.door = Door::Locking(self.now.awake);
            self.finish_locking();
        }
    }

    fn open(&mut self) {
        if self.door == Door::Closed {
            self.door = Door::Opening;
            self.ledger.todo.push_back(Order::Open);
        }
    }

    /// What a day is made of, up to the code, as far as the desk lets it happen.
    fn enroll(&mut self, dice: &mut Dice<'_>) {
        if self.door != Door::Open {
            return;
        }
        self.tell(Event::Submit {
            upn: who(dice),
            doubts: vec![],
            anothers: false,
        });
        self.settle();
        let token = dice.pick(self.pad.tokens.len());
        self.pad.lay(Some(token), None, true, None);
        self.settle();
        if dice.once_in(2) {
            self.type_code_of_its_token();
            self.settle();
        }
    }

    fn somebody(&mut self, what: u8, dice: &mut Dice<'_>) {
        match what {
            43..=45 => self.tell(Event::Submit {
                upn: who(dice),
                doubts: doubts(dice),
                anothers: dice.once_in(4),
            }),
            46 => self.tell(match dice.pick(4) {
                0 => Event::EditUpn,
                1 => Event::Meant { doubts: vec![] },
                _ => Event::Cancel,
            }),
            47 | 48 => self.tell(Event::Proceed),
            49 => {
                let id = self.id(dice);
                self.tell(Event::Replace(id));
            }
            50 => {
                let given = given(dice);
                self.tell(Event::Dictate(given));
            }
            51 => self.tell(if dice.once_in(3) {
                Event::SecretMissed
            } else {
                Event::DrawFresh
            }),
            52 => self.tell(if dice.once_in(2) {
                Event::NotThisToken
            } else {
                Event::Dismiss
            }),
            53 => self.choose_in_the_log(dice),
            54 => self.about_the_clock(dice),
            55..=57 => self.type_code_of_its_token(),
            58 => self.type_code_of_another(dice),
            59 => self.see_equal(),
            60 => self.tell(if dice.once_in(3) {
                Event::BurnAgain
            } else {
                Event::NextPerson
            }),
            61 => {
                let leaves = self.in_view && dice.once_in(3);
                self.tell(if leaves { Event::Left } else { Event::Entered });
            }
            62 => self.burn_here(dice),
            _ => {
                let rules = Rules {
                    typed_only: dice.once_in(3),
                    needs_secret: dice.once_in(12),
                    token_minutes: 3,
                    ..Rules::default()
                };
                self.set_rules(rules);
            }
        }
    }

    fn choose_in_the_log(&mut self, dice: &mut Dice<'_>) {
        let id = self.id(dice);
        let Some(upn) = self.ledger.row(id).map(|row| row.upn.clone()) else {
            return;
        };
        self.tell(match dice.pick(3) {
            0 => Event::ReplaceLater(id, upn, vec![]),
            1 => Event::CompareLater(id),
            _ => Event::BurnLater(id),
        });
    }

    fn about_the_clock(&mut self, dice: &mut Dice<'_>) {
        self.tell(match dice.pick(12) {
            0..=6 => Event::ClockChecked(vouched()),
            7 | 8 => Event::ClockRight,
            9 => Event::ClockDenied,
            10 => Event::StrangersClock(-600),
            _ => Event::ClockChecked(ClockChecked {
                server: Some(Err(ServerTrouble::Silent)),
                system: None,
            }),
        });
    }

    /// The Token screen has a token written once more that was read there, once for each time it was laid down.
    fn burn_here(&mut self, dice: &mut Dice<'_>) {
        let id = self.id(dice);
        if let Some((placement, true)) = self.looks_at.take()
            && self.flow.is_free()
            && !self.in_view
        {
            self.tell(Event::BurnHere(id, placement));
        }
    }

    fn id(&self, dice: &mut Dice<'_>) -> EnrolmentId {
        let rows = self.ledger.rows().len().max(1);
        EnrolmentId(i64::try_from(rows - dice.pick(rows.min(6))).unwrap())
    }

    // --- codes: people are honest ---------------------------------------------------------------------------------------

    fn shown_by(&self, token: usize) -> Option<Code> {
        let token = &self.pad.tokens[token];
        let seed = token.seed()?;
        Some(codes(seed, token.parameters(), token.clock(self.now.unix())).current)
    }

    fn compared(&self) -> Option<(usize, &Seed, Parameters)> {
        let Stage::Comparing { work, .. } = self.flow.stage() else {
            return None;
        };
        Some((self.pad.find(work.token.serial())?, &work.seed, work.parameters))
    }

    /// Whether a token shows a code of the enrolment in hand by chance alone.
    fn is_chance(&self, token: usize, code: Code) -> bool {
        let Some((_, seed, parameters)) = self.compared() else {
            return false;
        };
        let same = self.pad.tokens[token].seed() == Some(seed);
        !same && locate(seed, parameters, self.now.unix(), code, 1).is_some()
    }

    fn type_code_of_its_token(&mut self) {
        if let Some((token, ..)) = self.compared() {
            self.type_code_of(token);
        }
    }

    fn type_code_of_another(&mut self, dice: &mut Dice<'_>) {
        let token = dice.pick(self.pad.tokens.len());
        let its = self
            .compared()
            .is_some_and(|(_, seed, _)| self.pad.tokens[token].seed() == Some(seed));
        if !its {
            self.type_code_of(token);
        }
    }

    fn type_code_of(&mut self, token: usize) {
        if let Some(code) = self.shown_by(token)
            && !self.is_chance(token, code)
        {
            self.tell(Event::Typed(code));
        }
    }

    fn see_equal(&mut self) {
        let Some((token, seed, parameters)) = self.compared() else {
            return;
        };
        let same = self.pad.tokens[token].seed() == Some(seed);
        if same && self.shown_by(token) == Some(codes(seed, parameters, self.now.unix()).current) {
            self.tell(Event::SeenEqual);
        }
    }
}

fn who(dice: &mut Dice<'_>) -> Upn {
    let name = ["anna", "ben", "carla", "dora"][dice.pick(4)];
    Upn::parse(&format!("{name}@example.com")).unwrap()
}

/// A secret that another system dictates; few, so that one comes twice.
fn doubts(dice: &mut Dice<'_>) -> Vec<UpnDoubt> {
    match dice.pick(10) {
        0 => vec![UpnDoubt::Domain(None)],
        1 => vec![UpnDoubt::Domain(Some(who(dice))), UpnDoubt::Disabled],
        2 => vec![UpnDoubt::Disabled],
        _ => vec![],
    }
}

fn given(dice: &mut Dice<'_>) -> Given {
    let seed = Seed::new(format!("dictated elsewhere {}", dice.pick(4)).as_bytes()).unwrap();
    let how = dice.pick(4);
    let mut given = if how == 1 {
        Given::spelled(seed, Spelling::Base32, true)
    } else {
        Given::bare(seed, Parameters::STANDARD)
    };
    given.is_anothers = how == 2;
    given
}
