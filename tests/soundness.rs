//! Nobody tampers, and nobody is told otherwise: any order of what people do at a desk, with crashes, restores, purges and
//! clocks that go back in between, leaves a ledger in which nothing is found.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::path::PathBuf;
use std::sync::Arc;

use common::{Bench, PASSPHRASE, Pull, Token, counting_random};
use proptest::prelude::*;
use tapdesk::desk::{Enrolment, Fate, Stage, State};
use tapdesk::ledger::{self, Answer, Finding, Ledger, Passphrase, PurgeScope, Request, SlotKind};
use tapdesk::station::{Door, Intent, LedgerCheck, Trouble};
use tapdesk::token2::Model;

#[derive(Debug, Clone)]
enum Act {
    /// UPN, token; whether the code is typed or it is left as it is.
    Enroll {
        who: usize,
        token: usize,
        compared: bool,
    },
    Pulled {
        who: usize,
        token: usize,
        at: usize,
        acted: bool,
    },
    Export {
        again: bool,
    },
    Purge {
        row: usize,
        beside: bool,
    },
    Lock,
    Crash,
    /// The n-th newest backup is put back.
    Restore {
        back: usize,
        twice: bool,
    },
    Correct {
        row: usize,
        who: usize,
    },
    Fate {
        row: usize,
        which: usize,
    },
    GiveUp {
        row: usize,
    },
    CompareLater {
        row: usize,
        token: usize,
    },
    BurnLater {
        row: usize,
        token: usize,
    },
    ReplaceLater {
        row: usize,
        token: usize,
    },
    Passphrase {
        recovery: bool,
    },
    ClockBack,
    Later,
    Vacuum,
    Check,
}

fn act() -> impl Strategy<Value = Act> {
    let (who, token, row) = (0..4_usize, 0..4_usize, 0..6_usize);
    prop_oneof![
        5 => (who.clone(), token.clone(), any::<bool>()).prop_map(|(who, token, compared)| Act::Enroll { who, token, compared }),
        2 => (who.clone(), token.clone(), 0..7_usize, any::<bool>())
            .prop_map(|(who, token, at, acted)| Act::Pulled { who, token, at, acted }),
        3 => any::<bool>().prop_map(|again| Act::Export { again }),
        2 => (row.clone(), any::<bool>()).prop_map(|(row, beside)| Act::Purge { row, beside }),
        1 => Just(Act::Lock),
        2 => Just(Act::Crash),
        2 => (0..4_usize, any::<bool>()).prop_map(|(back, twice)| Act::Restore { back, twice }),
        1 => (row.clone(), who).prop_map(|(row, who)| Act::Correct { row, who }),
        2 => (row.clone(), 0..3_usize).prop_map(|(row, which)| Act::Fate { row, which }),
        1 => row.clone().prop_map(|row| Act::GiveUp { row }),
        1 => (row.clone(), token.clone()).prop_map(|(row, token)| Act::CompareLater { row, token }),
        1 => (row.clone(), token.clone()).prop_map(|(row, token)| Act::BurnLater { row, token }),
        1 => (row, token).prop_map(|(row, token)| Act::ReplaceLater { row, token }),
        1 => any::<bool>().prop_map(|recovery| Act::Passphrase { recovery }),
        1 => Just(Act::ClockBack),
        1 => Just(Act::Later),
        1 => Just(Act::Vacuum),
        1 => Just(Act::Check),
    ]
}

struct Day {
    bench: Bench,
    tokens: Vec<Token>,
    files: usize,
}

const WHO: [&str; 4] = ["anna", "ben", "carla", "dora"];

impl Day {
    fn new() -> Self {
        Self {
            bench: Bench::new(),
            tokens: (0..4).map(|number| Token::new(Model::C302I, number)).collect(),
            files: 0,
        }
    }

    fn id(&self, row: usize) -> Option<tapdesk::desk::EnrolmentId> {
        let rows = self.bench.station.log().rows();
        (!rows.is_empty()).then(|| rows[row % rows.len()].id)
    }

    fn upn(who: usize) -> String {
        format!("{}@example.com", WHO[who])
    }

    fn say_yes(&mut self) {
        for _ in 0..4 {
            if self.bench.asks() {
                self.bench.apply(Intent::Proceed);
            }
        }
    }

    fn type_code(&mut self, token: usize) {
        if matches!(self.bench.station.flow().stage(), Stage::Comparing { .. }) && self.tokens[token].seed().is_some() {
            let token = self.tokens[token].clone();
            self.bench.type_code_of(&token);
        }
    }

    fn end(&mut self) {
        self.bench.lift();
        for _ in 0..4 {
            self.bench.apply(Intent::Cancel);
            self.bench.apply(Intent::Dismiss);
        }
    }

    fn backups(&self) -> Vec<PathBuf> {
        let mut all: Vec<_> = std::fs::read_dir(self.bench.station.backup_folder())
            .map(|entries| entries.map(|entry| entry.unwrap().path()).collect())
            .unwrap_or_default();
        all.sort();
        all
    }

    fn act(mut self, act: &Act) -> Self {
        match *act {
            Act::Enroll { who, token, compared } => {
                self.bench.upn(&Self::upn(who));
                self.say_yes();
                let laid = self.tokens[token].clone();
                self.bench.lay(&laid);
                self.say_yes();
                if compared {
                    self.type_code(token);
                }
            }
            Act::Pulled { who, token, at, acted } => {
                self.bench.upn(&Self::upn(who));
                self.say_yes();
                let laid = self.tokens[token].clone();
                self.bench.lay_and_pull(&laid, Pull { at, acted });
                self.say_yes();
            }
            Act::Export { again } => {
                if again && let Some(id) = self.id(0) {
                    self.bench.apply(Intent::ToggleAgain(id));
                }
                self.files += 1;
                let path = format!("{}.csv", self.files).into();
                self.bench.apply(Intent::Export {
                    path,
                    without_refused: true,
                    sealing: None,
                });
                self.bench.apply(Intent::DismissExport);
            }
            Act::Purge { row, beside } => {
                if let Some(id) = self.id(row) {
                    let scope = if beside {
                        PurgeScope::ExportOf(id)
                    } else {
                        PurgeScope::Enrolment(id)
                    };
                    self.bench.apply(Intent::PlanPurge(scope));
                    self.bench.apply(Intent::Purge);
                    self.bench.apply(Intent::DismissPurge);
                }
            }
            Act::Lock => {
                self.bench.apply(Intent::Lock);
                let passphrase = Passphrase::new(PASSPHRASE.into());
                self.bench.apply(Intent::Open {
                    passphrase,
                    recovery: None,
                    operator: "A. Frey".into(),
                });
            }
            Act::Crash => self.bench = self.bench.crash(),
            Act::Restore { back, twice } => return self.restore(back, twice),
            Act::Correct { row, who } => {
                if let Some(id) = self.id(row) {
                    self.bench.apply(Intent::CorrectUpn {
                        id,
                        upn: Self::upn(who),
                    });
                }
            }
            Act::Fate { row, which } => {
                if let Some(id) = self.id(row) {
                    let fate = [Fate::Lost, Fate::HandedOver("Kim".into()), Fate::Deleted][which].clone();
                    self.bench.apply(Intent::KeepFate {
                        id,
                        fate,
                        note: "so it is".into(),
                    });
                }
            }
            Act::GiveUp { row } => {
                if let Some(id) = self.id(row) {
                    self.bench.apply(Intent::Abandon {
                        id,
                        reason: "no use".into(),
                    });
                }
            }
            Act::CompareLater { row, token } => {
                if let Some(id) = self.id(row) {
                    self.bench.apply(Intent::CompareLater(id));
                    self.type_code(token);
                }
            }
            Act::BurnLater { row, token } | Act::ReplaceLater { row, token } => {
                if let Some(id) = self.id(row) {
                    let later = matches!(act, Act::BurnLater { .. });
                    self.bench.apply(if later {
                        Intent::BurnLater(id)
                    } else {
                        Intent::ReplaceLater(id)
                    });
                    self.say_yes();
                    let laid = self.tokens[token].clone();
                    self.bench.lay(&laid);
                    self.say_yes();
                    self.type_code(token);
                }
            }
            Act::Passphrase { recovery } => {
                let slot = if recovery {
                    SlotKind::Recovery
                } else {
                    SlotKind::Passphrase
                };
                let new = if recovery { "lies in the old safe" } else { PASSPHRASE };
                self.bench.apply(Intent::SetPassphrase {
                    slot,
                    current: Passphrase::new(PASSPHRASE.into()),
                    new: Passphrase::new(new.into()),
                });
            }
            Act::ClockBack => self.bench.clock.sleep(-7200),
            Act::Later => self.bench.clock.advance(86_400),
            Act::Vacuum => {
                let file = self.bench.home.path().join("data/ledger.sqlite3");
                let _ = rusqlite::Connection::open(file).unwrap().execute_batch("VACUUM");
            }
            Act::Check => self.bench.apply(Intent::CheckLedger),
        }
        self.end();
        self
    }

    fn restore(mut self, back: usize, twice: bool) -> Self {
        let backups = self.backups();
        let Some(backup) = backups.iter().rev().nth(back).or_else(|| backups.last()).cloned() else {
            return self;
        };
        let (home, clock) = (Arc::clone(&self.bench.home), self.bench.clock.clone());
        drop(self.bench.station);
        let data = home.path().join("data");
        for _ in 0..=usize::from(twice) {
            clock.advance(60);
            // a clock that went back may find the name taken
            let _ = ledger::restore(&backup, &data, clock.unix());
        }
        clock.advance(60);
        self.bench = Bench::restarted(home, clock);
        self
    }

    /// What is found although nobody tampered. What a restore holds back is told as that.
    fn alarms(&mut self) -> Vec<String> {
        let mut told = Vec::new();
        while let Some(trouble) = self.bench.station.trouble().cloned() {
            match trouble {
                Trouble::Trail => told.push("the trail".to_owned()),
                Trouble::Altered(found) => {
                    told.extend(found.iter().filter(|it| is_alarm(it)).map(ToString::to_string));
                }
                _ => {}
            }
            self.bench.apply(Intent::DismissTrouble);
        }
        told
    }
}

const fn is_alarm(finding: &Finding) -> bool {
    !matches!(finding, Finding::Since(..) | Finding::InDoubt(_))
}

fn sound(mut day: Day, acts: &[Act]) -> Result<(), TestCaseError> {
    for act in acts {
        day = day.act(act);
        let said = day.alarms();
        prop_assert!(said.is_empty(), "after {act:?}: {said:?}");
        let is_open = matches!(day.bench.station.door(), Door::Open { .. });
        prop_assert!(is_open, "after {act:?}: {:?}", day.bench.station.door());
    }
    day.bench.apply(Intent::CheckLedger);
    if let LedgerCheck::Found(found) = day.bench.station.ledger_check() {
        let found: Vec<_> = found.iter().filter(|it| is_alarm(it)).collect();
        prop_assert!(found.is_empty(), "by key: {found:?}");
    } else {
        prop_assert_eq!(day.bench.station.ledger_check(), &LedgerCheck::Sound);
    }
    let data = day.bench.home.path().join("data");
    let passphrase = Passphrase::new(PASSPHRASE.into());
    let checked = ledger::check(&data, &passphrase, counting_random(1)).unwrap();
    let found: Vec<_> = checked.findings.iter().filter(|it| is_alarm(it)).collect();
    prop_assert!(found.is_empty(), "from outside: {found:?}");
    day.bench = day.bench.crash();
    let said = day.alarms();
    prop_assert!(said.is_empty(), "once more: {said:?}");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn whatever_people_do_nothing_is_found(acts in proptest::collection::vec(act(), 1..14)) {
        sound(Day::new(), &acts)?;
    }
}

/// What older stations have sealed is the measure: a tag that comes out otherwise would call every row altered.
#[test]
fn a_ledger_that_an_earlier_station_sealed_is_found_as_it_was_left() {
    let folder = tempfile::tempdir().unwrap();
    let connection = rusqlite::Connection::open(folder.path().join("ledger.sqlite3")).unwrap();
    connection
        .execute_batch(include_str!("data/sealed-ledger.sql"))
        .unwrap();
    connection.pragma_update(None, "application_id", 0x5461_7064).unwrap();
    connection.pragma_update(None, "user_version", 4).unwrap();
    drop(connection);
    let anchor = include_bytes!("data/sealed-ledger.anchor");
    std::fs::write(folder.path().join("ledger.anchor"), anchor).unwrap();

    for chosen in [PASSPHRASE, "lies in the old safe"] {
        let passphrase = || Passphrase::new(chosen.into());
        let checked = ledger::check(folder.path(), &passphrase(), counting_random(1)).unwrap();
        assert_eq!((checked.enrolments, checked.findings), (4, vec![]));
        let mut ledger = Ledger::new(folder.path().to_owned(), "Desk 4".into(), counting_random(2));
        let (mut log, mut findings) = (vec![], None);
        let request = Request::Open {
            passphrase: passphrase(),
            recovery: None,
            operator: "M. Keller".into(),
        };
        ledger.serve(request, common::START + 9000, &mut |answer| match answer {
            Answer::Opened(opened) => (log, findings) = (opened.log, Some(opened.findings)),
            other => panic!("{other:?}"),
        });
        assert_eq!(findings, Some(vec![]));
        let states: Vec<State> = log.iter().map(Enrolment::state).collect();
        assert_eq!(
            states,
            [State::Lost, State::Exported, State::Confirmed, State::Unfinished]
        );
        assert_eq!(log[1].later.handed.as_ref().unwrap().to, "Ben");
        assert_eq!(log.iter().filter(|row| row.has_seed).count(), 3);
    }
}
