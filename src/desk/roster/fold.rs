//! How names are folded, so that a keyboard without their letters finds them: small letters, no accents, and both of the
//! spellings that are usual for letters such as ü. What is compared with what is not known here.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// How letters are spelled that have two plain spellings.
#[derive(Clone, Copy)]
enum Spelling {
    /// ü as u.
    Bare,
    /// ü as ue.
    Spread,
}

impl Spelling {
    const BOTH: [Self; 2] = [Self::Bare, Self::Spread];

    /// What one letter becomes, where taking its accent off is not enough.
    const fn of(self, letter: char) -> Option<&'static str> {
        match (self, letter) {
            (Self::Spread, 'ä') => Some("ae"),
            (Self::Spread, 'ö' | 'ø') => Some("oe"),
            (Self::Spread, 'ü') => Some("ue"),
            (Self::Spread, 'å') => Some("aa"),
            (Self::Bare, 'ø') => Some("o"),
            (_, 'ß') => Some("ss"),
            (_, 'æ') => Some("ae"),
            (_, 'œ') => Some("oe"),
            (_, 'þ') => Some("th"),
            (_, 'ł') => Some("l"),
            (_, 'đ' | 'ð') => Some("d"),
            (_, 'ħ') => Some("h"),
            (_, 'ŧ') => Some("t"),
            (_, 'ı') => Some("i"),
            (_, 'ŋ') => Some("n"),
            (_, 'ς') => Some("σ"),
            _ => None,
        }
    }
}

/// A stretch of a text that is compared as one word.
pub(super) struct Unit {
    /// Bytes of the text.
    pub(super) range: Range<usize>,
    /// Which word of the text it is; `None` for several that a hyphen or an apostrophe joins, like `O'Brien`.
    pub(super) word: Option<usize>,
}

/// The words of a text, and what hyphens and the like join as one word more.
pub(super) fn units(text: &str) -> Vec<Unit> {
    let mut units = Vec::new();
    let mut count = 0;
    for stretch in stretches(text, |c| !c.is_whitespace()) {
        let inner = text.get(stretch.clone()).unwrap_or_default();
        let before = count;
        for word in stretches(inner, is_of_word) {
            units.push(Unit {
                range: stretch.start + word.start..stretch.start + word.end,
                word: Some(count),
            });
            count += 1;
        }
        if count > before + 1 {
            units.push(Unit {
                range: stretch,
                word: None,
            });
        }
    }
    units
}

/// Both spellings of a text, or the one where they are the same; punctuation stays.
pub(super) fn spellings(text: &str) -> Vec<String> {
    let mut both: Vec<String> = Spelling::BOTH.map(|spelling| fold(text, spelling)).into();
    both.dedup();
    both
}

/// Both spellings of the letters and digits of a text, or the one where they are the same; none where it has no such.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut both: Vec<String> = Spelling::BOTH.map(|spelling| letters(text, spelling)).into();
    both.dedup();
    both.retain(|word| !word.is_empty());
    both
}

/// The letters and digits of a text, folded: how badge numbers are compared.
pub(super) fn key(text: &str) -> String {
    letters(text, Spelling::Bare)
}

/// A text as it is sorted.
pub(super) fn sorted(text: &str) -> String {
    fold(text, Spelling::Bare)
}

/// How many bytes at the beginning of `text` a folded beginning stands for, if it is one in either spelling.
pub(super) fn covered(text: &str, beginning: &str) -> Option<usize> {
    let as_spelled = |spelling| {
        let mut folded = String::new();
        let mut end = 0;
        for cluster in clusters(text) {
            if folded.len() >= beginning.len() {
                break;
            }
            folded.push_str(&letters(cluster, spelling));
            end += cluster.len();
        }
        folded.starts_with(beginning).then_some(end)
    };
    Spelling::BOTH.into_iter().find_map(as_spelled)
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

fn letters(text: &str, spelling: Spelling) -> String {
    // before folding too, as words are cut: some signs are folded to letters
    let lettered: String = text.chars().filter(|c| is_of_word(*c)).collect();
    let mut folded = fold(&lettered, spelling);
    folded.retain(char::is_alphanumeric);
    folded
}

/// Cluster by cluster, so that a beginning of the folded text can be found again in the text.
fn fold(text: &str, spelling: Spelling) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    for cluster in clusters(text) {
        // composed first: the two dots may stand behind their letter as a character of their own
        for letter in cluster.chars().flat_map(char::to_lowercase).nfc() {
            push(&mut folded, letter, spelling);
        }
    }
    folded
}

fn push(folded: &mut String, letter: char, spelling: Spelling) {
    if let Some(spelled) = spelling.of(letter) {
        folded.push_str(spelled);
        return;
    }
    for plain in std::iter::once(letter).nfkd().filter(|c| !is_combining_mark(*c)) {
        match spelling.of(plain) {
            Some(spelled) => folded.push_str(spelled),
            None => folded.extend(plain.to_lowercase()),
        }
    }
}

/// A letter with the marks that follow it.
fn clusters(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let next = rest.char_indices().skip(1).find(|(_, c)| !is_combining_mark(*c));
        let (cluster, after) = rest.split_at_checked(next.map_or(rest.len(), |(at, _)| at))?;
        rest = after;
        (!cluster.is_empty()).then_some(cluster)
    })
}

/// The longest stretches of characters that are all wanted.
fn stretches(text: &str, wanted: impl Fn(char) -> bool) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| wanted(*c)) {
        let end = at + c.len_utf8();
        match found.last_mut() {
            Some(last) if last.end == at => last.end = end,
            _ => found.push(at..end),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_a_keyboard_lacks_have_their_usual_spellings() {
        for (text, bare, spread) in [
            ("Müller", "muller", "mueller"),
            ("Mu\u{308}ller", "muller", "mueller"),
            ("ÖZDEMİR", "ozdemir", "oezdemir"),
            ("Håkansson", "hakansson", "haakansson"),
            ("Sørensen", "sorensen", "soerensen"),
            ("Ǿ", "o", "oe"),
        ] {
            assert_eq!(words(text), [bare, spread], "{text}");
        }
        for (text, folded) in [
            ("Weiß", "weiss"),
            ("WEIẞ", "weiss"),
            ("Ærø", "aero"),
            ("Łukasz", "lukasz"),
            ("Đorđević", "dordevic"),
            ("Yıldız", "yildiz"),
            ("Nguyễn", "nguyen"),
            ("Þór", "thor"),
            ("Ｆｕｌｌ", "full"),
            ("Йордан", "иордан"),
            ("anna", "anna"),
        ] {
            assert_eq!(words(text).first().map(String::as_str), Some(folded), "{text}");
        }
        assert!(words("-").is_empty());
    }

    #[test]
    fn a_beginning_is_found_again_in_the_text_it_was_folded_from() {
        for (text, beginning, covers) in [
            ("Müller", "mu", Some("Mü")),
            ("Müller", "mue", Some("Mü")),
            ("Müller", "mull", Some("Müll")),
            ("Mu\u{308}ller", "mu", Some("Mu\u{308}")),
            ("Weiß", "weis", Some("Weiß")),
            ("O'Brien", "obr", Some("O'Br")),
            ("Müller", "mi", None),
            ("Mü", "muller", None),
        ] {
            let end = covered(text, beginning);
            assert_eq!(end.and_then(|end| text.get(..end)), covers, "{text} {beginning}");
        }
    }

    #[test]
    fn hyphens_and_apostrophes_split_a_name_and_join_it() {
        let of = |text: &'static str| -> Vec<(&str, Option<usize>)> {
            let each = |unit: Unit| (text.get(unit.range).unwrap(), unit.word);
            units(text).into_iter().map(each).collect()
        };
        assert_eq!(
            of("Anna-Lena O’Brien, Dr."),
            [
                ("Anna", Some(0)),
                ("Lena", Some(1)),
                ("Anna-Lena", None),
                ("O", Some(2)),
                ("Brien", Some(3)),
                ("O’Brien,", None),
                ("Dr", Some(4)),
            ]
        );
        assert!(of(" - ").is_empty());
    }
}
