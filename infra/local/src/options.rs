//! The command line.

use jiff::SignedDuration;
use std::path::PathBuf;

/// What the command line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The port of the pages; 0 takes a free one.
    pub port: u16,
    /// The port of the privacy inbox; 0 takes a free one.
    pub smtp_port: u16,
    /// The folder of the data.
    pub data: PathBuf,
    /// How much time to pass first.
    pub pass: Option<SignedDuration>,
    /// Settings that differ from the example company's.
    pub settings: Vec<(String, String)>,
}

/// What to say instead of starting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Instead {
    /// How it is called.
    Help,
    /// What is wrong with the call.
    Wrong(String),
}

/// How it is called.
pub const HELP: &str = "\
Honored on this machine: the form, the status page, a privacy inbox and an outbox.

    cargo run -- [--port N] [--smtp-port N] [--data DIR] [--pass TIME] [--set NAME=VALUE]

    --port N        port of the pages (default 8080; 0 takes a free one)
    --smtp-port N   port of the privacy inbox (default 2525; 0 takes a free one)
    --data DIR      folder of the data (default .honored); it survives a restart
    --pass TIME     take the system ahead first, day by day, such as 20d or 36h, and stay there
    --set NAME=VALUE  a setting that differs from the example company's, such as SIGNAL_ORIGINS; as often as needed
";

impl Options {
    /// Reads the arguments after the program's name.
    ///
    /// # Errors
    /// [`Instead`] if there is nothing to start.
    pub fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self, Instead> {
        let mut options = Self {
            port: 8080,
            smtp_port: 2525,
            data: PathBuf::from(".honored"),
            pass: None,
            settings: Vec::new(),
        };
        while let Some(argument) = arguments.next() {
            let (name, joined) = match argument.split_once('=') {
                Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
                None => (argument, None),
            };
            if matches!(name.as_str(), "--help" | "-h") {
                return Err(Instead::Help);
            }
            let mut value = || {
                joined
                    .clone()
                    .or_else(|| arguments.next())
                    .ok_or_else(|| Instead::Wrong(format!("{name} needs a value")))
            };
            let port = |text: String| {
                text.parse()
                    .map_err(|_| Instead::Wrong(format!("{text} is not a port: take 0 to 65535")))
            };
            match name.as_str() {
                "--port" => options.port = port(value()?)?,
                "--smtp-port" => options.smtp_port = port(value()?)?,
                "--pass" => {
                    let span = crate::time::span(&value()?);
                    options.pass = Some(span.map_err(|why| Instead::Wrong(why.to_string()))?);
                }
                "--set" => {
                    let value = value()?;
                    let (name, value) = value.split_once('=').ok_or_else(|| {
                        Instead::Wrong(format!("{value} is not a setting: write NAME=VALUE"))
                    })?;
                    options.settings.push((name.to_owned(), value.to_owned()));
                }
                "--data" => options.data = PathBuf::from(value()?),
                other => {
                    return Err(Instead::Wrong(format!(
                        "{other} is not an option; --help lists them"
                    )));
                }
            }
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &[&str]) -> Result<Options, Instead> {
        Options::read(arguments.iter().map(|argument| (*argument).to_owned()))
    }

    #[test]
    fn options_are_read_in_both_spellings() {
        let expected = Options {
            port: 0,
            smtp_port: 2526,
            data: "d".into(),
            pass: Some(SignedDuration::from_hours(36)),
            settings: vec![("A".into(), "b=c".into()), ("D".into(), String::new())],
        };
        assert_eq!(
            read(&[
                "--port",
                "0",
                "--smtp-port=2526",
                "--data",
                "d",
                "--pass",
                "36h",
                "--set",
                "A=b=c",
                "--set=D=",
            ]),
            Ok(expected)
        );
        assert_eq!(
            read(&[]).map(|options| (options.port, options.smtp_port)),
            Ok((8080, 2525))
        );
    }

    #[test]
    fn a_wrong_call_says_what_is_wrong() {
        assert_eq!(read(&["--help"]), Err(Instead::Help));
        for wrong in [
            &["--port"][..],
            &["--port", "70000"],
            &["--port", "x"],
            &["--pass", "20"],
            &["--set", "A"],
            &["--color", "red"],
            &["8080"],
        ] {
            assert!(matches!(read(wrong), Err(Instead::Wrong(_))), "{wrong:?}");
        }
    }
}
