//! The ledger of a data folder without a station: asked request by request.

use std::path::Path;

use tapdesk::ledger::{Answer, Ledger, LedgerError, Opened, Passphrase, Request};

use super::{START, counting_random};

pub fn passphrase(text: &str) -> Passphrase {
    Passphrase::new(text.into())
}

/// Everything that is told to one request.
pub fn serve(ledger: &mut Ledger, request: Request) -> Vec<Answer> {
    let mut answers = Vec::new();
    ledger.serve(request, START + 500, &mut |answer| answers.push(answer));
    answers
}

pub fn open_with(data: &Path, text: &str) -> (Ledger, Result<Opened, LedgerError>) {
    let mut ledger = Ledger::new(data.to_owned(), "Desk 2".into(), counting_random(77));
    let request = Request::Open {
        passphrase: passphrase(text),
        recovery: None,
        operator: "M. Keller".into(),
    };
    let opened = serve(&mut ledger, request).into_iter().find_map(|answer| match answer {
        Answer::Opened(opened) => Some(Ok(opened)),
        Answer::NotOpened(error) => Some(Err(error)),
        _ => None,
    });
    (ledger, opened.unwrap())
}
