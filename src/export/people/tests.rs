//! Lists as Entra ID, spreadsheets and people write them.

use proptest::prelude::*;

use super::*;
use crate::desk::Roster;

const ANNA: &str = "00000000-0000-4000-8000-00000000000a";

fn imported(text: &str) -> Imported {
    let file = read(text.as_bytes()).unwrap();
    file.people(&file.columns())
}

fn upns(text: &str) -> Vec<String> {
    let people = imported(text).people.into_iter();
    people.map(|person| person.upn.to_string()).collect()
}

fn skipped(text: &str) -> Vec<(u64, SkipReason)> {
    let skipped = imported(text).skipped.into_iter();
    skipped.map(|row| (row.line, row.why)).collect()
}

#[test]
fn the_users_that_entra_lets_one_download_are_read_as_they_come() {
    let text = format!(
        "\u{FEFF}userPrincipalName,displayName,surname,mail,givenName,objectId,userType,jobTitle,department,accountEnabled,\
         usageLocation,employeeId\r\n\
         anna.mueller@contoso.com,Anna Müller,Müller,anna.mueller@contoso.com,Anna,{ANNA},Member,Clerk,\"Sales, North\",True,\
         DE,00471\r\n\
         sam_partner.com#EXT#@contoso.com,Sam,,sam@partner.com,,{ANNA},Guest,,,True,,\r\n\
         eve@contoso.com,,Example,,Eve,,Guest,,,True,,\r\n"
    );
    let Imported { people, skipped, .. } = imported(&text);
    let anna = Person {
        upn: Upn::parse("anna.mueller@contoso.com").unwrap(),
        name: "Anna Müller".into(),
        department: "Sales, North".into(),
        badge: "00471".into(),
        object_id: ANNA.into(),
        guest: false,
    };
    let eve = Person {
        upn: Upn::parse("eve@contoso.com").unwrap(),
        name: "Eve Example".into(),
        department: String::new(),
        badge: String::new(),
        object_id: String::new(),
        guest: true,
    };
    assert_eq!(people, [anna, eve]);
    let why = SkipReason::Guest;
    assert_eq!(skipped, [Skipped { line: 3, why }]);
}

#[test]
fn a_list_of_any_encoding_and_delimiter_gives_the_same_people() {
    for delimiter in [",", ";", "\t"] {
        let text = ["UPN;Name;Abteilung", "a@example.com;Jürgen Groß;Büro", ""]
            .join("\r\n")
            .replace(';', delimiter);
        let utf_16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
        for bytes in [
            text.clone().into_bytes(),
            [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
            [&b"\xFF\xFE"[..], &utf_16].concat(),
            [&b"\xFE\xFF"[..], &big].concat(),
            latin,
        ] {
            let file = read(&bytes).unwrap();
            let found = file.people(&file.columns()).people;
            assert_eq!(
                (found[0].name.as_str(), found[0].department.as_str()),
                ("Jürgen Groß", "Büro")
            );
            assert_eq!(file.header, ["UPN", "Name", "Abteilung"]);
        }
    }
}

#[test]
fn without_a_heading_for_it_the_column_that_is_mostly_upns_is_taken() {
    let text = "Nr;Login;Manager;Name\n1;a@example.com;z@example.com;A\n2;b@example.com;;B\n3;unknown;;C\n";
    assert_eq!(read(text.as_bytes()).unwrap().columns().upn, Some(1));
    assert_eq!(upns(text), ["a@example.com", "b@example.com"]);
    let same = "Name;Mail;Manager\nA;a@example.com;z@example.com\nB;b@example.com;z@example.com\n";
    assert_eq!(
        read(same.as_bytes()).unwrap().columns().upn,
        Some(1),
        "the first of equal ones"
    );
    let few = "Name;Notes\nA;a@example.com\nB;none\nC;none\n";
    assert_eq!(read(few.as_bytes()).unwrap().columns().upn, None);
    let said = "Mail;UPN\na@example.com;b@example.com\n";
    assert_eq!(upns(said), ["b@example.com"], "a heading says so");
}

#[test]
fn a_list_whose_first_row_has_a_upn_has_no_headings() {
    let text = "Anna;anna@example.com\nBob;bob@example.com\n";
    let file = read(text.as_bytes()).unwrap();
    assert_eq!((file.header.len(), file.width()), (0, 2));
    assert_eq!(upns(text), ["anna@example.com", "bob@example.com"]);
    let corrected = Columns {
        name: Some(0),
        ..file.columns()
    };
    assert_eq!(file.people(&corrected).people[0].name, "Anna");
    assert_eq!(
        upns("anna@example.com\nbob@example.com"),
        ["anna@example.com", "bob@example.com"]
    );
    assert_eq!(
        upns("x_y.com#EXT#@example.com\nbob@example.com\n"),
        ["bob@example.com"],
        "the first may be a guest"
    );
}

#[test]
fn rows_that_cannot_be_used_are_named_by_line_and_reason() {
    let text = "upn,name\n\
                anna@example.com,\"Anna\nMüller\"\n\
                ,Nobody\n\
                \n\
                ,\n\
                not a upn,Bob\n\
                8659622000123,Bob\n\
                ANNA@example.com,Anna again\n\
                x_y.com#ext#@example.com,Guest\n\
                bob@example.com\n";
    assert_eq!(
        skipped(text),
        [
            (4, SkipReason::NoUpn),
            (7, SkipReason::NotUpn(UpnError::At)),
            (8, SkipReason::NotUpn(UpnError::Serial)),
            (9, SkipReason::Twice),
            (10, SkipReason::Guest),
        ]
    );
    let people = imported(text).people;
    assert_eq!(people[0].name, "Anna Müller", "on one line");
    assert_eq!((people.len(), people[1].name.as_str()), (2, ""), "a short row");
}

#[test]
fn without_a_column_of_upns_every_row_says_so() {
    let file = read(b"Name;Department\nAnna;Sales\nBob;Sales\n").unwrap();
    let imported = file.people(&file.columns());
    assert_eq!(imported.people, []);
    assert!(imported.skipped.iter().all(|row| row.why == SkipReason::NoUpn));
    assert_eq!(imported.skipped.len(), 2);
}

#[test]
fn a_badge_that_a_spreadsheet_has_damaged_is_no_badge() {
    let text = "upn;badge\na@example.com;8.65962E+12\nb@example.com;8,65962e+12\nc@example.com;1E+12\n\
                d@example.com;00471\ne@example.com;12E4\nf@example.com;E+12\n";
    let found = imported(text);
    let badges: Vec<&str> = found.people.iter().map(|person| person.badge.as_str()).collect();
    assert_eq!(badges, ["", "", "", "00471", "12E4", "E+12"]);
    assert_eq!(found.damaged_badges, 3);
    assert_eq!(found.skipped, []);
}

#[test]
fn an_id_that_is_no_object_id_is_not_kept() {
    let text = format!("upn;id\na@example.com;17\nb@example.com;{ANNA}\n");
    let ids: Vec<String> = imported(&text)
        .people
        .into_iter()
        .map(|person| person.object_id)
        .collect();
    assert_eq!(ids, ["", ANNA]);
}

#[test]
fn cells_become_short_lines() {
    let long = "x".repeat(500);
    let text = format!("upn;name;department\na@example.com;\" Anna \t\r\n Müller\";{long}\n");
    let person = &imported(&text).people[0];
    assert_eq!((person.name.as_str(), person.department.len()), ("Anna Müller", 200));
}

#[test]
fn what_is_no_list_of_people_is_refused_with_a_sentence() {
    let large = vec![b'a'; MOST_BYTES + 1];
    let long = "\r\n".repeat(MOST_LINES + 1);
    for (bytes, why) in [
        (&large[..], PeopleError::TooLarge),
        (long.as_bytes(), PeopleError::TooLong),
        (b"PK\x03\x04\0\0", PeopleError::NotText),
        (b"", PeopleError::Empty),
        (b"\xEF\xBB\xBF", PeopleError::Empty),
        (b" \r\n;;;\r\n", PeopleError::Empty),
        (b"Dear all\nthis is a letter\n", PeopleError::NotTable),
    ] {
        assert_eq!(read(bytes).unwrap_err(), why);
    }
}

#[test]
fn a_look_at_the_rows_shows_what_is_where() {
    let file = read(b"upn;name\na@example.com; Anna \nb@example.com\nc@example.com;C;more\n").unwrap();
    assert_eq!(file.sample(2), [vec!["a@example.com", "Anna"], vec!["b@example.com"]]);
    assert_eq!(file.width(), 3);
}

#[test]
fn no_name_is_printed_with_the_file() {
    let file = read(b"upn;name\nanna@example.com;Anna\n").unwrap();
    assert!(!format!("{file:?}").to_lowercase().contains("anna"));
}

/// Bytes of anything, and of tables with mistakes.
fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..200),
        "(\u{FEFF})?((upn|name|badge|user type|[a-c]@x\\.de|#EXT#@x\\.de|Guest|1E\\+9|ü|\")?[,;\t\n\r\" ]){0,40}"
            .prop_map(String::into_bytes),
    ]
}

proptest! {
    #[test]
    fn whatever_the_bytes_are_each_row_is_a_person_or_left_out(bytes in any_bytes(), column in 0_usize..4) {
        let Ok(file) = read(&bytes) else { return Ok(()) };
        for columns in [file.columns(), Columns { upn: Some(column), name: Some(column), ..Columns::default() }] {
            let found = file.people(&columns);
            prop_assert_eq!(found.people.len() + found.skipped.len(), file.sample(usize::MAX).len());
            prop_assert!(found.damaged_badges <= found.people.len());
            prop_assert!(found.skipped.is_sorted_by_key(|row| row.line));
            let count = found.people.len();
            prop_assert_eq!(Roster::new(found.people).len(), count, "no UPN is there twice");
        }
    }
}
