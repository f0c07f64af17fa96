//! Own widgets: what the window is drawn with. They know colours and faces from `theme`, and no desk.

mod banner;
mod button;
mod choice;
mod code;
mod facts;
mod field;
mod icon;
mod qr;
mod reveal;
mod steps;
mod suggestion;
mod text;
mod token;

pub use banner::{Tone, banner};
pub use button::{Button, Kind, key_hints};
pub use choice::{choice, offered};
pub use code::{code_boxes, live_code, ring};
pub use facts::facts;
pub use field::{Field, entered, entered_or_scanned, forget, hands_off, select_all};
pub(super) use field::{is_scans_end, note_end};
pub use icon::{Icon, icon, icon_named, paint_done};
pub use qr::qr;
pub use reveal::Reveal;
pub use steps::{StepState, burn_step, steps};
pub use suggestion::{Suggested, suggestion};
pub use text::{body, fact, heading, label, lead, mono, section, strong, title, whole, wrapped};
pub use token::{display, placing};
