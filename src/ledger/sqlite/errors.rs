//! What SQLite says, in the words of the ledger.

use rusqlite::{Error, ErrorCode};

use super::backup_error::BackupError;
use crate::ledger::LedgerError;

impl From<Error> for LedgerError {
    fn from(error: Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly,
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged,
            // a value that Tapdesk does not write: to start it again mends nothing
            None if is_of_a_value(&error) => Self::Damaged,
            _ => {
                tracing::info!(%error, "the engine's own words");
                Self::Engine(error.into())
            }
        }
    }
}

impl From<Error> for BackupError {
    fn from(error: Error) -> Self {
        Self::Ledger(error.into())
    }
}

/// Whether what was read is not what its column is for.
const fn is_of_a_value(error: &Error) -> bool {
    matches!(
        error,
        Error::FromSqlConversionFailure(..)
            | Error::IntegralValueOutOfRange(..)
            | Error::InvalidColumnType(..)
            | Error::Utf8Error(..)
    )
}

/// What SQLite says of a file that may be none of ours.
pub fn not_ours(error: LedgerError) -> LedgerError {
    let LedgerError::Engine(own) = &error else {
        return error;
    };
    let code = own.downcast_ref::<Error>().and_then(Error::sqlite_error_code);
    if code == Some(ErrorCode::NotADatabase) {
        LedgerError::NotALedger
    } else {
        error
    }
}
