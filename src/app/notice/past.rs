//! What has to be known of a file that left, in words.

use super::said::Said;
use crate::app::cx::Cx;
use crate::app::texts::t;
use crate::app::widgets::Tone;
use crate::desk::PastSaid;

/// How grave it is, title and text.
pub(super) fn words(cx: &Cx<'_>, said: &PastSaid) -> Said {
    let (tone, title, text, path, why) = match said {
        PastSaid::Deleted(path) => (Tone::Done, t::PAST_DELETED, t::PAST_DELETED_TEXT, Some(path), None),
        PastSaid::Gone(path) => (Tone::Warn, t::PAST_GONE, t::PAST_GONE_TEXT, Some(path), None),
        PastSaid::NotAsWritten(path) => (Tone::Bad, t::PAST_OTHER, t::PAST_OTHER_TEXT, Some(path), None),
        PastSaid::NotDeleted(path, why) => (Tone::Bad, t::PAST_STAYS, t::PAST_STAYS_TEXT, Some(path), Some(why)),
        PastSaid::NotNoted(path, why) => (
            Tone::Warn,
            t::PAST_NOT_NOTED,
            t::PAST_NOT_NOTED_TEXT,
            Some(path),
            Some(why),
        ),
        PastSaid::NotShown(path, _) => (Tone::Warn, t::PAST_NO_FOLDER, t::PAST_NO_FOLDER_TEXT, Some(path), None),
        PastSaid::NotRead(why) => (Tone::Bad, t::PAST_NOT_READ, t::PAST_NOT_READ_TEXT, None, Some(why)),
    };
    let path = path.map(|path| path.display().to_string()).unwrap_or_default();
    let why = why.map(|why| cx.sentence(why)).unwrap_or_default();
    Said {
        tone,
        title: cx.text(title),
        text: cx.fill(text, &[("path", path.into()), ("why", why.into())]),
    }
}
