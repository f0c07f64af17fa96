//! What is true of every format, whatever its bytes are. What those are is tested beside each of them.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::desk::Upn;
use crate::otp::{Algorithm, Parameters, Period, Seed};
use crate::token2::{Make, Model, Serial, TokenId};

static MAKE: Make = Make::Programmable(Model::C302I);

fn rows<'a>(who: &'a [(Upn, TokenId)], seeds: &'a [Seed]) -> Vec<(Row<'a>, &'a Seed)> {
    let row = |(upn, token)| Row {
        upn,
        object_id: None,
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

fn parameters() -> impl Strategy<Value = Parameters> {
    let algorithm = prop_oneof![4 => Just(Algorithm::Sha1), 1 => Just(Algorithm::Sha256)];
    let period = prop_oneof![Just(Period::Thirty), Just(Period::Sixty)];
    (algorithm, period).prop_map(|(algorithm, period)| Parameters { algorithm, period })
}

/// People and tokens, and what is neither.
fn who() -> impl Strategy<Value = (Upn, TokenId)> {
    let texts = ("[ -~ü]{0,12}|[a-z]{1,8}@example\\.com", "[0-9]{13}|[ -~]{0,16}");
    texts.prop_map(|(upn, serial)| (Upn::kept(upn), Serial::kept(serial).into()))
}

proptest! {
    /// The rows that are refused without a look at their seeds are refused with it; and what is left once all of them are
    /// left out is a file, however it looked before.
    #[test]
    fn a_row_is_refused_for_what_was_named_and_then_there_are_no_bytes(
        all in prop::collection::vec((who(), parameters(), prop::collection::vec(any::<u8>(), 1..=Seed::MAX_LEN)), 0..5),
    ) {
        let who: Vec<_> = all.iter().map(|(who, ..)| who.clone()).collect();
        let seeds: Vec<Seed> = all.iter().map(|(.., key)| Seed::new(key).unwrap()).collect();
        let mut rows = rows(&who, &seeds);
        for ((row, _), (_, parameters, _)) in rows.iter_mut().zip(&all) {
            row.parameters = *parameters;
        }
        let plain: Vec<Row<'_>> = rows.iter().map(|(row, _)| *row).collect();
        // of those that encrypt, the bytes are tried where they are made
        for format in FORMATS.iter().filter(|format| !format.is_sealed()) {
            let refusals = format.refusals(&plain);
            prop_assert_eq!(refusals.len(), rows.len());
            let named = refusals.iter().flatten().all(|why| format.refuses().contains(why));
            prop_assert!(named, "{:?}", refusals);
            let refused = match format.bytes(&rows, &Options::default()) {
                Ok(_) => vec![],
                Err(NotMade::Refused(refused)) => refused,
                Err(other) => return Err(TestCaseError::fail(other.to_string())),
            };
            for (index, why) in refusals.iter().enumerate() {
                prop_assert!(why.is_none_or(|why| refused.contains(&(index, why))), "{:?}: {:?}", format, refused);
            }
            prop_assert!(refused.iter().all(|(index, why)| *index < rows.len() && format.refuses().contains(why)));
            let fine = rows.iter().enumerate().filter(|(at, _)| refused.iter().all(|(index, _)| index != at));
            let fine: Vec<_> = fine.map(|(_, row)| *row).collect();
            prop_assert!(format.bytes(&fine, &Options::default()).is_ok(), "{:?}", format);
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
    for format in FORMATS.iter().filter(|format| !format.is_sealed()) {
        let bytes = format.bytes(&rows, &Options::default()).unwrap();
        assert!(
            has(&String::from_utf8_lossy(&bytes)),
            "{format:?}: in base32, hex or base64"
        );
        let shown = format.preview(&[rows[0].0], &Options::default()).join("\n");
        assert!(!has(&shown) && shown.contains("8659622000123"), "{shown}");
    }
}
