//! A text without what scanners and the makers of barcodes put around it.
//!
//! A scanner may say in front of a text which kind of barcode it read (the AIM mark, ISO/IEC 15424) and in which alphabet
//! (the ECI mark, AIM ECI specification); Code 39 is printed between stars; programs quote what they hand on, escape it
//! for a web page or an address, or leave characters in it that nobody sees. All of that is taken off here and nowhere
//! else, before anything is recognised. What the text then is, others say.

use std::ops::RangeInclusive;

use percent_encoding::percent_decode_str;
use zeroize::Zeroizing;

/// More layers than anybody wraps.
const MOST_LAYERS: usize = 64;
/// Bytes beyond which nothing is looked at: what belongs here is shorter, however it is escaped.
const MOST_BYTES: usize = 1 << 14;

/// Starts of the addresses that stand for the text behind them.
const SCHEMES: [&str; 5] = ["mailto:", "smtp:", "upn:", "text:", "url:"];

/// What stands around a text.
const PAIRS: [(char, char); 17] = [
    ('"', '"'),
    ('\'', '\''),
    ('`', '`'),
    ('´', '´'),
    ('*', '*'),
    ('“', '”'),
    ('”', '”'),
    ('„', '“'),
    ('„', '”'),
    ('‘', '’'),
    ('’', '’'),
    ('‚', '‘'),
    ('«', '»'),
    ('»', '«'),
    ('<', '>'),
    ('(', ')'),
    ('[', ']'),
];

/// Characters beside the control characters that nobody sees, Unicode's `Default_Ignorable_Code_Point` as far as they
/// turn up in copied text.
const UNSEEN: [RangeInclusive<char>; 13] = [
    '\u{ad}'..='\u{ad}',
    '\u{34f}'..='\u{34f}',
    '\u{61c}'..='\u{61c}',
    '\u{115f}'..='\u{1160}',
    '\u{17b4}'..='\u{17b5}',
    '\u{180b}'..='\u{180f}',
    '\u{200b}'..='\u{200f}',
    '\u{202a}'..='\u{202e}',
    '\u{2060}'..='\u{206f}',
    '\u{fe00}'..='\u{fe0f}',
    '\u{feff}'..='\u{feff}',
    '\u{fff9}'..='\u{fffb}',
    '\u{e0000}'..='\u{e0fff}',
];

/// The text itself, without blanks around it. It may be a secret, so it is wiped.
#[must_use]
pub fn unwrapped(text: &str) -> Zeroizing<String> {
    if text.len() > MOST_BYTES {
        return Zeroizing::new(text.trim().to_owned());
    }
    let mut bare = visible(text);
    for _ in 0..MOST_LAYERS {
        match peeled(&bare) {
            Some(inner) => bare = visible(&inner),
            None => break,
        }
    }
    bare
}

/// Whether nobody sees that character.
#[must_use]
pub(super) fn is_unseen(c: char) -> bool {
    let breaks = matches!(c, '\t' | '\n' | '\r');
    c.is_control() && !breaks || UNSEEN.iter().any(|unseen| unseen.contains(&c))
}

/// What can be seen of a text, in the usual width.
fn visible(text: &str) -> Zeroizing<String> {
    // nothing becomes longer, so that nothing is moved, and left behind
    let mut out = Zeroizing::new(String::with_capacity(text.len()));
    out.extend(text.chars().filter(|c| !is_unseen(*c)).map(usual_width));
    let (start, end) = (out.trim_end().len(), out.len() - out.trim_start().len());
    out.truncate(start);
    out.drain(..end.min(start));
    out
}

/// A letter, digit or sign as East Asian keyboards type it in full width is the same one.
fn usual_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xff01 + 0x21).unwrap_or(c),
        _ => c,
    }
}

/// The text below the outermost layer, if there is one.
fn peeled(text: &str) -> Option<Zeroizing<String>> {
    let owned = |text: &str| Zeroizing::new(text.to_owned());
    aim(text)
        .or_else(|| eci(text))
        .or_else(|| between(text))
        .or_else(|| behind_scheme(text))
        .map(owned)
        .or_else(|| unescaped(text))
        .or_else(|| percent_decoded(text))
}

/// `]Q1`: a bracket, a letter for the kind of barcode, a letter or digit for what was done with it.
fn aim(text: &str) -> Option<&str> {
    let mut mark = text.strip_prefix(']')?.chars();
    let known = mark.next()?.is_ascii_alphabetic() && mark.next()?.is_ascii_alphanumeric();
    known.then_some(mark.as_str())
}

/// `\000026`: the number of an alphabet.
fn eci(text: &str) -> Option<&str> {
    let mark = text.strip_prefix('\\')?;
    let (number, rest) = mark.split_at_checked(6)?;
    number.bytes().all(|c| c.is_ascii_digit()).then_some(rest)
}

fn between(text: &str) -> Option<&str> {
    let inside = |(open, close): (char, char)| text.strip_prefix(open)?.strip_suffix(close);
    PAIRS.into_iter().find_map(inside)
}

/// The address behind `mailto:`, without what is to be written there.
fn behind_scheme(text: &str) -> Option<&str> {
    let behind = |scheme: &str| {
        let (start, rest) = text.split_at_checked(scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then_some(rest)
    };
    let rest = SCHEMES.into_iter().find_map(behind)?;
    // what is written there belongs to an address, and not to a link that stands behind `url:`
    let address = rest.split_once('?').map_or(rest, |(address, _)| address);
    Some(if rest.contains("://") { rest } else { address })
}

/// As it stood before it was escaped for a web page, if it was.
fn unescaped(text: &str) -> Option<Zeroizing<String>> {
    let mut out = Zeroizing::new(String::with_capacity(text.len()));
    let mut rest = text;
    let mut any = false;
    while let Some((before, behind)) = rest.split_once('&') {
        out.push_str(before);
        let entity = behind
            .split_once(';')
            .and_then(|(name, rest)| Some((entity(name)?, rest)));
        any |= entity.is_some();
        let (c, behind) = entity.unwrap_or(('&', behind));
        out.push(c);
        rest = behind;
    }
    out.push_str(rest);
    any.then_some(out)
}

/// The character that is escaped so: one of those that are, or one of ASCII by its number.
fn entity(name: &str) -> Option<char> {
    const NAMED: [(&str, char); 12] = [
        ("amp", '&'),
        ("quot", '"'),
        ("apos", '\''),
        ("lt", '<'),
        ("gt", '>'),
        ("nbsp", ' '),
        ("colon", ':'),
        ("commat", '@'),
        ("equals", '='),
        ("num", '#'),
        ("quest", '?'),
        ("sol", '/'),
    ];
    if let Some(number) = name.strip_prefix('#') {
        let number = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u8::from_str_radix(hex, 16),
            None => number.parse(),
        };
        let c = char::from(number.ok()?);
        return (c.is_ascii_graphic() || c == ' ').then_some(c);
    }
    let named = |(known, c): (&str, char)| known.eq_ignore_ascii_case(name).then_some(c);
    NAMED.into_iter().find_map(named)
}

/// As it stood before it was escaped for an address, if all of it was. A link has its own escapes, which stay.
fn percent_decoded(text: &str) -> Option<Zeroizing<String>> {
    if !text.contains('%') || text.contains("://") {
        return None;
    }
    // a plain decoder would leave a second copy of a secret behind
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    bytes.extend(percent_decode_str(text));
    let decoded = std::str::from_utf8(&bytes).ok()?;
    (decoded.len() < text.len()).then(|| Zeroizing::new(decoded.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "otpauth://totp/Desk:kim%40contoso.com?secret=GEZDGNBVGY3TQOJQ&issuer=Desk";

    #[test]
    fn what_stands_around_a_text_is_taken_off() {
        for (wrapped, bare) in [
            ("]C08659622001094", "8659622001094"),
            ("]d2kim@contoso.com", "kim@contoso.com"),
            ("]Q2\\000026kim@contoso.com", "kim@contoso.com"),
            ("\\000026\\000003kim", "kim"),
            ("*8659622001094*", "8659622001094"),
            ("\"kim\"", "kim"),
            ("„kim“", "kim"),
            ("<kim@contoso.com>", "kim@contoso.com"),
            ("MAILTO:kim@contoso.com?subject=x", "kim@contoso.com"),
            ("kim%40contoso.com", "kim@contoso.com"),
            ("kim%2540contoso.com", "kim@contoso.com"),
            ("kim&#64;contoso.com", "kim@contoso.com"),
            ("k\u{ad}im@contoso.com\u{200b}", "kim@contoso.com"),
            ("\u{feff}\u{2}kim\u{1d}\u{4}", "kim"),
            ("８６５９", "8659"),
            (" \t kim \r\n", "kim"),
        ] {
            assert_eq!(*unwrapped(wrapped), bare, "{wrapped}");
        }
    }

    #[test]
    fn what_is_a_part_of_a_text_stays() {
        for text in [
            "o'brien", "a*b", "]", "]Q", "\\00002", "50 %", "A&B; C", "Kim (IT)", TEXT, "",
        ] {
            assert_eq!(*unwrapped(text), text, "{text}");
        }
    }

    #[test]
    fn a_text_is_taken_out_of_layer_upon_layer() {
        let encoded = |text: &str| -> String { text.bytes().map(|byte| format!("%{byte:02x}")).collect() };
        let escaped = TEXT.replace('&', "&amp;amp;");
        for wrapped in [
            encoded(TEXT),
            encoded(&encoded(TEXT)),
            format!("]Q2\\000026\"{TEXT}\""),
            format!("\u{feff}]Q2\\000026*{}*\r\n", encoded(&format!("'{escaped}'"))),
        ] {
            assert_eq!(*unwrapped(&wrapped), TEXT, "{wrapped}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_unwrapped_has_no_layer_left(text in "[\\PC\\pC]{0,40}") {
            let bare = unwrapped(&text);
            proptest::prop_assert_eq!(&*unwrapped(&bare), &*bare);
        }
    }
}
