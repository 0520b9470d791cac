//! The data folder of a local system.

use crate::secrets::Secrets;
use anyhow::{Context, Result};
use engines::Home;
use std::fs::File;
use std::path::{Path, PathBuf};

/// A folder that this process has locked.
pub(crate) struct DataFolder {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// Deletes the folder when the system ends, if its data must not last.
    scratch: Option<tempfile::TempDir>,
    /// Keeps a second system out of the folder.
    _lock: File,
}

impl DataFolder {
    /// Opens and locks the folder. For [`Home::Memory`] it is temporary.
    pub(crate) fn open(home: Home) -> Result<Self> {
        let (path, scratch) = match home {
            Home::Folder(folder) => (folder, None),
            Home::Memory => {
                let scratch = tempfile::tempdir()?;
                (scratch.path().to_owned(), Some(scratch))
            }
        };
        let lock = lock(&path)?;
        Ok(Self {
            path,
            scratch,
            _lock: lock,
        })
    }

    /// Reads the keys and the token of this folder, or makes new ones.
    pub(crate) fn secrets(&self) -> Result<Secrets> {
        match self.scratch {
            Some(_) => Secrets::make(),
            None => Secrets::of(&self.path),
        }
    }

    /// Returns the location of the engines' data.
    pub(crate) fn engines(&self) -> Result<Home> {
        if self.scratch.is_some() {
            return Ok(Home::Memory);
        }
        let folder = self.path.join("engines");
        std::fs::create_dir_all(&folder)
            .with_context(|| format!("{} can't be created", folder.display()))?;
        Ok(Home::Folder(folder))
    }
}

fn lock(folder: &Path) -> Result<File> {
    std::fs::create_dir_all(folder).with_context(|| {
        let folder = folder.display();
        format!("{folder} can't be created; choose another folder with --data")
    })?;
    let path = folder.join("lock");
    let file = File::create(&path).with_context(|| {
        let path = path.display();
        format!("{path} can't be created; choose a folder with --data that you can write to")
    })?;
    file.try_lock().with_context(|| {
        format!(
            "another system uses {}; choose another folder with --data",
            folder.display()
        )
    })?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

    use super::*;

    #[test]
    fn an_unusable_folder_is_named_with_what_to_do() {
        let scratch = tempfile::tempdir().unwrap();
        let file = scratch.path().join("file");
        std::fs::write(&file, "").unwrap();
        let _held = lock(scratch.path()).unwrap();
        for folder in [&file, &file.join("data"), scratch.path()] {
            let error = format!("{:#}", lock(folder).unwrap_err());
            assert!(error.contains(&*folder.to_string_lossy()), "{error}");
            assert!(
                error.contains("choose another folder with --data"),
                "{error}"
            );
        }
    }
}
