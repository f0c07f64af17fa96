//! What a scanned text is, and so where it belongs.
//!
//! A scanner is a keyboard: it types a serial, a UPN or the text of a QR code into whatever has the focus. Here a text
//! is told by what it holds, the things that people scan by mistake get their names, and a scanner that types with
//! another layout than the computer expects is recognised by its garbled text. How keys become a text is the window's
//! matter, and what is done with one the flow's.

use zeroize::Zeroizing;

use super::Upn;
use crate::otp::{Code, Otpauth, OtpauthError, Pasted, Seed};
use crate::token2::Serial;

/// A scanned text by what it holds.
#[derive(Debug, PartialEq, Eq)]
pub enum Scanned {
    /// Who a token is for.
    Upn(Upn),
    /// The barcode of a token: 10 to 16 letters and digits, at least ten of them digits or the start that of a known
    /// model. Blanks between the groups do not count.
    Serial(Serial),
    /// Six digits.
    Code(Code),
    /// The text of an authenticator's QR code, usable or not.
    Otpauth(Result<Otpauth, OtpauthError>),
    /// A bare secret.
    Secret(Seed),
    /// Something that another program wants.
    Misfit(Misfit),
    /// Something of the above, typed by a US scanner into a computer with that layout.
    WrongLayout(Layout),
    /// Digits that are neither a code nor a serial: the number of a badge, perhaps.
    Digits,
    /// Something else: a name, rubbish.
    Text,
    /// Nothing but blanks.
    Nothing,
}

impl Scanned {
    /// Says what `text` is; blanks around it do not count.
    #[must_use]
    pub fn recognise(text: &str) -> Self {
        let text = text.trim();
        match Self::as_spelled(text) {
            Self::Text => Layout::of(text).map_or(Self::Text, Self::WrongLayout),
            found => found,
        }
    }

    /// Whether it must not stay in a field, nor anywhere else. A garbled text counts: its layout gives it back.
    #[must_use]
    pub const fn is_secret(&self) -> bool {
        matches!(
            self,
            Self::Otpauth(_)
                | Self::Secret(_)
                | Self::Misfit(Misfit::PhoneFactor | Misfit::Migration)
                | Self::WrongLayout(_)
        )
    }

    fn as_spelled(text: &str) -> Self {
        if let Some(misfit) = Misfit::of(text) {
            return Self::Misfit(misfit);
        }
        match Pasted::recognise(text) {
            Pasted::Nothing => Self::Nothing,
            Pasted::Code(code) => Self::Code(code),
            Pasted::Otpauth(read) => Self::Otpauth(read),
            Pasted::Secret(seed) => Self::Secret(seed),
            Pasted::TooLong if Otpauth::is_meant(text) => Self::Otpauth(Err(OtpauthError::TooLong)),
            Pasted::TooLong => Self::Text,
            Pasted::Text => Self::public(text),
        }
    }

    /// What a text is that is no secret.
    fn public(text: &str) -> Self {
        if let Ok(upn) = Upn::parse(text) {
            Self::Upn(upn)
        } else if let Some(serial) = serial(text) {
            Self::Serial(serial)
        } else if text.chars().all(|c| c.is_ascii_digit() || is_gap(c) || c == '-') {
            Self::Digits
        } else {
            Self::Text
        }
    }

    /// Whether it means to be something, readable or not.
    const fn is_meant(&self) -> bool {
        !matches!(self, Self::Digits | Self::Text | Self::Nothing | Self::WrongLayout(_))
    }

    /// Whether it is something to the end, and does not only start like it.
    const fn is_whole(&self) -> bool {
        self.is_meant() && !matches!(self, Self::Otpauth(Err(OtpauthError::NotOtpauth)))
    }
}

/// The serial in a text as it is printed, in groups, or as it is scanned.
fn serial(text: &str) -> Option<Serial> {
    let mut bare = Zeroizing::new(String::with_capacity(text.len()));
    bare.extend(text.chars().filter(|c| !is_gap(*c)));
    let serial = Serial::parse(&bare).ok()?;
    let digits = bare.chars().filter(char::is_ascii_digit).count();
    (bare.len() >= 10 && (digits >= 10 || serial.model().is_some())).then_some(serial)
}

/// Blanks as they stand between groups. Not the end of a line: two lines are two things.
const fn is_gap(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}')
}

/// Texts of other programs' QR codes that people scan here by mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Misfit {
    /// `phonefactor://`: the push messages of Microsoft Authenticator. It holds a secret.
    PhoneFactor,
    /// `FIDO:/`: a passkey.
    Passkey,
    /// `otpauth-migration://`: an authenticator's export, with the secrets of many accounts.
    Migration,
    /// A web address.
    Link,
}

impl Misfit {
    const STARTS: [(&str, Self); 5] = [
        ("phonefactor:", Self::PhoneFactor),
        ("fido:/", Self::Passkey),
        ("otpauth-migration:", Self::Migration),
        ("http://", Self::Link),
        ("https://", Self::Link),
    ];

    fn of(text: &str) -> Option<Self> {
        let starts = |start: &str| {
            let head = text.get(..start.len());
            head.is_some_and(|head| head.eq_ignore_ascii_case(start))
        };
        Self::STARTS
            .into_iter()
            .find_map(|(start, misfit)| starts(start).then_some(misfit))
    }
}

/// The keyboard layout of a computer to which a scanner types as on a US keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Layout {
    /// German. Swedish and Finnish pass for it: what differs does not show in these texts.
    German,
    /// Swiss, of German or French labels.
    Swiss,
    /// French. Belgian passes for it where digits and signs do not show the difference.
    French,
    /// Belgian, as far as it shows.
    Belgian,
    /// British.
    British,
    /// Italian.
    Italian,
    /// Spanish.
    Spanish,
    /// Portuguese.
    Portuguese,
    /// Danish.
    Danish,
    /// Norwegian.
    Norwegian,
    /// One of several: an `@` that arrives as `"` does not tell which.
    Other,
}

impl Layout {
    /// Its name in English.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::German => "German",
            Self::Swiss => "Swiss",
            Self::French => "French",
            Self::Belgian => "Belgian",
            Self::British => "British",
            Self::Italian => "Italian",
            Self::Spanish => "Spanish",
            Self::Portuguese => "Portuguese",
            Self::Danish => "Danish",
            Self::Norwegian => "Norwegian",
            Self::Other => "other",
        }
    }

    /// The layout under which the keys behind `text` mean something.
    fn of(text: &str) -> Option<Self> {
        if text.len() > Pasted::MAX_LEN {
            return None;
        }
        Self::fitting(text, Scanned::is_whole).or_else(|| Self::fitting(text, Scanned::is_meant))
    }

    fn fitting(text: &str, fits: fn(&Scanned) -> bool) -> Option<Self> {
        let fitting = KEYS.iter().filter(|keys| fits(&Scanned::as_spelled(&keys.on_us(text))));
        let mut layouts = fitting.map(|keys| keys.layout);
        let first = layouts.next()?;
        let alone = layouts.all(|layout| layout == first || layout.passes_for(first));
        Some(if alone { first } else { Self::Other })
    }

    /// Letters alone do not tell a Belgian keyboard from a French one, and there are more of those.
    const fn passes_for(self, first: Self) -> bool {
        matches!((self, first), (Self::Belgian, Self::French))
    }
}

/// What the keys of a US keyboard type on a computer with another layout, plain and with Shift, in the order of [`US`].
/// A blank stands where nothing is typed. Dead keys stand as what they type when no letter takes their accent.
struct Keys {
    layout: Layout,
    plain: &'static str,
    shift: &'static str,
}

/// The keys of a US keyboard, row by row.
const US: Keys = Keys {
    layout: Layout::Other,
    plain: r#"`1234567890-=qwertyuiop[]\asdfghjkl;'zxcvbnm,./"#,
    shift: r#"~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>?"#,
};

const KEYS: [Keys; 11] = [
    Keys {
        layout: Layout::German,
        plain: r#"^1234567890ß´qwertzuiopü+#asdfghjklöäyxcvbnm,.-"#,
        shift: r#"°!"§$%&/()=?`QWERTZUIOPÜ*'ASDFGHJKLÖÄYXCVBNM;:_"#,
    },
    Keys {
        layout: Layout::Swiss,
        plain: r#"§1234567890'^qwertzuiopü¨$asdfghjklöäyxcvbnm,.-"#,
        shift: r#"°+"*ç%&/()=?`QWERTZUIOPè!£ASDFGHJKLéàYXCVBNM;:_"#,
    },
    // its French labels, where the umlauts need Shift
    Keys {
        layout: Layout::Swiss,
        plain: r#"§1234567890'^qwertzuiopè¨$asdfghjkléàyxcvbnm,.-"#,
        shift: r#"°+"*ç%&/()=?`QWERTZUIOPü!£ASDFGHJKLöäYXCVBNM;:_"#,
    },
    Keys {
        layout: Layout::French,
        plain: r#"²&é"'(-è_çà)=azertyuiop^$*qsdfghjklmùwxcvbn,;:!"#,
        shift: r#" 1234567890°+AZERTYUIOP¨£µQSDFGHJKLM%WXCVBN?./§"#,
    },
    Keys {
        layout: Layout::Belgian,
        plain: r#"²&é"'(§è!çà)-azertyuiop^$µqsdfghjklmùwxcvbn,;:="#,
        shift: r#"³1234567890°_AZERTYUIOP¨*£QSDFGHJKLM%WXCVBN?./+"#,
    },
    Keys {
        layout: Layout::British,
        plain: r#"`1234567890-=qwertyuiop[]#asdfghjkl;'zxcvbnm,./"#,
        shift: r#"¬!"£$%^&*()_+QWERTYUIOP{}~ASDFGHJKL:@ZXCVBNM<>?"#,
    },
    Keys {
        layout: Layout::Italian,
        plain: r#"\1234567890'ìqwertyuiopè+ùasdfghjklòàzxcvbnm,.-"#,
        shift: r#"|!"£$%&/()=?^QWERTYUIOPé*§ASDFGHJKLç°ZXCVBNM;:_"#,
    },
    Keys {
        layout: Layout::Spanish,
        plain: r#"º1234567890'¡qwertyuiop`+çasdfghjklñ´zxcvbnm,.-"#,
        shift: r#"ª!"·$%&/()=?¿QWERTYUIOP^*ÇASDFGHJKLÑ¨ZXCVBNM;:_"#,
    },
    Keys {
        layout: Layout::Portuguese,
        plain: r#"\1234567890'«qwertyuiop+´~asdfghjklçºzxcvbnm,.-"#,
        shift: r##"|!"#$%&/()=?»QWERTYUIOP*`^ASDFGHJKLÇªZXCVBNM;:_"##,
    },
    Keys {
        layout: Layout::Danish,
        plain: r#"½1234567890+´qwertyuiopå¨'asdfghjklæøzxcvbnm,.-"#,
        shift: r##"§!"#¤%&/()=?`QWERTYUIOPÅ^*ASDFGHJKLÆØZXCVBNM;:_"##,
    },
    Keys {
        layout: Layout::Norwegian,
        plain: r#"|1234567890+\qwertyuiopå¨'asdfghjkløæzxcvbnm,.-"#,
        shift: r##"§!"#¤%&/()=?`QWERTYUIOPÅ^*ASDFGHJKLØÆZXCVBNM;:_"##,
    },
];

impl Keys {
    /// What the keys behind `text` mean on a US keyboard. Only to decide what a text is: it may be a secret, and a key
    /// that types nothing is lost.
    fn on_us(&self, text: &str) -> Zeroizing<String> {
        // no character of a US keyboard is longer than what stands for it, so that nothing is moved, and left behind
        let mut out = Zeroizing::new(String::with_capacity(text.len()));
        out.extend(text.chars().map(|c| self.key(c).unwrap_or(c)));
        out
    }

    fn key(&self, typed: char) -> Option<char> {
        let here = self.plain.chars().chain(self.shift.chars());
        let there = US.plain.chars().chain(US.shift.chars());
        here.zip(there)
            .find_map(|(here, there)| (here == typed && here != ' ').then_some(there))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OTPAUTH: &str = "otpauth://totp/Acme:anna@example.com?secret=GEZDGNBVGY3TQOJQ&issuer=Acme";

    /// What arrives when a US scanner types `text` into a computer with these keys.
    fn typed(keys: &Keys, text: &str) -> String {
        let key = |c| {
            let us = US.plain.chars().chain(US.shift.chars());
            let mut here = us.zip(keys.plain.chars().chain(keys.shift.chars()));
            here.find_map(|(us, here)| (us == c).then_some(here)).unwrap_or(c)
        };
        text.chars().map(key).collect()
    }

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
            assert_eq!(Scanned::recognise(text), Scanned::Digits, "{text}");
        }
    }

    #[test]
    fn secrets_are_secrets_usable_or_not() {
        for (text, error) in [
            (OTPAUTH, None),
            ("otpauth://hotp/a?secret=MY&counter=1", Some(OtpauthError::Counter)),
            ("OTPAUTH://TOTP/A?SECRET=MY", None),
            ("otpauth:", Some(OtpauthError::NotOtpauth)),
            ("otpauth://totp/a?secret=MY&digits=8", Some(OtpauthError::Parameters)),
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
            ("otpauth-migration://offline?data=CjEK", Misfit::Migration, true),
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
                Layout::German,
            ),
            ("otpauthÖ--totp-a_secretǴEYDGNBVGZ3TQOJQ", Layout::German),
            ("otpauthé--totp-a_secret^GEYD", Layout::Swiss),
            ("otpauthö--totp-a_secret^GEYD", Layout::Swiss),
            ("otpquthM!!totp!a§secret=GEWDGNBVGY\"TAOJA", Layout::French),
            ("otpquthM==totp=a+secret-GEWD", Layout::Belgian),
            ("otpauthÑ--totp-a_secret¡GEZD", Layout::Spanish),
            ("otpauthÆ--totp-a_secret´GEZD", Layout::Danish),
            ("otpauthØ--totp-a_secret\\GEZD", Layout::Norwegian),
            ("qnnq:,ueller2exq,ple:co,", Layout::French),
            ("annaßmaria\"example.com", Layout::German),
            ("anna.mueller\"example.com", Layout::Other),
            ("_-(ç-ééàà&àç'", Layout::French),
            ("!§(ç§ééàà&àç'", Layout::Belgian),
            ("'_éç&\"", Layout::French),
            ("'_é ç&\"", Layout::French),
            ("GEWDGNBVGY\"TAOJA", Layout::French),
        ] {
            assert_eq!(layout_of(text), Some(layout), "{text}");
        }
    }

    #[test]
    fn an_otpauth_text_is_a_secret_on_every_layout() {
        for keys in &KEYS {
            let found = Scanned::recognise(&typed(keys, OTPAUTH));
            assert!(found.is_secret(), "{}", keys.layout.name());
        }
    }

    #[test]
    fn a_upn_with_a_garbled_at_is_recognised_on_every_layout() {
        for keys in &KEYS {
            let text = typed(keys, "anna-maria.mueller@example.com");
            let layout = layout_of(&text).unwrap();
            let near = layout == Layout::Other || keys.layout.passes_for(layout);
            assert!(layout == keys.layout || near, "{}", keys.layout.name());
        }
    }

    #[test]
    fn every_layout_has_every_key_once() {
        let count = US.plain.chars().count();
        for keys in KEYS.iter().chain([&US]) {
            let mut all: Vec<char> = keys.plain.chars().chain(keys.shift.chars()).collect();
            assert_eq!(keys.plain.chars().count(), count, "{}", keys.layout.name());
            assert_eq!(all.len(), 2 * count, "{}", keys.layout.name());
            all.sort_unstable();
            all.dedup();
            assert_eq!(all.len(), 2 * count, "{}", keys.layout.name());
        }
    }

    #[test]
    fn debug_shows_nothing_of_a_secret() {
        for text in [OTPAUTH, "GEZDGNBVGY3TQOJQ", "482913", "otpauthÖ--totp-a_secret´GEYD"] {
            let shown = format!("{:?}", Scanned::recognise(text));
            assert!(!shown.contains("GEZD") && !shown.contains("GEYD") && !shown.contains("482"));
        }
    }
}
