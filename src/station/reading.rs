//! Reads the text of the settings, as much of it as makes sense.
//!
//! A text that is no TOML as a whole is read a statement at a time, so that a broken line takes no other with it. Nobody
//! knows what else stood on a broken line, so what guards something and is not found then counts at its strictest.

use serde::de::{DeserializeOwned, IntoDeserializer};
use toml_edit::{DocumentMut, Item, Table, Value};

use super::settings::names::{Domain, Server};
use super::settings::unread::Unread;

/// What was read, and what was not.
#[derive(Default)]
pub(super) struct Reading {
    table: Table,
    /// The names of what was not understood, or lines where there is no name.
    pub wrong: Vec<String>,
    /// Whether something may have stood there that nobody knows.
    damaged: bool,
    unread: Vec<Unread>,
}

impl Reading {
    /// Of a file of which nothing can be read.
    pub fn of_nothing() -> Self {
        Self {
            damaged: true,
            ..Self::default()
        }
    }

    pub fn of(text: &str) -> Self {
        if let Ok(table) = parsed(text) {
            return Self {
                table,
                ..Self::default()
            };
        }
        let mut reading = Self::of_nothing();
        for statement in statements(text) {
            match parsed(&statement.text) {
                // what follows is of another table, and none of ours
                _ if statement.text.trim_start().starts_with('[') => break,
                Ok(table) => reading.add(table),
                Err(_) => reading.wrong.push(statement.name()),
            }
        }
        reading
    }

    /// Of something that stands there twice nobody knows which is meant.
    fn add(&mut self, table: Table) {
        for (name, value) in table {
            if self.wrong.contains(&name) || self.table.remove(&name).is_some() {
                self.wrong.push(name);
            } else {
                self.table.insert(&name, value);
            }
        }
    }

    /// A setting that guards nothing.
    pub fn field<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        let value = self.table.remove(name)?.into_value().ok().and_then(meant);
        if value.is_none() {
            self.wrong.push(name.to_owned());
        }
        value
    }

    /// A setting that guards something: the strictest value where it cannot be read.
    pub fn guarded<T: DeserializeOwned>(&mut self, name: &str, usual: T, strictest: T) -> T {
        if !self.table.contains_key(name) {
            return if self.damaged { strictest } else { usual };
        }
        self.field(name).unwrap_or(strictest)
    }

    /// The domains of a list that are some. One that is none makes the whole list one of which nobody knows what is missing.
    pub fn domains(&mut self, name: &str, unread: Unread) -> Vec<String> {
        let listed: Vec<Option<Value>> = match self.table.remove(name) {
            None => {
                self.unread.extend(self.damaged.then_some(unread));
                return vec![];
            }
            Some(Item::Value(Value::Array(listed))) => listed.into_iter().map(Some).collect(),
            // no list at all
            Some(_) => vec![None],
        };
        let count = listed.len();
        let read = listed.into_iter().filter_map(|value| meant::<Domain>(value?));
        let read: Vec<String> = read.map(|domain| domain.0).collect();
        if read.len() < count {
            self.wrong.push(name.to_owned());
            self.unread.push(unread);
        }
        read
    }

    pub fn time_server(&mut self) -> Option<String> {
        let set = self.table.contains_key("time_server");
        let server: Option<Server> = self.field("time_server");
        if server.is_none() && (set || self.damaged) {
            self.unread.push(Unread::TimeServer);
        }
        server.map(|server| server.0)
    }

    /// What was unread before, and what is now.
    pub fn unread(&mut self) -> Vec<Unread> {
        let mut unread: Vec<Unread> = self.field("unread").unwrap_or_default();
        let new: Vec<Unread> = self
            .unread
            .iter()
            .filter(|new| !unread.contains(new))
            .copied()
            .collect();
        unread.extend(new);
        unread
    }
}

fn parsed(text: &str) -> Result<Table, toml_edit::TomlError> {
    text.parse::<DocumentMut>().map(DocumentMut::into_table)
}

/// What a value means, if it means anything there.
fn meant<T: DeserializeOwned>(value: Value) -> Option<T> {
    T::deserialize(value.into_deserializer()).ok()
}

/// Some lines that set one thing, if they are whole.
struct Statement {
    text: String,
    line: usize,
}

impl Statement {
    /// What it sets; its line, where that is not to be seen.
    fn name(&self) -> String {
        let name = self.text.split_once('=').map(|(name, _)| name.trim());
        match name.filter(|name| is_name(name)) {
            Some(name) => name.to_owned(),
            None => format!("line {}", self.line),
        }
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

/// Parts a text before every line that begins to set something, or another table.
fn statements(text: &str) -> Vec<Statement> {
    let begins = |line: &str| {
        let name = line.split_once('=').map(|(name, _)| name.trim());
        line.starts_with('[') || name.is_some_and(|name| name.is_empty() || is_name(name))
    };
    let mut statements: Vec<Statement> = Vec::new();
    for (line, text) in (1..).zip(text.lines()) {
        match statements.last_mut() {
            Some(last) if !begins(text) && !text.trim().is_empty() && !is_comment(&last.text) => {
                last.text.push('\n');
                last.text.push_str(text);
            }
            _ => statements.push(Statement {
                text: text.to_owned(),
                line,
            }),
        }
    }
    statements
}

fn is_comment(text: &str) -> bool {
    text.trim().is_empty() || text.trim_start().starts_with('#')
}
