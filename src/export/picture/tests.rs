use proptest::prelude::*;

use super::order::{Place, in_order};
use super::*;

/// Three pixels a module with four modules around, of a picture that `qrencode` drew.
const SMALL: &[u8] = include_bytes!("../../../tests/data/pictures/scaled-3.png");

#[test]
fn what_is_no_picture_is_said_so() {
    for (bytes, why) in [
        (&b""[..], PictureError::NotPicture),
        (b"upn,serial number\r\n", PictureError::NotPicture),
        (b"%PDF-1.7", PictureError::NotPicture),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", PictureError::Heic),
        (b"\x89PNG\r\n\x1a\n", PictureError::Broken),
        (b"\xff\xd8\xff\xe0", PictureError::Broken),
        (b"GIF89a", PictureError::Broken),
    ] {
        assert_eq!(read(bytes).err(), Some(why), "{bytes:?}");
    }
    assert_eq!(read(&vec![0; MOST_BYTES + 1]).err(), Some(PictureError::TooLarge));
}

#[test]
fn pixels_that_are_too_few_hold_no_code() {
    for (width, height, bytes) in [
        (0, 0, 0),
        (1, 1, 3),
        (40, 40, 6399),
        (u32::MAX, u32::MAX, 64),
        (0, 9, 0),
    ] {
        assert!(read_pixels(width, height, &vec![255; bytes]).symbols.is_empty());
    }
    // blank ones hold none either
    assert!(read_pixels(40, 40, &[255; 6400]).symbols.is_empty());
    assert!(read_pixels(1, 4096, &[7; 4096 * 4]).symbols.is_empty());
}

#[test]
fn what_is_found_does_not_print() {
    let found = read(SMALL).unwrap();
    assert!(found.symbols.first().unwrap().text.starts_with("otpauth://totp/"));
    assert!(!format!("{found:?}").contains("otpauth"));
}

#[test]
fn a_page_is_read_row_by_row() {
    let place = |left: u16, top: u16| {
        let (left, top) = (f32::from(left), f32::from(top));
        Place::around([(left, top), (left + 90.0, top + 100.0)].into_iter())
    };
    let shuffled = vec![
        (place(0, 500), "last"),
        (place(400, 0), "second"),
        (place(0, 20), "first"),
        (place(10, 200), "third"),
        (place(600, 180), "fourth"),
    ];
    assert_eq!(in_order(shuffled), ["first", "second", "third", "fourth", "last"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes);
    }

    /// A file whose bytes were altered or lost gives its text, or none, and no other one.
    #[test]
    fn a_damaged_picture_gives_no_other_text(
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut bytes = SMALL.to_vec();
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let text = read(SMALL).unwrap().symbols.pop().unwrap().text;
        for symbol in read(&bytes).unwrap_or_default().symbols {
            prop_assert!(*symbol.text == *text);
        }
    }

    #[test]
    fn any_pixels_are_looked_at(
        width in 0_u32..70,
        height in 0_u32..70,
        seed in prop::collection::vec(prop::sample::select(vec![0_u8, 255, 128]), 1..99),
    ) {
        let pixels: Vec<u8> = seed.into_iter().cycle().take((width * height * 4) as usize).collect();
        let _ = read_pixels(width, height, &pixels);
    }
}
