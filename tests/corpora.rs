//! What the fuzzer has found worth keeping is replayed: no bytes from outside may bring the desk down.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::path::Path;

#[path = "fuzz/bodies.rs"]
mod bodies;

fn replay(name: &str, body: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fuzz/corpus")
        .join(name);
    let mut count = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        body(&std::fs::read(entry.unwrap().path()).unwrap());
        count += 1;
    }
    println!("{name}: {count} inputs replayed");
    assert!(count >= 3, "{name} has a corpus");
}

#[test]
fn infos_of_tokens() {
    replay("info", bodies::info);
}

#[test]
fn answers_of_cards() {
    replay("answers", bodies::answers);
}

#[test]
fn pasted_texts() {
    replay("pasted", bodies::pasted);
}

#[test]
fn settings_files() {
    replay("settings", bodies::settings);
}

#[test]
fn ledger_files() {
    replay("ledger_file", bodies::ledger_file);
}

#[test]
fn orders_of_events() {
    replay("order", bodies::order);
}

#[test]
fn lists_of_people() {
    replay("people", bodies::people);
}

#[test]
fn files_of_factory_seeds() {
    replay("stock", bodies::stock);
}

/// The lists that were worth keeping give the people that somebody sees in them, and name the other lines.
#[test]
fn lists_of_people_give_their_people() {
    let all = ["kim@contoso.com", "lee@contoso.com", "mia@contoso.com"];
    let cases: [(&str, &[&str], &[u64]); 8] = [
        ("mac-line-ends.csv", &all[..2], &[]),
        (
            "mail-before-username.csv",
            &["kexample@corp.contoso.com", "lsample@corp.contoso.com"],
            &[],
        ),
        (
            "one-control-character.csv",
            &[
                "kim@contoso.com",
                "lee@contoso.com",
                "mia@contoso.com",
                "kai@contoso.com",
            ],
            &[],
        ),
        (
            "open-quote.csv",
            &[
                "kim@contoso.com",
                "mia@contoso.com",
                "max@contoso.com",
                "nia@contoso.com",
            ],
            &[3],
        ),
        ("second-bom.csv", &all, &[]),
        ("sep-line.csv", &all, &[]),
        ("type-line-semicolon.csv", &all, &[]),
        ("version-line.csv", &all, &[]),
    ];
    for (name, people, left_out) in cases {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/fuzz/corpus/people")
            .join(name);
        let file = tapdesk::export::people::read(&std::fs::read(path).unwrap()).unwrap();
        let found = file.people(&file.columns());
        let upns: Vec<&str> = found.people.iter().map(|person| person.upn.as_str()).collect();
        assert_eq!(upns, people, "{name}");
        let lines: Vec<u64> = found.skipped.iter().map(|row| row.line).collect();
        assert_eq!(lines, left_out, "{name}");
        let named = found.people.iter().filter(|person| !person.name.is_empty()).count();
        assert_eq!(named, people.len(), "{name}: with their names");
    }
}

/// The files of seeds that were worth keeping give so many tokens, and name the other lines; the hostile ones are refused.
#[test]
fn files_of_factory_seeds_give_their_tokens() {
    use tapdesk::desk::{Cancel, StockKey, StockTrouble};
    /// How many tokens, and which lines are left out.
    type Found<'l> = Result<(usize, &'l [u64]), StockTrouble>;
    let cases: [(&str, Found<'_>); 12] = [
        ("maker.csv", Ok((4, &[]))),
        ("portal-enabled.csv", Ok((1, &[]))),
        ("semicolon-utf-16.csv", Ok((1, &[]))),
        ("spreadsheet.csv", Ok((3, &[2, 6]))),
        ("broken-lines.csv", Ok((1, &[1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13]))),
        ("wrapped-rows.csv", Ok((1, &[]))),
        ("plain.xml", Ok((1, &[]))),
        ("rfc6030-figure-6.xml", Ok((1, &[]))),
        ("hostile-pieces.xml", Ok((1, &[]))),
        ("hostile-entities.xml", Err(StockTrouble::NotPskc)),
        ("hostile-external.xml", Err(StockTrouble::NotPskc)),
        ("cut-off.xml", Err(StockTrouble::NotPskc)),
    ];
    let key = StockKey("12345678901234567890123456789012".to_owned().into());
    for (name, expected) in cases {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/fuzz/corpus/stock")
            .join(name);
        let bytes = std::fs::read(path).unwrap();
        let read = tapdesk::export::stock::read(&bytes, Some(&key), &Cancel::default());
        let found = read.map(|read| {
            let tapdesk::export::stock::Content::Seeds(read) = read else {
                panic!("{name} has seeds");
            };
            let lines: Vec<u64> = read.skipped.iter().map(|skipped| skipped.line).collect();
            (read.tokens.len(), lines)
        });
        let expected = expected.map(|(tokens, lines)| (tokens, lines.to_vec()));
        assert_eq!(found, expected, "{name}");
    }
}

/// The lists of who gets which token give so many rows, and name the other lines.
#[test]
fn lists_of_who_gets_which_token_give_their_rows() {
    use tapdesk::desk::Cancel;
    use tapdesk::export::stock::{Content, read};
    for (name, rows, left_out) in [
        ("who-gets-which.csv", 3, vec![]),
        ("who-gets-which-broken.csv", 1, vec![3, 4, 5, 6, 7, 8]),
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/fuzz/corpus/stock")
            .join(name);
        let Ok(Content::List(list)) = read(&std::fs::read(path).unwrap(), None, &Cancel::default()) else {
            panic!("{name} is a list");
        };
        let lines: Vec<u64> = list.skipped.iter().map(|skipped| skipped.line).collect();
        assert_eq!((list.lines.len(), lines), (rows, left_out), "{name}");
    }
}
