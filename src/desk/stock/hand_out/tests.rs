//! A list, from what is judged of it to its tokens being handed out.

use super::*;
use crate::desk::{
    EnrolmentId, HandOutDoubt, HandOutLine, HandOutList, KnownPerson, SkipReason, Stock, StockFileId, StockState,
    StockToken, Upn,
};
use crate::token2::{Make, Serial};

struct Nobody;

impl KnownPerson for Nobody {
    fn doubts(&self, upn: &Upn) -> Vec<HandOutDoubt> {
        let odd = upn.domain() == "exmaple.com";
        odd.then_some(HandOutDoubt::Domain).into_iter().collect()
    }

    fn is_guest(&self, upn: &Upn) -> bool {
        upn.as_str().starts_with("guest")
    }

    fn enrolments(&self, _: &Upn) -> Vec<EnrolmentId> {
        vec![]
    }

    fn tokens(&self, upn: &Upn) -> usize {
        usize::from(upn.as_str().starts_with("has")) + 5 * usize::from(upn.as_str().starts_with("full"))
    }
}

fn serial(number: usize) -> Serial {
    Serial::parse(&format!("60234{number:03}")).unwrap()
}

fn stock(states: &[StockState]) -> Stock {
    let token = |(number, state): (usize, &StockState)| StockToken {
        serial: serial(number),
        make: Make::new("Token2", "c202"),
        file: StockFileId(1),
        state: *state,
    };
    Stock::new(vec![], states.iter().enumerate().map(token).collect())
}

fn list(lines: &[(&str, usize)]) -> HandOutList {
    let lines = lines.iter().enumerate().map(|(at, (upn, number))| HandOutLine {
        line: at as u64 + 2,
        upn: Upn::parse(upn).unwrap(),
        serial: serial(*number),
    });
    HandOutList {
        lines: lines.collect(),
        skipped: vec![],
    }
}

fn asked(lines: &[(&str, usize)]) -> HandOut {
    let stock = stock(&[
        StockState::Left,
        StockState::Left,
        StockState::Assigned(EnrolmentId(7)),
        StockState::Burned(EnrolmentId(8)),
        StockState::Left,
        StockState::Left,
    ]);
    let mut job = HandOut::default();
    let plan = HandOutPlan::of(list(lines), &stock, &Nobody);
    assert!(job.step(HandOutEvent::Judged("list.csv".into(), plan)).is_empty());
    job
}

#[test]
fn every_line_is_handed_out_doubted_or_left_out_by_name() {
    let job = asked(&[
        ("anna@example.com", 0),
        ("ben@exmaple.com", 1),
        ("carla@example.com", 2),
        ("dora@example.com", 3),
        ("eve@example.com", 9),
        ("guest@example.com", 4),
        ("full@example.com", 4),
        ("has@example.com", 4),
        ("Anna@Example.com", 5),
    ]);
    let HandOutStage::Asked(plan) = job.stage() else {
        panic!()
    };
    assert_eq!((plan.fine(), job.count()), (1, 1));
    let doubted: Vec<_> = plan
        .doubted()
        .map(|(line, doubts)| (line.line, doubts.to_vec()))
        .collect();
    assert_eq!(
        doubted,
        [
            (3, vec![HandOutDoubt::Domain]),
            (9, vec![HandOutDoubt::HasToken]),
            (10, vec![HandOutDoubt::Twice]),
        ]
    );
    let left_out: Vec<_> = job
        .left_out()
        .iter()
        .map(|skipped| (skipped.line, skipped.why))
        .collect();
    assert_eq!(
        left_out,
        [
            (4, HandOutReason::Taken(EnrolmentId(7))),
            (5, HandOutReason::Written(EnrolmentId(8))),
            (6, HandOutReason::NotInStock),
            (7, HandOutReason::Upn(SkipReason::Guest)),
            (8, HandOutReason::Full),
        ]
    );
}

#[test]
fn who_is_in_doubt_gets_one_only_where_that_is_wanted() {
    for (with, expected) in [(false, vec![2]), (true, vec![2, 3])] {
        let mut job = asked(&[("anna@example.com", 0), ("ben@exmaple.com", 1)]);
        job.step(HandOutEvent::Doubted(with));
        let mut effects = job.step(HandOutEvent::Agreed);
        let Some(HandOutEffect::Keep(order)) = effects.pop() else {
            panic!()
        };
        let lines: Vec<_> = order.rows.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, expected);
        assert!(job.step(HandOutEvent::Agreed).is_empty(), "once");
        // what it was asked for is not given up by Esc
        job.step(HandOutEvent::Dismissed);
        assert!(job.is_busy());
        job.step(HandOutEvent::Kept(HandOutKept::HandedOut(
            order.id,
            lines.len(),
            vec![],
        )));
        assert!(matches!(job.stage(), HandOutStage::Done(count) if *count == lines.len()));
    }
}

#[test]
fn an_answer_to_an_earlier_list_changes_nothing_of_this_one() {
    let mut job = asked(&[("anna@example.com", 0)]);
    job.step(HandOutEvent::Agreed);
    let earlier = HandOutId::default();
    job.step(HandOutEvent::Kept(HandOutKept::Failed(earlier, "no".into())));
    assert!(job.is_busy());
    let nobody = asked(&[("ben@exmaple.com", 0)]).step(HandOutEvent::Agreed);
    assert!(
        nobody.is_empty(),
        "where all are in doubt nothing is asked of the ledger"
    );
}
