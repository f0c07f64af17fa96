//! Any bytes, and lists with faults sprinkled in: no line is lost without a word.

use proptest::prelude::*;

use super::tests::{counted, read_and_named};
use super::*;
use crate::desk::{Roster, UpnError};

/// Bytes of anything, and of tables with mistakes.
fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..200),
        "(\u{FEFF})?(sep=;\n|#TYPE x\r\n|version:v1.0\r)?((upn|name|badge|user type|[a-c]@x\\.de|#EXT#@x\\.de|Guest|1E\\+9|ü|\"|\"\"|\u{200B}|\0)?[,;\t\n\r\" ]){0,40}"
            .prop_map(String::into_bytes),
    ]
}

/// What may happen to a line of a list.
#[derive(Debug, Clone, Copy)]
enum Fault {
    None,
    OpenQuote,
    Control,
    Unseen,
    Blank,
    Wrapped,
    NoUpn,
    Other,
}

fn with_fault(number: usize, fault: Fault, delimiter: char) -> String {
    let (upn, name) = (format!("p{number}@contoso.com"), format!("Person {number}"));
    let d = delimiter;
    match fault {
        Fault::None => format!("{upn}{d}\"{name}\"{d}Sales"),
        Fault::OpenQuote => format!("{upn}{d}\"{name}{d}Sales"),
        Fault::Control => format!("{upn}{d}{name}\u{1F}{d}Sales"),
        Fault::Unseen => format!("\u{200B}\u{FEFF}{upn}\u{A0}{d}{name}{d}Sales"),
        Fault::Blank => format!("{d}{d}"),
        Fault::Wrapped => format!("\"{upn}{d}\"\"{name}\"\"{d}Sales\""),
        Fault::NoUpn => format!("{d}{name}{d}Sales"),
        Fault::Other => format!("{name}, elsewhere{d}{name}{d}Sales").replacen(',', ".", 1),
    }
}

fn faults() -> impl Strategy<Value = Vec<Fault>> {
    let one = prop_oneof![
        6 => Just(Fault::None),
        1 => Just(Fault::OpenQuote),
        1 => Just(Fault::Control),
        1 => Just(Fault::Unseen),
        1 => Just(Fault::Blank),
        1 => Just(Fault::Wrapped),
        1 => Just(Fault::NoUpn),
        1 => Just(Fault::Other),
    ];
    proptest::collection::vec(one, 1..30)
}

proptest! {
    #[test]
    fn whatever_the_bytes_are_each_row_is_a_person_or_left_out(bytes in any_bytes(), column in 0_usize..4) {
        let Ok(file) = read(&bytes) else { return Ok(()) };
        for columns in [file.columns(), Columns { upn: Some(column), name: Some(column), ..Columns::default() }] {
            let found = file.people(&columns);
            let above = found.skipped.iter().filter(|row| row.why == SkipReason::AboveHeadings).count();
            prop_assert_eq!(found.people.len() + found.skipped.len() - above, file.sample(usize::MAX).len());
            prop_assert_eq!(counted(&found), found.lines.all);
            prop_assert!(found.damaged_badges <= found.people.len());
            prop_assert!(found.skipped.is_sorted_by_key(|row| row.line));
            let count = found.people.len();
            prop_assert_eq!(Roster::new(found.people).len(), count, "no UPN is there twice");
        }
    }

    #[test]
    fn every_line_of_a_list_with_faults_is_a_person_or_named(
        faults in faults(),
        delimiter in prop::sample::select(vec![',', ';', '\t']),
        end in prop::sample::select(vec!["\r\n", "\n", "\r"]),
        above in prop::sample::select(vec!["", "sep=", "#TYPE X", "version:v1.0"]),
        coding in 0..4,
    ) {
        let mut lines = vec![];
        if !above.is_empty() {
            lines.push(if above == "sep=" { format!("sep={delimiter}") } else { above.to_owned() });
        }
        lines.push(["UPN", "Name", "Department"].join(&delimiter.to_string()));
        let before = lines.len() as u64;
        lines.extend(faults.iter().enumerate().map(|(number, fault)| with_fault(number, *fault, delimiter)));
        let text = lines.join(end) + end;
        let bytes: Vec<u8> = match coding {
            0 => text.into_bytes(),
            1 => [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
            2 => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            _ => [0xFE, 0xFF].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect(),
        };
        let (people, named) = read_and_named(&bytes);
        for (number, fault) in faults.iter().enumerate() {
            let upn = format!("p{number}@contoso.com");
            let why = named.iter().find(|(line, _)| *line == before + 1 + number as u64).map(|(_, why)| *why);
            let expected = match fault {
                Fault::OpenQuote => Some(SkipReason::OpenQuote),
                Fault::NoUpn => Some(SkipReason::NoUpn),
                Fault::Other => Some(SkipReason::NotUpn(UpnError::At)),
                _ => None,
            };
            prop_assert_eq!(why, expected, "{:?}", fault);
            let is_person = !matches!(fault, Fault::Blank) && expected.is_none();
            prop_assert_eq!(people.contains(&upn), is_person, "{:?}", fault);
        }
    }
}
