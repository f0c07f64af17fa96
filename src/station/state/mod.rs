//! What the station knows and is told: values, each in a file of its own. What is done with them stands beside this folder,
//! in files of the same names.

mod attached;
mod check;
mod door;
mod doubts;
mod elsewhere;
mod export;
mod intent;
mod inventory;
mod people;
mod picture;
mod scan;
mod session;
mod trouble;

pub(in crate::station) use attached::{Attached, Writer};
pub use check::LedgerCheck;
pub(in crate::station) use door::{Attention, failure};
pub use door::{Door, DoorFailure, PassphraseChange, Vault};
pub(in crate::station) use doubts::Swaps;
pub(in crate::station) use elsewhere::Elsewhere;
pub use elsewhere::Noted;
pub(in crate::station) use export::DEMO;
pub use export::{Export, ExportStage, ExportTrouble, Held, NextFile};
pub use intent::{Intent, UpnField};
pub use inventory::Inventory;
pub use people::{Import, ImportStage, ImportTrouble, People};
pub use picture::{Picture, PictureRequest, PictureTrouble};
pub use scan::Hint;
pub(in crate::station) use scan::Way;
pub(in crate::station) use session::Session;
pub use trouble::Trouble;
