//! Words of the log alone.

use crate::app::cx::Cx;
use crate::app::texts::t;
use crate::desk::{ConfirmedBy, Enrolment};
use crate::station::Column;

/// The name of a column.
pub(super) fn column_word(cx: &Cx<'_>, column: Column) -> String {
    match column {
        Column::Time => cx.text(t::COLUMN_TIME),
        Column::Person => cx.text(t::COLUMN_PERSON),
        Column::Upn => cx.text(t::COLUMN_UPN),
        Column::Serial => cx.text(t::COLUMN_SERIAL),
        Column::Model => cx.text(t::COLUMN_MODEL),
        Column::State => cx.text(t::COLUMN_STATE),
        Column::Operator => cx.text(t::COLUMN_OPERATOR),
        Column::Compared => cx.text(t::COLUMN_COMPARED),
        Column::Drift => cx.text(t::COLUMN_DRIFT),
    }
}

/// How the code was compared.
pub(super) fn compared(cx: &Cx<'_>, row: &Enrolment) -> String {
    match row.confirmation.map(|confirmation| confirmation.by) {
        Some(ConfirmedBy::Typed) => cx.text(t::COMPARED_TYPED),
        Some(ConfirmedBy::Eye) => cx.text(t::COMPARED_EYE),
        None => String::new(),
    }
}
