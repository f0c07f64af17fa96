//! Which reader is meant, when names change from plug to plug. Pure.
//!
//! - pcsc-lite ends a name with an index and a slot, two hexadecimal digits each (`... [PICC] 01 00`): the index is the
//!   reader's place in a list and changes, the slot belongs to the reader;
//! - Windows ends it with an index alone (`ACS ACR122 0`);
//! - macOS numbers the slots of a reader in brackets (`... LinkReader(1)`), which belong to it as well.
//!
//! What cannot be told apart is asked: a token on the wrong reader is a token that is destroyed.

use std::collections::BTreeSet;

/// The reader among those in `present` that was remembered under a name of some earlier plug, if there is exactly one.
/// `others` are known to be other readers: they were there beside it, and have been there ever since.
#[must_use]
pub(super) fn meant<'p>(remembered: &str, present: &[&'p str], others: &BTreeSet<String>) -> Option<&'p str> {
    if let Some(same) = present.iter().find(|name| **name == remembered) {
        return Some(same);
    }
    let wanted = lasting(remembered);
    let mut alike = present
        .iter()
        .filter(|name| lasting(name) == wanted && !others.contains(**name));
    match (alike.next(), alike.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}

/// Some readers show the slots of their security modules as readers of their own: `... SAM 01 00`, `... SAM1`.
pub(super) fn is_sam(name: &str) -> bool {
    name.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| {
        let (head, number) = word.split_at_checked(3).unwrap_or((word, ""));
        head.eq_ignore_ascii_case("SAM") && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// What of a name stays from plug to plug: all but the index, and the slot.
fn lasting(name: &str) -> (&str, Option<&str>) {
    let hexadecimal = |word: &str| word.len() == 2 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let index = |word: &str| (1..=2).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit());
    let name = name.trim_end();
    let Some((front, last)) = name.rsplit_once(' ') else {
        return (name, None);
    };
    match front.rsplit_once(' ') {
        Some((stem, before)) if hexadecimal(before) && hexadecimal(last) => (stem.trim_end(), Some(last)),
        _ if index(last) => (front.trim_end(), None),
        _ => (name, None),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn meant_of<'p>(remembered: &str, present: &[&'p str]) -> Option<&'p str> {
        meant(remembered, present, &BTreeSet::new())
    }

    #[test]
    fn a_reader_is_known_again_by_all_but_its_index() {
        let slots = ["ACS ACR1281 1S Dual Reader 01 00", "ACS ACR1281 1S Dual Reader 01 01"];
        for (remembered, present, expected) in [
            ("ACS ACR122 0", &["ACS ACR122 1"][..], Some("ACS ACR122 1")),
            ("ACS ACR1281 1S Dual Reader 00 01", &slots, Some(slots[1])),
            ("ACS ACR1281 1S Dual Reader 00 00", &slots, Some(slots[0])),
            ("ACS ACR1281 1S Dual Reader 00 01", &slots[..1], None),
            (
                "Gemalto Prox Dual USB PC Link Reader [Prox-DU Contactless] 00 01",
                &[
                    "Gemalto Prox Dual USB PC Link Reader [Prox-DU Contact] 01 00",
                    "Gemalto Prox Dual USB PC Link Reader [Prox-DU Contactless] 01 01",
                ],
                Some("Gemalto Prox Dual USB PC Link Reader [Prox-DU Contactless] 01 01"),
            ),
            ("ACS ACR122U 00 00", &["ACS ACR122U 0A 00"], Some("ACS ACR122U 0A 00")),
            // neither which of two alike, nor a number of the product
            ("ACS ACR122U 00 00", &["ACS ACR122U 01 00", "ACS ACR122U 02 00"], None),
            ("ACS ACR122 0", &["ACS ACR122 1", "ACS ACR122 2"], None),
            ("HID OMNIKEY 5022", &["HID OMNIKEY 5427"], None),
            ("ACS ACR122U 00 00", &["Yubico YubiKey OTP+FIDO+CCID 00 00"], None),
        ] {
            assert_eq!(meant_of(remembered, present), expected, "{remembered}");
        }
    }

    #[test]
    fn macos_numbers_the_slots_of_a_reader() {
        let slots = [
            "Gemalto Prox Dual USB PC LinkReader(1)",
            "Gemalto Prox Dual USB PC LinkReader(2)",
        ];
        assert_eq!(meant_of(slots[1], &slots), Some(slots[1]));
        assert_eq!(meant_of(slots[0], &slots), Some(slots[0]));
        assert_eq!(meant_of(slots[0], &slots[1..]), None, "the other slot is not it");
    }

    #[test]
    fn a_twin_that_was_there_beside_it_is_not_it() {
        let (first, twin) = ("ACS ACR122U 00 00", "ACS ACR122U 01 00");
        let others = BTreeSet::from([twin.to_owned()]);
        assert_eq!(meant(first, &[twin], &others), None);
        let back = "ACS ACR122U 02 00";
        assert_eq!(meant(first, &[twin, back], &others), Some(back));
    }

    #[test]
    fn slots_of_security_modules_are_known() {
        for name in [
            "ACS ACR1252 1S CL Reader [ACR1252 Dual Reader SAM] 00 01",
            "ACS ACR1252 Dual Reader SAM 0",
            "HID OMNIKEY 5127 SAM1 00 02",
            "Identiv uTrust [sam-slot] 0",
        ] {
            assert!(is_sam(name), "{name}");
        }
        for name in ["Samsung NFC", "SAMD21 Reader 0", "ACS ACR1252 [PICC] 00 00", ""] {
            assert!(!is_sam(name), "{name}");
        }
    }

    /// A reader with slots, as pcsc-lite and Windows name it.
    fn named(model: u8, index: u8, slot: u8, windows: bool) -> String {
        if windows {
            format!(
                "Maker Model{} Slot{} {index}",
                char::from(b'A' + model),
                char::from(b'a' + slot)
            )
        } else {
            format!("Maker Model{} {index:02X} {slot:02X}", char::from(b'A' + model))
        }
    }

    proptest! {
        /// Whatever is there: never another model, never another slot, and never one of several that could be it.
        #[test]
        fn no_other_reader_is_ever_taken_for_the_remembered_one(
            remembered in (0u8..3, 0u8..20, 0u8..3),
            mut plugged in prop::collection::btree_set((0u8..3, 0u8..20, 0u8..3), 0..8).prop_map(Vec::from_iter),
            windows: bool,
            turn in 0usize..8,
        ) {
            let name = |(model, index, slot): (u8, u8, u8)| named(model, index, slot, windows);
            let same = |other: &(u8, u8, u8)| (other.0, other.2) == (remembered.0, remembered.2);
            let alike: Vec<String> = plugged.iter().copied().filter(same).map(name).collect();
            let shift = turn.min(plugged.len());
            plugged.rotate_left(shift);
            let names: Vec<String> = plugged.iter().copied().map(name).collect();
            let present: Vec<&str> = names.iter().map(String::as_str).collect();
            let found = meant_of(&name(remembered), &present);
            if plugged.contains(&remembered) {
                let itself = name(remembered);
                prop_assert_eq!(found, Some(itself.as_str()));
            } else if let [only] = &alike[..] {
                prop_assert_eq!(found, Some(only.as_str()));
            } else {
                prop_assert_eq!(found, None);
            }
        }

        #[test]
        fn any_text_is_a_name(remembered: String, present: Vec<String>) {
            let names: Vec<&str> = present.iter().map(String::as_str).collect();
            if let Some(found) = meant_of(&remembered, &names) {
                prop_assert_eq!(lasting(found), lasting(&remembered));
            }
            let _ = is_sam(&remembered);
        }
    }
}
