//! Reads what matters of a computer, below a root folder that tests put elsewhere.
//!
//! Everything is optional: a file that is missing or unreadable is one thing less that is known, never an error.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::drivers::{self, Drivers};
use super::report::without_serial;
use super::{Os, Packages, Service, Session, Socket, StartedBy, System, UsbReader};

/// The USB interface class of smart card readers.
const SMART_CARD: &str = "0b";
/// NFC readers that a kernel module takes for itself, from the tables of ids in the kernel's `drivers/nfc`.
const TAKEN: [(&str, u16, u16); 6] = [
    ("pn533_usb", 0x04CC, 0x2533),
    ("pn533_usb", 0x04E6, 0x5591),
    ("pn533_usb", 0x054C, 0x02E1),
    ("pn533_usb", 0x072F, 0x2200),
    ("port100", 0x054C, 0x06C1),
    ("port100", 0x054C, 0x06C3),
];
/// What of it shows in the list of modules.
const MODULES: [&str; 4] = ["pn533_usb", "pn533", "nfc", "port100"];
/// Where pcscd can be.
const PROGRAMS: [&str; 6] = [
    "usr/sbin/pcscd",
    "usr/bin/pcscd",
    "sbin/pcscd",
    "usr/local/sbin/pcscd",
    "usr/local/bin/pcscd",
    "run/current-system/sw/bin/pcscd",
];
/// Where systemd looks for units.
const UNITS: [&str; 4] = [
    "etc/systemd/system",
    "usr/lib/systemd/system",
    "lib/systemd/system",
    "usr/local/lib/systemd/system",
];
/// No file that is read here is larger.
const MOST: u64 = 1 << 20;

/// A variable of the environment by its name.
type Env = Box<dyn Fn(&str) -> Option<String>>;

/// A look at a computer.
pub struct Probe {
    root: PathBuf,
    os: Os,
    env: Env,
    patience: Duration,
}

impl Default for Probe {
    fn default() -> Self {
        Self::new()
    }
}

impl Probe {
    /// At this computer.
    #[must_use]
    pub fn new() -> Self {
        Self::of("/", Os::this(), |name| std::env::var(name).ok())
    }

    /// At one whose files lie below the absolute path `root` and whose environment is `env`.
    pub fn of(root: impl Into<PathBuf>, os: Os, env: impl Fn(&str) -> Option<String> + 'static) -> Self {
        Self {
            root: root.into(),
            os,
            env: Box::new(env),
            patience: Duration::from_secs(2),
        }
    }

    /// How long a program may take to say its version; two seconds otherwise.
    #[must_use]
    pub fn patient_for(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Looks. It runs a program for its version and waits for that, so it must not run on a window's thread.
    #[must_use]
    pub fn look(&self) -> System {
        let drivers = self.drivers();
        let modules = self.modules();
        let release = self.text("etc/os-release").unwrap_or_default();
        System {
            os: self.os,
            name: self.name(&release),
            kernel: self
                .text("proc/sys/kernel/osrelease")
                .unwrap_or_default()
                .trim()
                .to_owned(),
            packages: packages(&release),
            session: self.session(),
            service: self.service(),
            usb: self.usb(&drivers, &modules),
            driver: drivers.name,
            modules,
        }
    }

    fn text(&self, path: impl AsRef<Path>) -> Option<String> {
        let mut bytes = Vec::new();
        let file = fs::File::open(self.root.join(path)).ok()?;
        file.take(MOST).read_to_end(&mut bytes).ok()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn there(&self, path: impl AsRef<Path>) -> bool {
        self.root.join(path).exists()
    }

    /// The folder's entries, always in the same order.
    fn entries(&self, folder: impl AsRef<Path>) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.root.join(folder)).into_iter().flatten();
        let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        paths.sort();
        paths
    }

    fn env(&self, name: &str) -> Option<String> {
        (self.env)(name).filter(|value| !value.is_empty())
    }

    fn name(&self, release: &str) -> String {
        let known = match self.os {
            Os::Linux => field(release, "PRETTY_NAME").map(str::to_owned),
            Os::MacOs => self
                .text("System/Library/CoreServices/SystemVersion.plist")
                .and_then(|plist| {
                    let version = drivers::string(&plist, "ProductVersion")?;
                    Some(format!("macOS {version}"))
                }),
            Os::Windows => self.says(Command::new("cmd").args(["/c", "ver"])),
            Os::Other => None,
        };
        let name = known.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
        name.unwrap_or_else(|| std::env::consts::OS.to_owned())
    }

    fn session(&self) -> Session {
        let is_set = |name| self.env(name).is_some();
        let rdp = match self.os {
            // "Console" or such as "RDP-Tcp#3"; the client's name stays when the session moves to the console
            Os::Windows => match self.env("SESSIONNAME") {
                Some(session) => !session.eq_ignore_ascii_case("Console"),
                None => is_set("CLIENTNAME"),
            },
            _ => is_set("XRDP_SESSION"),
        };
        if rdp {
            Session::Rdp
        } else if is_set("SSH_CONNECTION") {
            Session::Ssh
        } else {
            Session::Local
        }
    }

    fn service(&self) -> Service {
        if self.os != Os::Linux {
            return of_the_system(self.os);
        }
        let program = PROGRAMS
            .iter()
            .map(|path| self.root.join(path))
            .find(|path| path.is_file());
        Service {
            installed: program.is_some(),
            version: program.and_then(|program| version(&self.says(Command::new(program).arg("--version"))?)),
            started_by: self.started_by(),
            socket: self.socket(),
        }
    }

    fn started_by(&self) -> StartedBy {
        let unit = |name: &str| UNITS.iter().any(|folder| self.there(Path::new(folder).join(name)));
        if self.there("run/systemd/system") && unit("pcscd.socket") {
            StartedBy::SystemdSocket
        } else if self.there("run/systemd/system") && unit("pcscd.service") {
            StartedBy::Systemd
        } else if self.there("run/openrc") && self.there("etc/init.d/pcscd") {
            StartedBy::OpenRc
        } else {
            StartedBy::Hand
        }
    }

    fn socket(&self) -> Socket {
        let named = self.env("PCSCLITE_CSOCK_NAME");
        let path = named.as_deref().unwrap_or("/run/pcscd/pcscd.comm");
        if self.there(path.trim_start_matches('/')) {
            Socket::There
        } else if named.is_some() {
            Socket::NamedElsewhere
        } else {
            Socket::Missing
        }
    }

    /// What a program prints, if it has done so within the time. One that has not is ended.
    fn says(&self, command: &mut Command) -> Option<String> {
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = command.spawn().ok()?;
        let printed = child.stdout.take()?;
        let (said, heard) = mpsc::channel();
        let listener = thread::Builder::new().name("version".into()).spawn(move || {
            let mut bytes = Vec::new();
            // what was said until it broke off may do
            let _ = printed.take(MOST).read_to_end(&mut bytes);
            let _ = said.send(String::from_utf8_lossy(&bytes).into_owned());
        });
        let answer = listener.ok().and_then(|_| heard.recv_timeout(self.patience).ok());
        // it has closed its output or had its time: neither is waited for any longer
        let _ = child.kill();
        let _ = child.wait();
        answer
    }

    fn drivers(&self) -> Drivers {
        let mut folders: Vec<PathBuf> = ["usr/lib", "usr/lib64", "usr/local/lib", "usr/local/lib64"]
            .iter()
            .map(|library| Path::new(library).join("pcsc/drivers"))
            .collect();
        // Debian's folders for one architecture each
        folders.extend(
            self.entries("usr/lib")
                .into_iter()
                .map(|path| path.join("pcsc/drivers")),
        );
        if self.os == Os::MacOs {
            folders.push("usr/libexec/SmartCardServices/drivers".into());
            folders.push("usr/local/libexec/SmartCardServices/drivers".into());
        }
        let mut drivers = Drivers::default();
        let bundles = folders.iter().flat_map(|folder| self.entries(folder));
        let lists = bundles.filter_map(|bundle| self.text(bundle.join("Contents/Info.plist")));
        lists.for_each(|plist| drivers.add(&plist));
        drivers
    }

    fn modules(&self) -> Vec<&'static str> {
        let loaded = self.text("proc/modules").unwrap_or_default();
        let is_loaded = |module: &&str| loaded.lines().any(|line| line.split(' ').next() == Some(*module));
        MODULES.into_iter().filter(is_loaded).collect()
    }

    fn usb(&self, drivers: &Drivers, modules: &[&str]) -> Vec<UsbReader> {
        let devices = self.entries("sys/bus/usb/devices");
        devices
            .iter()
            .filter_map(|device| self.usb_reader(device, drivers, modules))
            .collect()
    }

    /// The folders of a device's interfaces, such as `1-2:1.0`.
    fn interfaces(&self, device: &Path) -> Vec<PathBuf> {
        let mut paths = self.entries(device);
        paths.retain(|path| {
            path.file_name()
                .is_some_and(|name| name.to_string_lossy().contains(':'))
        });
        paths
    }

    /// `None` for what is no reader.
    fn usb_reader(&self, device: &Path, drivers: &Drivers, modules: &[&str]) -> Option<UsbReader> {
        let line = |name: &str| self.text(device.join(name)).map(|text| text.trim().to_owned());
        let id = |name| u16::from_str_radix(&line(name)?, 16).ok();
        let (vendor, product) = (id("idVendor")?, id("idProduct")?);
        let interfaces = self.interfaces(device);
        let is_smart_card = |path: &PathBuf| {
            let class = self.text(path.join("bInterfaceClass"));
            class.is_some_and(|class| class.trim() == SMART_CARD)
        };
        let taken_by = TAKEN.iter().find(|taken| (taken.1, taken.2) == (vendor, product));
        let in_driver_list = drivers.know(vendor, product);
        if !in_driver_list && taken_by.is_none() && !interfaces.iter().any(is_smart_card) {
            return None;
        }
        let name = line("product").or_else(|| line("manufacturer")).unwrap_or_default();
        Some(UsbReader {
            vendor,
            product,
            name: without_serial(&name),
            in_driver_list,
            held_by: held_by(&interfaces, taken_by.map(|taken| taken.0), modules),
        })
    }
}

/// The service of a system that comes with one.
const fn of_the_system(os: Os) -> Service {
    Service {
        installed: true,
        version: None,
        started_by: match os {
            Os::Windows => StartedBy::Windows,
            Os::MacOs => StartedBy::MacOs,
            Os::Linux | Os::Other => StartedBy::Hand,
        },
        socket: Socket::There,
    }
}

/// The module that is bound to one of a reader's interfaces. Where the system does not tell, a loaded module that takes
/// such readers is held to have done so.
fn held_by(interfaces: &[PathBuf], taken_by: Option<&'static str>, modules: &[&str]) -> Option<&'static str> {
    let driver = |path: &PathBuf| Some(fs::read_link(path.join("driver")).ok()?.file_name()?.to_owned());
    let bound: Vec<_> = interfaces.iter().filter_map(driver).collect();
    if bound.is_empty() {
        return taken_by.filter(|module| modules.contains(module));
    }
    let holds = |module: &&str| bound.iter().any(|driver| driver == module);
    MODULES.into_iter().find(holds)
}

/// A field of os-release: `NAME=value`, the value quoted or not.
fn field<'t>(release: &'t str, name: &str) -> Option<&'t str> {
    let value = |line: &'t str| line.strip_prefix(name)?.strip_prefix('=');
    let value = release.lines().find_map(value)?;
    Some(value.trim().trim_matches(['"', '\'']))
}

fn packages(release: &str) -> Packages {
    let words = [field(release, "ID"), field(release, "ID_LIKE")];
    let known = |word: &str| match word {
        "debian" | "ubuntu" => Some(Packages::Apt),
        "fedora" | "rhel" => Some(Packages::Dnf),
        "arch" => Some(Packages::Pacman),
        "suse" | "opensuse" => Some(Packages::Zypper),
        "alpine" => Some(Packages::Apk),
        _ => None,
    };
    let mut all = words.into_iter().flatten().flat_map(str::split_whitespace);
    all.find_map(known).unwrap_or(Packages::Unknown)
}

/// "1.9.9" of "pcsc-lite version 1.9.9."
fn version(said: &str) -> Option<String> {
    let (_, after) = said.split_once("version ")?;
    let word = after.split_whitespace().next()?;
    Some(word.trim_end_matches('.').to_owned())
}
