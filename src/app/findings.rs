//! What a look at the ledger found, in the words of the window.

use super::cx::Cx;
use super::words::grouped;
use crate::ledger::{Finding, Part, Since, SlotKind};

/// One sentence.
pub(super) fn sentence(cx: &Cx<'_>, finding: &Finding) -> String {
    let id = match finding {
        Finding::Trail => "found-trail",
        Finding::Anchor => "found-anchor",
        Finding::Altered(_) => "found-altered",
        Finding::SeedUnreadable(_) => "found-seed-unreadable",
        Finding::SeedGone(_) => "found-seed-gone",
        Finding::SeedBack(_) => "found-seed-back",
        Finding::InDoubt(_) => "found-in-doubt",
        Finding::Since(Since::Rewritten, _) => "found-since-rewritten",
        Finding::Since(Since::Gone, _) => "found-since-gone",
        Finding::Since(Since::Exported, _) => "found-since-exported",
        Finding::Since(Since::Changed, _) => "found-since-changed",
        Finding::AsideUnreadable => "found-aside-unreadable",
        Finding::Slot(SlotKind::Passphrase) => "found-passphrase",
        Finding::Slot(SlotKind::Recovery) => "found-recovery",
        Finding::Rows(part) => part_id(*part),
        Finding::PutBack { entry, was } => {
            return cx.fill("found-put-back", &[("entry", (*entry).into()), ("was", (*was).into())]);
        }
    };
    match finding.about() {
        Some(named) => cx.fill(
            id,
            &[
                ("upn", named.upn.as_str().into()),
                ("serial", grouped(&named.serial).into()),
            ],
        ),
        None => cx.text(id),
    }
}

const fn part_id(part: Part) -> &'static str {
    match part {
        Part::Enrolments => "found-rows-enrolments",
        Part::Exports => "found-rows-exports",
        Part::Fates => "found-rows-fates",
        Part::Operators => "found-rows-operators",
        Part::People => "found-rows-people",
        Part::Numbers => "found-rows-numbers",
    }
}

/// The first few as sentences, and how many more there are.
pub(super) fn listed(cx: &Cx<'_>, findings: &[Finding], most: usize) -> String {
    let told = once(findings);
    let mut lines: Vec<_> = told.iter().take(most).map(|finding| sentence(cx, finding)).collect();
    if let Some(more) = told.len().checked_sub(most).filter(|more| *more > 0) {
        lines.push(cx.fill("found-more", &[("count", more.into())]));
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
