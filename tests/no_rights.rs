//! A disk or share that knows no rights of files: the station says so, asks once, and keeps on record what was answered.
//!
//! The disk is played: what restricts a file says that it cannot. Where `TAPDESK_NO_RIGHTS` names a folder on a real one
//! (exFAT, FAT, NTFS without permissions), the same is tried there; else that one test skips with a sentence.
#![cfg(feature = "app")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use common::window::Desk;
use common::{Bench, CSV_HEADER, Token, csv_row};
use egui::accesskit::Role;
use egui::{Key, Theme};
use egui_kittest::kittest::Queryable;
use tapdesk::disk::PlaceError;
use tapdesk::ledger::{PurgeScope, TrailEvent};
use tapdesk::station::{ExportStage, ExportTrouble, Intent, Purge, Restrict, Sources, Station, Zoom};
use tapdesk::token2::Model;

const THEMES: [Theme; 2] = [Theme::Light, Theme::Dark];
const ASKED: &str = "The file would not be for you alone there";

/// A folder called `share` is on a disk without rights; every other one has them. Keeps which files it was asked about.
fn share() -> (Restrict, Arc<Mutex<Vec<PathBuf>>>) {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&asked);
    let restrict: Restrict = Arc::new(move |_, path| {
        kept.lock().unwrap().push(path.to_owned());
        Ok(path.parent().and_then(Path::file_name) != Some("share".as_ref()))
    });
    (restrict, asked)
}

fn with_share(sources: &mut Sources) {
    sources.restrict = share().0;
    sources.export_dir = sources.export_dir.with_file_name("share");
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn asks(station: &Station) -> bool {
    matches!(
        station.export().stage(),
        ExportStage::Failed(ExportTrouble::Place(PlaceError::NoRights))
    )
}

fn written(station: &Station) -> PathBuf {
    match station.export().stage() {
        ExportStage::Done { path, .. } => path.clone(),
        other => panic!("{other:?}"),
    }
}

fn export_to(bench: &mut Bench, path: &str) {
    bench.apply(Intent::Export {
        path: path.into(),
        without_refused: false,
        sealing: None,
    });
}

fn enroll(bench: &mut Bench, name: &str, number: u32) {
    bench.enroll(&format!("{name}@example.com"), &Token::new(Model::C302I, number));
}

/// What the trail has of exports of that row.
fn of_exports(bench: &mut Bench, at: usize) -> Vec<(TrailEvent, String)> {
    let id = bench.row(at).id;
    let is_one = |event| {
        matches!(
            event,
            TrailEvent::ExportShared | TrailEvent::Exported | TrailEvent::ExportVoid
        )
    };
    let trail = bench.trail(id).into_iter();
    trail.filter(|(event, _)| is_one(*event)).collect()
}

// --- headless ---------------------------------------------------------------------------------------------------------

#[test]
fn a_yes_is_in_the_trail_of_every_row_before_its_export() {
    let mut bench = Bench::with(with_share);
    enroll(&mut bench, "anna", 1);
    enroll(&mut bench, "ben", 2);
    export_to(&mut bench, "one.csv");
    assert!(asks(&bench.station));
    let path = bench.home.path().join("share/one.csv").display().to_string();
    let void = (TrailEvent::ExportVoid, path.clone());
    assert_eq!(
        of_exports(&mut bench, 0),
        std::slice::from_ref(&void),
        "nothing is allowed yet"
    );
    bench.apply(Intent::ExportShared);
    assert_eq!(written(&bench.station).display().to_string(), path);
    for at in 0..2 {
        let shared = (TrailEvent::ExportShared, path.clone());
        let exported = (TrailEvent::Exported, path.clone());
        assert_eq!(of_exports(&mut bench, at), [void.clone(), shared, exported]);
    }
}

#[test]
fn a_no_leaves_nothing_behind_and_allows_nothing() {
    let mut bench = Bench::with(with_share);
    enroll(&mut bench, "anna", 1);
    export_to(&mut bench, "one.csv");
    assert!(asks(&bench.station));
    assert!(
        names(&bench.home.path().join("share")).is_empty(),
        "nothing while it is asked"
    );
    bench.apply(Intent::DismissExport);
    bench.apply(Intent::ExportShared);
    assert!(matches!(bench.station.export().stage(), ExportStage::Idle));
    assert!(names(&bench.home.path().join("share")).is_empty());
    assert_eq!(bench.station.log().waiting().count(), 1, "the row waits on");
    export_to(&mut bench, "two.csv");
    assert!(asks(&bench.station), "no is no answer for the next time");
}

/// What the purge would take away was found out before that file.
#[test]
fn a_yes_ends_a_purge_that_was_asked_before_the_file_was_made() {
    let mut bench = Bench::with(with_share);
    enroll(&mut bench, "anna", 1);
    export_to(&mut bench, "one.csv");
    assert!(asks(&bench.station));
    let id = bench.row(0).id;
    bench.apply(Intent::PlanPurge(PurgeScope::Enrolment(id)));
    assert!(matches!(bench.station.purge(), Purge::Asked(_)));
    bench.apply(Intent::ExportShared);
    written(&bench.station);
    bench.apply(Intent::Purge);
    assert!(
        matches!(bench.station.purge(), Purge::Idle),
        "{:?}",
        bench.station.purge()
    );
    assert!(bench.row(0).has_seed);
    bench.apply(Intent::PlanPurge(PurgeScope::Enrolment(id)));
    bench.apply(Intent::Purge);
    assert!(
        names(&bench.home.path().join("share")).is_empty(),
        "the file goes with the seed"
    );
}

#[test]
fn a_folder_is_asked_about_once_until_the_station_is_locked() {
    let mut bench = Bench::with(with_share);
    enroll(&mut bench, "anna", 1);
    export_to(&mut bench, "one.csv");
    bench.apply(Intent::ExportShared);
    assert!(bench.station.export().is_shared());
    enroll(&mut bench, "ben", 2);
    export_to(&mut bench, "two.csv");
    let share = written(&bench.station);
    assert!(share.ends_with("share/two.csv"), "not asked again");
    assert_eq!(
        of_exports(&mut bench, 1)[0].0,
        TrailEvent::ExportShared,
        "and on record all the same"
    );
    // another folder without rights is another question, one with rights none
    enroll(&mut bench, "carla", 3);
    let other = bench.home.path().join("other/share/three.csv").display().to_string();
    export_to(&mut bench, &other);
    assert!(asks(&bench.station));
    let own = bench.home.path().join("own/three.csv").display().to_string();
    export_to(&mut bench, &own);
    assert_eq!(written(&bench.station).display().to_string(), own);
    assert!(!bench.station.export().is_shared());
    let last = of_exports(&mut bench, 2);
    assert!(
        last.iter().all(|(event, _)| *event != TrailEvent::ExportShared),
        "{last:?}"
    );
    // whoever unlocks it next has not answered
    enroll(&mut bench, "dora", 4);
    bench.apply(Intent::Lock);
    bench.open_as("A. Weber");
    let four = share.with_file_name("four.csv").display().to_string();
    export_to(&mut bench, &four);
    assert!(asks(&bench.station));
}

#[test]
fn a_file_is_restricted_before_its_first_byte_and_once() {
    let (restrict, asked) = share();
    let looked: Restrict = Arc::new(move |file, path| {
        assert_eq!(file.metadata().unwrap().len(), 0);
        restrict(file, path)
    });
    let mut bench = Bench::with(|sources| sources.restrict = looked);
    enroll(&mut bench, "anna", 1);
    export_to(&mut bench, "one.csv");
    written(&bench.station);
    assert_eq!(asked.lock().unwrap().len(), 1);
}

#[test]
fn a_real_disk_without_rights_is_told_by_itself() {
    let Some(folder) = std::env::var_os("TAPDESK_NO_RIGHTS").map(PathBuf::from) else {
        println!("no real disk without rights: TAPDESK_NO_RIGHTS names no folder on one; skipped");
        return;
    };
    let folder = folder.join("tapdesk");
    let _ = std::fs::remove_dir_all(&folder);
    let mut bench = Bench::with(|sources| sources.export_dir.clone_from(&folder));
    let token = Token::new(Model::C302I, 1);
    bench.enroll("anna@example.com", &token);
    export_to(&mut bench, "one.csv");
    assert!(asks(&bench.station), "{:?}", bench.station.export().stage());
    assert!(names(&folder).is_empty(), "{:?}", names(&folder));
    bench.apply(Intent::ExportShared);
    let row = csv_row("anna@example.com", &token, Model::C302I);
    assert_eq!(
        std::fs::read_to_string(written(&bench.station)).unwrap(),
        format!("{CSV_HEADER}{row}")
    );
    assert_eq!(names(&folder), ["one.csv"]);
    // without links as well, nothing is replaced
    enroll(&mut bench, "ben", 2);
    export_to(&mut bench, "one.csv");
    let stage = bench.station.export().stage();
    assert!(
        matches!(stage, ExportStage::Failed(ExportTrouble::Place(PlaceError::Exists))),
        "{stage:?}"
    );
    assert_eq!(
        std::fs::read_to_string(folder.join("one.csv")).unwrap(),
        format!("{CSV_HEADER}{row}")
    );
    assert_eq!(names(&folder), ["one.csv"]);
}

// --- in the window ----------------------------------------------------------------------------------------------------

fn station(desk: &Desk) -> &Station {
    desk.window.state().station()
}

/// A desk at which Anna's file is asked about.
fn asking(theme: Theme) -> Desk {
    let (mut desk, pad) = Desk::over_pad_with(theme, with_share);
    desk.enroll_on(&pad, "anna@example.com", &Token::new(Model::C302I, 1));
    desk.ctrl(Key::E);
    desk.click("Save");
    assert!(asks(station(&desk)));
    desk
}

fn saved(desk: &Desk) -> Vec<String> {
    names(&desk.home.path().join("share"))
}

#[test]
fn the_question_names_the_folder_and_both_answers() {
    for theme in THEMES {
        let mut desk = asking(theme);
        desk.must_show(ASKED);
        desk.must_show("Nothing was saved. The folder ");
        let folder = desk.home.path().join("share").display().to_string();
        desk.must_show(&format!("The folder {folder} lies on a disk or share"));
        desk.must_show("No, choose another folder");
        desk.must_show("Save it there");
        assert!(!desk.shows("readable by you only"), "it would not be");
        desk.see("e0-no-rights");
        desk.set(|settings| settings.zoom = Zoom::try_from(200).unwrap());
        desk.see("e0-no-rights-200");
    }
}

#[test]
fn a_click_saves_the_file_once_and_says_who_can_read_it() {
    for theme in THEMES {
        let mut desk = asking(theme);
        desk.click("Save it there");
        assert_eq!(saved(&desk).len(), 1, "{:?}", saved(&desk));
        assert!(written(station(&desk)).is_file());
        assert!(!desk.shows(ASKED) && !desk.shows("Save it there"));
        desk.must_show("whoever can open that folder can read it");
        desk.see("e1-saved-without-rights");
        desk.ctrl(Key::Num2);
        desk.press(Key::ArrowDown);
        desk.must_show("Export to where others can read the file");
        desk.see("e2-no-rights-log");
    }
}

#[test]
fn a_folder_that_is_not_asked_about_again_still_says_who_can_read_it() {
    let (mut desk, pad) = Desk::over_pad_with(Theme::Light, with_share);
    for (number, name) in [(1, "anna"), (2, "ben")] {
        desk.ctrl(Key::Num1);
        desk.enroll_on(&pad, &format!("{name}@example.com"), &Token::new(Model::C302I, number));
        desk.ctrl(Key::E);
        if number == 1 {
            desk.must_show("readable by you only");
            desk.click("Save");
            desk.click("Save it there");
        }
    }
    desk.must_show("An Entra ID CSV; whoever can open that folder can read it");
    desk.click("Save");
    assert_eq!(saved(&desk).len(), 2, "not asked again");
    desk.must_show("Saved; whoever can open that folder can read it");
}

#[test]
fn no_leaves_nothing_behind_and_the_next_try_asks_again() {
    let mut desk = asking(Theme::Light);
    desk.click("No, choose another folder");
    assert!(saved(&desk).is_empty() && !desk.shows(ASKED));
    desk.click("Save");
    assert!(saved(&desk).is_empty());
    desk.must_show(ASKED);
    desk.click("Save it there");
    assert_eq!(saved(&desk).len(), 1);
}

/// Keys of a scanner beside its text are in `framed`.
#[test]
fn no_scan_answers_it_whatever_has_the_focus() {
    let texts = ["8659610000001", "482913", "kim@example.com", "Kim Example", "4711", "y"];
    let ends = [
        &[Key::Enter][..],
        &[Key::Tab, Key::Enter],
        &[Key::Enter, Key::Enter],
        &[],
    ];
    for (number, text) in texts.into_iter().enumerate() {
        for focus in ["File", "No, choose another folder", "Save it there"] {
            let mut desk = asking(Theme::Light);
            if focus != "File" {
                desk.window.get_by_role_and_label(Role::Button, focus).focus();
                desk.settle();
            }
            desk.scan(text, ends[number % 4]);
            assert!(saved(&desk).is_empty(), "{text:?} with {focus} in focus");
        }
    }
}
