//! What leaves is what was opened: rows that change while their file is made, rows that replace others, a desk that is
//! locked in between.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use common::{Bench, Token};
use tapdesk::desk::Outcome;
use tapdesk::station::{Door, ExportStage, ExportTrouble, FileRows, Intent};
use tapdesk::token2::Model;

fn export() -> Intent {
    Intent::Export {
        path: "x.csv".into(),
        without_refused: false,
        sealing: None,
    }
}

fn files(bench: &Bench) -> usize {
    std::fs::read_dir(bench.export_dir()).map_or(0, Iterator::count)
}

#[test]
fn a_upn_that_is_corrected_while_the_file_is_made_does_not_leave_as_it_was() {
    let mut bench = Bench::new();
    bench.enroll("anna@example.com", &Token::new(Model::C302I, 1));
    bench.lift();
    let (id, upn) = (bench.row(0).id, "anna.muster@example.com".to_owned());
    // both are asked before either is answered
    bench.station.apply(export());
    bench.station.apply(Intent::CorrectUpn { id, upn });
    bench.settle();
    let stage = bench.station.export().stage();
    assert!(
        matches!(stage, ExportStage::Failed(ExportTrouble::Ledger(_))),
        "{stage:?}"
    );
    assert_eq!(files(&bench), 0, "nothing was written");
    assert_eq!(bench.station.log().waiting().count(), 1);
    assert!(bench.export("x.csv").contains("anna.muster@example.com"));
}

#[test]
fn a_correction_takes_no_place_that_was_another_persons() {
    let mut bench = Bench::new();
    bench.enroll("anna@example.com", &Token::new(Model::C302I, 1));
    bench.lift();
    let id = bench.row(0).id;
    bench.apply(Intent::ReplaceLater(id));
    let second = Token::new(Model::C302I, 2);
    bench.lay(&second);
    bench.type_code_of(&second);
    bench.lift();
    assert_eq!(bench.row(1).outcome, Outcome::Confirmed);
    assert!(bench.row(0).later.replaced.is_some());
    // it was Kim's token after all
    let (id, upn) = (bench.row(1).id, "kim@example.com".to_owned());
    bench.apply(Intent::CorrectUpn { id, upn });
    assert!(bench.row(0).later.replaced.is_none(), "Anna keeps hers");
    let bench = bench.crash();
    assert!(bench.row(0).is_held() && bench.row(1).is_held());
    assert_eq!(bench.station.trouble(), None);
    let leaves: Vec<_> = bench.station.batch().iter().map(|row| row.upn.as_str()).collect();
    assert_eq!(leaves, ["anna@example.com", "kim@example.com"]);
}

#[test]
fn a_lock_that_does_not_wait_any_more_leaves_no_opened_row() {
    let mut bench = Bench::new();
    bench.enroll("anna@example.com", &Token::new(Model::C302I, 1));
    bench.lift();
    // the rows are opened, and nobody has taken them yet
    bench.station.apply(export());
    bench.station.apply(Intent::Lock);
    assert_eq!(*bench.station.door(), Door::Locking, "the export is waited for");
    bench.clock.advance(11);
    bench.station.tick();
    assert!(matches!(bench.station.export().stage(), ExportStage::Idle));
    bench.settle();
    assert!(matches!(bench.station.door(), Door::Closed { .. }));
    assert_eq!(files(&bench), 0);
    bench.open_as("M. Keller");
    assert_eq!(bench.station.trouble(), None);
    assert!(bench.export("x.csv").contains("anna@example.com"));
}

#[test]
fn a_batch_leaves_in_files_of_so_many_rows_and_each_row_once() {
    let mut bench = Bench::new();
    for number in 0..5 {
        bench.enroll(
            &format!("person{number}@example.com"),
            &Token::new(Model::C302I, number),
        );
        bench.lift();
    }
    let mut settings = bench.station.settings().clone();
    settings.file_rows = FileRows::try_from(2).unwrap();
    bench.apply(Intent::ChangeSettings(Box::new(settings)));
    let mut left = String::new();
    for (name, rows, later) in [("one.csv", 2, 3), ("two.csv", 2, 1), ("three.csv", 1, 0)] {
        let next = bench.station.next_file();
        assert_eq!((next.rows, next.later), (rows, later), "said before the file");
        assert_eq!(bench.station.export_preview(12).len(), rows + 1);
        let text = bench.export(name);
        assert_eq!(text.lines().count(), rows + 1);
        left += &text;
        bench.apply(Intent::DismissExport);
    }
    for number in 0..5 {
        assert_eq!(left.matches(&format!("person{number}@")).count(), 1, "{number}");
    }
    assert_eq!(bench.station.batch().len(), 0);
}

#[test]
fn who_has_as_many_tokens_as_entra_takes_is_named_before_the_file() {
    let mut bench = Bench::new();
    bench.enroll("ben@example.com", &Token::new(Model::C302I, 9));
    bench.enroll("anna@example.com", &Token::new(Model::C302I, 1));
    for number in 2..=5 {
        assert!(bench.station.next_file().full.is_empty(), "{number}");
        bench.upn("anna@example.com");
        bench.apply(Intent::Proceed);
        let token = Token::new(Model::C302I, number);
        bench.lay(&token);
        bench.type_code_of(&token);
        bench.lift();
    }
    let next = bench.station.next_file();
    let full: Vec<_> = next.full.iter().map(|upn| upn.as_str()).collect();
    assert_eq!((full, next.rows), (vec!["anna@example.com"], 6));
    assert_eq!(next.activations, None, "six are activated at once");
}
