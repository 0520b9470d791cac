//! Rotates a key ring in Secrets Manager: adds a new key, and makes the previously added key the signing key.
//!
//! Secrets Manager calls the steps in order, and repeats a step that failed or whose response was lost. Each step is
//! idempotent and may stop anywhere. Invariant: a rotation never removes a key.

#![cfg_attr(
    test,
    allow(clippy::unwrap_used, reason = "a panic is how a test fails")
)]

mod event;
mod settings;
mod vault;

pub use event::{Event, NoStep, Step};
pub use settings::SETTINGS;
pub use vault::VaultError;

use domain::keys::{KeyRing, NoVersionLeft, UnreadableKeys};
use jiff::SignedDuration;
use runtime::{BadSetting, Clock, Runtime};
use vault::{Vault, Version};

/// How long every function must know a new key before that key signs: twice as long as a function caches a ring.
const SETTLED: SignedDuration = SignedDuration::from_mins(10);

/// The function's dependencies.
#[derive(Debug, Clone)]
pub struct Deps {
    /// The client of Secrets Manager.
    pub secrets: aws_sdk_secretsmanager::Client,
    /// The clock.
    pub clock: Clock,
}

impl Deps {
    /// Creates the dependencies from the settings.
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

/// Why a step failed. Secrets Manager repeats it.
#[derive(Debug, thiserror::Error)]
pub enum RotationError {
    /// A call to Secrets Manager failed.
    #[error("a call to Secrets Manager failed")]
    Vault(#[from] VaultError),
    /// The secret is not a key ring.
    #[error("the secret is not a key ring: correct it manually")]
    NoRing(#[from] UnreadableKeys),
    /// The ring is full.
    #[error("the ring can't be rotated")]
    Full(#[from] NoVersionLeft),
    /// Some functions may not know the newest key yet.
    #[error(
        "the ring was changed less than ten minutes ago: every function must know its newest key before that key signs"
    )]
    TooSoon,
    /// The ring was changed while it was rotated.
    #[error(
        "the ring was changed manually during its rotation: remove AWSPENDING from the version and rotate again (update-secret-version-stage --remove-from-version-id)"
    )]
    Overtaken,
    /// The previous step is missing.
    #[error("nothing is pending under this token: createSecret comes first")]
    NothingPending,
    /// The operating system returned no random bytes.
    #[error("the operating system returned no random bytes")]
    NoRandomness,
}

/// Performs one step of a rotation.
///
/// # Errors
/// [`RotationError`] if the step failed.
pub async fn handle(deps: &Deps, event: Event) -> Result<(), RotationError> {
    let vault = Vault::of(deps, &event);
    match event.step {
        Step::CreateSecret => create(deps, &vault).await?,
        Step::SetSecret => {}
        Step::TestSecret => test(&vault).await?,
        Step::FinishSecret => finish(&vault).await?,
    }
    tracing::info!(step = ?event.step, "a step of a rotation is complete");
    Ok(())
}

/// Creates the pending ring unless it exists.
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

/// Checks the pending ring. Secrets Manager may run this step alone when a rotation is set up; then nothing is pending.
async fn test(vault: &Vault<'_>) -> Result<(), RotationError> {
    match tested(vault).await {
        Ok(_) | Err(RotationError::NothingPending) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Returns the current version if the pending one may replace it.
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

/// Replaces exactly the version that the pending one was compared with.
async fn finish(vault: &Vault<'_>) -> Result<(), RotationError> {
    let before = tested(vault).await?;
    if vault.is_made_by_this_rotation(&before) {
        return Ok(());
    }
    Ok(vault.replace(&before).await?)
}
