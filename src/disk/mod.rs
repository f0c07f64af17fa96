//! Files and folders, put on a disk safely: the one room in which it is known how.
//!
//! [`place()`] and [`replace`] write a file whole or not at all; [`private()`], [`make_folder`] and [`restrict`] keep it its
//! owner's alone; [`Lock`] keeps a second program out; [`presence`] tells whether it is still what was written, and [`delete`] removes nothing else; [`words()`]
//! says what went wrong so that a person understands. What a file holds is known by the rooms above.

mod found;
mod lock;
mod names;
mod owner;
mod place;
mod private;
mod words;

pub use crate::desk::{Presence, Readers};
pub use found::{content_hash, delete, is_in_place, presence, read_up_to};
pub use lock::{Lock, LockError};
pub use names::{free_beside, numbered};
pub use owner::restrict;
pub use place::{PlaceError, Placed, partial_beside, place, place_plain, replace, write_partial};
pub use private::{make_folder, new_private, private, remove, rename, sync_file, sync_folder};
pub use words::words;
