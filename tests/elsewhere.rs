//! A backup in the place of the ledger, and another data folder, both chosen in the program.
#![cfg(feature = "app")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use common::window::Desk;
use common::{At, Bench, Clock, PASSPHRASE, Token};
use egui::{Key, Theme};
use tapdesk::app::{Browse, Choice, FileDialogs};
use tapdesk::desk::{Folder, FolderRefused, Outcome, Restore};
use tapdesk::station::{Door, DoorFailure, Intent, Noted, Sources, Station, Trouble};
use tapdesk::token2::Model;

fn open(bench: &mut Bench) {
    bench.open_as("M. Keller");
    assert!(
        matches!(bench.station.door(), Door::Open { .. }),
        "{:?}",
        bench.station.door()
    );
}

fn is_barred(bench: &Bench, cause: DoorFailure) -> bool {
    matches!(bench.station.door(), Door::Barred { why, .. } if *why == cause)
}

/// Anna's token is in the backup, Ben's came after it.
fn with_backup() -> (Bench, PathBuf) {
    let mut bench = Bench::new();
    bench.enroll("anna@example.com", &Token::new(Model::C302I, 1));
    bench.export("x.csv");
    bench.apply(Intent::LookForBackups);
    let backup = bench.station.newest_backup().unwrap().to_owned();
    bench.enroll("ben@example.com", &Token::new(Model::C302I, 2));
    (bench, backup)
}

fn upns(bench: &Bench) -> Vec<String> {
    bench.rows().into_iter().map(|(upn, _)| upn).collect()
}

#[test]
fn a_backup_is_put_back_from_the_desk_once_somebody_said_yes() {
    let (mut bench, backup) = with_backup();
    bench.upn("cora@example.com");
    bench.apply(Intent::AskToRestore(backup.clone()));
    assert_eq!(*bench.station.restore(), Restore::Asked(backup.clone()));
    bench.apply(Intent::DismissRestore);
    bench.apply(Intent::Restore);
    assert!(
        matches!(bench.station.door(), Door::Open { .. }),
        "nobody said yes to anything"
    );
    assert_eq!(bench.stage(), At::Armed);
    bench.apply(Intent::AskToRestore(backup.clone()));
    bench.apply(Intent::Restore);
    let Restore::Done(restored) = bench.station.restore().clone() else {
        panic!("{:?}", bench.station.restore());
    };
    assert_eq!(restored.enrolments, 1);
    assert!(restored.set_aside.unwrap().exists());
    assert!(backup.exists());
    assert!(matches!(bench.station.door(), Door::Closed { .. }));
    assert_eq!(bench.stage(), At::Idle, "who waited is not taken along");
    assert_eq!(bench.rows(), []);
    open(&mut bench);
    assert_eq!(bench.rows(), [("anna@example.com".to_owned(), Outcome::Confirmed)]);
    assert_eq!(bench.station.trouble(), Some(&Trouble::Restored));
    assert_eq!(*bench.station.restore(), Restore::Idle, "it is said at the door alone");
    bench.enroll("ben@example.com", &Token::new(Model::C302I, 2));
    assert_eq!(upns(&bench.crash()), ["anna@example.com", "ben@example.com"]);
}

#[test]
fn what_is_no_backup_leaves_the_ledger_as_it_was() {
    let (mut bench, _) = with_backup();
    let garbage = bench.home.path().join("garbage.sqlite3");
    std::fs::write(&garbage, b"not a ledger").unwrap();
    for file in [
        garbage,
        bench.home.path().join("none.sqlite3"),
        bench.home.path().to_owned(),
    ] {
        bench.apply(Intent::AskToRestore(file.clone()));
        bench.apply(Intent::Restore);
        let Restore::Failed(why) = bench.station.restore() else {
            panic!("{:?}", bench.station.restore());
        };
        assert!(why.contains(&file.display().to_string()), "the file is blamed: {why}");
        open(&mut bench);
        assert_eq!(upns(&bench), ["anna@example.com", "ben@example.com"]);
    }
}

#[test]
fn a_lock_takes_the_question_along() {
    let (mut bench, backup) = with_backup();
    bench.apply(Intent::AskToRestore(backup));
    bench.apply(Intent::Lock);
    assert_eq!(*bench.station.restore(), Restore::Idle);
    bench.apply(Intent::Restore);
    open(&mut bench);
    assert_eq!(upns(&bench), ["anna@example.com", "ben@example.com"]);
}

#[test]
fn a_damaged_ledger_gives_way_to_its_newest_backup_at_the_door() {
    let (bench, newest) = with_backup();
    let Bench {
        station, home, clock, ..
    } = bench;
    drop(station);
    let ledger = home.path().join("data/ledger.sqlite3");
    let mut bytes = std::fs::read(&ledger).unwrap();
    bytes[4096..].fill(0xa5);
    std::fs::write(&ledger, bytes).unwrap();
    for ending in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{ending}", ledger.display()));
    }
    let mut bench = Bench::begun(home, clock, |_| ());
    bench.settle();
    let Door::Barred { why, backup, .. } = bench.station.door() else {
        panic!("{:?}", bench.station.door());
    };
    assert_eq!((*why, backup.as_deref()), (DoorFailure::Damaged, Some(&*newest)));
    bench.apply(Intent::AskToRestore(newest));
    assert!(matches!(bench.station.door(), Door::Barred { .. }));
    bench.apply(Intent::Restore);
    // the passphrase that was given at the start opens it
    assert!(matches!(bench.station.door(), Door::Open { .. }));
    assert!(bench.station.troubles().contains(&Trouble::Restored));
    assert_eq!(upns(&bench), ["anna@example.com"]);
}

// --- folders ----------------------------------------------------------------------------------------------------------

fn noted_in(home: &Path) -> Noted {
    Noted {
        file: Some(home.join("usual").join(Noted::FILE)),
        ..Noted::default()
    }
}

#[test]
fn another_folder_is_noted_down_and_the_desk_closed_for_it() {
    let mut bench = Bench::with(|sources| {
        sources.noted = noted_in(sources.data_dir.parent().unwrap());
    });
    bench.enroll("anna@example.com", &Token::new(Model::C302I, 1));
    let note = bench.home.path().join("usual").join(Noted::FILE);
    let there = bench.home.path().join("a stick").join("tapdesk");
    bench.apply(Intent::OpenFolder(there.clone()));
    let refused = Folder::Refused(FolderRefused::NoFolder(there.clone()));
    assert_eq!(*bench.station.folder(), refused);
    assert_eq!(Noted::folder(&note), Ok(None));
    assert!(matches!(bench.station.door(), Door::Open { .. }), "work goes on");
    assert!(!there.exists(), "it is not made");
    std::fs::create_dir_all(&there).unwrap();
    bench.apply(Intent::OpenFolder(there.clone()));
    assert_eq!(*bench.station.folder(), Folder::There(there.clone()));
    assert_eq!(Noted::folder(&note), Ok(Some(there)));
    assert!(matches!(bench.station.door(), Door::Closed { .. }));
    assert_eq!(bench.rows(), []);
}

#[test]
fn the_usual_folder_needs_no_note_and_need_not_be_there() {
    let mut bench = Bench::with(|sources| {
        sources.noted = noted_in(sources.data_dir.parent().unwrap());
    });
    let usual = bench.home.path().join("usual");
    std::fs::create_dir(&usual).unwrap();
    std::fs::write(usual.join(Noted::FILE), b"/somewhere/else\n").unwrap();
    assert_eq!(
        Noted::folder(&usual.join(Noted::FILE)),
        Ok(Some("/somewhere/else".into()))
    );
    bench.apply(Intent::OpenFolder(usual.clone()));
    assert_eq!(*bench.station.folder(), Folder::There(usual.clone()));
    assert!(!usual.join(Noted::FILE).exists());
}

#[test]
fn a_folder_that_is_away_is_not_made_anew() {
    let home = Arc::new(tempfile::tempdir().unwrap());
    let mut bench = Bench::begun(Arc::clone(&home), Clock::new(), |sources| {
        sources.noted = Noted {
            was_chosen: true,
            ..noted_in(home.path())
        };
    });
    bench.settle();
    let away = |bench: &Bench| is_barred(bench, DoorFailure::Away);
    assert!(away(&bench), "{:?}", bench.station.door());
    let data = home.path().join("data");
    bench.apply(Intent::LookAgain);
    assert!(away(&bench) && !data.exists());
    // the place where a drive is connected may be there without the drive
    std::fs::create_dir(&data).unwrap();
    bench.apply(Intent::LookAgain);
    assert!(away(&bench) && std::fs::read_dir(&data).unwrap().next().is_none());
    std::fs::remove_dir(&data).unwrap();
    bench.apply(Intent::OpenFolder(data.clone()));
    assert!(away(&bench) && !data.exists());
    assert_eq!(
        *bench.station.folder(),
        Folder::Refused(FolderRefused::NoFolder(data.clone()))
    );
    std::fs::create_dir(&data).unwrap();
    bench.apply(Intent::OpenFolder(data.clone()));
    assert_eq!(*bench.station.folder(), Folder::There(data));
}

#[test]
fn a_ledger_that_goes_away_while_it_is_open_is_not_made_anew() {
    let mut bench = Bench::new();
    bench.enroll("anna@example.com", &Token::new(Model::C302I, 1));
    let data = bench.home.path().join("data");
    let aside = bench.home.path().join("aside");
    std::fs::rename(&data, &aside).unwrap();
    // the folder in which a drive is connected stays where it is
    std::fs::create_dir(&data).unwrap();
    bench.apply(Intent::Lock);
    for _ in 0..2 {
        bench.open_as("M. Keller");
        assert!(is_barred(&bench, DoorFailure::Away), "{:?}", bench.station.door());
        assert!(!data.join("ledger.sqlite3").exists());
        bench.apply(Intent::LookAgain);
    }
    std::fs::remove_dir_all(&data).unwrap();
    std::fs::rename(&aside, &data).unwrap();
    bench.apply(Intent::LookAgain);
    open(&mut bench);
    assert_eq!(upns(&bench), ["anna@example.com"]);
}

#[test]
fn a_note_that_cannot_be_read_opens_no_ledger() {
    let home = Arc::new(tempfile::tempdir().unwrap());
    let file = noted_in(home.path()).file.unwrap();
    std::fs::create_dir(file.parent().unwrap()).unwrap();
    for unreadable in [&b""[..], b"\n", b"\xff\xfe"] {
        std::fs::write(&file, unreadable).unwrap();
        assert!(Noted::folder(&file).is_err(), "{unreadable:?}");
    }
    std::fs::write(&file, "/a folder \r\n").unwrap();
    assert_eq!(
        Noted::folder(&file),
        Ok(Some("/a folder ".into())),
        "a blank may be part of it"
    );
    let unread = "it cannot be read".to_owned();
    let mut bench = Bench::begun(Arc::clone(&home), Clock::new(), |sources| {
        sources.noted = Noted {
            unread: Some(unread.clone()),
            ..noted_in(home.path())
        };
    });
    bench.settle();
    bench.apply(Intent::LookAgain);
    bench.open_as("M. Keller");
    assert!(is_barred(&bench, DoorFailure::NoteUnread));
    assert!(!home.path().join("data").exists());
}

#[test]
fn the_folder_in_which_the_desk_is_is_not_chosen_once_more() {
    let mut bench = Bench::with(|sources| {
        sources.noted = noted_in(sources.data_dir.parent().unwrap());
    });
    let data = bench.home.path().join("data");
    std::fs::create_dir_all(data.join("inside")).unwrap();
    for spelled in [data.clone(), data.join("."), data.join("inside").join("..")] {
        bench.apply(Intent::OpenFolder(spelled.clone()));
        assert_eq!(
            *bench.station.folder(),
            Folder::Refused(FolderRefused::Here),
            "{spelled:?}"
        );
        assert!(matches!(bench.station.door(), Door::Open { .. }));
    }
}

#[test]
fn a_folder_that_the_command_line_names_is_not_left() {
    let mut bench = Bench::new();
    let there = bench.home.path().join("there");
    std::fs::create_dir(&there).unwrap();
    bench.apply(Intent::OpenFolder(there));
    assert_eq!(*bench.station.folder(), Folder::Here);
    assert!(matches!(bench.station.door(), Door::Open { .. }));
}

#[test]
fn the_command_line_makes_no_folder_anew_either() {
    let home = tempfile::tempdir().unwrap();
    let usual = home.path().join("share").join("tapdesk");
    let away = home.path().join("away");
    std::fs::create_dir_all(&usual).unwrap();
    std::fs::write(usual.join(Noted::FILE), away.display().to_string()).unwrap();
    let (_bench, backup) = with_backup();
    for arguments in [
        vec!["check".to_owned()],
        vec!["restore".to_owned(), backup.display().to_string()],
    ] {
        let ended = std::process::Command::new(env!("CARGO_BIN_EXE_tapdesk"))
            .args(&arguments)
            .env("HOME", home.path())
            .env("XDG_DATA_HOME", home.path().join("share"))
            .output()
            .unwrap();
        let said = [ended.stdout, ended.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        assert!(
            !ended.status.success() && said.contains("is away"),
            "{arguments:?}: {said}"
        );
        assert!(!away.exists(), "{arguments:?}");
    }
}

// --- the window -------------------------------------------------------------------------------------------------------

/// A dialog in which that is chosen at once.
struct Chooses(PathBuf);

impl FileDialogs for Chooses {
    fn ask(&self, _: &Browse) -> Choice {
        Box::pin(std::future::ready(Some(self.0.clone())))
    }
}

fn station_screen(desk: &mut Desk) {
    desk.ctrl(Key::Num6);
    desk.must_show("Put a backup back");
}

fn unlock(desk: &mut Desk) {
    desk.write(PASSPHRASE);
    desk.press(Key::Enter);
    assert!(matches!(desk.window.state().station().door(), Door::Open { .. }));
}

#[test]
fn the_newest_backup_is_proposed_and_no_enter_answers_whether_it_takes_the_place_of_the_ledger() {
    let (mut desk, pad) = Desk::over_pad(Theme::Light);
    desk.enroll_on(&pad, "anna@example.com", &Token::new(Model::C302I, 1));
    let path = desk.home.path().join("x.csv");
    desk.want(Intent::Export {
        path,
        without_refused: false,
        sealing: None,
    });
    station_screen(&mut desk);
    let newest = desk
        .window
        .state()
        .station()
        .newest_backup()
        .unwrap()
        .display()
        .to_string();
    assert_eq!(desk.value("Put a backup back"), newest);
    desk.click("Put back\u{2026}");
    desk.must_show("Put this backup in the place of the ledger?");
    desk.press(Key::Enter);
    desk.scan("WITHsomething", &[Key::Enter]);
    desk.press(Key::Escape);
    assert!(!desk.shows("in the place of the ledger?"));
    desk.click("Put back\u{2026}");
    desk.window.run_steps(60);
    desk.ctrl(Key::B);
    desk.must_show("The backup is the ledger now, with one enrollment");
    desk.must_show("is kept as");
    unlock(&mut desk);
    assert!(!desk.shows("The backup is the ledger now"));
}

#[test]
fn what_is_chosen_in_a_dialog_goes_into_the_field_it_was_asked_for() {
    let (mut desk, _) = Desk::over_pad_with(Theme::Light, |sources| {
        sources.noted = noted_in(sources.data_dir.parent().unwrap());
    });
    let choose = |desk: &mut Desk, button: &str, path: &str, field: &str| {
        desk.window.state_mut().use_file_dialogs(Chooses(path.into()));
        desk.click(button);
        let since = std::time::Instant::now();
        while desk.value(field) != path {
            assert!(since.elapsed() < std::time::Duration::from_secs(20), "{field}");
            desk.window.step();
        }
    };
    station_screen(&mut desk);
    choose(
        &mut desk,
        "Another backup\u{2026}",
        "/chosen/old.sqlite3",
        "Put a backup back",
    );
    choose(&mut desk, "Another folder\u{2026}", "/chosen/folder", "Data folder");
    assert_eq!(desk.value("Put a backup back"), "/chosen/old.sqlite3");
    desk.click("Open this folder");
    desk.must_show("There is no folder /chosen/folder");
}

#[test]
fn the_window_goes_on_in_the_other_folder_and_comes_back() {
    let home = Arc::new(tempfile::tempdir().unwrap());
    let there = home.path().join("there");
    std::fs::create_dir(&there).unwrap();
    let noted = noted_in(home.path());
    let usual = noted.file.as_deref().and_then(Path::parent).unwrap().to_owned();
    let (mut desk, pad) = Desk::over_pad_in(Theme::Light, Arc::clone(&home), |sources| {
        sources.noted = noted.clone();
        sources.data_dir = usual.clone();
    });
    desk.enroll_on(&pad, "anna@example.com", &Token::new(Model::C302I, 1));
    let (clock, at) = (desk.clock.clone(), home.path().to_owned());
    desk.window.state_mut().open_folders(move |folder| {
        let pad = common::Pad::unused(&clock);
        Station::new(Sources {
            data_dir: folder.to_owned(),
            credentials: None,
            noted: noted.clone(),
            ..common::sources(&at, &clock, &pad, 9)
        })
    });
    let open = |desk: &mut Desk, folder: &Path| {
        station_screen(desk);
        desk.field("Data folder").scroll_to_me();
        desk.settle();
        desk.field("Data folder").focus();
        desk.settle();
        desk.ctrl(Key::A);
        desk.write(&folder.display().to_string());
        desk.press(Key::Enter);
    };
    open(&mut desk, &there);
    desk.must_show("Choose a passphrase");
    assert_eq!(desk.window.state().station().data_dir(), there);
    desk.want(common::opening("M. Keller"));
    assert_eq!(desk.window.state().station().log().rows().len(), 0);
    open(&mut desk, &usual);
    assert_eq!(desk.window.state().station().data_dir(), usual);
    unlock(&mut desk);
    assert_eq!(desk.confirmed(), 1);
}
