//! Changes the text of settings where it is written: what is not changed stays to the byte, be it a comment, a blank line, the
//! order, or something that is not known here.
//!
//! The text is parsed for where things stand in it, and pieces of it are replaced. It is never printed anew.

use std::ops::Range;

use toml_edit::{Document, Item, Table};

use super::values::Settings;

/// A piece of a text, and what comes in its place.
type Edit = (Range<usize>, String);

/// The text with every setting in it that differs between the two, and those named in `anew` whatever stands there. `None`
/// where that cannot be done in place.
pub(super) fn edited(text: &str, before: &Settings, after: &Settings, anew: &[String]) -> Option<String> {
    let file = Document::parse(text).ok()?;
    let (before, after) = (before.values()?, after.values()?);
    let mut edits = Vec::new();
    let mut added = String::new();
    for name in changed(&before, &after, anew) {
        let value = shown(&after, name);
        match (file.as_table().get_key_value(name), value) {
            (None, None) => {}
            (None, Some(value)) => added.push_str(&format!("{name} = {value}{}", line_end(text))),
            (Some((_, Item::Value(old))), Some(value)) => edits.push((old.span()?, value)),
            (Some((key, Item::Value(old))), None) => edits.push(removal(text, key.span()?.start, old.span()?.end)),
            (Some(_), _) => return None,
        }
    }
    if !added.is_empty() {
        edits.push(addition(text, &file, added));
    }
    Some(spliced(text, edits))
}

/// The names of what is to be written, in the order of the settings.
fn changed<'n>(before: &'n Table, after: &'n Table, anew: &'n [String]) -> Vec<&'n str> {
    let mut names: Vec<&str> = after.iter().chain(before).map(|(name, _)| name).collect();
    names.extend(anew.iter().map(String::as_str));
    let mut changed = Vec::new();
    for name in names {
        let differs = anew.iter().any(|other| other == name) || shown(before, name) != shown(after, name);
        if differs && !changed.contains(&name) {
            changed.push(name);
        }
    }
    changed
}

/// A value as it is written.
fn shown(values: &Table, name: &str) -> Option<String> {
    let value = values.get(name)?.as_value()?;
    Some(value.to_string().trim().to_owned())
}

/// A setting goes with its line; a comment behind it gets that line for itself.
fn removal(text: &str, from: usize, to: usize) -> Edit {
    let begin = text.get(..from).and_then(|before| before.rfind('\n'));
    let begin = begin.map_or(0, |at| at + 1);
    let end = end_of_line(text, to);
    let behind = text.get(to..end).unwrap_or_default();
    let comment = behind.trim_start();
    let stays = if comment.starts_with('#') { comment } else { "" };
    (begin..end, stays.to_owned())
}

/// New settings come behind the last one, before any other table.
fn addition(text: &str, file: &Document<&str>, added: String) -> Edit {
    let tables = file.iter().any(|(_, item)| !item.is_value());
    let at = match last_value(file.as_table()) {
        Some(last) => end_of_line(text, last),
        None if tables => 0,
        None => text.len(),
    };
    let before = text.get(..at).unwrap_or_default();
    let breaks = !before.is_empty() && !before.ends_with('\n');
    let broken = if breaks { line_end(text) } else { "" };
    (at..at, format!("{broken}{added}"))
}

/// Where the last value ends that belongs to no table with a heading of its own.
fn last_value(table: &Table) -> Option<usize> {
    let ends = table.iter().filter_map(|(_, item)| match item {
        Item::Value(value) => value.span().map(|span| span.end),
        Item::Table(inner) if inner.is_dotted() => last_value(inner),
        _ => None,
    });
    ends.max()
}

fn end_of_line(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    rest.find('\n').map_or(text.len(), |at| from + at + 1)
}

fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

fn spliced(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|(range, _)| range.start);
    let mut done = String::with_capacity(text.len());
    let mut at = 0;
    for (range, new) in edits {
        done.push_str(text.get(at..range.start).unwrap_or_default());
        done.push_str(&new);
        at = range.end;
    }
    done.push_str(text.get(at..).unwrap_or_default());
    done
}

#[cfg(test)]
mod tests;
