//! Files that leave and settings that come in, headless: names that are free, folders that go away, and what cannot be read.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use common::{Bench, Token};
use tapdesk::desk::Upn;
use tapdesk::station::{
    Comparing, ExportStage, ExportTrouble, ImportStage, Intent, Inventory, Licence, Settings, Trouble, Zoom,
};
use tapdesk::token2::Model;

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn written(bench: &Bench) -> PathBuf {
    match bench.station.export().stage() {
        ExportStage::Done { path, .. } => path.clone(),
        other => panic!("{other:?}"),
    }
}

fn export_as_proposed(bench: &mut Bench) -> PathBuf {
    bench.apply(Intent::LookAtExports);
    let path = bench.station.proposed_path();
    assert!(!path.exists(), "{} is proposed and there", path.display());
    export_to(bench, path)
}

fn export_to(bench: &mut Bench, path: PathBuf) -> PathBuf {
    bench.apply(Intent::Export {
        path,
        without_refused: false,
        sealing: None,
    });
    written(bench)
}

// --- names that are free ----------------------------------------------------------------------------------------------

#[test]
fn a_proposed_name_is_free_also_in_the_same_minute() {
    let mut bench = Bench::new();
    let mut paths = Vec::new();
    for number in 1..=3_u32 {
        bench.enroll(&format!("p{number}@example.com"), &Token::new(Model::C302I, number));
        paths.push(export_as_proposed(&mut bench));
        bench.apply(Intent::DismissExport);
    }
    assert_eq!(names(&bench.export_dir()).len(), 3, "{paths:?}");
    let last = paths[2].file_name().unwrap().to_str().unwrap();
    assert!(last.ends_with("-3.csv"), "{last}");
}

#[test]
fn what_another_station_wrote_since_the_proposal_is_not_replaced() {
    let mut bench = Bench::new();
    bench.enroll("anna@example.com", &Token::new(Model::C302I, 1));
    bench.apply(Intent::LookAtExports);
    let proposed = bench.station.proposed_path();
    std::fs::create_dir_all(bench.export_dir()).unwrap();
    std::fs::write(&proposed, "of another station").unwrap();
    let path = export_to(&mut bench, proposed.clone());
    assert_ne!(path, proposed);
    assert_eq!(std::fs::read_to_string(&proposed).unwrap(), "of another station");
    assert!(path.to_str().unwrap().ends_with("-2.csv"));
    assert!(bench.station.export().is_taken(&proposed));
}

#[test]
fn lists_get_names_of_their_own_and_all_of_the_demo_begin_with_demo() {
    for demo in [false, true] {
        let mut bench = Bench::with(|sources| sources.demo = demo);
        bench.enroll("anna@example.com", &Token::new(Model::C302I, 1));
        let id = bench.row(0).id;
        for _ in 0..2 {
            bench.apply(Intent::SaveInventory(vec![id]));
            let saved = bench.station.inventory();
            assert!(matches!(saved, Inventory::Saved { .. }), "{saved:?}");
        }
        export_as_proposed(&mut bench);
        let names = names(&bench.export_dir());
        assert_eq!(names.len(), 3, "{names:?}");
        assert!(names.iter().all(|name| name.starts_with("demo-") == demo), "{names:?}");
    }
}

// --- folders that go away ---------------------------------------------------------------------------------------------

/// A desk whose export folder goes away as soon as the temporary file of an export is whole; it is back under `away`.
fn desk_whose_share_goes() -> Bench {
    Bench::with(|sources| {
        let out = sources.export_dir.clone();
        let away = out.with_file_name("away");
        sources.waker = Arc::new(move || {
            if names(&out).iter().any(|name| name.ends_with(".partial")) {
                std::fs::rename(&out, &away).unwrap();
            }
        });
    })
}

#[test]
fn a_share_that_goes_away_at_the_last_moment_is_asked_again_and_never_booked_void() {
    for there in [true, false] {
        let mut bench = desk_whose_share_goes();
        bench.enroll("anna@example.com", &Token::new(Model::C302I, 1));
        bench.apply(Intent::Export {
            path: "x.csv".into(),
            without_refused: false,
            sealing: None,
        });
        let stage = bench.station.export().stage();
        assert!(
            matches!(stage, ExportStage::Failed(ExportTrouble::Unknown(_))),
            "{stage:?}"
        );
        assert_eq!(bench.station.log().waiting().count(), 0, "nothing leaves twice");

        // still away: it stays open, and nothing is said again
        bench.apply(Intent::DismissExport);
        bench.apply(Intent::LookAtExports);
        assert_eq!(bench.station.log().waiting().count(), 0);
        assert_eq!(bench.station.trouble(), None);

        // it is back, with the file under its name or under the temporary one
        let (out, away) = (bench.export_dir(), bench.home.path().join("away"));
        let partial = names(&away).pop().unwrap();
        if there {
            std::fs::rename(away.join(&partial), away.join("x.csv")).unwrap();
            std::fs::rename(&away, &out).unwrap();
        } else {
            // the folder would go again as soon as it is seen
            bench = bench.crash();
            assert!(matches!(bench.station.trouble(), Some(Trouble::ExportUnknown(_))));
            assert_eq!(bench.station.log().waiting().count(), 0, "at the start neither");
            std::fs::rename(&away, &out).unwrap();
        }
        bench.apply(Intent::LookAtExports);
        let (waiting, left) = if there {
            (0, vec!["x.csv".to_owned()])
        } else {
            (1, vec![])
        };
        assert_eq!(bench.station.log().waiting().count(), waiting, "{there}");
        assert_eq!(names(&out), left);
    }
}

// --- settings that cannot be read -------------------------------------------------------------------------------------

fn settings_path(bench: &Bench) -> PathBuf {
    bench.home.path().join("data").join(Settings::FILE)
}

/// A desk that finds these bytes where its settings should be.
fn desk_with(bytes: &[u8]) -> Bench {
    let home = Arc::new(tempfile::tempdir().unwrap());
    std::fs::create_dir_all(home.path().join("data")).unwrap();
    std::fs::write(home.path().join("data").join(Settings::FILE), bytes).unwrap();
    Bench::in_folder(home)
}

fn kept_aside(bench: &Bench) -> Vec<Vec<u8>> {
    let data = bench.home.path().join("data");
    let broken = names(&data).into_iter().filter(|name| name.ends_with(".broken"));
    broken.filter_map(|name| std::fs::read(data.join(name)).ok()).collect()
}

fn says_settings(bench: &Bench) -> String {
    match bench.station.trouble() {
        Some(Trouble::Settings(why)) => why.to_string(),
        other => panic!("{other:?}"),
    }
}

fn is_strict(settings: &Settings) -> bool {
    settings.comparing == Comparing::Typed && settings.licence == Licence::Free && settings.lock_after_minutes == 1
}

#[test]
fn settings_in_any_usual_encoding_are_read() {
    let text = "station_name = \"Büro\"\r\ncomparing = \"typed\"\r\nlock_after_minutes = 3\r\n";
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    for bytes in [
        text.as_bytes().to_vec(),
        [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
        [&b"\xFF\xFE"[..], &wide].concat(),
        wide,
        latin,
    ] {
        let bench = desk_with(&bytes);
        let settings = bench.station.settings();
        assert_eq!((settings.comparing, settings.lock_after_minutes), (Comparing::Typed, 3));
        assert_eq!(settings.station_name.as_deref(), Some("Büro"));
        assert_eq!(bench.station.trouble(), None);
    }
}

#[test]
fn what_cannot_be_read_is_said_kept_and_strict_until_it_is_set() {
    for bytes in [
        &b"comparing = \"typed\"\n\xFF\0\x01\x02\x03\x04\x05\x06"[..],
        b"\0\0\0\0\0\0\0\0",
        b"",
        b" \r\n",
        b"{ \"comparing\": \"typed\" }",
        b"comparing = ",
        &vec![b'#'; 100_000],
    ] {
        let mut bench = desk_with(bytes);
        assert_eq!(bench.station.settings().comparing, Comparing::Typed, "{bytes:?}");
        assert!(is_strict(bench.station.settings()), "{:?}", bench.station.settings());
        let said = says_settings(&bench);
        assert!(said.contains("strictest") && !said.contains("os error"), "{said}");
        assert_eq!(std::fs::read(settings_path(&bench)).unwrap(), bytes, "untouched so far");
        bench.set(|settings| settings.zoom = Zoom::STEPS[3]);
        assert_eq!(kept_aside(&bench), [bytes], "{said}");
        let bench = bench.crash();
        assert!(is_strict(bench.station.settings()), "it stays so");
        assert_eq!(bench.station.settings().zoom, Zoom::STEPS[3]);
        assert_eq!(kept_aside(&bench).len(), 1);
    }
}

#[test]
fn settings_that_are_a_folder_are_moved_aside_and_never_lost() {
    let home = Arc::new(tempfile::tempdir().unwrap());
    let folder = home.path().join("data").join(Settings::FILE);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("inside"), "kept").unwrap();
    let mut bench = Bench::in_folder(home);
    assert!(is_strict(bench.station.settings()));
    assert!(says_settings(&bench).contains("it is a folder"));
    bench.apply(Intent::DismissTrouble);
    bench.set(|settings| settings.comparing = Comparing::Either);
    assert_eq!(bench.station.trouble(), None);
    let aside = bench.home.path().join("data/settings.toml.broken/inside");
    assert_eq!(std::fs::read_to_string(aside).unwrap(), "kept");
    assert_eq!(
        bench.crash().station.settings().comparing,
        Comparing::Either,
        "the operator has set it"
    );
}

#[test]
fn each_broken_file_is_kept_under_a_name_of_its_own() {
    let mut bench = desk_with(b"zoom = \"first\"");
    for text in ["zoom = \"second\"", "zoom = \"third\"", "zoom = \"third\""] {
        std::fs::write(settings_path(&bench), text).unwrap();
        bench = bench.crash();
    }
    assert_eq!(kept_aside(&bench).len(), 3);
}

#[test]
fn a_time_server_or_domains_that_cannot_be_read_are_not_taken_for_none() {
    let mut bench =
        desk_with(b"time_server = \"no server\"\naccepted_domains = \"example.com\"\ncomparing = \"either\"\n");
    let settings = bench.station.settings();
    assert_eq!(settings.comparing, Comparing::Either, "what is fine counts");
    let domains = settings.domains();
    assert!(
        !domains.accepts(&Upn::parse("anna@example.com").unwrap()),
        "it is asked"
    );
    bench.set(|settings| settings.accepted_domains = vec!["example.com".into()]);
    let domains = bench.station.settings().domains();
    assert!(domains.accepts(&Upn::parse("anna@example.com").unwrap()));
    assert_eq!(bench.station.settings().unread.len(), 1, "the time server still is");
}

// --- what an administrator wrote into the settings --------------------------------------------------------------------

#[test]
fn a_change_at_the_desk_leaves_the_comments_the_order_and_what_is_unknown() {
    let text = "# Desk 2, see ticket 4711\r\nlock_after_minutes = 3 # the hall is public\r\n\r\nroom = \"2.14\"\r\n\
                zoom = 100\r\n[branch]\r\nzoom = 1\r\n";
    let mut bench = desk_with(text.as_bytes());
    assert_eq!(bench.station.trouble(), None);
    bench.set(|settings| settings.zoom = Zoom::STEPS[3]);
    let said = || text.replace("zoom = 100", "zoom = 125");
    assert_eq!(std::fs::read_to_string(settings_path(&bench)).unwrap(), said());
    // while the station runs
    let by_hand = said().replace("minutes = 3", "minutes = 5");
    std::fs::write(settings_path(&bench), &by_hand).unwrap();
    bench.set(|settings| settings.station_name = Some("Desk 2".into()));
    let added = by_hand.replace("[branch]", "station_name = \"Desk 2\"\r\n[branch]");
    assert_eq!(std::fs::read_to_string(settings_path(&bench)).unwrap(), added);
    let bench = bench.crash();
    let settings = bench.station.settings();
    assert_eq!((settings.lock_after_minutes, settings.zoom), (5, Zoom::STEPS[3]));
    assert!(kept_aside(&bench).is_empty());
}

#[test]
fn what_is_broken_is_mended_in_place_and_said_once() {
    let text = "# ours\ncomparing = \"type\" # soon\ntime_server = \"a b\"\nroom = 1\n";
    let mut bench = desk_with(text.as_bytes());
    assert!(says_settings(&bench).contains("comparing, time_server"));
    bench.set(|settings| settings.zoom = Zoom::STEPS[3]);
    let written = std::fs::read_to_string(settings_path(&bench)).unwrap();
    assert!(
        written.starts_with("# ours\ncomparing = \"typed\" # soon\nroom = 1\n"),
        "{written}"
    );
    assert_eq!(kept_aside(&bench), [text.as_bytes()]);
    let bench = bench.crash();
    assert_eq!(bench.station.trouble(), None);
    assert_eq!(bench.station.settings().comparing, Comparing::Typed);
    assert_eq!(bench.station.settings().unread.len(), 1, "nobody vouches for the clock");
}

#[test]
fn a_file_that_was_broken_while_the_station_ran_is_kept_before_it_is_written_anew() {
    let mut bench = desk_with(b"zoom = 100\n");
    for (number, broken) in [&b"zoom = \n# mine"[..], b"[zoom]\nx = 1\n", &vec![b'#'; 100_000]]
        .into_iter()
        .enumerate()
    {
        std::fs::write(settings_path(&bench), broken).unwrap();
        bench.set(|settings| settings.zoom = Zoom::STEPS[number]);
        assert!(kept_aside(&bench).iter().any(|kept| kept == broken), "{number}");
        let written = std::fs::read_to_string(settings_path(&bench)).unwrap();
        assert_eq!(Settings::read(&written), (bench.station.settings().clone(), vec![]));
    }
    assert_eq!(kept_aside(&bench).len(), 3);
}

// --- lists of people --------------------------------------------------------------------------------------------------

#[test]
fn the_lines_that_are_left_out_are_to_be_seen_however_the_import_ends() {
    let mut bench = Bench::new();
    let mut import = |text: &str| {
        let path = bench.home.path().join("people.csv");
        std::fs::write(&path, text).unwrap();
        bench.apply(Intent::ReadPeople(path));
        let ImportStage::Read(_, columns) = bench.station.people().import() else {
            panic!("{:?}", bench.station.people().import())
        };
        let columns = *columns;
        bench.apply(Intent::ImportPeople(columns));
        let done = matches!(bench.station.people().import(), ImportStage::Done { .. });
        (done, bench.station.people().left_out().to_vec())
    };
    let (done, left) = import("UPN;Name\nanna@example.com;\"Anna\nben@example.com;Ben\n");
    assert!(done && left.len() == 1 && left[0].line == 2);
    let (done, left) = import("UPN;Name\nnobody;A\n;B\n");
    assert!(!done && left.len() == 2, "nobody is on it, and why is said");
}
