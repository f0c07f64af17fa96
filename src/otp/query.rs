//! What stands behind the question mark of an `otpauth://` text.
//!
//! The key URI format has five parameters that everybody knows, and apps add their own. One that may change the codes is
//! understood or refused: a token with other codes than its account looks right at the desk and is useless at home. So is
//! one that stands where a parser could miss it, behind a sign that others take for a separator. What is escaped for a web
//! page was [`unwrapped()`] before.

use zeroize::Zeroizing;

use super::percent::decoded;
use super::{Algorithm, OtpauthError, Parameters, Period, Seed, SeedError, unwrapped};

/// Names and values, decoded, in their order.
pub(super) struct Query(Vec<(Name, Zeroizing<String>)>);

/// The parameters that are understood.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Name {
    Secret,
    Algorithm,
    Digits,
    Period,
    Issuer,
}

/// What a parameter is to the codes.
enum Bearing {
    /// It is understood.
    Known(Name),
    /// It cannot change them.
    None,
    /// It might change them, so the text is refused.
    Unclear,
}

/// Parameters of apps that say how an account looks or where it belongs.
const HARMLESS: [&str; 36] = [
    "image",
    "images",
    "imageurl",
    "icon",
    "iconurl",
    "logo",
    "logourl",
    "color",
    "colour",
    "background",
    "foreground",
    "backgroundcolor",
    "foregroundcolor",
    "textcolor",
    "lock",
    "locked",
    "label",
    "name",
    "user",
    "username",
    "account",
    "accountname",
    "email",
    "mail",
    "group",
    "folder",
    "category",
    "tag",
    "tags",
    "note",
    "notes",
    "description",
    "id",
    "uid",
    "version",
    "v",
];

/// Names under which a parameter means what makes codes, besides such that resemble [`MEANT`].
const TELLING: [&str; 31] = [
    "alg", "algo", "hash", "hmac", "mac", "crypto", "digest", "sha", "md", "length", "len", "size", "step", "steps",
    "x", "interval", "time", "timer", "seconds", "sec", "duration", "refresh", "ttl", "t", "epoch", "offset", "start",
    "key", "seed", "type", "pin",
];

/// Parts of names that tell as much wherever they stand.
const PARTS: [&str; 14] = [
    "secret", "algo", "digit", "period", "hash", "hmac", "sha1", "sha2", "sha5", "interval", "timestep", "encod",
    "codelen", "otp",
];

/// What people mean to spell.
const MEANT: [&str; 4] = ["secret", "algorithm", "digits", "period"];

impl Query {
    /// Takes it apart. Both signs that have ever separated parameters do.
    ///
    /// # Errors
    /// [`OtpauthError::Unclear`] for what may change the codes and is not understood, [`OtpauthError::Twice`] where it
    /// contradicts itself.
    pub(super) fn read(query: &str) -> Result<Self, OtpauthError> {
        let mut read = Self(Vec::new());
        for pair in query.split(['&', ';']) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Self::hides_nothing(value)?;
            // what stands behind it is for the browser
            let value = value.split_once('#').map_or(value, |(value, _)| value);
            read.add(&name_of(name), value_of(value))?;
        }
        Ok(read)
    }

    fn add(&mut self, name: &str, value: Zeroizing<String>) -> Result<(), OtpauthError> {
        match Bearing::of(name, &value) {
            Bearing::None => Ok(()),
            Bearing::Unclear => Err(OtpauthError::Unclear),
            Bearing::Known(name) => {
                let before = self.get(name);
                if name != Name::Issuer && before.is_some_and(|before| plain(before) != plain(&value)) {
                    return Err(OtpauthError::Twice);
                }
                self.0.push((name, value));
                Ok(())
            }
        }
    }

    /// Refuses a text in which a parameter stands that was not read as one: behind a `#`, a `,`, a second `?`.
    pub(super) fn hides_nothing(text: &str) -> Result<(), OtpauthError> {
        // once more than any reader would: what is escaped twice is hidden as well
        let text = Zeroizing::new(decoded(&decoded(text)).to_lowercase());
        let mut before = text.split('=');
        // what stands behind the last one is no name
        before.next_back();
        let named = |part: &str| MEANT.iter().any(|name| part.trim_end().ends_with(name));
        if before.any(named) {
            return Err(OtpauthError::Unclear);
        }
        Ok(())
    }

    fn get(&self, name: Name) -> Option<&str> {
        let mut found = self.0.iter().filter(|(known, _)| *known == name);
        found.next().map(|(_, value)| value.as_str())
    }

    pub(super) fn issuer(&self) -> Option<&str> {
        self.get(Name::Issuer)
    }

    pub(super) fn seed(&self) -> Result<Seed, SeedError> {
        Seed::from_loose_base32(self.get(Name::Secret).unwrap_or_default())
    }

    pub(super) fn parameters(&self) -> Result<Parameters, OtpauthError> {
        let algorithm = match self.get(Name::Algorithm).map(plain).as_deref().map(String::as_str) {
            None | Some("SHA1" | "HMACSHA1") => Algorithm::Sha1,
            Some("SHA256" | "HMACSHA256") => Algorithm::Sha256,
            Some(_) => return Err(OtpauthError::Hash),
        };
        let period = match self.get(Name::Period).map(str::trim) {
            None | Some("30") => Period::Thirty,
            Some("60") => Period::Sixty,
            Some(_) => return Err(OtpauthError::Step),
        };
        match self.get(Name::Digits).map(str::trim) {
            None | Some("6") => Ok(Parameters { algorithm, period }),
            Some(_) => Err(OtpauthError::Digits),
        }
    }
}

impl Bearing {
    fn of(name: &str, value: &str) -> Self {
        match name {
            "secret" => Self::Known(Name::Secret),
            "algorithm" => Self::Known(Name::Algorithm),
            "digits" => Self::Known(Name::Digits),
            "period" => Self::Known(Name::Period),
            "issuer" => Self::Known(Name::Issuer),
            _ if HARMLESS.contains(&name) => Self::None,
            _ if may_matter(name) || is_telling(value) => Self::Unclear,
            _ => Self::None,
        }
    }
}

/// In small letters, and without what is no part of a word.
fn name_of(name: &str) -> String {
    let name = decoded(name);
    let word = name.chars().filter(|c| c.is_alphanumeric());
    word.flat_map(char::to_lowercase).collect()
}

/// Decoded as a form is, where a blank is a `+`.
fn value_of(value: &str) -> Zeroizing<String> {
    let spaced = Zeroizing::new(value.replace('+', " "));
    unwrapped(&decoded(&spaced))
}

/// What two spellings of the same value share.
fn plain(value: &str) -> Zeroizing<String> {
    let mut out = Zeroizing::new(String::with_capacity(value.len()));
    let word = value.chars().filter(|c| c.is_alphanumeric());
    out.extend(word.map(|c| c.to_ascii_uppercase()));
    out
}

fn may_matter(name: &str) -> bool {
    let telling = TELLING.contains(&name) || PARTS.iter().any(|part| name.contains(part));
    telling || MEANT.iter().any(|meant| distance(name, meant) <= 2)
}

/// Whether a value looks like one that makes codes: a number, the name of a hash, of a kind of code or of an alphabet.
fn is_telling(value: &str) -> bool {
    let value = plain(value);
    let number = !value.is_empty() && value.chars().all(char::is_numeric);
    let starts = ["SHA", "MD", "HMAC", "HOTP", "TOTP", "STEAM", "BASE", "HEX"];
    number || starts.iter().any(|start| value.starts_with(start))
}

/// How many characters have to be put in, taken out or changed, or neighbours swapped, to make one word of the other
/// (Levenshtein; a swap counts as two).
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, c) in one.chars().enumerate() {
        let mut left = at + 1;
        let mut next = vec![left];
        for ((above, before), wanted) in row.iter().skip(1).zip(&row).zip(&other) {
            left = (left + 1).min(above + 1).min(before + usize::from(c != *wanted));
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::otp::Otpauth;

    fn read(query: &str) -> Result<Parameters, OtpauthError> {
        Otpauth::parse(&format!("otpauth://totp/Desk:kim?{query}")).map(|read| read.parameters)
    }

    const LONG: Parameters = Parameters {
        algorithm: Algorithm::Sha256,
        period: Period::Sixty,
    };

    #[test]
    fn what_is_escaped_or_separated_otherwise_is_read() {
        for separator in ["&", "&amp;", "&AMP;", "&amp;amp;", "&#38;", "&#x26;", ";", "&;"] {
            let query =
                format!("issuer=Desk{separator}secret=GEZDGNBVGY3TQOJQ{separator}algorithm=SHA256{separator}period=60");
            assert_eq!(read(&query), Ok(LONG), "{separator}");
            let digits = format!("secret=GEZDGNBVGY3TQOJQ{separator}digits=8");
            assert_eq!(read(&digits), Err(OtpauthError::Digits), "{separator}");
        }
        for query in [
            "%73ecret=GEZDGNBVGY3TQOJQ&%61lgorithm=SHA256&perio%64=60",
            "Secret=gezdgnbvgy3tqojq&ALGORITHM=hmac-sha-256&Period=+60",
            "secret=GEZDGNBVGY3TQOJQ&algorithm=SHA256&period=60&algorithm=sha-256&secret=gezd+gnbv+gy3t+qojq",
            "secret=GEZDGNBVGY3TQOJQ&algorithm=SHA256&period=60\u{200b}&dig\u{200b}its=6",
        ] {
            assert_eq!(read(query), Ok(LONG), "{query}");
        }
    }

    #[test]
    fn what_may_change_the_codes_is_never_left_out() {
        for (rest, why) in [
            ("&digits=8", OtpauthError::Digits),
            ("&digits", OtpauthError::Digits),
            ("&algorithm=", OtpauthError::Hash),
            ("&algorithm=SHA512", OtpauthError::Hash),
            ("&period=90", OtpauthError::Step),
            ("&digits=6&digits=8", OtpauthError::Twice),
            ("&period=30&PERIOD=60", OtpauthError::Twice),
            ("&secret=MZXW6YTBOI", OtpauthError::Twice),
            ("&algorithm=SHA1&%61lgorithm=SHA256", OtpauthError::Twice),
            ("&algoritm=SHA256", OtpauthError::Unclear),
            ("&algo=SHA256", OtpauthError::Unclear),
            ("&hash=SHA1", OtpauthError::Unclear),
            ("&Digit=8", OtpauthError::Unclear),
            ("&digitis=8", OtpauthError::Unclear),
            ("&d\u{456}gits=8", OtpauthError::Unclear),
            ("&ampdigits=8", OtpauthError::Unclear),
            ("&perod=60", OtpauthError::Unclear),
            ("&time_step=60", OtpauthError::Unclear),
            ("&interval=60", OtpauthError::Unclear),
            ("&encoder=steam", OtpauthError::Unclear),
            ("&t0=5", OtpauthError::Unclear),
            ("&what=8", OtpauthError::Unclear),
            ("&what=sha256", OtpauthError::Unclear),
            ("&issuer=Desk#digits=8", OtpauthError::Unclear),
            ("&issuer=Desk,digits=8", OtpauthError::Unclear),
            ("&issuer=Desk?digits=8", OtpauthError::Unclear),
            ("&issuer=Desk%26digits%3D8", OtpauthError::Unclear),
            ("&image=x%2526digits%253D8", OtpauthError::Unclear),
            ("#&digits=8", OtpauthError::Digits),
        ] {
            assert_eq!(read(&format!("secret=GEZDGNBVGY3TQOJQ{rest}")), Err(why), "{rest}");
        }
        let in_the_label = "otpauth://totp/Desk&digits=8?secret=GEZDGNBVGY3TQOJQ";
        assert_eq!(Otpauth::parse(in_the_label), Err(OtpauthError::Unclear));
    }

    #[test]
    fn what_only_says_how_an_account_looks_is_left_out() {
        for rest in [
            "&issuer=Desk",
            "&issuer=A%26B&issuer=C",
            "&image=https%3A%2F%2Fexample.com%2Fa.png%3Fsize%3D64",
            "&image=https://example.com/a.png?x=1",
            "&icon=desk&color=%23ff0000&colour=1&lock=true&Label=Kim&logo=x",
            "&foo=bar&utm_source=mail&",
            "&v=2&id=17",
            "#",
        ] {
            let query = format!("secret=GEZDGNBVGY3TQOJQ{rest}");
            let found = read(&query);
            assert_eq!(found, Ok(Parameters::STANDARD), "{rest}");
        }
    }

    #[test]
    fn words_are_as_far_apart_as_changes_make_them() {
        for (one, other, apart) in [
            ("", "", 0),
            ("", "ab", 2),
            ("digits", "digits", 0),
            ("dgits", "digits", 1),
            ("digist", "digits", 2),
        ] {
            assert_eq!(distance(one, other), apart);
        }
    }

    proptest::proptest! {
        #[test]
        fn no_misspelt_name_is_left_out(
            name in proptest::sample::select(&MEANT[..]),
            at in 0..9_usize,
            change in proptest::char::range('a', 'z'),
            kind in 0..4,
        ) {
            let mut spelled: Vec<char> = name.chars().collect();
            let at = at % spelled.len();
            match kind {
                0 => spelled[at] = change,
                1 => spelled.insert(at, change),
                2 => drop(spelled.remove(at)),
                _ => spelled[at] = change.to_ascii_uppercase(),
            }
            let spelled: String = spelled.into_iter().collect();
            let found = read(&format!("secret=GEZDGNBVGY3TQOJQ&{spelled}=77"));
            proptest::prop_assert!(found.is_err(), "{}", spelled);
        }
    }
}
