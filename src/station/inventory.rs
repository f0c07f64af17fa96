//! The list of enrolments without secrets: which rows, its name, and how its saving ended.

use std::path::PathBuf;

use super::{DEMO, FileRequest, Inventory, Station};
use crate::desk::EnrolmentId;
use crate::disk::PlaceError;
use crate::export::inventory;
use crate::ledger;

impl Station {
    /// How far the last list without secrets came.
    #[must_use]
    pub const fn inventory(&self) -> &Inventory {
        &self.session.inventory
    }

    /// Saves the list of `ids`, newest first as they are shown. The trail is asked first, because its head is on the list.
    pub(super) fn save_inventory(&mut self, ids: Vec<EnrolmentId>) {
        if ids.is_empty() {
            return;
        }
        self.session.inventory = Inventory::Saving(ids);
        if let Inventory::Saving(ids) = &self.session.inventory {
            let rows = ids.len();
            self.ask(ledger::Request::NoteInventory { rows });
        }
    }

    pub(super) fn write_inventory(&mut self, head: ledger::TrailHead) {
        let Inventory::Saving(ids) = &self.session.inventory else {
            return;
        };
        let readable = |unix: i64| self.local(unix).strftime("%Y-%m-%d %H:%M").to_string();
        let lines = ids.iter().filter_map(|id| {
            let row = self.session.log.get(*id)?.clone();
            Some(inventory::Line {
                at: readable(row.at),
                exported: row.exported_at().map(readable).unwrap_or_default(),
                row,
            })
        });
        let origin = inventory::Origin {
            station: self.station_name().to_owned(),
            made: readable(self.now().unix()),
            entry: head.entry,
            link: head.link,
        };
        let name = format!(
            "{}inventory-{}.csv",
            if self.is_demo() { DEMO } else { "" },
            self.local(self.now().unix()).strftime("%Y-%m-%d-%H%M%S")
        );
        let request = FileRequest::SaveInventory {
            path: self.export_dir().join(name),
            origin,
            lines: lines.collect(),
        };
        self.ask_files(request);
    }

    pub(super) fn inventory_saved(&mut self, saved: Result<PathBuf, PlaceError>) {
        let rows = match &self.session.inventory {
            Inventory::Saving(ids) => ids.len(),
            _ => return,
        };
        self.session.inventory = match saved {
            Ok(path) => Inventory::Saved { path, rows },
            Err(error) => Inventory::NotSaved(error.to_string()),
        };
    }

    fn local(&self, unix: i64) -> jiff::Zoned {
        let time = jiff::Timestamp::from_second(unix).unwrap_or_default();
        time.to_zoned(self.sources.zone.clone())
    }
}
