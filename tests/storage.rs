//! Disks that are full or may not be written: each ends in a sentence that says what to do, and nothing is lost.
//!
//! The disks are small ones in memory, mounted in a name space of this program's own, so it starts itself again inside.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[cfg(target_os = "linux")]
mod common;

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("the tests with full disks need Linux; skipped");
}

#[cfg(target_os = "linux")]
fn main() {
    linux::main();
}

#[cfg(target_os = "linux")]
mod linux {
    use std::io::Write;
    use std::path::{Path, PathBuf};
    use std::process::{Command, exit};
    use std::sync::Arc;

    use libtest_mimic::{Arguments, Trial};
    use tapdesk::desk::{Notice, Outcome};
    use tapdesk::disk::PlaceError;
    use tapdesk::station::{Door, DoorFailure, ExportStage, ExportTrouble, Intent, Station, Trouble};
    use tapdesk::token2::Model;

    use crate::common::{self, At, Bench, CSV_HEADER, Token, csv_row};

    const INSIDE: &str = "TAPDESK_OWN_NAMESPACE";
    const UPN: &str = "anna@example.com";

    pub fn main() {
        if std::env::var_os(INSIDE).is_none() {
            if !Command::new("unshare")
                .args(["-Urm", "true"])
                .status()
                .is_ok_and(|status| status.success())
            {
                println!("the tests with full disks cannot run: this system gives no name space of one's own");
                exit(i32::from(std::env::var_os("CI").is_some()));
            }
            let inside = Command::new("unshare")
                .arg("-Urm")
                .arg(std::env::current_exe().unwrap())
                .args(std::env::args_os().skip(1))
                .env(INSIDE, "1")
                .status();
            exit(inside.unwrap().code().unwrap_or(1));
        }
        let mut arguments = Arguments::from_args();
        arguments.test_threads = Some(1);
        let trials = vec![
            trial("a_full_disk_before_the_burn_leaves_the_token_alone", full_before),
            trial("a_disk_that_fills_in_mid_burn_loses_nothing", full_in_burn),
            trial("a_crash_on_a_full_disk_is_finished_later", full_and_crash),
            trial("a_full_disk_in_an_export_leaves_no_half_file", full_export),
            trial(
                "a_ledger_that_cannot_record_an_export_writes_no_file",
                full_record_of_export,
            ),
            trial("a_full_stick_keeps_its_older_backups", full_stick),
            trial("a_folder_that_may_not_be_written_is_said_and_left_alone", read_only),
            trial("an_export_folder_that_may_not_be_written_is_said", read_only_export),
        ];
        libtest_mimic::run(&arguments, trials).exit();
    }

    fn trial(name: &str, run: fn()) -> Trial {
        Trial::test(name, move || {
            run();
            Ok(())
        })
    }

    /// A small disk of its own, under `path`.
    struct Disk(PathBuf);

    impl Disk {
        fn mount(path: PathBuf, size: &str) -> Self {
            std::fs::create_dir_all(&path).unwrap();
            let disk = Self(path);
            disk.run("mount", &["-t", "tmpfs", "-o", &format!("size={size}"), "tapdesk-test"]);
            disk
        }

        fn run(&self, program: &str, arguments: &[&str]) {
            assert!(
                Command::new(program)
                    .args(arguments)
                    .arg(&self.0)
                    .status()
                    .unwrap()
                    .success()
            );
        }

        fn fill(&self) {
            fill(&self.0);
        }

        fn free(&self) {
            std::fs::remove_file(self.0.join("filler")).unwrap();
        }

        fn read_only(&self) {
            self.run("mount", &["-o", "remount,ro"]);
        }
    }

    impl Drop for Disk {
        fn drop(&mut self) {
            let _ = Command::new("umount").args(["-l"]).arg(&self.0).status();
        }
    }

    fn fill(folder: &Path) {
        let mut filler = std::fs::File::create(folder.join("filler")).unwrap();
        while filler.write_all(&[0; 4096]).is_ok() {}
    }

    /// A desk whose data folder is a disk of its own.
    fn desk() -> (Bench, Disk) {
        let home = Arc::new(tempfile::tempdir().unwrap());
        let disk = Disk::mount(home.path().join("data"), "4m");
        (Bench::in_folder(home), disk)
    }

    fn enrolled(mut bench: Bench, token: &Token) {
        assert_eq!(bench.rows(), [(UPN.to_owned(), Outcome::Confirmed)]);
        let row = csv_row(UPN, token, Model::C301I);
        assert!(
            bench.export("x.csv") == format!("{CSV_HEADER}{row}"),
            "the row has the token's seed"
        );
    }

    fn says_full(why: &str) -> bool {
        why.contains("disk") && why.contains("full") && why.contains("free some space")
    }

    fn full_before() {
        let (mut bench, disk) = desk();
        let token = Token::new(Model::C301I, 1);
        let factory = token.seed();
        disk.fill();
        bench.upn(UPN);
        bench.lay(&token);
        let Some(Notice::LedgerFailed(why)) = bench.station.flow().notice() else {
            panic!("{:?}", bench.stage())
        };
        assert!(says_full(why), "{why}");
        assert_eq!(bench.pad.wire(), [0x41], "it was looked at, nothing more");
        assert!(bench.rows().is_empty() && token.seed() == factory);
        disk.free();
        bench.lift();
        bench.lay(&token);
        bench.type_code_of(&token);
        enrolled(bench.crash(), &token);
    }

    /// Fills the disk while the seed is on its way to the token.
    fn fill_in_burn(bench: &mut Bench, disk: &Disk, token: &Token) {
        let folder = disk.0.clone();
        bench.pad.do_at(4, move || fill(&folder));
        bench.upn(UPN);
        bench.lay(token);
        let Some(Notice::LedgerFailed(why)) = bench.station.flow().notice() else {
            panic!("{:?}", bench.stage())
        };
        assert!(says_full(why), "{why}");
        assert_eq!(bench.stage(), At::Comparing, "the token is fine");
    }

    fn full_in_burn() {
        let (mut bench, disk) = desk();
        let token = Token::new(Model::C301I, 1);
        fill_in_burn(&mut bench, &disk, &token);
        bench.type_code_of(&token);
        assert!(matches!(bench.station.flow().notice(), Some(Notice::ConfirmationFailed(why)) if says_full(why)));
        disk.free();
        bench.type_code_of(&token);
        assert_eq!(bench.stage(), At::Idle);
        enrolled(bench.crash(), &token);
    }

    fn full_and_crash() {
        let (mut bench, disk) = desk();
        let token = Token::new(Model::C301I, 1);
        fill_in_burn(&mut bench, &disk, &token);
        disk.free();
        let mut bench = bench.crash();
        assert_eq!(
            bench.rows(),
            [(UPN.to_owned(), Outcome::Burning)],
            "its end was not kept, so it is not known"
        );
        bench.lay(&token);
        assert_eq!(bench.stage(), At::Comparing);
        bench.type_code_of(&token);
        enrolled(bench.crash(), &token);
    }

    fn files_in(folder: &Path) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries.filter(|path| !path.ends_with("filler")).collect()
    }

    fn export(bench: &mut Bench) {
        bench.apply(Intent::Export {
            path: "x.csv".into(),
            without_refused: false,
            sealing: None,
        });
    }

    fn full_export() {
        let mut bench = Bench::new();
        let token = Token::new(Model::C301I, 1);
        bench.enroll(UPN, &token);
        let out = Disk::mount(bench.export_dir(), "64k");
        out.fill();
        export(&mut bench);
        let stage = bench.station.export().stage();
        assert!(
            matches!(stage, ExportStage::Failed(ExportTrouble::Place(PlaceError::Full))),
            "{stage:?}"
        );
        assert!(files_in(&out.0).is_empty());
        assert_eq!(bench.station.log().waiting().count(), 1);
        out.free();
        let mut bench = bench.crash();
        assert_eq!(bench.station.trouble(), None);
        let row = csv_row(UPN, &token, Model::C301I);
        assert!(bench.export("x.csv") == format!("{CSV_HEADER}{row}"));
    }

    fn full_record_of_export() {
        let (mut bench, disk) = desk();
        let token = Token::new(Model::C301I, 1);
        bench.enroll(UPN, &token);
        disk.fill();
        export(&mut bench);
        let stage = bench.station.export().stage();
        assert!(
            matches!(stage, ExportStage::Failed(ExportTrouble::Ledger(why)) if says_full(why)),
            "{stage:?}"
        );
        assert!(!bench.export_dir().exists() || files_in(&bench.export_dir()).is_empty());
        disk.free();
        enrolled(bench.crash(), &token);
    }

    fn full_stick() {
        let mut bench = Bench::new();
        let stick = Disk::mount(bench.home.path().join("stick"), "512k");
        bench.set(|settings| settings.backup_folder = Some(stick.0.clone()));
        assert_eq!(bench.station.trouble(), None);
        let before = files_in(&stick.0);
        assert_eq!(before.len(), 1);
        stick.fill();
        bench.enroll(UPN, &Token::new(Model::C301I, 1));
        export(&mut bench);
        assert!(matches!(bench.station.trouble(), Some(Trouble::Backup(_))));
        assert!(
            matches!(bench.station.export().stage(), ExportStage::Done { .. }),
            "the export is done all the same"
        );
        assert_eq!(files_in(&stick.0), before, "nothing half, nothing lost");
    }

    fn read_only() {
        let (bench, disk) = desk();
        let Bench {
            station,
            home,
            clock,
            pad,
        } = bench;
        drop(station);
        let ledger = home.path().join("data/ledger.sqlite3");
        let before = std::fs::read(&ledger).unwrap();
        disk.read_only();
        let mut station = Station::new(common::sources(home.path(), &clock, &pad, 3)).unwrap();
        while station.drain() {}
        let Door::Barred { why, words, .. } = station.door() else {
            panic!("{:?}", station.door())
        };
        assert_eq!(*why, DoorFailure::ReadOnly, "{words}");
        assert!(std::fs::read(&ledger).unwrap() == before);
    }

    fn read_only_export() {
        let mut bench = Bench::new();
        let token = Token::new(Model::C301I, 1);
        bench.enroll(UPN, &token);
        let out = Disk::mount(bench.export_dir(), "64k");
        out.read_only();
        export(&mut bench);
        let stage = bench.station.export().stage();
        assert!(
            matches!(stage, ExportStage::Failed(ExportTrouble::Place(PlaceError::Io(_)))),
            "{stage:?}"
        );
        drop(out);
        enrolled(bench.crash(), &token);
    }
}
