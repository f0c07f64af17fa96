//! Files of factory seeds as makers, portals, spreadsheets and people write them.

use std::collections::BTreeMap;
use std::fmt::Write;

use proptest::prelude::*;

use super::*;
use crate::desk::StockReason;
use crate::otp::{Algorithm, Parameters, Period, SeedError};
use crate::token2::Serial;

/// RFC 6238's SHA-1 key.
const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const HEADER: &str = "upn,serial number,secret key,time interval,manufacturer,model";

/// A file of factory seeds that is not encrypted.
fn seeds(bytes: &[u8], cancel: &Cancel) -> Result<StockRead, StockTrouble> {
    read(bytes, None, cancel).map(|content| match content {
        Content::Seeds(seeds) => seeds,
        Content::List(_) => panic!("a list of who gets which token"),
    })
}

fn read_text(text: &str) -> Result<StockRead, StockTrouble> {
    seeds(text.as_bytes(), &Cancel::default())
}

fn skipped(read: &StockRead) -> Vec<(u64, StockReason)> {
    read.skipped.iter().map(|line| (line.line, line.why)).collect()
}

fn serials(read: &StockRead) -> Vec<(u64, &str)> {
    let tokens = read.tokens.iter();
    tokens.map(|(line, token)| (*line, token.serial.as_str())).collect()
}

/// What the lines below the usual header give; the first of them is line 2.
fn of_lines(lines: &[&str]) -> StockRead {
    read_text(&format!("{HEADER}\r\n{}\r\n", lines.join("\r\n"))).unwrap()
}

#[test]
fn the_file_that_the_maker_sends_is_read_to_the_last_field() {
    let read = of_lines(&[
        &format!(",2602080012345,{SECRET},30,Token2,c202"),
        &format!("anna@example.com,8659622000123,{SECRET},60,Token2,OTPC-P2-i"),
    ]);
    assert_eq!(serials(&read), [(2, "2602080012345"), (3, "8659622000123")]);
    let [(_, classic), (_, programmable)] = read.tokens.as_slice() else {
        panic!("two tokens");
    };
    assert_eq!(classic.seed.expose(), b"12345678901234567890");
    assert_eq!((classic.make.maker(), classic.make.model()), ("Token2", "c202"));
    assert_eq!(classic.parameters, Parameters::STANDARD);
    let minute = Parameters {
        algorithm: Algorithm::Sha1,
        period: Period::Sixty,
    };
    assert_eq!(programmable.parameters, minute);
    assert!(programmable.make.programmable().is_some());
}

#[test]
fn headings_are_known_however_they_are_written() {
    let row = |delimiter: &str| ["", "2602080012345", SECRET, "60", "Token2", "c202"].join(delimiter);
    let (comma, semicolon, tab) = (row(","), row(";"), row("\t"));
    for text in [
        format!("upn,serialnumber,secretkey,timeinterval,manufacturer,model\n{comma}\n"),
        format!("UPN, Serial Number, Secret Key, Time Interval, Manufacturer, Model\r{comma}\r"),
        format!("\u{FEFF}{HEADER}\r\n\r\n{comma}"),
        format!("sep=;\r\n{}\r\n{semicolon}\r\n", HEADER.replace(',', ";")),
        format!("\"sep=\t\"\n{}\n{tab}\n", HEADER.replace(',', "\t")),
        format!("#TYPE Seeds\n{HEADER}\n,,,,,\n \n{comma}\n"),
        format!("{HEADER},Enabled\n{comma},True\n"),
        format!(
            "\"{}\"\n\"{}\"\n",
            HEADER.replace(',', "\",\""),
            comma.replace(',', "\",\"")
        ),
        format!("\"{HEADER}\"\n\"{comma}\"\n"),
        format!("model,secret_key,manufacturer,Time-Interval,SERIAL\nc202,{SECRET},Token2,60,2602080012345\n"),
    ] {
        for bytes in encodings(&text) {
            let read = seeds(&bytes, &Cancel::default()).unwrap();
            assert_eq!(read.skipped, [], "{text}");
            let [(_, token)] = read.tokens.as_slice() else {
                panic!("{text}");
            };
            assert_eq!(token.serial.as_str(), "2602080012345");
            assert_eq!((token.make.maker(), token.make.model()), ("Token2", "c202"), "{text}");
            assert_eq!(token.parameters.period, Period::Sixty);
        }
    }
}

fn encodings(text: &str) -> [Vec<u8>; 4] {
    let units = || text.encode_utf16();
    [
        text.as_bytes().to_vec(),
        units().flat_map(u16::to_le_bytes).collect(),
        [
            &b"\xFF\xFE"[..],
            &units().flat_map(u16::to_le_bytes).collect::<Vec<_>>(),
        ]
        .concat(),
        [
            &b"\xFE\xFF"[..],
            &units().flat_map(u16::to_be_bytes).collect::<Vec<_>>(),
        ]
        .concat(),
    ]
}

#[test]
fn what_names_no_serial_and_no_secret_is_refused() {
    for text in [
        "",
        "\n\n",
        "upn,name\na@example.com,Anna\n",
        "serial number,model\n2602080012345,c202\n",
        &format!(",2602080012345,{SECRET},30,Token2,c202\n"),
    ] {
        assert!(matches!(read_text(text), Err(StockTrouble::NoColumns)), "{text}");
    }
    let large = vec![b'a'; MOST_BYTES + 1];
    assert!(matches!(seeds(&large, &Cancel::default()), Err(StockTrouble::TooLarge)));
    let long = "\n".repeat(2_000_001);
    assert!(matches!(read_text(&long), Err(StockTrouble::TooLong)));
    assert!(matches!(
        seeds(b"PK\x03\x04", &Cancel::default()),
        Err(StockTrouble::NotText)
    ));
}

#[test]
fn each_line_that_is_no_token_says_why() {
    let long = "A".repeat(104);
    for (line, why) in [
        (
            format!(",\"2602080012346,{SECRET},30,Token2,c202"),
            StockReason::OpenQuote,
        ),
        (",2602080012346".to_owned(), StockReason::Short),
        (format!(",,{SECRET},30,Token2,c202"), StockReason::NoSerial),
        (
            format!(",2602 080012346,{SECRET},30,Token2,c202"),
            StockReason::NotSerial,
        ),
        (
            format!(",8.65962E+12,{SECRET},30,Token2,c202"),
            StockReason::DamagedSerial,
        ),
        (
            format!(",\"8,65962E+12\",{SECRET},30,Token2,c202"),
            StockReason::DamagedSerial,
        ),
        (
            format!(",260208001234,{SECRET},30,Token2,c202"),
            StockReason::ShortenedSerial,
        ),
        (",2602080012346,,30,Token2,c202".to_owned(), StockReason::NoSecret),
        (
            ",2602080012346,3132333435363738393031323334353637383930,30,Token2,c202".to_owned(),
            StockReason::HexSecret,
        ),
        (
            ",2602080012346,nonsense!,30,Token2,c202".to_owned(),
            StockReason::NotSecret,
        ),
        (
            ",2602080012346,GEZDGNBV,30,Token2,c202".to_owned(),
            StockReason::WeakSecret,
        ),
        (
            format!(",2602080012346,{long},30,Token2,c202"),
            StockReason::Seed(SeedError::TooLong(65)),
        ),
        (format!(",2602080012346,{SECRET},45,Token2,c202"), StockReason::Period),
        (format!(",2602080012345,{SECRET},30,Token2,c202"), StockReason::Twice),
        (
            ",2602080012345,MZXW6YTBOI2XQ33VMZXW6YTBOI2XQ33V,30,Token2,c202".to_owned(),
            StockReason::Twice,
        ),
    ] {
        let fine = |serial: &str| format!(",{serial},{SECRET},30,Token2,c202");
        let read = of_lines(&[&fine("2602080012345"), "", &line, &fine("2602080012347")]);
        assert_eq!(skipped(&read), [(4, why)], "{line}");
        assert_eq!(serials(&read), [(2, "2602080012345"), (5, "2602080012347")]);
    }
}

#[test]
fn lines_are_counted_as_an_editor_counts_them() {
    let fine = |serial: &str| format!(",{serial},{SECRET},30,Token2,\"c\n202\"");
    for end in ["\n", "\r\n", "\r"] {
        let text = [
            "Our tokens",
            "",
            HEADER,
            &fine("2602080012345"),
            "",
            &fine("2602080012346"),
        ]
        .join(end);
        let read = read_text(&text).unwrap();
        assert_eq!(skipped(&read), [(1, StockReason::AboveHeadings)]);
        assert_eq!(serials(&read), [(4, "2602080012345"), (7, "2602080012346")]);
        assert_eq!(read.tokens[0].1.make.model(), "c 202");
    }
}

#[test]
fn a_serial_is_freed_of_what_spreadsheets_put_around_it() {
    let read = of_lines(&[
        &format!(",'2602080012345,{SECRET},30,Token2,c202"),
        &format!(",=\"2602080012346\",{SECRET},30,Token2,c202"),
        &format!(",\"=\"\"2602080012347\"\"\",{SECRET},30,Token2,c202"),
    ]);
    assert_eq!(
        serials(&read),
        [(2, "2602080012345"), (3, "2602080012346"), (4, "2602080012347")]
    );
}

#[test]
fn serials_of_other_lengths_are_shortened_only_where_the_rest_of_their_model_says_so() {
    let row = |serial: &str, model: &str| format!(",{serial},{SECRET},30,Token2,{model}");
    let of = |rows: &[(&str, &str)]| {
        let lines: Vec<String> = rows.iter().map(|(serial, model)| row(serial, model)).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        of_lines(&lines)
            .skipped
            .iter()
            .map(|line| line.line)
            .collect::<Vec<_>>()
    };
    let long = [
        ("2602080012345", "c202"),
        ("2602080012346", "c202"),
        ("2602080012347", "c202"),
    ];
    assert_eq!(of(&[&long[..], &[("602080012348", "c202")]].concat()), [5]);
    assert_eq!(
        of(&[&long[..], &[("602080012348", "c302")]].concat()),
        [0; 0],
        "another model"
    );
    assert_eq!(
        of(&[&long[..], &[("60208001234A", "c202")]].concat()),
        [0; 0],
        "no number"
    );
    assert_eq!(
        of(&[&long[..], &[("0602080012348", "c202"), ("1234567", "c202")]].concat()),
        [0; 0]
    );
    assert_eq!(
        of(&[("2602080012345", "c202"), ("602080012348", "c202")]),
        [0; 0],
        "who is right?"
    );
    assert_eq!(
        of(&[("2602080012345", ""), ("2602080012346", ""), ("602080012348", "")]),
        [0; 0]
    );
}

#[test]
fn what_is_given_up_ends_early() {
    let cancel = Cancel::default();
    cancel.cancel();
    let text = format!("{HEADER}\n,2602080012345,{SECRET},30,Token2,c202\n");
    assert!(seeds(text.as_bytes(), &cancel).unwrap().tokens.is_empty());
}

/// A line that is broken in one of ten ways, and how.
fn broken(way: usize, serial: u64) -> (String, StockReason) {
    let row = |serial: &str, secret: &str, period: &str| format!(",{serial},{secret},{period},Token2,c202");
    let own = serial.to_string();
    match way {
        0 => (row("\"8659", SECRET, "30"), StockReason::OpenQuote),
        1 => (format!(",{own}"), StockReason::Short),
        2 => (row("", SECRET, "30"), StockReason::NoSerial),
        3 => (row("86 59", SECRET, "30"), StockReason::NotSerial),
        4 => (row("2.60208E+12", SECRET, "30"), StockReason::DamagedSerial),
        5 => (row(&own[..12], SECRET, "30"), StockReason::ShortenedSerial),
        6 => (row(&own, "", "30"), StockReason::NoSecret),
        7 => (row(&own, "0102030405060708090a", "30"), StockReason::HexSecret),
        8 => (row(&own, SECRET, "90"), StockReason::Period),
        _ => (row("2602080000000", SECRET, "30"), StockReason::Twice),
    }
}

#[test]
fn in_a_hundred_thousand_lines_exactly_the_forty_broken_ones_are_named() {
    let mut text = format!("{HEADER}\r\n");
    let mut expected = BTreeMap::new();
    for index in 0..100_000_u64 {
        let serial = 2_602_080_000_000 + index;
        if index % 2500 == 1234 {
            let (line, why) = broken(expected.len() % 10, serial);
            writeln!(text, "{line}\r").unwrap();
            expected.insert(index + 2, why);
        } else {
            writeln!(text, ",{serial},{SECRET},30,Token2,c202\r").unwrap();
        }
    }
    let start = std::time::Instant::now();
    let read = read_text(&text).unwrap();
    println!("100,000 lines in {:?}", start.elapsed());
    assert_eq!(expected.len(), 40);
    assert_eq!(read.tokens.len(), 99_960);
    assert_eq!(skipped(&read), expected.into_iter().collect::<Vec<_>>());
}

proptest! {
    /// Lines without an end in a cell; the last one may be open.
    #[test]
    fn each_line_is_a_token_or_named_once(
        lines in prop::collection::vec(
            prop_oneof![
                "[a-z@.]{0,6},[0-9]{12,13},[A-Z2-7]{16},(30|60|45),Token2,c20[0-3]",
                "[0-9,;\"'=A-Z ]{0,40}",
                Just(String::new()),
                Just(",,,,,".to_owned()),
            ],
            0..30,
        ),
        end in prop_oneof![Just("\n"), Just("\r\n"), Just("\r")],
    ) {
        let text = format!("{HEADER}{end}{}", lines.join(end));
        let read = read_text(&text).unwrap();
        let mut named: Vec<u64> = read.tokens.iter().map(|(line, _)| *line).collect();
        named.extend(read.skipped.iter().map(|skipped| skipped.line));
        named.sort_unstable();
        let once = named.windows(2).all(|pair| pair[0] < pair[1]);
        prop_assert!(once, "{:?}", named);
        prop_assert!(read.tokens.is_sorted_by_key(|(line, _)| *line));
        prop_assert!(read.skipped.is_sorted_by_key(|skipped| skipped.line));
        let within_quotes = lines.iter().any(|line| line.contains('"'));
        if !within_quotes {
            let filled = (2..).zip(&lines).filter(|(_, line)| line.chars().any(|c| c != ',' && c != ' '));
            prop_assert_eq!(named, filled.map(|(line, _)| line).collect::<Vec<u64>>());
        }
        let serials: std::collections::HashSet<&Serial> = read.tokens.iter().map(|(_, token)| &token.serial).collect();
        prop_assert_eq!(serials.len(), read.tokens.len());
    }

    #[test]
    fn no_bytes_bring_it_down(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes, None, &Cancel::default());
        let _ = read(&[HEADER.as_bytes(), b"\n", &bytes].concat(), None, &Cancel::default());
    }
}
