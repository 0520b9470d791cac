//! The texts of pages and emails, with the company's own ones.

use crate::settings::TEXTS;
use crate::{BadSetting, Runtime, metrics};
use domain::company::Face;
use std::convert::Infallible;
use std::path::PathBuf;
use texts::Catalog;
use texts::own::{self, BrandFolder, Finding};

/// The most findings that a function logs when it starts. A folder of an earlier version can have hundreds.
const MOST_LOGGED: usize = 20;

impl Runtime {
    /// Returns the catalog with the company's own texts, if it has some. Without them, this is the built-in catalog, and no
    /// file is read.
    ///
    /// A text that can't be used is logged and counted, and the built-in one is shown. A person gets a page in any case.
    ///
    /// # Errors
    /// None today. Each capability returns a [`BadSetting`] if its setting is unreadable.
    pub fn texts(&self, catalog: &'static Catalog) -> Result<&'static Catalog, BadSetting> {
        let Some(folder) = self.texts_folder()? else {
            return Ok(catalog);
        };
        let own = catalog.with_texts_of(&folder);
        self.report(&own.findings);
        // A process has one set of texts, and keeps it until it ends.
        Ok(Box::leak(Box::new(own.catalog)))
    }

    /// Returns the logo and the other things that the company's folder adds to pages and emails. What can't be used is logged
    /// and counted, and left out.
    pub(crate) fn face(&self) -> Result<Face, BadSetting> {
        let Some(folder) = self.texts_folder()? else {
            return Ok(Face::default());
        };
        let (face, findings) = own::face(&folder);
        self.report(&findings);
        Ok(face)
    }

    /// Returns the company's brands, as its folder describes them. What can't be used is logged and counted, and left out.
    ///
    /// # Errors
    /// None today, as [`texts`](Self::texts).
    pub fn brands(&self) -> Result<Vec<BrandFolder>, BadSetting> {
        let Some(folder) = self.texts_folder()? else {
            return Ok(Vec::new());
        };
        let (brands, findings) = own::brands(&folder);
        self.report(&findings);
        Ok(brands)
    }

    fn texts_folder(&self) -> Result<Option<PathBuf>, BadSetting> {
        let path = |text: &str| Ok::<_, Infallible>(PathBuf::from(text));
        self.settings().optional(&TEXTS, path)
    }

    /// Logs the texts that can't be used, and counts them for the alarm.
    fn report(&self, findings: &[Finding]) {
        for finding in findings.iter().take(MOST_LOGGED) {
            tracing::warn!(
                file = finding.file,
                line = finding.line,
                message_id = finding.id,
                problem = finding.problem,
                rule = finding.rule,
                "a text or an image of the company can't be used; the built-in one is shown"
            );
        }
        let refused = findings.len();
        if refused > MOST_LOGGED {
            tracing::warn!(refused, "check-texts names the other findings");
        }
        if refused > 0 {
            let refused = u64::try_from(refused).unwrap_or(u64::MAX);
            metrics::count("runtime", &[("BadTexts", refused)], self.clock().now());
        }
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

    /// Starts a function with this folder, and returns its log.
    async fn logged(folder: &std::path::Path) -> Vec<String> {
        let path = folder.to_str().unwrap();
        let runtime = Vault::default().runtime(&[("TEXTS", path)]).await.unwrap();
        let lines = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&lines);
        let levels = LogLevels {
            ours: LevelFilter::WARN,
            others: LevelFilter::ERROR,
        };
        let sink = Arc::new(move |line: &str| sink.lock().unwrap().push(line.to_owned()));
        tracing::subscriber::with_default(subscriber(levels, sink), || {
            runtime.texts(&EMAILS).unwrap();
            runtime.face().unwrap();
        });
        let lines = lines.lock().unwrap();
        lines.clone()
    }

    #[tokio::test]
    async fn the_log_names_the_rule_and_at_most_twenty_findings() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("en")).unwrap();
        let own = "nothing-to-do = Are you sure?\n";
        fs::write(folder.path().join("en/emails.ftl"), own).unwrap();
        let lines = logged(folder.path()).await;
        assert!(lines[0].contains("\"rule\":\"11 CCR § 7004"), "{lines:?}");
        let many: String = (0..300).map(|n| format!("unknown-{n} = Text\n")).collect();
        fs::write(folder.path().join("en/emails.ftl"), many).unwrap();
        let lines = logged(folder.path()).await;
        assert_eq!(
            lines.len(),
            22,
            "twenty findings, how many there are, and the metric"
        );
        assert!(lines[20].contains("\"refused\":300"), "{}", lines[20]);
        assert!(lines[21].contains("\"BadTexts\":300"), "{}", lines[21]);
    }

    #[tokio::test]
    async fn a_logo_that_is_a_script_is_left_out_and_logged() {
        let folder = tempfile::tempdir().unwrap();
        let logo = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
        fs::write(folder.path().join("logo.svg"), logo).unwrap();
        let lines = logged(folder.path()).await;
        assert!(
            lines[0].contains("logo.svg") && lines[0].contains("script"),
            "{lines:?}"
        );
        assert!(lines[1].contains("\"BadTexts\":1"), "{lines:?}");
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
