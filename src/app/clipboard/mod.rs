//! The clipboard, on a thread of its own: whoever owns it may be stuck, and the window does not wait for anybody.
//!
//! Copy, cut and paste of the fields come here as keys, after the scanner has looked at them; egui's own clipboard asks the
//! system on the thread of the window, and keeps a text of its own where it is not built in. What is not copied or pasted
//! after all is a [`Mishap`], which the window says. The thread, and how secrets are kept, is in `owner`.

mod mishap;
mod owner;
#[cfg(test)]
mod tests;

use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use egui::{Context, Event, Id, Key, Modifiers, OutputCommand};

pub(super) use self::mishap::Mishap;
pub use self::owner::{Board, Boards};
use self::owner::{Content, Lane, Order, Voice};
use crate::desk::{Scanned, Upn};
use crate::export::picture::Pixels;
use crate::otp::Hidden;

/// The longest text that is pasted, in bytes; no field takes as much.
const LONGEST: usize = 64 * 1024;

/// How long a paste is awaited. Where the owner of the clipboard is stuck, the system asks it for half a minute, in one
/// encoding after the other; by then nobody knows any more what was to be pasted.
const AWAITED: Duration = Duration::from_secs(4);

/// A text that was asked for.
struct Asked {
    answer: Receiver<Result<Content, Mishap>>,
    /// The field that had the focus then, if one had.
    field: Option<Id>,
    /// Who waited then, for whom it may be the secret.
    for_whom: Option<Upn>,
    /// Until when it is awaited, on the window's clock.
    until: f64,
}

/// The way to the clipboard.
pub(super) struct SystemClipboard {
    lane: Arc<Mutex<Lane>>,
    /// What the thread has to say of what was copied.
    told: Receiver<Mishap>,
    asked: Option<Asked>,
    /// A picture that was pasted for somebody who waits.
    picture: Option<Pixels>,
    /// What is said, until something is done.
    said: Option<Mishap>,
}

impl Drop for SystemClipboard {
    /// The program ends: the secret leaves before that, on systems that would keep it.
    fn drop(&mut self) {
        locked(&self.lane).end();
    }
}

fn locked(lane: &Mutex<Lane>) -> MutexGuard<'_, Lane> {
    // nothing is left half done in there
    lane.lock().unwrap_or_else(PoisonError::into_inner)
}

impl SystemClipboard {
    /// From now on what is copied in the window of that context goes to the system.
    pub fn serve(ctx: &Context) -> Self {
        let (voice, told) = Voice::new(ctx);
        let lane = Arc::new(Mutex::new(Lane::new(owner::system(), voice)));
        ctx.add_plugin(Copies(Arc::clone(&lane)));
        Self {
            lane,
            told,
            asked: None,
            picture: None,
            said: None,
        }
    }

    /// Goes to another clipboard than the system's, from the next thread on.
    pub fn lead_to(&self, boards: Boards) {
        let mut lane = locked(&self.lane);
        lane.end();
        lane.boards = boards;
    }

    /// Hands a secret to the clipboard.
    pub fn copy_secret(&self, secret: Hidden<String>) {
        locked(&self.lane).order(Order::Secret(secret));
    }

    /// Takes it away now: the station is being locked. What was asked for is for nobody any more.
    pub fn clear(&mut self) {
        self.asked = None;
        self.picture = None;
        self.said = None;
        locked(&self.lane).forget();
    }

    /// A picture that was pasted, once.
    pub const fn take_picture(&mut self) -> Option<Pixels> {
        self.picture.take()
    }

    /// What is to be said, until the next key or click.
    pub const fn said(&self) -> Option<Mishap> {
        self.said
    }

    /// Puts a text that has arrived into the input, if the field that asked for it still has the focus and the same person
    /// waits, or still nobody. To be called before the scanner looks: a pasted secret is no matter of a field. True if it
    /// does not come after all and may have been the secret of the person who waits.
    pub fn arrive(&mut self, ctx: &Context, waits: Option<&Upn>) -> bool {
        if ctx.input(|input| input.events.iter().any(is_deed)) {
            self.said = None;
        }
        self.said = self.told.try_iter().last().or(self.said);
        let Some(asked) = &self.asked else { return false };
        let text = match asked.answer.try_recv() {
            Ok(text) => text,
            Err(mpsc::TryRecvError::Empty) if ctx.input(|input| input.time) < asked.until => return false,
            Err(mpsc::TryRecvError::Empty) => Err(Mishap::NoAnswer),
            Err(mpsc::TryRecvError::Disconnected) => Err(Mishap::Unreadable),
        };
        let field = asked.field;
        let may_be_secret = asked.for_whom.is_some();
        let in_time = asked.for_whom.as_ref().map(Upn::folded) == waits.map(Upn::folded);
        self.asked = None;
        if !in_time {
            self.said = Some(Mishap::TooLate);
            return false;
        }
        let text = match text {
            // for whoever waits it may hold their secret; in a field it is nothing
            Ok(Content::Picture(picture)) if may_be_secret => {
                self.picture = Some(picture);
                return false;
            }
            Ok(Content::Picture(_)) => Err(Mishap::NoText),
            Ok(Content::Text(text)) => Ok(one_line(&text)),
            Err(mishap) => Err(mishap),
        };
        self.said = match text {
            Ok(line) if line.is_empty() => Some(Mishap::NoText),
            Ok(_) if field_in_focus(ctx) != field => Some(Mishap::TooLate),
            Ok(line) => {
                ctx.input_mut(|input| input.events.push(Event::Paste(line)));
                return false;
            }
            Err(mishap) => Some(mishap),
        };
        may_be_secret
    }

    /// Turns the keys of the clipboard into what fields know. To be called after the scanner has looked: it can type them,
    /// and what it left of a paste is for a field, if one has the focus. `for_whom` is who waits and may get a secret that
    /// way.
    pub fn read_keys(&mut self, ctx: &Context, for_whom: Option<Upn>) {
        let in_field = ctx.text_edit_focused();
        let (pastes, lost, cuts) = ctx.input_mut(|input| {
            input.events.iter_mut().for_each(spell);
            let cuts = input.events.contains(&Event::Cut);
            let before = input.events.len();
            input.events.retain(|event| Meant::of(event) != Some(Meant::Paste));
            let pastes = input.events.len() < before;
            let before = input.events.len();
            input.events.retain(|event| in_field || !is_pasted(event));
            (pastes, input.events.len() < before, cuts)
        });
        if lost {
            self.said = Some(Mishap::NoField);
        }
        let mut lane = locked(&self.lane);
        lane.cuts = cuts;
        if pastes {
            let (sender, answer) = mpsc::channel();
            self.asked = Some(Asked {
                answer,
                field: field_in_focus(ctx),
                for_whom,
                until: ctx.input(|input| input.time) + AWAITED.as_secs_f64(),
            });
            ctx.request_repaint_after(AWAITED);
            lane.order(Order::Paste(sender));
        }
    }
}

/// Whether a person or a scanner does something: what was said has been read by then.
const fn is_deed(event: &Event) -> bool {
    matches!(
        event,
        Event::Key { pressed: true, .. }
            | Event::PointerButton { pressed: true, .. }
            | Event::Text(_)
            | Event::Paste(_)
            | Event::Ime(_)
    )
}

/// Blanks alone are nothing to say a word about.
fn is_pasted(event: &Event) -> bool {
    matches!(event, Event::Paste(text) if Scanned::recognise(text) != Scanned::Nothing)
}

fn field_in_focus(ctx: &Context) -> Option<Id> {
    ctx.memory(egui::Memory::focused).filter(|_| ctx.text_edit_focused())
}

/// What a key of the clipboard means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meant {
    Copy,
    Cut,
    Paste,
}

impl Meant {
    fn of(event: &Event) -> Option<Self> {
        let Event::Key {
            key,
            pressed: true,
            modifiers,
            ..
        } = event
        else {
            return None;
        };
        let command = modifiers.matches_exact(Modifiers::COMMAND);
        let shift = modifiers.matches_exact(Modifiers::SHIFT);
        match key {
            Key::C | Key::Insert if command => Some(Self::Copy),
            Key::X if command => Some(Self::Cut),
            Key::V if command => Some(Self::Paste),
            Key::Delete if shift => Some(Self::Cut),
            Key::Insert if shift => Some(Self::Paste),
            Key::Copy => Some(Self::Copy),
            Key::Cut => Some(Self::Cut),
            Key::Paste => Some(Self::Paste),
            _ => None,
        }
    }
}

fn spell(event: &mut Event) {
    match Meant::of(event) {
        Some(Meant::Copy) => *event = Event::Copy,
        Some(Meant::Cut) => *event = Event::Cut,
        Some(Meant::Paste) | None => {}
    }
}

/// A text for a field of one line: a line break at its end is none of it, one within it parts two words.
fn one_line(text: &str) -> String {
    let text = text.trim_matches(['\r', '\n']);
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let text = text.get(..end).unwrap_or_default();
    // in one piece from the start: it may be a secret
    let mut line = String::with_capacity(text.len());
    for (number, part) in text.split(['\r', '\n']).filter(|part| !part.is_empty()).enumerate() {
        if number > 0 {
            line.push(' ');
        }
        line.push_str(part);
    }
    line
}

/// Hands what fields and labels copy to the system. Passwords copy nothing.
struct Copies(Arc<Mutex<Lane>>);

impl egui::Plugin for Copies {
    fn debug_name(&self) -> &'static str {
        "clipboard"
    }

    fn output_hook(&mut self, _: &Context, output: &mut egui::FullOutput) {
        for command in &output.platform_output.commands {
            if let OutputCommand::CopyText(text) = command
                && !text.is_empty()
            {
                let mut lane = locked(&self.0);
                let order = if lane.cuts { Order::Cut } else { Order::Text };
                lane.order(order(text.clone()));
            }
        }
    }
}
