//! Makes a file its owner's alone: by its mode, or on Windows by its access list.
//!
//! Windows knows the owner by a SID. Names change with language and domain, and the name of somebody who comes from Entra ID
//! or another domain is often not found at all; the SID always is. Both tools are the system's own, by their full paths, and
//! what they print is believed only where it is exactly what is expected.
#![cfg_attr(not(windows), allow(dead_code, reason = "tested everywhere, needed on Windows"))]

use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// The most sub-authorities of a SID.
const MOST_PARTS: usize = 15;

/// The SID in the line that `whoami /user /fo csv /nh` prints: the name and the SID, each in quotes. The name is in whatever
/// language and code page; the SID is ASCII. `None` for anything else.
fn sid_of(printed: &[u8]) -> Option<String> {
    let line = printed.trim_ascii();
    if line.contains(&b'\n') || !line.starts_with(b"\"") {
        return None;
    }
    let from = line.windows(3).rposition(|three| three == b"\",\"")?;
    let sid = line.get(from + 3..)?.strip_suffix(b"\"")?;
    let sid = std::str::from_utf8(sid).ok()?;
    is_sid(sid).then(|| sid.to_owned())
}

/// `S-1-`, an authority of 48 bits, and up to 15 numbers of 32 bits.
fn is_sid(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let Some(rest) = text.strip_prefix("S-1-") else {
        return false;
    };
    let mut parts = rest.split('-');
    let authority = parts
        .next()
        .is_some_and(|part| digits(part) && part.parse::<u64>().is_ok_and(|it| it < 1 << 48));
    let parts: Vec<&str> = parts.collect();
    let numbers = parts.iter().all(|part| digits(part) && part.parse::<u32>().is_ok());
    authority && numbers && (1..=MOST_PARTS).contains(&parts.len())
}

/// What `icacls` is told: nothing from the folder, everything for that SID.
fn grant(path: &Path, sid: &str) -> Vec<OsString> {
    let options = ["/inheritance:r", "/grant:r"].map(OsString::from);
    let mut told = vec![path.as_os_str().to_owned()];
    told.extend(options);
    told.push(format!("*{sid}:F").into());
    told
}

/// A tool of the system itself, wherever Windows lies; never one of the same name from elsewhere.
fn tool(system_root: Option<OsString>, name: &str) -> PathBuf {
    let windows = system_root.map(PathBuf::from).filter(|root| root.is_absolute());
    let windows = windows.unwrap_or_else(|| PathBuf::from(r"C:\Windows"));
    windows.join("System32").join(name)
}

/// Whether nobody but the owner has any right by this mode.
#[cfg(unix)]
const fn is_private(mode: u32) -> bool {
    mode & 0o077 == 0
}

/// Makes the file its owner's alone, before its first byte. `false` where the disk or share knows no such rights.
///
/// # Errors
/// When it cannot be found out.
#[cfg(unix)]
pub fn restrict(file: &File, _: &Path) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    Ok(is_private(file.metadata()?.permissions().mode()))
}

/// The same on Windows.
///
/// # Errors
/// When the tools of the system cannot be run.
#[cfg(windows)]
pub fn restrict(_: &File, path: &Path) -> io::Result<bool> {
    use std::process::{Command, Stdio};
    let tool = |name| Command::new(tool(std::env::var_os("SystemRoot"), name));
    let printed = tool("whoami.exe")
        .args(["/user", "/fo", "csv", "/nh"])
        .stderr(Stdio::null())
        .output()?;
    let Some(sid) = sid_of(&printed.stdout).filter(|_| printed.status.success()) else {
        tracing::warn!("the system does not say who runs this");
        return Ok(false);
    };
    let set = tool("icacls.exe")
        .args(grant(path, &sid))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    Ok(set.success())
}

#[cfg(not(any(unix, windows)))]
pub fn restrict(_: &File, _: &Path) -> io::Result<bool> {
    Ok(false)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_sid_is_found_whatever_the_name_and_its_language() {
        let entra = "S-1-12-1-1943430372-1249052806-2496021943-3034400218";
        for (printed, sid) in [
            (
                &b"\"desk\\anna\",\"S-1-5-21-1004336348-1177238915-682003330-512\"\r\n"[..],
                "S-1-5-21-1004336348-1177238915-682003330-512",
            ),
            (
                b"\"azuread\\annamueller\",\"S-1-12-1-1943430372-1249052806-2496021943-3034400218\"\r\n",
                entra,
            ),
            (b"\"firma\\m\x81ller, anna\",\"S-1-5-18\"", "S-1-5-18"),
            (b"\"a\",\"b\",\"S-1-5-18\"\r\n", "S-1-5-18"),
        ] {
            assert_eq!(sid_of(printed).as_deref(), Some(sid));
        }
    }

    #[test]
    fn what_is_no_sid_is_believed_by_nobody() {
        for printed in [
            "",
            "S-1-5-18",
            "\"anna\"",
            "\"anna\",\"S-1-5\"",
            "\"anna\",\"S-1-5-\"",
            "\"anna\",\"S-2-5-18\"",
            "\"anna\",\"S-1-5-18:F Everyone\"",
            "\"anna\",\"S-1-5-4294967296\"",
            "\"anna\",\"S-1-281474976710656-1\"",
            "\"anna\",\"S-1-5-+18\"",
            "\"anna\",\"S-1-5-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15-16\"",
            "ERROR\r\n\"anna\",\"S-1-5-18\"",
            "\"anna\",\"S-1-5-18\"\r\n\"bob\",\"S-1-5-19\"",
        ] {
            assert_eq!(sid_of(printed.as_bytes()), None, "{printed}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_printed_a_sid_is_one(printed in prop::collection::vec(any::<u8>(), 0..60)) {
            prop_assert!(sid_of(&printed).is_none_or(|sid| is_sid(&sid)));
        }
    }

    #[test]
    fn the_right_goes_to_the_sid_by_the_tools_of_the_system() {
        let told = grant(Path::new("a b.csv"), "S-1-5-18");
        assert_eq!(told, ["a b.csv", "/inheritance:r", "/grant:r", "*S-1-5-18:F"]);
        let named = |root: Option<&str>| tool(root.map(OsString::from), "icacls.exe");
        assert!(named(None).starts_with(r"C:\Windows"));
        assert!(
            named(Some("elsewhere")).starts_with(r"C:\Windows"),
            "a path that depends on the folder is none"
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_disk_without_rights_is_told_by_what_became_of_the_mode() {
        assert!(is_private(0o100_600) && is_private(0o400));
        for mode in [0o777, 0o755, 0o644, 0o640, 0o604, 0o601] {
            assert!(!is_private(mode), "{mode:o}");
        }
    }
}
