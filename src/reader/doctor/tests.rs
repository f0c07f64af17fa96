//! Computers that are made up in a folder, and what the doctor says about them.

use std::collections::HashMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;
use std::time::Duration;

use super::*;

const PICC: &str = "ACS ACR122U PICC Interface 00 00";
const SAM: &str = "ACS ACR1252 Dual Reader [SAM] (55041738200198) 01 00";
const LIST: &str = "<key>CFBundleName</key><string>CCIDCLASSDRIVER</string>
    <key>CFBundleShortVersionString</key><string>1.5.2</string>
    <key>ifdVendorID</key><array><string>0x072F</string><string>0x072F</string></array>
    <key>ifdProductID</key><array><string>0x2200</string><string>0x223B</string></array>";

struct Computer {
    root: tempfile::TempDir,
    os: Os,
    env: HashMap<&'static str, &'static str>,
}

impl Computer {
    fn new(os: Os) -> Self {
        let people = [
            ("USER", "annakeller"),
            ("HOME", "/home/annakeller"),
            ("HOSTNAME", "desk-seven"),
        ];
        Self {
            root: tempfile::tempdir().unwrap(),
            os,
            env: HashMap::from(people),
        }
    }

    /// Debian with everything in its place, and no reader.
    fn debian() -> Self {
        Self::new(Os::Linux)
            .file(
                "etc/os-release",
                "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nID=debian\n",
            )
            .file("proc/sys/kernel/osrelease", "6.1.0-18-amd64\n")
            .file("proc/modules", "ext4 1 2 - Live 0x0\n")
            .file("usr/sbin/pcscd", "no program")
            .file("run/systemd/system/x", "")
            .file("lib/systemd/system/pcscd.socket", "")
            .file("run/pcscd/pcscd.comm", "")
            .file("usr/lib/pcsc/drivers/ifd-ccid.bundle/Contents/Info.plist", LIST)
    }

    fn file(self, path: &str, text: &str) -> Self {
        let path = self.root.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    fn without(self, path: &str) -> Self {
        let path = self.root.path().join(path);
        if path.is_dir() {
            fs::remove_dir_all(path).unwrap();
        } else {
            fs::remove_file(path).unwrap();
        }
        self
    }

    fn with(mut self, name: &'static str, value: &'static str) -> Self {
        self.env.insert(name, value);
        self
    }

    fn usb(self, ids: (&str, &str), product: &str, class: &str) -> Self {
        let device = format!("sys/bus/usb/devices/1-{}", ids.1);
        self.file(&format!("{device}/idVendor"), &format!("{}\n", ids.0))
            .file(&format!("{device}/idProduct"), &format!("{}\n", ids.1))
            .file(&format!("{device}/product"), &format!("{product}\n"))
            .file(&format!("{device}/serial"), "55041738200198\n")
            .file(
                &format!("{device}/1-{}:1.0/bInterfaceClass", ids.1),
                &format!("{class}\n"),
            )
    }

    fn acr122u(self) -> Self {
        self.usb(("072f", "2200"), "ACR122U PICC Interface", "0b")
    }

    /// The driver that the kernel has bound to the ACR122U.
    fn bound_to(self, driver: &str) -> Self {
        let link = self.root.path().join("sys/bus/usb/devices/1-2200/1-2200:1.0/driver");
        symlink(format!("../../../../bus/usb/drivers/{driver}"), link).unwrap();
        self
    }

    fn look(&self) -> System {
        let env = self.env.clone();
        Probe::of(self.root.path(), self.os, move |name| {
            env.get(name).map(|value| (*value).to_owned())
        })
        .look()
    }

    /// What is found; nobody is named in the report, and every command could be typed.
    fn examine(&self, service: Result<(), ServiceTrouble>, readers: &[&str]) -> Vec<Diagnosis> {
        let readers = readers.iter().map(|&name| name.to_owned()).collect();
        let (system, seen) = (self.look(), Seen { service, readers });
        let found = diagnose(&system, &seen);
        let text = report(&system, &seen, &found, "0.1.0 (test)");
        for secret in ["annakeller", "desk-seven", "/home", "55041738200198"] {
            assert!(!text.contains(secret), "{secret}: {text}");
        }
        assert!(!text.contains(self.root.path().to_str().unwrap()));
        for diagnosis in &found {
            assert!(text.contains(&diagnosis.sentence()), "{text}");
            assert!(!diagnosis.sentence().ends_with('.'));
            assert_eq!(diagnosis.mend().is_none(), *diagnosis == Diagnosis::Fine);
            for command in typed(diagnosis).lines() {
                assert!(text.contains(command), "{text}");
            }
        }
        found
    }

    /// The only thing that is found.
    fn only(&self, service: Result<(), ServiceTrouble>, readers: &[&str]) -> Diagnosis {
        let found = self.examine(service, readers);
        assert_eq!(found.len(), 1, "{found:?}");
        found[0].clone()
    }
}

/// What mends it, to be typed; the shell has to understand it.
fn typed(diagnosis: &Diagnosis) -> String {
    let command = diagnosis.mend().and_then(|mend| mend.command).unwrap_or_default();
    let understood = Command::new("sh").args(["-n", "-c", &command]).status().unwrap();
    assert!(understood.success(), "{command}");
    command
}

const DOWN: Result<(), ServiceTrouble> = Err(ServiceTrouble::NotRunning);
const REFUSED: Result<(), ServiceTrouble> = Err(ServiceTrouble::NoPermission);
const STUCK: Result<(), ServiceTrouble> = Err(ServiceTrouble::Other);

#[test]
fn a_reader_that_can_be_used_is_fine() {
    let computer = Computer::debian().acr122u().bound_to("usbfs");
    assert_eq!(computer.only(Ok(()), &[PICC]), Diagnosis::Fine);
    assert!(!Diagnosis::Fine.is_fault());
}

#[test]
fn a_service_that_is_not_installed_is_installed_as_the_system_does_it() {
    let bare = || Computer::debian().without("usr/sbin/pcscd").without("run/pcscd");
    for (release, command) in [
        ("ID=debian", "sudo apt install pcscd libccid"),
        (
            "ID=linuxmint\nID_LIKE=\"ubuntu debian\"",
            "sudo apt install pcscd libccid",
        ),
        ("ID=fedora", "sudo dnf install pcsc-lite pcsc-lite-ccid"),
        (
            "ID='opensuse-leap'\nID_LIKE='suse opensuse'",
            "sudo zypper install pcsc-lite pcsc-ccid",
        ),
        ("ID=arch", "sudo pacman -S pcsclite ccid"),
        ("ID=alpine", "sudo apk add pcsc-lite ccid"),
        ("ID=own", ""),
    ] {
        let found = bare().file("etc/os-release", release).only(DOWN, &[]);
        assert!(matches!(found, Diagnosis::ServiceNotInstalled { .. }), "{found:?}");
        assert!(found.sentence().contains("not installed"));
        assert_eq!(typed(&found), command);
    }
}

#[test]
fn a_service_that_does_not_run_is_started_by_whoever_starts_it() {
    let stopped = || Computer::debian().without("run/pcscd");
    let plain = || stopped().without("lib/systemd/system/pcscd.socket");
    let computers = [
        (stopped(), "sudo systemctl enable --now pcscd.socket"),
        (
            plain().file("etc/systemd/system/pcscd.service", ""),
            "sudo systemctl enable --now pcscd",
        ),
        (
            plain()
                .without("run/systemd")
                .file("run/openrc/x", "")
                .file("etc/init.d/pcscd", ""),
            "sudo rc-update add pcscd\nsudo rc-service pcscd start",
        ),
        (stopped().without("run/systemd"), "sudo pcscd"),
        (
            Computer::debian(),
            "sudo systemctl stop pcscd.service pcscd.socket\nsudo systemctl start pcscd.socket",
        ),
        (Computer::new(Os::Windows), "sc.exe start SCardSvr"),
        (Computer::new(Os::MacOs), ""),
    ];
    for (computer, command) in computers {
        let found = computer.only(DOWN, &[]);
        assert!(matches!(found, Diagnosis::ServiceNotRunning { .. }), "{found:?}");
        assert!(found.sentence().contains("does not run"), "{found:?}");
        assert_eq!(typed(&found), command);
    }
}

#[test]
fn a_variable_that_leads_to_another_socket_is_named() {
    let elsewhere = Computer::debian().with("PCSCLITE_CSOCK_NAME", "/home/annakeller/none");
    let found = elsewhere.only(DOWN, &[]);
    assert!(found.sentence().contains("PCSCLITE_CSOCK_NAME"));
    assert_eq!(typed(&found), "unset PCSCLITE_CSOCK_NAME");
    let there = Computer::debian().with("PCSCLITE_CSOCK_NAME", "/run/pcscd/pcscd.comm");
    assert_eq!(there.look().service.socket, Socket::There);
}

#[test]
fn a_service_that_does_not_answer_is_started_anew() {
    let found = Computer::debian().only(STUCK, &[]);
    assert!(matches!(found, Diagnosis::ServiceStuck { .. }));
    assert!(found.sentence().contains("does not answer"));
    assert!(typed(&found).contains("systemctl start pcscd.socket"));
    let windows = Computer::new(Os::Windows).only(STUCK, &[]);
    assert!(typed(&windows).contains("sc.exe start SCardSvr"));
}

#[test]
fn a_refused_user_gets_the_rule_and_over_ssh_the_reason() {
    let found = Computer::debian().only(REFUSED, &[]);
    assert_eq!(found, Diagnosis::NoPermission { os: Os::Linux });
    assert!(found.sentence().contains("refuses this user"));
    let rule = typed(&found);
    assert!(rule.contains("/etc/polkit-1/rules.d/") && rule.contains("usermod -aG scard"));
    assert!(found.mend().unwrap().instruction.contains("own screen"));

    let ssh = Computer::debian().with("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22");
    let found = ssh.examine(REFUSED, &[]);
    assert!(matches!(
        found[..],
        [
            Diagnosis::NoPermission { .. },
            Diagnosis::RemoteSession {
                session: Session::Ssh,
                ..
            }
        ]
    ));
}

#[test]
fn the_rule_that_is_typed_is_one_that_polkit_reads() {
    let rule = typed(&Diagnosis::NoPermission { os: Os::Linux });
    let (print, _) = rule.split_once(" | ").unwrap();
    let printed = Command::new("sh").args(["-c", print]).output().unwrap();
    let text = String::from_utf8(printed.stdout).unwrap();
    assert_eq!(
        text.matches(['(', '{']).count(),
        text.matches([')', '}']).count(),
        "{text}"
    );
    assert!(
        text.starts_with("polkit.addRule(function(action, subject) {\nif ("),
        "{text}"
    );
    assert!(text.ends_with("subject.isInGroup(\"scard\")) return polkit.Result.YES; });\n"));
}

#[test]
fn a_reader_that_the_kernel_holds_is_let_go() {
    let computer = Computer::debian().acr122u().file(
        "proc/modules",
        "pn533_usb 1 0\npn533 2 1 pn533_usb,\nnfc 3 1 pn533,\nnfcsim 1 0\n",
    );
    assert_eq!(computer.look().modules, ["pn533_usb", "pn533", "nfc"]);
    // the list of modules alone tells, and so does what is bound to the reader
    for computer in [computer, Computer::debian().acr122u().bound_to("pn533_usb")] {
        let found = computer.only(Ok(()), &[]);
        assert!(matches!(
            found,
            Diagnosis::HeldByKernel {
                module: "pn533_usb",
                ..
            }
        ));
        let sentence = found.sentence();
        assert!(sentence.contains("ACR122U PICC Interface (072f:2200)"), "{sentence}");
        let command = typed(&found);
        assert!(command.contains("blacklist pn533_usb\\nblacklist pn533\\nblacklist nfc\\n"));
        assert!(command.ends_with("sudo modprobe -r pn533_usb"));
    }
    let sony = Computer::debian()
        .usb(("054c", "06c3"), "RC-S380/P", "ff")
        .file("proc/modules", "port100 1 0\n");
    assert!(typed(&sony.only(Ok(()), &[])).ends_with("sudo modprobe -r port100"));
}

#[test]
fn a_held_reader_is_said_beside_one_that_works_and_beside_a_service_that_does_not() {
    let computer = || Computer::debian().acr122u().bound_to("pn533_usb");
    let found = computer().only(Ok(()), &["Alcor Micro AU9540 00 00"]);
    assert!(matches!(found, Diagnosis::HeldByKernel { .. }));
    let found = computer().without("run/pcscd").examine(DOWN, &[]);
    assert!(matches!(
        found[..],
        [Diagnosis::ServiceNotRunning { .. }, Diagnosis::HeldByKernel { .. }]
    ));
    // the service has it in spite of the modules
    let free = Computer::debian()
        .acr122u()
        .bound_to("usbfs")
        .file("proc/modules", "pn533_usb 1 0\n");
    assert_eq!(free.only(Ok(()), &[PICC]), Diagnosis::Fine);
}

#[test]
fn a_remote_session_is_the_first_to_be_suspected() {
    let windows = || Computer::new(Os::Windows);
    let rdp = [
        windows().with("SESSIONNAME", "RDP-Tcp#3").with("CLIENTNAME", "DESK7"),
        windows().with("CLIENTNAME", "DESK7"),
        Computer::debian().with("XRDP_SESSION", "1"),
    ];
    for computer in rdp {
        let found = computer.examine(Ok(()), &[]);
        assert!(matches!(
            found[..],
            [
                Diagnosis::RemoteSession {
                    session: Session::Rdp,
                    ..
                },
                Diagnosis::NoReader { .. }
            ]
        ));
        assert!(found[0].sentence().contains("remote desktop"));
        assert!(
            found[0]
                .mend()
                .unwrap()
                .instruction
                .contains("computer in front of you")
        );
        assert_eq!(
            computer.only(Ok(()), &[PICC]),
            Diagnosis::Fine,
            "the reader was passed on"
        );
    }
    // Windows stops the service where a session has no readers
    let stopped = windows().with("SESSIONNAME", "RDP-Tcp#3").examine(DOWN, &[]);
    assert!(matches!(
        stopped[..],
        [Diagnosis::RemoteSession { .. }, Diagnosis::ServiceNotRunning { .. }]
    ));
    let console = windows().with("SESSIONNAME", "Console").with("CLIENTNAME", "DESK7");
    assert_eq!(console.look().session, Session::Local);
}

#[test]
fn a_reader_without_a_driver_gets_one() {
    let computer = Computer::debian().without("usr/lib/pcsc").acr122u();
    let found = computer.only(Ok(()), &[]);
    assert!(matches!(found, Diagnosis::DriverMissing { .. }));
    assert!(found.sentence().contains("no driver"));
    assert_eq!(typed(&found), "sudo apt install pcscd libccid");
    for folder in ["usr/lib64", "usr/lib/x86_64-linux-gnu", "usr/local/lib"] {
        let list = format!("{folder}/pcsc/drivers/ifd-ccid.bundle/Contents/Info.plist");
        let computer = Computer::debian().without("usr/lib/pcsc").file(&list, LIST).acr122u();
        assert_eq!(computer.look().driver.as_deref(), Some("libccid 1.5.2"), "{folder}");
    }
}

#[test]
fn a_reader_that_no_driver_knows_is_named() {
    let new = Computer::debian().usb(("1234", "00ab"), "Tap One (55041738200198)", "0b");
    let found = new.only(Ok(()), &[]);
    assert!(matches!(found, Diagnosis::UnknownToDriver { .. }));
    assert!(found.sentence().contains("Tap One (…) (1234:00ab)"));
    assert!(typed(&found).contains("libccid"));
    let of_acs = Computer::debian()
        .usb(("072f", "90cc"), "ACR38", "0b")
        .only(Ok(()), &[]);
    assert_eq!(typed(&of_acs), "sudo apt install libacsccid1");
}

#[test]
fn a_reader_that_the_service_should_have_is_plugged_in_again() {
    let found = Computer::debian().acr122u().only(Ok(()), &[]);
    assert!(matches!(found, Diagnosis::Overlooked { .. }));
    assert!(found.sentence().contains("does not show it"));
    assert!(found.mend().unwrap().instruction.starts_with("Unplug"));
    assert!(typed(&found).contains("systemctl"));
}

#[test]
fn the_slot_of_a_security_module_is_no_reader() {
    let computer = Computer::debian().usb(("072f", "223b"), "ACR1252 Dual Reader", "0b");
    let found = computer.only(Ok(()), &[SAM]);
    assert_eq!(found, Diagnosis::OnlySam);
    assert!(found.sentence().contains("SAM"));
    assert!(found.mend().unwrap().instruction.starts_with("Unplug"));
}

#[test]
fn no_reader_at_all_is_said() {
    // a keyboard and the hub itself are none
    let linux = Computer::debian()
        .usb(("046d", "c31c"), "USB Keyboard", "03")
        .file("sys/bus/usb/devices/usb1/idVendor", "1d6b");
    let found = linux.only(Ok(()), &[]);
    assert_eq!(found, Diagnosis::NoReader { os: Os::Linux });
    assert!(found.sentence().contains("No reader is plugged in"));
    let windows = Computer::new(Os::Windows).only(Ok(()), &[]);
    assert!(windows.mend().unwrap().instruction.contains("Device Manager"));
    let mac = Computer::new(Os::MacOs).only(Ok(()), &[]);
    assert_eq!(
        typed(&mac),
        "sudo defaults write /Library/Preferences/com.apple.security.smartcard useIFDCCID -bool yes"
    );
}

#[test]
fn several_readers_are_a_hint() {
    let found = Computer::debian().only(Ok(()), &[PICC, SAM, "Other 01 00"]);
    assert_eq!(found, Diagnosis::SeveralReaders { count: 2 });
    assert!(!found.is_fault());
    assert!(found.mend().unwrap().instruction.contains("--reader"));
}

#[test]
fn the_report_has_what_a_supporter_asks_for() {
    let computer = Computer::debian().acr122u().file("proc/modules", "nfc 1 0\n");
    let seen = Seen {
        service: Ok(()),
        readers: vec![PICC.into(), SAM.into()],
    };
    let mut system = computer.look();
    system.service.version = Some("1.9.9".into());
    let text = report(&system, &seen, &diagnose(&system, &seen), "0.1.0 (abc)");
    let expected = format!(
        "Tapdesk      0.1.0 (abc)
System       Debian GNU/Linux 12 (bookworm), {}
Kernel       6.1.0-18-amd64
Session      local
Service      pcscd 1.9.9, answers
Driver       libccid 1.5.2
Readers      ACS ACR122U PICC Interface 00 00
             ACS ACR1252 Dual Reader [SAM] (…) 01 00
USB readers  ACR122U PICC Interface (072f:2200)
Modules      nfc

A reader can be used.
",
        std::env::consts::ARCH
    );
    assert_eq!(text, expected);
    let mac = Computer::new(Os::MacOs).file(
        "System/Library/CoreServices/SystemVersion.plist",
        "<key>ProductVersion</key><string>14.5</string>",
    );
    assert_eq!(mac.look().name, "macOS 14.5");
}

/// The script is written by another process: a file that this one has open for writing could not be run.
fn with_program(computer: &Computer, script: &str) {
    let program = computer.root.path().join("usr/sbin/pcscd");
    let write = "rm -f \"$0\"; printf '#!/bin/sh\\n%s\\n' \"$1\" >\"$0\" && chmod +x \"$0\"";
    let written = Command::new("sh").args(["-c", write]).arg(program).arg(script).status();
    assert!(written.unwrap().success());
}

#[test]
fn the_service_is_asked_for_its_version_and_not_waited_for() {
    let computer = Computer::debian();
    with_program(&computer, "echo 'pcsc-lite version 2.3.0.'; echo Copyright");
    assert_eq!(computer.look().service.version.as_deref(), Some("2.3.0"));
    with_program(&computer, "exec sleep 60");
    let start = std::time::Instant::now();
    let hasty = Probe::of(computer.root.path(), Os::Linux, |_| None).patient_for(Duration::from_millis(50));
    let service = hasty.look().service;
    assert!(service.installed && service.version.is_none());
    assert!(start.elapsed() < Duration::from_secs(30));
}
