//! The list of the screens. The order of the tabs and of their keys, the header, the help and what is sent to the screen
//! in view come from it.

use super::screen::ScreenUi;

/// A line a screen: its name, and what holds it.
macro_rules! screens {
    ($($(#[$about:meta])* $screen:ident($held:ident: $view:ty),)+) => {
        /// The screens, a tab for each.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
        pub enum Screen {
            $($(#[$about])* $screen,)+
        }

        impl Screen {
            /// In the order of their tabs.
            pub const ALL: &[Self] = &[$(Self::$screen),+];
        }

        /// What stands in their fields.
        #[derive(Default)]
        pub struct Screens {
            $(pub $held: $view,)+
        }

        impl Screens {
            /// One of them.
            pub fn of(&self, screen: Screen) -> &dyn ScreenUi {
                match screen {
                    $(Screen::$screen => &self.$held,)+
                }
            }

            /// The same, to change it.
            pub fn of_mut(&mut self, screen: Screen) -> &mut dyn ScreenUi {
                match screen {
                    $(Screen::$screen => &mut self.$held,)+
                }
            }
        }
    };
}

screens! {
    /// Person, token, code.
    #[default]
    Enroll(enroll: super::enroll::EnrollView),
    /// Everything that was done.
    Log(log: super::log::LogView),
    /// The file for Entra ID.
    Export(export: super::export::ExportView),
    /// What a token is, and its clock.
    Token(token: super::identify::IdentifyView),
    /// Who has a token and who has not.
    People(people: super::people::PeopleView),
    /// Passphrases, locking, backups.
    Station(settings: super::settings::SettingsView),
    /// Tokens with a factory seed.
    Stock(stock: super::stock::StockView),
}
