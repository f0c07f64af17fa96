//! What is promised of the whole station, looked at from outside: what it shows after a lock, what lies in the folder of the
//! files, what the tokens hold, and what a check of the ledger finds.

use std::collections::BTreeMap;
use std::path::PathBuf;

use tapdesk::desk::{EnrolmentId, Outcome, Stage, Standing};
use tapdesk::ledger::{self, Finding, Passphrase};
use tapdesk::station::{Door, ExportStage, Identify, ImportStage, Intent, Inventory, Purge, SetClock};

use super::{Day, Screen};
use crate::common::{PASSPHRASE, counting_random};

impl Day {
    /// A lock leaves nothing, whatever arrives after it.
    pub(super) fn nothing_stays_behind_a_lock(&mut self) {
        if !matches!(self.station.door(), Door::Closed { .. }) {
            self.was_closed = false;
            return;
        }
        if !std::mem::replace(&mut self.was_closed, true) {
            self.screen = Screen::Enroll;
        }
        let station = &self.station;
        assert!(
            station.log().rows().is_empty() && station.log().found().lines.is_empty(),
            "rows"
        );
        assert!(station.log().shown().is_none(), "the selected one");
        assert!(station.people().roster().is_empty(), "people");
        assert!(
            matches!(station.people().import(), ImportStage::Idle),
            "{:?}",
            station.people().import()
        );
        assert!(
            matches!(station.export().stage(), ExportStage::Idle),
            "{:?}",
            station.export().stage()
        );
        assert!(
            matches!(station.inventory(), Inventory::Idle),
            "{:?}",
            station.inventory()
        );
        assert!(
            station.past().exports().is_empty() && station.past().said().is_none(),
            "files that left"
        );
        assert!(matches!(station.purge(), Purge::Idle), "{:?}", station.purge());
        assert!(matches!(station.identify(), Identify::Away), "{:?}", station.identify());
        assert!(station.hint().is_none(), "a hint");
        assert!(
            matches!(station.flow().stage(), Stage::Idle),
            "{:?}",
            station.flow().stage()
        );
        assert!(
            station.flow().notice().is_none() && station.flow().last().is_none(),
            "{:?}",
            station.flow().notice()
        );
    }

    /// Whatever was under way ends, and everything is looked at.
    pub(super) fn end(&mut self) {
        self.settle();
        if matches!(self.station.door(), Door::Locking) {
            self.clock.advance(11);
            self.settle();
        }
        if matches!(self.station.door(), Door::Closed { .. }) {
            self.open();
            self.settle();
        }
        assert!(self.is_open(), "{:?}", self.station.door());
        self.want(Intent::LookAtExports);
        self.settle();
        let busy = matches!(
            self.station.flow().stage(),
            Stage::Recording { .. } | Stage::Reopening { .. } | Stage::Burning { .. } | Stage::Confirming { .. }
        );
        assert!(!busy, "{:?}", self.station.flow().stage());
        assert!(
            !matches!(self.station.purge(), Purge::Working(_) | Purge::Planning(_)),
            "{:?}",
            self.station.purge()
        );
        assert!(!self.station.export().is_working(), "the export hangs");
        assert!(!self.station.past().is_working(), "the deletion of a file hangs");
        let sets = matches!(self.station.identify(), Identify::Seen(seen) if matches!(seen.clock, SetClock::Recording | SetClock::Writing(_)));
        assert!(!sets, "the clock hangs");
        let log = self.station.log();
        assert_eq!(log.found().count, log.rows().len(), "all are found");
        self.what_left_is_true();
        self.log_is_true();
        self.check();
    }

    /// UPN, serial and secret of every row of every file that left.
    pub(super) fn rows_that_left(&self) -> Vec<(PathBuf, String, String, String)> {
        let mut rows = Vec::new();
        for entry in std::fs::read_dir(self.home.path().join("out")).into_iter().flatten() {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            let is_export = text.starts_with("upn,serial number,secret key");
            for line in text.lines().skip(1).filter(|_| is_export) {
                let fields: Vec<&str> = line.split(',').collect();
                rows.push((path.clone(), fields[0].into(), fields[1].into(), fields[2].into()));
            }
        }
        rows
    }

    fn what_left_is_true(&mut self) {
        let rows = self.rows_that_left();
        let log = self.station.log();
        let by_secret: BTreeMap<&str, EnrolmentId> = self.secrets.iter().map(|(id, secret)| (&**secret, *id)).collect();
        let mut left = BTreeMap::new();
        for (path, upn, serial, secret) in rows {
            let id = by_secret
                .get(&*secret)
                .copied()
                .expect("a secret that left was written");
            let row = log.get(id).expect("what left is in the ledger");
            let partial = path.extension().is_some_and(|ending| ending == "partial");
            assert_eq!((row.token.to_string(), row.upn.to_string()), (serial, upn), "{path:?}");
            if !row.has_seed {
                assert!(
                    self.left.contains(&path),
                    "{path:?} holds the seed of {id:?}, which was purged"
                );
            }
            if !partial {
                assert!(
                    row.exported_at().is_some(),
                    "{id:?} has left in {path:?} and waits to leave"
                );
                *left.entry(id).or_insert(0) += 1;
                self.walked.left += 1;
            }
        }
        for (id, count) in left {
            assert!(count == 1 || self.again.contains(&id), "{id:?} has left {count} times");
        }
    }

    /// What counts is what its token holds.
    fn log_is_true(&self) {
        for row in self.station.log().rows() {
            let counts = row.outcome == Outcome::Confirmed && row.standing == Standing::Current;
            if !counts || row.is_doubted() || row.is_gone() {
                continue;
            }
            let token = self
                .tokens
                .iter()
                .find(|token| token.serial() == row.token.to_string())
                .unwrap();
            let holds = token.seed().map(|seed| seed.to_base32().to_string());
            let fooled = self.fooled.contains(&token.serial());
            assert!(
                fooled || holds.as_ref() == self.secrets.get(&row.id),
                "the token of {:?} holds its seed",
                row.id
            );
        }
    }

    /// From outside.
    fn check(&self) {
        let data = self.home.path().join("data");
        let passphrase = Passphrase::new(PASSPHRASE.into());
        let checked = ledger::check(&data, &passphrase, counting_random(1)).unwrap();
        let alarm = |it: &&Finding| !matches!(it, Finding::Since(..) | Finding::InDoubt(_));
        let found: Vec<_> = checked.findings.iter().filter(alarm).collect();
        assert!(found.is_empty(), "{found:?}");
    }
}
