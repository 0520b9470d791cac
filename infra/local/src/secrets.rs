//! The keys and the token of a local system. They are made once and stored with its data.

use anyhow::{Context, Result};
use data_encoding::{BASE64, BASE64URL_NOPAD};
use serde::{Deserialize, Serialize};
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

/// The values that AWS Secrets Manager holds in a deployed system.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Secrets {
    pub(crate) index_keys: String,
    pub(crate) link_keys: String,
    /// Data of an older version may lack them.
    #[serde(default)]
    pub(crate) unsubscribe_keys: String,
    /// Data of an older version may lack them.
    #[serde(default)]
    pub(crate) partner_keys: String,
    pub(crate) token: String,
}

impl Secrets {
    /// Makes new keys and a new token.
    pub(crate) fn make() -> Result<Self> {
        Ok(Self {
            index_keys: format!("1:{}", BASE64.encode(&random()?)),
            link_keys: format!("1:{}", BASE64.encode(&random()?)),
            unsubscribe_keys: format!("1:{}", BASE64.encode(&random()?)),
            partner_keys: format!("1:{}", BASE64.encode(&random()?)),
            token: BASE64URL_NOPAD.encode(&random()?),
        })
    }

    /// Reads the file in this folder, or makes it. Only its owner can read it.
    pub(crate) fn of(folder: &Path) -> Result<Self> {
        let file = folder.join("secrets.json");
        match std::fs::read(&file) {
            Ok(bytes) => {
                let mut secrets: Self = serde_json::from_slice(&bytes).with_context(|| {
                    format!(
                        "{} can't be read; without its keys, the data in this folder can't be found",
                        file.display()
                    )
                })?;
                let new = Self::make()?;
                let missing = [
                    (&mut secrets.unsubscribe_keys, new.unsubscribe_keys),
                    (&mut secrets.partner_keys, new.partner_keys),
                ];
                let mut added = false;
                for (kept, new) in missing.into_iter().filter(|(kept, _)| kept.is_empty()) {
                    *kept = new;
                    added = true;
                }
                if added {
                    secrets.keep(folder, &file)?;
                }
                Ok(secrets)
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let secrets = Self::make()?;
                secrets.keep(folder, &file)?;
                Ok(secrets)
            }
            Err(error) => Err(error).with_context(|| format!("{} can't be opened", file.display())),
        }
    }

    /// Replaces the file in one step.
    fn keep(&self, folder: &Path, file: &Path) -> Result<()> {
        let half = folder.join("secrets.half");
        let mut open = OpenOptions::new();
        open.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut open, 0o600);
        let mut opened = open
            .open(&half)
            .with_context(|| format!("{} can't be created", half.display()))?;
        opened.write_all(&serde_json::to_vec_pretty(self)?)?;
        opened.sync_all()?;
        std::fs::rename(&half, file)?;
        Ok(())
    }
}

/// Makes the code of a sign-in link. Each start has its own, and none is stored.
pub(crate) fn sign_in_code() -> Result<String> {
    Ok(BASE64URL_NOPAD.encode(&random()?))
}

fn random() -> Result<[u8; 32]> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|_| anyhow::anyhow!("this machine provides no random numbers"))?;
    Ok(bytes)
}
