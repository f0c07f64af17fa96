//! Readers come and go, cards are laid down on them: what is watched, and what counts.

use proptest::prelude::*;

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
fn the_chosen_reader_is_watched_at_once_whatever_another_one_feels() {
    let (key, pad_name) = (
        "Yubico YubiKey OTP+FIDO+CCID 00 00",
        "ACS ACR1252 Dual Reader [PICC] 01 00",
    );
    let mut watch = Watch::default();
    let empty = [pad(key, 1, &[1]), pad(pad_name, 0, &[])];
    assert_eq!(told(&watch.observe(&empty)), format!("ready {key}, placed 1 false"));
    watch.choose(pad_name.into());
    assert_eq!(
        told(&watch.observe(&empty)),
        format!("removed, ready {pad_name}, Elsewhere([\"{key}\"])")
    );
    let laid = [pad(key, 1, &[1]), pad(pad_name, 1, &[2])];
    assert_eq!(told(&watch.observe(&laid)), "placed 2 true");
}

#[test]
fn a_replugged_reader_is_watched_again_and_no_other_meanwhile() {
    let (key, pad_name) = (
        "Yubico YubiKey OTP+FIDO+CCID 00 00",
        "ACS ACR1252 Dual Reader [PICC] 01 00",
    );
    let mut watch = Watch::new(Some(pad_name.into()));
    assert_eq!(
        told(&watch.observe(&[pad(key, 1, &[1]), pad(pad_name, 0, &[])])),
        format!("ready {pad_name}, Elsewhere([\"{key}\"])")
    );
    let away = watch.observe(&[pad(key, 1, &[1])]);
    let state = ReaderState::Away {
        awaited: pad_name.into(),
        all: vec![key.into()],
    };
    assert!(
        matches!(&away[..], [ReaderEvent::State(told)] if *told == state),
        "{away:?}"
    );
    assert_eq!(
        told(&watch.observe(&[pad(key, 3, &[1])])),
        "",
        "nothing counts as laid down there"
    );
    for again in [pad_name, "ACS ACR1252 Dual Reader [PICC] 02 00"] {
        let back = [pad(key, 3, &[1]), pad(again, 0, &[])];
        assert_eq!(told(&watch.observe(&back)), format!("ready {again}"));
        assert_eq!(told(&watch.observe(&[pad(key, 3, &[1])])).matches("Away").count(), 1);
    }
}

#[test]
fn the_slot_of_a_renumbered_reader_stays_the_slot() {
    let mut watch = Watch::new(Some("ACS ACR1281 1S Dual Reader 00 01".into()));
    let slots = ["ACS ACR1281 1S Dual Reader 01 00", "ACS ACR1281 1S Dual Reader 01 01"];
    let both = slots.map(|name| pad(name, 0, &[]));
    assert_eq!(told(&watch.observe(&both)), format!("ready {}", slots[1]));
    assert!(
        told(&watch.observe(&both[..1])).contains("Away"),
        "the other slot is not it"
    );
}

#[test]
fn a_twin_is_not_burned_on_when_the_chosen_reader_is_pulled() {
    let (first, twin) = ("ACS ACR122U 00 00", "ACS ACR122U 01 00");
    let mut watch = Watch::default();
    watch.observe(&[pad(first, 0, &[]), pad(twin, 0, &[])]);
    for by_hand in [false, true] {
        if by_hand {
            watch.choose(first.into());
            watch.observe(&[pad(first, 0, &[]), pad(twin, 0, &[])]);
        }
        assert!(told(&watch.observe(&[pad(twin, 0, &[])])).contains("Away"));
        assert_eq!(
            told(&watch.observe(&[pad(twin, 1, &[1])])),
            format!("Elsewhere([\"{twin}\"])")
        );
        let back = told(&watch.observe(&[pad(twin, 2, &[]), pad("ACS ACR122U 02 00", 0, &[])]));
        assert_eq!(back, "ready ACS ACR122U 02 00, Elsewhere([])");
        watch = Watch::default();
    }
}

#[test]
fn with_none_chosen_the_first_one_stays_the_one() {
    let mut watch = Watch::default();
    assert_eq!(told(&watch.observe(&[pad("B", 0, &[])])), "ready B");
    let both = [pad("A", 1, &[1]), pad("B", 0, &[])];
    let events = told(&watch.observe(&both));
    assert_eq!(
        events, "ready B, Elsewhere([\"A\"])",
        "the list has changed and nothing else"
    );
    assert!(
        told(&watch.observe(&both[..1])).contains("Away"),
        "A was there beside it"
    );
    // nobody chose: what is plugged in alone is what is meant
    assert_eq!(told(&watch.observe(&[])), "NoReader, Elsewhere([])");
    assert_eq!(told(&watch.observe(&[pad("C", 0, &[])])), "ready C");
}

#[test]
fn a_reader_is_not_left_in_the_middle_of_a_burn() {
    let mut watch = Watch::default();
    let both = |a: Snapshot| [a, pad("B", 0, &[])];
    watch.observe(&both(pad("A", 0, &[])));
    watch.observe(&both(pad("A", 1, &[1])));
    watch.set_busy(true);
    watch.choose("B".into());
    assert_eq!(told(&watch.observe(&both(pad("A", 1, &[1])))), "");
    watch.set_busy(false);
    assert_eq!(
        told(&watch.observe(&both(pad("A", 1, &[1])))),
        "removed, ready B, Elsewhere([\"A\"])"
    );
}

#[test]
fn security_modules_are_hidden_and_never_chosen() {
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
    let mut watch = Watch::new(Some("ACS ACR1252 SAM 01 00".into()));
    assert_eq!(told(&watch.observe(&readers)), "ready ACS ACR1252 00 00");
    assert_eq!(
        told(&Watch::default().observe(&[pad("Samsung NFC", 0, &[])])),
        "ready Samsung NFC"
    );
}

fn plugged() -> impl Strategy<Value = Vec<(u8, bool)>> {
    prop::collection::btree_map(0u8..4, any::<bool>(), 0..4).prop_map(Vec::from_iter)
}

proptest! {
    /// Whatever is plugged in, pulled and laid down: a card counts on the chosen reader alone.
    #[test]
    fn nothing_is_ever_laid_down_on_a_reader_that_was_not_chosen(
        chosen in 0u8..4,
        looks in prop::collection::vec(plugged(), 1..20),
    ) {
        let name = |number: u8| format!("Model{} 00 00", char::from(b'A' + number));
        let mut watch = Watch::new(Some(name(chosen)));
        for (count, look) in (1..).zip(looks) {
            let snapshots: Vec<Snapshot> = look
                .iter()
                .map(|(reader, card)| pad(&name(*reader), count, if *card { &[1] } else { &[] }))
                .collect();
            let events = watch.observe(&snapshots);
            let placed = events.iter().any(|event| matches!(event, ReaderEvent::Placed { .. }));
            let feels = look.contains(&(chosen, true));
            prop_assert_eq!(placed, feels);
            prop_assert!(watch.laid().is_none_or(|laid| laid.reader == name(chosen)));
            let is_there = look.iter().any(|(reader, _)| *reader == chosen);
            let state = match look.is_empty() {
                true => matches!(watch.state, ReaderState::NoReader),
                false if is_there => matches!(&watch.state, ReaderState::Ready { .. }),
                false => matches!(&watch.state, ReaderState::Away { .. }),
            };
            prop_assert!(state, "{:?}", watch.state);
            let others = look.iter().filter(|(reader, card)| *card && *reader != chosen).count();
            prop_assert_eq!(watch.elsewhere.len(), others);
        }
    }
}

#[test]
fn what_lies_on_a_newly_chosen_reader_is_not_fresh() {
    let mut watch = Watch::default();
    let readers = [pad("A", 0, &[]), pad("B", 1, &[1])];
    watch.observe(&readers);
    watch.choose("B".into());
    assert_eq!(told(&watch.observe(&readers)), "ready B, placed 1 false, Elsewhere([])");
}
