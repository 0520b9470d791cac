//! The command line of the local runner.

use crate::settings::check_name;
use jiff::SignedDuration;
use jiff::civil::Date;
use runtime::settings::LOG_LEVEL;
use std::path::PathBuf;
use tracing::level_filters::LevelFilter;

/// The options of the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The port of the pages; 0 takes a free one.
    pub port: u16,
    /// The port of the privacy inbox; 0 takes a free one.
    pub smtp_port: u16,
    /// The folder of the data.
    pub data: PathBuf,
    /// How far to move the clock forward first.
    pub pass: Option<SignedDuration>,
    /// The day whose laws to compare with the open requests, instead of running.
    pub law_changes: Option<Date>,
    /// Settings that differ from the example company's.
    pub settings: Vec<(String, String)>,
}

/// What to print instead of starting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Instead {
    /// The usage text.
    Help,
    /// The version.
    Version,
    /// The error in the command line.
    Wrong(String),
}

/// The usage text.
pub const HELP: &str = "\
Runs Honored on this machine: the form, the status page, a privacy inbox and an outbox.

    cargo run -- [--port N] [--smtp-port N] [--data DIR] [--pass TIME] [--law-changes DAY]
              [--set NAME=VALUE]...

    --port N          port of the pages (default 8080; 0 takes a free port)
    --smtp-port N     port of the privacy inbox (default 2525; 0 takes a free port)
    --data DIR        folder for the data, which lasts after a restart (default .honored)
    --pass TIME       first move the clock forward, day by day, for example 20d or 36h
    --law-changes DAY print what the laws of this day, for example 2027-01-01, do to the open requests, and stop
    --set NAME=VALUE  change a setting, for example SIGNAL_ORIGINS; you can repeat this option
                      (docs/settings.md lists all settings; LOG_LEVEL=info logs each call)
    --help            print this text
    --version         print the version

Exit status: 0 after Ctrl-C, 1 if the system could not start or run, 2 if the command line is wrong.
";

impl Options {
    /// Returns the level at which the runner's own crates log: `LOG_LEVEL`, or warnings only.
    ///
    /// # Errors
    /// The text is not a level.
    pub fn log_level(&self) -> Result<LevelFilter, String> {
        let mut given = self.settings.iter().rev();
        match given.find(|(name, _)| name == LOG_LEVEL.name) {
            None => Ok(LevelFilter::WARN),
            Some((name, level)) => level.parse().map_err(|_| {
                format!("{level} is not a {name}: choose error, warn, info, debug or trace")
            }),
        }
    }

    /// Parses the arguments after the program's name.
    ///
    /// # Errors
    /// [`Instead`] if the program must not start.
    pub fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self, Instead> {
        let mut options = Self {
            port: 8080,
            smtp_port: 2525,
            data: PathBuf::from(".honored"),
            pass: None,
            law_changes: None,
            settings: Vec::new(),
        };
        while let Some(argument) = arguments.next() {
            let (name, joined) = match argument.split_once('=') {
                Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
                None => (argument, None),
            };
            match name.as_str() {
                "--help" | "-h" => return Err(Instead::Help),
                "--version" | "-V" => return Err(Instead::Version),
                _ => {}
            }
            let mut value = || {
                joined
                    .clone()
                    .or_else(|| arguments.next())
                    .ok_or_else(|| Instead::Wrong(format!("{name} needs a value")))
            };
            let port = |text: String| {
                text.parse()
                    .map_err(|_| Instead::Wrong(format!("{text} is not a port: choose 0 to 65535")))
            };
            match name.as_str() {
                "--port" => options.port = port(value()?)?,
                "--smtp-port" => options.smtp_port = port(value()?)?,
                "--pass" => {
                    let span = crate::time::span(&value()?);
                    options.pass = Some(span.map_err(|why| Instead::Wrong(why.to_string()))?);
                }
                "--law-changes" => {
                    let text = value()?;
                    let day = text.parse().map_err(|_| {
                        Instead::Wrong(format!("{text} is not a day: write it like 2027-01-01"))
                    });
                    options.law_changes = Some(day?);
                }
                "--set" => {
                    let value = value()?;
                    let (name, value) = value.split_once('=').ok_or_else(|| {
                        Instead::Wrong(format!("{value} is not a setting: write NAME=VALUE"))
                    })?;
                    check_name(name).map_err(|unknown| Instead::Wrong(unknown.to_string()))?;
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
            law_changes: Some(jiff::civil::date(2027, 1, 1)),
            settings: vec![
                ("GROUPS_CLAIM".into(), "b=c".into()),
                ("COOKIE_DOMAIN".into(), String::new()),
            ],
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
                "--law-changes",
                "2027-01-01",
                "--set",
                "GROUPS_CLAIM=b=c",
                "--set=COOKIE_DOMAIN=",
            ]),
            Ok(expected)
        );
        assert_eq!(
            read(&[]).map(|options| (options.port, options.smtp_port)),
            Ok((8080, 2525))
        );
    }

    #[test]
    fn a_wrong_command_line_is_explained() {
        assert_eq!(read(&["--help"]), Err(Instead::Help));
        assert_eq!(read(&["--version"]), Err(Instead::Version));
        for wrong in [
            &["--port"][..],
            &["--port", "70000"],
            &["--port", "x"],
            &["--pass", "20"],
            &["--law-changes", "soon"],
            &["--set", "ROLES"],
            &["--set", "ACCENT_COLOUR=#1d4f91"],
            &["--color", "red"],
            &["8080"],
        ] {
            assert!(matches!(read(wrong), Err(Instead::Wrong(_))), "{wrong:?}");
        }
    }

    #[test]
    fn the_log_level_is_a_setting_too() {
        let level = |arguments: &[&str]| read(arguments).unwrap().log_level();
        assert_eq!(level(&[]), Ok(LevelFilter::WARN));
        assert_eq!(level(&["--set", "LOG_LEVEL=info"]), Ok(LevelFilter::INFO));
        let wrong = level(&["--set", "LOG_LEVEL=nonsense"]).unwrap_err();
        assert!(
            wrong.contains("nonsense") && wrong.contains("debug"),
            "{wrong}"
        );
    }

    #[test]
    fn an_unknown_setting_is_refused_with_the_nearest_known_name() {
        let Err(Instead::Wrong(why)) = read(&["--set", "ACCENT_COLOUR=#1d4f91"]) else {
            panic!("the name must be refused")
        };
        assert!(why.starts_with("ACCENT_COLOUR is not a setting; did you mean ACCENT_COLOR?"));
    }
}
