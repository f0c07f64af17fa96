//! Lists as Entra ID, spreadsheets and people write them.

use super::*;
use crate::desk::UpnError;

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
        disabled: false,
    };
    let eve = Person {
        upn: Upn::parse("eve@contoso.com").unwrap(),
        name: "Eve Example".into(),
        department: String::new(),
        badge: String::new(),
        object_id: String::new(),
        guest: true,
        disabled: false,
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

/// The people by their UPNs, and the lines that are named.
pub(super) fn read_and_named(bytes: &[u8]) -> (Vec<String>, Vec<(u64, SkipReason)>) {
    let file = read(bytes).unwrap();
    let found = file.people(&file.columns());
    assert_eq!(counted(&found), found.lines.all, "every line is counted");
    let people = found.people.iter().map(|person| person.upn.to_string());
    let named = found.skipped.iter().map(|row| (row.line, row.why));
    (people.collect(), named.collect())
}

pub(super) fn counted(found: &Imported) -> u64 {
    let rows = found.people.len() + found.skipped.len();
    rows as u64 + found.lines.headings + found.lines.blank + found.lines.joined
}

const THREE: [&str; 3] = ["kim@contoso.com", "lee@contoso.com", "mia@contoso.com"];

#[test]
fn a_line_that_a_program_put_above_the_headings_is_none_of_them() {
    let rows = "kim@contoso.com,Kim,Sales\r\nlee@contoso.com,Lee,IT\r\nmia@contoso.com,Mia,IT\r\n";
    for (above, headings, delimiter) in [
        (
            "version:v1.0",
            "User name [userPrincipalName] Required,Name [displayName] Required,Department",
            ",",
        ),
        ("version:v1.0,,", "Display name,Email,Username", ","),
        ("sep=;", "UPN;Name;Department", ";"),
        ("\"sep=\t\"", "UPN\tName\tDepartment", "\t"),
        ("sep=,", "UPN,Name,Department", ","),
        (
            "#TYPE System.Management.Automation.PSCustomObject",
            "\"UserPrincipalName\";\"DisplayName\";\"Department\"",
            ";",
        ),
        ("# made today\r\n# by nobody", "UPN;Name;Department", ";"),
        ("sep=;\r\nversion:v1.0\r\n", "UPN;Name;Department", ";"),
        ("sep=;", "Login;Wer;Wo", ";"),
    ] {
        let rows = if above.contains("v1.0,,") {
            rows.replace("@contoso.com,", "@contoso.com,short,")
                .replace("Kim,Sales", "")
                .replace("kim@contoso.com,short,", "Kim,k@x.de,kim@contoso.com")
                .replace("lee@contoso.com,short,Lee,IT", "Lee,l@x.de,lee@contoso.com")
                .replace("mia@contoso.com,short,Mia,IT", "Mia,m@x.de,mia@contoso.com")
        } else {
            rows.replace(',', delimiter)
        };
        let text = format!("{above}\r\n{headings}\r\n{rows}");
        let (people, named) = read_and_named(text.as_bytes());
        assert_eq!((people, named), (THREE.map(str::to_owned).to_vec(), vec![]), "{above}");
    }
}

#[test]
fn a_title_above_the_headings_is_named() {
    let text = "Staff, by admin@contoso.com\nUPN;Name\nkim@contoso.com;Kim\n";
    let (people, named) = read_and_named(text.as_bytes());
    assert_eq!(people, ["kim@contoso.com"]);
    assert_eq!(named, [(1, SkipReason::AboveHeadings)]);
}

#[test]
fn a_first_row_that_was_meant_to_be_a_person_is_no_heading() {
    let (people, named) = read_and_named(b"kim@@contoso.com;Kim\nlee@contoso.com;Lee\nmia@contoso.com;Mia\n");
    assert_eq!(people, THREE[1..]);
    assert_eq!(named, [(1, SkipReason::NotUpn(UpnError::At))]);
}

#[test]
fn a_quotation_mark_that_is_not_closed_swallows_nobody() {
    let rest = "mia@contoso.com,Mia,IT\r\nmax@contoso.com,Max,IT\r\n";
    for closing in [
        "",
        "zoe@contoso.com,\"Zoe, Z\",IT\r\n",
        "zoe@contoso.com,Zoe,\"IT\"\r\n",
        "zoe@contoso.com,\"\r\n",
    ] {
        let text =
            format!("UPN,Name,Department\r\nkim@contoso.com,Kim,IT\r\nlee@contoso.com,\"Lee,IT\r\n{rest}{closing}");
        let (people, named) = read_and_named(text.as_bytes());
        assert_eq!(
            people[..3],
            ["kim@contoso.com", "mia@contoso.com", "max@contoso.com"],
            "{closing}"
        );
        assert_eq!(named[0], (3, SkipReason::OpenQuote));
        assert_eq!(people.len() + named.len(), if closing.is_empty() { 4 } else { 5 });
    }
}

#[test]
fn one_control_character_harms_its_own_cell_at_most() {
    for bad in ["\u{1F}", "\0", "\u{7}", "\u{1B}", "\u{7F}"] {
        let text = format!(
            "UPN,Name,Badge\r\nkim@contoso.com,Kim{bad}Example,00471\r\nlee@contoso.com,Lee,0047{bad}2\r\nm{bad}ia@contoso.com,Mia,1\r\n"
        );
        let file = read(text.as_bytes()).unwrap();
        let found = file.people(&file.columns());
        assert_eq!(found.people[0].name, "Kim Example");
        assert_eq!(found.people.len(), 2);
        assert_eq!((found.skipped[0].line, found.skipped.len()), (4, 1));
    }
}

#[test]
fn what_nobody_sees_is_no_part_of_a_upn_or_a_badge() {
    for unseen in [
        "\u{FEFF}", "\u{200B}", "\u{200C}", "\u{200D}", "\u{2060}", "\u{AD}", "\u{200E}", "\u{202A}", "\u{202C}",
        "\u{A0}",
    ] {
        let text = format!(
            "UPN;Badge;Name\n{unseen}kim@contoso.com;{unseen}00471;Kim\nlee@contoso.com{unseen};7;Lee{unseen}\n"
        );
        let people = imported(&text).people;
        let found: Vec<_> = people
            .iter()
            .map(|one| (one.upn.as_str(), one.badge.as_str()))
            .collect();
        assert_eq!(
            found,
            [("kim@contoso.com", "00471"), ("lee@contoso.com", "7")],
            "{unseen:?}"
        );
    }
    let second = "\u{FEFF}UPN;Name\r\n\u{FEFF}\"kim@contoso.com\";Kim\r\n";
    assert_eq!(upns(second), ["kim@contoso.com"], "a second mark, before a quoted cell");
}

#[test]
fn lines_that_end_as_on_old_macs_are_lines() {
    let text = "UPN,Name,Department\rkim@contoso.com,Kim,a; b; c; d; e\rlee@contoso.com,Lee,\"a; b\"\r\rx,Mia,\r";
    let (people, named) = read_and_named(text.as_bytes());
    assert_eq!(people, THREE[..2]);
    assert_eq!(named, [(5, SkipReason::NotUpn(UpnError::At))]);
}

#[test]
fn rows_that_a_spreadsheet_has_wrapped_are_parted() {
    for text in [
        "UPN,Name,Department\n\"kim@contoso.com,\"\"Example, Kim\"\",Sales\"\nlee@contoso.com,Lee,IT\n",
        "\"UPN,Name,Department\"\n\"kim@contoso.com,\"\"Example, Kim\"\",Sales\"\n\"lee@contoso.com,Lee,IT\"\n",
        "\"kim@contoso.com,\"\"Example, Kim\"\",Sales\"\n\"lee@contoso.com,Lee,IT\"\n",
        "UPN,Name,Department;;\n\"kim@contoso.com,\"\"Example, Kim\"\",Sales\";;\nlee@contoso.com,Lee,IT;;\n",
    ] {
        let file = read(text.as_bytes()).unwrap();
        let columns = Columns {
            name: Some(1),
            department: Some(2),
            ..file.columns()
        };
        let found = file.people(&columns);
        assert_eq!(found.people.len(), 2, "{text}: {:?}", found.skipped);
        let kim = &found.people[0];
        assert_eq!(
            (kim.upn.as_str(), kim.name.as_str()),
            ("kim@contoso.com", "Example, Kim"),
            "{text}"
        );
        assert!(kim.department.starts_with("Sales"));
    }
}

#[test]
fn rows_with_another_delimiter_than_the_headings_are_parted_by_it() {
    let text = "UPN;Name;Department\nkim@contoso.com,Kim,Sales\nlee@contoso.com\tLee\tIT\nmia@contoso.com;Mia;IT\n";
    let people = imported(text).people;
    let found: Vec<_> = people.iter().map(|one| (one.upn.as_str(), one.name.as_str())).collect();
    assert_eq!(found, [(THREE[0], "Kim"), (THREE[1], "Lee"), (THREE[2], "Mia")]);
}

#[test]
fn the_user_name_goes_before_the_mail_and_both_before_a_manager() {
    for (headings, upn) in [
        ("Display name,Email,Username", 2),
        ("Name,E-Mail,Manager,Benutzername", 3),
        ("Name,Mail,Nom d’utilisateur", 2),
        ("Vorgesetzter,Name,E-Mail", 2),
        ("Name,Username,Email", 1),
    ] {
        let width = headings.split(',').count();
        let cell = |who: &str, at: usize| match headings.split(',').nth(at) {
            Some("Name" | "Display name") => who.to_owned(),
            _ => format!("{who}{at}@contoso.com"),
        };
        let row = |who: &str| (0..width).map(|at| cell(who, at)).collect::<Vec<_>>().join(",");
        let text = format!("{headings}\n{}\n{}\n", row("kim"), row("lee"));
        assert_eq!(read(text.as_bytes()).unwrap().columns().upn, Some(upn), "{headings}");
    }
    let short = "Username,UPN of work,Email\nkim,kim@contoso.com,k@mail.example\nlee,lee@contoso.com,l@mail.example\n";
    assert_eq!(upns(short), THREE[..2], "a user name that is no UPN is none");
}

#[test]
fn a_huge_cell_is_a_cell_like_any_other() {
    let huge = "x".repeat(1 << 20);
    let text = format!("UPN;Name\nkim@contoso.com;{huge}\n{huge}@contoso.com;Lee\n\"{huge};Mia\nlee@contoso.com;Lee\n");
    let (people, named) = read_and_named(text.as_bytes());
    assert_eq!(people, THREE[..2]);
    assert_eq!(named.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [3, 4]);
}

#[test]
fn very_many_open_quotes_are_read_in_a_moment() {
    let text = format!("UPN;Name\n{}", "a@x.de;\"b\n".repeat(100_000));
    let (people, named) = read_and_named(text.as_bytes());
    assert_eq!(people.len() + named.len(), 100_000);
}
