//! What a screen is to the window. It reads the station and says what the person wants; only when it comes into view or
//! leaves it does it tell the station so itself.

use std::path::PathBuf;

use egui::{Id, Ui};

use super::action::Action;
use super::cx::Cx;
use super::dialog::Browse;
use super::scanner::{Burst, Ending};
use super::shortcut::{Keys, Shortcut};
use super::texts::Text;
use super::theme::page::Room;
use crate::desk::{Scanned, is_begun_secret};
use crate::station::{Intent, PictureRequest, Station};

/// How a screen is named: texts.
#[derive(Debug, Clone, Copy)]
pub struct Tab {
    /// In the header.
    pub name: Text,
    /// In the list of the keys.
    pub does: Text,
}

/// What a screen has at hand outside of drawing.
pub struct Turn<'a> {
    pub station: &'a mut Station,
    /// The field that gets the focus.
    pub focus: &'a mut Option<Id>,
    pub ctx: &'a egui::Context,
}

/// A screen: what stands in its fields, and what it does with keys, scans and files.
pub trait ScreenUi {
    /// How it is named.
    fn tab(&self) -> Tab;

    /// The keys that count while it is in view, besides those that count everywhere.
    fn shortcuts(&self) -> Vec<Shortcut>;

    /// Says what the keys of this pass want.
    fn keys(&self, keys: &Keys<'_>, cx: &mut Cx<'_>);

    /// Draws the work.
    fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>);

    /// Draws what stands beside the work, where there is room.
    fn side(&mut self, _ui: &mut Ui, _cx: &mut Cx<'_>) {}

    /// How much of the room beside its side it takes.
    fn room(&self) -> Room {
        Room::Column
    }

    /// It comes into view.
    fn enter(&mut self, _turn: &mut Turn<'_>) {}

    /// Another screen comes into view.
    fn leave(&mut self, _turn: &mut Turn<'_>) {}

    /// Something was scanned: what becomes of it elsewhere, if it does not stay here.
    fn scanned(&mut self, burst: Burst, _turn: &mut Turn<'_>) -> Option<Action> {
        Some(match burst.scanned {
            Scanned::Serial(serial) => Action::LookUp(serial),
            Scanned::Upn(_) => Action::AtTheDesk(Intent::Scanned(burst.scanned)),
            _ => for_the_desk(burst),
        })
    }

    /// Something lies over it that has the keys for itself: what is asked here counts as seen from then on alone.
    fn covered(&mut self, _ctx: &egui::Context) {}

    /// Whether UPNs are searched for or corrected here, so that one that is scanned is for the field that has the focus.
    fn upn_stays(&self) -> bool {
        false
    }

    /// The file that was chosen in the dialog for which it asked, at `now` on the window's clock, and what is wanted of the
    /// desk with it. It may be out of view by then.
    fn file_chosen(&mut self, _asked: &Browse, _path: PathBuf, _now: f64) -> Option<Intent> {
        None
    }

    /// What becomes of a file that was dropped on the window: it may be the picture of a QR code.
    fn dropped(&self, path: PathBuf, station: &Station) -> Action {
        let for_whom = station.flow().waiting().cloned();
        Action::AtTheDesk(Intent::LookForCode(PictureRequest::File(path), for_whom))
    }

    /// The field in which a path is typed where that dialog does not open.
    fn path_field(&self, _asked: &Browse) -> Option<egui::Id> {
        None
    }
}

/// What the station makes of a burst.
pub fn for_the_desk(burst: Burst) -> Action {
    Action::Desk(match burst.scanned {
        // the other half of a secret is lost, and nothing is drawn instead of it
        Scanned::Text | Scanned::Digits(_) if is_begun_secret(&burst.text) => Intent::SecretMissed,
        scanned if burst.ended_by == Ending::Pasted => Intent::Pasted(scanned),
        scanned => Intent::Scanned(scanned),
    })
}
