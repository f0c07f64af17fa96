//! Tables as text, whatever they list: which lines are a row, where a row parts into cells, what a heading says.
//!
//! What the columns mean is known by whoever reads the table ([`super::people`], [`super::stock`]).

pub(super) mod cell;
pub(super) mod delimiter;
pub(super) mod heading;
pub(super) mod program;
pub(super) mod rows;
