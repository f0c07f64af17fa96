//! The clipboard, on a thread of its own: whoever owns it may be stuck, and the window does not wait for anybody.
//!
//! Copy, cut and paste of the fields come here as keys, after the scanner has looked at them; egui's own clipboard asks the
//! system on the thread of the window, and keeps a text of its own where it is not built in. Secrets are kept out of
//! histories where the system has a way, and taken away after a while unless something else is there by then.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use arboard::Clipboard;
use egui::{Context, Event, Id, Key, Modifiers, OutputCommand};
use zeroize::Zeroizing;

use crate::otp::Hidden;

/// How long a secret stays.
pub const STAYS: Duration = Duration::from_secs(30);
/// The longest text that is pasted, in bytes; no field takes as much.
const LONGEST: usize = 64 * 1024;

/// What the thread is to do.
enum Order {
    /// Holds a secret for a while.
    Secret(Hidden<String>),
    /// Takes the secret away now.
    Forget,
    /// Holds a text.
    Text(String),
    /// Says what is there, and wakes the window.
    Paste(Sender<Zeroizing<String>>, Context),
}

/// The way to the clipboard.
#[derive(Default)]
pub(super) struct SystemClipboard {
    lane: Arc<Mutex<Lane>>,
    /// A text that was asked for, and the field that had the focus then, if one had.
    asked: Option<(Receiver<Zeroizing<String>>, Option<Id>)>,
}

/// The way to the thread that owns the clipboard, started with the first order.
#[derive(Default)]
struct Lane {
    orders: Option<Sender<Order>>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for SystemClipboard {
    /// The program ends: the secret leaves before that, on systems that would keep it.
    fn drop(&mut self) {
        let mut lane = locked(&self.lane);
        // the thread clears what it put there when nobody can order any more
        lane.orders = None;
        if let Some(thread) = lane.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the thread of the clipboard has failed");
        }
    }
}

fn locked(lane: &Mutex<Lane>) -> MutexGuard<'_, Lane> {
    // nothing is left half done in there
    lane.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Lane {
    /// Has that done. Where the thread has ended a new one is started; where the system has no clipboard, that is logged.
    fn order(&mut self, order: Order) {
        let unsent = match &self.orders {
            Some(orders) => orders.send(order).err().map(|unsent| unsent.0),
            None => Some(order),
        };
        let Some(order) = unsent else { return };
        (self.orders, self.thread) = start().unzip();
        if let Some(orders) = &self.orders
            && orders.send(order).is_err()
        {
            tracing::error!("the thread of the clipboard has ended");
            self.orders = None;
        }
    }
}

impl SystemClipboard {
    /// From now on what is copied in the window of that context goes to the system.
    pub fn serve(&self, ctx: &Context) {
        ctx.add_plugin(Copies(Arc::clone(&self.lane)));
    }

    /// Hands a secret to the clipboard. Where the system has none, that is logged and nothing is there.
    pub fn copy_secret(&self, secret: Hidden<String>) {
        locked(&self.lane).order(Order::Secret(secret));
    }

    /// Takes it away now: the station is being locked. What was asked for is for nobody any more.
    pub fn clear(&mut self) {
        self.asked = None;
        let mut lane = locked(&self.lane);
        if lane.orders.is_some() {
            lane.order(Order::Forget);
        }
    }

    /// Puts a text that has arrived into the input, if the field that asked for it still has the focus. To be called
    /// before the scanner looks: a pasted secret is no matter of a field.
    pub fn arrive(&mut self, ctx: &Context) {
        let Some((answer, field)) = &self.asked else { return };
        let text = match answer.try_recv() {
            Ok(text) => text,
            Err(mpsc::TryRecvError::Empty) => return,
            Err(mpsc::TryRecvError::Disconnected) => Zeroizing::new(String::new()),
        };
        let wanted = field_in_focus(ctx) == *field;
        self.asked = None;
        let line = one_line(&text);
        if wanted && !line.is_empty() {
            ctx.input_mut(|input| input.events.push(Event::Paste(line)));
        }
    }

    /// Turns the keys of the clipboard into what fields know. To be called after the scanner has looked: it can type them.
    pub fn read_keys(&mut self, ctx: &Context) {
        let paste = ctx.input_mut(|input| {
            input.events.iter_mut().for_each(spell);
            let before = input.events.len();
            input.events.retain(|event| Meant::of(event) != Some(Meant::Paste));
            input.events.len() < before
        });
        // without a field it may be a secret for the person who waits
        if paste {
            let (sender, answer) = mpsc::channel();
            self.asked = Some((answer, field_in_focus(ctx)));
            locked(&self.lane).order(Order::Paste(sender, ctx.clone()));
        }
    }
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
                locked(&self.0).order(Order::Text(text.clone()));
            }
        }
    }
}

// --- the thread -------------------------------------------------------------------------------------------------------

fn start() -> Option<(Sender<Order>, JoinHandle<()>)> {
    let (orders, inbox) = mpsc::channel();
    let run = move || match Clipboard::new() {
        Ok(clipboard) => serve(clipboard, &inbox),
        Err(error) => tracing::error!(%error, "there is no clipboard"),
    };
    match thread::Builder::new().name("clipboard".into()).spawn(run) {
        Ok(thread) => Some((orders, thread)),
        Err(error) => {
            tracing::error!(%error, "no thread for the clipboard");
            None
        }
    }
}

fn serve(mut clipboard: Clipboard, inbox: &Receiver<Order>) {
    let mut secret: Option<(Hidden<String>, Instant)> = None;
    loop {
        let order = match &secret {
            None => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some((_, until)) => inbox.recv_timeout(until.saturating_duration_since(Instant::now())),
        };
        match order {
            Ok(Order::Secret(next)) => {
                put(&mut clipboard, &next);
                secret = Some((next, Instant::now() + STAYS));
            }
            Ok(Order::Text(text)) => {
                if let Err(error) = clipboard.set_text(text) {
                    tracing::error!(%error, "the text could not be copied");
                }
            }
            Ok(Order::Paste(answer, ctx)) => paste(&mut clipboard, &answer, &ctx),
            Ok(Order::Forget) | Err(RecvTimeoutError::Timeout) => forget(&mut clipboard, &mut secret),
            Err(RecvTimeoutError::Disconnected) => return forget(&mut clipboard, &mut secret),
        }
    }
}

fn forget(clipboard: &mut Clipboard, secret: &mut Option<(Hidden<String>, Instant)>) {
    if let Some((secret, _)) = secret.take() {
        take_back(clipboard, &secret);
    }
}

fn paste(clipboard: &mut Clipboard, answer: &Sender<Zeroizing<String>>, ctx: &Context) {
    match clipboard.get_text() {
        // nobody waits for it where another was asked for meanwhile
        Ok(text) => drop(answer.send(Zeroizing::new(text))),
        Err(arboard::Error::ContentNotAvailable) => {}
        Err(error) => tracing::warn!(%error, "nothing could be pasted"),
    }
    ctx.request_repaint();
}

fn put(clipboard: &mut Clipboard, secret: &str) {
    if let Err(error) = unlisted(clipboard.set()).text(secret) {
        tracing::error!(%error, "the secret could not be copied");
    }
}

/// Histories of clipboards leave it out, where the system knows how to ask for that.
fn unlisted(set: arboard::Set<'_>) -> arboard::Set<'_> {
    #[cfg(all(unix, not(target_os = "macos")))]
    return arboard::SetExtLinux::exclude_from_history(set);
    #[cfg(target_os = "macos")]
    return arboard::SetExtApple::exclude_from_history(set);
    #[cfg(windows)]
    return arboard::SetExtWindows::exclude_from_monitoring(set);
}

fn take_back(clipboard: &mut Clipboard, secret: &str) {
    const TRIES: usize = 5;
    const PAUSE: Duration = Duration::from_millis(50);
    for _ in 0..TRIES {
        match clipboard.get_text().map(Hidden::from) {
            Ok(there) if *there != secret => return,
            Ok(_) => match clipboard.clear() {
                Ok(()) => return,
                Err(error) => tracing::error!(%error, "the clipboard could not be emptied"),
            },
            // empty, or no text
            Err(arboard::Error::ContentNotAvailable) => return,
            Err(error) => tracing::warn!(%error, "the clipboard does not answer"),
        }
        thread::sleep(PAUSE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_several_lines_becomes_one() {
        for (text, line) in [
            ("anna@example.com\r\n", "anna@example.com"),
            ("Anna\r\nMueller\n", "Anna Mueller"),
            ("a\n\n\nb", "a b"),
            ("\n\r\n", ""),
            ("  x ", "  x "),
        ] {
            assert_eq!(one_line(text), line);
        }
        let long = "\u{e4}".repeat(LONGEST);
        assert!(one_line(&long).len() <= LONGEST && one_line(&format!("x{long}")).ends_with('\u{e4}'));
    }

    #[test]
    fn every_key_of_the_clipboard_is_known_and_no_other() {
        let ctrl = Modifiers {
            ctrl: true,
            command: true,
            ..Modifiers::NONE
        };
        let meant = |key, modifiers| {
            Meant::of(&Event::Key {
                key,
                physical_key: None,
                pressed: true,
                repeat: false,
                modifiers,
            })
        };
        for (key, modifiers, means) in [
            (Key::C, ctrl, Some(Meant::Copy)),
            (Key::Insert, ctrl, Some(Meant::Copy)),
            (Key::X, ctrl, Some(Meant::Cut)),
            (Key::Delete, Modifiers::SHIFT, Some(Meant::Cut)),
            (Key::V, ctrl, Some(Meant::Paste)),
            (Key::Insert, Modifiers::SHIFT, Some(Meant::Paste)),
            (Key::V, ctrl.plus(Modifiers::ALT), None),
            (Key::V, Modifiers::NONE, None),
            (Key::Delete, Modifiers::NONE, None),
        ] {
            assert_eq!(meant(key, modifiers), means, "{key:?}");
        }
    }
}
