//! Everything that can go wrong at each APDU of a burn, over PC/SC: what the desk says, what the ledger keeps, what is in
//! the token, and that the person has a working token in the end.
//!
//! What is right stands in `data/fault-matrix.txt`, a line a case. Each has a new person and a new token.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[cfg(target_os = "linux")]
mod common;

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("the PC/SC tests need Linux; skipped");
}

#[cfg(target_os = "linux")]
fn main() {
    linux::main();
}

#[cfg(target_os = "linux")]
mod linux {
    use std::cell::Cell;
    use std::collections::BTreeMap;
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::Arc;
    use std::thread;
    use std::time::{Duration, Instant};

    use tapdesk::desk::{Enrolment, NotToken, Notice, Outcome, Pad, Stage};
    use tapdesk::otp::Seed;
    use tapdesk::station::{Intent, Trouble};
    use tapdesk::token2::{FailureReason, Model};

    use crate::common::over_pcscd::{self, Desk, instructions, socket, trial};
    use crate::common::vpcd::{Daemon, Fault};
    use crate::common::{At, CSV_HEADER, Token, csv_row};

    const TABLE: &str = include_str!("data/fault-matrix.txt");

    /// What is sent from the look at a token to the end of its burn, in the words of the table.
    const SEVEN: [(&str, u8); 7] = [
        ("info", READ_INFO),
        ("info-held", READ_INFO),
        ("challenge", 0x4B),
        ("authenticate", 0xCE),
        ("config", 0xD4),
        ("seed", 0xC5),
        ("info-again", READ_INFO),
    ];
    const READ_INFO: u8 = 0x41;
    /// FIDO, OATH, payment, and the UID.
    const WHAT_ELSE: [u8; 4] = [0xA4, 0xA4, 0xA4, 0xCA];
    /// Sent once in a placement at most: the authentication answer and the two writes.
    const ONCE: [u8; 3] = [0xCE, 0xD4, 0xC5];

    const FAULTS: [&str; 10] = [
        "gone-before",
        "gone-after",
        "other-serial",
        "empty",
        "one-byte",
        "6983",
        "6A80",
        "6F00",
        "late",
        "moved",
    ];
    const MODELS: [(&str, Model); 2] = [("keeps", Model::C302I), ("erases", Model::C301I)];

    pub fn main() {
        over_pcscd::main(vec![
            trial("the_table_names_every_case_once", complete),
            trial("the_table_keeps_the_rules_of_the_desk", rules),
            trial("every_fault_ends_as_the_table_says_1_of_3", || matrix(0)),
            trial("every_fault_ends_as_the_table_says_2_of_3", || matrix(1)),
            trial("every_fault_ends_as_the_table_says_3_of_3", || matrix(2)),
        ]);
    }

    // --- the table ----------------------------------------------------------------------------------------------------

    /// A line of the table.
    struct Line {
        apdu: usize,
        fault: &'static str,
        config: &'static str,
        seen: Seen,
        finish: &'static str,
        rows: &'static str,
    }

    /// What can be seen right after the fault.
    #[derive(PartialEq, Eq, Debug)]
    struct Seen {
        row: String,
        stage: String,
        notice: String,
        seed: String,
    }

    impl Line {
        fn read(text: &'static str) -> Self {
            let words: Vec<&str> = text.split_whitespace().collect();
            let [apdu, fault, config, row, stage, notice, seed, finish, rows] = words[..] else {
                panic!("not nine columns: {text}");
            };
            Self {
                apdu: SEVEN.iter().position(|(name, _)| *name == apdu).expect(text),
                fault,
                config,
                seen: Seen {
                    row: row.into(),
                    stage: stage.into(),
                    notice: notice.into(),
                    seed: seed.into(),
                },
                finish,
                rows,
            }
        }

        fn name(&self) -> String {
            format!("{} {} {}", SEVEN[self.apdu].0, self.fault, self.config)
        }

        fn model(&self) -> Model {
            let model = MODELS.iter().find(|(config, _)| *config == self.config);
            model.expect(self.config).1
        }

        fn is_of_another(&self) -> bool {
            self.fault == "other-serial"
        }

        /// Whether the token leaves by itself.
        fn leaves(&self) -> bool {
            matches!(self.fault, "gone-before" | "gone-after" | "other-serial")
        }

        /// Whether another token than the planned one may have been written.
        fn puts_in_doubt(&self) -> bool {
            self.fault == "moved" && ["challenge", "info-again"].contains(&SEVEN[self.apdu].0)
        }

        fn fault(&self, other: &Token) -> Fault {
            let pulled = |acted| Fault::Pulled {
                acted,
                swapped_for: None,
            };
            let answers = |acted, answer: &[u8]| Fault::Answers {
                acted,
                answer: answer.to_vec(),
            };
            match self.fault {
                "gone-before" => pulled(false),
                "gone-after" | "other-serial" => pulled(true),
                "empty" => answers(false, &[]),
                "one-byte" => answers(true, &[0x90]),
                "6983" => answers(false, &[0x69, 0x83]),
                "6A80" => answers(false, &[0x6A, 0x80]),
                "6F00" => answers(true, &[0x6F, 0x00]),
                "late" => Fault::Late(Duration::from_secs(3)),
                "moved" => Fault::Moved(other.clone()),
                other => panic!("no fault is called {other}"),
            }
        }

        /// What is sent before the token is lifted: nothing after the fault. A card without info is asked what it is.
        fn sent(&self) -> Vec<u8> {
            // the other one lets itself be written from the challenge on
            let goes_on = self.fault == "late" || (self.fault == "moved" && SEVEN[self.apdu].0 == "challenge");
            let until = if goes_on { SEVEN.len() - 1 } else { self.apdu };
            let mut sent: Vec<u8> = SEVEN[..=until].iter().map(|(_, instruction)| *instruction).collect();
            if self.seen.notice == "unknown-card" {
                sent.extend(WHAT_ELSE);
            }
            sent
        }
    }

    fn table() -> Vec<Line> {
        let lines = TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        lines.map(Line::read).collect()
    }

    fn complete() {
        let mut count: BTreeMap<String, usize> = BTreeMap::new();
        for line in table() {
            *count.entry(line.name()).or_default() += 1;
        }
        for (apdu, _) in SEVEN {
            for fault in FAULTS {
                for (config, _) in MODELS {
                    let name = format!("{apdu} {fault} {config}");
                    if (apdu, fault) == ("info", "moved") {
                        continue;
                    }
                    assert_eq!(count.remove(&name), Some(1), "{name}");
                }
            }
        }
        assert!(count.is_empty(), "{count:?}");
        assert_eq!(table().len(), 138);
        for (config, model) in MODELS {
            assert_eq!(model.keeps_seed_on_config(), config == "keeps");
        }
    }

    /// The table is written by hand; these hold in every line of it.
    fn rules() {
        for line in table() {
            let Seen {
                row,
                stage,
                notice,
                seed,
            } = &line.seen;
            let name = line.name();
            let before_writing = line.apdu < 4;
            assert_eq!(notice == "swapped", line.puts_in_doubt(), "{name}");
            let kept = ["interrupted", "burned"].contains(&row.as_str());
            assert!(
                kept || (before_writing && seed == "old"),
                "{name}: the seed would be lost"
            );
            assert_eq!(row == "burned", stage == "comparing", "{name}");
            assert_eq!(row == "burned", line.finish == "compare", "{name}");
            assert_eq!(row == "interrupted", stage == "interrupted", "{name}");
            assert!(row != "burned" || seed == "new", "{name}: success without a seed");
            assert!(row != "interrupted" || line.finish == "lay-again", "{name}");
            assert!(line.finish != "lay-other" || (line.is_of_another() && !kept), "{name}");
            let refused_to_unlock = notice == "refused";
            assert_eq!(refused_to_unlock, line.finish == "enter-again", "{name}");
            let at_last = if row == "abandoned" {
                "abandoned+confirmed"
            } else {
                "confirmed"
            };
            assert_eq!(line.rows, at_last, "{name}");
        }
    }

    // --- the cases ----------------------------------------------------------------------------------------------------

    /// Each kind of token at a desk and a reader of its own, side by side: most of the time is spent waiting for the
    /// service to look at its readers.
    fn matrix(part: usize) {
        let lines = table();
        let cases: Vec<Case> = (1..)
            .zip(&lines)
            .map(|(number, line)| Case::new(line, number))
            .skip(part)
            .step_by(3)
            .collect();
        let (kept, erased): (Vec<Case>, Vec<Case>) = cases.into_iter().partition(|case| case.line.config == "keeps");
        let daemon = Arc::new(Daemon::start(&socket()));
        let start = Instant::now();
        let results: Vec<(String, bool)> = thread::scope(|scope| {
            let first = scope.spawn(|| all(&kept, || Desk::at(Arc::clone(&daemon))));
            let second = scope.spawn(|| all(&erased, || Desk::at_second(Arc::clone(&daemon))));
            [first.join().unwrap(), second.join().unwrap()].concat()
        });
        println!("{} cases in {:.1} s", results.len(), start.elapsed().as_secs_f32());
        let failed: Vec<String> = results
            .iter()
            .filter(|(_, ok)| !ok)
            .map(|(name, _)| name.clone())
            .collect();
        assert!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.join("\n"));
        assert_eq!(results.len(), 138 / 3);
    }

    /// Runs cases at one desk; their names and whether they ended as they should.
    fn all(cases: &[Case], desk: impl Fn() -> Desk) -> Vec<(String, bool)> {
        let mut at = None;
        let each = |case: &Case| {
            let result = catch_unwind(AssertUnwindSafe(|| case.run(at.get_or_insert_with(&desk))));
            // the next case starts at a new desk with an empty pad
            if result.is_err()
                && let Some(mut desk) = at.take()
            {
                let _ = catch_unwind(AssertUnwindSafe(|| desk.lift()));
            }
            (case.name.clone(), result.is_ok())
        };
        cases.iter().map(each).collect()
    }

    struct Case<'a> {
        line: &'a Line,
        name: String,
        upn: String,
        token: Token,
        other: Token,
        factory: Option<Seed>,
    }

    impl<'a> Case<'a> {
        fn new(line: &'a Line, number: u32) -> Self {
            let token = Token::new(line.model(), number);
            Self {
                line,
                name: line.name(),
                upn: format!("person{number}@example.com"),
                factory: token.seed(),
                token,
                other: Token::new(line.model(), 1000 + number),
            }
        }

        fn run(&self, desk: &mut Desk) {
            let name = &self.name;
            if self.line.fault == "moved" {
                self.enroll_owner(desk);
            }
            let others = self.other.seed();
            desk.arm(&self.upn);
            desk.slot
                .lay_with(&self.token, self.line.apdu, self.line.fault(&self.other));
            self.settle(desk);
            assert_eq!(self.seen(desk), self.line.seen, "{name}");
            if self.line.fault == "moved" {
                self.owner_is_told(desk, others.as_ref());
            }
            let promised = promised(desk);

            let enrolled = self.finish(desk);
            let rows: Vec<String> = self.rows(desk).map(word).collect();
            assert_eq!(rows.join("+"), self.line.rows, "{name}");
            assert!(
                promised.is_none() || enrolled.seed() == promised,
                "{name}: not the same seed"
            );
            let expected = csv_row(&self.upn, enrolled, self.line.model());
            // the text is not shown: it holds a secret
            let same = desk.export(&format!("{}.csv", self.upn)) == format!("{CSV_HEADER}{expected}");
            assert!(same, "{name}: the file does not have what is in the token");
            for token in [&self.token, &self.other] {
                assert_eq!(token.0.lock().unwrap().wrong_answers(), 0, "{name}");
            }
        }

        fn owner(&self) -> String {
            format!("owner-of-{}", self.upn)
        }

        /// The other token is somebody's, who waits for export.
        fn enroll_owner(&self, desk: &mut Desk) {
            desk.arm(&self.owner());
            desk.slot.lay(&self.other);
            desk.confirm(&self.other);
            desk.lift();
            desk.slot.wire();
        }

        /// Whoever may have lost their seed is in doubt, is named, and does not leave; everybody else does.
        fn owner_is_told(&self, desk: &mut Desk, seed: Option<&Seed>) {
            let (name, doubted) = (&self.name, self.line.puts_in_doubt());
            desk.until("what is kept of the other token", |desk| {
                let row = desk
                    .bench
                    .station
                    .log()
                    .rows()
                    .iter()
                    .find(|row| row.upn.as_str() == self.owner());
                row.is_some_and(|row| row.is_doubted() == doubted && row.may_leave() != doubted)
            });
            let said = match desk.bench.station.trouble() {
                Some(Trouble::Doubted(owner)) => owner.upn.as_str() == self.owner(),
                _ => false,
            };
            assert_eq!(said, doubted, "{name}");
            let written = SEVEN[self.line.apdu].0 == "challenge";
            assert_eq!(self.other.seed().as_ref() != seed, written, "{name}");
            if doubted {
                desk.bench.apply(Intent::DismissTrouble);
                assert!(desk.bench.station.batch().is_empty(), "{name}");
            } else {
                let model = self.line.model();
                let row = csv_row(&self.owner(), &self.other, model);
                let same = desk.export(&format!("{}.csv", self.owner())) == format!("{CSV_HEADER}{row}");
                assert!(same, "{name}: the owner's row is not what is in the token");
                desk.bench.apply(Intent::DismissExport);
            }
        }

        fn rows<'d>(&self, desk: &'d Desk) -> impl Iterator<Item = &'d Enrolment> {
            let rows = desk.bench.station.log().rows().iter().map(|row| &**row);
            rows.filter(move |row| row.upn.as_str() == self.upn)
        }

        /// Until the fault has happened and everybody has taken note of it.
        fn settle(&self, desk: &mut Desk) {
            const BUSY: [At; 5] = [At::LookingUp, At::Inspecting, At::Recording, At::Reopening, At::Burning];
            desk.until("the end of a fault", |desk| {
                let burns = self.rows(desk).any(|row| row.outcome == Outcome::Burning);
                desk.slot.fault_is_over() && !BUSY.contains(&desk.bench.stage()) && !burns
            });
            if self.line.leaves() {
                desk.until("an empty pad", |desk| desk.bench.station.flow().pad() == Pad::Empty);
            }
        }

        fn seen(&self, desk: &Desk) -> Seen {
            let seed = match self.token.seed() {
                None => "none",
                seed if seed == self.factory => "old",
                seed if seed == promised(desk) => "new",
                _ => "a seed that nobody knows",
            };
            Seen {
                row: self.rows(desk).last().map_or("none".into(), word),
                stage: format!("{:?}", desk.bench.stage()).to_lowercase(),
                notice: said(desk.bench.station.flow().notice()),
                seed: seed.into(),
            }
        }

        /// Does what the table says; the token that the person has in the end.
        fn finish(&self, desk: &mut Desk) -> &Token {
            if self.line.finish == "compare" && !self.line.is_of_another() {
                desk.confirm(&self.token);
                self.lifted(desk, &self.line.sent());
                return &self.token;
            }
            self.lifted(desk, &self.line.sent());
            match self.line.finish {
                "lay-other" => return self.enroll_other(desk),
                "enter-again" => desk.arm(&self.upn),
                _ if self.line.is_of_another() => self.lay_other_in_vain(desk),
                _ => {}
            }
            desk.slot.lay(&self.token);
            let sent = if self.line.finish == "compare" {
                // read, to say whose it is: the right one
                let was_read = Cell::new(false);
                desk.until("a token that was read", |desk| {
                    was_read.set(was_read.get() || instructions(&desk.slot.wire()) == [READ_INFO]);
                    was_read.get() && desk.bench.station.flow().pad() != Pad::Empty
                });
                vec![]
            } else {
                SEVEN.map(|(_, instruction)| instruction).to_vec()
            };
            desk.confirm(&self.token);
            self.lifted(desk, &sent);
            &self.token
        }

        /// Another token lies there while the right one is not finished.
        fn lay_other_in_vain(&self, desk: &mut Desk) {
            let (before, stage) = (self.other.seed(), desk.bench.stage());
            desk.slot.lay(&self.other);
            // read, to say whose it is, and nothing else
            let sent: &[u8] = if matches!(stage, At::Interrupted | At::Comparing) {
                assert!(matches!(desk.notice(), Notice::OtherToken { .. }), "{}", self.name);
                &[READ_INFO]
            } else {
                desk.until("a token", |desk| desk.bench.station.flow().pad() != Pad::Empty);
                &[]
            };
            self.lifted(desk, sent);
            assert!(
                self.other.seed() == before,
                "{}: the other token was written",
                self.name
            );
            assert_eq!(desk.bench.stage(), stage, "{}", self.name);
        }

        /// Nothing was written, so the other token is as good as the first, which is laid down again afterwards.
        fn enroll_other(&self, desk: &mut Desk) -> &Token {
            desk.slot.lay(&self.other);
            desk.confirm(&self.other);
            self.lifted(desk, &SEVEN.map(|(_, instruction)| instruction));
            desk.slot.lay(&self.token);
            desk.stage(At::TokenFirst);
            self.lifted(desk, &[READ_INFO]);
            assert!(
                self.token.seed() == self.factory,
                "{}: the first was written",
                self.name
            );
            &self.other
        }

        /// Ends a placement: what was sent in it.
        fn lifted(&self, desk: &mut Desk, expected: &[u8]) {
            desk.lift();
            let sent = instructions(&desk.slot.wire());
            for instruction in ONCE {
                let times = sent.iter().filter(|sent| **sent == instruction).count();
                assert!(times <= 1, "{}: {instruction:02X} {times} times", self.name);
            }
            assert_eq!(sent, expected, "{}", self.name);
        }
    }

    /// The seed that the desk says is or will be in the token.
    fn promised(desk: &Desk) -> Option<Seed> {
        match desk.bench.station.flow().stage() {
            Stage::Interrupted { work, .. } | Stage::Comparing { work, .. } => Some(work.seed.duplicate()),
            _ => None,
        }
    }

    fn word(row: &Enrolment) -> String {
        <&str>::from(row.outcome).to_owned()
    }

    fn said(notice: Option<&Notice>) -> String {
        let word = match notice {
            None => "-",
            Some(Notice::Unread) => "unread",
            Some(Notice::NotToken(NotToken::UnknownCard)) => "unknown-card",
            Some(Notice::NothingWritten(FailureReason::Lost)) => "left-early",
            Some(Notice::NothingWritten(FailureReason::Refused(_))) => "refused",
            Some(Notice::NothingWritten(FailureReason::OtherToken(_))) => "another",
            Some(Notice::WriteRefused) => "write-refused",
            Some(Notice::Swapped { .. }) => "swapped",
            Some(other) => return format!("{other:?}"),
        };
        word.into()
    }
}
