//! The conductor. It owns the flow, the reader, the ledger and the files, draws time and random bytes, turns effects
//! into work and results into events.
//!
//! Nothing here waits: work goes to lanes (named threads; in tests inline, or held until the test lets it go on), results
//! come back through the [`Inbox`] and are taken by [`Station::drain`]. The window sends [`Intent`]s and reads the state
//! through getters; it never touches a room below. What the station knows are values in `state`; what it does with them stands in the
//! file of the same name here. Everything from outside (clock, randomness, reader, ledger, files) is injected by [`Sources`].

mod arrivals;
mod attached;
mod backups;
mod changes;
mod check;
mod clock;
mod conductor;
mod days;
mod domains;
mod door;
mod doubts;
mod elsewhere;
mod export;
mod files;
mod identify;
mod inbox;
mod intent;
mod inventory;
mod lane;
mod log;
mod log_query;
mod look;
mod past;
mod people;
mod picture;
mod purge;
mod reading;
mod recovery;
mod reminder;
mod reveal;
mod scan;
mod settings;
mod sleep;
mod sources;
mod state;
mod stock;
mod strength;
mod time_check;
mod trouble;

pub use backups::{BackupAnswer, BackupRequest};
pub use days::{Days, read_date};
pub use files::{FileAnswer, FileRequest};
pub use inbox::{Arrival, Inbox, Post, Waker, Worker};
pub use lane::{Executor, HeldWork, Lane};
pub use log::{Log, Shown};
pub use log_query::{Column, FindRequest, Found, Line, Query};
pub use look::{Capture, Looked};
pub use reveal::Reveal;
pub use settings::{
    ClockLimit, Comparing, DisplaySeconds, FileRows, Licence, Settings, SettingsTrouble, Theme, TokenMinutes, Unread,
    UnreadPart, Zoom, read_domain,
};
pub use sources::{Credentials, Doctor, Named, ReaderFactory, Restrict, Sources, system_clock, system_random};
pub use strength::is_weak;
pub use time_check::{ClockSource, ask_server, is_server_name, look};

pub use conductor::Station;
pub use state::{
    Door, DoorFailure, Export, ExportStage, ExportTrouble, Held, Hint, Import, ImportStage, ImportTrouble, Intent,
    Inventory, LedgerCheck, NextFile, Noted, PassphraseChange, People, Picture, PictureRequest, PictureTrouble,
    Trouble, UpnField, Vault,
};

use state::{Attached, Attention, DEMO, Elsewhere, Session, Swaps, Way, Writer, failure};

pub use crate::desk::{ClockWay, Identify, NotSet, Purge, PurgeAsked, PurgeLoss, Seen, SetClock};
