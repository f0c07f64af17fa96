//! The doctor: why no reader can be used on this computer, and what mends it.
//!
//! Three steps that know nothing of each other: [`Probe`] reads the system (files below a root folder, an environment,
//! one program asked for its version), [`Seen`] is what PC/SC itself says, and [`diagnose`] decides from the two without
//! any I/O. [`report()`] is the text for a supporter. No name of a person or a computer and no path of a home gets into
//! any of it, and serial numbers stay in [`Seen`].
//!
//! Looking takes seconds where something is stuck, so it belongs on a thread that nobody waits for. What a reader does
//! while it works is not examined here but watched (`watch`).

mod diagnosis;
mod drivers;
mod probe;
mod report;
mod seen;
mod system;
#[cfg(all(test, unix))]
mod tests;

pub use diagnosis::{Diagnosis, Mend};
pub use probe::Probe;
pub use report::report;
pub use seen::Seen;
pub use system::{Os, Packages, Service, Session, Socket, StartedBy, System, UsbReader};

use super::ServiceTrouble;

/// Examines this computer: what PC/SC says first, because asking starts a service that runs on demand and lets it take
/// its readers. Returns within seven seconds, whatever is stuck; never call it on a window's thread.
#[must_use]
pub fn examine() -> (System, Seen, Vec<Diagnosis>) {
    let seen = Seen::look_within(Seen::PATIENCE);
    let system = Probe::new().look();
    let found = diagnose(&system, &seen);
    (system, seen, found)
}

/// What is wrong, the likeliest cause first. Never empty: the last word is that all is well.
#[must_use]
pub fn diagnose(system: &System, seen: &Seen) -> Vec<Diagnosis> {
    let usable = seen.usable().count();
    let mut found = match seen.service {
        Err(trouble) => service_trouble(system, trouble),
        Ok(()) => held(system).collect(),
    };
    if seen.service.is_ok() && usable == 0 {
        found.extend(no_reader(system, seen));
    }
    if usable > 1 {
        found.push(Diagnosis::SeveralReaders { count: usable });
    }
    if found.is_empty() {
        found.push(Diagnosis::Fine);
    }
    found
}

fn service_trouble(system: &System, trouble: ServiceTrouble) -> Vec<Diagnosis> {
    let service = match trouble {
        ServiceTrouble::NotRunning if service_is_missing(system) => Diagnosis::ServiceNotInstalled {
            packages: system.packages,
        },
        ServiceTrouble::NotRunning => Diagnosis::ServiceNotRunning {
            started_by: system.service.started_by,
            socket: system.service.socket,
        },
        ServiceTrouble::NoPermission => Diagnosis::NoPermission { os: system.os },
        ServiceTrouble::Other => Diagnosis::ServiceStuck {
            started_by: system.service.started_by,
        },
    };
    let refused = trouble == ServiceTrouble::NoPermission;
    let mut found = vec![service];
    match remote(system) {
        // Windows stops the service of a session that has no readers, so the session comes first there
        Some(remote) if system.os == Os::Windows => found.insert(0, remote),
        Some(remote) if refused => found.push(remote),
        _ => {}
    }
    found.extend(held(system));
    found
}

fn service_is_missing(system: &System) -> bool {
    system.os == Os::Linux && !system.service.installed && system.service.socket == Socket::Missing
}

/// A reader that the kernel holds is missing even where another one works, so this is said in any case.
fn held(system: &System) -> impl Iterator<Item = Diagnosis> {
    let held = |reader: &UsbReader| {
        reader.held_by.map(|module| Diagnosis::HeldByKernel {
            module,
            reader: reader.clone(),
        })
    };
    system.usb.iter().filter_map(held)
}

fn remote(system: &System) -> Option<Diagnosis> {
    (system.session != Session::Local).then_some(Diagnosis::RemoteSession {
        os: system.os,
        session: system.session,
    })
}

/// Why a service that answers has no reader to lay a token on.
fn no_reader(system: &System, seen: &Seen) -> Vec<Diagnosis> {
    let only_sam = !seen.readers.is_empty();
    let mut found: Vec<Diagnosis> = remote(system).into_iter().collect();
    found.extend(plugged_in(system, only_sam));
    if only_sam {
        found.push(Diagnosis::OnlySam);
    } else if system.usb.is_empty() {
        found.push(Diagnosis::NoReader { os: system.os });
    }
    found
}

/// What keeps the readers that are plugged in from being seen. A reader whose security module is seen was not overlooked.
fn plugged_in(system: &System, only_sam: bool) -> Vec<Diagnosis> {
    let free = system.usb.iter().filter(|reader| reader.held_by.is_none());
    let why = |reader: &UsbReader| {
        let (reader, packages) = (reader.clone(), system.packages);
        match &system.driver {
            None => Some(Diagnosis::DriverMissing { reader, packages }),
            Some(_) if !reader.in_driver_list => Some(Diagnosis::UnknownToDriver { reader, packages }),
            Some(_) => (!only_sam).then_some(Diagnosis::Overlooked {
                reader,
                started_by: system.service.started_by,
            }),
        }
    };
    free.filter_map(why).collect()
}
