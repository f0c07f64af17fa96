//! The thread that owns the clipboard.
//!
//! Whoever owns the selection of the system may be stuck, so whatever is asked of it is asked here. Secrets are kept out of
//! histories where the system has a way, and taken away after a while unless something else is there by then. Whatever
//! could not be done is told.

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use arboard::{Clipboard, Error};
use egui::Context;
use zeroize::Zeroizing;

use super::mishap::Mishap;
use crate::export::picture::Pixels;
use crate::otp::Hidden;

/// How long a secret stays.
const STAYS: Duration = Duration::from_secs(30);

/// What the thread asks of a clipboard: the system's, or what a test has in its place.
pub trait Board {
    /// The text that is there.
    ///
    /// # Errors
    /// There is none, or it cannot be read.
    fn text(&mut self) -> Result<String, Error>;

    /// The picture that is there.
    ///
    /// # Errors
    /// There is none, or it cannot be read.
    fn picture(&mut self) -> Result<Pixels, Error>;

    /// Puts a text there.
    ///
    /// # Errors
    /// It was not taken.
    fn put(&mut self, text: &str) -> Result<(), Error>;

    /// Puts a text there that no history is to keep.
    ///
    /// # Errors
    /// It was not taken.
    fn put_secret(&mut self, secret: &str) -> Result<(), Error>;

    /// Empties it.
    ///
    /// # Errors
    /// It is still there.
    fn clear(&mut self) -> Result<(), Error>;
}

/// Opens a clipboard, on the thread that is going to own it.
pub type Boards = Arc<dyn Fn() -> Result<Box<dyn Board>, Error> + Send + Sync>;

/// The clipboard of the system.
pub(super) fn system() -> Boards {
    Arc::new(|| Ok(Box::new(Clipboard::new()?)))
}

impl Board for Clipboard {
    fn text(&mut self) -> Result<String, Error> {
        self.get_text()
    }

    fn picture(&mut self) -> Result<Pixels, Error> {
        let image = self.get_image()?;
        let side = |side: usize| u32::try_from(side).map_err(|_| Error::ConversionFailure);
        Ok(Pixels {
            width: side(image.width)?,
            height: side(image.height)?,
            rgba: Zeroizing::new(image.bytes.into_owned()),
        })
    }

    fn put(&mut self, text: &str) -> Result<(), Error> {
        self.set_text(text)
    }

    fn put_secret(&mut self, secret: &str) -> Result<(), Error> {
        unlisted(self.set()).text(secret)
    }

    fn clear(&mut self) -> Result<(), Error> {
        Self::clear(self)
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

/// What is pasted.
pub(super) enum Content {
    /// A text.
    Text(Zeroizing<String>),
    /// A picture, where there is no text.
    Picture(Pixels),
}

/// What the thread is to do.
pub(super) enum Order {
    /// Holds a secret for a while.
    Secret(Hidden<String>),
    /// Takes the secret away now.
    Forget,
    /// Holds a text.
    Text(String),
    /// Holds a text that was taken out of a field.
    Cut(String),
    /// Says what is there, and wakes the window.
    Paste(Sender<Result<Content, Mishap>>),
}

impl Order {
    /// Tells that it was not done.
    fn fail(self, voice: &Voice) {
        match self {
            Self::Secret(_) | Self::Text(_) => voice.say(Mishap::NotCopied),
            Self::Cut(_) => voice.say(Mishap::NotCut),
            Self::Paste(answer) => voice.answer(&answer, Err(Mishap::Unreadable)),
            Self::Forget => {}
        }
    }
}

/// The way back to the window.
#[derive(Clone)]
pub(super) struct Voice {
    mishaps: Sender<Mishap>,
    ctx: Context,
}

impl Voice {
    pub fn new(ctx: &Context) -> (Self, Receiver<Mishap>) {
        let (mishaps, told) = mpsc::channel();
        let ctx = ctx.clone();
        (Self { mishaps, ctx }, told)
    }

    fn say(&self, mishap: Mishap) {
        // a window that is gone reads nothing
        let _ = self.mishaps.send(mishap);
        self.ctx.request_repaint();
    }

    fn answer(&self, answer: &Sender<Result<Content, Mishap>>, text: Result<Content, Mishap>) {
        // nobody waits for it where another was asked for meanwhile
        drop(answer.send(text));
        self.ctx.request_repaint();
    }
}

/// The way to the thread, started with the first order.
pub(super) struct Lane {
    pub boards: Boards,
    voice: Voice,
    orders: Option<Sender<Order>>,
    thread: Option<JoinHandle<()>>,
    /// Whether what is copied in this pass is cut.
    pub cuts: bool,
}

impl Lane {
    pub const fn new(boards: Boards, voice: Voice) -> Self {
        Self {
            boards,
            voice,
            orders: None,
            thread: None,
            cuts: false,
        }
    }

    /// Has that done. Where the thread has ended a new one is started; where there can be none, that is told.
    pub fn order(&mut self, order: Order) {
        let unsent = match &self.orders {
            Some(orders) => orders.send(order).err().map(|unsent| unsent.0),
            None => Some(order),
        };
        let Some(order) = unsent else { return };
        (self.orders, self.thread) = self.start().unzip();
        let unsent = match &self.orders {
            Some(orders) => orders.send(order).err().map(|unsent| unsent.0),
            None => Some(order),
        };
        if let Some(order) = unsent {
            tracing::error!("there is no thread for the clipboard");
            self.orders = None;
            order.fail(&self.voice);
        }
    }

    /// Takes a secret away that is there.
    pub fn forget(&mut self) {
        if self.orders.is_some() {
            self.order(Order::Forget);
        }
    }

    /// Ends the thread, which clears what it put there when nobody can order any more.
    pub fn end(&mut self) {
        self.orders = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the thread of the clipboard has failed");
        }
    }

    fn start(&self) -> Option<(Sender<Order>, JoinHandle<()>)> {
        let (orders, inbox) = mpsc::channel();
        let (boards, voice) = (Arc::clone(&self.boards), self.voice.clone());
        let run = move || run(&*boards, &voice, &inbox);
        match thread::Builder::new().name("clipboard".into()).spawn(run) {
            Ok(thread) => Some((orders, thread)),
            Err(error) => {
                tracing::error!(%error, "no thread for the clipboard");
                None
            }
        }
    }
}

/// A session may have no clipboard now and one later: with each order it is tried again.
fn run(boards: &dyn Fn() -> Result<Box<dyn Board>, Error>, voice: &Voice, inbox: &Receiver<Order>) {
    while let Ok(order) = inbox.recv() {
        match boards() {
            Ok(board) => return Owner::new(board, voice).serve(order, inbox),
            Err(error) => {
                tracing::error!(%error, "there is no clipboard");
                order.fail(voice);
            }
        }
    }
}

/// Has the clipboard, and knows which secret it put there and until when.
struct Owner<'v> {
    board: Box<dyn Board>,
    voice: &'v Voice,
    secret: Option<(Hidden<String>, Instant)>,
}

impl<'v> Owner<'v> {
    const fn new(board: Box<dyn Board>, voice: &'v Voice) -> Self {
        Self {
            board,
            voice,
            secret: None,
        }
    }

    fn serve(mut self, first: Order, inbox: &Receiver<Order>) {
        let mut order = Ok(first);
        loop {
            match order {
                Ok(order) => self.carry_out(order),
                Err(RecvTimeoutError::Timeout) => self.forget(),
                Err(RecvTimeoutError::Disconnected) => return self.forget(),
            }
            order = match &self.secret {
                None => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some((_, until)) => inbox.recv_timeout(until.saturating_duration_since(Instant::now())),
            };
        }
    }

    fn carry_out(&mut self, order: Order) {
        match order {
            Order::Secret(secret) => {
                if let Err(error) = self.board.put_secret(&secret) {
                    tracing::error!(%error, "the secret could not be copied");
                    self.voice.say(Mishap::NotCopied);
                }
                // in any case: it may be there all the same
                self.secret = Some((secret, Instant::now() + STAYS));
            }
            Order::Text(text) => self.put(&text, Mishap::NotCopied),
            Order::Cut(text) => self.put(&text, Mishap::NotCut),
            Order::Paste(answer) => {
                let text = self.paste();
                self.voice.answer(&answer, text);
            }
            Order::Forget => self.forget(),
        }
    }

    fn put(&mut self, text: &str, otherwise: Mishap) {
        if let Err(error) = self.board.put(text) {
            tracing::error!(%error, "the text could not be copied");
            self.voice.say(otherwise);
        }
    }

    /// The text, or where there is none the picture.
    fn paste(&mut self) -> Result<Content, Mishap> {
        let error = match self.board.text() {
            Ok(text) => return Ok(Content::Text(Zeroizing::new(text))),
            Err(error) => error,
        };
        // an owner of a picture may refuse the text in any way
        if let Ok(picture) = self.board.picture() {
            return Ok(Content::Picture(picture));
        }
        match error {
            Error::ContentNotAvailable | Error::ConversionFailure => Err(Mishap::NoText),
            error => {
                tracing::warn!(%error, "nothing could be pasted");
                Err(Mishap::Unreadable)
            }
        }
    }

    fn forget(&mut self) {
        if let Some((secret, _)) = self.secret.take() {
            self.take_back(&secret);
        }
    }

    fn take_back(&mut self, secret: &str) {
        const TRIES: usize = 5;
        const PAUSE: Duration = Duration::from_millis(50);
        for _ in 0..TRIES {
            match self.board.text().map(Hidden::from) {
                Ok(there) if *there != secret => return,
                Ok(_) => match self.board.clear() {
                    Ok(()) => return,
                    Err(error) => tracing::error!(%error, "the clipboard could not be emptied"),
                },
                // empty, or no text
                Err(Error::ContentNotAvailable) => return,
                Err(error) => tracing::warn!(%error, "the clipboard does not answer"),
            }
            thread::sleep(PAUSE);
        }
    }
}
