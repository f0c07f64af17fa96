//! Which enrolments the log shows, and in which order. Done on its own lane: a hundred thousand take longer than a frame.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::days::{Days, local};
use crate::desk::{Enrolment, EnrolmentId, Kind, Roster, State, Upn};

/// What is to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// Part of a name, a UPN, a serial, a model or an operator.
    pub text: String,
    /// Only those that came that far.
    pub state: Option<State>,
    /// Only those whose seed comes from there.
    pub kind: Option<Kind>,
    /// Only that model.
    pub model: Option<String>,
    /// Only those of that operator.
    pub operator: Option<String>,
    /// Only those of these days.
    pub days: Option<Days>,
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
            days: None,
            sort: Column::Time,
            descending: true,
        }
    }
}

/// What the log shows of an enrolment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Column {
    /// When it began.
    Time,
    /// For whom, by name.
    Person,
    /// For whom, by UPN.
    Upn,
    /// How far it came.
    State,
    /// Which token, by its serial.
    Serial,
    /// The model of that token, by its name.
    Model,
    /// Who sat at the desk.
    Operator,
    /// How it was compared.
    Compared,
    /// Token clock minus station clock.
    Drift,
}

impl Column {
    /// All of them, from left to right.
    pub const ALL: [Self; 9] = [
        Self::Time,
        Self::Person,
        Self::Upn,
        Self::State,
        Self::Serial,
        Self::Model,
        Self::Operator,
        Self::Compared,
        Self::Drift,
    ];

    /// Those that are asked for by few.
    pub const SELDOM: [Self; 3] = [Self::Operator, Self::Compared, Self::Drift];
}

/// One line of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// A new day begins; any second of it, Unix.
    Day(i64),
    /// The enrolment of that number.
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
    /// Who has which name.
    pub(super) roster: Arc<Roster>,
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
        roster,
        zone,
        now,
        session,
    } = request;
    let names = |of: fn(&Enrolment) -> &str| -> Vec<String> {
        let all: BTreeSet<&str> = rows.iter().map(|row| of(row)).collect();
        all.into_iter().map(str::to_owned).collect()
    };
    let filter = Filter::new(query, roster, zone, *now);
    let mut found: Vec<&Enrolment> = rows.iter().map(|row| &**row).filter(|row| filter.takes(row)).collect();
    if query.sort == Column::Person {
        // the people stand by their names; who has none comes behind them
        let place = |upn: &Upn| roster.named(upn).and_then(|_| roster.position(upn));
        found.sort_by_cached_key(|row| (place(&row.upn).unwrap_or(usize::MAX), row.upn.folded(), row.id));
        if query.descending {
            found.reverse();
        }
    } else {
        found.sort_by(|a, b| {
            let order = compare(query.sort, a, b).then(a.id.cmp(&b.id));
            if query.descending { order.reverse() } else { order }
        });
    }
    Found {
        lines: lines(&found, query.sort == Column::Time, zone),
        count: found.len(),
        models: names(|row| row.make.model()),
        operators: names(|row| &row.operator),
        session: *session,
    }
}

struct Filter<'q> {
    query: &'q Query,
    /// Names are only looked at where a text is searched.
    roster: &'q Roster,
    text: String,
    serial: String,
    seconds: Option<Range<i64>>,
}

impl<'q> Filter<'q> {
    fn new(query: &'q Query, roster: &'q Roster, zone: &TimeZone, now: i64) -> Self {
        let text = query.text.trim().to_lowercase();
        Self {
            serial: text.replace(' ', ""),
            text,
            seconds: query.days.map(|days| days.seconds(zone, now)),
            query,
            roster,
        }
    }

    fn takes(&self, row: &Enrolment) -> bool {
        let query = self.query;
        query.state.is_none_or(|state| row.state() == state)
            && query.kind.is_none_or(|kind| row.kind == kind)
            && query.model.as_ref().is_none_or(|model| row.make.model() == *model)
            && query
                .operator
                .as_ref()
                .is_none_or(|operator| *row.operator == **operator)
            && self.seconds.as_ref().is_none_or(|seconds| seconds.contains(&row.at))
            && self.has_text(row)
    }

    fn has_text(&self, row: &Enrolment) -> bool {
        let within = |text: &str| text.to_lowercase().contains(&self.text);
        self.text.is_empty()
            || within(row.upn.as_str())
            || self.roster.named(&row.upn).is_some_and(|person| within(&person.name))
            || row.token.to_string().contains(&self.serial)
            || within(row.make.model())
            || within(&row.operator)
            || row.later.handed.as_ref().is_some_and(|handed| within(&handed.to))
    }
}

fn compare(column: Column, a: &Enrolment, b: &Enrolment) -> Ordering {
    let by_name = |a: &str, b: &str| {
        let small = |text: &str| text.bytes().map(|byte| byte.to_ascii_lowercase()).collect::<Vec<_>>();
        small(a).cmp(&small(b))
    };
    match column {
        Column::Time => a.at.cmp(&b.at),
        Column::Person | Column::Upn => by_name(a.upn.as_str(), b.upn.as_str()),
        Column::Serial => a.token.cmp(&b.token),
        Column::Model => a.make.model().cmp(b.make.model()),
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
    use super::super::days::read_date;
    use super::*;
    use crate::desk::{Confirmation, ConfirmedBy, Outcome, Person, Standing};
    use crate::otp::Parameters;
    use crate::token2::{Model, Serial};

    /// 22 November 2026, 09:00 UTC.
    const NOW: i64 = 1_795_338_000;
    const DAY: i64 = 86_400;

    const fn today() -> jiff::civil::Date {
        jiff::civil::date(2026, 11, 22)
    }

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
            make: if id % 2 == 0 { Model::OtpcP2I } else { Model::C302I }.into(),
            kind: Kind::Random,
            parameters: Parameters::STANDARD,
            outcome,
            broke_at: None,
            standing: Standing::Current,
            operator: if id < 3 { "M. Keller" } else { "B. Frei" }.into(),
            confirmation,
            drift_before: None,
            left: Default::default(),
            has_seed: true,
            witness: None,
            lives_on: false,
            later: std::sync::Arc::default(),
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
            roster: Arc::new(roster()),
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

    /// Ben is called Aaron, and Carl has no name.
    fn roster() -> Roster {
        let person = |upn: &str, name: &str| Person {
            upn: Upn::kept(upn.into()),
            name: name.into(),
            department: String::new(),
            badge: String::new(),
            object_id: String::new(),
            guest: false,
            disabled: false,
        };
        Roster::new(vec![
            person("zoe@example.com", "Zo\u{eb} Keller"),
            person("anna@example.com", "Berta M\u{fc}ller"),
            person("ben@example.com", "Aaron Ott"),
            person("carl@example.com", ""),
        ])
    }

    #[test]
    fn people_are_found_and_stand_by_their_names() {
        let by = |descending| Query {
            sort: Column::Person,
            descending,
            ..Query::default()
        };
        assert_eq!(found(by(false)).0, [3, 2, 1, 4], "who has no name comes last");
        assert_eq!(found(by(true)).0, [4, 1, 2, 3]);
        let text = "M\u{dc}LLER".into();
        let of_her = Query {
            text,
            ..Query::default()
        };
        assert_eq!(found(of_her).0, [2]);
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
                days: Some(Days::Today),
                ..query.clone()
            }),
            [4, 3]
        );
        assert_eq!(
            only(Query {
                days: Some(Days::Week),
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
        let between = Days::Between(read_date("2026-11-01", today()), read_date("21.11.2026", today()));
        for (days, ids) in [(Days::Yesterday, vec![]), (between, vec![2])] {
            let query = Query {
                days: Some(days),
                ..query.clone()
            };
            assert_eq!(only(query), ids, "{days:?}");
        }
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
