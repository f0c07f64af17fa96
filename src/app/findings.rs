//! What a look at the ledger found, in the words of the window.

use super::cx::Cx;
use super::texts::{Text, t};
use crate::ledger::{Finding, Part, Since, SlotKind};

/// What was found, in one sentence.
pub(super) fn sentence(cx: &Cx<'_>, finding: &Finding) -> String {
    let id = match finding {
        Finding::Trail => t::FOUND_TRAIL,
        Finding::Anchor => t::FOUND_ANCHOR,
        Finding::Altered(_) => t::FOUND_ALTERED,
        Finding::SeedUnreadable(_) => t::FOUND_SEED_UNREADABLE,
        Finding::SeedGone(_) => t::FOUND_SEED_GONE,
        Finding::SeedBack(_) => t::FOUND_SEED_BACK,
        Finding::InDoubt(_) => t::FOUND_IN_DOUBT,
        Finding::Since(Since::Rewritten, _) => t::FOUND_SINCE_REWRITTEN,
        Finding::Since(Since::Gone, _) => t::FOUND_SINCE_GONE,
        Finding::Since(Since::Exported, _) => t::FOUND_SINCE_EXPORTED,
        Finding::Since(Since::Changed, _) => t::FOUND_SINCE_CHANGED,
        Finding::AsideUnreadable => t::FOUND_ASIDE_UNREADABLE,
        Finding::Slot(SlotKind::Passphrase) => t::FOUND_PASSPHRASE,
        Finding::Slot(SlotKind::Recovery) => t::FOUND_RECOVERY,
        Finding::Rows(part) => part_id(*part),
        Finding::StockSeed(serial) | Finding::StockSeedGone(serial) => {
            return cx.fill(t::FOUND_STOCK_SEED, &[("serial", serial.grouped().into())]);
        }
        Finding::StockSince(serial) => {
            return cx.fill(t::FOUND_STOCK_SINCE, &[("serial", serial.grouped().into())]);
        }
        Finding::PutBack { entry, was } => {
            return cx.fill(t::FOUND_PUT_BACK, &[("entry", (*entry).into()), ("was", (*was).into())]);
        }
    };
    match finding.about() {
        Some(named) => cx.fill(
            id,
            &[
                ("upn", named.upn.as_str().into()),
                ("serial", named.token.grouped().into()),
            ],
        ),
        None => cx.text(id),
    }
}

const fn part_id(part: Part) -> Text {
    match part {
        Part::Enrolments => t::FOUND_ROWS_ENROLMENTS,
        Part::Exports => t::FOUND_ROWS_EXPORTS,
        Part::Fates => t::FOUND_ROWS_FATES,
        Part::Operators => t::FOUND_ROWS_OPERATORS,
        Part::People => t::FOUND_ROWS_PEOPLE,
        Part::Stock => t::FOUND_ROWS_STOCK,
        Part::Numbers => t::FOUND_ROWS_NUMBERS,
    }
}

/// The first few as sentences, and how many more there are.
pub(super) fn listed(cx: &Cx<'_>, findings: &[Finding], most: usize) -> String {
    let told = once(findings);
    let mut lines: Vec<_> = told.iter().take(most).map(|finding| sentence(cx, finding)).collect();
    if let Some(more) = told.len().checked_sub(most).filter(|more| *more > 0) {
        lines.push(cx.fill(t::FOUND_MORE, &[("count", more.into())]));
    }
    if let [only] = &mut lines[..] {
        return std::mem::take(only);
    }
    let points: Vec<_> = lines.iter().map(|line| format!("\u{2022} {line}")).collect();
    points.join("\n")
}

/// That a row is in doubt says nothing new where it is said what was done to it.
fn once(findings: &[Finding]) -> Vec<&Finding> {
    let done: Vec<_> = findings
        .iter()
        .filter(|finding| !matches!(finding, Finding::InDoubt(_)))
        .filter_map(|finding| Some(finding.about()?.id))
        .collect();
    let is_new = |finding: &&Finding| match finding {
        Finding::InDoubt(named) => !done.contains(&named.id),
        _ => true,
    };
    findings.iter().filter(is_new).collect()
}
