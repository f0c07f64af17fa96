//! What the program says about itself on standard error, and what it leaves behind when it fails: never a secret.

use std::panic::PanicHookInfo;

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::{MakeWriter, layer};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Starts the log on standard error, and keeps panics and core dumps from telling what was in memory.
pub fn start() {
    start_to(std::io::stderr);
}

/// The same, with the log going to `log`.
pub fn start_to<W>(log: W)
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    start_log(log);
    hide_panic_messages();
    leave_no_core_dump();
}

/// Foreign crates say warnings only, whatever is asked for: some of them log keystrokes.
fn start_log<W>(log: W)
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let ours = match std::env::var("TAPDESK_LOG").as_deref() {
        Ok("debug") => LevelFilter::DEBUG,
        Ok("trace") => LevelFilter::TRACE,
        _ => LevelFilter::INFO,
    };
    let wanted = Targets::new()
        .with_default(LevelFilter::WARN)
        .with_target("tapdesk", ours);
    tracing_subscriber::registry()
        .with(layer().with_writer(log))
        .with(wanted)
        .init();
}

/// Where a panic was, and nothing of its message: that may quote whatever was at hand.
fn hide_panic_messages() {
    std::panic::set_hook(Box::new(|info: &PanicHookInfo<'_>| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        let current = std::thread::current();
        let thread = current.name().unwrap_or("unnamed");
        tracing::error!(thread, place, "a fault in Tapdesk");
    }));
}

/// A core dump would hold every key in memory. The limit leaves the process readable for what has a right to it, such as
/// file dialogs. One byte, because Linux hands dumps to a collecting program in spite of a limit of none, but not of one.
fn leave_no_core_dump() {
    #[cfg(unix)]
    if let Err(error) = rlimit::setrlimit(rlimit::Resource::CORE, 1, 1) {
        tracing::warn!(%error, "core dumps could not be switched off");
    }
}
