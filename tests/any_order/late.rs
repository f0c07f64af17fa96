//! What the walks have found, and what is as late as that: an answer to one job is no answer to another, nor to whoever
//! sits at the desk after a lock.

use tapdesk::desk::{Notice, Outcome, Scanned};
use tapdesk::station::{ExportTrouble, PurgeLoss, Query};

use super::*;

impl Day {
    fn lay(&mut self, token: usize) {
        let token = self.tokens[token].clone();
        self.pad.put(Some(token), None, true, None);
    }

    /// UPN, token, and the code if it is compared.
    fn enrolled(&mut self, upn: &str, token: usize, compared: bool) -> EnrolmentId {
        self.want(Intent::SubmitUpn(upn.to_owned().into()));
        self.settle();
        self.lay(token);
        self.settle();
        if compared {
            self.type_code();
        } else {
            self.want(Intent::Cancel);
        }
        self.settle();
        self.pad.lift();
        self.settle();
        self.station.log().rows().last().unwrap().id
    }

    /// Locked before what is under way has ended.
    fn lock_at_last(&mut self) {
        self.want(Intent::Lock);
        self.clock.advance(11);
        self.frame();
        assert_eq!(self.station.door(), &Door::Looking);
    }

    fn open_again(&mut self) {
        self.drain_lane("ledger");
        self.open();
        self.drain_lane("ledger");
        assert!(self.is_open(), "{:?}", self.station.door());
    }
}

#[test]
fn an_import_that_a_lock_has_ended_is_told_to_nobody() {
    let mut day = Day::begin();
    let list = day.home.path().join("people.csv");
    day.want(Intent::ReadPeople(list));
    day.settle();
    let ImportStage::Read(_, columns) = day.station.people().import() else {
        panic!("{:?}", day.station.people().import())
    };
    let columns = *columns;
    day.want(Intent::ImportPeople(columns));
    day.want(Intent::Lock);
    day.lanes.let_go("files");
    day.settle();
    day.nothing_stays_behind_a_lock();
    day.end();
}

#[test]
fn a_purge_takes_away_no_less_than_was_asked_although_a_file_left_since() {
    let mut day = Day::begin();
    let id = day.enrolled("anna@example.com", 0, true);
    day.want(Intent::PlanPurge(PurgeScope::Enrolment(id)));
    day.settle();
    assert!(matches!(day.station.purge(), Purge::Asked(_)));
    day.want(Intent::Export {
        path: "1.csv".into(),
        without_refused: false,
        sealing: None,
    });
    day.want(Intent::Purge);
    day.settle();
    assert!(matches!(day.station.export().stage(), ExportStage::Done { .. }));
    assert_eq!(
        (day.station.purge_loss(), day.station.log().rows()[0].has_seed),
        (PurgeLoss::default(), true)
    );
    day.want(Intent::PlanPurge(PurgeScope::Enrolment(id)));
    day.settle();
    day.want(Intent::Purge);
    day.settle();
    assert!(day.rows_that_left().is_empty(), "the file goes as well");
    day.end();
}

#[test]
fn a_file_whose_folder_went_away_before_a_purge_removed_it_is_named() {
    let mut day = Day::begin();
    let id = day.enrolled("anna@example.com", 0, true);
    day.want(Intent::Export {
        path: "1.csv".into(),
        without_refused: false,
        sealing: None,
    });
    day.settle();
    day.want(Intent::PlanPurge(PurgeScope::ExportOf(id)));
    day.settle();
    day.want(Intent::Purge);
    day.without_folder(|day| assert!(day.lanes.let_go("files")));
    day.settle();
    let Purge::Done { left, .. } = day.station.purge() else {
        panic!("{:?}", day.station.purge())
    };
    assert_eq!(left, &[day.home.path().join("out/1.csv")]);
    day.end();
}

/// The result is gone with the lock that waited for it.
#[test]
fn what_a_purge_has_left_is_told_though_the_desk_is_locked_as_it_ends() {
    let mut day = Day::begin();
    let (id, other) = (
        day.enrolled("anna@example.com", 0, true),
        day.enrolled("ben@example.com", 1, true),
    );
    day.want(Intent::Export {
        path: "1.csv".into(),
        without_refused: false,
        sealing: None,
    });
    day.settle();
    day.want(Intent::PlanPurge(PurgeScope::Enrolment(id)));
    day.settle();
    day.want(Intent::Purge);
    day.want(Intent::Lock);
    // without a frame in between in which anybody could read it
    for lane in ["files", "backups", "ledger"] {
        day.lanes.let_go(lane);
        day.station.drain();
    }
    day.drain_lane("ledger");
    assert!(
        matches!(day.station.door(), Door::Closed { .. }),
        "{:?}",
        day.station.door()
    );
    let left = Trouble::SecretsLeft(day.home.path().join("out/1.csv"));
    assert_eq!(day.station.trouble(), Some(&left));
    day.open_again();
    day.settle();
    let seeds = [id, other].map(|id| day.station.log().get(id).unwrap().has_seed);
    assert_eq!(seeds, [false, true], "it holds the secret of another one as well");
    day.end();
}

/// Its temporary file goes with the seeds, and without that nobody could tell any more.
#[test]
fn how_an_export_ended_is_found_out_before_a_purge_takes_its_files_away() {
    let mut day = Day::begin();
    let id = day.enrolled("anna@example.com", 0, true);
    day.want(Intent::Export {
        path: "1.csv".into(),
        without_refused: false,
        sealing: None,
    });
    for lane in ["ledger", "files", "ledger", "files", "ledger"] {
        day.drain_lane(lane);
    }
    day.without_folder(|day| assert!(day.lanes.let_go("files")));
    day.frame();
    let stage = day.station.export().stage();
    assert!(
        matches!(stage, ExportStage::Failed(ExportTrouble::Unknown(_))),
        "{stage:?}"
    );
    day.want(Intent::PlanPurge(PurgeScope::Enrolment(id)));
    day.settle();
    day.want(Intent::Purge);
    day.settle();
    assert!(
        matches!(day.station.purge(), Purge::Done { seeds: 1, .. }),
        "{:?}",
        day.station.purge()
    );
    day.want(Intent::Lock);
    day.settle();
    day.open();
    for _ in 0..3 {
        day.lanes.let_go("ledger");
        day.lanes.let_go("files");
        day.station.drain();
    }
    assert_eq!(day.station.trouble(), None, "no export is open any more");
    day.end();
}

#[test]
fn no_clock_is_set_in_a_placement_that_was_slept_through_though_somebody_vouches_again() {
    for (slept, asks) in [(3600, "before"), (-120, "before"), (-120, "after")] {
        let mut day = Day::begin();
        day.show_screen(Screen::Token);
        day.lay(0);
        day.settle();
        if asks == "before" {
            day.want(Intent::SetClock);
        }
        day.clock.sleep(slept);
        day.frame();
        day.drain_lane("clock");
        if asks == "after" {
            day.want(Intent::SetClock);
        }
        day.settle();
        assert_eq!(day.walked.clocks, 0, "{slept} s, asked {asks}");
        day.end();
    }
}

#[test]
fn what_was_taken_up_since_a_purge_was_asked_keeps_its_seed() {
    for when in ["asked", "files", "backups"] {
        let mut day = Day::begin();
        let id = day.enrolled("anna@example.com", 1, false);
        day.want(Intent::PlanPurge(PurgeScope::Enrolment(id)));
        day.settle();
        if when != "asked" {
            day.want(Intent::Purge);
        }
        if when == "backups" {
            day.drain_lane("files");
        }
        day.want(Intent::BurnLater(id));
        day.drain_lane("ledger");
        day.lay(1);
        day.want(Intent::Purge);
        day.settle();
        assert!(
            matches!(day.station.purge(), Purge::Failed(_)),
            "{when}: {:?}",
            day.station.purge()
        );
        assert!(day.station.log().get(id).unwrap().has_seed, "{when}");
        day.type_code();
        day.settle();
        assert_eq!(day.station.log().get(id).unwrap().outcome, Outcome::Confirmed, "{when}");
        day.end();
    }
}

#[test]
fn no_clock_is_set_after_a_lock_that_did_not_wait_for_it() {
    let mut day = Day::begin();
    day.show_screen(Screen::Token);
    day.lay(0);
    day.settle();
    day.want(Intent::SetClock);
    day.lock_at_last();
    day.settle();
    assert_eq!((day.walked.clocks, day.tokens[0].drift(day.clock.unix())), (0, -41));
    day.end();
}

#[test]
fn what_was_looked_for_before_a_lock_is_not_shown_after_it() {
    let mut day = Day::begin();
    day.enrolled("anna@example.com", 0, true);
    day.enrolled("ben@example.com", 1, true);
    day.want(Intent::Find(Query {
        text: "ben".into(),
        ..Query::default()
    }));
    day.frame();
    day.want(Intent::Lock);
    day.frame();
    day.open_again();
    day.drain_lane("finder");
    assert_eq!(day.station.log().found().count, 2);
    day.end();
}

/// The reader hangs, the desk is locked meanwhile, and the token turns into another one just before it answers.
#[test]
fn a_swap_is_seen_though_nobody_waits_for_the_end_of_the_burn_any_more() {
    let mut day = Day::begin();
    let bens = day.enrolled("ben@example.com", 1, true);
    day.want(Intent::SubmitUpn("anna@example.com".to_owned().into()));
    day.settle();
    let (annas, other) = (day.tokens[0].clone(), day.tokens[1].clone());
    // the look, the info again, then the other one; it leaves before the last info
    day.pad.swap_at(2, &other);
    let pull = Pull { at: 5, acted: false };
    day.pad.put(Some(annas), None, true, Some(pull));
    day.frame();
    day.let_reader();
    day.frame();
    day.drain_lane("ledger");
    day.lock_at_last();
    day.settle();
    assert!(day.secrets.len() == 2, "it was written while the desk was locked");
    day.pad.lift();
    day.open();
    day.settle();
    day.lay(1);
    day.settle();
    assert!(day.station.log().get(bens).unwrap().is_doubted());
}

#[test]
fn the_end_of_an_earlier_burn_that_is_not_kept_does_not_end_a_comparison() {
    let mut day = Day::begin();
    day.want(Intent::SubmitUpn("anna@example.com".to_owned().into()));
    day.settle();
    day.lay(0);
    day.frame();
    day.let_reader();
    day.frame();
    day.drain_lane("ledger");
    day.let_reader();
    day.frame();
    assert!(matches!(day.station.flow().stage(), Stage::Comparing { .. }));
    day.type_code();
    day.let_lane("ledger", true);
    day.settle();
    assert!(
        matches!(day.station.flow().stage(), Stage::Idle),
        "{:?}",
        day.station.flow().stage()
    );
    assert_eq!(day.station.log().rows()[0].outcome, Outcome::Confirmed);
    day.end();
}

/// The station is being locked then, and waits for what is under way.
#[test]
fn what_was_put_on_disk_while_the_system_slept_is_not_burned_when_somebody_vouches_again() {
    let mut day = Day::begin();
    day.want(Intent::SubmitUpn("anna@example.com".to_owned().into()));
    day.settle();
    day.lay(0);
    day.frame();
    day.let_reader();
    day.frame();
    day.clock.sleep(3600);
    day.frame();
    day.drain_lane("clock");
    day.drain_lane("ledger");
    day.settle();
    assert_eq!(day.walked.burns, 0);
    day.open();
    day.settle();
    assert_eq!(
        day.station.log().rows()[0].outcome,
        Outcome::Abandoned,
        "nothing was written"
    );
    day.end();
}

#[test]
fn a_secret_that_comes_as_the_minute_ends_is_begun_for_whoever_waits_on_the_screen() {
    let mut day = Day::begin();
    day.want(Intent::SubmitUpn("anna@example.com".to_owned().into()));
    day.settle();
    day.clock.advance(60);
    let text = "otpauth://totp/anna@example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    day.station.apply(Intent::Scanned(Scanned::recognise(text)));
    day.want(Intent::SubmitUpn("anna@example.com".to_owned().into()));
    day.settle();
    day.lay(0);
    day.settle();
    assert_eq!(day.station.flow().notice(), Some(&Notice::SecretFirst));
    assert!(day.station.log().rows().is_empty(), "nothing is drawn for her");
    day.end();
}

#[test]
fn an_export_that_a_lock_has_ended_is_not_taken_for_the_next_one() {
    let mut day = Day::begin();
    day.enrolled("anna@example.com", 0, true);
    for path in ["1.csv", "2.csv"] {
        day.want(Intent::Export {
            path: path.into(),
            without_refused: false,
            sealing: None,
        });
        day.frame();
        day.drain_lane("ledger");
        if path == "1.csv" {
            day.lock_without_waiting();
        }
    }
    day.settle();
    let ExportStage::Done { path, .. } = day.station.export().stage() else {
        panic!("{:?}", day.station.export().stage())
    };
    assert_eq!(path, &day.home.path().join("out/2.csv"));
    day.end();
}
