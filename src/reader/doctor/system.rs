//! What matters about a computer when a reader is not found. Values only; `probe` fills them.

use std::fmt;

/// A computer, apart from what PC/SC says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct System {
    /// What kind of system.
    pub os: Os,
    /// Its name and version, such as "Debian GNU/Linux 12 (bookworm)".
    pub name: String,
    /// The release of its kernel; empty where it is not known.
    pub kernel: String,
    /// How programs are installed.
    pub packages: Packages,
    /// From where it is used.
    pub session: Session,
    /// The smart card service.
    pub service: Service,
    /// Name and version of the driver for USB readers; `None` when none was found.
    pub driver: Option<String>,
    /// The loaded kernel modules that take NFC readers for themselves.
    pub modules: Vec<&'static str>,
    /// The readers that are plugged in, as far as the system tells.
    pub usb: Vec<UsbReader>,
}

/// Kinds of systems.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Os {
    /// Linux, with pcscd.
    Linux,
    /// Windows, with the service "Smart Card".
    Windows,
    /// macOS, with Apple's service.
    MacOs,
    /// None of these: nothing in particular is known of it.
    Other,
}

impl Os {
    /// The one that this program was built for.
    #[must_use]
    pub fn this() -> Self {
        match std::env::consts::OS {
            "linux" => Self::Linux,
            "windows" => Self::Windows,
            "macos" => Self::MacOs,
            _ => Self::Other,
        }
    }
}

/// How programs are installed on a Linux system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packages {
    /// Debian, Ubuntu and those made of them.
    Apt,
    /// Fedora, Red Hat.
    Dnf,
    /// Arch.
    Pacman,
    /// SUSE.
    Zypper,
    /// Alpine.
    Apk,
    /// In a way that is not known here.
    Unknown,
}

/// From where a computer is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Session {
    /// At its own screen.
    Local,
    /// Over SSH, from another computer.
    Ssh,
    /// Over a remote desktop.
    Rdp,
}

/// The smart card service, as it lies on the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Whether its program is there. Always so on systems that come with one.
    pub installed: bool,
    /// What the program says its version is.
    pub version: Option<String>,
    /// Who starts it.
    pub started_by: StartedBy,
    /// Where programs reach it.
    pub socket: Socket,
}

/// Who starts the smart card service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartedBy {
    /// systemd, when somebody asks for it.
    SystemdSocket,
    /// systemd, together with the computer.
    Systemd,
    /// OpenRC.
    OpenRc,
    /// A person, by hand.
    Hand,
    /// Windows.
    Windows,
    /// macOS.
    MacOs,
}

/// The socket over which programs reach pcscd.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Socket {
    /// It is where it belongs, or this system knows none.
    There,
    /// It is not there.
    Missing,
    /// `PCSCLITE_CSOCK_NAME` names another place, and there is none.
    NamedElsewhere,
}

/// A smart card or NFC reader that is plugged in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsbReader {
    /// The number of its maker, as USB knows it: `072f` in `072f:2200`.
    pub vendor: u16,
    /// The number that the maker gave the product: `2200` in `072f:2200`.
    pub product: u16,
    /// What it calls itself, without a serial number; can be empty.
    pub name: String,
    /// Whether the list of an installed driver has it.
    pub in_driver_list: bool,
    /// The kernel module that holds it.
    pub held_by: Option<&'static str>,
}

/// `ACR122U PICC Interface (072f:2200)`.
impl fmt::Display for UsbReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = if self.name.is_empty() { "USB reader" } else { &self.name };
        write!(f, "{name} ({:04x}:{:04x})", self.vendor, self.product)
    }
}
