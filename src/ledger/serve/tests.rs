//! The orders over an engine that is none of ours: what they need of a store is in its interface, and nothing else.

use std::sync::Arc;

use super::*;
use crate::desk::{
    Accepted, BurnEnding, Confirmation, ConfirmedBy, EnrolmentId, EnrolmentKept, ExportKept, Fate, Given,
    KeepEnrolment, KeepExport, KeepPurge, NewEnrolment, PurgeKept, Recorded, State, Token, Upn, Witness,
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
        let next = std::sync::atomic::AtomicU8::new(0);
        let random: Random = Arc::new(move |bytes: &mut [u8]| {
            bytes.fill_with(|| next.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
            Ok(())
        });
        let mut ledger = Ledger::new(folder.path().to_owned(), "Desk 2".into(), random);
        ledger.store = Some(Box::new(memory));
        Self {
            ledger,
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
            in_entra: false,
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
        let opened = self.ask(Request::Export(KeepExport::OpenRows(rows.clone())));
        assert!(matches!(opened.last(), Some(Answer::Export(ExportKept::Rows(open))) if open.len() == rows.len()));
        let plan = ExportPlan {
            format: "entra-csv".into(),
            path: "/out/x.csv".into(),
            partial: "/out/.x".into(),
            sha256: [1; 32],
            rows,
            readers: crate::desk::Readers::OwnerOnly,
        };
        let begun = self.ask(Request::Export(KeepExport::Begin(plan)));
        let Some(Answer::Export(ExportKept::Begun(id))) = begun.last() else {
            panic!("{begun:?}")
        };
        let (id, written) = (*id, true);
        assert!(matches!(
            self.ask(Request::Export(KeepExport::Place(id))).last(),
            Some(Answer::Export(ExportKept::Placing(_)))
        ));
        let ended = self.ask(Request::Export(KeepExport::End { id, written }));
        assert!(matches!(
            ended.last(),
            Some(Answer::Export(ExportKept::Ended { written: true, .. }))
        ));
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
    let anna = desk.enroll(
        "anna@example.com",
        "8659632000001",
        b"anna's first seed",
        Accepted::default(),
    );
    let ben = desk.enroll(
        "ben@example.com",
        "8659632000002",
        b"the seed of Ben",
        Accepted::default(),
    );
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
    assert!(opened.log[0].exported_at.is_some() && opened.log[0].standing == crate::desk::Standing::Superseded);
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
