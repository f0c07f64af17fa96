//! Which system makes the secrets, and whether the files for Entra ID have to do with them.

/// Who makes the secrets of this session.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum SecretMaker {
    /// They are drawn here, unless one is dictated.
    #[default]
    Here,
    /// Entra ID without P1 or P2: nothing leaves in a file.
    Entra,
    /// UserLock, at the next logon of the person.
    UserLock {
        /// Whether the same secret is for Entra ID as well.
        entra: bool,
    },
    /// Another system.
    Another {
        /// Whether the same secret is for Entra ID as well.
        entra: bool,
    },
}

impl SecretMaker {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Here,
        Self::Entra,
        Self::UserLock { entra: true },
        Self::UserLock { entra: false },
        Self::Another { entra: true },
        Self::Another { entra: false },
    ];

    /// Whether nothing is written but a secret that is dictated.
    #[must_use]
    pub const fn is_elsewhere(self) -> bool {
        !matches!(self, Self::Here)
    }

    /// What a file for Entra ID has to do with them.
    #[must_use]
    pub const fn entra(self) -> ForEntra {
        match self {
            Self::Here | Self::UserLock { entra: true } | Self::Another { entra: true } => ForEntra::Wanted,
            Self::Entra => ForEntra::Known,
            Self::UserLock { entra: false } | Self::Another { entra: false } => ForEntra::NotWanted,
        }
    }
}

/// Whether an enrolment is for a file that tells Entra ID its secret.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ForEntra {
    /// It leaves in one.
    #[default]
    Wanted,
    /// Entra ID dictated the secret and knows it.
    Known,
    /// It is for another system alone.
    NotWanted,
}
