//! Which enrolments the log shows, and in which order. Done on its own lane: a hundred thousand take longer than a frame.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::desk::{Enrolment, EnrolmentId, Kind, State};

/// What is to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// Part of a UPN, a serial, a model or an operator.
    pub text: String,
    /// Only those that came that far.
    pub state: Option<State>,
    /// Only those whose seed comes from there.
    pub kind: Option<Kind>,
    /// Only that model.
    pub model: Option<String>,
    /// Only those of that operator.
    pub operator: Option<String>,
    /// Only those not older than that.
    pub since: Option<Since>,
    /// In the order of that column.
    pub sort: Column,
    /// The largest first.
    pub descending: bool,
}

impl Default for Query {
    fn default() -> Self {
        Self {
            text: String::new(),
            state: None,
            kind: None,
            model: None,
            operator: None,
            since: None,
            sort: Column::Time,
            descending: true,
        }
    }
}

/// How far back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// Today.
    Today,
    /// Seven days with today.
    Week,
    /// Thirty days with today.
    Month,
}

impl Since {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Today, Self::Week, Self::Month];

    const fn days(self) -> i64 {
        match self {
            Self::Today => 0,
            Self::Week => 6,
            Self::Month => 29,
        }
    }
}

/// What the log shows of an enrolment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Column {
    /// When it began.
    Time,
    /// For whom.
    Upn,
    /// Which token.
    Serial,
    /// Its model.
    Model,
    /// How far it came.
    State,
    /// Who sat at the desk.
    Operator,
    /// How it was compared.
    Compared,
    /// Token clock minus station clock.
    Drift,
}

impl Column {
    /// All of them, from left to right.
    pub const ALL: [Self; 8] = [
        Self::Time,
        Self::Upn,
        Self::Serial,
        Self::Model,
        Self::State,
        Self::Operator,
        Self::Compared,
        Self::Drift,
    ];
}

/// One line of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// A new day begins; any second of it, Unix.
    Day(i64),
    /// An enrolment.
    Row(EnrolmentId),
}

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// The lines, from the top.
    pub lines: Vec<Line>,
    /// How many enrolments are among them.
    pub count: usize,
    /// Every model in the log.
    pub models: Vec<String>,
    /// Every operator in the log.
    pub operators: Vec<String>,
    pub(super) session: u64,
}

/// What is asked.
#[derive(Debug)]
pub struct FindRequest {
    pub(super) rows: Vec<Arc<Enrolment>>,
    pub(super) query: Query,
    pub(super) zone: TimeZone,
    /// Unix seconds.
    pub(super) now: i64,
    /// Of which session the log is.
    pub(super) session: u64,
}

/// Finds and sorts.
pub(super) fn find(request: &FindRequest) -> Found {
    let FindRequest {
        rows,
        query,
        zone,
        now,
        session,
    } = request;
    let names = |of: fn(&Enrolment) -> &str| -> Vec<String> {
        let all: BTreeSet<&str> = rows.iter().map(|row| of(row)).collect();
        all.into_iter().map(str::to_owned).collect()
    };
    let filter = Filter::new(query, zone, *now);
    let mut found: Vec<&Enrolment> = rows.iter().map(|row| &**row).filter(|row| filter.takes(row)).collect();
    found.sort_by(|a, b| {
        let order = compare(query.sort, a, b).then(a.id.cmp(&b.id));
        if query.descending { order.reverse() } else { order }
    });
    Found {
        lines: lines(&found, query.sort == Column::Time, zone),
        count: found.len(),
        models: names(|row| row.model.name()),
        operators: names(|row| &row.operator),
        session: *session,
    }
}

struct Filter<'q> {
    query: &'q Query,
    text: String,
    serial: String,
    since: Option<i64>,
}

impl<'q> Filter<'q> {
    fn new(query: &'q Query, zone: &TimeZone, now: i64) -> Self {
        let text = query.text.trim().to_lowercase();
        Self {
            serial: text.replace(' ', ""),
            text,
            since: query.since.map(|since| first_second(since, zone, now)),
            query,
        }
    }

    fn takes(&self, row: &Enrolment) -> bool {
        let query = self.query;
        query.state.is_none_or(|state| row.state() == state)
            && query.kind.is_none_or(|kind| row.kind == kind)
            && query.model.as_ref().is_none_or(|model| row.model.name() == *model)
            && query.operator.as_ref().is_none_or(|operator| row.operator == *operator)
            && self.since.is_none_or(|since| row.at >= since)
            && self.has_text(row)
    }

    fn has_text(&self, row: &Enrolment) -> bool {
        let within = |text: &str| text.to_lowercase().contains(&self.text);
        self.text.is_empty()
            || within(row.upn.as_str())
            || row.token.to_string().contains(&self.serial)
            || within(row.model.name())
            || within(&row.operator)
            || row.later.handed.as_ref().is_some_and(|handed| within(&handed.to))
    }
}

/// The first second of the day that many days ago, at the desk's place.
pub(super) fn first_second(since: Since, zone: &TimeZone, now: i64) -> i64 {
    let today = local(now, zone).date();
    let first = today.saturating_sub(jiff::Span::new().days(since.days()));
    first
        .to_zoned(zone.clone())
        .map_or(i64::MIN, |midnight| midnight.timestamp().as_second())
}

fn local(unix: i64, zone: &TimeZone) -> jiff::Zoned {
    Timestamp::from_second(unix).unwrap_or_default().to_zoned(zone.clone())
}

fn compare(column: Column, a: &Enrolment, b: &Enrolment) -> Ordering {
    let by_name = |a: &str, b: &str| {
        let small = |text: &str| text.bytes().map(|byte| byte.to_ascii_lowercase()).collect::<Vec<_>>();
        small(a).cmp(&small(b))
    };
    match column {
        Column::Time => a.at.cmp(&b.at),
        Column::Upn => by_name(a.upn.as_str(), b.upn.as_str()),
        Column::Serial => a.token.cmp(&b.token),
        Column::Model => a.model.name().cmp(b.model.name()),
        Column::State => (a.state() as u8).cmp(&(b.state() as u8)),
        Column::Operator => by_name(&a.operator, &b.operator),
        Column::Compared => {
            let by = |row: &Enrolment| row.confirmation.map(|confirmation| confirmation.by as u8);
            by(a).cmp(&by(b))
        }
        Column::Drift => {
            let drift = |row: &Enrolment| row.confirmation.and_then(|confirmation| confirmation.drift);
            drift(a).cmp(&drift(b))
        }
    }
}

/// In the order of time each day gets a line of its own. The zone is asked once a day only, since that takes a while.
fn lines(found: &[&Enrolment], with_days: bool, zone: &TimeZone) -> Vec<Line> {
    let mut lines = Vec::with_capacity(found.len());
    let mut day = 0..0;
    for row in found {
        if with_days && !day.contains(&row.at) {
            let start = local(row.at, zone).start_of_day();
            let next = start.as_ref().ok().and_then(|start| start.tomorrow().ok());
            day = match (start, next) {
                (Ok(start), Some(next)) => start.timestamp().as_second()..next.timestamp().as_second(),
                _ => row.at..row.at + 1,
            };
            lines.push(Line::Day(row.at));
        }
        lines.push(Line::Row(row.id));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::{Confirmation, ConfirmedBy, Outcome, Standing, Upn};
    use crate::otp::Parameters;
    use crate::token2::{Model, Serial};

    /// 22 November 2026, 09:00 UTC.
    const NOW: i64 = 1_795_338_000;
    const DAY: i64 = 86_400;

    fn row(id: i64, at: i64, upn: &str, outcome: Outcome) -> Arc<Enrolment> {
        let confirmation = (outcome == Outcome::Confirmed).then_some(Confirmation {
            by: ConfirmedBy::Typed,
            drift: Some(-id),
        });
        Arc::new(Enrolment {
            id: EnrolmentId(id),
            at,
            upn: Upn::kept(upn.into()),
            token: Serial::kept(format!("865962200{id:04}")).into(),
            model: if id % 2 == 0 { Model::OtpcP2I } else { Model::C302I },
            kind: Kind::Random,
            parameters: Parameters::STANDARD,
            outcome,
            broke_at: None,
            standing: Standing::Current,
            operator: if id < 3 { "M. Keller" } else { "B. Frei" }.into(),
            confirmation,
            drift_before: None,
            exported_at: None,
            has_seed: true,
            witness: None,
            lives_on: false,
            later: crate::desk::Later::default(),
        })
    }

    fn found(query: Query) -> (Vec<i64>, usize) {
        let rows = vec![
            row(1, NOW - 40 * DAY, "Zoe@example.com", Outcome::Confirmed),
            row(2, NOW - 2 * DAY, "anna@example.com", Outcome::Confirmed),
            row(3, NOW - 3600, "ben@example.com", Outcome::Interrupted),
            row(4, NOW, "carl@example.com", Outcome::Burned),
        ];
        let found = find(&FindRequest {
            rows,
            query,
            zone: TimeZone::UTC,
            now: NOW,
            session: 0,
        });
        let days = found.lines.iter().filter(|line| matches!(line, Line::Day(_))).count();
        let ids = found.lines.iter().filter_map(|line| match line {
            Line::Row(id) => Some(id.0),
            Line::Day(_) => None,
        });
        let ids: Vec<_> = ids.collect();
        assert_eq!(found.count, ids.len());
        assert_eq!((found.models.len(), found.operators.len()), (2, 2));
        (ids, days)
    }

    #[test]
    fn the_newest_day_stands_on_top_and_each_day_has_its_line() {
        assert_eq!(found(Query::default()), (vec![4, 3, 2, 1], 3));
    }

    #[test]
    fn columns_sort_both_ways_without_days() {
        let by = |sort, descending| {
            found(Query {
                sort,
                descending,
                ..Query::default()
            })
        };
        assert_eq!(by(Column::Upn, false), (vec![2, 3, 4, 1], 0), "case counts for nothing");
        assert_eq!(by(Column::Upn, true).0, [1, 4, 3, 2]);
        assert_eq!(by(Column::Drift, true).0, [1, 2, 4, 3], "none is the least");
        assert_eq!(by(Column::State, false).0, [3, 4, 1, 2]);
    }

    #[test]
    fn filters_add_up() {
        let query = Query::default();
        let only = |query: Query| found(query).0;
        assert_eq!(
            only(Query {
                text: "ANNA".into(),
                ..query.clone()
            }),
            [2]
        );
        assert_eq!(
            only(Query {
                text: "8659 6220 0000 3".into(),
                ..query.clone()
            }),
            [3]
        );
        assert_eq!(
            only(Query {
                since: Some(Since::Today),
                ..query.clone()
            }),
            [4, 3]
        );
        assert_eq!(
            only(Query {
                since: Some(Since::Week),
                ..query.clone()
            }),
            [4, 3, 2]
        );
        assert_eq!(
            only(Query {
                state: Some(State::Unfinished),
                ..query.clone()
            }),
            [3]
        );
        let operator = Some("B. Frei".to_owned());
        let model = Some("OTPC-P2-i".to_owned());
        assert_eq!(
            only(Query {
                operator: operator.clone(),
                ..query.clone()
            }),
            [4, 3]
        );
        assert_eq!(
            only(Query {
                operator,
                model,
                ..query
            }),
            [4]
        );
    }
}
