//! What was found in a picture is taken as what is pasted is.

use super::look::Looked;
use super::{Hint, Picture, PictureRequest, PictureTrouble, Station, Way, Worker};
use crate::desk::{Event, Scanned, Upn};

impl Station {
    /// How far the last look at a picture came.
    #[must_use]
    pub const fn picture(&self) -> &Picture {
        &self.session.picture
    }

    /// Looks for a code for whoever waited when it was asked for; of several looks the last one counts. They wait for the
    /// secret in it now: nothing is drawn instead while it is looked for, nor when it is not found.
    pub(super) fn look_at_picture(&mut self, request: PictureRequest, for_whom: Option<Upn>) {
        self.session.hint = None;
        self.session.look += 1;
        self.session.looked_for = for_whom;
        self.session.picture = Picture::Idle;
        if self.is_for_another() {
            return;
        }
        self.session.picture = Picture::Looking;
        self.step(Event::SecretSought);
        if !self.lanes.pictures.submit((self.session.look, request)) {
            self.died(Worker::Pictures);
        }
    }

    pub(super) fn picture_looked_at(&mut self, (look, found): Looked) {
        if self.session.look != look || !matches!(self.session.picture, Picture::Looking) {
            return;
        }
        self.session.picture = Picture::Idle;
        if self.is_for_another() {
            return;
        }
        let found = match found {
            Ok(found) => found,
            Err(why) => return self.session.hint = Some(Hint::Picture(why)),
        };
        let mut codes: Vec<Scanned> = Vec::new();
        for code in &found.symbols {
            let code = Scanned::recognise(&code.text);
            // two screens may show the same
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
        match codes.pop() {
            None => self.session.hint = Some(Hint::Picture(PictureTrouble::NoCode)),
            Some(only) if codes.is_empty() => self.scanned(only, Way::Paste),
            Some(last) => {
                codes.push(last);
                self.session.hint = Some(Hint::Codes(codes));
            }
        }
    }

    /// One of several, counted from zero.
    pub(super) fn choose_code(&mut self, at: usize) {
        match self.session.hint.take() {
            Some(Hint::Codes(mut codes)) if at < codes.len() => {
                if !self.is_for_another() {
                    self.scanned(codes.swap_remove(at), Way::Paste);
                }
            }
            other => self.session.hint = other,
        }
    }

    /// Whether somebody else waits than for whom something was looked for or asked, which is said: what was meant for one person is nobody else's.
    pub(super) fn is_for_another(&mut self) -> bool {
        let another = !self.flow.still_waits(self.session.looked_for.as_ref());
        if another {
            self.session.hint = Some(Hint::AnotherPerson);
        }
        another
    }

    pub(super) fn picture_died(&mut self, why: String) {
        if matches!(self.session.picture, Picture::Looking) {
            self.session.picture = Picture::Idle;
            self.session.hint = Some(Hint::Picture(PictureTrouble::Screens(why)));
        }
    }
}
