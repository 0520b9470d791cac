//! A secret and its versions.

use super::Refusal;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A secret.
#[derive(Debug, Default)]
pub(super) struct Secret {
    versions: Vec<Version>,
    /// The tokens of rotations that have no text yet.
    begun: BTreeSet<String>,
    rotated: Option<i64>,
}

/// A version of a secret.
#[derive(Debug)]
pub(super) struct Version {
    id: String,
    pub(super) text: String,
    stages: BTreeSet<String>,
    made: i64,
}

impl Secret {
    /// Returns the version with this stage.
    pub(super) fn staged(&self, stage: &str) -> Option<&Version> {
        let mut versions = self.versions.iter();
        versions.find(|version| version.stages.contains(stage))
    }

    /// Adds a version and makes it current.
    pub(super) fn put_current(&mut self, text: &str, now: i64) {
        let id = format!("by-hand-{}", self.versions.len());
        self.add(&id, text, now);
        self.move_to("AWSCURRENT", &id);
    }

    pub(super) fn begin_rotation(&mut self, token: &str) {
        self.begun.insert(token.to_owned());
    }

    /// Implements `GetSecretValue`: by version, by stage, or the current one.
    pub(super) fn read(&self, order: &Value) -> Result<Value, Refusal> {
        let stage = order["VersionStage"].as_str();
        let version = match order["VersionId"].as_str() {
            Some(id) => self.versions.iter().find(|version| {
                version.id == id && stage.is_none_or(|stage| version.stages.contains(stage))
            }),
            None => self.staged(stage.unwrap_or("AWSCURRENT")),
        };
        let version = version.ok_or((
            "ResourceNotFoundException",
            "Secrets Manager can't find the specified secret value.",
        ))?;
        Ok(json!({
            "VersionId": version.id,
            "SecretString": version.text,
            "VersionStages": version.stages,
            "CreatedDate": version.made,
        }))
    }

    pub(super) fn describe(&self) -> Value {
        let mut stages: serde_json::Map<String, Value> = self
            .versions
            .iter()
            .map(|version| (version.id.clone(), json!(version.stages)))
            .collect();
        for token in &self.begun {
            stages.entry(token).or_insert_with(|| json!(["AWSPENDING"]));
        }
        json!({
            "RotationEnabled": true,
            "VersionIdsToStages": stages,
            "LastRotatedDate": self.rotated,
        })
    }

    /// Implements `PutSecretValue`. It is idempotent for the same token and text.
    pub(super) fn put(&mut self, order: &Value, now: i64) -> Result<Value, Refusal> {
        let token = order["ClientRequestToken"].as_str().unwrap_or_default();
        let text = order["SecretString"].as_str().unwrap_or_default();
        match self.versions.iter().find(|version| version.id == token) {
            Some(version) if version.text != text => {
                return Err((
                    "ResourceExistsException",
                    "A version of this token has another text.",
                ));
            }
            Some(_) => {}
            None => self.add(token, text, now),
        }
        for stage in order["VersionStages"].as_array().into_iter().flatten() {
            self.move_to(stage.as_str().unwrap_or_default(), token);
        }
        Ok(json!({ "VersionId": token }))
    }

    /// Implements `UpdateSecretVersionStage`.
    pub(super) fn move_stage(&mut self, order: &Value, now: i64) -> Result<Value, Refusal> {
        let stage = order["VersionStage"].as_str().unwrap_or_default();
        let to = order["MoveToVersionId"].as_str().unwrap_or_default();
        let from = order["RemoveFromVersionId"].as_str();
        let holder = self.staged(stage).map(|version| version.id.clone());
        if holder.is_some() && from != holder.as_deref() {
            return Err((
                "InvalidParameterException",
                "The staging label is attached to another version.",
            ));
        }
        if self.versions.iter().all(|version| version.id != to) {
            return Err((
                "ResourceNotFoundException",
                "Secrets Manager can't find the specified secret version.",
            ));
        }
        self.move_to(stage, to);
        self.rotated = Some(now);
        Ok(json!({}))
    }

    fn add(&mut self, id: &str, text: &str, now: i64) {
        self.versions.push(Version {
            id: id.to_owned(),
            text: text.to_owned(),
            stages: BTreeSet::new(),
            made: now,
        });
    }

    /// Moves a stage. The version that was current becomes the previous one.
    fn move_to(&mut self, stage: &str, id: &str) {
        let holder = self.staged(stage).map(|version| version.id.clone());
        for version in &mut self.versions {
            version.stages.remove(stage);
            if version.id == id {
                version.stages.insert(stage.to_owned());
            }
        }
        if stage == "AWSCURRENT"
            && let Some(holder) = holder.filter(|holder| holder != id)
        {
            self.move_to("AWSPREVIOUS", &holder);
        }
    }
}
