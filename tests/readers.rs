//! What leaves is read by somebody else's reader: key containers by python-pskc, as Debian has it, everything else by
//! Python's own readers of CSV and JSON. From what they found a code is made by RFC 6238, and it is the token's.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use tapdesk::desk::Upn;
use tapdesk::export::pskc::{Pskc, PskcEncrypted};
use tapdesk::export::{FORMATS, Format, NotMade, Options, Row, Sealing};
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

/// Prints the tokens of a file by what its system reads where, and the code that each shows 59 seconds after 1970.
const CODES: &str = "
import base64, csv, hashlib, hmac, json, sys

def code(key, step, name):
    mac = hmac.new(key, (59 // step).to_bytes(8, 'big'), name).digest()
    at = mac[-1] & 15
    return '%06d' % ((int.from_bytes(mac[at:at + 4], 'big') & 0x7fffffff) % 1000000)

def base32(text):
    return base64.b32decode(text + '=' * (-len(text) % 8))

def entra(file):
    for row in csv.DictReader(file):
        about = [row['upn'], row['manufacturer'], row['model']]
        yield row['serial number'], base32(row['secret key']), int(row['time interval']), 'sha1', about

def graph(file):
    for device in json.load(file)['value']:
        about = [device['manufacturer'], device['model']]
        name = {'hmacsha1': 'sha1', 'hmacsha256': 'sha256'}[device['hashFunction']]
        yield device['serialNumber'], base32(device['secretKey']), device['timeIntervalInSeconds'], name, about

def short(file):
    for serial, secret in csv.reader(file):
        yield serial, bytes.fromhex(secret), 30, 'sha1', []

def oath(file):
    for serial, secret, kind, digits, step, *name in csv.reader(file):
        assert (kind, digits) == ('totp', '6')
        yield serial, bytes.fromhex(secret), int(step), name[0] if name else 'sha1', []

readers = {'entra-csv': entra, 'graph-json': graph, 'duo-csv': short, 'pingid-csv': short, 'netiq-csv': oath,
           'privacyidea-csv': oath, 'linotp-csv': oath}
with open(sys.argv[2], newline='', encoding='utf-8') as file:
    for serial, key, step, name, about in readers[sys.argv[1]](file):
        print(serial, step, name, code(key, step, name), *about, sep='|')
";

/// Debian's own Python goes first: another one may not know its packages.
fn python(packages: &str) -> Option<&'static str> {
    let knows = |python: &&str| {
        let tried = Command::new(python)
            .args(["-c", &format!("import {packages}")])
            .output();
        tried.is_ok_and(|output| output.status.success())
    };
    let found = ["/usr/bin/python3", "python3"].into_iter().find(knows);
    if found.is_none() {
        println!("skipped: no Python with {packages} is installed (scripts/setup --tests installs it)");
        assert!(std::env::var_os("CI").is_none(), "in CI it has to be");
    }
    found
}

fn read_by_python(content: &[u8], passphrase: Option<&str>) -> Option<String> {
    let python = python("pskc, cryptography")?;
    Some(in_a_file(content, |path| {
        run(Command::new(python).arg("-c").arg(READER).arg(path).args(passphrase))
    }))
}

fn in_a_file(content: &[u8], read: impl FnOnce(&Path) -> String) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tokens");
    std::fs::write(&path, content).unwrap();
    read(&path)
}

fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
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

/// What of these a format takes: a token of this desk, another maker's with a step of a minute, one with SHA-256.
fn taken(format: &dyn Format) -> Vec<u8> {
    let upn = Upn::kept("anna@example.com".into());
    let tokens = ["8659632000001", "8659632000002", "8659632000003"];
    let tokens = tokens.map(|serial| TokenId::from(Serial::kept(serial.into())));
    let makes = [
        Make::Programmable(Model::C302I),
        Make::new("A & B", "c202 blue"),
        Make::Programmable(Model::C302I),
    ];
    let of = |at: usize, algorithm, period| Row {
        upn: &upn,
        object_id: None,
        token: &tokens[at],
        make: &makes[at],
        parameters: Parameters { algorithm, period },
    };
    // the keys of RFC 6238
    let keys: [&[u8]; 2] = [b"12345678901234567890", b"12345678901234567890123456789012"];
    let seeds = keys.map(|key| Seed::new(key).unwrap());
    let rows = [
        (of(0, Algorithm::Sha1, Period::Thirty), &seeds[0]),
        (of(1, Algorithm::Sha1, Period::Sixty), &seeds[0]),
        (of(2, Algorithm::Sha256, Period::Thirty), &seeds[1]),
    ];
    match format.bytes(&rows, &Options::default()) {
        Ok(bytes) => bytes.to_vec(),
        Err(NotMade::Refused(refused)) => {
            let fine = rows
                .iter()
                .enumerate()
                .filter(|(at, _)| refused.iter().all(|(index, _)| index != at));
            let fine: Vec<_> = fine.map(|(_, row)| *row).collect();
            format.bytes(&fine, &Options::default()).unwrap().to_vec()
        }
        Err(other) => panic!("{}: {other}", format.word()),
    }
}

#[test]
fn each_list_is_read_by_another_reader_and_makes_the_codes_of_the_tokens() {
    const ONE: &str = "8659632000001|30|sha1|287082";
    const TWO: &str = "8659632000002|60|sha1|755224";
    const THREE: &str = "8659632000003|30|sha256|119246";
    let Some(python) = python("csv, json") else { return };
    let folder = std::env::var_os("TAPDESK_FILES");
    for format in FORMATS.iter().filter(|format| !format.word().starts_with("pskc")) {
        let bytes = taken(*format);
        if let Some(folder) = &folder {
            std::fs::write(Path::new(folder).join(format.word()), &bytes).unwrap();
        }
        let read = in_a_file(&bytes, |path| {
            run(Command::new(python).args(["-c", CODES, format.word()]).arg(path))
        });
        let expected = match format.word() {
            "entra-csv" => format!("{ONE}|anna@example.com|Token2|C302-i\n{TWO}|anna@example.com|A & B|c202 blue\n"),
            "graph-json" => {
                format!("{ONE}|Token2|C302-i\n{TWO}|A & B|c202 blue\n{THREE}|Token2|C302-i\n")
            }
            "duo-csv" | "pingid-csv" => format!("{ONE}\n"),
            "netiq-csv" | "privacyidea-csv" => format!("{ONE}\n{TWO}\n"),
            "linotp-csv" => format!("{ONE}\n{TWO}\n{THREE}\n"),
            other => panic!("{other} has no reader here"),
        };
        assert_eq!(read, expected, "{}", format.word());
    }
}
