//! What is wrong with the settings, in words: what could not be read, what counts in its place, and where the file is kept.

use super::super::cx::Cx;
use crate::station::{Settings, SettingsTrouble, UnreadPart};

pub(in crate::app) fn trouble_words(cx: &Cx<'_>, trouble: &SettingsTrouble) -> String {
    let (unread, kept) = match trouble {
        SettingsTrouble::NotKept(why) => return cx.sentence(why),
        SettingsTrouble::NotRead { unread, kept } => (unread, kept),
    };
    let kept = match kept {
        Some(name) => cx.fill("settings-kept-as", &[("name", name.as_str().into())]),
        None => cx.text("settings-kept-later"),
    };
    format!("{} {} {kept}", unread_words(cx, unread), cx.text("settings-strict"))
}

fn unread_words(cx: &Cx<'_>, unread: &UnreadPart) -> String {
    let file = ("file", Settings::FILE.into());
    match unread {
        UnreadPart::File(why) => cx.fill("settings-unread-file", &[file, ("why", (*why).into())]),
        UnreadPart::TooLarge => cx.fill("settings-unread-large", &[file]),
        UnreadPart::All => cx.fill("settings-unread-all", &[file]),
        UnreadPart::Characters => cx.fill("settings-unread-characters", &[file]),
        UnreadPart::Named(names) => cx.fill("settings-unread-named", &[file, ("names", names.join(", ").into())]),
    }
}
