//! `tapdesk doctor`, the real program: over no service, one that never answers, and one with a reader.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use common::vpcd::{self, Daemon, READERS};

/// Whom and what the program could name.
const PEOPLE: [(&str, &str); 4] = [
    ("USER", "annakeller"),
    ("LOGNAME", "annakeller"),
    ("HOME", "/home/annakeller"),
    ("HOSTNAME", "desk-seven"),
];

struct Said {
    text: String,
    code: Option<i32>,
    took: Duration,
}

/// What the program says about a service that listens on `socket`.
fn doctor(socket: &Path) -> Said {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tapdesk"));
    for name in ["SSH_CONNECTION", "XRDP_SESSION", "TAPDESK_LOG"] {
        command.env_remove(name);
    }
    command.arg("doctor").envs(PEOPLE).env(vpcd::SOCKET, socket);
    let start = Instant::now();
    let output = command.output().unwrap();
    let said = Said {
        text: String::from_utf8(output.stdout).unwrap(),
        code: output.status.code(),
        took: start.elapsed(),
    };
    names_nobody(&said.text, socket);
    names_nobody(&String::from_utf8_lossy(&output.stderr), socket);
    assert!(said.text.contains("Tapdesk      0.1.0 ("), "{}", said.text);
    said
}

fn names_nobody(text: &str, socket: &Path) {
    assert!(!text.contains(socket.parent().unwrap().to_str().unwrap()), "{text}");
    for (_, value) in PEOPLE {
        assert!(!text.contains(value), "{value}: {text}");
    }
    let host = whoami::hostname().unwrap();
    let mut words = text.split(|c: char| c.is_whitespace() || c == ',');
    assert!(!words.any(|word| word == host), "{host}: {text}");
}

fn socket() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("pcscd.comm");
    (folder, socket)
}

#[test]
fn without_a_service_it_says_so_and_fails() {
    let (_folder, socket) = socket();
    let said = doctor(&socket);
    assert_eq!(said.code, Some(1));
    assert!(said.text.contains("does not run"), "{}", said.text);
    assert!(said.text.contains("unset PCSCLITE_CSOCK_NAME"), "{}", said.text);
    assert!(said.took < Duration::from_secs(6), "{:?}", said.took);
}

#[test]
fn a_service_that_never_answers_is_not_waited_for() {
    let (_folder, socket) = socket();
    let _mute = UnixListener::bind(&socket).unwrap();
    let said = doctor(&socket);
    println!("a mute service was given up after {} ms", said.took.as_millis());
    assert_eq!(said.code, Some(1));
    assert!(said.text.contains("does not answer"), "{}", said.text);
    assert!(said.took < Duration::from_secs(8), "{:?}", said.took);
}

#[test]
fn a_reader_that_the_service_shows_can_be_used() {
    if let Some(why) = vpcd::missing() {
        println!("the doctor cannot be tried over PC/SC: {why}");
        assert!(std::env::var_os("CI").is_none(), "in CI it has to be");
        return;
    }
    let (_folder, socket) = socket();
    let daemon = Daemon::start(&socket);
    let said = doctor(&socket);
    assert_eq!(said.code, Some(0), "{}", said.text);
    assert!(said.text.contains(", answers"), "{}", said.text);
    for reader in READERS {
        assert!(said.text.contains(reader), "{}", said.text);
    }
    assert!(said.text.contains("2 readers are connected"), "{}", said.text);

    daemon.start_again(false);
    let said = doctor(&socket);
    assert_eq!(said.code, Some(1), "{}", said.text);
    assert!(said.text.contains("Readers      none"), "{}", said.text);

    daemon.kill();
    let said = doctor(&socket);
    assert_eq!(said.code, Some(1), "{}", said.text);
    assert!(said.text.contains("does not run"), "{}", said.text);
}
