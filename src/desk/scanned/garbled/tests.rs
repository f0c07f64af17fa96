//! The table of layouts, and what it tells of texts that a scanner garbled and of such that people type.

use proptest::prelude::*;
use proptest::sample::select;

use super::*;

const OTPAUTH: &str = "otpauth://totp/Desk:kim.example@contoso.com?secret=GEZDGNBVGY3TQOJQ&issuer=Desk";

/// What arrives when a US scanner types `text` into a computer with that layout.
fn typed(row: &Row, text: &str, lock: Lock) -> String {
    let us = rows().next().unwrap();
    let there = match lock {
        Lock::Off => format!("{}{}", row.plain, row.shift),
        Lock::Letters => row.with_capitals(),
        Lock::Every => format!("{}{}", row.shift, row.plain),
    };
    let keys: HashMap<char, char> = us.plain.chars().chain(us.shift.chars()).zip(there.chars()).collect();
    let typed = text.chars().map(|c| keys.get(&c).copied().unwrap_or(c));
    // a key that types nothing is no blank
    typed
        .zip(text.chars())
        .filter(|(there, c)| *there != ' ' || *c == ' ')
        .map(|(there, _)| there)
        .collect()
}

fn layouts() -> Vec<Row> {
    rows().skip(1).collect()
}

#[test]
fn the_table_has_every_key_of_every_layout_once() {
    let text = include_str!("../layouts.txt");
    assert!(
        text.starts_with("# Written by scripts/keyboard-layouts from xkb-data "),
        "it says from what"
    );
    let rows: Vec<Row> = rows().collect();
    assert_eq!(
        rows.len(),
        text.lines().filter(|line| !line.starts_with('#')).count(),
        "no line is broken"
    );
    let us = rows.first().unwrap();
    assert_eq!(us.name, "US");
    assert_eq!(us.plain, "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./");
    assert_eq!(us.shift, "~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:\"ZXCVBNM<>?");
    for (at, row) in rows.iter().enumerate() {
        assert_eq!(row.plain.chars().count(), 47, "{}", row.name);
        assert_eq!(row.shift.chars().count(), 47, "{}", row.name);
        let mut all: Vec<char> = row
            .plain
            .chars()
            .chain(row.shift.chars())
            .filter(|c| *c != ' ')
            .collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count, "{}", row.name);
        let same = |other: &&Row| other.plain == row.plain && other.shift == row.shift;
        assert!(
            !rows.iter().take(at).any(|other| same(&other)),
            "{} is there twice",
            row.name
        );
    }
}

#[test]
fn a_layout_is_named_when_its_text_is_that_of_no_other() {
    for row in layouts().into_iter().filter(|row| !is_kana(row)) {
        let name = row.name.trim_start_matches('*');
        let Scanned::WrongLayout(layout) = Scanned::recognise(&typed(&row, OTPAUTH, Lock::Off)) else {
            panic!("{name}")
        };
        let others = fitting(&typed(&row, OTPAUTH, Lock::Off));
        let alone = others.iter().all(|other| *other == name);
        assert!(others.contains(&name), "{name}");
        assert!(!alone || layout == Layout::Named(name), "{name}: {layout:?}");
    }
}

/// The layouts under which a text is something to the end.
fn fitting(text: &str) -> Vec<&'static str> {
    let whole = |meant: &Scanned, keys: &str| Reading::of(text, keys, meant).filter(|found| *found == Reading::Whole);
    read(text, whole).into_iter().map(|(_, _, keys)| keys.name).collect()
}

fn any_layout() -> impl Strategy<Value = Row> {
    (0..layouts().len()).prop_map(|at| layouts().swap_remove(at))
}

/// A text of each kind that is scanned at a desk.
fn any_scan() -> impl Strategy<Value = String> {
    let upn = "[a-z]{2,8}(\\.[a-z]{2,8})?@[a-z]{3,8}\\.(com|org|net|de)";
    let secret = "[A-Z2-7]{15}[2-7]";
    let otpauth =
        (upn, secret, prop::option::of("[A-Za-z]{3,8}"), any::<bool>()).prop_map(|(upn, secret, issuer, long)| {
            let issuer = issuer.map(|issuer| format!("&issuer={issuer}")).unwrap_or_default();
            let long = if long {
                "&algorithm=SHA256&digits=6&period=60"
            } else {
                ""
            };
            format!("otpauth://totp/{upn}?secret={secret}{issuer}{long}")
        });
    prop_oneof![upn, "[0-9]{6}", "[0-9]{8}", "8659622[0-9]{6}", secret, otpauth]
}

/// Whether keys that mean something here type it elsewhere. What comes through as it was, but for the case of letters, is
/// read as it is; so is what another layout happens to make a text of the same kind of, which nothing can tell.
fn shows(garbled: &str, text: &str) -> bool {
    // a key that types nothing is lost
    let whole = garbled.chars().count() == text.chars().count();
    let same = garbled.eq_ignore_ascii_case(text);
    let kinds = (Scanned::as_spelled(garbled), Scanned::as_spelled(text));
    let upns = matches!(kinds, (Scanned::Upn(_), Scanned::Upn(_)));
    let bare = matches!(
        kinds.0,
        Scanned::Secret(_) | Scanned::Letters(_) | Scanned::Either { .. }
    );
    let like_a_name = matches!(kinds.1, Scanned::Secret(_)) && is_word(garbled);
    let mistyped = matches!(kinds.1, Scanned::Upn(_) | Scanned::Secret(_)) && is_spelled_by_a_person(garbled);
    whole && !same && !upns && !bare && !like_a_name && !mistyped
}

/// Kana has other keys than letters for what belongs here, and some of them type nothing.
fn is_kana(row: &Row) -> bool {
    row.plain.contains('ヌ')
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn whatever_is_garbled_is_said_to_be(row in any_layout(), text in any_scan(), lock in select(&Lock::ALL[..])) {
        let garbled = typed(&row, &text, lock);
        prop_assume!(!is_kana(&row) && shows(&garbled, &text));
        let found = Scanned::recognise(&garbled);
        prop_assert!(matches!(found, Scanned::WrongLayout(_)), "{} {garbled} {found:?}", row.name);
    }

    #[test]
    fn wrapped_or_not(row in any_layout(), text in any_scan()) {
        let scanned = format!("]Q2\\000026{text}");
        let garbled = typed(&row, &scanned, Lock::Off);
        prop_assume!(!is_kana(&row) && shows(&typed(&row, &text, Lock::Off), &text));
        let found = Scanned::recognise(&garbled);
        // a mark whose keys type nothing is no mark
        prop_assume!(garbled.chars().count() == scanned.chars().count());
        prop_assert!(matches!(found, Scanned::WrongLayout(_)), "{} {garbled} {found:?}", row.name);
    }

    /// Names as people type them on their own keyboards, one to three words, with what stands between them.
    #[test]
    fn what_people_type_is_theirs(
        row in any_layout(),
        picks in prop::collection::vec(any::<prop::sample::Index>(), 4..24),
        gaps in prop::collection::vec(0..24_usize, 0..3),
        gap in select(&[" ", "-", ". ", ", "][..]),
        capital in any::<bool>(),
    ) {
        let letters: Vec<char> = row.plain.chars().filter(|c| c.is_alphabetic()).collect();
        prop_assume!(!letters.is_empty());
        let mut name = String::new();
        for (at, pick) in picks.iter().enumerate() {
            let c = *pick.get(&letters);
            let first = at == 0 || gaps.contains(&at);
            if first && at > 0 {
                name.push_str(gap);
            }
            if first && capital { name.extend(c.to_uppercase()) } else { name.push(c) }
        }
        let found = Scanned::recognise(&name);
        prop_assert!(!matches!(found, Scanned::WrongLayout(_)), "{} {name} {:?}", row.name, fitting(&name));
    }

    #[test]
    fn a_real_upn_is_one(upn in "[a-zA-Z][a-zA-Z0-9'_-]{0,10}(\\.[a-zA-Z0-9]{1,10})?@[a-z0-9]{2,10}(\\.[a-z]{2,6}){1,2}") {
        prop_assert!(matches!(Scanned::recognise(&upn), Scanned::Upn(_)), "{upn}");
    }
}

#[test]
fn names_and_upns_of_real_people_are_not_garbled() {
    for text in [
        "Müller-Lüdenscheidt",
        "Jürgen Groß",
        "François Léger",
        "andré.martin",
        "Željko Đurić",
        "Říčář",
        "Jan Šťastný",
        "Ilkka Äijälä",
        "Øystein Kjær",
        "José Muñoz",
        "João Gonçalves",
        "Şebnem Çağlayan",
        "Ayşe'nin",
        "İbrahim Işık",
        "Иванов Пётр",
        "ИВАНОВ ПЁТР",
        "Александра Константинопольская",
        "Отдел кадров 25",
        "Παπαδόπουλος Γιώργος",
        "ישראל ישראלי",
        "محمد عبد الله",
        "สมชาย ใจดี",
        "山田太郎",
        "Nguyễn Văn Đức",
        "Įžuolė Šešelgytė",
        "Ўладзімір",
        "straßenbahnlinie27",
        "O'Brien, Conor",
        "ionuț.popescu@contoso.ro",
        "müller@contoso.com",
        ".anna@example.com",
        "anna+x@example.com",
        "a@b@example.com",
        "κώστας@contoso.gr",
        "sam_partner.com#EXT#@example.com",
        "anna.k2",
        "raum2.berlin",
        "C:\\Users\\kim",
        "#REF!",
        "Kim Example (IT)",
    ] {
        let found = Scanned::recognise(text);
        assert!(!matches!(found, Scanned::WrongLayout(_)), "{text} {:?}", fitting(text));
    }
}
