//! Whatever is wanted and answered in whatever order: no file is deleted without its question, and none goes without record.

use proptest::prelude::*;

use super::*;

fn export(id: i64) -> PastExport {
    PastExport {
        id: ExportId(id),
        at: id,
        operator: "M. Keller".into(),
        format: "entra-csv".into(),
        path: format!("/out/{id}.csv").into(),
        sha256: [id.unsigned_abs() as u8; 32],
        rows: 1,
    }
}

fn with(ids: &[i64]) -> Past {
    let mut past = Past::default();
    past.step(PastEvent::Kept(PastKept::List(
        ids.iter().map(|id| export(*id)).collect(),
    )));
    past
}

fn deletes(effects: &[PastEffect]) -> Option<ExportId> {
    effects.iter().find_map(|effect| match effect {
        PastEffect::File(FileOfPast::Delete(export)) => Some(export.id),
        _ => None,
    })
}

fn notes(effects: &[PastEffect]) -> Option<ExportId> {
    effects.iter().find_map(|effect| match effect {
        PastEffect::Keep(KeepPast::NoteDeleted(id)) => Some(*id),
        _ => None,
    })
}

fn id() -> impl Strategy<Value = ExportId> {
    (1..5_i64).prop_map(ExportId)
}

fn deletion() -> impl Strategy<Value = Deletion> {
    prop_oneof![
        Just(Deletion::Done),
        Just(Deletion::WasGone),
        Just(Deletion::NotAsWritten),
        Just(Deletion::Failed("no".into())),
    ]
}

fn event() -> impl Strategy<Value = PastEvent> {
    let path = || PathBuf::from("/out/1.csv");
    prop_oneof![
        Just(PastEvent::Looked),
        proptest::option::of(id()).prop_map(PastEvent::Chose),
        (-2..3_isize).prop_map(PastEvent::Moved),
        id().prop_map(PastEvent::WantsFolder),
        any::<bool>().prop_map(move |shown| PastEvent::Revealed(path(), shown.then_some(()).ok_or_else(String::new))),
        id().prop_map(PastEvent::WantsDeleted),
        Just(PastEvent::Confirmed),
        Just(PastEvent::Dismissed),
        Just(PastEvent::Kept(PastKept::List(vec![export(2), export(3)]))),
        id().prop_map(|id| PastEvent::Kept(PastKept::Rows(id, vec![EnrolmentId(id.0)]))),
        id().prop_map(|id| PastEvent::Kept(PastKept::Noted(id))),
        Just(PastEvent::Kept(PastKept::Failed(None, "no".into()))),
        id().prop_map(|id| PastEvent::Kept(PastKept::Failed(Some(id), "no".into()))),
        (id(), Just(Presence::Same)).prop_map(|(id, found)| PastEvent::Filed(PastFiled::Looked(id, found))),
        (id(), deletion()).prop_map(|(id, ended)| PastEvent::Filed(PastFiled::Deleted(id, ended))),
        Just(PastEvent::PartDied("gone".into())),
    ]
}

proptest! {
    #[test]
    fn no_file_goes_without_its_question_nor_without_record(events in proptest::collection::vec(event(), 0..40)) {
        let mut past = with(&[4, 3, 2, 1]);
        for event in events {
            let asked = past.asks().map(|export| export.id);
            let is_yes = matches!(event, PastEvent::Confirmed);
            let gone = match &event {
                PastEvent::Filed(PastFiled::Deleted(id, Deletion::Done)) => Some(*id),
                _ => None,
            };
            let was_working = past.is_working();
            let effects = past.step(event);
            prop_assert_eq!(deletes(&effects), asked.filter(|_| is_yes), "yes to the question about that very file");
            prop_assert!(deletes(&effects).is_none() || !was_working, "one at a time");
            prop_assert_eq!(notes(&effects), gone);
            // what is shown as its content is its content
            if let (Some(chosen), Some(rows)) = (past.chosen(), past.chosen_rows()) {
                prop_assert_eq!(rows, &[EnrolmentId(chosen.id.0)]);
            }
        }
    }
}

#[test]
fn each_end_of_a_deletion_is_said() {
    let path = || PathBuf::from("/out/2.csv");
    for (ended, said) in [
        (Deletion::WasGone, PastSaid::Gone(path())),
        (Deletion::NotAsWritten, PastSaid::NotAsWritten(path())),
        (
            Deletion::Failed("busy".into()),
            PastSaid::NotDeleted(path(), "busy".into()),
        ),
    ] {
        let mut past = with(&[2, 1]);
        past.step(PastEvent::WantsDeleted(ExportId(2)));
        past.step(PastEvent::Confirmed);
        past.step(PastEvent::Filed(PastFiled::Deleted(ExportId(2), ended)));
        assert_eq!((past.said(), past.is_working()), (Some(&said), false));
    }
    for (kept, said) in [
        (PastKept::Noted(ExportId(2)), PastSaid::Deleted(path())),
        (
            PastKept::Failed(Some(ExportId(2)), "full".into()),
            PastSaid::NotNoted(path(), "full".into()),
        ),
    ] {
        let mut past = with(&[2, 1]);
        past.step(PastEvent::WantsDeleted(ExportId(2)));
        past.step(PastEvent::Confirmed);
        past.step(PastEvent::Filed(PastFiled::Deleted(ExportId(2), Deletion::Done)));
        assert!(
            past.is_working() && past.said().is_none(),
            "it is said when it is on record"
        );
        past.step(PastEvent::Kept(kept));
        assert_eq!((past.said(), past.is_working()), (Some(&said), false));
        assert_eq!(past.presence(ExportId(2)), Some(Presence::Absent));
    }
}

#[test]
fn the_list_is_gone_through_from_end_to_end() {
    let mut past = with(&[3, 2, 1]);
    let moved = |past: &mut Past, places| {
        past.step(PastEvent::Moved(places));
        past.chosen().map(|export| export.id.0)
    };
    let went = [1, 1, 1, 1, -1, -1, -1].map(|places| moved(&mut past, places));
    assert_eq!(went, [3, 2, 1, 1, 2, 3, 3].map(Some));
    assert_eq!(moved(&mut Past::default(), 1), None);
}
