//! What texts are, whatever surrounds or garbles them.

use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::desk::Upn;
use crate::otp::{Code, OtpauthError};
use crate::token2::Serial;

const OTPAUTH: &str = "otpauth://totp/Acme:anna@example.com?secret=GEZDGNBVGY3TQOJQ&issuer=Acme";

fn layout_of(text: &str) -> Option<Layout> {
    match Scanned::recognise(text) {
        Scanned::WrongLayout(layout) => Some(layout),
        _ => None,
    }
}

#[test]
fn a_upn_is_a_upn() {
    for text in [
        "anna.mueller@example.com",
        "  ANNA@EXAMPLE.COM\r\n",
        "o'brien@sub.example.co",
    ] {
        let upn = Upn::parse(text).unwrap();
        assert_eq!(Scanned::recognise(text), Scanned::Upn(upn), "{text}");
    }
}

#[test]
fn a_serial_may_be_grouped_and_have_letters() {
    for (text, serial) in [
        ("8659622001094", "8659622001094"),
        ("8659 6220 0109 4", "8659622001094"),
        ("8659\u{a0}6220\u{a0}0109\u{a0}4\r\n", "8659622001094"),
        ("1234567890", "1234567890"),
        ("AB1234567890CD", "AB1234567890CD"),
        ("8659622ABC", "8659622ABC"),
        ("1234567890123456", "1234567890123456"),
    ] {
        let serial = Serial::parse(serial).unwrap();
        assert_eq!(Scanned::recognise(text), Scanned::Serial(serial), "{text}");
    }
}

#[test]
fn six_digits_are_a_code_however_they_are_grouped() {
    for text in ["482913", "482 913", "482-913", "482913\n"] {
        let code = Code::parse("482913").unwrap();
        assert_eq!(Scanned::recognise(text), Scanned::Code(code), "{text}");
    }
}

#[test]
fn other_digits_are_never_a_person() {
    for text in [
        "4711",
        "48291",
        "4829137",
        "123456789",
        "12345678901234567",
        "12 34",
        "555-0199",
    ] {
        assert!(matches!(Scanned::recognise(text), Scanned::Digits(_)), "{text}");
    }
}

#[test]
fn secrets_are_secrets_usable_or_not() {
    for (text, error) in [
        (OTPAUTH, None),
        (
            "otpauth://hotp/a?secret=GEZDGNBVGY3TQOJQ&counter=1",
            Some(OtpauthError::Counter),
        ),
        ("OTPAUTH://TOTP/A?SECRET=GEZDGNBVGY3TQOJQ", None),
        ("otpauth:", Some(OtpauthError::NotOtpauth)),
        (
            "otpauth://totp/a?secret=GEZDGNBVGY3TQOJQ&digits=8",
            Some(OtpauthError::Digits),
        ),
    ] {
        let found = Scanned::recognise(text);
        assert!(found.is_secret());
        let Scanned::Otpauth(read) = found else {
            panic!("no otpauth")
        };
        assert_eq!(read.err(), error);
    }
    let long = format!("otpauth://totp/a?secret={}", "A".repeat(5000));
    assert_eq!(Scanned::recognise(&long), Scanned::Otpauth(Err(OtpauthError::TooLong)));
    for text in ["gezd gnbv gy3t qojq gezd gnbv gy3t qojq", "GEZDGNBVGY3TQOJQ"] {
        let found = Scanned::recognise(text);
        assert!(matches!(found, Scanned::Secret(_)) && found.is_secret());
    }
}

#[test]
fn what_belongs_to_other_programs_has_its_name() {
    for (text, misfit, secret) in [
        ("phonefactor://activate_account?code=1&url=x", Misfit::PhoneFactor, true),
        ("FIDO:/0123456789", Misfit::Passkey, false),
        (
            "otpauth-migration://offline?data=CjEK",
            Misfit::Migration { accounts: None },
            true,
        ),
        // two accounts of nothing
        (
            "OTPAUTH-MIGRATION://offline?data=CgAKABAB",
            Misfit::Migration { accounts: Some(2) },
            true,
        ),
        ("https://aka.ms/mfasetup", Misfit::Link, false),
        ("HTTP://EXAMPLE.COM/A@B", Misfit::Link, false),
    ] {
        let found = Scanned::recognise(text);
        assert_eq!(found.is_secret(), secret, "{text}");
        assert_eq!(found, Scanned::Misfit(misfit), "{text}");
    }
}

#[test]
fn the_rest_is_text_or_nothing() {
    let guest = "sam_partner.com#EXT#@example.com";
    for text in [
        "Anna Mueller",
        "anna",
        "correct horse",
        "Müller, Änne",
        "a@b@example.com",
        guest,
    ] {
        assert_eq!(Scanned::recognise(text), Scanned::Text, "{text}");
    }
    assert_eq!(Scanned::recognise("86596220\n01094"), Scanned::Text);
    assert_eq!(Scanned::recognise(&"x".repeat(5000)), Scanned::Text);
    for text in ["", " \t\r\n"] {
        assert_eq!(Scanned::recognise(text), Scanned::Nothing);
    }
}

#[test]
fn the_texts_of_a_scanner_with_another_layout_are_named_after_it() {
    for (text, layout) in [
        (
            "otpauthÖ--totp-AcmeÖanna\"example.com_secret´GEYDGNBVGZ3TQOJQ",
            Layout::Named("German"),
        ),
        ("otpauthÖ--totp-a_secretǴEYDGNBVGZ3TQOJQ", Layout::Named("German")),
        ("otpauthé--totp-a_secret^GEYD", Layout::Named("Swiss")),
        ("otpauthö--totp-a_secret^GEYD", Layout::Named("Swiss")),
        ("otpquthM!!totp!a§secret=GEWDGNBVGY\"TAOJA", Layout::Named("French")),
        ("otpquthM==totp=a+secret-GEWD", Layout::Named("Belgian")),
        ("otpauthÑ--totp-a_secret¡GEZD", Layout::Named("Spanish")),
        ("otpauthÆ--totp-a_secret´GEZD", Layout::Named("Danish")),
        ("otpauthØ--totp-a_secret\\GEZD", Layout::Named("Norwegian")),
        ("qnnq:,ueller2exq,ple:co,", Layout::Named("French")),
        ("annaßmaria\"example.com", Layout::Named("German")),
        ("anna.mueller\"example.com", Layout::Other),
        ("_-(ç-ééàà&àç'", Layout::Named("French")),
        ("!§(ç§ééàà&àç'", Layout::Named("Belgian")),
        ("'_éç&\"", Layout::Named("French")),
        ("'_é ç&\"", Layout::Named("French")),
        ("GEWDGNBVGY\"TAOJA", Layout::Named("French")),
    ] {
        assert_eq!(layout_of(text), Some(layout), "{text}");
    }
}

#[test]
fn debug_shows_nothing_of_a_secret() {
    for text in [OTPAUTH, "GEZDGNBVGY3TQOJQ", "482913", "otpauthÖ--totp-a_secret´GEYD"] {
        let shown = format!("{:?}", Scanned::recognise(text));
        assert!(!shown.contains("GEZD") && !shown.contains("GEYD") && !shown.contains("482"));
    }
}

// --- wrappers ---------------------------------------------------------------------------------------------------------

/// What is known of scans that were not: what is scanned, and what is meant.
const CASES: [(&str, &str); 9] = [
    (
        "\\000026otpauth://totp/Desk?secret=GEZDGNBVGY3TQOJQ",
        "otpauth://totp/Desk?secret=GEZDGNBVGY3TQOJQ",
    ),
    (
        "]Q2\\000026otpauth://totp/Desk?secret=GEZDGNBVGY3TQOJQ",
        "otpauth://totp/Desk?secret=GEZDGNBVGY3TQOJQ",
    ),
    (
        "]Q1otpauth://totp/Desk?secret=GEZDGNBVGY3TQOJQ",
        "otpauth://totp/Desk?secret=GEZDGNBVGY3TQOJQ",
    ),
    ("]C08659622001094", "8659622001094"),
    ("]C0kim.example@contoso.com", "kim.example@contoso.com"),
    ("]C000137489", "00137489"),
    ("kim@contoso.com\u{200b}", "kim@contoso.com"),
    (
        "\u{feff}otpauth://totp/Desk?secret=GEZDGNBVGY3TQOJQ",
        "otpauth://totp/Desk?secret=GEZDGNBVGY3TQOJQ",
    ),
    (
        "\"otpauth://totp/Desk?secret=GEZDGNBVGY3TQOJQ\"",
        "otpauth://totp/Desk?secret=GEZDGNBVGY3TQOJQ",
    ),
];

/// One of each kind.
const CONTENTS: [&str; 16] = [
    OTPAUTH,
    "otpauth://totp/a?secret=GEZDGNBVGY3TQOJQ&digits=8",
    "GEZDGNBVGY3TQOJQ",
    "gezd gnbv gy3t qojq",
    "6BD49091BA71D992655FC5FC57FB64ED0543F9BD",
    "ABCDEF234567ABCDEF234567ABCDEF23",
    "ABCDEFGHIJKLMNOP",
    "kim.example@contoso.com",
    "8659622001094",
    "8659 6220 0109 4",
    "482913",
    "00137489",
    "phonefactor://activate_account?code=1&url=x",
    "otpauth-migration://offline?data=CjEK",
    "https://aka.ms/mfasetup",
    "Kim Example",
];

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// What is put around a text, from the inside out: by the maker of the barcode, by its kind, by the scanner.
fn wrapped(text: &str, maker: usize, kind: usize, scanner: usize) -> String {
    let made = match maker {
        0 => text.to_owned(),
        1 => format!("\"{text}\""),
        2 => format!("“{text}”"),
        3 => percent(text),
        4 => percent(&percent(text)),
        5 => text.replace('&', "&amp;").replace('@', "&#64;"),
        6 => format!("\u{feff}{text}"),
        7 => text.chars().flat_map(|c| [c, '\u{200b}']).collect(),
        _ => format!("<{text}>"),
    };
    let coded = match kind {
        0 => made,
        1 => format!("*{made}*"),
        2 => format!("\\000026{made}"),
        _ => format!("\\000003\\000026{made}\u{4}"),
    };
    let mark = [
        "",
        "]Q1",
        "]Q2",
        "]C0",
        "]C1\u{1d}",
        "]d2",
        "]A0",
        "]z3",
        "\u{2}",
        "\u{feff}",
    ][scanner];
    let end = ["", "\r\n", "\t", "\u{3}"][scanner % 4];
    format!("{mark}{coded}{end}")
}

#[test]
fn a_scan_is_what_it_is_without_what_is_around_it() {
    for (scanned, meant) in CASES {
        assert_eq!(Scanned::recognise(scanned), Scanned::recognise(meant), "{scanned}");
        assert!(!matches!(Scanned::recognise(scanned), Scanned::Text), "{scanned}");
    }
}

proptest! {
    #[test]
    fn whatever_is_around_a_scan_it_is_the_same(
        text in select(&CONTENTS[..]),
        maker in 0..9_usize,
        kind in 0..4_usize,
        scanner in 0..10_usize,
    ) {
        let scanned = wrapped(text, maker, kind, scanner);
        prop_assert_eq!(Scanned::recognise(&scanned), Scanned::recognise(text), "{}", scanned);
    }
}

#[test]
fn secrets_that_looked_like_something_else_are_secrets() {
    let hex = Scanned::recognise("6BD49091BA71D992655FC5FC57FB64ED0543F9BD");
    assert!(matches!(hex, Scanned::Hex(_)) && hex.is_secret());
    assert!(matches!(Scanned::recognise("ABCDEFGHIJKLMNOP"), Scanned::Letters(_)));
    assert!(Scanned::recognise("ABCDEF234567ABCDEF234567ABCDEF23").is_secret());
    assert!(Scanned::recognise(&"A2B3".repeat(26)).is_secret());
}

// --- layouts ----------------------------------------------------------------------------------------------------------

/// The texts of `layouts.tsv`, as they arrived.
const GARBLED: [&str; 23] = [
    "otpauth\"--totp-Desk\"kim2contoso.com_secret´GEYDGNBVGZšTQOJQ7issuer´Desk",
    "kim.example2contoso.com",
    "ážřížěěéé+éíč",
    "čáěí+š",
    "éé+šýčáí",
    "otpauthÉ--totp-DeskÉkim\"contoso.com_secretóGEYDGNBVGZ3TQOJQ=issueróDesk",
    "8659622öö1ö94",
    "öö137489",
    "otpauthŞ..totp.DeskŞkım'contosoçcom:secret-GEZDGNBVGY3TQOJQ/ıssuer-Desk",
    "kımçexample'contosoçcom",
    "otpauthČ--totp-DeskČkim\"contoso.com_secret+GEZDGNBVGY3TQOJQ/issuer+Desk",
    "otpauth:éétotpéDesk:kim\"contoso.comÉsecret=GEZDGNBVGY3TQOJQ&issuer=Desk",
    "otpauth+//totp/Desk+kim\"contoso.com?secret^GEZDGNBVGY3TQOJQ'issuer^Desk",
    "щезфгерЖ..ещез.ВуылЖлшь\"сщтещыщюсщь,ыускуе=ПУЯВПТИМПН3ЕЙЩОЙ?шыыгук=Вуыл",
    "лшьюучфьзду\"сщтещыщюсщь",
    "οτπαθτη¨//τοτπ/Δεσκ¨κιμ@ψοντοσο.ψομ?σεψρετ=ΓΕΖΔΓΝΒΩΓΥ3Τ:ΟΞ:&ισσθερ=Δεσκ",
    "κιμ.εχαμπλε@ψοντοσο.ψομ",
    "םאפשואי:..אםאפ.Dקדל:לןצ@בםמאםדםץבםצ?דקברקא=GEZDGNBVGY3TQOJQ&ןדדוקר=Dקדל",
    "לןצץקסשצפךק@בםמאםדםץבםצ",
    "OTPQUTHm§§TOTP§dESKmKI?éCONTOSO/CO?!SECRET+gewdgnbvgy3taojaèISSUER+dESK",
    "KI?/EXQ?PLEéCONTOSO/CO?",
    "àà&\"è'!ç",
    "àà&\"è'!ç&&",
];

#[test]
fn what_arrived_garbled_is_said_to_be() {
    for text in GARBLED {
        assert!(layout_of(text).is_some(), "{text}");
        assert!(Scanned::recognise(text).is_secret());
    }
}

#[test]
fn the_path_of_a_file_is_garbled_by_no_layout() {
    for path in [
        "/tmp/.tmpmYVTl2/people.csv",
        "/tmp/.tmp2vNfBd/people.csv",
        "/tmp/.tmp2RthVy/people.csv",
        "C:\\Users\\kim\\2RthVy.csv",
        "\\\\share\\desk\\2vNfBd\\people.csv",
    ] {
        assert_eq!(Scanned::recognise(path), Scanned::Text, "{path}");
    }
}
