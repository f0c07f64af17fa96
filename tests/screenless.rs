//! The real program where there is no screen: it says so in words, and ends.
#![cfg(all(target_os = "linux", feature = "app"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use common::{Bench, PASSPHRASE, Token};
use tapdesk::token2::Model;

use std::process::{Command, Output};

const PROGRAM: &str = env!("CARGO_BIN_EXE_tapdesk");

fn started(arguments: &[&str], screens: &[(&str, &str)]) -> Output {
    let mut program = Command::new(PROGRAM);
    for name in ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "TAPDESK_LOG"] {
        program.env_remove(name);
    }
    program.args(arguments).envs(screens.iter().copied()).output().unwrap()
}

/// Nothing that only whoever builds the program understands.
fn is_for_people(said: &str) -> bool {
    let raw = [
        ".rs", "registry", "os error", "Os(", "Error(", "Some(", "src/", "panicked",
    ];
    raw.iter().all(|raw| !said.contains(raw))
}

#[test]
fn without_a_screen_the_program_says_where_to_start_it() {
    for screens in [
        &[][..],
        &[("DISPLAY", "")],
        &[("DISPLAY", ":4711")],
        &[("DISPLAY", "no display at all")],
        &[("DISPLAY", "127.0.0.1:4711")],
        &[("WAYLAND_DISPLAY", "/nowhere/wayland-0")],
        &[("WAYLAND_DISPLAY", "wayland-4711"), ("DISPLAY", ":4711")],
    ] {
        for renderer in ["glow", "wgpu"] {
            let ended = started(&["--demo", "--renderer", renderer], screens);
            let said = String::from_utf8(ended.stderr).unwrap();
            assert_eq!(ended.status.code(), Some(1), "{screens:?}: {said}");
            assert!(said.contains("tapdesk: There is no screen here"), "{screens:?}: {said}");
            assert!(said.contains("ssh -X") && said.contains("tapdesk doctor"), "{said}");
            assert!(is_for_people(&said), "{screens:?}: {said}");
        }
    }
}

#[test]
fn a_file_that_is_no_backup_is_what_is_blamed() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    let restore = |name: &str| {
        let file = home.path().join(name);
        let arguments = ["restore", file.to_str().unwrap(), "--data-dir", data.to_str().unwrap()];
        let ended = started(&arguments, &[]);
        assert!(!ended.status.success());
        String::from_utf8(ended.stderr).unwrap()
    };
    std::fs::write(
        home.path().join("garbage"),
        b"this is no database, and long enough not to be taken for one",
    )
    .unwrap();
    std::fs::create_dir(home.path().join("folder")).unwrap();
    for (name, why) in [
        ("garbage", "is not a Tapdesk ledger"),
        ("gone", "it is not there"),
        ("folder", "it is a folder"),
    ] {
        let said = restore(name);
        assert!(said.contains(name) && said.contains(why), "{said}");
        assert!(!said.contains("data folder") && is_for_people(&said), "{said}");
    }
}

#[test]
fn a_passphrase_file_that_cannot_be_used_is_named_and_never_quoted() {
    let home = tempfile::tempdir().unwrap();
    for (bytes, why) in [
        (&b"\nhidden words below"[..], "empty"),
        (b"hidden w\xF6rds", "no text"),
        (b"\xFF\xFEh\0i\0d\0d\0e\0n\0\0\xD8a\0", "no text"),
    ] {
        let file = home.path().join("passphrase.txt");
        std::fs::write(&file, bytes).unwrap();
        let data = home.path().join("data");
        let arguments = [
            "--passphrase-file",
            file.to_str().unwrap(),
            "--data-dir",
            data.to_str().unwrap(),
        ];
        let ended = started(&arguments, &[]);
        let said = String::from_utf8(ended.stderr).unwrap();
        assert!(!ended.status.success());
        assert!(said.contains("passphrase.txt") && said.contains(why), "{said}");
        assert!(!said.contains("hidden") && is_for_people(&said), "{said}");
    }
}

#[test]
fn a_check_says_what_is_sound_and_succeeds_only_then() {
    let mut bench = Bench::new();
    bench.enroll("anna@example.com", &Token::new(Model::C302I, 1));
    let (home, file) = (std::sync::Arc::clone(&bench.home), bench.home.path().join("passphrase"));
    drop(bench);
    std::fs::write(&file, format!("{PASSPHRASE}\n")).unwrap();
    let data = home.path().join("data");
    let check = |data: &std::path::Path| {
        let (data, file) = (data.to_str().unwrap(), file.to_str().unwrap());
        let ended = started(&["check", "--data-dir", data, "--passphrase-file", file], &[]);
        (ended.status.code(), String::from_utf8(ended.stdout).unwrap())
    };
    let (code, said) = check(&data);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.starts_with("Sound: 1 enrollment;"), "{said}");

    let ledger = rusqlite::Connection::open(data.join("ledger.sqlite3")).unwrap();
    ledger
        .execute_batch("UPDATE enrolment SET upn = 'eve@example.com'")
        .unwrap();
    drop(ledger);
    let (code, said) = check(&data);
    assert_eq!(code, Some(1));
    assert!(
        said.contains("the enrollment of eve@example.com") && is_for_people(&said),
        "{said}"
    );

    std::fs::write(&file, "another passphrase\n").unwrap();
    let (code, said) = check(&data);
    assert_eq!(code, Some(1));
    assert!(said.contains("not the passphrase of this ledger"), "{said}");
    let (code, said) = check(&home.path().join("nowhere"));
    assert_eq!(code, Some(1));
    assert!(said.contains("no ledger in this folder"), "{said}");
}
