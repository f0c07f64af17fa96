//! A D-Bus of its own, for what stands in for a desktop.

use std::io::BufRead;
use std::process::{Child, Command, Stdio};

use zbus::blocking::connection::Builder;

/// A bus, which ends with the test.
pub struct Bus {
    daemon: Child,
    /// By which programs find it.
    pub address: String,
    _folder: tempfile::TempDir,
}

impl Drop for Bus {
    fn drop(&mut self) {
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}

impl Bus {
    /// `None` where the program of the bus is not installed; in CI that fails.
    pub fn start() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("bus.conf");
        let socket = folder.path().display();
        let text = format!(
            "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\" \
             \"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">\
             <busconfig><type>session</type><listen>unix:dir={socket}</listen><policy context=\"default\">\
             <allow send_destination=\"*\" eavesdrop=\"true\"/><allow eavesdrop=\"true\"/><allow own=\"*\"/>\
             </policy></busconfig>"
        );
        std::fs::write(&config, text).unwrap();
        let daemon = Command::new("dbus-daemon")
            .arg("--nofork")
            .arg("--print-address")
            .arg(format!("--config-file={}", config.display()))
            .stdout(Stdio::piped())
            .spawn();
        let Ok(mut daemon) = daemon else {
            assert!(std::env::var_os("CI").is_none(), "dbus-daemon is not installed");
            println!("skipped: dbus-daemon is not installed (scripts/setup --tests installs it)");
            return None;
        };
        let mut address = String::new();
        let told = daemon.stdout.take().unwrap();
        std::io::BufReader::new(told).read_line(&mut address).unwrap();
        Some(Self {
            daemon,
            address: address.trim().to_owned(),
            _folder: folder,
        })
    }

    /// A way to it.
    pub fn connect(&self) -> Builder<'_> {
        Builder::address(self.address.as_str()).unwrap()
    }
}
