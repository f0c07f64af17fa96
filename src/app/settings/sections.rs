//! The sections of Station: what they are called, and the way from one to the other, by a press or by keys.

use egui::{Align, Key, Sense, Ui};

use crate::app::cx::Cx;
use crate::app::shortcut::{Keys, Shortcut};
use crate::app::texts::{Text, t};
use crate::app::theme::{is_narrow, size};
use crate::app::widgets::{heading_to, nav_row};

/// The keys of the way.
const BEFORE: Shortcut = Shortcut::ctrl(Key::PageUp, t::KEY_SECTION);
const NEXT: Shortcut = Shortcut::ctrl(Key::PageDown, t::KEY_SECTION);
pub(super) const ALL_KEYS: [Shortcut; 2] = [BEFORE, NEXT];

/// A section of Station, in the order from the top.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Section {
    #[default]
    Passphrases,
    Looks,
    Desk,
    People,
    Tokens,
    Clock,
    Files,
    Ledger,
    Lock,
}

impl Section {
    /// From the top.
    pub const ALL: [Self; 9] = [
        Self::Passphrases,
        Self::Looks,
        Self::Desk,
        Self::People,
        Self::Tokens,
        Self::Clock,
        Self::Files,
        Self::Ledger,
        Self::Lock,
    ];

    const fn name(self) -> Text {
        match self {
            Self::Passphrases => t::SETTINGS_PASSPHRASES,
            Self::Looks => t::SETTINGS_LOOKS,
            Self::Desk => t::SETTINGS_DESK,
            Self::People => t::SETTINGS_PEOPLE,
            Self::Tokens => t::SETTINGS_TOKENS,
            Self::Clock => t::SETTINGS_CLOCK,
            Self::Files => t::SETTINGS_FILES,
            Self::Ledger => t::SETTINGS_LEDGER,
            Self::Lock => t::SETTINGS_LOCK,
        }
    }

    /// The place of the one that many places away.
    fn neighbour(self, by: isize) -> usize {
        let at = Self::ALL.iter().position(|section| *section == self).unwrap_or(0);
        at.saturating_add_signed(by).min(Self::ALL.len() - 1)
    }
}

/// Which section one is in, and where one wants to be.
#[derive(Debug, Default)]
pub struct Way {
    here: Section,
    /// The one that comes into view in this frame, with the focus on its heading.
    wanted: Option<Section>,
    /// The one that was wanted last, as long as it is in view: the last ones do not reach the top.
    held: Option<Section>,
    /// What is found in this frame.
    found: Section,
}

impl Way {
    /// The place of the section that the keys of this pass want.
    pub fn read(&self, keys: &Keys<'_>) -> Option<usize> {
        let by = [(BEFORE, -1), (NEXT, 1)]
            .into_iter()
            .find(|(key, _)| keys.pressed(*key));
        by.map(|(_, by)| self.here.neighbour(by))
    }

    /// Goes to the one at that place.
    pub fn go(&mut self, at: usize) {
        self.wanted = Section::ALL.get(at).copied();
    }

    /// All of them beside the work, or above it where there is no room.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let mut pressed = None;
        let mut rows = |ui: &mut Ui| {
            for section in Section::ALL {
                if nav_row(ui, &cx.text(section.name()), section == self.here) {
                    pressed = Some(section);
                }
            }
        };
        if is_narrow(ui.ctx()) {
            ui.horizontal_wrapped(rows);
            ui.add_space(size::SECTION);
        } else {
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = size::GAP / 2.0;
                rows(ui);
            });
        }
        self.wanted = pressed.or(self.wanted);
    }

    /// The heading of a section; where it is says which one is in view.
    pub fn heading(&mut self, ui: &mut Ui, cx: &Cx<'_>, section: Section) {
        let wanted = self.wanted.take_if(|wanted| *wanted == section).is_some();
        // what a key led to is where Tab goes on from
        let sense = if wanted || self.held == Some(section) {
            Sense::focusable_noninteractive()
        } else {
            Sense::hover()
        };
        let said = heading_to(ui, &cx.text(section.name()), sense);
        if wanted {
            said.request_focus();
            said.scroll_to_me(Some(Align::TOP));
            self.held = Some(section);
        }
        let view = ui.clip_rect();
        if said.rect.top() < view.top() + size::SECTION * 2.0 {
            self.found = section;
        }
        if self.held == Some(section) && !wanted && !view.intersects(said.rect) {
            self.held = None;
        }
    }

    /// The frame is drawn: one is where the heading was found.
    pub fn settle(&mut self) {
        let here = self.held.unwrap_or(self.found);
        self.here = here;
        self.found = Section::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_lead_through_all_sections_and_stay_at_the_ends() {
        let mut at = Section::default();
        let mut passed = vec![at];
        for _ in 0..20 {
            at = Section::ALL[at.neighbour(1)];
            passed.push(at);
        }
        passed.dedup();
        assert_eq!(passed, Section::ALL);
        for _ in 0..20 {
            at = Section::ALL[at.neighbour(-1)];
        }
        assert_eq!(at, Section::ALL[0]);
    }
}
