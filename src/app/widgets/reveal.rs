//! Whether passphrases are seen while they are typed: with a button, and with its key.

use egui::Ui;

use super::{Button, Kind};
use crate::app::shortcut::Shortcut;

/// Whether they are seen. Hidden again whenever the fields are left.
#[derive(Debug, Default)]
pub struct Reveal(bool);

impl Reveal {
    /// Whether they are.
    #[must_use]
    pub const fn is_on(&self) -> bool {
        self.0
    }

    /// Hides them, as when their fields are left.
    pub const fn hide(&mut self) {
        self.0 = false;
    }

    /// The button below the fields, and its key.
    pub fn ui(&mut self, ui: &mut Ui, show: &str, hide: &str, key: Shortcut, cap: &str) {
        let text = if self.0 { hide } else { show };
        let by_key = ui.input_mut(|input| input.consume_key(key.modifiers, key.key));
        if Button::new(text, Kind::Plain).key(cap).small().ui(ui) || by_key {
            self.0 = !self.0;
        }
    }
}
