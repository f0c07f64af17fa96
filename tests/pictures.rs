//! The pictures of `tests/data/pictures`, drawn by other programs (`scripts/qr-pictures`): what is read in each, and what
//! the desk takes it for.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tapdesk::desk::{Misfit, Scanned};
use tapdesk::export::picture::{PictureError, SymbolKind, read, read_pixels};
use tapdesk::otp::{OtpauthError, SeedError};

/// A code of a picture: its kind, what it is taken for, its text.
type Row = (String, String, String);

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/pictures")
}

/// The codes by their pictures.
fn table() -> BTreeMap<String, Vec<Row>> {
    let mut table: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for line in std::fs::read_to_string(folder().join("table.tsv")).unwrap().lines() {
        let [picture, kind, verdict, text] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("not a line of the table: {line}");
        };
        let row = (kind.into(), verdict.into(), text.into());
        table.entry(picture.into()).or_default().push(row);
    }
    table
}

/// What a text is taken for, in the words of the table.
fn verdict(text: &str) -> String {
    let refused = |why| match why {
        OtpauthError::Digits => "digits",
        OtpauthError::Step => "step",
        OtpauthError::Hash => "hash",
        OtpauthError::Counter => "counter",
        OtpauthError::Secret(SeedError::TooShort(_)) => "short",
        _ => "refused",
    };
    match Scanned::recognise(text) {
        Scanned::Otpauth(Ok(_)) => "otpauth",
        Scanned::Otpauth(Err(why)) => refused(why),
        Scanned::Secret(_) => "secret",
        Scanned::Serial(_) => "serial",
        Scanned::Code(_) => "number",
        Scanned::Misfit(Misfit::PhoneFactor) => "push",
        Scanned::Misfit(Misfit::Passkey) => "passkey",
        Scanned::Misfit(Misfit::Link) => "link",
        Scanned::Misfit(Misfit::Migration { accounts }) => return format!("export-{}", accounts.unwrap()),
        Scanned::Text => "text",
        other => panic!("{other:?}"),
    }
    .into()
}

const fn is_code(kind: &str) -> bool {
    matches!(kind.as_bytes(), b"qr" | b"barcode")
}

fn kind(kind: SymbolKind) -> &'static str {
    match kind {
        SymbolKind::Qr => "qr",
        SymbolKind::Barcode => "barcode",
    }
}

#[test]
fn codes_are_read_as_they_were_drawn_and_none_is_read_wrongly() {
    let mut read_codes = 0;
    let mut all = 0;
    let mut missed = Vec::new();
    let table = table();
    let began = Instant::now();
    for (picture, rows) in &table {
        let expected: Vec<&Row> = rows.iter().filter(|(kind, ..)| is_code(kind)).collect();
        all += expected.len();
        let Ok(found) = read(&std::fs::read(folder().join(picture)).unwrap()) else {
            missed.extend(expected.iter().map(|_| picture.as_str()));
            continue;
        };
        let mut expected = expected.into_iter();
        for symbol in &found.symbols {
            // in their order; those that were missed are passed over
            let row = expected.by_ref().inspect(|_| missed.push(picture));
            let row = row.into_iter().find(|(_, _, text)| *text == *symbol.text);
            let (of_kind, verdict_of, text) = row.unwrap_or_else(|| panic!("{picture}: {:?}", *symbol.text));
            missed.pop();
            read_codes += 1;
            assert_eq!(kind(symbol.kind), of_kind, "{picture}");
            assert_eq!(verdict(text), *verdict_of, "{picture}");
        }
        missed.extend(expected.map(|_| picture.as_str()));
    }
    println!(
        "{read_codes} of {all} codes in {} pictures were read, in {:?}; not those of {missed:?}",
        table.len(),
        began.elapsed()
    );
    assert!(table.len() >= 60 && read_codes * 100 >= all * 95, "{missed:?}");
}

#[test]
fn what_is_no_picture_of_a_code_is_told() {
    for (picture, rows) in table() {
        let (kind, ..) = &rows[0];
        let found = read(&std::fs::read(folder().join(&picture)).unwrap());
        let found = found.map(|found| found.symbols.len());
        match kind.as_str() {
            "none" => assert_eq!(found, Ok(0), "{picture}"),
            "broken" => assert_eq!(found, Err(PictureError::Broken), "{picture}"),
            "unknown" => assert_eq!(found, Err(PictureError::NotPicture), "{picture}"),
            "vast" => assert_eq!(found, Err(PictureError::TooManyPixels), "{picture}"),
            _ => assert!(found.is_ok(), "{picture}"),
        }
    }
}

/// Screens come as pixels. What is printed is about half as much on a machine that does nothing else.
#[test]
fn a_screen_is_read_in_time() {
    for (width, height) in [(1280, 800), (3840, 2160)] {
        let grey: Vec<u8> = (0..width * height).map(|at| (at % 1009 * 7919 % 251) as u8).collect();
        let noise: Vec<u8> = grey.iter().flat_map(|grey| [*grey, *grey, *grey, 255]).collect();
        let blank = vec![255; noise.len()];
        for (of, pixels) in [("blank", &blank), ("noisy", &noise)] {
            let began = Instant::now();
            let found = read_pixels(width, height, pixels);
            println!("{width}x{height} {of}: {:?}", began.elapsed());
            assert!(found.symbols.is_empty() && began.elapsed() < Duration::from_secs(20));
        }
    }
    for page in [
        "page-light.png",
        "page-dark.png",
        "page-4k.png",
        "page-without-code.png",
    ] {
        let bytes = std::fs::read(folder().join(page)).unwrap();
        let began = Instant::now();
        let found = read(&bytes).unwrap();
        println!("{page}: {} in {:?}", found.symbols.len(), began.elapsed());
    }
}
