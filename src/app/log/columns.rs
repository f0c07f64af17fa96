//! Which columns the table shows, and how wide each is. A column that is ticked is shown: where there is less room the others
//! give way as far as they can, and from there on the table is wider than its place and moves sideways.

use std::collections::HashMap;

use crate::app::theme::size;
use crate::station::Column;

/// The columns in view with their widths, from the left.
pub(super) type Columns = Vec<(Column, f32)>;

/// The widths that were chosen in this session.
#[derive(Debug, Default)]
pub(super) struct Widths {
    chosen: HashMap<Column, f32>,
    /// A column that is to be so many steps wider than it is drawn.
    steps: Option<(Column, f32)>,
}

impl Widths {
    /// Makes a column that is `width` wide that much wider.
    pub fn widen(&mut self, column: Column, width: f32, by: f32) {
        let (least, most) = size::LOG_COLUMN_CHOSEN;
        self.chosen.insert(column, (width + by).clamp(least, most));
    }

    /// Makes a column so many steps wider when it is drawn next.
    pub const fn widen_by_key(&mut self, column: Column, steps: f32) {
        self.steps = Some((column, steps));
    }

    /// Takes the step that is to be taken with a column that is `width` wide; whether there was one.
    pub fn step(&mut self, column: Column, width: f32) -> bool {
        let step = self.steps.take_if(|(meant, _)| *meant == column);
        if let Some((_, steps)) = step {
            self.widen(column, width, steps * size::LOG_COLUMN_STEP);
        }
        step.is_some()
    }

    /// A column is as wide as it is by itself again.
    pub fn forget(&mut self, column: Column) {
        self.chosen.remove(&column);
    }
}

/// What the widths of columns depend on besides the room.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shown<'a> {
    /// Those that are not ticked.
    pub hidden: &'a [Column],
    /// Whether days have lines of their own, so that the time of a row is enough.
    pub with_days: bool,
    /// Whether the list of people has names.
    pub with_names: bool,
}

/// The columns for that much room. What is left over goes to the UPN.
pub(super) fn columns(room: f32, shown: Shown<'_>, widths: &Widths) -> Columns {
    let ticked = Column::ALL.into_iter().filter(|column| !shown.hidden.contains(column));
    let ranges = ticked.map(|column| match widths.chosen.get(&column) {
        Some(width) => (column, *width, *width),
        None => (column, least(column, shown), enough(column, shown)),
    });
    let ranges: Vec<_> = ranges.collect();
    let taken: f32 = ranges.iter().map(|(_, least, _)| least).sum();
    let wanted: f32 = ranges.iter().map(|(_, least, enough)| enough - least).sum();
    let left = (room - taken).max(0.0);
    let share = if wanted > 0.0 { (left / wanted).min(1.0) } else { 0.0 };
    let rest = (left - wanted).max(0.0);
    let width = |(column, least, enough): (Column, f32, f32)| {
        let takes_rest = column == Column::Upn && !widths.chosen.contains_key(&column);
        let rest = if takes_rest { rest } else { 0.0 };
        (column, least + (enough - least) * share + rest)
    };
    ranges.into_iter().map(width).collect()
}

/// As narrow as a column gets by itself.
const fn least(column: Column, shown: Shown<'_>) -> f32 {
    match column {
        Column::Time if shown.with_days => size::LOG_TIME,
        Column::Time => size::LOG_DAY_AND_TIME,
        Column::Person if shown.with_names => size::LOG_NAME.0,
        Column::Person => size::LOG_NO_NAME,
        Column::Upn => size::LOG_UPN,
        Column::State => size::LOG_STATE.0,
        Column::Serial => size::LOG_SERIAL,
        Column::Model => size::LOG_MODEL.0,
        Column::Operator => size::LOG_OPERATOR.0,
        Column::Compared => size::LOG_COMPARED,
        Column::Drift => size::LOG_DRIFT,
    }
}

/// As wide as it gets where there is room.
const fn enough(column: Column, shown: Shown<'_>) -> f32 {
    match column {
        Column::Person if shown.with_names => size::LOG_NAME.1,
        Column::State => size::LOG_STATE.1,
        Column::Model => size::LOG_MODEL.1,
        Column::Operator => size::LOG_OPERATOR.1,
        _ => least(column, shown),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn width_of(columns: &Columns) -> f32 {
        columns.iter().map(|(_, width)| width).sum()
    }

    proptest! {
        /// Whatever is ticked, chosen and left of the window, every ticked column has room, and none has the place of another.
        #[test]
        fn a_column_that_is_ticked_is_shown(
            room in 100.0_f32..4000.0,
            ticked in proptest::collection::vec(any::<bool>(), Column::ALL.len()),
            chosen in proptest::collection::vec((0..Column::ALL.len(), 0.0_f32..900.0), 0..4),
            with_days: bool,
            with_names: bool,
        ) {
            let hidden: Vec<Column> = Column::ALL.into_iter().zip(&ticked).filter(|(_, on)| !**on).map(|(column, _)| column).collect();
            let mut widths = Widths::default();
            for (at, width) in chosen {
                widths.widen(Column::ALL[at], 0.0, width);
            }
            let shown = Shown { hidden: &hidden, with_days, with_names };
            let columns = columns(room, shown, &widths);
            let names: Vec<Column> = columns.iter().map(|(column, _)| *column).collect();
            let expected: Vec<Column> = Column::ALL.into_iter().filter(|column| !hidden.contains(column)).collect();
            prop_assert_eq!(names, expected);
            for (column, width) in &columns {
                match widths.chosen.get(column) {
                    Some(chosen) => prop_assert_eq!(width, chosen),
                    None => prop_assert!(*width >= least(*column, shown)),
                }
            }
            // without a chosen width nothing is left over, and nothing is too much that could give way
            if widths.chosen.is_empty() && names_upn(&columns) {
                let least: f32 = columns.iter().map(|(column, _)| least(*column, shown)).sum();
                prop_assert!((width_of(&columns) - room.max(least)).abs() < 0.1);
            }
        }
    }

    fn names_upn(columns: &Columns) -> bool {
        columns.iter().any(|(column, _)| *column == Column::Upn)
    }

    #[test]
    fn what_most_people_look_for_fits_beside_the_side_without_moving() {
        let room = size::WINDOW.x - size::SIDE_WIDE - 2.0 * f32::from(size::MARGIN) - 2.0 * size::UNIT;
        let shown = Shown {
            hidden: &Column::SELDOM,
            with_days: true,
            with_names: true,
        };
        assert!(width_of(&columns(room, shown, &Widths::default())) <= room + 0.1);
    }
}
