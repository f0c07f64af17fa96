//! Keys that work wherever the focus is.

use egui::{Context, Event, FocusDirection, Key, Modifiers};

use super::action::{Action, Screen};
use super::{View, widgets};
use crate::desk::Stage;
use crate::station::{Door, Intent, Purge, Station};

/// Takes the keys that belong to the window out of the input and says what they want.
pub(super) fn read(ctx: &Context, station: &Station, view: &View, actions: &mut Vec<Action>) {
    let open = matches!(station.door(), Door::Open { .. });
    if open && pressed(ctx, Modifiers::COMMAND, Key::L) {
        actions.push(Action::Desk(Intent::Lock));
        return;
    }
    if pressed(ctx, Modifiers::NONE, Key::F1) {
        actions.push(Action::ToggleHelp);
    }
    if view.help {
        if pressed(ctx, Modifiers::NONE, Key::Escape) {
            actions.push(Action::ToggleHelp);
        }
        return;
    }
    if !open {
        return;
    }
    if asking(ctx, station, view, actions) {
        return;
    }
    if let Some(screen) = screen_by_position(ctx) {
        actions.push(Action::Show(screen));
    }
    if pressed(ctx, Modifiers::COMMAND, Key::E) {
        actions.push(Action::OpenExport);
    }
    if pressed(ctx, Modifiers::COMMAND, Key::F) {
        actions.push(Action::Search);
    }
    match view.screen {
        Screen::Enroll => enroll(ctx, station, view, actions),
        Screen::Log => log(ctx, station, view, actions),
        Screen::Token => token(ctx, actions),
        Screen::People => people(ctx, actions),
        Screen::Station => {}
        Screen::Export => {
            if pressed(ctx, Modifiers::NONE, Key::Escape) {
                actions.push(Action::Desk(Intent::DismissExport));
            }
        }
    }
}

/// A question over the window has the keys for itself.
fn asking(ctx: &Context, station: &Station, view: &View, actions: &mut Vec<Action>) -> bool {
    let (yes, no) = if view.asking.is_naming() {
        (None, Action::Stay)
    } else if view.asking.abandoning().is_some() {
        (Some(Action::Abandon), Action::KeepUnfinished)
    } else {
        match station.purge() {
            Purge::Idle => return false,
            Purge::Asked(_) => (Some(Action::Desk(Intent::Purge)), Action::Desk(Intent::DismissPurge)),
            _ => (None, Action::Desk(Intent::DismissPurge)),
        }
    };
    if view.asking.is_naming() && pressed(ctx, Modifiers::COMMAND, Key::E) {
        actions.push(Action::OpenExport);
    }
    if pressed(ctx, Modifiers::COMMAND, Key::B)
        && !view.asking.too_soon(ctx)
        && let Some(yes) = yes
    {
        actions.push(yes);
    }
    if pressed(ctx, Modifiers::NONE, Key::Escape) {
        actions.push(no);
    }
    true
}

fn enroll(ctx: &Context, station: &Station, view: &View, actions: &mut Vec<Action>) {
    let flow = station.flow();
    if pressed(ctx, Modifiers::NONE, Key::Escape) {
        // with nothing in hand, Esc puts the message away
        let idle = matches!(flow.stage(), Stage::Idle);
        actions.push(Action::Desk(if idle { Intent::Dismiss } else { Intent::Cancel }));
    }
    if matches!(flow.stage(), Stage::Comparing { .. }) && pressed(ctx, Modifiers::COMMAND, Key::Enter) {
        actions.push(Action::Desk(Intent::SeenEqual));
    }
    if matches!(flow.stage(), Stage::Comparing { .. }) && pressed(ctx, Modifiers::NONE, Key::F4) {
        actions.push(Action::Desk(Intent::BurnAgain));
    }
    let soon = widgets::hands_off(ctx, view.enroll.changed_at());
    if pressed(ctx, Modifiers::COMMAND, Key::B) && !soon {
        let asked = matches!(flow.stage(), Stage::Asking { .. });
        // a time that was not in view is not vouched for
        if asked || super::clock::is_answerable(ctx) {
            actions.push(Action::Desk(Intent::Proceed));
        }
    }
    if let Stage::Asking { question, .. } = flow.stage()
        && let Some(earlier) = question.earlier.first()
        && pressed(ctx, Modifiers::COMMAND, Key::R)
        && !soon
    {
        actions.push(Action::Desk(Intent::Replace(earlier.id)));
    }
    if matches!(flow.stage(), Stage::Armed { .. }) && pressed(ctx, Modifiers::COMMAND, Key::G) {
        actions.push(Action::Desk(Intent::DrawFresh));
    }
    // the person who waits is not sent away by the key for the next one
    if pressed(ctx, Modifiers::COMMAND, Key::N) {
        actions.push(match flow.stage() {
            Stage::Asking { .. } => Action::Desk(Intent::NotThisToken),
            _ => Action::NextWithout,
        });
    }
    if view.enroll.suggests() {
        for (key, rows) in [(Key::ArrowDown, 1), (Key::ArrowUp, -1)] {
            if arrow(ctx, key) {
                actions.push(Action::MoveSuggestion(rows));
            }
        }
    }
}

fn token(ctx: &Context, actions: &mut Vec<Action>) {
    if pressed(ctx, Modifiers::NONE, Key::F4) {
        actions.push(Action::Desk(Intent::SetClock));
    }
    // the question of an enrolment is not in view here
    if pressed(ctx, Modifiers::COMMAND, Key::B) && super::clock::is_answerable(ctx) {
        actions.push(Action::Desk(Intent::ClockRight));
    }
}

fn people(ctx: &Context, actions: &mut Vec<Action>) {
    if pressed(ctx, Modifiers::COMMAND, Key::N) {
        actions.push(Action::NextWithout);
    }
    if pressed(ctx, Modifiers::NONE, Key::Escape) {
        actions.push(Action::Desk(Intent::DismissImport));
    }
}

fn log(ctx: &Context, station: &Station, view: &View, actions: &mut Vec<Action>) {
    for (key, rows) in [(Key::ArrowDown, 1), (Key::ArrowUp, -1)] {
        if arrow(ctx, key) {
            actions.push(Action::Move(rows));
        }
    }
    if pressed(ctx, Modifiers::COMMAND, Key::S) {
        actions.push(Action::SaveInventory);
    }
    // what is asked has the keys for itself
    if view.log.asks() {
        if pressed(ctx, Modifiers::COMMAND, Key::B) {
            actions.push(Action::SayYes);
        }
    } else {
        actions.extend(super::log::by_key(station, |modifiers, key| {
            pressed(ctx, modifiers, key)
        }));
    }
    let secret = station.log().shown().is_some_and(|shown| shown.secret.is_some());
    // without a secret in view a field or a label is copied
    if secret && ctx.input_mut(|input| take(&mut input.events, |event| matches!(event, Event::Copy))) {
        actions.push(Action::CopySecret);
    }
    if pressed(ctx, Modifiers::NONE, Key::Escape) {
        actions.push(match () {
            () if secret => Action::Desk(Intent::HideSecret),
            () if view.log.asks() => Action::CloseForm,
            () => Action::Desk(Intent::Deselect),
        });
    }
}

/// Takes the first such event out, if there is one.
fn take(events: &mut Vec<Event>, wanted: impl Fn(&Event) -> bool) -> bool {
    let at = events.iter().position(wanted);
    at.is_some_and(|at| {
        events.remove(at);
        true
    })
}

/// Takes a key out that was pressed with exactly these modifiers: AltGr, with which some layouts type letters and signs, is
/// Ctrl and Alt on Windows, and no Ctrl.
fn pressed(ctx: &Context, modifiers: Modifiers, wanted: Key) -> bool {
    let is = |event: &Event| match event {
        Event::Key {
            key,
            pressed: true,
            modifiers: with,
            ..
        } => *key == wanted && with.matches_exact(modifiers),
        _ => false,
    };
    ctx.input_mut(|input| {
        let before = input.events.len();
        input.events.retain(|event| !is(event));
        input.events.len() < before
    })
}

/// An arrow key that moves in a list. The focus stays where it is: the window has noted the direction from the raw input
/// already.
fn arrow(ctx: &Context, key: Key) -> bool {
    let pressed = pressed(ctx, Modifiers::NONE, key);
    if pressed {
        ctx.memory_mut(|memory| memory.move_focus(FocusDirection::None));
    }
    pressed
}

/// Ctrl with the first keys of the digit row, wherever the layout has its digits.
fn screen_by_position(ctx: &Context) -> Option<Screen> {
    ctx.input(|input| {
        input.events.iter().find_map(|event| match event {
            Event::Key {
                key,
                physical_key,
                pressed: true,
                modifiers,
                ..
            } if modifiers.command && !modifiers.alt && !modifiers.shift => match physical_key.unwrap_or(*key) {
                Key::Num1 => Some(Screen::Enroll),
                Key::Num2 => Some(Screen::Log),
                Key::Num3 => Some(Screen::Export),
                Key::Num4 => Some(Screen::Token),
                Key::Num5 => Some(Screen::People),
                Key::Num6 => Some(Screen::Station),
                _ => None,
            },
            _ => None,
        })
    })
}
