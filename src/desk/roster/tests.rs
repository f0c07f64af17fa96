//! Who is found by what is typed.

use proptest::prelude::*;

use super::*;

fn upn(text: &str) -> Upn {
    Upn::parse(text).unwrap()
}

fn person(name: &str, address: &str, badge: &str) -> Person {
    Person {
        upn: upn(address),
        name: name.into(),
        department: String::new(),
        badge: badge.into(),
        object_id: String::new(),
        guest: false,
        disabled: false,
    }
}

fn guest(name: &str, address: &str) -> Person {
    Person {
        guest: true,
        ..person(name, address, "")
    }
}

fn disabled(name: &str, address: &str) -> Person {
    Person {
        disabled: true,
        ..person(name, address, "")
    }
}

fn roster() -> Roster {
    Roster::new(vec![
        person("Anna Müller", "anna.mueller@example.com", "00471"),
        person("Annabel Mulligan", "a.mulligan@example.com", "00472"),
        person("Søren Kierkegård", "soren@example.com", "AB-1234"),
        person("Łukasz Groß", "lukasz.gross@example.com", "7"),
        person("Mary-Jane O'Brien", "mj.obrien@example.com", "70"),
        person("", "x_ray-9@example.com", ""),
        guest("Gustav Gast", "gustav@example.com"),
    ])
}

fn names(roster: &Roster, typed: &str) -> Vec<String> {
    let found = roster.complete(typed, 10).found.into_iter();
    found.map(|one| roster.people()[one.person].name.clone()).collect()
}

fn only(roster: &Roster, typed: &str) -> Option<String> {
    roster
        .complete(typed, 10)
        .only(roster)
        .map(|person| person.upn.to_string())
}

fn highlighted(roster: &Roster, typed: &str) -> Vec<String> {
    let suggestions = roster.complete(typed, 1);
    let first = &suggestions.found[0];
    let name = &roster.people()[first.person].name;
    first
        .matched
        .iter()
        .map(|range| name[range.clone()].to_owned())
        .collect()
}

#[test]
fn a_name_is_found_by_beginnings_in_any_order_and_any_case() {
    let roster = roster();
    for typed in [
        "muller anna",
        "anna mulle",
        "MULLE ann",
        "Anna Müller",
        "mülle",
        "mu\u{308}lle",
        "  mulle ,  anna ",
        "müller,anna",
    ] {
        assert_eq!(names(&roster, typed), ["Anna Müller"], "{typed}");
    }
    assert_eq!(names(&roster, "mull ann"), ["Anna Müller", "Annabel Mulligan"]);
    assert_eq!(names(&roster, "müll"), ["Anna Müller", "Annabel Mulligan"]);
    assert_eq!(names(&roster, "anna bob"), [""; 0]);
    assert_eq!(names(&roster, "nna"), [""; 0]);
}

#[test]
fn both_spellings_of_a_letter_find_it() {
    let roster = roster();
    for (typed, found) in [
        ("mueller", "Anna Müller"),
        ("soren", "Søren Kierkegård"),
        ("soeren", "Søren Kierkegård"),
        ("kierkegaard", "Søren Kierkegård"),
        ("kierkegard", "Søren Kierkegård"),
        ("lukasz", "Łukasz Groß"),
        ("gross", "Łukasz Groß"),
        ("groß", "Łukasz Groß"),
    ] {
        assert_eq!(names(&roster, typed), [found], "{typed}");
    }
    let plain = Roster::new(vec![person("Jörg Mueller", "jm@example.com", "")]);
    assert_eq!(names(&plain, "Müller joerg"), ["Jörg Mueller"]);
}

#[test]
fn hyphens_and_apostrophes_may_be_typed_or_not() {
    let roster = roster();
    for typed in [
        "o'brien",
        "o’brien",
        "obrien",
        "brien",
        "jane",
        "mary-jane",
        "maryjane",
        "jane-mary",
    ] {
        assert_eq!(names(&roster, typed), ["Mary-Jane O'Brien"], "{typed}");
    }
    let without = Roster::new(vec![person("Sinead OBrien", "so@example.com", "")]);
    assert_eq!(names(&without, "o'brien"), ["Sinead OBrien"]);
}

#[test]
fn a_upn_is_found_by_its_words_and_by_its_beginning() {
    let roster = roster();
    for typed in [
        "anna.mueller",
        "mueller.anna",
        "anna.mueller@",
        "ANNA.Mueller@Exam",
        "anna.müller@example",
    ] {
        assert_eq!(names(&roster, typed), ["Anna Müller"], "{typed}");
    }
    assert_eq!(only(&roster, "ray").as_deref(), Some("x_ray-9@example.com"));
    assert_eq!(only(&roster, "x 9").as_deref(), Some("x_ray-9@example.com"));
    assert_eq!(names(&roster, "example"), [""; 0], "everybody has the domain");
    assert_eq!(
        names(&roster, "mueller@"),
        [""; 0],
        "an @ stands at the end of all that is before it"
    );
}

#[test]
fn a_badge_number_is_whole_or_has_three_characters() {
    let roster = roster();
    assert_eq!(names(&roster, "004"), ["Anna Müller", "Annabel Mulligan"]);
    assert_eq!(names(&roster, "00471"), ["Anna Müller"]);
    assert_eq!(names(&roster, "00"), [""; 0]);
    assert_eq!(names(&roster, "7"), ["Łukasz Groß"], "whole");
    assert_eq!(names(&roster, "70"), ["Mary-Jane O'Brien"]);
    for typed in ["ab-1234", "AB1234", "ab 1234", "ab-1", "sør ab1"] {
        assert_eq!(names(&roster, typed), ["Søren Kierkegård"], "{typed}");
    }
    assert_eq!(names(&roster, "ab-9"), [""; 0]);
}

#[test]
fn digits_alone_are_a_badge_number_and_nothing_else() {
    let roster = Roster::new(vec![
        person("Agent 471", "471.agent@example.com", ""),
        person("Bond", "bond@example.com", "4711"),
    ]);
    assert_eq!(names(&roster, "471"), ["Bond"]);
    assert_eq!(names(&roster, "agent 471"), ["Agent 471"]);
    assert_eq!(names(&roster, "9"), [""; 0]);
    assert_eq!(names(&roster, "0"), [""; 0], "an unknown badge is not a number");
}

#[test]
fn nothing_typed_finds_nobody_and_neither_does_more_than_anybody_is_called() {
    let roster = roster();
    for typed in ["", " \t", "-", "'", "@", "…"] {
        assert_eq!(roster.complete(typed, 10), Suggestions::default(), "{typed}");
    }
    assert_eq!(roster.complete(&"anna ".repeat(17), 10).total, 0);
    assert_eq!(roster.complete(&"a".repeat(257), 10).total, 0);
    assert_eq!(Roster::default().complete("anna", 10).total, 0);
}

#[test]
fn what_fits_better_comes_first() {
    let roster = Roster::new(vec![
        person("Ann", "zz@example.com", ""),
        person("Ann Alder", "ann@example.co", "X1"),
        person("Ann Birch", "ann@example.com", ""),
        person("Badge Cedar", "cedar@example.com", "ann"),
    ]);
    let fits = |typed: &str| -> Vec<(Fit, String)> {
        let found = roster.complete(typed, 10).found.into_iter();
        found
            .map(|one| (one.fit, roster.people()[one.person].name.clone()))
            .collect()
    };
    assert_eq!(
        fits("ann"),
        [
            (Fit::Badge, "Badge Cedar".to_owned()),
            (Fit::Name, "Ann".to_owned()),
            (Fit::Beginning, "Ann Alder".to_owned()),
            (Fit::Beginning, "Ann Birch".to_owned()),
        ]
    );
    assert_eq!(
        fits("Ann@Example.co"),
        [
            (Fit::Upn, "Ann Alder".to_owned()),
            (Fit::Beginning, "Ann Birch".to_owned())
        ]
    );
    assert_eq!(fits("birch ann")[0].0, Fit::Name);
    assert_eq!(fits("birch an")[0].0, Fit::Beginning);
    assert_eq!(fits("birch")[0].0, Fit::Beginning);
}

#[test]
fn enter_takes_the_one_who_fits_best() {
    let roster = roster();
    assert_eq!(only(&roster, "anna mue").as_deref(), Some("anna.mueller@example.com"));
    assert_eq!(only(&roster, "00471").as_deref(), Some("anna.mueller@example.com"));
    assert_eq!(only(&roster, "0047"), None, "two badges begin so");
    assert_eq!(only(&roster, "ann"), None);
    let roster = Roster::new(vec![
        person("Jan", "jan@example.com", ""),
        person("Jan Jansen", "jj@example.com", ""),
    ]);
    assert_eq!(only(&roster, "jan").as_deref(), Some("jan@example.com"));
    assert_eq!(only(&roster, "jans").as_deref(), Some("jj@example.com"));
}

#[test]
fn two_who_fit_equally_well_are_never_taken() {
    let mut people = vec![
        person("Anna Müller", "a1@example.com", "5001"),
        person("Anna Muller", "a2@example.com", "5001"),
        person("Anna Müllerova", "a3@example.com", ""),
    ];
    let roster = Roster::new(people.clone());
    assert_eq!(only(&roster, "anna muller"), None);
    assert_eq!(only(&roster, "5001"), None);
    assert_eq!(only(&roster, "anna mueller").as_deref(), Some("a1@example.com"));
    assert_eq!(only(&roster, "anna mullero").as_deref(), Some("a3@example.com"));
    // however few are asked for
    assert!(roster.complete("anna muller", 1).only(&roster).is_none());
    assert!(roster.complete("mullerova", 0).only(&roster).is_some());
    people[1].guest = true;
    assert_eq!(only(&Roster::new(people), "anna muller"), None, "a guest may be meant");
}

#[test]
fn a_guest_is_found_and_never_taken() {
    let roster = roster();
    assert_eq!(names(&roster, "gust"), ["Gustav Gast"]);
    for typed in ["gust", "gustav gast", "gustav@example.com"] {
        assert_eq!(only(&roster, typed), None, "{typed}");
    }
}

#[test]
fn whom_enter_takes_stays_the_same_person_in_another_list() {
    let roster = roster();
    let suggestions = roster.complete("annabel", 5);
    let without = Roster::new(vec![person("Zoe", "zoe@example.com", "")]);
    assert_eq!(suggestions.only(&without), None);
    let more = Roster::new(vec![
        person("Aaron", "aaron@example.com", ""),
        person("Annabel Mulligan", "A.Mulligan@example.com", ""),
    ]);
    assert_eq!(suggestions.only(&more).unwrap().name, "Annabel Mulligan");
}

#[test]
fn what_was_typed_is_marked_in_the_name_as_it_is_spelled() {
    let roster = roster();
    for (typed, marked) in [
        ("anna mue", vec!["Anna", "Mü"]),
        ("mulle", vec!["Mülle"]),
        ("gros", vec!["Groß"]),
        ("obr", vec!["O'Br"]),
        ("o'br jane", vec!["Jane", "O'Br"]),
        ("00471", vec![]),
        ("anna.mueller@example.com", vec![]),
        ("anna 00471", vec!["Anna"]),
    ] {
        assert_eq!(highlighted(&roster, typed), marked, "{typed}");
    }
}

#[test]
fn as_many_are_listed_as_are_asked_for_and_all_are_counted() {
    let roster = roster();
    let suggestions = roster.complete("m", 2);
    assert_eq!((suggestions.found.len(), suggestions.total), (2, 3));
}

#[test]
fn people_stand_by_name_then_by_upn_and_the_later_of_the_same_upn_stays() {
    let roster = Roster::new(vec![
        person("zoe", "zoe@example.com", ""),
        person("Örn", "orn2@example.com", ""),
        person("Old Name", "ANNA@example.com", ""),
        person("Örn", "orn1@example.com", ""),
        person("Peter", "peter@example.com", ""),
        person("Anna", "anna@example.com", ""),
    ]);
    let order: Vec<&str> = roster.people().iter().map(|person| person.upn.as_str()).collect();
    assert_eq!(
        order,
        [
            "anna@example.com",
            "orn1@example.com",
            "orn2@example.com",
            "peter@example.com",
            "zoe@example.com"
        ]
    );
    assert_eq!(roster.get(&upn("aNNa@Example.Com")).unwrap().name, "Anna");
    assert_eq!(roster.get(&upn("ann@example.com")), None);
    assert_eq!((roster.len(), roster.is_empty()), (5, false));
    assert!(Roster::default().is_empty());
    assert_eq!(format!("{roster:?}"), "Roster { len: 5, .. }");
}

#[test]
fn the_next_person_without_a_token_comes_in_turn() {
    let roster = Roster::new(vec![
        person("A", "a@example.com", ""),
        guest("B", "b@example.com"),
        person("C", "c@example.com", ""),
        person("D", "d@example.com", ""),
    ]);
    let next = |with: &[&str], after: Option<&str>| {
        let has_token = |one: &Upn| with.contains(&one.as_str());
        let after = after.map(upn);
        let next = roster.next_without(&has_token, after.as_ref());
        next.map(|person| person.name.clone())
    };
    assert_eq!(next(&[], None).as_deref(), Some("A"));
    assert_eq!(next(&[], Some("A@example.com")).as_deref(), Some("C"), "no guest");
    assert_eq!(next(&["a@example.com"], Some("d@example.com")).as_deref(), Some("C"));
    assert_eq!(
        next(&[], Some("d@example.com")).as_deref(),
        Some("A"),
        "from the first again"
    );
    assert_eq!(next(&[], Some("who@example.com")).as_deref(), Some("A"));
    let all_but_c = ["a@example.com", "d@example.com"];
    assert_eq!(next(&all_but_c, Some("c@example.com")).as_deref(), Some("C"));
    assert_eq!(next(&["a@example.com", "c@example.com", "d@example.com"], None), None);
    assert_eq!(Roster::default().next_without(&|_| false, None), None);
}

#[test]
fn whoever_is_named_to_the_last_letter_is_meant_exactly() {
    let roster = Roster::new(vec![
        person("Anna Müller", "anna.mueller@example.com", "1003"),
        person("Anna Müller-Frei", "a.frei@example.com", "10031"),
        person("Ben Abt", "ben@example.com", ""),
        disabled("Cora Cattaneo", "cora@example.com"),
        guest("Gustav Gast", "gustav@example.com"),
    ]);
    let exactly = |typed: &str| {
        let found = roster.complete(typed, 3);
        found.exactly(&roster).map(|person| person.upn.to_string())
    };
    for (typed, upn) in [
        ("ben abt", "ben@example.com"),
        ("Abt, Ben", "ben@example.com"),
        ("BEN@example.com", "ben@example.com"),
        ("1003", "anna.mueller@example.com"),
        ("anna muller frei", "a.frei@example.com"),
        ("cora cattaneo", "cora@example.com"),
    ] {
        assert_eq!(exactly(typed).as_deref(), Some(upn), "{typed}");
    }
    for typed in ["ben", "abt", "anna müller", "100", "gustav gast", "nobody", ""] {
        assert_eq!(exactly(typed), None, "{typed}");
    }
}

#[test]
fn that_only_guests_fit_is_told_from_that_several_do() {
    let roster = roster();
    let guests = |typed: &str, most| roster.complete(typed, most).are_guests(&roster);
    assert!(
        guests("gust", 5) && !guests("gust", 0),
        "nobody knows of whom was not asked for"
    );
    assert!(!guests("anna", 5) && !guests("nobody", 5) && !guests("g", 0));
}

#[test]
fn whoever_shares_a_name_is_known_however_it_is_spelled() {
    let roster = Roster::new(vec![
        person("Anna Müller", "a1@example.com", ""),
        person("anna  mueller", "a2@example.com", ""),
        person("Muller, Anna", "a3@example.com", ""),
        person("Anna Müllerova", "a4@example.com", ""),
        person("", "a5@example.com", ""),
        person("", "a6@example.com", ""),
        person("Ben Abt", "a7@example.com", ""),
    ]);
    let shared = |number: u32| roster.has_namesake(&upn(&format!("A{number}@example.com")));
    let those: Vec<u32> = (1..=8).filter(|number| shared(*number)).collect();
    assert_eq!(those, [1, 2, 3]);
}

#[test]
fn guests_and_disabled_accounts_are_not_counted_and_come_in_no_turn() {
    let roster = Roster::new(vec![
        person("A", "a@example.com", ""),
        guest("B", "b@example.com"),
        disabled("C", "c@example.com"),
        person("D", "d@example.com", ""),
    ]);
    assert_eq!(
        (roster.len(), roster.countable(), roster.count_with(&|_| true)),
        (4, 2, 2)
    );
    let after = |text: &str| {
        roster
            .next_without(&|_| false, Some(&upn(text)))
            .map(|person| person.name.clone())
    };
    assert_eq!(after("a@example.com").as_deref(), Some("D"));
    assert_eq!(only(&roster, "c").as_deref(), Some("c@example.com"), "but may be meant");
}

#[test]
fn guests_are_not_counted() {
    let roster = roster();
    assert_eq!((roster.len(), roster.countable()), (7, 6));
    assert_eq!(roster.count_with(&|_| true), 6);
    assert_eq!(roster.count_with(&|upn| upn.as_str().starts_with("anna")), 1);
}

#[test]
fn a_sign_that_folds_to_a_letter_is_no_letter_of_its_word() {
    // U+2F00 is a sign, and the letter U+4E00 when folded
    let roster = Roster::new(vec![person("x\u{2f00}", "p@example.com", "")]);
    for typed in ["x", "x\u{2f00}"] {
        assert_eq!(roster.complete(typed, 1).total, 1, "{typed}");
    }
}

/// Texts as people type them, and texts that nobody types.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-cA-Cäßøİ'@. 0-3\u{308}-]{0,12}",
        proptest::collection::vec(any::<char>(), 0..20).prop_map(String::from_iter),
    ]
}

proptest! {
    #[test]
    fn whatever_is_typed_marks_whole_characters_from_left_to_right(
        names in proptest::collection::vec((any_text(), any_text()), 1..12),
        typed in any_text(),
        most in 0_usize..5,
    ) {
        let each = |(nth, (name, badge)): (usize, &(String, String))| person(name, &format!("p{nth}.x@example.com"), badge);
        let roster = Roster::new(names.iter().enumerate().map(each).collect());
        let suggestions = roster.complete(&typed, most);
        prop_assert_eq!(suggestions.found.len(), most.min(suggestions.total));
        prop_assert!(suggestions.total <= roster.len());
        for one in &suggestions.found {
            let name = &roster.people()[one.person].name;
            let mut before = 0;
            for range in &one.matched {
                prop_assert!(range.start >= before && range.start < range.end);
                prop_assert!(name.get(range.clone()).is_some());
                before = range.end;
            }
        }
    }

    #[test]
    fn every_name_is_found_by_its_own_beginning(text in any_text(), cut in 1_usize..20) {
        // a letter, so that digits are not alone; an @ makes a UPN of what is typed
        let name = format!("x{}", text.replace('@', " "));
        let roster = Roster::new(vec![person(&name, "p@example.com", "")]);
        let typed: String = name.chars().take(cut).collect();
        prop_assert_eq!(roster.complete(&typed, 1).total, 1);
    }
}
