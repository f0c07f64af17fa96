//! The barcode scanner: a keyboard that types fast, into whatever has the focus.
//!
//! What it types is one input, a [`Burst`], and goes where its content belongs. So characters are held back until it is
//! known what they are: nothing of a secret gets into a field, its history or a screen reader, and the Enter behind it
//! answers nothing. What a person types goes on in the same order, 35 ms later, which nobody notices. What a text is,
//! [`Scanned`] says; what becomes of it is decided where the bursts are taken.
//!
//! Scanners frame their texts: STX is Ctrl B, EOT is Ctrl D, and any other key can be set up. So keys that do something
//! are held back as well, for 60 ms, and belong to the text that comes before or behind them within that time, however
//! short it is: they are dropped with it. What egui says of repeats is no sign of a person: whoever lets go of Shift
//! first leaves a key held down for egui for ever after.
//!
//! Frames may be slow, and all that came meanwhile arrives at once. So quiet between keys counts only where a pass has
//! seen it; what comes together by such a delay and is no scan is put back, but for keys that do something. A UPN acts as
//! soon as it is taken, so it has to have come at the speed of a scanner on the whole too.
mod burst;
mod keys;

use std::time::Duration;

use egui::{Context, Event, Id, Key};

pub use self::burst::{Burst, Ending};
use self::keys::{Kept, Part, has_tab, last_move, presses, spelled_out, steer, wipe};
use super::widgets::note_end;
use crate::desk::Scanned;
use crate::otp::Hidden;

/// The fewest characters of a burst that goes elsewhere than into the field that has the focus: a code has six.
pub(super) const LEAST: usize = 6;
/// The longest gap between two characters of a burst, in seconds. A person is slower.
const GAP: f64 = 0.035;
/// The quiet that ends a burst without Enter or Tab, and in which a key still belongs to it, in seconds.
const QUIET: f64 = 0.060;
/// Longer than any frame takes, in seconds: what is that far apart came apart.
const STALL: f64 = 0.5;
/// The longest wait of a keyboard before it repeats a key that is held down, in seconds.
const HELD: f64 = 1.0;

/// What the last keys were, until a pass has seen quiet after them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Behind {
    #[default]
    Nothing,
    /// Went on to a field, as it was typed.
    Typed,
    /// Was taken out.
    Scan,
}

/// Tells what a scanner types from what a person types.
#[derive(Default)]
pub(super) struct Scanner {
    held: Kept,
    /// When the first character of what is held came, on the window's clock.
    began: f64,
    /// When the last one came.
    last: f64,
    /// When a key was last struck, of whichever kind.
    struck: f64,
    /// What it was, as long as nobody has seen quiet since.
    behind: Behind,
    /// When characters that were held last went on as typed, and to what.
    typed: Option<(f64, Option<Id>)>,
    /// The one character that went on last, and when: a key that is held down types it again.
    repeats: Option<(char, f64)>,
    /// The key that was last pressed of those that do something, and when.
    pressed: Option<(Key, f64)>,
    /// Whether egui takes the key that was pressed last for one that is held down.
    repeated: bool,
    /// When a pass last looked.
    looked: f64,
    /// What came after a Tab, for the next pass.
    next: Kept,
    /// Whether a UPN is for the field that has the focus.
    upn_stays: bool,
}

impl Scanner {
    /// Takes the bursts out of the input; the rest goes on to the fields, some of it in a later pass. To be called once
    /// a pass, before anything reads the input.
    ///
    /// A burst is handed out when it is a UPN, a serial, a code, a secret, something for another program or garbled by
    /// another layout, with its Enter or Tab taken away. Any other text goes on to the field that has the focus, as it
    /// came; where no field has it, it is handed out as well, for its blanks and its Enter would press buttons.
    /// Of pasted texts only secrets are taken from a field.
    pub fn take(&mut self, ctx: &Context) -> Vec<Burst> {
        self.look(ctx, false)
    }

    /// Instead of [`Self::take`], where a passphrase is asked for: what is typed there is nothing else, and goes on at
    /// once. Keys around it do nothing there either.
    pub fn stand_aside(&mut self, ctx: &Context) {
        self.look(ctx, true);
    }

    /// Whether a UPN is for the field that has the focus, from the next pass on.
    pub const fn let_upn_stay(&mut self, stays: bool) {
        self.upn_stays = stays;
    }

    /// Whether there are characters or keys that have not gone on yet.
    #[cfg(test)]
    pub fn held(&self) -> bool {
        self.held.has_strokes() || !self.next.0.is_empty()
    }

    fn look(&mut self, ctx: &Context, aside: bool) -> Vec<Burst> {
        let (now, fresh) = ctx.input_mut(|input| {
            // a second copy, which nobody reads
            input.raw.events.iter_mut().for_each(wipe);
            (input.time, std::mem::take(&mut input.events))
        });
        let in_field = ctx.text_edit_focused();
        let mut pass = Pass {
            now,
            // beside its field nothing of a passphrase is typed
            aside: aside && in_field,
            in_field,
            focus: ctx.memory(egui::Memory::focused),
            is_parted: false,
            scans_end: false,
            out: Vec::new(),
            bursts: Vec::new(),
        };
        let came = last_move(&fresh, pass.in_field).is_some();
        let waited = std::mem::take(&mut self.next.0);
        for event in waited.into_iter().chain(fresh).flat_map(spelled_out) {
            self.sort(event, &mut pass);
        }
        self.end_pass(&mut pass);
        steer(ctx, came, last_move(&pass.out, pass.in_field));
        note_end(ctx, pass.scans_end);
        self.ask_for_a_pass(ctx, now);
        ctx.input_mut(|input| input.events = pass.out);
        pass.bursts
    }

    fn sort(&mut self, event: Event, pass: &mut Pass) {
        let part = Part::of(&event);
        match part {
            Part::Aside => pass.out.push(event),
            _ if pass.is_parted => self.next.0.push(event),
            Part::Text if pass.aside => self.let_by(event, pass),
            Part::Text => self.text(event, pass),
            Part::Key => self.key(event, pass),
            Part::Release if self.held.0.is_empty() => pass.out.push(event),
            Part::Release => self.held.0.push(event),
            Part::End(ended_by) => self.end(event, ended_by, pass),
            Part::Paste => self.paste(event, pass),
            Part::Edit(key) | Part::Step(key) | Part::Command(key) => self.stroke(event, part, key, pass),
            Part::Other => {
                self.settle(Ending::Cut, pass);
                pass.let_on(event);
            }
        }
    }

    /// A character of a passphrase: keys that came just before it were its preamble.
    fn let_by(&mut self, event: Event, pass: &mut Pass) {
        self.held
            .drop_keys(|part| matches!(part, Part::Command(_) | Part::Step(_)));
        pass.out.append(&mut self.held.0);
        self.struck(Behind::Typed, pass);
        pass.out.push(event);
    }

    fn text(&mut self, event: Event, pass: &mut Pass) {
        // a key between two characters holds them together as a character does
        let before = self.last.max(self.struck);
        let apart = self.looked - before > GAP || pass.now - before > STALL;
        if apart && self.held.has_text() {
            self.settle(Ending::Quiet, pass);
        }
        if self.is_held_down(&event, pass) {
            self.repeats = self.repeats.map(|(typed, _)| (typed, pass.now));
            pass.out.append(&mut self.held.0);
            self.struck(Behind::Typed, pass);
            return pass.out.push(event);
        }
        if !self.held.has_text() {
            self.began = pass.now;
        }
        self.last = pass.now;
        self.struck = pass.now;
        self.held.0.push(event);
    }

    /// Whether that is the character which went on last, once more, with nothing else since: a person holds its key down.
    fn is_held_down(&self, event: &Event, pass: &Pass) -> bool {
        let Event::Text(text) = event else { return false };
        let again = self.repeats.is_some_and(|(typed, at)| {
            let mut all = text.chars();
            all.next() == Some(typed) && all.next().is_none() && pass.now - at < HELD
        });
        self.repeated && again && !self.held.has_strokes()
    }

    fn key(&mut self, event: Event, pass: &mut Pass) {
        if let Event::Key { repeat, .. } = event {
            self.repeated = repeat;
        }
        if self.held.0.is_empty() && pass.aside {
            pass.out.push(event);
        } else {
            self.held.0.push(event);
        }
    }

    /// A key that does something by itself.
    fn stroke(&mut self, event: Event, part: Part, key: Option<Key>, pass: &mut Pass) {
        let repeat = matches!(event, Event::Key { repeat: true, .. });
        let before = std::mem::replace(&mut self.pressed, key.map(|key| (key, pass.now)));
        let again = repeat && before.is_some_and(|(other, at)| Some(other) == key && pass.now - at < HELD);
        let is_command = matches!(part, Part::Command(_));
        if again && is_command {
            return;
        }
        if again && key.is_some_and(|key| self.held.is_only(key)) && self.behind != Behind::Scan {
            pass.out.append(&mut self.held.0);
            return pass.out.push(event);
        }
        let is_edit = matches!(part, Part::Edit(_)) && pass.in_field;
        let belongs = match self.behind {
            Behind::Nothing => false,
            Behind::Typed => !is_edit,
            Behind::Scan => true,
        };
        self.struck = pass.now;
        if belongs && !self.held.has_strokes() {
            return;
        }
        if is_edit && pass.aside && !self.held.has_strokes() {
            return pass.out.push(event);
        }
        self.held.0.push(event);
    }

    /// Enter or Tab.
    fn end(&mut self, event: Event, ended_by: Ending, pass: &mut Pass) {
        let (text, commands) = (self.held.has_text(), self.held.commands() > 0);
        let any = self.held.has_strokes();
        let behind = self.behind;
        if self.settle(ended_by, pass) {
            return;
        }
        let belongs = match () {
            () if any && !text => commands || !pass.in_field,
            () if any => !pass.in_field,
            () => behind == Behind::Scan || behind == Behind::Typed && !pass.in_field,
        };
        self.struck = pass.now;
        if belongs {
            self.behind = Behind::Scan;
            return;
        }
        if any || behind == Behind::Typed {
            pass.scans_end |= !pass.aside;
        } else {
            // a person's; what comes behind it is one's own again
            self.behind = Behind::Nothing;
        }
        if has_tab(&event) && pass.out.iter().any(presses) {
            // whatever gets the focus would see the key too, and be pressed by it
            pass.is_parted = true;
            return self.next.0.push(event);
        }
        pass.let_on(event);
    }

    fn paste(&mut self, mut event: Event, pass: &mut Pass) {
        let (Event::Paste(text) | Event::MiddleClickPaste { text, .. }) = &mut event else {
            return;
        };
        let scanned = Scanned::recognise(text);
        // whoever pastes means the field, but for a secret; no paste is garbled
        let garbled = matches!(scanned, Scanned::WrongLayout(_));
        let elsewhere = !garbled && (scanned.is_secret() || !pass.in_field && self.belongs_elsewhere(&scanned, pass));
        if elsewhere && !pass.aside {
            let text = std::mem::take(text).into();
            // the key that pastes is one that a scanner can type
            if !self.settle(Ending::Cut, pass) && self.behind != Behind::Scan {
                pass.hand_out(text, scanned, Ending::Pasted);
            }
        } else if self.held.has_strokes() {
            self.struck = pass.now;
            self.held.0.push(event);
        } else if self.behind == Behind::Scan {
            wipe(&mut event);
        } else {
            pass.let_on(event);
        }
    }

    /// Decides what is held: a burst is handed out, and true is the answer; the rest goes on, or is dropped.
    fn settle(&mut self, ended_by: Ending, pass: &mut Pass) -> bool {
        let mut held = std::mem::take(&mut self.held);
        if !held.has_strokes() {
            pass.out.append(&mut held.0);
            return false;
        }
        if held.has_text() && self.is_scan(&held, ended_by, pass) {
            let text = Hidden::from(held.text());
            let scanned = Scanned::recognise(&text);
            pass.hand_out(text, scanned, ended_by);
            self.behind = Behind::Scan;
            return true;
        }
        self.let_go(held, ended_by, pass);
        false
    }

    /// Whether what is held is taken out.
    fn is_scan(&self, held: &Kept, ended_by: Ending, pass: &Pass) -> bool {
        let characters = held.characters();
        if !pass.in_field {
            let ended = matches!(ended_by, Ending::Enter | Ending::Tab);
            return characters > 1 || held.keys() > 0 || ended;
        }
        if characters < LEAST {
            return false;
        }
        let text = Hidden::from(held.text());
        let scanned = Scanned::recognise(&text);
        // a part of a name would be taken for a whole one
        let name = matches!(scanned, Scanned::Upn(_) | Scanned::Letters(_));
        let typed = name && (self.is_slow(held.strokes()) || self.goes_on(pass));
        self.belongs_elsewhere(&scanned, pass) && !typed
    }

    /// What is no scan for another place: a text for the field, without keys that do something but edit it; or one key
    /// alone, which a person has pressed.
    fn let_go(&mut self, mut held: Kept, ended_by: Ending, pass: &mut Pass) {
        let text = held.has_text();
        let lone = !text && held.strokes() == 1 && ended_by == Ending::Quiet;
        if text {
            self.typed = Some((pass.now, pass.focus));
            self.repeats = held.only_character().map(|typed| (typed, pass.now));
        } else {
            self.repeats = None;
        }
        let commands = held.commands() > 0;
        held.drop_keys(|part| match part {
            Part::Command(_) => !lone,
            Part::Step(_) => !lone && (text || commands),
            Part::Edit(_) => !lone && !text && (commands || !pass.in_field),
            _ => false,
        });
        self.behind = match () {
            () if text => Behind::Typed,
            () if commands && !lone => Behind::Scan,
            () => self.behind,
        };
        pass.out.append(&mut held.0);
    }

    /// Whether what is held follows closely on characters that went on as typed, to the same field: nobody reaches for a
    /// scanner that fast.
    fn goes_on(&self, pass: &Pass) -> bool {
        self.typed
            .is_some_and(|(at, to)| to == pass.focus && self.began - at < STALL)
    }

    /// Whether so many keys took longer than a scanner takes, on the whole: where frames are slow, no pass sees the
    /// quiet between the keys of a person.
    fn is_slow(&self, strokes: usize) -> bool {
        let gaps = u32::try_from(strokes.saturating_sub(1)).unwrap_or(u32::MAX);
        self.last - self.began > GAP * f64::from(gaps)
    }

    /// Whether a text is no matter of the field that has the focus.
    const fn belongs_elsewhere(&self, scanned: &Scanned, pass: &Pass) -> bool {
        match scanned {
            Scanned::Digits(_) | Scanned::Text | Scanned::Nothing => false,
            Scanned::Upn(_) => !(self.upn_stays && pass.in_field),
            _ => true,
        }
    }

    const fn struck(&mut self, behind: Behind, pass: &Pass) {
        self.struck = pass.now;
        self.behind = behind;
    }

    fn end_pass(&mut self, pass: &mut Pass) {
        if !self.held.has_strokes() {
            pass.out.append(&mut self.held.0);
        } else if pass.now - self.struck >= self.patience() {
            self.settle(Ending::Quiet, pass);
        }
        if pass.now - self.struck > QUIET {
            self.behind = Behind::Nothing;
        }
        self.looked = pass.now;
    }

    /// How long after its last key what is held is settled.
    fn patience(&self) -> f64 {
        if self.held.has_text() && self.held.characters() < LEAST {
            GAP
        } else {
            QUIET
        }
    }

    fn ask_for_a_pass(&self, ctx: &Context, now: f64) {
        let since = match self.behind {
            _ if !self.next.0.is_empty() => return ctx.request_repaint(),
            _ if self.held.has_strokes() => self.struck + self.patience(),
            Behind::Typed | Behind::Scan => self.struck + QUIET,
            Behind::Nothing => return,
        };
        // a millisecond more: a pass just too early would have to ask again
        let wait = Duration::try_from_secs_f64(since - now).unwrap_or_default();
        ctx.request_repaint_after(wait + Duration::from_millis(1));
    }
}

/// What one pass makes of the input.
struct Pass {
    now: f64,
    /// Whether a passphrase is typed.
    aside: bool,
    /// Whether a text field has the focus.
    in_field: bool,
    /// What has the focus.
    focus: Option<Id>,
    /// Whether a Tab has gone on. A field reads all the text of a pass before the focus leaves it, so what is typed after
    /// the Tab is for the next pass.
    is_parted: bool,
    /// Whether an Enter or a Tab has gone on that came with a text.
    scans_end: bool,
    out: Vec<Event>,
    bursts: Vec<Burst>,
}

impl Pass {
    fn let_on(&mut self, event: Event) {
        self.is_parted |= has_tab(&event);
        self.out.push(event);
    }

    fn hand_out(&mut self, text: Hidden<String>, scanned: Scanned, ended_by: Ending) {
        self.bursts.push(Burst {
            text,
            scanned,
            ended_by,
        });
    }
}

#[cfg(test)]
mod tests;
