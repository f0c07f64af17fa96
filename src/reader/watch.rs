//! From what the service says about readers to placements, without any I/O.
//!
//! Own connects show up as changes, drivers report errors as states, a token can be swapped between two looks: a
//! placement is told apart by reader, event count, presence and ATR, and by nothing else.

use super::{ReaderEvent, ReaderState};
use crate::desk::PlacementId;

/// One reader at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// Its name.
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
    /// Nothing.
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
    /// The placement.
    pub placement: PlacementId,
    /// On which reader.
    pub reader: String,
    /// Whether it gives no answer.
    pub mute: bool,
    /// Its answer to reset.
    pub atr: Vec<u8>,
    count: u32,
}

/// Follows the readers and tells what changed.
#[derive(Debug, Default)]
pub struct Watch {
    preferred: Option<String>,
    state: ReaderState,
    /// Whether the chosen reader was seen with an empty pad since it was chosen.
    seen_empty: bool,
    laid: Option<Laid>,
    placements: u64,
}

impl Watch {
    /// Watches `preferred` if it is there, else the first reader that is.
    #[must_use]
    pub fn new(preferred: Option<String>) -> Self {
        Self {
            preferred,
            ..Self::default()
        }
    }

    /// Watches `name` from the next observation on.
    pub fn choose(&mut self, name: String) {
        self.preferred = Some(name);
    }

    /// What lies there now.
    #[must_use]
    pub const fn laid(&self) -> Option<&Laid> {
        self.laid.as_ref()
    }

    /// The service went away; whatever lies there when it is back was not laid down under our eyes.
    pub fn lost(&mut self, state: ReaderState) -> Vec<ReaderEvent> {
        let mut events = self.lift();
        self.seen_empty = false;
        events.extend(self.enter(state));
        events
    }

    /// Takes one look at all readers.
    pub fn observe(&mut self, readers: &[Snapshot]) -> Vec<ReaderEvent> {
        let usable: Vec<&Snapshot> = readers.iter().filter(|r| !is_sam(&r.reader)).collect();
        let preferred = self.preferred.as_deref();
        // a token that lies there may be in the middle of a burn: another reader is chosen when it is lifted
        let in_use = self.laid.as_ref().map(|laid| laid.reader.as_str());
        let chosen = usable
            .iter()
            .find(|r| Some(r.reader.as_str()) == in_use && r.pad != PadState::Empty)
            .or_else(|| usable.iter().find(|r| Some(r.reader.as_str()) == preferred))
            .or_else(|| usable.iter().find(|r| is_meant(&r.reader, preferred)))
            .or_else(|| usable.first());
        let Some(chosen) = chosen else {
            return self.lost(ReaderState::NoReader);
        };
        let mut events = Vec::new();
        if !matches!(&self.state, ReaderState::Ready { chosen: before, .. } if *before == chosen.reader) {
            events.extend(self.lift());
            self.seen_empty = false;
        }
        events.extend(self.enter(ReaderState::Ready {
            chosen: chosen.reader.clone(),
            all: usable.iter().map(|r| r.reader.clone()).collect(),
        }));
        events.extend(self.look(chosen));
        events
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

/// Some readers show the slot of their security module as a reader of its own.
pub(super) fn is_sam(name: &str) -> bool {
    name.split(|c: char| !c.is_ascii_alphanumeric())
        .any(|word| word.eq_ignore_ascii_case("SAM"))
}

/// The numbers at the end of a name change from plug to plug; the rest is the same reader again.
fn is_meant(name: &str, preferred: Option<&str>) -> bool {
    let stem = |text: &str| {
        text.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ')
            .to_owned()
    };
    preferred.is_some_and(|preferred| stem(name) == stem(preferred))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pad(reader: &str, count: u32, atr: &[u8]) -> Snapshot {
        Snapshot {
            reader: reader.into(),
            pad: if atr.is_empty() {
                PadState::Empty
            } else {
                PadState::Card
            },
            count,
            atr: atr.into(),
        }
    }

    fn told(events: &[ReaderEvent]) -> String {
        let each = |event: &ReaderEvent| match event {
            ReaderEvent::State(ReaderState::Ready { chosen, .. }) => format!("ready {chosen}"),
            ReaderEvent::State(state) => format!("{state:?}"),
            ReaderEvent::Placed { placement, fresh } => format!("placed {} {fresh}", placement.0),
            ReaderEvent::Removed => "removed".into(),
            other => format!("{other:?}"),
        };
        events.iter().map(each).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn a_token_that_lay_there_before_is_not_fresh_and_the_next_one_is() {
        let mut watch = Watch::default();
        assert_eq!(told(&watch.observe(&[pad("A", 1, &[1])])), "ready A, placed 1 false");
        assert_eq!(told(&watch.observe(&[pad("A", 1, &[1])])), "");
        assert_eq!(told(&watch.observe(&[pad("A", 2, &[])])), "removed");
        assert_eq!(told(&watch.observe(&[pad("A", 3, &[1])])), "placed 2 true");
    }

    #[test]
    fn a_swap_between_two_looks_shows_in_the_count() {
        let mut watch = Watch::default();
        watch.observe(&[pad("A", 0, &[])]);
        assert_eq!(told(&watch.observe(&[pad("A", 1, &[1])])), "placed 1 true");
        assert_eq!(told(&watch.observe(&[pad("A", 3, &[1])])), "removed, placed 2 true");
    }

    #[test]
    fn after_the_service_was_away_nothing_is_fresh() {
        let mut watch = Watch::default();
        watch.observe(&[pad("A", 0, &[])]);
        watch.observe(&[pad("A", 1, &[1])]);
        let down = ReaderState::ServiceDown(super::super::ServiceTrouble::NotRunning);
        assert_eq!(told(&watch.lost(down.clone())), "removed, ServiceDown(NotRunning)");
        assert_eq!(told(&watch.lost(down)), "");
        assert_eq!(told(&watch.observe(&[pad("A", 1, &[1])])), "ready A, placed 2 false");
    }

    #[test]
    fn a_badly_placed_token_that_settles_has_to_be_lifted() {
        let mut watch = Watch::default();
        watch.observe(&[pad("A", 0, &[])]);
        let mute = Snapshot {
            pad: PadState::Mute,
            ..pad("A", 1, &[])
        };
        assert_eq!(told(&watch.observe(&[mute])), "placed 1 true");
        assert_eq!(told(&watch.observe(&[pad("A", 1, &[1])])), "removed, placed 2 false");
        assert_eq!(told(&watch.observe(&[pad("A", 3, &[1])])), "removed, placed 3 true");
    }

    #[test]
    fn a_driver_error_over_a_token_makes_it_none_that_was_laid_down() {
        let mut watch = Watch::default();
        watch.observe(&[pad("A", 0, &[])]);
        assert_eq!(told(&watch.observe(&[pad("A", 1, &[1])])), "placed 1 true");
        let error = Snapshot {
            pad: PadState::Unknown,
            ..pad("A", 0, &[])
        };
        assert_eq!(told(&watch.observe(&[error])), "removed");
        assert_eq!(told(&watch.observe(&[pad("A", 1, &[1])])), "placed 2 false");
    }

    #[test]
    fn another_reader_is_not_watched_before_the_token_is_lifted() {
        let mut watch = Watch::new(Some("B".into()));
        watch.observe(&[pad("A", 0, &[])]);
        assert_eq!(told(&watch.observe(&[pad("A", 1, &[1])])), "placed 1 true");
        assert_eq!(
            watch.observe(&[pad("A", 1, &[1]), pad("B", 0, &[])]).len(),
            1,
            "only the list has changed"
        );
        assert_eq!(
            told(&watch.observe(&[pad("A", 2, &[]), pad("B", 0, &[])])),
            "removed, ready B"
        );
    }

    #[test]
    fn the_preferred_reader_is_watched_and_security_modules_are_hidden() {
        let readers = [
            pad("ACS ACR1252 SAM 01 00", 0, &[1]),
            pad("ACS ACR1252 00 00", 0, &[]),
            pad("B", 0, &[]),
        ];
        assert_eq!(told(&Watch::default().observe(&readers)), "ready ACS ACR1252 00 00");
        let mut watch = Watch::new(Some("B".into()));
        assert_eq!(told(&watch.observe(&readers)), "ready B");
        watch.choose("ACS ACR1252 01 00".into());
        assert_eq!(told(&watch.observe(&readers)), "ready ACS ACR1252 00 00");
        assert_eq!(told(&watch.observe(&readers[..1])), "NoReader");
        assert_eq!(
            told(&Watch::default().observe(&[pad("Samsung NFC", 0, &[])])),
            "ready Samsung NFC"
        );
    }

    #[test]
    fn what_lies_on_a_newly_chosen_reader_is_not_fresh() {
        let mut watch = Watch::default();
        let readers = [pad("A", 0, &[]), pad("B", 1, &[1])];
        watch.observe(&readers);
        watch.choose("B".into());
        assert_eq!(told(&watch.observe(&readers)), "ready B, placed 1 false");
    }
}
