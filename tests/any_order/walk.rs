//! What happens at the desk, one byte after the other.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use tapdesk::desk::{
    ClockChecked, EnrolmentId, Event, ExportDraft, ExportEvent, Given, IdentifyEvent, NotToken, Outcome, PurgeEvent,
    PurgeScope, Rules, SecretMaker, ServerTrouble, Stage, Upn, UpnDoubt,
};
use tapdesk::otp::{Code, Parameters, Seed, Spelling, codes, locate};

use super::dice::Dice;
use super::leaving::FOLDER;
use super::ledger::Order;
use super::pad::Fault;
use super::world::{Door, PATIENCE, Screen, World};

/// What a walk came through.
#[derive(Debug, Clone, Default)]
pub struct Walked {
    /// Things that happened.
    pub events: u64,
    /// The same, by kind.
    pub kinds: BTreeMap<&'static str, u64>,
    /// Burns that were ordered.
    pub burns: u64,
    /// Clocks that were ordered to be set alone.
    pub clocks: u64,
    /// Enrolments that were confirmed.
    pub confirmed: u64,
    /// Files that got their name.
    pub files: u64,
    /// Rows in them.
    pub left: u64,
    /// Purges that were done.
    pub purges: u64,
    /// Locks that were carried out.
    pub locks: u64,
}

impl std::ops::AddAssign for Walked {
    fn add_assign(&mut self, other: Self) {
        for (kind, count) in other.kinds {
            *self.kinds.entry(kind).or_default() += count;
        }
        self.events += other.events;
        self.burns += other.burns;
        self.clocks += other.clocks;
        self.confirmed += other.confirmed;
        self.files += other.files;
        self.left += other.left;
        self.purges += other.purges;
        self.locks += other.locks;
    }
}

/// Walks as the bytes say. Panics when a promise is broken.
pub fn run(bytes: &[u8]) -> Walked {
    let mut world = World::new();
    world.tell(Event::ClockChecked(vouched()));
    let mut dice = Dice::of(bytes);
    while let Some(what) = dice.roll() {
        let kind = world.act(what, &mut dice);
        world.rows_are_true();
        world.nothing_is_left();
        world.walked.events += 1;
        *world.walked.kinds.entry(kind).or_default() += 1;
    }
    world.end();
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
    /// One thing happens; what kind of thing it was.
    fn act(&mut self, what: u8, dice: &mut Dice<'_>) -> &'static str {
        let is_open = self.door == Door::Open;
        match what % 116 {
            what @ 0..=34 => return self.lanes(what, dice),
            35..=37 => self.settle(),
            what @ 38..=44 => return self.at_the_pad(what, dice),
            45 | 46 => return self.time_passes(dice),
            47 if dice.once_in(4) => return self.lock(),
            48 if dice.once_in(10) => {
                self.crash();
                return "the program died";
            }
            47..=49 => return self.enroll(dice),
            _ if !is_open => return self.open(),
            what @ 50..=75 => return self.somebody(what, dice),
            what @ 76..=86 => return self.leaves(what, dice),
            what @ 87..=95 => return self.purges(what, dice),
            what @ 96..=106 => return self.looks(what, dice),
            _ => return self.a_whole_file(dice),
        }
        "all that was under way ended"
    }

    /// Whoever works goes on, or is heard.
    fn lanes(&mut self, what: u8, dice: &mut Dice<'_>) -> &'static str {
        let fails = dice.once_in(14);
        match what {
            0..=5 => self.pad.work(&self.ledger, self.now.unix()),
            6..=11 => {
                self.work_ledger(fails);
                return if fails {
                    "the ledger failed"
                } else {
                    "the ledger worked"
                };
            }
            12..=14 => {
                self.work_files(fails);
                return if fails { "the files failed" } else { "the files worked" };
            }
            15 => self.work_backups(fails),
            16..=19 => self.hear_monitor(),
            20..=24 => self.hear_reader(),
            25..=30 => self.hear_ledger(),
            31..=33 => self.hear_files(),
            _ => self.hear_backups(),
        }
        if what <= 15 {
            "reader or backups worked"
        } else {
            "somebody was heard"
        }
    }

    /// Everything ends, and somebody has looked at everything.
    fn end(&mut self) {
        self.files.is_away = false;
        self.settle();
        // once more from the start: what could not be kept is found out
        for _ in 0..2 {
            self.now.awake += PATIENCE;
            self.now.wall_ms += 10_000;
            self.lock();
            self.finish_locking();
            self.settle();
            self.open();
            self.settle();
            self.tell_export(ExportEvent::Looked(FOLDER.into()));
            self.settle();
        }
        assert_eq!(self.door, Door::Open);
        self.rows_are_true();
        self.exports_are_settled();
        assert!(!self.clock_hangs(), "the clock hangs");
    }

    fn at_the_pad(&mut self, what: u8, dice: &mut Dice<'_>) -> &'static str {
        let count = self.pad.tokens.len();
        match what {
            38 | 39 => {
                let token = dice.pick(count);
                self.pad.lay(Some(token), None, true, None);
                return "a token was laid down";
            }
            40 => {
                let (token, at, how) = (dice.pick(count), dice.pick(9), dice.pick(4));
                let (acted, bounces) = (how % 2 == 1, how / 2 == 1);
                self.pad
                    .lay(Some(token), None, true, Some(Fault::Pull { at, acted, bounces }));
                return "a token that leaves in between";
            }
            41 => {
                let (token, at, other) = (dice.pick(count), dice.pick(9), dice.pick(count));
                let fault = Fault::Swap { at, other };
                self.pad
                    .lay(Some(token), None, true, Some(fault).filter(|_| other != token));
                return "a token that turns into another one";
            }
            42 => {
                let token = dice.pick(count);
                self.pad.lay(Some(token), None, dice.once_in(4), None);
                return "a token that nobody saw laid down";
            }
            43 => self.pad.lay(None, Some(NotToken::FidoKey), true, None),
            _ => self.pad.lift(),
        }
        "lifted, or another card"
    }

    fn time_passes(&mut self, dice: &mut Dice<'_>) -> &'static str {
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
            self.tell_looking(IdentifyEvent::Tick);
            self.finish_locking();
        }
        if asleep == 0 {
            "time passed"
        } else {
            "sleep, or another clock"
        }
    }

    fn lock(&mut self) -> &'static str {
        if self.door == Door::Open {
            self.door = Door::Locking(self.now.awake);
            self.finish_locking();
        }
        "locked"
    }

    fn open(&mut self) -> &'static str {
        if self.door == Door::Closed {
            self.now.awake += Duration::from_secs(1);
            self.now.wall_ms += 1000;
            self.door = Door::Opening;
            self.ledger.todo.push_back(Order::Open);
        }
        "opened"
    }

    /// What a day is made of, up to the code, as far as the desk lets it happen.
    fn enroll(&mut self, dice: &mut Dice<'_>) -> &'static str {
        if self.door == Door::Open {
            self.show(Screen::Enroll);
            self.tell(Event::Submit {
                upn: who(dice),
                doubts: vec![],
                anothers: false,
            });
            self.settle();
            let token = dice.pick(self.pad.tokens.len());
            self.pad.lay(Some(token), None, true, None);
            self.settle();
            if !dice.once_in(3) {
                self.type_code_of_its_token();
                self.settle();
            }
        }
        "somebody was enrolled"
    }

    fn somebody(&mut self, what: u8, dice: &mut Dice<'_>) -> &'static str {
        match what {
            50..=52 => self.tell(Event::Submit {
                upn: who(dice),
                doubts: doubts(dice),
                anothers: dice.once_in(4),
            }),
            53 => self.tell(match dice.pick(4) {
                0 => Event::EditUpn,
                1 => Event::Meant { doubts: vec![] },
                _ => Event::Cancel,
            }),
            54 | 55 => self.tell(Event::Proceed),
            56 => {
                let id = self.id(dice);
                self.tell(Event::Replace(id));
            }
            57 => {
                let given = given(dice);
                self.tell(Event::Dictate(given));
            }
            58 => self.tell(match dice.pick(4) {
                0 => Event::SecretMissed,
                1 => Event::SecretSought,
                _ => Event::DrawFresh,
            }),
            59 => self.tell(if dice.once_in(2) {
                Event::NotThisToken
            } else {
                Event::Dismiss
            }),
            60 | 61 => {
                self.choose_in_the_log(dice);
                return "something was chosen in the log";
            }
            62..=64 => {
                self.about_the_clock(dice);
                return "a word on the clock";
            }
            65..=68 => self.type_code_of_its_token(),
            69 => self.type_code_of_another(dice),
            70 => self.see_equal(),
            71 => self.tell(if dice.once_in(3) {
                Event::BurnAgain
            } else {
                Event::NextPerson
            }),
            72..=74 => {
                let next = [Screen::Enroll, Screen::Enroll, Screen::Token, Screen::Other][dice.pick(4)];
                self.show(next);
                return "another screen";
            }
            _ => {
                let rules = Rules {
                    typed_only: dice.once_in(3),
                    maker: if dice.once_in(12) {
                        SecretMaker::UserLock { entra: dice.once_in(2) }
                    } else {
                        SecretMaker::Here
                    },
                    token_minutes: 3,
                    ..Rules::default()
                };
                self.set_rules(rules);
                return "other settings";
            }
        }
        "somebody at Enroll"
    }

    /// At the Export screen.
    fn leaves(&mut self, what: u8, dice: &mut Dice<'_>) -> &'static str {
        match what {
            76..=79 => {
                let draft = self.draft(dice);
                let has_refused = dice.once_in(8);
                self.ask_for_export(draft, has_refused);
            }
            80 => {
                let id = self.id(dice);
                self.tell_export(ExportEvent::ToggledAgain(id));
            }
            81 | 82 => self.tell_export(ExportEvent::Looked(FOLDER.into())),
            83 => self.tell_export(ExportEvent::Dismissed),
            84 => self.allow_readers(),
            85 => self.files.is_shared = dice.once_in(2),
            _ => {
                self.files.is_away = dice.once_in(3);
                return "the folder went or came";
            }
        }
        "somebody at Export"
    }

    /// A name that was proposed, or one that somebody has thought of and that may be taken.
    fn draft(&self, dice: &mut Dice<'_>) -> ExportDraft {
        let name = ["a.csv", "b.csv", "c.csv"][dice.pick(3)];
        ExportDraft {
            path: Path::new(FOLDER).join(name),
            proposed: !dice.once_in(4),
            without_refused: dice.once_in(2),
            sealing: None,
        }
    }

    /// Somebody is enrolled and their row leaves, all but what the dice leave undone.
    fn a_whole_file(&mut self, dice: &mut Dice<'_>) -> &'static str {
        self.settle();
        let draft = self.draft(dice);
        self.ask_for_export(draft, false);
        for _ in 0..dice.pick(12) {
            self.work_ledger(false);
            self.hear_ledger();
            self.work_files(false);
            self.hear_files();
        }
        "a file was made"
    }

    /// In the log.
    fn purges(&mut self, what: u8, dice: &mut Dice<'_>) -> &'static str {
        match what {
            87..=90 => {
                let id = self.id(dice);
                let scopes = [PurgeScope::Enrolment(id), PurgeScope::ExportOf(id)];
                let scope = scopes[dice.pick(2)];
                // as the station does: how exports ended is found out before
                self.tell_export(ExportEvent::Looked(FOLDER.into()));
                self.tell_purge(PurgeEvent::Asked(scope));
                if dice.once_in(2) {
                    self.settle();
                }
                if dice.once_in(3) {
                    self.tell_purge(PurgeEvent::Confirmed);
                }
            }
            91..=94 => self.tell_purge(PurgeEvent::Confirmed),
            _ => self.tell_purge(PurgeEvent::Dismissed),
        }
        "somebody purges"
    }

    /// At the Token screen.
    fn looks(&mut self, what: u8, dice: &mut Dice<'_>) -> &'static str {
        match what {
            96..=99 => self.set_clock(),
            100 => {
                let id = self.id(dice);
                let serial = self.ledger.row(id).map(|row| row.token.serial().clone());
                if let Some(serial) = serial {
                    self.tell_looking(IdentifyEvent::Named(serial, vec![id]));
                }
            }
            _ => {
                self.show(Screen::Token);
                let token = dice.pick(self.pad.tokens.len());
                self.pad.lay(Some(token), None, true, None);
                if !dice.once_in(3) {
                    self.settle();
                }
                self.set_clock();
            }
        }
        "somebody at Token"
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
