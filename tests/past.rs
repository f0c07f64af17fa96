//! Files that left, looked back at: listed with what was in them, shown in their folder, deleted by the operator's word, and
//! never when they are not what was written. Headless, through the station.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use common::{Bench, Clock, Token};
use proptest::prelude::*;
use tapdesk::desk::{EnrolmentId, ExportId, PastSaid, Presence};
use tapdesk::ledger::TrailEvent;
use tapdesk::station::{Door, Executor, ExportStage, HeldWork, Intent, Named, Reveal};
use tapdesk::token2::Model;

/// Anna and Ben left in `1.csv`, Carla in `2.csv`.
fn two_files() -> Bench {
    let mut bench = Bench::new();
    bench.enroll("anna@example.com", &Token::new(Model::C301I, 1));
    bench.enroll("ben@example.com", &Token::new(Model::C302I, 2));
    bench.export("1.csv");
    bench.enroll("carla@example.com", &Token::new(Model::OtpcP2I, 3));
    bench.export("2.csv");
    bench
}

fn id_of(bench: &Bench, name: &str) -> ExportId {
    let exports = bench.station.past().exports();
    let of_name = exports.iter().find(|export| export.path.ends_with(name));
    of_name.unwrap_or_else(|| panic!("{name} is not in {exports:?}")).id
}

fn delete(bench: &mut Bench, id: ExportId) {
    bench.apply(Intent::AskToDeleteFile(id));
    bench.apply(Intent::DeleteFile);
}

fn knows(bench: &mut Bench, at: usize) -> bool {
    let id = bench.row(at).id;
    bench
        .trail(id)
        .iter()
        .any(|(event, _)| *event == TrailEvent::FileDeleted)
}

#[test]
fn files_that_left_are_listed_and_tell_what_was_in_them() {
    let mut bench = two_files();
    let past = bench.station.past().exports();
    let told: Vec<_> = past
        .iter()
        .map(|file| (file.operator.as_str(), file.rows, file.format.as_str()))
        .collect();
    assert_eq!(told, [("M. Keller", 1, "entra-csv"), ("M. Keller", 2, "entra-csv")]);
    bench.apply(Intent::MovePast(1));
    bench.apply(Intent::MovePast(1));
    let chosen = bench.station.past().chosen().unwrap();
    assert_eq!(
        (chosen.id, bench.station.past().presence(chosen.id)),
        (id_of(&bench, "1.csv"), Some(Presence::Same))
    );
    let rows = bench.station.past_rows().unwrap();
    let rows: Vec<_> = rows
        .iter()
        .map(|row| (row.upn.as_str(), row.token.to_string()))
        .collect();
    assert_eq!(rows[0].0, "anna@example.com");
    assert_eq!(rows[1], ("ben@example.com", bench.row(1).token.to_string()));
}

#[test]
fn a_file_is_deleted_after_its_question_and_the_trail_of_each_row_knows() {
    let mut bench = two_files();
    let (first, second) = (bench.export_dir().join("1.csv"), bench.export_dir().join("2.csv"));
    let id = id_of(&bench, "1.csv");
    bench.apply(Intent::DeleteFile);
    assert!(first.exists() && second.exists(), "nobody was asked");
    bench.apply(Intent::AskToDeleteFile(id));
    assert_eq!(bench.station.past().asks().map(|file| file.id), Some(id));
    bench.apply(Intent::DismissPast);
    bench.apply(Intent::DeleteFile);
    assert!(first.exists(), "no was said");
    delete(&mut bench, id);
    assert!(!first.exists() && second.exists());
    assert_eq!(bench.station.past().said(), Some(&PastSaid::Deleted(first)));
    assert_eq!([0, 1, 2].map(|at| knows(&mut bench, at)), [true, true, false]);
    // the rows count as exported on, and can be exported once more
    assert!(bench.station.batch().is_empty() && bench.row(0).has_seed);
    bench.apply(Intent::ToggleAgain(EnrolmentId(1)));
    assert!(bench.export("3.csv").contains("anna@example.com"));
}

#[test]
fn what_is_gone_is_said_and_noted_nowhere() {
    let mut bench = two_files();
    let path = bench.export_dir().join("1.csv");
    std::fs::remove_file(&path).unwrap();
    let id = id_of(&bench, "1.csv");
    delete(&mut bench, id);
    assert_eq!(bench.station.past().said(), Some(&PastSaid::Gone(path)));
    assert_eq!(bench.station.past().presence(id), Some(Presence::Absent));
    assert!(!knows(&mut bench, 0), "nobody here has deleted it");
}

#[test]
fn what_died_or_went_away_is_not_deleted_by_the_next_run() {
    let bench = two_files();
    let (home, path) = (Arc::clone(&bench.home), bench.export_dir().join("1.csv"));
    drop(bench);
    let mut bench = Bench::in_folder(home);
    bench.apply(Intent::LookAtExports);
    assert_eq!(bench.station.past().exports().len(), 2, "the list survives");
    let id = id_of(&bench, "1.csv");
    bench.apply(Intent::AskToDeleteFile(id));
    bench.apply(Intent::Lock);
    assert!(bench.station.past().asks().is_none() && bench.station.past().exports().is_empty());
    bench.apply(Intent::DeleteFile);
    assert!(path.exists());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever has become of the file, it goes only while it is byte for byte what was written.
    #[test]
    fn only_what_was_written_is_deleted(cut in 0..300_usize, add in proptest::collection::vec(any::<u8>(), 0..4)) {
        let mut bench = two_files();
        let path = bench.export_dir().join("1.csv");
        let written = std::fs::read(&path).unwrap();
        let mut found = written[..written.len() - cut.min(written.len())].to_vec();
        found.extend(add);
        std::fs::write(&path, &found).unwrap();
        let id = id_of(&bench, "1.csv");
        delete(&mut bench, id);
        if found == written {
            prop_assert!(!path.exists());
        } else {
            prop_assert_eq!(std::fs::read(&path).unwrap(), found);
            prop_assert_eq!(bench.station.past().said(), Some(&PastSaid::NotAsWritten(path)));
            prop_assert!(!knows(&mut bench, 0));
        }
    }
}

/// The desk is locked while the file is being deleted: the lock waits until the trail knows.
#[test]
fn a_lock_waits_until_the_trail_knows() {
    let bench = two_files();
    let (home, path) = (Arc::clone(&bench.home), bench.export_dir().join("1.csv"));
    drop(bench);
    let held = HeldWork::default();
    let lanes = held.clone();
    let mut bench = Bench::begun(home, Clock::new(), move |sources| {
        sources.executor = Executor::Held(lanes)
    });
    let settle = |bench: &mut Bench, lanes: &[&str]| {
        while lanes.iter().any(|lane| held.let_go(lane)) {
            bench.settle();
        }
    };
    settle(&mut bench, &["files", "ledger", "finder", "clock", "backups"]);
    bench.apply(Intent::LookAtExports);
    settle(&mut bench, &["files", "ledger"]);
    let id = id_of(&bench, "1.csv");
    delete(&mut bench, id);
    bench.apply(Intent::Lock);
    assert_eq!(bench.station.door(), &Door::Locking);
    settle(&mut bench, &["files"]);
    assert!(!path.exists());
    settle(&mut bench, &["ledger", "files"]);
    assert!(
        matches!(bench.station.door(), Door::Closed { .. }),
        "{:?}",
        bench.station.door()
    );
    assert_eq!(
        bench
            .whole_trail()
            .iter()
            .filter(|event| *event == "file-deleted")
            .count(),
        2
    );
}

// --- the folder -------------------------------------------------------------------------------------------------------

/// Shows files by noting their paths, or fails.
fn noting(works: bool) -> (Reveal, Arc<Mutex<Vec<PathBuf>>>) {
    let shown = Arc::new(Mutex::new(vec![]));
    let noted = Arc::clone(&shown);
    let reveal = Arc::new(move |path: &Path| {
        noted.lock().unwrap().push(path.to_owned());
        works.then_some(()).ok_or_else(|| "no file manager".to_owned())
    });
    (reveal, shown)
}

#[test]
fn a_file_is_shown_in_its_folder_by_a_lane_of_its_own() {
    for works in [true, false] {
        let bench = two_files();
        let (home, path) = (Arc::clone(&bench.home), bench.export_dir().join("1.csv"));
        drop(bench);
        let (reveal, shown) = noting(works);
        let mut bench = Bench::over(home, Clock::new(), move |sources| sources.reveal = reveal);
        bench.apply(Intent::LookAtExports);
        let id = id_of(&bench, "1.csv");
        bench.apply(Intent::ShowFolder(id));
        assert_eq!(*shown.lock().unwrap(), std::slice::from_ref(&path));
        let said = bench.station.past().said();
        let expected = PastSaid::NotShown(path.clone(), "no file manager".into());
        assert_eq!(said, (!works).then_some(&expected), "where there is none it is said");
        std::fs::remove_file(&path).unwrap();
        bench.apply(Intent::ShowFolder(id));
        assert_eq!(bench.station.past().said(), Some(&PastSaid::Gone(path)));
        assert_eq!(shown.lock().unwrap().len(), 1, "nothing is asked for what is not there");
    }
}

#[test]
fn showing_a_folder_waits_for_nobody_and_keeps_no_file_waiting() {
    let bench = two_files();
    let home = Arc::clone(&bench.home);
    drop(bench);
    let held = HeldWork::default();
    let lanes = held.clone();
    let mut bench = Bench::begun(home, Clock::new(), move |sources| {
        sources.executor = Executor::Held(lanes)
    });
    let settle = |bench: &mut Bench| {
        let lanes = ["files", "ledger", "finder", "clock", "backups"];
        while lanes.iter().any(|lane| held.let_go(lane)) {
            bench.settle();
        }
    };
    settle(&mut bench);
    bench.apply(Intent::LookAtExports);
    settle(&mut bench);
    let id = id_of(&bench, "2.csv");
    bench.apply(Intent::ShowFolder(id));
    assert_eq!(held.waiting(), ["reveal"]);
    delete(&mut bench, id);
    settle(&mut bench);
    assert!(
        !bench.export_dir().join("2.csv").exists(),
        "while the other lane still waits"
    );
    assert_eq!(held.waiting(), ["reveal"]);
}

#[test]
fn the_folder_of_a_file_is_kept_for_the_next_one() {
    let mut bench = Bench::new();
    bench.enroll("anna@example.com", &Token::new(Model::C301I, 1));
    let other = bench.home.path().join("stick/today");
    bench.apply(Intent::Export {
        path: other.join("mine.csv"),
        without_refused: false,
        sealing: None,
    });
    assert!(matches!(bench.station.export().stage(), ExportStage::Done { .. }));
    assert_eq!(bench.station.proposed_path().parent(), Some(&*other));
    let home = Arc::clone(&bench.home);
    drop(bench);
    let mut bench = Bench::in_folder(home);
    assert_eq!(bench.station.proposed_path().parent(), Some(&*other), "also tomorrow");
    // a file that was not written keeps no folder
    bench.enroll("ben@example.com", &Token::new(Model::C302I, 2));
    bench.apply(Intent::Export {
        path: other.join("mine.csv").join("no folder.csv"),
        without_refused: false,
        sealing: None,
    });
    assert!(matches!(bench.station.export().stage(), ExportStage::Failed(_)));
    assert_eq!(bench.station.proposed_path().parent(), Some(&*other));
}

#[test]
fn a_folder_that_the_command_line_names_stays() {
    let home = Arc::new(tempfile::tempdir().unwrap());
    let mut bench = Bench::over(Arc::clone(&home), Clock::new(), |sources| {
        sources.named = Named {
            export_dir: true,
            ..Named::default()
        };
    });
    bench.enroll("anna@example.com", &Token::new(Model::C301I, 1));
    bench.apply(Intent::Export {
        path: home.path().join("stick/mine.csv"),
        without_refused: false,
        sealing: None,
    });
    assert_eq!(bench.station.proposed_path().parent(), Some(&*bench.export_dir()));
    assert_eq!(bench.station.settings().export_folder, None);
}

/// However many files of this minute are there.
#[test]
fn a_proposed_name_is_always_free() {
    let mut bench = Bench::new();
    bench.apply(Intent::LookAtExports);
    let first = bench.station.proposed_path();
    std::fs::create_dir_all(bench.export_dir()).unwrap();
    let stem = first.file_stem().unwrap().to_str().unwrap().to_owned();
    for number in 2..=1100 {
        std::fs::write(bench.export_dir().join(format!("{stem}-{number}.csv")), b"").unwrap();
    }
    std::fs::write(&first, b"").unwrap();
    bench.apply(Intent::LookAtExports);
    let free = bench.station.proposed_path();
    assert!(!free.exists(), "{}", free.display());
    bench.enroll("anna@example.com", &Token::new(Model::C301I, 1));
    bench.apply(Intent::Export {
        path: first,
        without_refused: false,
        sealing: None,
    });
    let ExportStage::Done { path, .. } = bench.station.export().stage() else {
        panic!("{:?}", bench.station.export().stage())
    };
    assert_eq!(*path, free, "and the same name is taken when it is written");
}
