//! Words of the log alone.

use crate::app::cx::Cx;
use crate::desk::{ConfirmedBy, Enrolment};
use crate::station::Column;

/// The name of a column.
pub(super) fn column_word(cx: &Cx<'_>, column: Column) -> String {
    match column {
        Column::Time => cx.text("column-time"),
        Column::Upn => cx.text("column-upn"),
        Column::Serial => cx.text("column-serial"),
        Column::Model => cx.text("column-model"),
        Column::State => cx.text("column-state"),
        Column::Operator => cx.text("column-operator"),
        Column::Compared => cx.text("column-compared"),
        Column::Drift => cx.text("column-drift"),
    }
}

/// How the code was compared.
pub(super) fn compared(cx: &Cx<'_>, row: &Enrolment) -> String {
    match row.confirmation.map(|confirmation| confirmation.by) {
        Some(ConfirmedBy::Typed) => cx.text("compared-typed"),
        Some(ConfirmedBy::Eye) => cx.text("compared-eye"),
        None => String::new(),
    }
}
