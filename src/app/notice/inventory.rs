//! What became of the list without secrets, in words.

use super::said::Said;
use crate::app::cx::Cx;
use crate::app::texts::t;
use crate::app::widgets::Tone;
use crate::station::Inventory;

/// Whether there is anything to say.
pub(super) fn is_said(inventory: &Inventory) -> Option<&Inventory> {
    matches!(inventory, Inventory::Saved { .. } | Inventory::NotSaved(_)).then_some(inventory)
}

/// How grave it is, title and text.
pub(super) fn words(cx: &Cx<'_>, inventory: &Inventory) -> Said {
    let (tone, title, text) = match inventory {
        Inventory::Saved { path, rows } => {
            let all = cx.station.log().rows().len();
            let said = cx.fill(t::INVENTORY_SAVED, &[("count", (*rows).into()), ("all", all.into())]);
            (Tone::Done, said, path.display().to_string())
        }
        Inventory::NotSaved(why) => (Tone::Bad, cx.text(t::INVENTORY_FAILED), cx.sentence(why)),
        Inventory::Idle | Inventory::Saving(_) => (Tone::Info, String::new(), String::new()),
    };
    Said { tone, title, text }
}
