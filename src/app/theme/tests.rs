//! Every text is readable on every ground on which it stands.

use super::*;

#[test]
fn glyphs_take_no_wider_texture_than_they_need_nor_than_there_is() {
    for (there_is, taken) in [(Some(16384), Some(ATLAS)), (Some(1024), Some(1024)), (None, None)] {
        let mut input = egui::RawInput {
            max_texture_side: there_is,
            ..Default::default()
        };
        bound_atlas(&mut input);
        assert_eq!(input.max_texture_side, taken);
    }
}

/// Relative luminance, WCAG 2.2.
fn luminance(colour: Color32) -> f64 {
    let channel = |value: u8| {
        let value = f64::from(value) / 255.0;
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * channel(colour.r()) + 0.7152 * channel(colour.g()) + 0.0722 * channel(colour.b())
}

fn contrast(a: Color32, b: Color32) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn text_is_readable_on_every_ground_it_stands_on() {
    for p in [LIGHT, DARK] {
        let grounds = [
            p.ground,
            p.panel,
            p.sunk,
            p.accent_soft,
            p.done_soft,
            p.warn_soft,
            p.bad_soft,
        ];
        for ground in grounds {
            for text in [p.ink, p.ink_soft, p.ink_faint] {
                assert!(
                    contrast(text, ground) >= 4.5,
                    "{text:?} on {ground:?}: {}",
                    contrast(text, ground)
                );
            }
        }
        for (text, ground) in [
            (p.on_accent, p.accent),
            (p.accent, p.panel),
            (p.accent, p.accent_soft),
            (p.done, p.done_soft),
            (p.done, p.panel),
            (p.done, p.ground),
            (p.warn, p.warn_soft),
            (p.bad, p.bad_soft),
        ] {
            assert!(
                contrast(text, ground) >= 4.5,
                "{text:?} on {ground:?}: {}",
                contrast(text, ground)
            );
        }
    }
}
