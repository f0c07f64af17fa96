//! What failed beside the enrolment in hand, in words.

use crate::app::cx::Cx;
use crate::app::texts::t;
use crate::app::widgets::Tone;
use crate::desk::Earlier;
use crate::station::Trouble;

/// What somebody meant to happen is no fault.
pub(super) const fn tone(trouble: &Trouble) -> Tone {
    match trouble {
        Trouble::Restored | Trouble::OpenedByRecovery => Tone::Warn,
        _ => Tone::Bad,
    }
}

/// Title and text.
pub(super) fn words(cx: &Cx<'_>, trouble: &Trouble) -> (String, String) {
    match trouble {
        Trouble::Altered(findings) => (
            cx.text(t::TROUBLE_ALTERED),
            cx.fill(
                t::TROUBLE_ALTERED_TEXT,
                &[("found", crate::app::findings::listed(cx, findings, 4).into())],
            ),
        ),
        Trouble::Trail => (cx.text(t::TROUBLE_TRAIL), cx.text(t::TROUBLE_TRAIL_TEXT)),
        Trouble::Ledger(why) => (
            cx.text(t::TROUBLE_LEDGER),
            cx.fill(t::TROUBLE_LEDGER_TEXT, &[("why", cx.sentence(why).into())]),
        ),
        Trouble::SecretsLeft(path) => (
            cx.text(t::TROUBLE_SECRETS_LEFT),
            cx.fill(
                t::TROUBLE_SECRETS_LEFT_TEXT,
                &[("path", path.display().to_string().into())],
            ),
        ),
        Trouble::Backup(why) => (
            cx.text(t::TROUBLE_BACKUP),
            cx.fill(t::TROUBLE_BACKUP_TEXT, &[("why", cx.sentence(why).into())]),
        ),
        Trouble::BackupHoldsLess(fuller) => (
            cx.text(t::TROUBLE_BACKUP_LESS),
            cx.fill(
                t::TROUBLE_BACKUP_LESS_TEXT,
                &[("path", fuller.display().to_string().into())],
            ),
        ),
        Trouble::Doubted(owner) => doubted(cx, owner),
        Trouble::DoubtNotKept(why) => (
            cx.text(t::TROUBLE_DOUBT_LOST),
            cx.fill(t::TROUBLE_DOUBT_LOST_TEXT, &[("why", why.as_str().into())]),
        ),
        Trouble::ClockBehind => (cx.text(t::TROUBLE_CLOCK), cx.text(t::TROUBLE_CLOCK_TEXT)),
        Trouble::PurgeCutOff => (
            cx.text(t::TROUBLE_PURGE_CUT_OFF),
            cx.text(t::TROUBLE_PURGE_CUT_OFF_TEXT),
        ),
        Trouble::Restored => (cx.text(t::TROUBLE_RESTORED), cx.text(t::TROUBLE_RESTORED_TEXT)),
        Trouble::OpenedByRecovery => (cx.text(t::TROUBLE_RECOVERY), cx.text(t::TROUBLE_RECOVERY_TEXT)),
        Trouble::Died(_) => (cx.text(t::TROUBLE_DIED), cx.text(t::TROUBLE_DIED_TEXT)),
        Trouble::Settings(why) => (
            cx.text(t::TROUBLE_SETTINGS),
            crate::app::settings::trouble::trouble_words(cx, why),
        ),
        Trouble::ExportUnknown(path) => (
            cx.text(t::TROUBLE_EXPORT_UNKNOWN),
            cx.fill(
                t::TROUBLE_EXPORT_UNKNOWN_TEXT,
                &[("path", path.display().to_string().into())],
            ),
        ),
        Trouble::ExportVoid(path) => (
            cx.text(t::TROUBLE_EXPORT),
            cx.fill(t::TROUBLE_EXPORT_TEXT, &[("path", path.display().to_string().into())]),
        ),
    }
}

/// Whose token may have been overwritten, and what that means for what has left already.
fn doubted(cx: &Cx<'_>, owner: &Earlier) -> (String, String) {
    let gaps = [
        ("upn", cx.name(&owner.upn).into()),
        ("serial", owner.token.grouped().into()),
    ];
    let text = if owner.exported {
        cx.text(t::TROUBLE_DOUBTED_EXPORTED)
    } else {
        cx.text(t::TROUBLE_DOUBTED_TEXT)
    };
    (cx.fill(t::TROUBLE_DOUBTED, &gaps), text)
}
