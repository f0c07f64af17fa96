//! Settings as they are kept, as people write them, and as they break.

use super::*;
use crate::export::FORMATS;

/// None is as usual.
pub(in crate::station::settings) fn all_set() -> Settings {
    Settings {
        station_name: Some("Desk 2".into()),
        operators: vec!["M. Keller".into(), "B. Frei".into()],
        default_domain: Some("example.com".into()),
        accepted_domains: vec!["example.org".into()],
        guest_domains: vec!["partner.example".into()],
        licence: Licence::Free,
        display_seconds: DisplaySeconds(120),
        comparing: Comparing::Typed,
        clock_limit_seconds: ClockLimit(10),
        token_clock_minutes: TokenMinutes(5),
        time_server: Some("dc1.example.com:123".into()),
        format: FORMATS[FORMATS.len() - 1],
        formats: vec![FORMATS[0], FORMATS[FORMATS.len() - 1]],
        file_rows: FileRows(200),
        header: Spelling::OneWord,
        export_folder: Some("/mnt/out".into()),
        reader: Some("ACS \"ACR1252\" 00 00".into()),
        lock_after_minutes: 3,
        backup_folder: Some("/mnt/stick".into()),
        theme: Theme::Dark,
        zoom: Zoom(150),
        hidden_columns: vec![Column::Drift],
        unread: vec![Unread::TimeServer],
    }
}

#[test]
fn what_is_kept_is_read_again() {
    let settings = all_set();
    assert_eq!(Settings::read(&settings.to_text()), (settings, vec![]));
    assert_eq!(Settings::read("unknown = 1"), (Settings::default(), vec![]));
}

#[test]
fn a_broken_value_is_named_and_takes_no_other_with_it() {
    let (settings, wrong) = Settings::read("reader = 7\nzoom = 1000\ntheme = \"pink\"\nlock_after_minutes = 5");
    assert_eq!(wrong, ["reader", "theme", "zoom"]);
    let expected = Settings {
        lock_after_minutes: 5,
        ..Settings::default()
    };
    assert_eq!(settings, expected);
    let text = "display_seconds = 20\nclock_limit_seconds = 31\ndefault_domain = \"no domain\"\nlicence = \"gold\"\n\
                accepted_domains = [\"@Example.ORG\"]\ntime_server = \"a b\"\nheader = \"timeinterval\"";
    let (settings, mut wrong) = Settings::read(text);
    wrong.sort();
    let named = [
        "clock_limit_seconds",
        "default_domain",
        "display_seconds",
        "licence",
        "time_server",
    ];
    assert_eq!(wrong, named);
    assert_eq!(settings.accepted_domains, ["example.org"]);
    assert_eq!(settings.header, Spelling::OneWord);
    let (settings, wrong) = Settings::read("reader = ");
    assert_eq!((settings.reader, wrong), (None, vec!["reader".to_owned()]));
}

/// What counts where everything that guards something could not be read.
fn is_strict(settings: &Settings) -> bool {
    let Settings {
        licence,
        comparing,
        clock_limit_seconds,
        token_clock_minutes,
        lock_after_minutes,
        unread,
        ..
    } = settings;
    *licence == Licence::Free
        && *comparing == Comparing::Typed
        && (
            clock_limit_seconds.get(),
            token_clock_minutes.get(),
            *lock_after_minutes,
        ) == (5, 1, 1)
        && unread.len() == 3
}

#[test]
fn what_guards_something_and_cannot_be_read_counts_at_its_strictest() {
    for (text, check) in [
        (
            "comparing = \"type\"",
            (|s| s.comparing == Comparing::Typed) as fn(&Settings) -> bool,
        ),
        ("comparing = typed", |s| s.comparing == Comparing::Typed),
        ("lock_after_minutes = \"never\"", |s| s.lock_after_minutes == 1),
        ("lock_after_minutes = -5", |s| s.lock_after_minutes == 1),
        ("clock_limit_seconds = 3000", |s| s.clock_limit_seconds.get() == 5),
        ("token_clock_minutes = 0", |s| s.token_clock_minutes.get() == 1),
        ("licence = 2", |s| s.licence == Licence::Free),
        ("accepted_domains = \"example.com\"", |s| {
            !s.domains().accepted.is_empty()
        }),
        ("guest_domains = [\"a b\"]", |s| !s.domains().accepted.is_empty()),
        ("accepted_domains = [\"a b\", \"example.com\"]", |s| {
            s.domains().accepted == ["example.com"]
        }),
        ("time_server = \"a b\"", |s| s.unread == [Unread::TimeServer]),
        ("theme = \"dark\"\n= 5", is_strict),
        ("comparing = \"either\"\ncomparing = \"typed\"", is_strict),
        ("zoom = 100\ncompar", is_strict),
    ] {
        let (settings, wrong) = Settings::read(text);
        assert!(check(&settings), "{text}: {settings:?}");
        assert!(!wrong.is_empty(), "{text}");
        assert_eq!(
            Settings::read(&settings.to_text()),
            (settings, vec![]),
            "and it stays so: {text}"
        );
    }
    assert!(is_strict(&Settings::unreadable()));
    assert!(Settings::default().unread.is_empty(), "what is not set is not unread");
}

#[test]
fn a_broken_line_takes_no_other_with_it() {
    let text = "# ours\ncomparing = \"typed\"\noperators = [\n  \"M. Keller\n\nlock_after_minutes = 3\n\
                accepted_domains = [\"example.com\"\nlicence = \"premium\"\n[else]\nzoom = 150\n";
    let (settings, wrong) = Settings::read(text);
    assert_eq!(wrong, ["operators", "accepted_domains"]);
    assert_eq!((settings.comparing, settings.lock_after_minutes), (Comparing::Typed, 3));
    assert_eq!(settings.licence, Licence::Premium);
    assert_eq!(settings.zoom, Zoom::default(), "that is of another table");
}

#[test]
fn what_is_set_is_no_longer_unread() {
    let before = Settings::unreadable();
    let set = Settings {
        time_server: Some("dc1.example.com".into()),
        ..before.clone()
    };
    let set = set.set_over(&before);
    assert_eq!(set.unread, [Unread::AcceptedDomains, Unread::GuestDomains]);
    let zoomed = Settings {
        zoom: Zoom(150),
        ..before.clone()
    }
    .set_over(&before);
    assert_eq!(zoomed.unread, before.unread);
}
