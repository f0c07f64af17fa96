//! The clipboard for secrets: kept out of histories where the system has a way, and emptied after a while unless something
//! else is there by then.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use arboard::Clipboard;

use crate::otp::Hidden;

/// How long a secret stays.
pub const STAYS: Duration = Duration::from_secs(30);

/// The way to the thread that owns the clipboard, started with the first secret.
#[derive(Default)]
pub(super) struct SecretClipboard {
    orders: Option<Sender<Hidden<String>>>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for SecretClipboard {
    /// The program ends: the secret leaves before that, on systems that would keep it.
    fn drop(&mut self) {
        self.clear();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the thread of the clipboard has failed");
        }
    }
}

impl SecretClipboard {
    /// Hands a secret to the clipboard. Where the system has none, that is logged and nothing is there.
    pub fn copy(&mut self, secret: Hidden<String>) {
        if self.orders.is_none() {
            (self.orders, self.thread) = start().unzip();
        }
        if let Some(orders) = &self.orders
            && orders.send(secret).is_err()
        {
            tracing::error!("the thread of the clipboard has ended");
            self.orders = None;
        }
    }

    /// Takes it away now: the station is being locked.
    pub fn clear(&mut self) {
        // the thread clears what it put there when nobody can order any more
        self.orders = None;
    }
}

fn start() -> Option<(Sender<Hidden<String>>, JoinHandle<()>)> {
    let (orders, inbox) = mpsc::channel();
    let run = move || match Clipboard::new() {
        Ok(clipboard) => serve(clipboard, &inbox),
        Err(error) => tracing::error!(%error, "there is no clipboard"),
    };
    match thread::Builder::new().name("clipboard".into()).spawn(run) {
        Ok(thread) => Some((orders, thread)),
        Err(error) => {
            tracing::error!(%error, "no thread for the clipboard");
            None
        }
    }
}

fn serve(mut clipboard: Clipboard, inbox: &Receiver<Hidden<String>>) {
    while let Ok(mut secret) = inbox.recv() {
        loop {
            put(&mut clipboard, &secret);
            match inbox.recv_timeout(STAYS) {
                Ok(next) => secret = next,
                Err(RecvTimeoutError::Timeout) => {
                    take_back(&mut clipboard, &secret);
                    break;
                }
                Err(RecvTimeoutError::Disconnected) => {
                    take_back(&mut clipboard, &secret);
                    return;
                }
            }
        }
    }
}

fn put(clipboard: &mut Clipboard, secret: &str) {
    if let Err(error) = unlisted(clipboard.set()).text(secret) {
        tracing::error!(%error, "the secret could not be copied");
    }
}

/// Histories of clipboards leave it out, where the system knows how to ask for that.
fn unlisted(set: arboard::Set<'_>) -> arboard::Set<'_> {
    #[cfg(all(unix, not(target_os = "macos")))]
    return arboard::SetExtLinux::exclude_from_history(set);
    #[cfg(target_os = "macos")]
    return arboard::SetExtApple::exclude_from_history(set);
    #[cfg(windows)]
    return arboard::SetExtWindows::exclude_from_monitoring(set);
}

fn take_back(clipboard: &mut Clipboard, secret: &str) {
    const TRIES: usize = 5;
    const PAUSE: Duration = Duration::from_millis(50);
    for _ in 0..TRIES {
        match clipboard.get_text().map(Hidden::from) {
            Ok(there) if *there != secret => return,
            Ok(_) => match clipboard.clear() {
                Ok(()) => return,
                Err(error) => tracing::error!(%error, "the clipboard could not be emptied"),
            },
            // empty, or no text
            Err(arboard::Error::ContentNotAvailable) => return,
            Err(error) => tracing::warn!(%error, "the clipboard does not answer"),
        }
        thread::sleep(PAUSE);
    }
}
