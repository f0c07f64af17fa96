//! What is wrong with the settings, in words: what could not be read, what counts in its place, and where the file is kept.

use super::super::cx::Cx;
use super::super::texts::t;
use crate::station::{Settings, SettingsTrouble, UnreadPart};

pub(in crate::app) fn trouble_words(cx: &Cx<'_>, trouble: &SettingsTrouble) -> String {
    let (unread, kept) = match trouble {
        SettingsTrouble::NotKept(why) => return cx.sentence(why),
        SettingsTrouble::NotRead { unread, kept } => (unread, kept),
    };
    let kept = match kept {
        Some(name) => cx.fill(t::SETTINGS_KEPT_AS, &[("name", name.as_str().into())]),
        None => cx.text(t::SETTINGS_KEPT_LATER),
    };
    format!("{} {} {kept}", unread_words(cx, unread), cx.text(t::SETTINGS_STRICT))
}

fn unread_words(cx: &Cx<'_>, unread: &UnreadPart) -> String {
    let file = ("file", Settings::FILE.into());
    match unread {
        UnreadPart::File(why) => cx.fill(t::SETTINGS_UNREAD_FILE, &[file, ("why", (*why).into())]),
        UnreadPart::TooLarge => cx.fill(t::SETTINGS_UNREAD_LARGE, &[file]),
        UnreadPart::All => cx.fill(t::SETTINGS_UNREAD_ALL, &[file]),
        UnreadPart::Characters => cx.fill(t::SETTINGS_UNREAD_CHARACTERS, &[file]),
        UnreadPart::Named(names) => cx.fill(t::SETTINGS_UNREAD_NAMED, &[file, ("names", names.join(", ").into())]),
    }
}
