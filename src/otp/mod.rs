//! One-time passwords: the seed, its text forms, and the codes that follow from it.
//!
//! Nothing here knows a clock, a token or a person. Time is handed in as Unix seconds, bytes come from the caller, and
//! everything runs in a plain unit test. What is written to a token lives in `token2`; what a person types is judged in
//! `desk`.

mod code;
mod exported;
mod hidden;
mod pasted;
mod percent;
mod query;
mod refused;
mod seed;
mod unwrapped;
mod uri;

pub use code::{Algorithm, Code, CodeError, Codes, Located, Parameters, Period, codes, locate};
pub use exported::exported_accounts;
pub use hidden::Hidden;
pub use pasted::{Pasted, Spelling};
pub use refused::OtpauthError;
pub use seed::{Seed, SeedError};
pub use unwrapped::unwrapped;
pub use uri::{Otpauth, otpauth_uri};
