//! The text that a supporter asks for: versions, readers, what is wrong and what mends it.

use std::fmt::Write as _;

use super::{Diagnosis, Os, Seen, Session, System};
use crate::reader::ServiceTrouble;

/// What `tapdesk doctor` prints. `build` is the version of Tapdesk. Fit to be sent to anybody: no names of people or
/// computers, no folders, and no serial numbers of readers.
#[must_use]
pub fn report(system: &System, seen: &Seen, found: &[Diagnosis], build: &str) -> String {
    let mut text = String::new();
    for (what, value) in facts(system, seen, build) {
        line(&mut text, &format!("{what:<12} {value}"));
    }
    for diagnosis in found {
        line(&mut text, "");
        describe(&mut text, diagnosis);
    }
    text
}

fn line(text: &mut String, line: &str) {
    // writing to a string does not fail
    let _ = writeln!(text, "{line}");
}

fn facts(system: &System, seen: &Seen, build: &str) -> Vec<(&'static str, String)> {
    let mut facts = vec![
        ("Tapdesk", build.to_owned()),
        ("System", format!("{}, {}", system.name, std::env::consts::ARCH)),
    ];
    if !system.kernel.is_empty() {
        facts.push(("Kernel", system.kernel.clone()));
    }
    facts.push(("Session", session(system.session).to_owned()));
    facts.push(("Service", service(system, seen)));
    if system.os != Os::Windows {
        let driver = system.driver.clone();
        facts.push(("Driver", driver.unwrap_or_else(|| "none found".to_owned())));
    }
    facts.extend(listed("Readers", seen.readers.iter().map(|name| without_serial(name))));
    if system.os == Os::Linux {
        facts.extend(listed("USB readers", system.usb.iter().map(ToString::to_string)));
        facts.extend(listed(
            "Modules",
            system.modules.iter().map(|&module| module.to_owned()),
        ));
    }
    facts
}

/// A list with its name before the first entry.
fn listed(what: &'static str, entries: impl Iterator<Item = String>) -> Vec<(&'static str, String)> {
    let mut lines: Vec<_> = entries.map(|entry| ("", entry)).collect();
    if lines.is_empty() {
        lines.push(("", "none".to_owned()));
    }
    if let Some(first) = lines.first_mut() {
        first.0 = what;
    }
    lines
}

const fn session(session: Session) -> &'static str {
    match session {
        Session::Local => "local",
        Session::Ssh => "SSH",
        Session::Rdp => "remote desktop",
    }
}

fn service(system: &System, seen: &Seen) -> String {
    let name = match (&system.service.version, system.os) {
        (Some(version), _) => format!("pcscd {version}"),
        (None, Os::Linux) if system.service.installed => "pcscd".to_owned(),
        (None, Os::Linux) => "no pcscd found".to_owned(),
        (None, _) => "of the system".to_owned(),
    };
    let answer = match seen.service {
        Ok(()) => "answers",
        Err(ServiceTrouble::NotRunning) => "does not run",
        Err(ServiceTrouble::NoPermission) => "refuses this user",
        Err(ServiceTrouble::Other) => "does not answer",
    };
    format!("{name}, {answer}")
}

fn describe(text: &mut String, diagnosis: &Diagnosis) {
    line(text, &format!("{}.", diagnosis.sentence()));
    let Some(mend) = diagnosis.mend() else { return };
    line(text, &format!("  {}", mend.instruction));
    for command in mend.command.iter().flat_map(|command| command.lines()) {
        line(text, &format!("      {command}"));
    }
}

/// A reader's name without what tells one of its kind from another: pcscd puts the serial number in parentheses, some
/// makers put it into the name itself. What could steer a terminal is taken out as well.
pub fn without_serial(name: &str) -> String {
    let mut kept = String::new();
    let mut rest = name;
    while let Some((before, inside)) = rest.split_once('(') {
        kept.push_str(before);
        kept.push_str("(…)");
        rest = inside.split_once(')').map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    let kept = kept.replace(char::is_control, " ");
    let mut words = String::new();
    for part in kept.split_inclusive(|c: char| !c.is_ascii_alphanumeric()) {
        let word = part.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        words.push_str(if is_serial(word) { "…" } else { word });
        words.push_str(part.strip_prefix(word).unwrap_or_default());
    }
    words.trim().to_owned()
}

/// Six digits in a row, or eight and more hexadecimal ones of which one is a digit. "ACR1281U" is neither.
fn is_serial(word: &str) -> bool {
    let longest = word.split(|c: char| !c.is_ascii_digit()).map(str::len).max();
    let hex =
        word.len() >= 8 && word.chars().all(|c| c.is_ascii_hexdigit()) && word.contains(|c: char| c.is_ascii_digit());
    longest.is_some_and(|digits| digits >= 6) || hex
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_serial_number_is_hidden_and_the_model_is_not() {
        for (name, shown) in [
            ("ACS ACR122U PICC Interface 00 00", "ACS ACR122U PICC Interface 00 00"),
            ("ACS ACR1281U-C1 1S Dual 00 01", "ACS ACR1281U-C1 1S Dual 00 01"),
            (
                "Identiv uTrust 4701 F [CL Reader] (55041738200198) 02 00",
                "Identiv uTrust 4701 F [CL Reader] (…) 02 00",
            ),
            (
                "Gemalto PC Twin Reader (AABBCCDD) 00 00",
                "Gemalto PC Twin Reader (…) 00 00",
            ),
            ("HID 5022 OKCM0012211201 0", "HID 5022 … 0"),
            ("Reader 00a1b2c3d4", "Reader …"),
            ("Interface deadbeef", "Interface deadbeef"),
            ("Reader (12345", "Reader (…)"),
            ("\u{1b}[31mred\n", "[31mred"),
            ("", ""),
        ] {
            assert_eq!(without_serial(name), shown);
        }
    }
}
