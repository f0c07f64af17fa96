//! Who made a token, and which model of theirs it is.

use std::sync::Arc;

use super::Model;

/// What a token is called: a model that may be written, or what a file of factory seeds says of one that nobody here writes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Make {
    /// A model that may be written, made by [`Model::MANUFACTURER`].
    Programmable(Model),
    /// Another one, by its own words.
    Named {
        /// Who made it.
        maker: Arc<str>,
        /// What they call it; may be empty.
        model: Arc<str>,
    },
}

impl Make {
    /// By the words of a file.
    #[must_use]
    pub fn new(maker: &str, model: &str) -> Self {
        match Model::by_name(model) {
            Some(known) if maker.eq_ignore_ascii_case(Model::MANUFACTURER) => Self::Programmable(known),
            _ => Self::Named {
                maker: maker.into(),
                model: model.into(),
            },
        }
    }

    /// Who made it.
    #[must_use]
    pub fn maker(&self) -> &str {
        match self {
            Self::Programmable(_) => Model::MANUFACTURER,
            Self::Named { maker, .. } => maker,
        }
    }

    /// What it is called.
    #[must_use]
    pub fn model(&self) -> &str {
        match self {
            Self::Programmable(model) => model.name(),
            Self::Named { model, .. } => model,
        }
    }

    /// The model, if it may be written.
    #[must_use]
    pub const fn programmable(&self) -> Option<Model> {
        match self {
            Self::Programmable(model) => Some(*model),
            Self::Named { .. } => None,
        }
    }
}

impl From<Model> for Make {
    fn from(model: Model) -> Self {
        Self::Programmable(model)
    }
}

/// The model, as it is said to people.
impl std::fmt::Display for Make {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.model())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_names_is_a_model_of_ours_where_it_is_one() {
        for model in Model::ALL {
            assert_eq!(Make::new("token2", model.name()), Make::Programmable(model));
        }
        let classic = Make::new("Token2", "c202");
        assert_eq!((classic.maker(), classic.model()), ("Token2", "c202"));
        assert_eq!(classic.programmable(), None);
        assert_eq!(Make::new("Another", Model::C301I.name()).programmable(), None);
    }
}
