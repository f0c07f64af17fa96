//! An export step by step. No file and no ledger is touched.

use std::sync::Arc;

use super::*;
use crate::desk::EnrolmentId;

/// Why a file is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Why {
    Full,
    NoRights,
}

impl FileFailure for Why {
    fn is_without_rights(&self) -> bool {
        *self == Self::NoRights
    }
}

type Job = Export<Why>;

const NOW: Moment = Moment {
    wall_ms: 7,
    awake: std::time::Duration::ZERO,
};
const ID: ExportId = ExportId(3);
/// Of the first try.
const TAG: &str = "7-1";

fn batch() -> Batch {
    Batch {
        ids: vec![EnrolmentId(1), EnrolmentId(2)],
        has_refused: false,
    }
}

fn draft(path: &str) -> ExportDraft {
    ExportDraft {
        path: path.into(),
        ..ExportDraft::default()
    }
}

fn plan(path: &str) -> ExportPlan {
    ExportPlan {
        format: "x".into(),
        path: path.into(),
        partial: format!("{path}.part").into(),
        sha256: [0; 32],
        rows: batch().ids,
        readers: Readers::OwnerOnly,
    }
}

fn kept(kept: ExportKept) -> ExportEvent<Why> {
    ExportEvent::Kept(kept)
}

fn filed(filed: ExportFiled<Why>) -> ExportEvent<Why> {
    ExportEvent::Filed(filed)
}

/// Every answer of an export in which nothing fails, in order.
fn answers(path: &str) -> Vec<ExportEvent<Why>> {
    vec![
        kept(ExportKept::Rows(vec![])),
        filed(ExportFiled::Compiled(TAG.into(), Ok((plan(path), Hidden::default())))),
        kept(ExportKept::Begun(ID)),
        filed(ExportFiled::Prepared(ID, Ok(()))),
        kept(ExportKept::Placing(ID)),
        filed(ExportFiled::Placed(ID, Placed::Written)),
        kept(ExportKept::Ended { id: ID, written: true }),
    ]
}

fn asked(path: &str) -> Job {
    let mut job = Job::default();
    job.step(ExportEvent::Asked(draft(path), batch()), NOW);
    job
}

/// After so many answers.
fn after(count: usize) -> Job {
    let mut job = asked("a/x.csv");
    for event in answers("a/x.csv").into_iter().take(count) {
        assert!(!job.step(event, NOW).is_empty());
    }
    job
}

fn fails(job: &mut Job, why: Why) {
    let orders = job.step(kept(ExportKept::Rows(vec![])), NOW);
    let [ExportEffect::Compile(Compile { tag, .. })] = &orders[..] else {
        panic!("{orders:?}");
    };
    job.step(
        filed(ExportFiled::Compiled(tag.clone(), Err(NotCompiled::Path(why)))),
        NOW,
    );
}

#[test]
fn each_answer_is_followed_by_one_order_until_the_file_is_there() {
    let job = after(7);
    assert!(matches!(job.stage(), ExportStage::Done { rows: 2, .. }));
}

#[test]
fn an_answer_that_comes_again_or_out_of_turn_changes_nothing() {
    for count in 0..7 {
        for (at, answer) in answers("a/x.csv")
            .into_iter()
            .enumerate()
            .filter(|(at, _)| *at != count)
        {
            let mut job = after(count);
            let before = format!("{:?}", job.stage());
            let effects = job.step(answer, NOW);
            assert_eq!(format!("{:?}", job.stage()), before, "answer {at} after {count}");
            // a record that nobody asked for is closed, and nothing else is done
            let closes =
                |effect: &ExportEffect| matches!(effect, ExportEffect::Keep(KeepExport::End { written: false, .. }));
            assert!(effects.iter().all(closes), "answer {at} after {count}: {effects:?}");
        }
    }
}

/// A lock has ended it, and the next one is already compiled.
#[test]
fn what_was_compiled_for_another_export_is_not_taken() {
    let mut job = asked("a/x.csv");
    job.step(kept(ExportKept::Rows(vec![])), NOW);
    let other = ExportFiled::Compiled("6-1".into(), Ok((plan("a/y.csv"), Hidden::default())));
    assert!(job.step(filed(other), NOW).is_empty());
    assert!(job.is_working());
}

/// Before the file is about to get its name, its temporary file goes; after that nothing is touched.
#[test]
fn a_ledger_that_fails_in_the_middle_leaves_no_file_that_is_not_on_record() {
    for (count, discards) in [
        (0, false),
        (1, false),
        (2, true),
        (3, true),
        (4, true),
        (5, false),
        (6, false),
    ] {
        let mut job = after(count);
        let effects = job.step(ExportEvent::PartDied("the disk is full".into()), NOW);
        let discarded = matches!(effects[..], [ExportEffect::File(FileOfExport::Discard(_))]);
        assert_eq!(discarded, discards, "after {count}");
        assert!(matches!(job.stage(), ExportStage::Failed(ExportTrouble::Ledger(_))));
    }
}

/// One of an earlier run was settled twice, say.
#[test]
fn a_failure_at_the_record_of_another_export_is_not_taken_for_one_of_this() {
    const OTHERS: [Option<ExportId>; 2] = [Some(ExportId(2)), None];
    for count in 0..7 {
        for of in OTHERS.into_iter().chain([Some(ID)]) {
            let mut job = after(count);
            job.step(kept(ExportKept::Failed(of, "the disk is full".into())), NOW);
            let awaited = match count {
                0 | 2 => None,
                4 | 6 => Some(ID),
                // nothing is asked of the ledger at that moment
                _ => OTHERS[0],
            };
            let fails = of == awaited && of != OTHERS[0];
            assert_eq!(!job.is_working(), fails, "after {count}, of {of:?}");
        }
    }
}

#[test]
fn a_file_of_which_nobody_knows_is_not_booked_and_is_looked_for_again() {
    let mut job = after(5);
    assert!(
        job.step(filed(ExportFiled::Placed(ID, Placed::Unknown(Why::Full))), NOW)
            .is_empty()
    );
    assert!(matches!(job.stage(), ExportStage::Failed(ExportTrouble::Unknown(_))));
    let looked = job.step(ExportEvent::Looked("a".into()), NOW);
    let [_, ExportEffect::File(FileOfExport::Settle(open))] = &looked[..] else {
        panic!("{looked:?}");
    };
    let settled = filed(ExportFiled::Settled(vec![(open[0].clone(), Settled::InPlace)]));
    let effects = job.step(settled, NOW);
    assert!(matches!(
        effects[..],
        [ExportEffect::Keep(KeepExport::End { id: ID, written: true })]
    ));
    assert_eq!(
        job.step(ExportEvent::Looked("a".into()), NOW).len(),
        1,
        "it is known now"
    );
}

#[test]
fn how_an_export_ended_is_looked_for_once_at_a_time_and_booked_once() {
    let mut job = after(5);
    job.step(filed(ExportFiled::Placed(ID, Placed::Unknown(Why::Full))), NOW);
    let looked = job.step(ExportEvent::Looked("a".into()), NOW);
    let [_, ExportEffect::File(FileOfExport::Settle(open))] = &looked[..] else {
        panic!("{looked:?}");
    };
    assert_eq!(
        job.step(ExportEvent::Looked("a".into()), NOW).len(),
        1,
        "the names alone"
    );
    let settled = || filed(ExportFiled::Settled(vec![(open[0].clone(), Settled::InPlace)]));
    assert_eq!(job.step(settled(), NOW).len(), 1);
    assert!(job.step(settled(), NOW).is_empty());
}

/// They were asked for by a desk that was locked since.
#[test]
fn what_nobody_looks_for_leaves_nothing() {
    let mut job = Job::default();
    let open = Unsettled {
        id: ID,
        path: "a/x.csv".into(),
        partial: "a/x.csv.part".into(),
        sha256: [0; 32],
        placing: true,
    };
    job.step(filed(ExportFiled::Names("a".into(), ["x.csv".into()].into())), NOW);
    let settled = filed(ExportFiled::Settled(vec![(open, Settled::Unknown)]));
    assert!(job.step(settled, NOW).is_empty());
    assert_eq!(format!("{job:?}"), format!("{:?}", Job::default()));
}

#[test]
fn a_folder_without_rights_is_asked_for_once_and_only_yes_counts() {
    let mut job = Job::default();
    let asks = |job: &mut Job| job.step(ExportEvent::Shared(batch()), NOW).len();
    assert_eq!(asks(&mut job), 0, "nothing was asked");
    let mut job = asked("share/one.csv");
    fails(&mut job, Why::Full);
    assert_eq!(asks(&mut job), 0, "something else failed");

    job.step(ExportEvent::Asked(draft("share/one.csv"), batch()), NOW);
    fails(&mut job, Why::NoRights);
    job.step(ExportEvent::Dismissed, NOW);
    assert_eq!((asks(&mut job), job.is_shared()), (0, false), "no");

    job.step(ExportEvent::Asked(draft("share/one.csv"), batch()), NOW);
    fails(&mut job, Why::NoRights);
    assert_eq!((asks(&mut job), job.is_shared()), (1, true), "yes");
    assert_eq!(job.readers_of(Path::new("share/two.csv")), Readers::AsFolder);
    assert_eq!(job.readers_of(Path::new("elsewhere/two.csv")), Readers::OwnerOnly);
}

/// Yes to the question about the folder makes the file that was asked for; after that, and after no, nobody keeps what
/// encrypts it.
#[test]
fn a_passphrase_outlives_the_question_about_the_folder_and_nothing_else() {
    let sealed = || ExportDraft {
        sealing: Some(Arc::new("correct horse".to_owned().into())),
        ..draft("share/one.xml")
    };
    let compiles_sealed = |job: &mut Job| {
        let orders = job.step(kept(ExportKept::Rows(vec![])), NOW);
        let [ExportEffect::Compile(compile)] = &orders[..] else {
            panic!("{orders:?}");
        };
        assert!(compile.sealing.is_some());
        compile.tag.clone()
    };
    let fails = |job: &mut Job, why: Why| {
        let tag = compiles_sealed(job);
        job.step(filed(ExportFiled::Compiled(tag, Err(NotCompiled::Path(why)))), NOW);
    };
    let mut job = Job::default();
    job.step(ExportEvent::Asked(sealed(), batch()), NOW);
    fails(&mut job, Why::NoRights);
    assert!(job.draft.sealing.is_some());
    job.step(ExportEvent::Shared(batch()), NOW);
    fails(&mut job, Why::Full);
    assert!(job.draft.sealing.is_none(), "it failed for good");

    job.step(ExportEvent::Asked(sealed(), batch()), NOW);
    fails(&mut job, Why::NoRights);
    job.step(ExportEvent::Dismissed, NOW);
    assert!(job.draft.sealing.is_none(), "the answer was no");

    let mut job = Job::default();
    job.step(ExportEvent::Asked(sealed(), batch()), NOW);
    let tag = compiles_sealed(&mut job);
    let made = Ok((plan("share/one.xml"), Hidden::default()));
    job.step(filed(ExportFiled::Compiled(tag, made)), NOW);
    for event in answers("share/one.xml").into_iter().skip(2) {
        job.step(event, NOW);
    }
    assert!(matches!(job.stage(), ExportStage::Done { .. }));
    assert!(job.draft.sealing.is_none(), "the file is there");
}
