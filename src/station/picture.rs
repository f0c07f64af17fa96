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

    /// Looks for a code; of several looks the last one counts. Whoever waits now waits for the secret in it: nothing is drawn
    /// instead while it is looked for, nor when it is not found.
    pub(super) fn look_at_picture(&mut self, request: PictureRequest) {
        self.session.hint = None;
        self.session.look += 1;
        self.session.picture = Picture::Looking;
        self.session.looked_for = self.flow.waiting().map(Upn::folded);
        self.step(Event::SecretMissed);
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
                self.session.hint = Some(Hint::Codes(codes.len()));
                self.session.picture = Picture::Several(codes);
            }
        }
    }

    /// One of several, counted from zero.
    pub(super) fn choose_code(&mut self, at: usize) {
        if self.is_for_another() {
            self.session.picture = Picture::Idle;
            return;
        }
        match std::mem::take(&mut self.session.picture) {
            Picture::Several(mut codes) if at < codes.len() => self.scanned(codes.swap_remove(at), Way::Paste),
            other => self.session.picture = other,
        }
    }

    /// Whether somebody else waits than when the look began, which is said: what was meant for one person is nobody else's.
    fn is_for_another(&mut self) -> bool {
        let another = self.session.looked_for != self.flow.waiting().map(Upn::folded);
        if another {
            self.session.hint = Some(Hint::Picture(PictureTrouble::AnotherPerson));
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
