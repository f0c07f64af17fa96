//! The folder into which files leave, and the backups: each a lane of its own, as late as the walk lets it. The folder may
//! go away, as a share does, and what is done there may fail, or be told to have failed.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::{Path, PathBuf};

use tapdesk::desk::{
    Compile, EnrolmentId, ExportFiled, ExportPlan, FileFailure, FileOfExport, FileOfPurge, NotCompiled, Placed,
    PurgeFile, PurgeFiled, PurgePlan, SealedRow, Settled, Unsettled,
};
use tapdesk::disk;
use tapdesk::otp::{Hidden, Seed};

/// Why a file is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    Full,
    /// Others could read it there.
    Shared,
}

impl FileFailure for Why {
    fn is_without_rights(&self) -> bool {
        *self == Self::Shared
    }
}

/// What is ordered, and in which run of its job.
#[derive(Debug)]
pub enum FileJob {
    Compile(Compile, u64),
    Export(FileOfExport, u64),
    Purge(FileOfPurge, u64),
}

/// What is told.
#[derive(Debug)]
pub enum FileTold {
    Export(ExportFiled<Why>, u64),
    Purge(PurgeFiled, u64),
}

/// What is ordered of the backups.
#[derive(Debug)]
pub enum BackupJob {
    BackUp,
    Purge(Vec<Vec<u8>>, u64),
}

/// A row of a file, as whoever opens the file reads it.
#[derive(Debug)]
pub struct Line {
    pub id: EnrolmentId,
    pub upn: String,
    pub serial: String,
    pub seed: Seed,
}

/// The folder.
#[derive(Debug, Default)]
pub struct Files {
    there: BTreeMap<PathBuf, Vec<u8>>,
    /// As which temporary file each began that has a name.
    began_as: BTreeMap<PathBuf, PathBuf>,
    pub is_away: bool,
    /// The disk knows no rights of files.
    pub is_shared: bool,
    pub todo: VecDeque<FileJob>,
    pub told: VecDeque<FileTold>,
    /// What got its name in the last job.
    pub named: Option<ExportPlan>,
    /// What a purge has removed in the last job.
    pub removed: Vec<(PathBuf, Vec<Line>)>,
    failures: u32,
}

/// The backups: what they are called, and the enrolments whose seed they hold.
#[derive(Debug, Default)]
pub struct Backups {
    pub made: Vec<(PathBuf, BTreeSet<Vec<u8>>)>,
    pub todo: VecDeque<BackupJob>,
    /// Those that still hold seeds that were to be purged.
    pub told: VecDeque<(Vec<PathBuf>, u64)>,
}

impl Files {
    pub fn is_quiet(&self) -> bool {
        self.todo.is_empty() && self.told.is_empty()
    }

    /// Every file that holds rows, whoever may reach it.
    pub fn all(&self) -> impl Iterator<Item = (&PathBuf, Vec<Line>)> {
        self.there.iter().map(|(path, content)| (path, lines(content)))
    }

    pub fn holds(&self, path: &Path) -> bool {
        self.there.contains_key(path)
    }

    pub fn holds_content(&self, path: &Path, sha256: &[u8; 32]) -> bool {
        let content = self.there.get(path);
        content.is_some_and(|content| disk::content_hash(content) == *sha256)
    }

    /// Whether the file of that export, and no other with the same rows, has its name.
    pub fn is_in_place(&self, plan: &ExportPlan) -> bool {
        self.holds(&plan.path) && self.began_as.get(&plan.path) == Some(&plan.partial)
    }

    fn sees(&self, path: &Path) -> bool {
        !self.is_away && self.holds(path)
    }

    fn sees_content(&self, path: &Path, sha256: &[u8; 32]) -> bool {
        !self.is_away && self.holds_content(path, sha256)
    }

    /// Does the oldest thing that was ordered, or fails at it.
    pub fn work(&mut self, fails: bool) {
        self.named = None;
        self.removed.clear();
        self.failures += u32::from(fails);
        let told = match self.todo.pop_front() {
            Some(FileJob::Compile(order, run)) => FileTold::Export(self.compile(order, fails), run),
            Some(FileJob::Export(order, run)) => FileTold::Export(self.export(order, fails), run),
            Some(FileJob::Purge(FileOfPurge::Find(plan), run)) => FileTold::Purge(self.find(plan), run),
            Some(FileJob::Purge(FileOfPurge::Remove(files), run)) => FileTold::Purge(self.remove(files), run),
            None => return,
        };
        self.told.push_back(told);
    }

    fn compile(&self, order: Compile, fails: bool) -> ExportFiled<Why> {
        let compiled = match (fails, self.failures % 2) {
            (true, 0) => Err(NotCompiled::Refused(BTreeSet::new())),
            (true, _) => Err(NotCompiled::Path(Why::Full)),
            _ => Ok(self.compiled(&order)),
        };
        ExportFiled::Compiled(order.tag, compiled)
    }

    fn compiled(&self, order: &Compile) -> (ExportPlan, Hidden<Vec<u8>>) {
        let content: String = order.rows.iter().map(line).collect();
        let path = match order.proposed {
            true => self.free(&order.path),
            false => order.path.clone(),
        };
        let plan = ExportPlan {
            format: "walk".into(),
            partial: path.with_extension(format!("{}.partial", order.tag)),
            path,
            sha256: disk::content_hash(content.as_bytes()),
            rows: order.rows.iter().map(|row| row.id).collect(),
            readers: order.readers,
        };
        (plan, content.into_bytes().into())
    }

    fn free(&self, path: &Path) -> PathBuf {
        let mut names = (1..1000).map(|number| disk::numbered(path, number));
        names.find(|path| !self.sees(path)).unwrap()
    }

    fn export(&mut self, order: FileOfExport, fails: bool) -> ExportFiled<Why> {
        match order {
            FileOfExport::Prepare { id, plan, content } => {
                ExportFiled::Prepared(id, self.prepare(&plan, &content, fails))
            }
            FileOfExport::Place(id, plan) => ExportFiled::Placed(id, self.place(plan, fails)),
            FileOfExport::Discard(partial) if fails => ExportFiled::Left(partial),
            FileOfExport::Discard(partial) => {
                // what cannot be seen is not there, as a system says
                if !self.is_away {
                    self.there.remove(&partial);
                }
                ExportFiled::Discarded
            }
            FileOfExport::Settle(open) => ExportFiled::Settled(open.into_iter().map(|it| self.settle(it)).collect()),
            FileOfExport::ListNames(folder) => {
                let seen = self.there.keys().filter(|_| !self.is_away);
                let names = seen.filter_map(|path| Some(path.file_name()?.to_owned()));
                ExportFiled::Names(folder, names.collect())
            }
        }
    }

    fn prepare(&mut self, plan: &ExportPlan, content: &Hidden<Vec<u8>>, fails: bool) -> Result<(), Why> {
        if fails || self.is_away || self.sees(&plan.path) || self.sees(&plan.partial) {
            return Err(Why::Full);
        }
        if self.is_shared && plan.readers == disk::Readers::OwnerOnly {
            return Err(Why::Shared);
        }
        self.there.insert(plan.partial.clone(), content.to_vec());
        Ok(())
    }

    /// One that fails may have done it, and goes away.
    fn place(&mut self, plan: ExportPlan, fails: bool) -> Placed<Why> {
        if self.is_away {
            return Placed::Unknown(Why::Full);
        }
        let acts = !fails || self.failures.is_multiple_of(3);
        let has_name = acts && !self.holds(&plan.path);
        if has_name && let Some(content) = self.there.remove(&plan.partial) {
            self.there.insert(plan.path.clone(), content);
            self.began_as.insert(plan.path.clone(), plan.partial.clone());
            self.named = Some(plan.clone());
        }
        self.is_away = fails && self.failures % 3 != 1;
        if self.sees_content(&plan.path, &plan.sha256) {
            Placed::Written
        } else if self.sees(&plan.partial) {
            Placed::NotWritten(Why::Full)
        } else {
            Placed::Unknown(Why::Full)
        }
    }

    fn settle(&self, open: Unsettled) -> (Unsettled, Settled) {
        let found = match open.placing {
            false if self.is_away => Settled::Away,
            false => Settled::Void,
            true if self.sees_content(&open.path, &open.sha256) => Settled::InPlace,
            true if self.sees(&open.partial) => Settled::Void,
            true => Settled::Unknown,
        };
        (open, found)
    }

    fn find(&self, plan: PurgePlan) -> PurgeFiled {
        let files = plan.files.iter();
        let there = files.clone().filter(|it| self.sees_content(&it.path, &it.sha256));
        let unsure = files.filter(|it| self.is_unsure(it)).map(|it| it.path.clone());
        let (there, unsure) = (there.cloned().collect(), unsure.collect());
        PurgeFiled::Found(plan, there, unsure)
    }

    fn is_unsure(&self, file: &PurgeFile) -> bool {
        self.is_away || self.sees(&file.path) && !self.sees_content(&file.path, &file.sha256)
    }

    fn remove(&mut self, files: Vec<PurgeFile>) -> PurgeFiled {
        let mut left = Vec::new();
        for file in files {
            if file.others > 0 || self.is_unsure(&file) {
                left.push(file.path);
            } else if let Some(content) = self.there.remove(&file.path) {
                self.removed.push((file.path, lines(&content)));
            }
        }
        PurgeFiled::Removed(left)
    }
}

impl Backups {
    /// Does the oldest thing that was ordered; `seeds` is what the ledger holds now.
    pub fn work(&mut self, seeds: BTreeSet<Vec<u8>>, fails: bool) {
        match self.todo.pop_front() {
            Some(BackupJob::BackUp) if fails => {}
            Some(BackupJob::BackUp) => {
                let name = format!("backup {}", self.made.len());
                self.made.push((name.into(), seeds));
            }
            Some(BackupJob::Purge(uids, run)) => {
                if !fails {
                    let seeds = self.made.iter_mut().map(|(_, seeds)| seeds);
                    seeds.for_each(|seeds| seeds.retain(|uid| !uids.contains(uid)));
                }
                let holds = |seeds: &BTreeSet<Vec<u8>>| seeds.iter().any(|uid| uids.contains(uid));
                let left = self.made.iter().filter(|(_, seeds)| holds(seeds));
                self.told.push_back((left.map(|(path, _)| path.clone()).collect(), run));
            }
            None => {}
        }
    }

    pub fn is_quiet(&self) -> bool {
        self.todo.is_empty() && self.told.is_empty()
    }
}

fn line(row: &SealedRow) -> String {
    let secret = row.seed.to_base32();
    format!("{}|{}|{}|{}\n", row.id.0, row.upn, row.token.serial(), *secret)
}

fn lines(content: &[u8]) -> Vec<Line> {
    let text = std::str::from_utf8(content).unwrap();
    let read = text.lines().map(|line| {
        let fields: Vec<&str> = line.split('|').collect();
        Line {
            id: EnrolmentId(fields[0].parse().unwrap()),
            upn: fields[1].into(),
            serial: fields[2].into(),
            seed: Seed::from_base32(fields[3]).unwrap(),
        }
    });
    read.collect()
}
