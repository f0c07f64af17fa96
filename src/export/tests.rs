//! What is true of every format, whatever its bytes are. What those are is tested beside each of them.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::desk::Upn;
use crate::otp::{Parameters, Seed};
use crate::token2::{Make, Model, Serial, TokenId};

static MAKE: Make = Make::Programmable(Model::C302I);

fn rows<'a>(who: &'a [(Upn, TokenId)], seeds: &'a [Seed]) -> Vec<(Row<'a>, &'a Seed)> {
    let row = |(upn, token)| Row {
        upn,
        token,
        make: &MAKE,
        parameters: Parameters::STANDARD,
    };
    let who = who.iter().map(|(upn, token)| (upn, token));
    who.map(row).zip(seeds).collect()
}

#[test]
fn each_has_a_word_and_names_of_its_own() {
    let words: BTreeSet<&str> = FORMATS.iter().map(|format| format.word()).collect();
    let stems: BTreeSet<&str> = FORMATS.iter().map(|format| format.stem()).collect();
    assert_eq!((words.len(), stems.len()), (FORMATS.len(), FORMATS.len()));
    let letters = |text: &str| !text.is_empty() && text.bytes().all(|c| c == b'-' || c.is_ascii_lowercase());
    for format in FORMATS {
        assert!(
            letters(format.word()) && letters(format.stem()) && letters(format.ending()),
            "{format:?}"
        );
        let name = format.file_name("2026-11-22-1007");
        assert_eq!(format.stamp_of(&name), Some("2026-11-22-1007"));
        let others = FORMATS.iter().filter(|other| other != &format);
        assert!(others.clone().all(|other| other.stamp_of(&name).is_none()), "{name}");
        assert_eq!(format.stamp_of(format.stem()), None);
    }
    assert_eq!(FORMATS[0], <&dyn Format>::default());
}

proptest! {
    /// Rows of people and tokens, and of what is neither.
    #[test]
    fn a_row_is_refused_for_what_was_named_and_then_there_are_no_bytes(
        who in prop::collection::vec(("[ -~ü]{0,12}|[a-z]{1,8}@example\\.com", "[0-9]{13}|[ -~]{0,16}"), 0..4),
        key in prop::collection::vec(any::<u8>(), 20..=Seed::MAX_LEN),
    ) {
        let who: Vec<_> = who.into_iter().map(|(upn, serial)| (Upn::kept(upn), Serial::kept(serial).into())).collect();
        let seeds: Vec<Seed> = who.iter().map(|_| Seed::new(&key).unwrap()).collect();
        let rows = rows(&who, &seeds);
        let plain: Vec<Row<'_>> = rows.iter().map(|(row, _)| *row).collect();
        for format in FORMATS {
            let refusals = format.refusals(&plain);
            prop_assert_eq!(refusals.len(), rows.len());
            let named = refusals.iter().flatten().all(|why| format.refuses().contains(why));
            prop_assert!(named, "{:?}", refusals);
            let bytes = format.bytes(&rows, &Options::default());
            if refusals.iter().any(Option::is_some) {
                prop_assert!(bytes.is_err());
            }
            let refused = match bytes {
                Ok(_) => vec![],
                Err(NotMade::Refused(refused)) => refused,
                Err(other) => return Err(TestCaseError::fail(other.to_string())),
            };
            prop_assert!(refused.iter().all(|(index, why)| *index < rows.len() && format.refuses().contains(why)));
        }
    }
}

#[test]
fn the_secret_is_in_the_file_and_never_in_its_preview() {
    // RFC 6238's SHA-1 key
    let seeds = [Seed::new(b"12345678901234567890").unwrap()];
    let anna = [(
        Upn::kept("anna@example.com".into()),
        Serial::kept("8659622000123".into()).into(),
    )];
    let rows = rows(&anna, &seeds);
    let secrets = [
        "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
        "3132333435363738",
        "MTIzNDU2Nzg5MDEyMzQ1Njc4OTA",
    ];
    let has = |text: &str| secrets.iter().any(|secret| text.contains(secret));
    for format in FORMATS {
        let bytes = format.bytes(&rows, &Options::default()).unwrap();
        assert!(
            has(&String::from_utf8_lossy(&bytes)),
            "{format:?}: in base32, hex or base64"
        );
        let shown = format.preview(&[rows[0].0], &Options::default()).join("\n");
        assert!(!has(&shown) && shown.contains("8659622000123"), "{shown}");
    }
}
