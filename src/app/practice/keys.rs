//! The keys of the demo. They count whatever screen is in view, so none of them is a key of a screen.

use egui::Key;

use crate::app::shortcut::Shortcut;
use crate::app::texts::t;

pub const NEW: Shortcut = Shortcut::plain(Key::F11, t::KEY_TRAY_NEW);
pub const LAY: Shortcut = Shortcut::plain(Key::F5, t::KEY_TRAY_LAY);
pub const SLIP: Shortcut = Shortcut::shift(Key::F5, t::KEY_TRAY_SLIP);
pub const PRESS: Shortcut = Shortcut::plain(Key::F6, t::KEY_TRAY_PRESS);
pub const ANOTHER: Shortcut = Shortcut::plain(Key::F7, t::KEY_TRAY_ANOTHER);
pub const CLOCK: Shortcut = Shortcut::plain(Key::F8, t::KEY_TRAY_CLOCK);
pub const PLUG: Shortcut = Shortcut::plain(Key::F9, t::KEY_TRAY_PLUG);
pub const PRACTISE: Shortcut = Shortcut::shift(Key::F11, t::KEY_TRAY_PRACTISE);

/// All of them.
pub const ALL: [Shortcut; 8] = [NEW, LAY, SLIP, PRESS, ANOTHER, CLOCK, PLUG, PRACTISE];
