//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use crate::reader::Pace;

/// Version, commit and date of this build.
pub const BUILD: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    " (",
    env!("TAPDESK_COMMIT"),
    ", ",
    env!("TAPDESK_DATE"),
    ")"
);

/// Enrollment station for Token2 programmable TOTP tokens.
#[derive(Debug, Parser)]
#[command(name = "tapdesk", version = BUILD, about, long_about = None)]
pub struct Cli {
    /// Folder of the ledger and the settings.
    #[arg(long, value_name = "DIR", global = true)]
    pub data_dir: Option<PathBuf>,
    /// File whose first line is the passphrase; opens the ledger, or makes it, without asking.
    #[arg(long, value_name = "FILE", global = true)]
    pub passphrase_file: Option<PathBuf>,
    /// Folder into which files for Entra ID are saved.
    #[arg(long, value_name = "DIR")]
    pub export_dir: Option<PathBuf>,
    /// Reader to use, by the name that the smart card service gives it.
    #[arg(long, value_name = "NAME", conflicts_with = "demo")]
    pub reader: Option<String>,
    /// Time server or domain controller that vouches for the clock of this computer.
    #[arg(long, value_name = "HOST:PORT", value_parser = server_name)]
    pub time_server: Option<String>,
    /// A simulated token instead of a reader, with a ledger of its own that is thrown away at the end.
    #[arg(long, conflicts_with_all = ["data_dir", "passphrase_file"])]
    pub demo: bool,
    /// How fast the simulated token answers: as slowly as a real one, or at once.
    #[arg(long, value_name = "SPEED", requires = "demo")]
    pub demo_speed: Option<Speed>,
    /// How the window is drawn; tried first, and what else works is tried after it.
    #[arg(long, value_name = "RENDERER")]
    pub renderer: Option<Renderer>,
    /// What to do instead of opening the window.
    #[command(subcommand)]
    pub command: Option<Command>,
}

fn server_name(text: &str) -> Result<String, &'static str> {
    if crate::station::is_server_name(text) {
        Ok(text.to_owned())
    } else {
        Err("HOST or HOST:PORT is needed")
    }
}

/// What is done without a window.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Put a backup in the place of the ledger; the ledger that is there is kept beside it.
    Restore {
        /// Backup that takes the place of the ledger.
        file: PathBuf,
    },
    /// Look whether the ledger is as Tapdesk left it: every entry, enrollment, passphrase and seed. Changes nothing.
    Check,
    /// Say why no reader is found and what mends it, with the versions a supporter asks for and no names of people.
    Doctor,
}

/// How fast a simulated token answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Speed {
    /// As a real token does, so that it can be lifted in the middle.
    Real,
    /// At once.
    Fast,
}

impl Speed {
    /// At which pace that is.
    #[must_use]
    pub const fn pace(self) -> Pace {
        match self {
            Self::Real => Pace::Real,
            Self::Fast => Pace::Fast,
        }
    }
}

/// Ways to draw a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Renderer {
    /// OpenGL.
    Glow,
    /// Vulkan, DirectX, Metal.
    Wgpu,
}
