//! How many slips of the hand lie between two texts: a letter too many, too few, another one, or two that changed places.
//!
//! What a slip means for a domain or a person is theirs to say.

use super::Upn;

/// The slips between two texts (optimal string alignment), over characters.
#[must_use]
pub(super) fn slips(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut two_before: Vec<usize> = Vec::new();
    let mut before: Vec<usize> = (0..=other.len()).collect();
    for (row, letter) in one.iter().enumerate() {
        let mut now = vec![row + 1];
        for (column, opposite) in other.iter().enumerate() {
            let at = |line: &Vec<usize>, at: usize| line.get(at).copied().unwrap_or(usize::MAX);
            let changed = at(&before, column) + usize::from(letter != opposite);
            let dropped = at(&before, column + 1) + 1;
            let added = at(&now, column) + 1;
            let swapped = match (row.checked_sub(1), column.checked_sub(1)) {
                (Some(above), Some(left)) if one.get(above) == Some(opposite) && other.get(left) == Some(letter) => {
                    at(&two_before, left) + 1
                }
                _ => usize::MAX,
            };
            now.push(changed.min(dropped).min(added).min(swapped));
        }
        two_before = std::mem::replace(&mut before, now);
    }
    before.last().copied().unwrap_or_default()
}

/// Whether one UPN may be the other, corrected: the same name in another domain, or two slips at most.
#[must_use]
pub fn is_correction(before: &Upn, after: &Upn) -> bool {
    let (before, after) = (before.folded(), after.folded());
    let name = |upn: &str| upn.split('@').next().map(str::to_owned);
    name(&before) == name(&after) || slips(&before, &after) <= 2
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn slips_are_counted_as_hands_make_them() {
        for (one, other, count) in [
            ("contoso.com", "contoso.com", 0),
            ("contso.com", "contoso.com", 1),
            ("conotso.com", "contoso.com", 1),
            ("contosso.con", "contoso.com", 2),
            ("", "abc", 3),
            ("\u{e4}b", "ab", 1),
        ] {
            assert_eq!(slips(one, other), count, "{one} {other}");
        }
    }

    #[test]
    fn a_correction_is_of_a_few_letters_or_of_the_domain() {
        let upn = |text: &str| Upn::parse(text).unwrap();
        let is = |one: &str, other: &str| is_correction(&upn(one), &upn(other));
        assert!(is("anna.muler@example.com", "anna.mueller@example.com"));
        assert!(is("anna@contso.com", "Anna@contoso.com") && is("anna@contoso.com", "anna@fabrikam.ch"));
        assert!(!is("anna@example.com", "benno@example.com"));
    }

    proptest! {
        #[test]
        fn it_is_a_distance(one in "[abc]{0,8}", other in "[abc]{0,8}", at in 0_usize..8, letter in "[abc]") {
            prop_assert_eq!(slips(&one, &other), slips(&other, &one));
            prop_assert_eq!(slips(&one, &other) == 0, one == other);
            prop_assert!(slips(&one, &other) <= one.len().max(other.len()));
            let mut slipped = one.clone();
            slipped.insert_str(at.min(one.len()), &letter);
            prop_assert_eq!(slips(&one, &slipped), 1);
        }
    }
}
