//! A handle that moves to another token in the middle of a burn, without an error: what is written then, what the desk
//! says, and that nothing leaves in a file that its token does not hold.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::sync::Arc;

use common::by_hand::{open_with, serve};
use common::{At, Bench, CSV_HEADER, Pull, START, Token, csv_row};
use tapdesk::desk::{EnrolmentId, ExportKept, KeepExport, Notice, Outcome, State, Swap};
use tapdesk::ledger::{Answer, ExportPlan, Request, TrailEvent};
use tapdesk::otp::Seed;
use tapdesk::station::{Identify, Intent, SetClock, Trouble};
use tapdesk::token2::{Model, Serial};

const MODELS: [Model; 2] = [Model::C302I, Model::C301I];

/// Bob has his token and waits for export; Anna gets another one of that model, or of the other one.
struct Desk {
    bench: Bench,
    annas: Token,
    bobs: Token,
    bobs_seed: Seed,
    models: [Model; 2],
}

/// The look, the info again, challenge, authenticate, config, seed, info.
const LAST: usize = 6;

/// The models, whether the transaction is held, and the APDU at which the handle moves.
fn cases() -> impl Iterator<Item = ([Model; 2], bool, usize)> {
    let models = MODELS.into_iter().flat_map(|annas| MODELS.map(|bobs| [annas, bobs]));
    let held = models.flat_map(|models| [true, false].map(|held| (models, held)));
    held.flat_map(|(models, held)| (1..=LAST).map(move |at| (models, held, at)))
}

impl Desk {
    fn new([annas, bobs]: [Model; 2]) -> Self {
        let mut bench = Bench::new();
        let bobs_token = Token::new(bobs, 2);
        bench.enroll("bob@example.com", &bobs_token);
        Self {
            bench,
            annas: Token::new(annas, 1),
            bobs_seed: bobs_token.seed().unwrap(),
            bobs: bobs_token,
            models: [annas, bobs],
        }
    }

    /// Lays Anna's token down, which becomes Bob's at that APDU.
    fn burn(&mut self, held: bool, at: usize, pull: Option<Pull>) {
        self.bench.pad.swap_at(at, &self.bobs);
        if held {
            self.bench.upn("anna@example.com");
        }
        self.bench.pad.put(Some(self.annas.clone()), None, true, pull);
        self.bench.settle();
        if !held {
            self.bench.upn("anna@example.com");
        }
    }

    fn lay(&mut self, token: &Token) {
        self.bench.lift();
        self.bench.lay(token);
    }

    fn bobs_row(&self) -> &tapdesk::desk::Enrolment {
        self.bench.row(0)
    }

    fn bob_has_it(&self) -> bool {
        self.bobs.seed().as_ref() == Some(&self.bobs_seed)
    }

    /// Whether the window says by name that Bob's token may have been overwritten.
    fn says_bob(&self) -> bool {
        matches!(self.bench.station.trouble(), Some(Trouble::Doubted(owner)) if owner.upn == "bob@example.com")
    }

    /// What leaves now is true of the tokens, whatever it is; returns who is in it.
    fn export(&mut self, name: &str) -> Vec<String> {
        if self.bench.station.batch().is_empty() {
            return vec![];
        }
        let file = self.bench.export(name);
        let mut rows: Vec<&str> = file
            .strip_prefix(CSV_HEADER)
            .expect("a header")
            .split_inclusive("\r\n")
            .collect();
        let mut left = Vec::new();
        for (upn, token, model) in [
            ("anna@example.com", &self.annas, self.models[0]),
            ("bob@example.com", &self.bobs, self.models[1]),
        ] {
            let is_theirs = |row: &str| row.starts_with(upn);
            if let Some(at) = rows.iter().position(|row| is_theirs(row)) {
                let row = rows.remove(at);
                // the text is not shown: it holds a secret
                assert!(token.seed().is_some(), "{name}: {upn} has an empty token");
                assert!(row == csv_row(upn, token, model), "{name}: {upn} cannot sign in");
                left.push(upn.to_owned());
            }
        }
        assert!(rows.is_empty(), "{name}: a row of nobody");
        left
    }

    /// Compares the code of the selected enrolment, as Ctrl K does.
    fn compare(&mut self, id: EnrolmentId, token: &Token) {
        self.bench.apply(Intent::CompareLater(id));
        assert_eq!(self.bench.stage(), At::Comparing);
        if token.seed().is_some() {
            self.bench.type_code_of(token);
        }
        if self.bench.stage() == At::Comparing {
            self.bench.apply(Intent::Cancel);
        }
    }

    /// Bob's token is made good, and so is Anna's: then both leave.
    fn mend(&mut self) {
        let (annas, bobs) = (self.annas.clone(), self.bobs.clone());
        if self.bench.stage() != At::Comparing {
            self.lay(&annas);
        }
        if self.bench.stage() == At::Comparing {
            self.bench.type_code_of(&annas);
        }
        self.bench.lift();
        if self.bench.stage() != At::Idle {
            self.bench.apply(Intent::Cancel);
        }
        let bob = self.bobs_row().id;
        if self.bobs_row().is_doubted() {
            self.compare(bob, &bobs);
            assert_eq!(self.bobs_row().is_doubted(), !self.bob_has_it(), "the code decides");
        }
        if self.bobs_row().is_doubted() {
            self.bench.apply(Intent::BurnLater(bob));
            self.lay(&bobs);
            assert_eq!(self.bench.stage(), At::Comparing);
            assert!(self.bob_has_it());
            self.bench.type_code_of(&bobs);
            self.bench.lift();
        }
        assert_eq!(self.bobs_row().outcome, Outcome::Confirmed);
        assert!(!self.bobs_row().is_doubted() && !self.says_bob());
    }
}

#[test]
fn whatever_apdu_the_handle_moves_at_nothing_false_leaves() {
    for (models, held, at) in cases() {
        let mut desk = Desk::new(models);
        let case = format!("{:?} held {held} at {at}", desk.models);
        desk.burn(held, at, None);
        let may_be_written = [2, LAST].contains(&at);
        assert_eq!(desk.bobs_row().is_doubted(), may_be_written, "{case}");
        assert_eq!(desk.says_bob(), may_be_written, "{case}");
        assert!(desk.bob_has_it() || desk.bobs_row().state() == State::Doubted, "{case}");
        assert_eq!(desk.bobs_row().may_leave(), !may_be_written, "{case}");
        assert_eq!(desk.bob_has_it(), at != 2, "{case}");
        let left = desk.export("first.csv");
        assert_eq!(left.is_empty(), may_be_written, "{case}");
        desk.mend();
        desk.export("second.csv");
        assert!(desk.bench.station.batch().is_empty(), "{case}");
        assert!(desk.bobs.0.lock().unwrap().wrong_answers() <= 1, "{case}");
    }
}

#[test]
fn nothing_is_written_to_a_token_that_took_the_place_of_the_one_that_was_read() {
    for bobs in MODELS {
        let mut desk = Desk::new([Model::C302I, bobs]);
        desk.bench.pad.wire();
        desk.burn(true, 1, None);
        assert_eq!(desk.bench.pad.wire(), [0x41, 0x41], "read, read again, and no more");
        assert!(desk.bob_has_it());
        assert!(matches!(desk.bench.notice(), Notice::NothingWritten(_)));
        assert_eq!(desk.bench.row(1).outcome, Outcome::Abandoned);
        assert_eq!(desk.export("a.csv"), ["bob@example.com"]);
    }
}

/// The other token is lifted before it could be read back; whoever is read next may be the one that was written.
#[test]
fn the_next_token_that_is_read_after_a_write_that_broke_off_is_in_doubt() {
    for (models, held, pulled) in cases().filter(|(_, _, pulled)| *pulled >= 4) {
        for acted in [false, true] {
            let case = format!("{models:?} held {held} pulled at {pulled} {acted}");
            let mut desk = Desk::new(models);
            let at = pulled - usize::from(held);
            desk.burn(held, 2, Some(Pull { at, acted }));
            desk.bench.lift();
            assert!(!desk.bobs_row().is_doubted(), "{case}: nobody knows yet");
            let bobs = desk.bobs.clone();
            desk.lay(&bobs);
            assert!(desk.bobs_row().is_doubted() && desk.says_bob(), "{case}");
            assert!(desk.export("first.csv").is_empty(), "{case}");
            assert!(matches!(desk.bench.notice(), Notice::OtherToken { .. }), "{case}");
        }
    }
}

#[test]
fn the_right_token_read_next_leaves_nobody_in_doubt() {
    let mut desk = Desk::new([Model::C301I, Model::C301I]);
    desk.burn(true, LAST + 1, Some(Pull { at: 4, acted: true }));
    desk.bench.lift();
    let (annas, bobs) = (desk.annas.clone(), desk.bobs.clone());
    desk.lay(&annas);
    desk.bench.type_code_of(&annas);
    desk.lay(&bobs);
    assert!(!desk.bobs_row().is_doubted());
    assert_eq!(desk.export("a.csv").len(), 2);
}

#[test]
fn a_doubt_is_kept_over_a_restart_and_stands_in_the_trail() {
    let mut desk = Desk::new([Model::C301I, Model::C301I]);
    desk.burn(true, 2, None);
    let (id, planned) = (desk.bobs_row().id, desk.annas.serial());
    desk.bench.apply(Intent::Dismiss);
    desk.bench.apply(Intent::Cancel);
    let trail = desk.bench.trail(id);
    assert_eq!(trail.last().unwrap(), &(TrailEvent::Doubted, planned));
    desk.bench = desk.bench.crash();
    assert_eq!(desk.bobs_row().state(), State::Doubted);
    assert!(desk.export("a.csv").is_empty());
    desk.mend();
    assert_eq!(desk.export("b.csv"), ["anna@example.com", "bob@example.com"]);
}

#[test]
fn what_has_left_already_is_said_to_have_left() {
    let mut desk = Desk::new([Model::C302I, Model::C301I]);
    assert_eq!(desk.export("before.csv"), ["bob@example.com"]);
    desk.burn(true, 2, None);
    let Some(Trouble::Doubted(owner)) = desk.bench.station.trouble() else {
        panic!("{:?}", desk.bench.station.trouble())
    };
    assert!(owner.exported);
    assert_eq!(
        (desk.bobs_row().state(), desk.bobs_row().exported_at()),
        (State::Doubted, Some(START))
    );
    let id = desk.bobs_row().id;
    desk.bench.apply(Intent::ToggleAgain(id));
    assert!(desk.export("again.csv").is_empty(), "not again either");
    desk.bench.apply(Intent::ToggleAgain(id));
    desk.mend();
    assert_eq!(desk.bobs_row().state(), State::Exported);
}

#[test]
fn a_person_whose_token_is_in_doubt_may_get_another_one() {
    let mut desk = Desk::new([Model::C302I, Model::C301I]);
    desk.burn(true, 2, None);
    assert!(desk.bobs_row().is_doubted());
    desk.bench.lift();
    desk.bench.apply(Intent::Cancel);
    let id = desk.bobs_row().id;
    desk.bench.apply(Intent::ReplaceLater(id));
    let third = Token::new(Model::C302I, 3);
    desk.bench.lay(&third);
    desk.bench.type_code_of(&third);
    assert!(desk.bobs_row().later.replaced.is_some());
    assert!(!desk.bobs_row().is_doubted() && !desk.says_bob());
}

/// A token of nobody may be overwritten: that is no row of anybody, and no other row is in doubt for it.
#[test]
fn a_token_of_nobody_puts_nobody_in_doubt() {
    let mut desk = Desk::new([Model::C302I, Model::C301I]);
    desk.bobs = Token::new(Model::C301I, 7);
    desk.burn(true, 2, None);
    assert!(matches!(desk.bench.notice(), Notice::Swapped { .. }));
    assert_eq!(desk.bench.station.trouble(), None);
    assert!(desk.bobs_row().may_leave());
}

/// Setting a clock writes the config, which empties the models that do not keep their seed.
#[test]
fn a_token_that_took_the_clock_of_another_one_is_in_doubt() {
    for bobs in MODELS {
        for pull in [
            None,
            Some(Pull { at: 4, acted: true }),
            Some(Pull { at: 5, acted: false }),
        ] {
            let case = format!("{bobs} {pull:?}");
            let mut desk = Desk::new([Model::C302I, bobs]);
            let other = desk.bobs.clone();
            desk.bench.apply(Intent::LeaveEnroll);
            desk.bench.apply(Intent::LookAtTokens(true));
            desk.bench.pad.swap_at(2, &other);
            desk.bench.pad.put(Some(desk.annas.clone()), None, true, pull);
            desk.bench.settle();
            desk.bench.apply(Intent::SetClock);
            let Identify::Seen(seen) = desk.bench.station.identify() else {
                panic!("{case}")
            };
            let ended_well = matches!(seen.clock, SetClock::Done(None)) && pull.is_some_and(|pull| pull.at == 5);
            assert!(
                ended_well || matches!(seen.clock, SetClock::Failed(_)),
                "{case}: {:?}",
                seen.clock
            );
            if pull.is_some() {
                assert!(!desk.bobs_row().is_doubted(), "{case}: nobody knows yet");
                desk.lay(&other);
            }
            assert!(desk.bobs_row().is_doubted() && desk.says_bob(), "{case}");
            assert_eq!(desk.bob_has_it(), bobs.keeps_seed_on_config(), "{case}");
            assert!(desk.export("a.csv").is_empty(), "{case}");
        }
    }
}

/// The same where an enrolment is written once more, from the log and from the Token screen.
#[test]
fn a_burn_done_once_more_reads_the_token_again_as_well() {
    for here in [false, true] {
        for at in 1..=LAST {
            let mut desk = Desk::new([Model::C301I, Model::C301I]);
            let annas = desk.annas.clone();
            desk.bench.enroll("anna@example.com", &annas);
            let id = desk.bench.row(1).id;
            desk.bench.pad.swap_at(at, &desk.bobs.clone());
            if here {
                desk.bench.apply(Intent::LeaveEnroll);
                desk.bench.apply(Intent::LookAtTokens(true));
                desk.bench.lay(&annas);
                desk.bench.apply(Intent::SetClock);
            } else {
                desk.bench.apply(Intent::BurnLater(id));
                desk.bench.lay(&annas);
            }
            let case = format!("here {here} at {at}");
            assert_eq!(desk.bobs_row().is_doubted(), [2, LAST].contains(&at), "{case}");
            assert_eq!(desk.bob_has_it(), at != 2, "{case}");
            desk.export(&format!("{here}{at}.csv"));
        }
    }
}

/// The doubt comes while a file is being compiled: before it is begun, or before it gets its name.
#[test]
fn a_row_that_came_into_doubt_meanwhile_leaves_no_more() {
    for begun in [false, true] {
        let desk = Desk::new([Model::C302I, Model::C301I]);
        let (id, home) = (desk.bobs_row().id, Arc::clone(&desk.bench.home));
        let [planned, found] = [&desk.annas, &desk.bobs].map(|token| Serial::parse(&token.serial()).unwrap());
        drop(desk);
        let (mut ledger, _) = open_with(&home.path().join("data"), common::PASSPHRASE);
        let mut ask = |request| serve(&mut ledger, request);
        let plan = ExportPlan {
            format: "entra-csv".into(),
            path: home.path().join("a.csv"),
            partial: home.path().join("a.part"),
            sha256: [0; 32],
            rows: vec![id],
            readers: tapdesk::disk::Readers::OwnerOnly,
        };
        let mut export = None;
        if begun {
            let told = ask(Request::Export(KeepExport::Begin(plan.clone())));
            export = told.iter().find_map(|answer| match answer {
                Answer::Export(ExportKept::Begun(id)) => Some(*id),
                _ => None,
            });
        }
        ask(Request::KeepDoubt(Swap { planned, found }));
        let told = match export {
            Some(id) => ask(Request::Export(KeepExport::Place(id))),
            None => ask(Request::Export(KeepExport::Begin(plan))),
        };
        assert!(
            matches!(told[..], [Answer::Export(ExportKept::Failed(..))]),
            "begun {begun}: {told:?}"
        );
    }
}

/// The ledger cannot keep the doubt just then: that is said, and it is kept before anything leaves.
#[test]
fn a_doubt_that_could_not_be_saved_is_saved_before_the_next_export() {
    let mut desk = Desk::new([Model::C302I, Model::C301I]);
    let third = Token::new(Model::C302I, 3);
    desk.bench.enroll("carl@example.com", &third);
    let file = desk.bench.home.path().join("data/ledger.sqlite3");
    let fails = move |sql: &'static str| {
        let ledger = rusqlite::Connection::open(&file).unwrap();
        ledger.execute_batch(sql).unwrap();
    };
    let broken = fails.clone();
    desk.bench
        .pad
        .do_at(LAST - 1, move || broken("ALTER TABLE fate RENAME TO gone"));
    desk.burn(true, 2, None);
    assert!(matches!(desk.bench.station.trouble(), Some(Trouble::DoubtNotKept(_))));
    assert!(!desk.bobs_row().is_doubted());
    fails("ALTER TABLE gone RENAME TO fate");
    let file = desk.bench.export("a.csv");
    assert!(desk.bobs_row().is_doubted() && desk.says_bob());
    let row = csv_row("carl@example.com", &third, Model::C302I);
    assert!(file == format!("{CSV_HEADER}{row}"), "Carl alone leaves");
}
