//! The causes for which no reader is found, each with its sentence and what mends it.

use super::{Os, Packages, Session, Socket, StartedBy, UsbReader};

/// One thing that is wrong, or worth knowing. In the order of how likely it is to be the cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Diagnosis {
    /// There is no smart card service.
    ServiceNotInstalled {
        /// How it is installed.
        packages: Packages,
    },
    /// The smart card service is there and does not run.
    ServiceNotRunning {
        /// Who should start it.
        started_by: StartedBy,
        /// Where it should listen.
        socket: Socket,
    },
    /// It runs and does not answer, or not as it should.
    ServiceStuck {
        /// Who starts it anew.
        started_by: StartedBy,
    },
    /// It refuses this user.
    NoPermission {
        /// What kind of system.
        os: Os,
    },
    /// A kernel module took a reader that is plugged in, and the service cannot have it.
    HeldByKernel {
        /// The name of the module, as the kernel lists it.
        module: &'static str,
        /// The reader that it holds.
        reader: UsbReader,
    },
    /// The session comes from another computer, whose readers are other ones.
    RemoteSession {
        /// What kind of system it leads to.
        os: Os,
        /// Over what it comes: SSH or a remote desktop.
        session: Session,
    },
    /// A reader is plugged in, and no driver for USB readers is installed.
    DriverMissing {
        /// The reader that is plugged in.
        reader: UsbReader,
        /// How a driver is installed.
        packages: Packages,
    },
    /// A reader is plugged in that no installed driver knows.
    UnknownToDriver {
        /// The reader that is plugged in.
        reader: UsbReader,
        /// How another driver is installed.
        packages: Packages,
    },
    /// A reader is plugged in that the service should have, and has not.
    Overlooked {
        /// The reader that is plugged in.
        reader: UsbReader,
        /// Who starts the service anew.
        started_by: StartedBy,
    },
    /// Only the slot of a security module was found, on which no token can be laid.
    OnlySam,
    /// No reader is plugged in, as far as the system tells.
    NoReader {
        /// What kind of system.
        os: Os,
    },
    /// There is more than one reader to choose from: a hint, no fault.
    SeveralReaders {
        /// How many could be chosen, two at least.
        count: usize,
    },
    /// A reader can be used.
    Fine,
}

/// What mends a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mend {
    /// What to do, in a sentence or two.
    pub instruction: String,
    /// What to type for it, where typing helps; one command a line.
    pub command: Option<String>,
}

impl Mend {
    fn by_hand(instruction: &str) -> Self {
        Self {
            instruction: instruction.to_owned(),
            command: None,
        }
    }

    fn typed(instruction: &str, command: &str) -> Self {
        Self {
            command: Some(command.to_owned()),
            ..Self::by_hand(instruction)
        }
    }
}

/// Lets the members of the group `scard` use readers from any session.
const POLKIT_RULE: &str = "printf '%s\\n' 'polkit.addRule(function(action, subject) {' \
    'if (action.id.indexOf(\"org.debian.pcsc-lite.\") == 0 && subject.isInGroup(\"scard\")) \
    return polkit.Result.YES; });' | sudo tee /etc/polkit-1/rules.d/60-pcscd.rules\n\
    sudo groupadd -f scard\n\
    sudo usermod -aG scard \"$(id -un)\"";

/// Brings back the driver that macOS used before version 14.
const OLD_DRIVER: &str = "sudo defaults write /Library/Preferences/com.apple.security.smartcard useIFDCCID -bool yes";

impl Diagnosis {
    /// Whether it keeps a reader from being used. Hints do not.
    #[must_use]
    pub const fn is_fault(&self) -> bool {
        !matches!(self, Self::SeveralReaders { .. } | Self::Fine)
    }

    /// What is wrong, for a person at the desk; without a full stop.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::ServiceNotInstalled { .. } => "The smart card service (pcscd) is not installed".into(),
            Self::ServiceNotRunning { started_by, socket } => not_running(*started_by, *socket).into(),
            Self::ServiceStuck { .. } => "The smart card service does not answer as it should".into(),
            Self::NoPermission { .. } => "The smart card service runs but refuses this user".into(),
            Self::HeldByKernel { module, reader } => {
                format!("The kernel module {module} holds {reader}, so the smart card service cannot have it")
            }
            Self::RemoteSession { session, .. } => remote_sentence(*session).into(),
            Self::DriverMissing { reader, .. } => {
                format!("{reader} is plugged in, and no driver for USB readers is installed")
            }
            Self::UnknownToDriver { reader, .. } => {
                format!("{reader} is plugged in, and no installed driver knows it")
            }
            Self::Overlooked { reader, .. } => {
                format!("{reader} is plugged in, and the smart card service does not show it")
            }
            Self::OnlySam => "Only the slot of a security module (SAM) was found, on which no token can be laid".into(),
            Self::NoReader { os: Os::Linux } => "No reader is plugged in".into(),
            Self::NoReader { .. } => "The smart card service shows no reader".into(),
            Self::SeveralReaders { count } => format!("{count} readers are connected, and Tapdesk watches one of them"),
            Self::Fine => "A reader can be used".into(),
        }
    }

    /// What mends it; `None` where nothing has to be.
    #[must_use]
    pub fn mend(&self) -> Option<Mend> {
        let mend = match self {
            Self::ServiceNotInstalled { packages } => install(*packages),
            Self::ServiceNotRunning { started_by, socket } => start(*started_by, *socket),
            Self::ServiceStuck { started_by } => start_anew(*started_by),
            Self::NoPermission { os } => permit(*os),
            Self::HeldByKernel { module, .. } => let_go(module),
            Self::RemoteSession { os, .. } => remote_mend(*os),
            Self::DriverMissing { packages, .. } => install(*packages),
            Self::UnknownToDriver { reader, packages } => another_driver(reader, *packages),
            Self::Overlooked { started_by, .. } => Mend {
                instruction: "Unplug the reader and plug it in again. If that does not help, start the service anew."
                    .into(),
                ..start_anew(*started_by)
            },
            Self::OnlySam => Mend::by_hand(
                "Unplug the reader and plug it in again. If its other slot stays away, install its maker’s driver.",
            ),
            Self::NoReader { os } => plug_in(*os),
            Self::SeveralReaders { .. } => Mend::by_hand(
                "Choose the one with the pad in the header of Tapdesk, or start it with --reader and the name.",
            ),
            Self::Fine => return None,
        };
        Some(mend)
    }
}

const fn not_running(started_by: StartedBy, socket: Socket) -> &'static str {
    match (started_by, socket) {
        (StartedBy::Windows, _) => "The Windows service “Smart Card” does not run",
        (_, Socket::NamedElsewhere) => "No smart card service listens where the variable PCSCLITE_CSOCK_NAME says",
        _ => "The smart card service does not run",
    }
}

const fn remote_sentence(session: Session) -> &'static str {
    match session {
        Session::Ssh => "This session comes over SSH: the readers of the computer in front of you are not seen",
        _ => "This session comes over a remote desktop: the readers of one of the two computers are not seen",
    }
}

fn install(packages: Packages) -> Mend {
    let command = match packages {
        Packages::Apt => "sudo apt install pcscd libccid",
        Packages::Dnf => "sudo dnf install pcsc-lite pcsc-lite-ccid",
        Packages::Pacman => "sudo pacman -S pcsclite ccid",
        Packages::Zypper => "sudo zypper install pcsc-lite pcsc-ccid",
        Packages::Apk => "sudo apk add pcsc-lite ccid",
        Packages::Unknown => {
            return Mend::by_hand("Install the service pcscd (pcsc-lite) and the driver libccid (CCID).");
        }
    };
    Mend::typed(
        "Install the smart card service and the driver for USB readers.",
        command,
    )
}

fn start(started_by: StartedBy, socket: Socket) -> Mend {
    if socket == Socket::NamedElsewhere {
        return Mend::typed(
            "Remove the variable from the environment, or start the service that it names.",
            "unset PCSCLITE_CSOCK_NAME",
        );
    }
    let command = match started_by {
        // a socket without anybody behind it: the service failed, and starting what runs already would do nothing
        StartedBy::SystemdSocket | StartedBy::Systemd | StartedBy::OpenRc if socket == Socket::There => {
            return start_anew(started_by);
        }
        StartedBy::SystemdSocket => "sudo systemctl enable --now pcscd.socket",
        StartedBy::Systemd => "sudo systemctl enable --now pcscd",
        StartedBy::OpenRc => "sudo rc-update add pcscd\nsudo rc-service pcscd start",
        StartedBy::Hand => "sudo pcscd",
        StartedBy::Windows => {
            return Mend::typed(
                "Plug the reader in: that starts the service. If it does not, start it in a prompt of the administrator.",
                "sc.exe start SCardSvr",
            );
        }
        StartedBy::MacOs => return start_anew(started_by),
    };
    Mend::typed("Start the service. Tapdesk goes on by itself.", command)
}

fn start_anew(started_by: StartedBy) -> Mend {
    let command = match started_by {
        // the socket cannot be started while the service runs
        StartedBy::SystemdSocket => "sudo systemctl stop pcscd.service pcscd.socket\nsudo systemctl start pcscd.socket",
        StartedBy::Systemd => "sudo systemctl restart pcscd",
        StartedBy::OpenRc => "sudo rc-service pcscd restart",
        StartedBy::Hand => "sudo pkill pcscd\nsudo pcscd",
        StartedBy::Windows => "sc.exe stop SCardSvr\nsc.exe start SCardSvr",
        StartedBy::MacOs => {
            return Mend::by_hand(
                "Unplug the reader and plug it in again. If that does not help, restart the computer.",
            );
        }
    };
    Mend::typed("Start the service anew.", command)
}

fn permit(os: Os) -> Mend {
    if os != Os::Linux {
        return Mend::by_hand("Ask the administrator of this computer for the right to use smart cards.");
    }
    Mend::typed(
        "Log in at this computer’s own screen. Where that cannot be, let a group use readers (polkit), then log in again.",
        POLKIT_RULE,
    )
}

fn let_go(module: &str) -> Mend {
    let command = if module == "port100" {
        "printf 'blacklist port100\\nblacklist nfc\\n' | sudo tee /etc/modprobe.d/blacklist-nfc.conf\n\
         sudo modprobe -r port100"
    } else {
        "printf 'blacklist pn533_usb\\nblacklist pn533\\nblacklist nfc\\n' | sudo tee /etc/modprobe.d/blacklist-nfc.conf\n\
         sudo modprobe -r pn533_usb"
    };
    Mend::typed(
        "Keep the module away, then unplug the reader and plug it in again.",
        command,
    )
}

fn remote_mend(os: Os) -> Mend {
    Mend::by_hand(match os {
        Os::Windows => {
            "Plug the reader into the computer in front of you, and let the connection pass smart cards on (Local \
             Resources, More). Or work at the own screen of the computer that has the reader."
        }
        _ => {
            "Plug the reader into the computer that Tapdesk runs on, or start Tapdesk on the computer in front of you. \
             The service may want you at its own screen."
        }
    })
}

fn another_driver(reader: &UsbReader, packages: Packages) -> Mend {
    /// The maker of the ACR122U, whose own driver knows more of its readers.
    const ACS: u16 = 0x072F;
    let command = match packages {
        Packages::Apt if reader.vendor == ACS => "sudo apt install libacsccid1",
        Packages::Apt => "sudo apt update\nsudo apt install libccid",
        Packages::Dnf => "sudo dnf upgrade pcsc-lite-ccid",
        Packages::Pacman => "sudo pacman -Syu ccid",
        Packages::Zypper => "sudo zypper update pcsc-ccid",
        Packages::Apk => "sudo apk add -u ccid",
        Packages::Unknown => return Mend::by_hand("Install the driver of the reader’s maker, or a newer libccid."),
    };
    Mend::typed(
        "Install a newer driver, or the one of the reader’s maker. Or take another reader.",
        command,
    )
}

fn plug_in(os: Os) -> Mend {
    match os {
        Os::Windows => Mend::by_hand(
            "Plug the USB reader in. If it is, look for it under “Smart card readers” in the Device Manager: a mark \
             there says that its driver is missing.",
        ),
        Os::MacOs => Mend::typed(
            "Plug the USB reader in. If it is, bring the older driver back and restart the computer.",
            OLD_DRIVER,
        ),
        _ => Mend::by_hand("Plug the USB reader in. Tapdesk notices by itself."),
    }
}
