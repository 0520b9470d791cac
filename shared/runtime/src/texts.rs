//! The texts of pages and emails, with the company's own ones.

use crate::settings::TEXTS;
use crate::{BadSetting, Runtime, metrics};
use std::convert::Infallible;
use std::path::PathBuf;
use texts::Catalog;

impl Runtime {
    /// Returns the catalog with the company's own texts, if it has some. Without them, this is the built-in catalog, and no
    /// file is read.
    ///
    /// A text that can't be used is logged and counted, and the built-in one is shown. A person gets a page in any case.
    ///
    /// # Errors
    /// None today. Each capability returns a [`BadSetting`] if its setting is unreadable.
    pub fn texts(&self, catalog: &'static Catalog) -> Result<&'static Catalog, BadSetting> {
        let path = |text: &str| Ok::<_, Infallible>(PathBuf::from(text));
        let Some(folder) = self.settings().optional(&TEXTS, path)? else {
            return Ok(catalog);
        };
        let own = catalog.with_texts_of(&folder);
        for finding in &own.findings {
            tracing::warn!(
                file = finding.file,
                line = finding.line,
                message_id = finding.id,
                problem = finding.problem,
                "a text of the company can't be used; the built-in one is shown"
            );
        }
        let refused = u64::try_from(own.findings.len()).unwrap_or(u64::MAX);
        if refused > 0 {
            metrics::count("runtime", &[("BadTexts", refused)], self.clock().now());
        }
        // A process has one set of texts, and keeps it until it ends.
        Ok(Box::leak(Box::new(own.catalog)))
    }
}

#[cfg(test)]
mod tests {
    use crate::secrets::vault::Vault;
    use crate::{LogLevels, subscriber};
    use domain::locale::Locale;
    use std::fs;
    use std::sync::{Arc, Mutex};
    use texts::EMAILS;
    use tracing::level_filters::LevelFilter;

    #[tokio::test]
    async fn without_a_folder_the_texts_are_the_built_in_ones_themselves() {
        let runtime = Vault::default().runtime(&[("TEXTS", "")]).await.unwrap();
        assert!(std::ptr::eq(
            runtime.texts(&EMAILS).unwrap(),
            &raw const EMAILS
        ));
    }

    #[tokio::test]
    async fn a_bad_text_is_replaced_logged_and_counted() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("en")).unwrap();
        let own = "form-link = Ask us\nnothing-to-do = Are you sure?\n";
        fs::write(folder.path().join("en/emails.ftl"), own).unwrap();
        let path = folder.path().to_str().unwrap();
        let runtime = Vault::default().runtime(&[("TEXTS", path)]).await.unwrap();
        let lines = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&lines);
        let levels = LogLevels {
            ours: LevelFilter::WARN,
            others: LevelFilter::ERROR,
        };
        let sink = Arc::new(move |line: &str| sink.lock().unwrap().push(line.to_owned()));
        let texts = tracing::subscriber::with_default(subscriber(levels, sink), || {
            runtime.texts(&EMAILS).unwrap().in_language(Locale::English)
        });
        assert_eq!(texts.text("form-link").to_string(), "Ask us");
        let builtin = EMAILS.in_language(Locale::English);
        assert_eq!(
            texts.text("nothing-to-do").to_string(),
            builtin.text("nothing-to-do").to_string()
        );
        let lines = lines.lock().unwrap();
        assert_eq!(lines.len(), 2, "{lines:?}");
        assert!(lines[0].contains("en/emails.ftl") && lines[0].contains("nothing-to-do"));
        assert!(
            lines[1].contains("\"BadTexts\":1") && lines[1].contains("\"Function\":\"runtime\"")
        );
    }
}
