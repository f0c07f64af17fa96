//! F1: the keys, and what this program is.

use egui::{Context, Ui};

use super::action::Action;
use super::cli::BUILD;
use super::cx::Cx;
use super::frame;
use super::screens::{Screen, Screens};
use super::shortcut::{ESC, EVERYWHERE, Shortcut};
use super::texts::{Text, t};
use super::theme::size;
use super::view::View;
use super::widgets::{Button, Kind, heading, key_hints, label, wrapped};

/// The keys that count in one place.
struct Place {
    /// Nothing for everywhere.
    screen: Option<Screen>,
    /// The text that names it.
    name: Text,
    keys: Vec<Shortcut>,
}

/// Where which keys count: everywhere, and on each screen.
fn places(screens: &Screens) -> Vec<Place> {
    let tabs = Screen::ALL.iter().map(|screen| screens.of(*screen).tab());
    let tabs = tabs.enumerate().filter_map(|(at, tab)| Shortcut::of_tab(at, tab.does));
    let everywhere = Place {
        screen: None,
        name: t::KEYS_EVERYWHERE,
        keys: EVERYWHERE.into_iter().chain(tabs).collect(),
    };
    let of_screens = Screen::ALL.iter().map(|screen| Place {
        screen: Some(*screen),
        name: screens.of(*screen).tab().name,
        keys: screens.of(*screen).shortcuts(),
    });
    let of_demo = Place {
        screen: None,
        name: t::KEYS_DEMO,
        keys: super::practice::keys::ALL.to_vec(),
    };
    let told = |place: &Place| !place.keys.is_empty();
    let places = [everywhere].into_iter().chain(of_screens).chain([of_demo]);
    places.filter(told).collect()
}

/// Keys that do the same stand beside each other.
fn rows(keys: &[Shortcut]) -> impl Iterator<Item = &[Shortcut]> {
    keys.chunk_by(|one, next| one.does == next.does)
}

pub(super) fn ui(ctx: &Context, cx: &mut Cx<'_>, view: &View) {
    let mut places = places(&view.screens);
    places.retain(|place| place.name != t::KEYS_DEMO || cx.station.is_demo());
    // what is in view comes first
    places.sort_by_key(|place| place.screen != Some(view.screen));
    let told = &*cx;
    let shown = frame::over(
        ctx,
        "help",
        size::HELP,
        |ui| {
            heading(ui, told.text(t::HELP_TITLE));
            ui.add_space(size::GAP);
            keys_ui(ui, told, &places);
            ui.add_space(size::SECTION);
            heading(ui, told.text(t::ABOUT_TITLE));
            wrapped(ui, told.fill(t::ABOUT_TEXT, &[("build", BUILD.into())]));
        },
        |ui| {
            let close = told.text(t::CLOSE);
            Button::new(&close, Kind::Plain).key(&told.cap(ESC)).ui(ui)
        },
    );
    if shown.inner || shown.should_close() {
        cx.act(Action::ToggleHelp);
    }
}

fn keys_ui(ui: &mut Ui, cx: &Cx<'_>, places: &[Place]) {
    for place in places {
        ui.add_space(size::GAP);
        label(ui, cx.text(place.name));
        for row in rows(&place.keys) {
            row_ui(ui, cx, row);
        }
    }
}

/// The keys at the left, what they do beside them, over as many lines as it takes.
fn row_ui(ui: &mut Ui, cx: &Cx<'_>, row: &[Shortcut]) {
    let caps: Vec<String> = row.iter().map(|key| cx.cap(*key)).collect();
    ui.horizontal_top(|ui| {
        ui.scope(|ui| {
            ui.set_width(size::SETTING);
            key_hints(ui, &[(caps.join(" "), String::new())]);
        });
        if let Some(key) = row.first() {
            wrapped(ui, cx.text(key.does));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::texts::Texts;

    /// A line of the README's table.
    fn line(texts: &Texts, place: &Place, row: &[Shortcut]) -> String {
        let caps: Vec<String> = row.iter().map(|key| key.caps(texts).join("+")).collect();
        let does = texts.get(row[0].does);
        format!("| {} | {} | {does} |", caps.join(", "), texts.get(place.name))
    }

    #[test]
    fn the_readme_tells_the_keys_that_there_are() {
        let texts = Texts::english();
        let lines = |place: &Place| {
            rows(&place.keys)
                .map(|row| line(&texts, place, row))
                .collect::<Vec<_>>()
        };
        let wanted: Vec<String> = places(&Screens::default()).iter().flat_map(lines).collect();
        let readme = include_str!("../../README.md");
        let (_, below) = readme
            .split_once("| key | where | what it does |\n|---|---|---|\n")
            .expect("the table");
        let told: Vec<&str> = below.lines().take_while(|line| line.starts_with('|')).collect();
        assert_eq!(told, wanted, "it should be:\n{}", wanted.join("\n"));
    }

    #[test]
    fn no_key_does_two_things_in_one_place() {
        let places = places(&Screens::default());
        for place in &places {
            let counting = [&places[0], place].into_iter().flat_map(|place| &place.keys);
            for key in &place.keys {
                let same =
                    |other: &&Shortcut| (other.key, other.modifiers) == (key.key, key.modifiers) && *other != key;
                let other = counting.clone().find(same);
                assert_eq!(other, None, "{:?} in {:?}", key.does, place.name);
            }
        }
    }

    #[test]
    fn no_key_of_the_demo_is_a_key_of_the_program() {
        let (demo, others): (Vec<_>, Vec<_>) = places(&Screens::default())
            .into_iter()
            .partition(|place| place.name == t::KEYS_DEMO);
        let others: Vec<_> = others.into_iter().flat_map(|place| place.keys).collect();
        assert_eq!(demo.len(), 1);
        for key in &demo[0].keys {
            let same = |other: &&Shortcut| (other.key, other.modifiers) == (key.key, key.modifiers);
            assert_eq!(others.iter().find(same), None, "{:?}", key.does);
        }
    }

    /// Sentences name keys too, and cannot be made of the list in every language.
    #[test]
    fn a_key_that_a_sentence_names_is_there() {
        let texts = Texts::english();
        let all = places(&Screens::default()).into_iter().flat_map(|place| place.keys);
        let of_fields = ["Ctrl A", "Ctrl X", "Ctrl V", "Ctrl Z"].map(str::to_owned);
        let caps: Vec<String> = all.map(|key| key.caps(&texts).join(" ")).chain(of_fields).collect();
        let sentences = include_str!("../../assets/texts/en.ftl").lines();
        let words: Vec<&str> = sentences
            .filter(|line| !line.starts_with("cap-"))
            .flat_map(|line| line.split(|c: char| !c.is_alphanumeric()))
            .collect();
        let mut named = 0;
        for pair in words.windows(2) {
            let key = match pair {
                ["Ctrl", key] => format!("Ctrl {key}"),
                [key, _] if key.strip_prefix('F').is_some_and(|number| number.parse::<u8>().is_ok()) => {
                    (*key).to_owned()
                }
                ["Esc", _] => "Esc".to_owned(),
                _ => continue,
            };
            assert!(caps.contains(&key), "{key}");
            named += 1;
        }
        assert!(named > 5, "{named}");
    }
}
