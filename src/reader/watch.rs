//! From what the service says about readers to placements, without any I/O.
//!
//! Own connects show up as changes, drivers report errors as states, a token can be swapped between two looks: a
//! placement is told apart by reader, event count, presence and ATR, and by nothing else.

use std::collections::BTreeSet;

use super::{ReaderEvent, ReaderState, choice};
use crate::desk::PlacementId;

/// One reader at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The name of the reader, as the service gives it.
    pub reader: String,
    /// What the pad feels.
    pub pad: PadState,
    /// Insertions and removals so far, as the service counts them.
    pub count: u32,
    /// The answer to reset; empty when absent or mute.
    pub atr: Vec<u8>,
}

/// What a pad feels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PadState {
    /// Nothing lies there.
    Empty,
    /// A card that answers.
    Card,
    /// Something that gives no answer: placed badly.
    Mute,
    /// The driver cannot tell. Whatever lies there afterwards was not seen to be laid down.
    Unknown,
}

/// What lies on the watched reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Laid {
    /// Its stay, under a number that no other has in this run.
    pub placement: PlacementId,
    /// On which reader.
    pub reader: String,
    /// Whether it gives no answer.
    pub mute: bool,
    /// Its answer to reset.
    pub atr: Vec<u8>,
    count: u32,
}

/// Follows the readers and tells what changed. One reader is watched: the one that was chosen, or, as long as nobody
/// chose, the first that was there. It stays the one when it is unplugged while others are there: a token that lies on
/// another one is none that this desk may write.
#[derive(Debug, Default)]
pub struct Watch {
    watched: Option<Watched>,
    state: ReaderState,
    /// Whether a burn is under way: what lies there is watched until it has ended.
    busy: bool,
    /// Whether the chosen reader was seen with an empty pad since it was chosen.
    seen_empty: bool,
    laid: Option<Laid>,
    /// The other readers that feel something.
    elsewhere: Vec<String>,
    placements: u64,
}

/// The reader that is meant.
#[derive(Debug)]
struct Watched {
    /// Its name at its last plug.
    name: String,
    /// Whether a person chose it.
    by_hand: bool,
    /// Readers that were there beside it, as long as they are.
    beside: BTreeSet<String>,
}

impl Watched {
    /// What of those that are there is it now. Where nobody chose, one that was plugged in alone takes its place.
    fn among<'p>(&self, present: &[&'p str]) -> Option<&'p str> {
        let known = choice::meant(&self.name, present, &self.beside);
        let instead = present
            .iter()
            .find(|name| !self.by_hand && !self.beside.contains(**name));
        known.or(instead.copied())
    }
}

impl Watch {
    /// Watches `chosen` alone, or, with none, the first reader that is there.
    #[must_use]
    pub fn new(chosen: Option<String>) -> Self {
        let mut watch = Self::default();
        if let Some(name) = chosen {
            watch.choose(name);
        }
        watch
    }

    /// Watches `name` from the next observation on. The slot of a security module is no reader.
    pub fn choose(&mut self, name: String) {
        if !choice::is_sam(&name) {
            self.watched = Some(Watched {
                name,
                by_hand: true,
                beside: BTreeSet::new(),
            });
        }
    }

    /// Whether a burn is under way from now on.
    pub const fn set_busy(&mut self, busy: bool) {
        self.busy = busy;
    }

    /// What lies there now.
    #[must_use]
    pub const fn laid(&self) -> Option<&Laid> {
        self.laid.as_ref()
    }

    /// The service went away, or the reader; whatever lies there when it is back was not laid down under our eyes.
    pub fn lost(&mut self, state: ReaderState) -> Vec<ReaderEvent> {
        if let Some(watched) = &mut self.watched {
            watched.beside.clear();
        }
        self.unwatch(state, vec![])
    }

    fn unwatch(&mut self, state: ReaderState, elsewhere: Vec<String>) -> Vec<ReaderEvent> {
        let mut events = self.lift();
        self.seen_empty = false;
        events.extend(self.enter(state));
        events.extend(self.feel(elsewhere));
        events
    }

    /// Takes one look at all readers.
    pub fn observe(&mut self, readers: &[Snapshot]) -> Vec<ReaderEvent> {
        let usable: Vec<&Snapshot> = readers.iter().filter(|r| !choice::is_sam(&r.reader)).collect();
        let all: Vec<String> = usable.iter().map(|r| r.reader.clone()).collect();
        if usable.is_empty() {
            return self.lost(ReaderState::NoReader);
        }
        let in_use = self.laid.as_ref().filter(|_| self.busy).map(|laid| laid.reader.clone());
        let name = in_use.filter(|name| all.contains(name)).or_else(|| self.which(&all));
        let felt =
            |r: &&&Snapshot| matches!(r.pad, PadState::Card | PadState::Mute) && Some(&r.reader) != name.as_ref();
        let elsewhere: Vec<String> = usable.iter().filter(felt).map(|r| r.reader.clone()).collect();
        let Some(chosen) = usable.iter().find(|r| Some(&r.reader) == name.as_ref()) else {
            let awaited = self.watched.as_ref().map(|watched| watched.name.clone());
            let awaited = awaited.unwrap_or_default();
            return self.unwatch(ReaderState::Away { awaited, all }, elsewhere);
        };
        let mut events = Vec::new();
        if !matches!(&self.state, ReaderState::Ready { chosen: before, .. } if *before == chosen.reader) {
            events.extend(self.lift());
            self.seen_empty = false;
        }
        let chosen_name = chosen.reader.clone();
        events.extend(self.enter(ReaderState::Ready {
            chosen: chosen_name,
            all,
        }));
        events.extend(self.look(chosen));
        events.extend(self.feel(elsewhere));
        events
    }

    /// Which of these is watched, if it can be told.
    fn which(&mut self, all: &[String]) -> Option<String> {
        let present: Vec<&str> = all.iter().map(String::as_str).collect();
        let found = match &self.watched {
            Some(watched) => watched.among(&present),
            None => present.first().copied(),
        };
        let by_hand = self.watched.as_ref().is_some_and(|watched| watched.by_hand);
        match (found, &mut self.watched) {
            (Some(name), _) => {
                let others = all.iter().filter(|other| *other != name);
                self.watched = Some(Watched {
                    name: name.to_owned(),
                    by_hand,
                    beside: others.cloned().collect(),
                });
            }
            (None, Some(watched)) => watched.beside.retain(|name| all.contains(name)),
            (None, None) => {}
        }
        found.map(str::to_owned)
    }

    /// What the other readers feel is told, and is no reason to do anything.
    fn feel(&mut self, elsewhere: Vec<String>) -> Option<ReaderEvent> {
        if self.elsewhere == elsewhere {
            return None;
        }
        self.elsewhere.clone_from(&elsewhere);
        Some(ReaderEvent::Elsewhere(elsewhere))
    }

    fn look(&mut self, pad: &Snapshot) -> Vec<ReaderEvent> {
        match pad.pad {
            PadState::Empty => {
                self.seen_empty = true;
                return self.lift();
            }
            PadState::Unknown => {
                self.seen_empty = false;
                return self.lift();
            }
            PadState::Card | PadState::Mute => {}
        }
        let mute = pad.pad == PadState::Mute;
        match &self.laid {
            Some(laid) if laid.count != pad.count => self.seen_empty = true,
            Some(laid) if laid.atr == pad.atr && laid.mute == mute => return vec![],
            // the same stay, read anew: it was not seen to be laid down again
            Some(_) => self.seen_empty = false,
            None => {}
        }
        let mut events = self.lift();
        self.placements += 1;
        let placement = PlacementId(self.placements);
        self.laid = Some(Laid {
            placement,
            reader: pad.reader.clone(),
            mute,
            atr: pad.atr.clone(),
            count: pad.count,
        });
        events.push(ReaderEvent::Placed {
            placement,
            fresh: self.seen_empty,
        });
        events
    }

    fn lift(&mut self) -> Vec<ReaderEvent> {
        self.laid.take().map(|_| ReaderEvent::Removed).into_iter().collect()
    }

    fn enter(&mut self, state: ReaderState) -> Option<ReaderEvent> {
        if self.state == state {
            return None;
        }
        self.state = state.clone();
        Some(ReaderEvent::State(state))
    }
}

#[cfg(test)]
mod tests;
