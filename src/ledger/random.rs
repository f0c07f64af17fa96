//! Random bytes, from whoever is injected.

use std::sync::Arc;

use thiserror::Error;

/// Fills bytes at random; injected so that tests are repeatable.
pub type Random = Arc<dyn Fn(&mut [u8]) -> Result<(), RandomFailed> + Send + Sync>;

/// The system gave no random bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the system gave no random bytes")]
pub struct RandomFailed;
