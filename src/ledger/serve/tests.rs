//! The orders over an engine that is none of ours: what they need of a store is in its interface, and nothing else.

use std::sync::Arc;

use super::*;
use crate::desk::{
    Accepted, BurnEnding, Confirmation, ConfirmedBy, EnrolmentId, EnrolmentKept, ExportId, ExportKept, Fate, Given,
    KeepEnrolment, KeepExport, KeepPast, KeepPurge, NewEnrolment, PastExport, PastKept, PurgeKept, Recorded, State,
    Token, Upn, Witness,
};
use crate::ledger::store::memory::Memory;
use crate::ledger::store::{Column, Query, Table};
use crate::ledger::{ExportPlan, Finding, PurgeScope};
use crate::otp::{Parameters, Seed};
use crate::token2::{BurnStep, DisplayTimeout, Serial};

struct Desk {
    ledger: Ledger,
    at: i64,
    _folder: tempfile::TempDir,
}

impl Desk {
    fn over(memory: Memory, folder: tempfile::TempDir) -> Self {
        let mut desk = Self::over_sqlite(folder);
        desk.ledger.store = Some(Box::new(memory));
        desk
    }

    /// Over the engine that a data folder gets.
    fn over_sqlite(folder: tempfile::TempDir) -> Self {
        let next = std::sync::atomic::AtomicU8::new(0);
        let random: Random = Arc::new(move |bytes: &mut [u8]| {
            bytes.fill_with(|| next.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
            Ok(())
        });
        Self {
            ledger: Ledger::new(folder.path().to_owned(), "Desk 2".into(), random),
            at: 1_000,
            _folder: folder,
        }
    }

    fn ask(&mut self, request: Request) -> Vec<Answer> {
        let mut answers = Vec::new();
        self.at += 1;
        self.ledger.serve(request, self.at, &mut |answer| answers.push(answer));
        answers
    }

    fn open(&mut self) -> Opened {
        let opened = self.ask(Request::Open {
            passphrase: Passphrase::new("correct horse".into()),
            recovery: None,
            operator: "M. Keller".into(),
        });
        match opened.into_iter().next() {
            Some(Answer::Opened(opened)) => opened,
            other => panic!("{other:?}"),
        }
    }

    fn record(&mut self, upn: &str, serial: &str, seed: &[u8], accepted: Accepted) -> EnrolmentId {
        let serial = Serial::parse(serial).unwrap();
        let answers = self.ask(Request::Enrolment(KeepEnrolment::Record(Box::new(NewEnrolment {
            upn: Upn::parse(upn).unwrap(),
            token: Token {
                model: serial.model().unwrap(),
                id: serial.into(),
                drift: 3,
                raw: vec![],
            },
            accepted,
            given: Some(Given::bare(Seed::new(seed).unwrap(), Parameters::STANDARD)),
            display: DisplayTimeout::Thirty,
            witness: Witness::System,
            entra: crate::desk::ForEntra::Wanted,
        }))));
        match answers.last() {
            Some(Answer::Enrolment(EnrolmentKept::Recorded(Recorded::Burn(_, work)))) => work.id,
            other => panic!("{other:?}"),
        }
    }

    fn enroll(&mut self, upn: &str, serial: &str, seed: &[u8], accepted: Accepted) -> EnrolmentId {
        let id = self.record(upn, serial, seed, accepted);
        self.ask(Request::Enrolment(KeepEnrolment::End(
            id,
            BurnEnding::Burned { drift: Some(0) },
        )));
        let by = ConfirmedBy::Typed;
        let kept = self.ask(Request::Enrolment(KeepEnrolment::Confirm(
            id,
            Confirmation { by, drift: Some(0) },
        )));
        assert!(
            matches!(kept.last(), Some(Answer::Enrolment(EnrolmentKept::Confirmed))),
            "{kept:?}"
        );
        id
    }

    fn export(&mut self, rows: Vec<EnrolmentId>) {
        self.export_as("/out/x.csv", rows, true);
    }

    /// To a file of that path, which comes to be or does not.
    fn export_as(&mut self, path: &str, rows: Vec<EnrolmentId>, written: bool) -> ExportId {
        let opened = self.ask(Request::Export(KeepExport::OpenRows(rows.clone())));
        assert!(matches!(opened.last(), Some(Answer::Export(ExportKept::Rows(open))) if open.len() == rows.len()));
        let plan = ExportPlan {
            format: "entra-csv".into(),
            path: path.into(),
            partial: "/out/.x".into(),
            sha256: [1; 32],
            rows,
            readers: crate::desk::Readers::OwnerOnly,
        };
        let begun = self.ask(Request::Export(KeepExport::Begin(plan)));
        let Some(Answer::Export(ExportKept::Begun(id))) = begun.last() else {
            panic!("{begun:?}")
        };
        let id = *id;
        assert!(matches!(
            self.ask(Request::Export(KeepExport::Place(id))).last(),
            Some(Answer::Export(ExportKept::Placing(_)))
        ));
        let ended = self.ask(Request::Export(KeepExport::End { id, written }));
        assert!(
            matches!(ended.last(), Some(Answer::Export(ExportKept::Ended { written: how, .. })) if *how == written)
        );
        id
    }

    /// Anna and Ben.
    fn enroll_two(&mut self) -> (EnrolmentId, EnrolmentId) {
        let anna = self.enroll(
            "anna@example.com",
            "8659632000001",
            b"the seed of Anna",
            Accepted::default(),
        );
        let ben = self.enroll(
            "ben@example.com",
            "8659632000002",
            b"the seed of Ben",
            Accepted::default(),
        );
        (anna, ben)
    }

    fn past(&mut self, order: KeepPast) -> PastKept {
        match self.ask(Request::Past(order)).pop() {
            Some(Answer::Past(kept)) => kept,
            other => panic!("{other:?}"),
        }
    }

    fn past_files(&mut self) -> Vec<PastExport> {
        match self.past(KeepPast::List) {
            PastKept::List(exports) => exports,
            other => panic!("{other:?}"),
        }
    }

    fn trail(&mut self, id: EnrolmentId) -> Vec<(TrailEvent, String)> {
        match self.ask(Request::Trail(id)).pop() {
            Some(Answer::Trail(_, entries)) => entries.into_iter().map(|entry| (entry.event, entry.detail)).collect(),
            other => panic!("{other:?}"),
        }
    }

    fn findings(&mut self) -> Vec<Finding> {
        match self.ask(Request::Check).pop() {
            Some(Answer::Checked(findings)) => findings,
            other => panic!("{other:?}"),
        }
    }
}

fn a_day() -> Desk {
    let mut desk = Desk::over(Memory::made(), tempfile::tempdir().unwrap());
    assert!(matches!(desk.ask(Request::Look)[..], [Answer::Gate(Gate::New)]));
    assert_eq!(desk.open().findings, []);
    let (anna, ben) = desk.enroll_two();
    desk.export(vec![anna, ben]);
    // Anna gets another token, and her old one goes to Carla
    let replaces = Accepted {
        of_person: vec![anna],
        replaces: Some(anna),
        ..Accepted::default()
    };
    desk.enroll("anna@example.com", "8659632000003", b"anna's second seed", replaces);
    let overwrites = Accepted {
        of_token: vec![anna],
        ..Accepted::default()
    };
    let carla = desk.record("carla@example.com", "8659632000001", b"the seed of Carla", overwrites);
    desk.ask(Request::Enrolment(KeepEnrolment::End(
        carla,
        BurnEnding::Interrupted(BurnStep::WritingSeed),
    )));
    let (fate, note) = (Fate::Lost, "in the train".to_owned());
    desk.ask(Request::KeepFate { id: ben, fate, note });
    let planned = desk.ask(Request::Purge(KeepPurge::Plan(PurgeScope::ExportOf(ben))));
    assert!(
        matches!(&planned[..], [Answer::Purge(PurgeKept::Planned(plan))] if plan.ids == [anna, ben] && plan.files[0].others == 0)
    );
    assert!(matches!(
        desk.ask(Request::Purge(KeepPurge::Purge(vec![ben]))).last(),
        Some(Answer::Purge(PurgeKept::Purged))
    ));
    desk
}

#[test]
fn a_day_over_another_engine_is_as_sound_as_over_sqlite() {
    let mut desk = a_day();
    assert_eq!(desk.findings(), []);
    desk.ask(Request::Lock);
    let opened = desk.open();
    assert_eq!(opened.findings, []);
    let states: Vec<State> = opened.log.iter().map(crate::desk::Enrolment::state).collect();
    let expected = [State::Replaced, State::Lost, State::Confirmed, State::Unfinished];
    assert_eq!(states, expected);
    assert!(opened.log[0].exported_at().is_some() && opened.log[0].standing == crate::desk::Standing::Superseded);
}

/// A desk with a new ledger over each engine that there is.
fn over_every_engine() -> Vec<Desk> {
    let folder = || tempfile::tempdir().unwrap();
    let mut desks = vec![Desk::over(Memory::made(), folder()), Desk::over_sqlite(folder())];
    desks.iter_mut().for_each(|desk| assert_eq!(desk.open().findings, []));
    desks
}

#[test]
fn files_that_left_are_listed_with_what_is_in_them_by_every_engine() {
    for mut desk in over_every_engine() {
        assert_eq!(desk.past_files(), []);
        let serials = ["8659632000001", "8659632000002", "8659632000003"];
        let enroll = |(at, serial): (usize, &&str)| {
            let upn = format!("p{at}@example.com");
            desk.enroll(
                &upn,
                serial,
                format!("the seed of {upn}").as_bytes(),
                Accepted::default(),
            )
        };
        let ids: Vec<_> = serials.iter().enumerate().map(enroll).collect();
        desk.export_as("/out/never.csv", vec![ids[0]], false);
        let first = desk.export_as("/out/1.csv", vec![ids[0], ids[1]], true);
        desk.ask(Request::Lock);
        desk.ask(Request::Open {
            passphrase: Passphrase::new("correct horse".into()),
            recovery: None,
            operator: "B. Frei".into(),
        });
        let began = desk.at;
        let second = desk.export_as("/out/2.csv", vec![ids[2]], true);
        let listed = desk.past_files();
        let told = listed
            .iter()
            .map(|export| (export.id, export.operator.as_str(), export.rows));
        assert_eq!(
            told.collect::<Vec<_>>(),
            [(second, "B. Frei", 1), (first, "M. Keller", 2)]
        );
        let newest = &listed[0];
        assert_eq!(
            (newest.path.to_str(), newest.format.as_str()),
            (Some("/out/2.csv"), "entra-csv")
        );
        assert!(newest.at > began && newest.sha256 == [1; 32]);
        let in_first = desk.past(KeepPast::Rows(first));
        assert!(matches!(in_first, PastKept::Rows(id, rows) if id == first && rows == ids[..2]));
        assert_eq!(desk.findings(), []);
    }
}

#[test]
fn that_a_file_was_deleted_is_in_the_trail_of_each_of_its_rows_and_of_no_other() {
    for mut desk in over_every_engine() {
        let (anna, ben) = desk.enroll_two();
        let first = desk.export_as("/out/1.csv", vec![anna], true);
        desk.export_as("/out/2.csv", vec![ben], true);
        assert!(matches!(desk.past(KeepPast::NoteDeleted(first)), PastKept::Noted(id) if id == first));
        let noted = (TrailEvent::FileDeleted, "/out/1.csv".to_owned());
        assert_eq!(desk.trail(anna).last(), Some(&noted));
        assert!(!desk.trail(ben).contains(&noted));
        // it is listed on, and the ledger is as sound as before
        assert_eq!(desk.past_files().len(), 2);
        assert_eq!(desk.findings(), []);
        let void = desk.export_as("/out/3.csv", vec![ben], false);
        let refused = desk.ask(Request::Past(KeepPast::NoteDeleted(void)));
        assert!(
            matches!(&refused[..], [Answer::Past(PastKept::Failed(Some(_), why))] if *why == LedgerError::NotFound.to_string()),
            "{refused:?}"
        );
    }
}

#[test]
fn what_another_hand_changes_is_found_in_any_engine() {
    let desk = a_day();
    let mut memory = Memory::made();
    let reading = desk.ledger.store.as_ref().unwrap().read().unwrap();
    memory.0.take_over(&*reading);
    drop(reading);
    let by_id = |id: i64| Query::by(Table::Enrolment, Column::Id, id);
    memory
        .0
        .update(&by_id(3), &vec![(Column::Upn, "eve@example.com".into())]);
    let mut again = Desk::over(memory, desk._folder);
    let findings = again.open().findings;
    assert!(
        matches!(&findings[..], [Finding::Altered(named)] if named.upn == "eve@example.com"),
        "{findings:?}"
    );
}
