//! Who fits what is typed, as long as both that and the list of people stand: a place in one list is another person in
//! the next.

use super::cx::Cx;
use crate::desk::Suggestions;

/// Who fits a text.
pub(super) struct Fitting {
    typed: String,
    list: u64,
    pub people: Suggestions,
}

impl Fitting {
    /// Looks who fits, unless what was found before still holds; `true` when it was looked for.
    pub fn look(before: &mut Option<Self>, cx: &Cx<'_>, typed: &str, most: usize) -> bool {
        let people = cx.station.people();
        let list = people.version();
        let holds = before
            .as_ref()
            .is_some_and(|before| before.typed == typed && before.list == list);
        if !holds {
            *before = Some(Self {
                typed: typed.to_owned(),
                list,
                people: people.complete(typed, most),
            });
        }
        !holds
    }
}
