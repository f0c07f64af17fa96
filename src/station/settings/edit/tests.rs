//! One setting after the other is changed in texts that an administrator has written.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::{Index, subsequence};

use super::*;
use crate::export::Spelling;
use crate::station::settings::values::tests::all_set;
use crate::station::{Comparing, Licence, Theme, Unread};

/// Each setting for itself, set to what `all_set` has.
fn each_set() -> Vec<(&'static str, Settings)> {
    let (usual, all) = (Settings::default(), all_set());
    macro_rules! each {
        ($($name:ident),+ $(,)?) => {{
            // whatever setting there is has to be named
            let Settings { $($name: _),+ } = usual.clone();
            vec![$((stringify!($name), Settings { $name: all.$name.clone(), ..usual.clone() })),+]
        }};
    }
    each!(
        station_name,
        operators,
        default_domain,
        accepted_domains,
        guest_domains,
        licence,
        display_seconds,
        comparing,
        clock_limit_seconds,
        token_clock_minutes,
        time_server,
        format,
        formats,
        file_rows,
        header,
        export_folder,
        reader,
        lock_after_minutes,
        backup_folder,
        theme,
        zoom,
        hidden_columns,
        unread,
    )
}

/// What a heading of a table of its own says of it.
const FOREIGN: &str = "# kept by the script of the branch office\n[inventory]\nroom = \"2.14\" # beside the lift\n\n\
                       [[inventory.printer]]\nname = \"a\"\n";

/// A text with that many settings in it, and much that is none.
fn commented(settings: &Settings) -> String {
    let mut text = "# Desk 2, see ticket 4711\n\n".to_owned();
    for (number, line) in settings.to_text().lines().enumerate() {
        text.push_str(&format!("# why {number}\n  {line}   # behind {number}\n\n"));
        text.push_str(&format!(
            "unknown_{number} = {{ a = [{number}, 2], b = 'x' }}\nother.of.{number} = 1_000\n"
        ));
    }
    text + "# at the end\n\n" + FOREIGN
}

fn lines(text: &str) -> Vec<&str> {
    text.lines().collect()
}

/// Every line of `before` but `but` of them is in `after`, in the same order.
fn keeps(before: &str, after: &str, but: usize) {
    let mut rest = lines(after).into_iter();
    let mut is_lost = |line: &&str| {
        let ahead = rest.clone().position(|other| other == *line);
        ahead.and_then(|ahead| rest.nth(ahead)).is_none()
    };
    let lost: Vec<&str> = lines(before).into_iter().filter(|line| is_lost(line)).collect();
    assert!(lost.len() <= but, "lost of\n{before}\n: {lost:?}, now\n{after}");
}

#[test]
fn comments_and_what_is_unknown_survive_the_change_of_every_single_setting() {
    let (usual, all) = (Settings::default(), all_set());
    let mut changed = 0;
    for (name, set) in each_set() {
        // into a text without it, out of a text with all of them, and from one value to another
        for (before, after) in [(&usual, &set), (&set, &usual), (&all, &usual)] {
            let text = commented(before);
            let target = Settings::read(&text).0;
            assert_eq!(&target, before, "{name}");
            let only = if before == &all {
                with_one(&all, name)
            } else {
                after.clone()
            };
            let edited = edited(&text, before, &only, &[]).unwrap();
            assert_eq!(Settings::read(&edited), (only.clone(), vec![]), "{name}:\n{edited}");
            keeps(&text, &edited, 1);
            for comment in text.lines().filter_map(|line| Some(line.split_once('#')?.1)) {
                assert!(edited.contains(comment), "{name}: {comment} of\n{edited}");
            }
            assert!(edited.contains(FOREIGN), "{name}:\n{edited}");
            changed += usize::from(edited != text);
        }
    }
    assert!(changed >= each_set().len() * 2, "{changed} of them were changes");
}

/// All are set, but the named one is as usual.
fn with_one(all: &Settings, name: &str) -> Settings {
    let mut values = all.values().unwrap();
    let usual = Settings::default().values().unwrap();
    match usual.get(name) {
        Some(value) => drop(values.insert(name, value.clone())),
        None => drop(values.remove(name)),
    }
    Settings::read(&values.to_string()).0
}

#[test]
fn a_change_is_made_where_the_setting_stands() {
    let usual = Settings::default();
    let dark = Settings {
        theme: Theme::Dark,
        ..usual.clone()
    };
    for (text, after) in [
        (
            "theme = \"light\" # as the room is\r\nzoom = 100",
            "theme = \"dark\" # as the room is\r\nzoom = 100",
        ),
        ("\"theme\"='light'\n", "\"theme\"=\"dark\"\n"),
        ("", "theme = \"dark\"\n"),
        ("# ours", "# ours\ntheme = \"dark\"\n"),
        (
            "a.b = 1 # one\r\n[c]\r\nd = 1",
            "a.b = 1 # one\r\ntheme = \"dark\"\r\n[c]\r\nd = 1",
        ),
        ("a.b = 1\n[a.c]\nd = 1\n", "a.b = 1\ntheme = \"dark\"\n[a.c]\nd = 1\n"),
        ("[c]\nd = 1\n", "theme = \"dark\"\n[c]\nd = 1\n"),
        ("zoom = 100", "zoom = 100\ntheme = \"dark\"\n"),
        (
            "operators = [\n  \"A\", # first\n]\n",
            "operators = [\n  \"A\", # first\n]\ntheme = \"dark\"\n",
        ),
    ] {
        assert_eq!(edited(text, &usual, &dark, &[]).as_deref(), Some(after));
    }
    for (text, after) in [
        ("a = 1\n\n# why\ntheme = \"dark\"\nb = 2", "a = 1\n\n# why\nb = 2"),
        ("theme = \"dark\" # why\nb = 2", "# why\nb = 2"),
        ("theme = \"dark\"", ""),
        ("b = 1", "b = 1"),
    ] {
        assert_eq!(without(text, "theme").as_deref(), Some(after), "{text}");
    }
    assert_eq!(edited("[theme]\na = 1\n", &usual, &dark, &[]), None, "not in place");
    assert_eq!(edited("theme = ", &usual, &dark, &[]), None);
}

/// What a text is from which that is taken out, though it is always written.
fn without(text: &str, name: &str) -> Option<String> {
    let file = Document::parse(text).ok()?;
    let Some((key, item)) = file.get_key_value(name) else {
        return Some(text.to_owned());
    };
    Some(spliced(text, vec![removal(text, key.span()?.start, item.span()?.end)]))
}

#[test]
fn what_was_not_understood_is_written_anew() {
    let text = "# ours\ncomparing = \"type\" # soon\ntime_server = \"a b\"\nelse = 1\n";
    let (strict, wrong) = Settings::read(text);
    assert_eq!(wrong, ["comparing", "time_server"]);
    let wrong = [wrong, vec!["unread".into()]].concat();
    let after = edited(text, &strict, &strict, &wrong).unwrap();
    assert_eq!(
        after,
        "# ours\ncomparing = \"typed\" # soon\nelse = 1\nunread = [\"time_server\"]\n"
    );
    assert_eq!(Settings::read(&after), (strict, vec![]));
}

fn any_settings() -> impl Strategy<Value = Settings> {
    let names: Vec<&'static str> = each_set().iter().map(|(name, _)| *name).collect();
    let count = names.len();
    (subsequence(names, 0..=count), "[ -~ä€\\t]{0,12}", any::<u8>()).prop_map(|(names, text, number)| {
        let mut values = Settings::default().values().unwrap();
        let all = Settings {
            reader: Some(text.clone()),
            operators: vec![text; usize::from(number % 3) + 1],
            lock_after_minutes: number.into(),
            comparing: [Comparing::Typed, Comparing::Either][usize::from(number % 2)],
            licence: [Licence::Free, Licence::Premium][usize::from(number / 2 % 2)],
            header: [Spelling::OneWord, Spelling::TwoWords][usize::from(number / 4 % 2)],
            unread: vec![[Unread::TimeServer, Unread::GuestDomains][usize::from(number / 8 % 2)]],
            ..all_set()
        };
        let all = all.values().unwrap();
        for name in names {
            values.insert(name, all[name].clone());
        }
        Settings::read(&values.to_string()).0
    })
}

/// Something of somebody else, a line or a few.
fn foreign() -> impl Strategy<Value = String> {
    prop_oneof![
        "# [ -~ä]{0,20}",
        Just(String::new()),
        "[ \\t]{1,3}",
        "x_[a-z]{1,6} = (1|'''\n#\n'''|\"\\[\"|\\[ # a\n 1, 2 ,\\]|\\{ a = 1, b = \\[\\] \\}|2026-11-27|-0\\.5e3|true) ?(# [a-z]*)?",
    ]
}

proptest! {
    /// Any settings, among anything, to any others.
    #[test]
    fn whatever_else_stands_there_stays_to_the_byte(
        before in any_settings(),
        after in any_settings(),
        around in prop::collection::vec((any::<Index>(), foreign()), 0..12),
        tail in prop_oneof![Just(""), Just(FOREIGN), Just("[x]\n"), Just("[[x.y]]\n[x.z]\n")],
        wide in any::<bool>(),
    ) {
        let mut lines: Vec<String> = before.to_text().lines().map(str::to_owned).collect();
        let mut names = BTreeMap::new();
        let mut others = Vec::new();
        for (at, line) in around {
            let name = line.split_once(" =").map(|(name, _)| name.to_owned());
            if name.is_some_and(|name| names.insert(name, ()).is_some()) {
                continue;
            }
            lines.insert(at.index(lines.len() + 1), line);
        }
        let ours = |line: &str| before.values().unwrap().iter().any(|(name, _)| line.starts_with(&format!("{name} =")));
        others.extend(lines.iter().filter(|line| !ours(line)).flat_map(|line| line.split('\n')).map(str::to_owned));
        let end = if wide { "\r\n" } else { "\n" };
        let text = format!("{}\n{tail}", lines.join("\n")).replace('\n', end);
        prop_assume!(Settings::read(&text) == (before.clone(), vec![]));
        let edited = edited(&text, &before, &after, &[]).unwrap();
        prop_assert_eq!(Settings::read(&edited), (after.clone(), vec![]), "{}", edited);
        prop_assert!(edited.ends_with(&tail.replace('\n', end)));
        let mut rest = edited.split(end);
        for line in &others {
            prop_assert!(rest.any(|other| other == line), "{:?} is not in {:?}", line, edited);
        }
        if before == after {
            prop_assert_eq!(edited, text);
        }
    }
}
