//! Adds a key to a ring in Secrets Manager, and lets the one that was added before make new links.
//!
//! Secrets Manager asks for the steps in their order, and again for one that failed or whose answer was lost. What
//! a step does depends on what it finds, so each may come twice and be cut anywhere. No key is ever dropped.

#![cfg_attr(
    test,
    allow(clippy::unwrap_used, reason = "a panic is how a test fails")
)]

mod event;
mod settings;
mod vault;

pub use event::{Event, NoStep, Step};
pub use vault::VaultError;
pub use settings::SETTINGS;

use domain::keys::{KeyRing, NoVersionLeft, UnreadableKeys};
use jiff::SignedDuration;
use runtime::{BadSetting, Clock, Runtime};
use vault::{Vault, Version};

/// For how long a key reads before it makes something: twice as long as a function works with a ring that was
/// replaced.
const SETTLED: SignedDuration = SignedDuration::from_mins(10);

/// What the function can do.
#[derive(Debug, Clone)]
pub struct Deps {
    /// The secrets.
    pub secrets: aws_sdk_secretsmanager::Client,
    /// The clock.
    pub clock: Clock,
}

impl Deps {
    /// What the function can do, by its settings.
    ///
    /// # Errors
    /// None: it has no settings of its own.
    pub fn of(runtime: &Runtime) -> Result<Self, BadSetting> {
        Ok(Self {
            secrets: runtime.secrets_manager(),
            clock: runtime.clock(),
        })
    }
}

/// Why a step was not taken. Secrets Manager asks for it again.
#[derive(Debug, thiserror::Error)]
pub enum RotationError {
    /// Secrets Manager can't be read or written.
    #[error("Secrets Manager can't be read or written")]
    Vault(#[from] VaultError),
    /// The secret is no ring of keys.
    #[error("the secret is no ring of keys: mend it by hand")]
    NoRing(#[from] UnreadableKeys),
    /// The ring is full.
    #[error("the ring can't be rotated")]
    Full(#[from] NoVersionLeft),
    /// The newest key is not known everywhere yet.
    #[error(
        "the ring was changed a moment ago: its newest key is to be read for ten minutes before it makes links"
    )]
    TooSoon,
    /// The ring was changed while it was rotated.
    #[error(
        "the ring was changed by hand while it was rotated: take AWSPENDING off the version and rotate anew (update-secret-version-stage --remove-from-version-id)"
    )]
    Overtaken,
    /// The step before has not been taken.
    #[error("nothing is pending under this token: createSecret comes first")]
    NothingPending,
    /// There is no randomness.
    #[error("the machine gives no randomness")]
    NoRandomness,
}

/// Takes one step of a rotation.
///
/// # Errors
/// [`RotationError`] if it could not be taken.
pub async fn handle(deps: &Deps, event: Event) -> Result<(), RotationError> {
    let vault = Vault::of(deps, &event);
    match event.step {
        Step::CreateSecret => create(deps, &vault).await?,
        Step::SetSecret => {}
        Step::TestSecret => drop(tested(&vault).await?),
        Step::FinishSecret => finish(&vault).await?,
    }
    tracing::info!(step = ?event.step, "a step of a rotation was taken");
    Ok(())
}

/// Makes the ring that is to come, if that was not done.
async fn create(deps: &Deps, vault: &Vault<'_>) -> Result<(), RotationError> {
    if vault.pending().await?.is_some() {
        return Ok(());
    }
    let current = vault.current().await?;
    let changed = vault.rotated().await?.max(Some(current.made));
    if changed.is_some_and(|at| deps.clock.now() < at + SETTLED) {
        return Err(RotationError::TooSoon);
    }
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).map_err(|_| RotationError::NoRandomness)?;
    let next = KeyRing::parse(&current.text)?.rotated(secret)?;
    Ok(vault.put_pending(&next.written()).await?)
}

/// The current version, if what is pending may take its place.
async fn tested(vault: &Vault<'_>) -> Result<Version, RotationError> {
    let pending = vault.pending().await?;
    let pending = pending.ok_or(RotationError::NothingPending)?;
    let current = vault.current().await?;
    let (next, before) = (
        KeyRing::parse(&pending.text)?,
        KeyRing::parse(&current.text)?,
    );
    if !next.may_follow(&before) {
        return Err(RotationError::Overtaken);
    }
    Ok(current)
}

/// Puts what is pending in the place of the version that it was compared with, and of no other.
async fn finish(vault: &Vault<'_>) -> Result<(), RotationError> {
    let before = tested(vault).await?;
    if vault.is_made_by_this_rotation(&before) {
        return Ok(());
    }
    Ok(vault.replace(&before).await?)
}
