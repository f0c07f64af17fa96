//! The keys of Enroll.

use egui::Key;

use super::maker;
use super::view::{EnrollView, Seen, serial_id};
use crate::app::action::Action;
use crate::app::clock;
use crate::app::cx::Cx;
use crate::app::dialog::Browse;
use crate::app::shortcut::{ESC, Keys, Shortcut, YES};
use crate::app::texts::t;
use crate::desk::Stage;
use crate::station::{Intent, PictureRequest};

pub(super) const SEEN_EQUAL: Shortcut = Shortcut::ctrl(Key::Enter, t::KEY_EYE);
/// Has the token in hand written once more.
pub const AGAIN: Shortcut = Shortcut::plain(Key::F4, t::KEY_AGAIN);
/// The new token takes the place of the one before, at the question.
pub const REPLACE: Shortcut = Shortcut::ctrl(Key::R, t::KEY_REPLACES);
pub(super) const DRAW: Shortcut = Shortcut::ctrl(Key::G, t::KEY_DRAW);
pub(super) const NEXT: Shortcut = Shortcut::ctrl(Key::N, t::KEY_NEXT);
pub(super) const CORRECT: Shortcut = Shortcut::plain(Key::F3, t::KEY_CORRECT);
pub(super) const AS_IT_IS: Shortcut = Shortcut::ctrl(Key::U, t::KEY_AS_IT_IS);
pub(super) const SERIAL: Shortcut = Shortcut::ctrl(Key::T, t::KEY_SERIAL);
const FROM_SCREEN: Shortcut = Shortcut::ctrl(Key::S, t::KEY_FROM_SCREEN);
const FROM_PICTURE: Shortcut = Shortcut::ctrl(Key::O, t::KEY_FROM_PICTURE);
const TYPE_SECRET: Shortcut = Shortcut::ctrl(Key::I, t::KEY_TYPE_SECRET);
pub(super) const KEEP: Shortcut = Shortcut::ctrl(Key::K, t::KEY_KEEP);
const UP: Shortcut = Shortcut::plain(Key::ArrowUp, t::KEY_SUGGESTION);
const DOWN: Shortcut = Shortcut::plain(Key::ArrowDown, t::KEY_SUGGESTION);

/// All of them.
pub(super) const ALL: [Shortcut; 15] = [
    UP,
    DOWN,
    SEEN_EQUAL,
    AGAIN,
    REPLACE,
    DRAW,
    NEXT,
    CORRECT,
    KEEP,
    AS_IT_IS,
    SERIAL,
    FROM_SCREEN,
    FROM_PICTURE,
    TYPE_SECRET,
    maker::CHOOSE,
];

/// What they want.
pub(super) fn read(keys: &Keys<'_>, cx: &mut Cx<'_>, view: &EnrollView) {
    let stage = cx.station.flow().stage();
    if keys.pressed(ESC) {
        // with nothing in hand, Esc puts the message away
        let idle = matches!(stage, Stage::Idle);
        cx.act(match stage {
            _ if view.types_secret => Action::ToggleSecretField,
            _ if idle => Action::Desk(Intent::Dismiss),
            _ => Action::Desk(Intent::Cancel),
        });
    }
    if matches!(stage, Stage::Comparing { .. }) && keys.pressed(SEEN_EQUAL) {
        cx.want(Intent::SeenEqual);
    }
    if matches!(stage, Stage::Comparing { .. }) && keys.pressed(AGAIN) {
        cx.want(Intent::BurnAgain);
    }
    answers(keys, cx, view);
    if matches!(stage, Stage::Armed { .. }) && keys.pressed(DRAW) {
        cx.want(Intent::DrawFresh);
    }
    if cx.station.flow().takes_stock() && cx.station.stock().left() > 0 && keys.pressed(SERIAL) {
        *cx.focus = Some(serial_id());
    }
    if awaits_secret(stage) {
        for (key, deed) in ways(cx) {
            if keys.pressed(key) {
                cx.act(deed);
            }
        }
    }
    if matches!(stage, Stage::Armed { .. } | Stage::Asking { .. }) && keys.pressed(CORRECT) {
        cx.act(Action::CorrectEntry);
    }
    if matches!(stage, Stage::Idle)
        && keys.pressed(maker::CHOOSE)
        && let Some(maker) = maker::next(cx)
    {
        cx.want(Intent::ChooseMaker(maker));
    }
    // the person who waits is not sent away by the key for the next one
    if keys.pressed(NEXT) {
        cx.act(match stage {
            Stage::Asking { .. } => Action::Desk(Intent::NotThisToken),
            _ => Action::NextWithout,
        });
    }
    if view.suggests() {
        for (key, rows) in [(DOWN, 1), (UP, -1)] {
            if keys.arrow(key) {
                cx.act(Action::MoveSuggestion(rows));
            }
        }
    }
}

/// Yes to a question, unless it came up just now.
fn answers(keys: &Keys<'_>, cx: &mut Cx<'_>, view: &EnrollView) {
    let stage = cx.station.flow().stage();
    let soon = view.in_view.is_too_soon(&Seen::of(stage), keys.ctx());
    if keys.pressed(YES) && !soon {
        let asked = matches!(stage, Stage::Asking { .. });
        // a time that was not in view is not vouched for
        if is_meant_asked(stage) {
            cx.want(Intent::TakeMeant);
        } else if asked || clock::is_answerable(keys.ctx()) {
            cx.want(Intent::Proceed);
        }
    }
    if is_meant_asked(stage) && keys.pressed(KEEP) && !soon {
        cx.want(Intent::Proceed);
    }
    if cx.station.flow().may_assign_instead() && keys.pressed(AS_IT_IS) && !soon {
        cx.want(Intent::AssignInstead);
    }
    if let Stage::Asking { question, .. } = stage
        && let Some(earlier) = question.earlier.first()
        && keys.pressed(REPLACE)
        && !soon
    {
        cx.want(Intent::Replace(earlier.id));
    }
}

/// The ways of a secret that no scanner reads: from the screens, from a picture, typed.
pub(super) fn ways(cx: &Cx<'_>) -> [(Shortcut, Action); 3] {
    let for_whom = || cx.station.flow().waiting().cloned();
    let from_screen = Action::Desk(Intent::LookForCode(PictureRequest::Screens, for_whom()));
    let from_picture = Action::Browse(Browse::Picture(for_whom()));
    [
        (FROM_SCREEN, from_screen),
        (FROM_PICTURE, from_picture),
        (TYPE_SECRET, Action::ToggleSecretField),
    ]
}

/// Whether a secret may still be dictated for the person who waits.
fn awaits_secret(stage: &Stage) -> bool {
    matches!(stage, Stage::Armed { recipient, .. } if recipient.given.is_none())
}

/// Whether it is asked which of two UPNs is meant: yes takes the one that is offered.
fn is_meant_asked(stage: &Stage) -> bool {
    matches!(stage, Stage::Asking { recipient, .. } if recipient.meant().is_some())
}
