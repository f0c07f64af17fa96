//! What the models of the single-profile family can do, and how a serial tells its model.

use crate::token2::Serial;

impl Serial {
    /// The model of this serial, by the longest prefix that is known.
    #[must_use]
    pub fn model(&self) -> Option<Model> {
        Model::ALL
            .into_iter()
            .filter(|model| self.as_str().starts_with(model.prefix()))
            .max_by_key(|model| model.prefix().len())
    }
}

/// The models that may be written. A serial of none of them is read and shown, and never written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Model {
    /// miniOTP-2-i.
    MiniOtp2I,
    /// miniOTP-3-i.
    MiniOtp3I,
    /// miniOTP-3-i-NB.
    MiniOtp3INb,
    /// C301-i.
    C301I,
    /// OTPC-P1-i.
    OtpcP1I,
    /// OTPC-P2-i-NB.
    OtpcP2INb,
    /// OTPC-P2-i.
    OtpcP2I,
    /// C302-i.
    C302I,
}

impl Model {
    /// All of them, in the order of their serials.
    pub const ALL: [Self; 8] = [
        Self::MiniOtp2I,
        Self::MiniOtp3I,
        Self::MiniOtp3INb,
        Self::C301I,
        Self::OtpcP1I,
        Self::OtpcP2INb,
        Self::OtpcP2I,
        Self::C302I,
    ];

    /// The maker's name as files carry it.
    pub const MANUFACTURER: &'static str = "Token2";

    /// The name printed on the token and written to files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.row().0
    }

    /// What every serial of the model starts with.
    #[must_use]
    pub const fn prefix(self) -> &'static str {
        self.row().1
    }

    /// Whether writing the config (and with it the clock) leaves the seed in place.
    #[must_use]
    pub const fn keeps_seed_on_config(self) -> bool {
        self.row().2
    }

    /// The model of that name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|model| model.name() == name)
    }

    const fn row(self) -> (&'static str, &'static str, bool) {
        match self {
            Self::MiniOtp2I => ("miniOTP-2-i", "8659600", true),
            Self::MiniOtp3I => ("miniOTP-3-i", "8659601", false),
            Self::MiniOtp3INb => ("miniOTP-3-i-NB", "8659609", false),
            Self::C301I => ("C301-i", "8659610", false),
            Self::OtpcP1I => ("OTPC-P1-i", "8659612", true),
            Self::OtpcP2INb => ("OTPC-P2-i-NB", "8659621", false),
            Self::OtpcP2I => ("OTPC-P2-i", "8659622", false),
            Self::C302I => ("C302-i", "8659632", true),
        }
    }
}

impl std::fmt::Display for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token2::SerialError;

    #[test]
    fn every_prefix_leads_to_its_model_and_its_name_back() -> Result<(), SerialError> {
        for model in Model::ALL {
            let serial = Serial::parse(&format!("{}000123", model.prefix()))?;
            assert_eq!(serial.model(), Some(model));
            assert_eq!(Model::by_name(model.name()), Some(model));
        }
        Ok(())
    }

    #[test]
    fn an_unknown_prefix_has_no_model() -> Result<(), SerialError> {
        for text in ["8659699000123", "865962", "1234567890", "0865962200012"] {
            assert_eq!(Serial::parse(text)?.model(), None, "{text}");
        }
        Ok(())
    }
}
