//! What is set, and what each value is when it is not. A value that makes no sense falls back to its default, and that is said.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use toml_edit::{DocumentMut, Table};

use super::super::Column;
use super::super::reading::Reading;
use super::names::Domain;
use super::unread::Unread;
use crate::desk::{ClockGuard, Domains, Rules, SecretMaker};
use crate::export::{Format, Spelling};
use crate::token2::DisplayTimeout;

/// What is remembered from day to day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Settings {
    /// This desk's name in the trail; the computer's, if it is not set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub station_name: Option<String>,
    /// Who is offered as the operator when the station is opened.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub operators: Vec<String>,
    /// Completes a bare name to a UPN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_domain: Option<String>,
    /// The usual domains; others ask once a session. With none, every domain is usual.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub accepted_domains: Vec<String>,
    /// Domains of guests, who get no token.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub guest_domains: Vec<String>,
    /// What Entra ID takes over from this desk.
    pub licence: Licence,
    /// How long the display of a token stays on after it was switched on.
    pub display_seconds: DisplaySeconds,
    /// What counts as a comparison.
    pub comparing: Comparing,
    /// Seconds by which the station's clock may be off a time server's.
    pub clock_limit_seconds: ClockLimit,
    /// Minutes by which the clocks of tokens that were set elsewhere may differ without a question.
    pub token_clock_minutes: TokenMinutes,
    /// The time server or domain controller that vouches for the station's clock, as HOST or HOST:PORT.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_server: Option<String>,
    /// In which format the next file leaves: one of those below.
    pub format: &'static dyn Format,
    /// Those that stand on Export beside it.
    pub formats: Vec<&'static dyn Format>,
    /// The most rows of a file.
    pub file_rows: FileRows,
    /// How the column of the time step is called in an Entra ID CSV.
    pub header: Spelling,
    /// The folder into which files leave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub export_folder: Option<PathBuf>,
    /// The reader that was chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reader: Option<String>,
    /// Minutes without a key, a pointer or a token after which the station locks itself; 0 for never.
    pub lock_after_minutes: u32,
    /// Where backups go; beside the ledger if it is not set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backup_folder: Option<PathBuf>,
    /// Light or dark.
    pub theme: Theme,
    /// How large everything is drawn, in percent.
    pub zoom: Zoom,
    /// Columns of the log that are not shown.
    pub hidden_columns: Vec<Column>,
    /// What stood in the file and could not be read, of that which has no strictest value: the desk asks instead, until it is
    /// set.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<Unread>,
}

/// What Entra ID takes over from this desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Licence {
    /// P1 or P2: a file with the seeds that were drawn here.
    #[default]
    Premium,
    /// Without one: Entra ID dictates each secret by the QR code of an authenticator app, and takes no file.
    Free,
}

/// What counts as a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Comparing {
    /// A typed code, or both people see the same one.
    #[default]
    Either,
    /// A typed code alone; the live one is hidden until then.
    Typed,
}

/// A number within a range; what lies outside is not read.
macro_rules! within {
    ($(#[$doc:meta])* $name:ident, $range:expr, $usual:expr, $wrong:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(try_from = "u32", into = "u32")]
        pub struct $name(u32);

        impl $name {
            /// The number, within the range of its type.
            #[must_use]
            pub const fn get(self) -> u32 {
                self.0
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self($usual)
            }
        }

        impl TryFrom<u32> for $name {
            type Error = &'static str;

            fn try_from(number: u32) -> Result<Self, Self::Error> {
                if ($range).contains(&number) { Ok(Self(number)) } else { Err($wrong) }
            }
        }

        impl From<$name> for u32 {
            fn from(number: $name) -> Self {
                number.0
            }
        }
    };
}

within!(
    /// Seconds by which the station's clock may be off a time server's.
    ClockLimit,
    ClockGuard::LIMITS,
    30,
    "5 to 30 seconds"
);
within!(
    /// The most rows of a file; 0 for all of them.
    FileRows,
    0..=10_000,
    0,
    "0 to 10000 rows"
);
within!(
    /// Minutes by which the clocks of tokens that were set elsewhere may differ without a question.
    TokenMinutes,
    1..=60,
    3,
    "1 to 60 minutes"
);
within!(
    /// How long a display stays on.
    DisplaySeconds,
    [15, 30, 60, 120],
    30,
    "15, 30, 60 or 120 seconds"
);

impl FileRows {
    /// The most, if there is a most.
    #[must_use]
    pub fn most(self) -> Option<usize> {
        usize::try_from(self.0).ok().filter(|most| *most > 0)
    }
}

impl DisplaySeconds {
    /// Those that tokens have.
    pub const ALL: [Self; 4] = [Self(15), Self(30), Self(60), Self(120)];

    /// As it is written to a token.
    #[must_use]
    pub const fn timeout(self) -> DisplayTimeout {
        match self.0 {
            15 => DisplayTimeout::Fifteen,
            60 => DisplayTimeout::Sixty,
            120 => DisplayTimeout::HundredTwenty,
            _ => DisplayTimeout::Thirty,
        }
    }
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the system is.
    #[default]
    System,
    /// Light, whatever the system is.
    Light,
    /// Dark, whatever the system is.
    Dark,
}

impl Theme {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];
}

within!(
    /// How large everything is drawn, in percent.
    Zoom,
    80..=200,
    100,
    "80 to 200 percent"
);

impl Zoom {
    /// The steps that are offered.
    pub const STEPS: [Self; 7] = [
        Self(80),
        Self(90),
        Self(100),
        Self(125),
        Self(150),
        Self(175),
        Self(200),
    ];

    /// The size in percent, 80 to 200.
    #[must_use]
    pub const fn percent(self) -> u32 {
        self.0
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            station_name: None,
            operators: vec![],
            default_domain: None,
            accepted_domains: vec![],
            guest_domains: vec![],
            licence: Licence::default(),
            display_seconds: DisplaySeconds::default(),
            comparing: Comparing::default(),
            clock_limit_seconds: ClockLimit::default(),
            token_clock_minutes: TokenMinutes::default(),
            time_server: None,
            format: <&dyn Format>::default(),
            formats: vec![],
            file_rows: FileRows::default(),
            header: Spelling::default(),
            export_folder: None,
            reader: None,
            lock_after_minutes: 10,
            backup_folder: None,
            theme: Theme::default(),
            zoom: Zoom::default(),
            hidden_columns: Column::SELDOM.to_vec(),
            unread: vec![],
        }
    }
}

impl Settings {
    /// The name of the file in the data folder.
    pub const FILE: &'static str = "settings.toml";
    /// A file larger than this is none of ours.
    pub const MAX_BYTES: u64 = 64 * 1024;

    /// How long the station stays open untouched.
    #[must_use]
    pub fn lock_after(&self) -> Option<Duration> {
        (self.lock_after_minutes > 0).then(|| Duration::from_secs(u64::from(self.lock_after_minutes) * 60))
    }

    /// Where backups of the ledger in `data_dir` go.
    #[must_use]
    pub fn backup_folder(&self, data_dir: &Path) -> PathBuf {
        match &self.backup_folder {
            Some(folder) => data_dir.join(folder),
            None => data_dir.join("backups"),
        }
    }

    /// What they say about domains.
    #[must_use]
    pub fn domains(&self) -> Domains {
        let mut accepted = self.accepted_domains.clone();
        let unread = [Unread::AcceptedDomains, Unread::GuestDomains];
        if accepted.is_empty() && unread.iter().any(|unread| self.unread.contains(unread)) {
            // with a usual domain that nobody has, every other one is asked for
            accepted.push(NOBODYS.to_owned());
        }
        Domains {
            default: self.default_domain.clone(),
            accepted,
            guests: self.guest_domains.clone(),
            in_use: vec![],
        }
    }

    /// The formats that stand on Export; the one of the next file does in any case.
    #[must_use]
    pub fn on_export(&self) -> Vec<&'static dyn Format> {
        let mut all = self.formats.clone();
        if !all.contains(&self.format) {
            all.push(self.format);
        }
        all
    }

    /// Puts a format on Export, or takes it away. The last one stays; where the one of the next file goes, the first takes
    /// its place.
    pub fn toggle_format(&mut self, format: &'static dyn Format) {
        let mut all = self.on_export();
        if all.contains(&format) {
            all.retain(|other| *other != format);
        } else {
            all.push(format);
        }
        let Some(first) = all.first() else { return };
        if !all.contains(&self.format) {
            self.format = *first;
        }
        self.formats = all;
    }

    /// What is no longer unread because somebody has set it.
    #[must_use]
    pub fn set_over(mut self, before: &Self) -> Self {
        let same = |unread: &Unread| match unread {
            Unread::AcceptedDomains => self.accepted_domains == before.accepted_domains,
            Unread::GuestDomains => self.guest_domains == before.guest_domains,
            Unread::TimeServer => self.time_server == before.time_server,
        };
        self.unread = before.unread.iter().filter(|unread| same(unread)).copied().collect();
        self
    }

    /// What they decide at the desk.
    #[must_use]
    pub fn rules(&self) -> Rules {
        Rules {
            typed_only: self.comparing == Comparing::Typed,
            maker: match self.licence {
                Licence::Premium => SecretMaker::Here,
                Licence::Free => SecretMaker::Entra,
            },
            display: self.display_seconds.timeout(),
            token_minutes: self.token_clock_minutes.get(),
        }
    }

    /// Reads the file's text. What makes no sense counts as not set, or at its strictest where it guards something; its name
    /// is in the second part, or its line.
    #[must_use]
    pub fn read(text: &str) -> (Self, Vec<String>) {
        let mut reading = Reading::of(text);
        let settings = Self::take(&mut reading);
        (settings, reading.wrong)
    }

    /// Those of a file of which nothing can be read.
    #[must_use]
    pub fn unreadable() -> Self {
        Self::take(&mut Reading::of_nothing())
    }

    fn take(from: &mut Reading) -> Self {
        let domain = from.field::<Domain>("default_domain").map(|domain| domain.0);
        Self {
            station_name: from.field("station_name"),
            operators: from.field("operators").unwrap_or_default(),
            default_domain: domain,
            accepted_domains: from.domains("accepted_domains", Unread::AcceptedDomains),
            guest_domains: from.domains("guest_domains", Unread::GuestDomains),
            licence: from.guarded("licence", Licence::default(), Licence::Free),
            display_seconds: from.field("display_seconds").unwrap_or_default(),
            comparing: from.guarded("comparing", Comparing::default(), Comparing::Typed),
            clock_limit_seconds: from.guarded(
                "clock_limit_seconds",
                ClockLimit::default(),
                ClockLimit(*ClockGuard::LIMITS.start()),
            ),
            token_clock_minutes: from.guarded("token_clock_minutes", TokenMinutes::default(), TokenMinutes(1)),
            time_server: from.time_server(),
            format: from.field("format").unwrap_or_default(),
            formats: from.field("formats").unwrap_or_default(),
            file_rows: from.field("file_rows").unwrap_or_default(),
            header: from.field("header").unwrap_or_default(),
            export_folder: from.field("export_folder"),
            reader: from.field("reader"),
            lock_after_minutes: from.guarded("lock_after_minutes", Self::default().lock_after_minutes, 1),
            backup_folder: from.field("backup_folder"),
            theme: from.field("theme").unwrap_or_default(),
            zoom: from.field("zoom").unwrap_or_default(),
            hidden_columns: from.field("hidden_columns").unwrap_or_else(|| Column::SELDOM.to_vec()),
            unread: from.unread(),
        }
    }

    /// The file's text.
    #[must_use]
    pub fn to_text(&self) -> String {
        toml_edit::ser::to_string(self).unwrap_or_default()
    }

    /// Each setting under its name, as it is written.
    pub(super) fn values(&self) -> Option<Table> {
        toml_edit::ser::to_document(self).ok().map(DocumentMut::into_table)
    }
}

/// A name of the kind that is never given to anybody (RFC 2606).
const NOBODYS: &str = "nobody.invalid";

#[cfg(test)]
pub(super) mod tests;
