//! A key container that leaves is read by somebody else's reader: python-pskc, as Debian has it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use tapdesk::desk::Upn;
use tapdesk::export::pskc::{Pskc, PskcEncrypted};
use tapdesk::export::{Format, Options, Row, Sealing};
use tapdesk::otp::{Algorithm, Hidden, Parameters, Period, Seed};
use tapdesk::token2::{Make, Model, Serial, TokenId};

/// Prints what it finds, a token a line; the passphrase is its second argument.
const READER: &str = "
import sys
from binascii import hexlify
from pskc import PSKC
container = PSKC(sys.argv[1])
if len(sys.argv) > 2:
    container.encryption.derive_key(sys.argv[2])
for key in container.keys:
    print(key.serial, key.manufacturer, key.model, key.algorithm, key.algorithm_suite, key.response_length,
          key.response_encoding, key.time_interval, key.key_userid, hexlify(key.secret).decode(), sep='|')
";

/// Debian's own Python goes first: another one may not know its packages.
fn python() -> Option<&'static str> {
    let knows = |python: &&str| {
        let tried = Command::new(python).args(["-c", "import pskc, cryptography"]).output();
        tried.is_ok_and(|output| output.status.success())
    };
    let found = ["/usr/bin/python3", "python3"].into_iter().find(knows);
    if found.is_none() {
        println!("skipped: python-pskc is not installed (scripts/setup --tests installs it)");
        assert!(std::env::var_os("CI").is_none(), "in CI it has to be");
    }
    found
}

fn read_by_python(content: &[u8], passphrase: Option<&str>) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tokens.xml");
    std::fs::write(&path, content).unwrap();
    let mut command = Command::new(python()?);
    command.arg("-c").arg(READER).arg(&path).args(passphrase);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap())
}

/// What both formats are to say of the two tokens.
const EXPECTED: &str = "\
8659632000001|Token2|C302-i|urn:ietf:params:xml:ns:keyprov:pskc:totp|HMAC-SHA1|6|DECIMAL|30|UID=anna@example.com|\
3132333435363738393031323334353637383930
2602080012345|A & B|<c202>|urn:ietf:params:xml:ns:keyprov:pskc:totp|HMAC-SHA256|6|DECIMAL|60|UID=b\\+n@example.com|\
a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5
";

fn written(format: &dyn Format, options: &Options) -> Vec<u8> {
    let of = |upn: &str, serial: &str| (Upn::kept(upn.into()), TokenId::from(Serial::kept(serial.into())));
    let (anna, ben) = (
        of("anna@example.com", "8659632000001"),
        of("b+n@example.com", "2602080012345"),
    );
    let (ours, other) = (Make::Programmable(Model::C302I), Make::new("A & B", "<c202>"));
    let first = Row {
        upn: &anna.0,
        object_id: None,
        token: &anna.1,
        make: &ours,
        parameters: Parameters::STANDARD,
    };
    let second = Row {
        upn: &ben.0,
        object_id: None,
        token: &ben.1,
        make: &other,
        parameters: Parameters {
            algorithm: Algorithm::Sha256,
            period: Period::Sixty,
        },
    };
    // RFC 6238's SHA-1 key
    let seeds = [
        Seed::new(b"12345678901234567890").unwrap(),
        Seed::new(&[0xA5; 32]).unwrap(),
    ];
    let rows = [(first, &seeds[0]), (second, &seeds[1])];
    format.bytes(&rows, options).unwrap().to_vec()
}

#[test]
fn a_plain_container_is_read_by_another_reader() {
    if let Some(read) = read_by_python(&written(&Pskc, &Options::default()), None) {
        assert_eq!(read, EXPECTED);
    }
}

#[test]
fn an_encrypted_container_is_read_by_another_reader_that_knows_the_passphrase() {
    let next = AtomicU8::new(7);
    let random = move |bytes: &mut [u8]| {
        bytes
            .iter_mut()
            .for_each(|byte| *byte = next.fetch_add(13, Ordering::Relaxed));
        Ok(())
    };
    let options = Options {
        sealing: Some(Sealing {
            passphrase: Arc::new(Hidden::from("correct horse".to_owned())),
            random: Arc::new(random),
        }),
        ..Options::default()
    };
    if let Some(read) = read_by_python(&written(&PskcEncrypted, &options), Some("correct horse")) {
        assert_eq!(read, EXPECTED);
    }
}
