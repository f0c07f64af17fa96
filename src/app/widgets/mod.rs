//! Own widgets: what the window is drawn with. They know colours and faces from `theme`, and no desk.

mod banner;
mod button;
mod choice;
mod code;
mod facts;
mod field;
mod icon;
mod message;
mod nav;
mod placing;
mod qr;
mod reveal;
mod steps;
mod suggestion;
mod tasks;
mod text;
mod token;

pub use banner::{Tone, banner};
pub use button::{Button, Kind, key_hints};
pub use choice::{choice, offered};
pub use code::{code_boxes, live_code, ring, ring_width};
pub use facts::facts;
pub use field::{Field, entered, entered_or_scanned, forget, hands_off, place_at_end, select_all};
pub(super) use field::{is_scans_end, note_end};
pub use icon::{Icon, icon, icon_named, paint_done, paint_state};
pub use message::message;
pub use nav::nav_row;
pub use placing::placing;
pub use qr::qr;
pub use reveal::Reveal;
pub use steps::{StepState, burn_step, steps};
pub use suggestion::{Suggested, suggestion};
pub use tasks::{task, tasks};
pub use text::{body, fact, heading, heading_to, label, lead, mono, section, strong, title, whole, wrapped};
pub use token::display;
