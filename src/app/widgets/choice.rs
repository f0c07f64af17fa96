//! One of several: chips beside each other.

use egui::Ui;

use super::{Button, Kind};

/// Chips of which one is filled in; what was pressed, if that is another one.
pub fn choice<T: PartialEq + Copy>(ui: &mut Ui, chosen: T, all: &[(T, String)]) -> Option<T> {
    let mut pressed = None;
    ui.horizontal_wrapped(|ui| {
        for (value, word) in all {
            let active = *value == chosen;
            if Button::new(word, Kind::Chip { active }).small().ui(ui) && !active {
                pressed = Some(*value);
            }
        }
    });
    pressed
}

/// One of several in a menu; `true` when it was chosen, which puts the menu away, by a key as by the pointer.
pub fn offered(ui: &mut Ui, chosen: bool, word: impl Into<String>) -> bool {
    let pressed = ui.selectable_label(chosen, word.into()).clicked();
    if pressed {
        ui.close();
    }
    pressed
}
