//! Shows a file in its folder, by what the system has for that. It may take seconds: never on the thread of the window.
//!
//! Windows and macOS have a command. Elsewhere the file manager is asked over D-Bus, so that the file is selected in its
//! folder; where none answers, the folder is opened by whatever opens folders.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

/// Whoever has not failed by then does what was asked: some show the folder themselves, until they are closed.
const TRIED: Duration = Duration::from_secs(3);

/// Shows it.
///
/// # Errors
/// What failed, in words.
pub fn reveal(path: &Path) -> Result<(), String> {
    system::reveal(path).inspect_err(|error| tracing::info!(error, "a file is not shown in its folder"))
}

/// Starts a command, and waits a moment whether it fails. `fails` tells from its end.
fn start(command: &mut Command, fails: fn(std::process::ExitStatus) -> bool) -> Result<(), String> {
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = quiet.spawn().map_err(|error| error.to_string())?;
    let step = Duration::from_millis(50);
    let mut waited = Duration::ZERO;
    while waited < TRIED {
        match child.try_wait() {
            Ok(Some(ended)) if fails(ended) => return Err(ended.to_string()),
            Ok(Some(_)) => return Ok(()),
            Ok(None) => std::thread::sleep(step),
            Err(error) => return Err(error.to_string()),
        }
        waited += step;
    }
    Ok(())
}

#[cfg(windows)]
mod system {
    use std::os::windows::process::CommandExt;
    use std::path::Path;
    use std::process::Command;

    /// Explorer wants its own quotes, which no path has in it; and it ends with 1 when all went well.
    pub fn reveal(path: &Path) -> Result<(), String> {
        let mut explorer = Command::new("explorer.exe");
        explorer.raw_arg(format!("/select,\"{}\"", path.display()));
        super::start(&mut explorer, |_| false)
    }
}

#[cfg(target_os = "macos")]
mod system {
    use std::path::Path;
    use std::process::{Command, ExitStatus};

    pub fn reveal(path: &Path) -> Result<(), String> {
        let failed = |ended: ExitStatus| !ended.success();
        super::start(Command::new("/usr/bin/open").arg("-R").arg(path), failed)
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
mod system {
    use std::os::unix::ffi::OsStrExt;
    use std::path::Path;
    use std::process::{Command, ExitStatus};
    use std::time::Duration;

    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
    use zbus::blocking::connection::Builder;

    /// How long a file manager takes to start.
    const STARTS: Duration = Duration::from_secs(10);

    /// What stands in the path of a URI as it is.
    const KEPT: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'/')
        .remove(b'-')
        .remove(b'_')
        .remove(b'.')
        .remove(b'~');

    pub fn reveal(path: &Path) -> Result<(), String> {
        by_file_manager(path).or_else(|error| {
            tracing::info!(%error, "no file manager answers on the session bus");
            let failed = |ended: ExitStatus| !ended.success();
            let folder = path.parent().unwrap_or(path);
            super::start(Command::new("xdg-open").arg(folder), failed)
        })
    }

    /// org.freedesktop.FileManager1, which the file managers of the large desktops have.
    fn by_file_manager(path: &Path) -> zbus::Result<()> {
        let name = "org.freedesktop.FileManager1";
        let bus = Builder::session()?.method_timeout(STARTS).build()?;
        let place = "/org/freedesktop/FileManager1";
        bus.call_method(Some(name), place, Some(name), "ShowItems", &(vec![uri(path)], ""))?;
        Ok(())
    }

    pub(super) fn uri(path: &Path) -> String {
        format!("file://{}", percent_encode(path.as_os_str().as_bytes(), KEPT))
    }
}

#[cfg(all(test, unix, not(target_os = "macos")))]
mod tests {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::process::ExitStatus;

    use super::*;

    #[test]
    fn a_path_becomes_a_uri_whatever_is_in_it() {
        let uri = |path: &[u8]| system::uri(Path::new(OsStr::from_bytes(path)));
        assert_eq!(uri(b"/out/entra-2026.csv"), "file:///out/entra-2026.csv");
        assert_eq!(
            uri("/\u{fc}ber uns/100 %?#.csv".as_bytes()),
            "file:///%C3%BCber%20uns/100%20%25%3F%23.csv"
        );
        assert_eq!(uri(b"/a\xff"), "file:///a%FF");
    }

    #[test]
    fn a_command_that_is_not_there_or_fails_is_said() {
        let failed = |ended: ExitStatus| !ended.success();
        assert!(start(&mut Command::new("/nowhere/at all"), failed).is_err());
        assert!(start(&mut Command::new("false"), failed).is_err());
        assert_eq!(start(&mut Command::new("true"), failed), Ok(()));
    }
}
