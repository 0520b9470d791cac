//! All settings of the system: the table in `docs/settings.md`, and the check of `--set`.

use crate::functions::Function;
use runtime::settings::{AT_START, DefaultValue};
use runtime::{Setting, settings};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Returns every setting that a function declares, by name, with the functions that declare it.
///
/// Those of [`AT_START`] aren't among them: `Runtime::start` reads them in every function.
#[must_use]
pub fn declared() -> BTreeMap<&'static str, (Setting, Vec<Function>)> {
    let mut all: BTreeMap<_, (Setting, Vec<Function>)> = BTreeMap::new();
    for function in Function::ALL {
        for setting in function.settings().iter().copied().flatten() {
            let (_, functions) = all.entry(setting.name).or_insert((*setting, Vec::new()));
            if !functions.contains(&function) {
                functions.push(function);
            }
        }
    }
    all
}

/// Reports whether this is the name of a setting whose value is a secret.
pub(crate) fn is_secret(name: &str) -> bool {
    declared()
        .get(name)
        .is_some_and(|(setting, _)| setting.secret)
}

/// No function declares a setting of this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{given} is not a setting; did you mean {nearest}? docs/settings.md lists all settings")]
pub struct UnknownSetting {
    /// The name that was given.
    pub given: String,
    /// The known name that is most like it.
    pub nearest: &'static str,
}

/// Checks that a function declares a setting of this name.
///
/// # Errors
/// [`UnknownSetting`] names the nearest one.
pub fn check_name(given: &str) -> Result<(), UnknownSetting> {
    let at_start = AT_START.map(|setting| setting.name);
    let known: Vec<_> = declared().into_keys().chain(at_start).collect();
    if known.contains(&given) {
        return Ok(());
    }
    let wanted = given.to_ascii_uppercase().replace('-', "_");
    let nearest = gateway::json::nearest(&wanted, known);
    Err(UnknownSetting {
        given: given.to_owned(),
        nearest: nearest.unwrap_or_default(),
    })
}

/// Returns the generated part of `docs/settings.md`.
#[must_use]
pub fn tables() -> String {
    let declared = declared();
    let at_start = AT_START.map(|setting| (setting.name, (setting, Function::ALL.to_vec())));
    let all: BTreeMap<_, _> = declared.into_iter().chain(at_start).collect();
    let (local, deployed): (Vec<_>, Vec<_>) =
        all.into_values().partition(|(setting, _)| setting.local);
    let mut text = String::from("\n## Settings of the functions\n");
    table(&mut text, &deployed);
    text += "\n## Settings of the local runner\n\nNo template sets these.\n";
    table(&mut text, &local);
    text += "\n## Variables of Lambda and of the AWS SDKs\n\nEvery function reads these. Lambda sets the first four.\n";
    let platform: Vec<_> = settings::PLATFORM
        .iter()
        .map(|setting| (*setting, Function::ALL.to_vec()))
        .collect();
    table(&mut text, &platform);
    text
}

fn table(text: &mut String, rows: &[(Setting, Vec<Function>)]) {
    *text +=
        "\n| setting | functions | type | default | meaning |\n| --- | --- | --- | --- | --- |\n";
    for (setting, functions) in rows {
        let functions = match functions.len() == Function::ALL.len() {
            true => "all".to_owned(),
            false => {
                let names = functions.iter().map(|function| function.name());
                names.collect::<Vec<_>>().join(", ")
            }
        };
        let secret = if setting.secret { "secret: " } else { "" };
        let default = match setting.default {
            DefaultValue::Required => "**required**",
            DefaultValue::Is(value) => value,
        };
        let cells = [
            format!("`{}`", setting.name),
            functions,
            format!("{secret}{}", setting.kind),
            default.to_owned(),
            setting.meaning.to_owned(),
        ];
        let cells = cells.map(|cell| cell.replace('|', "\\|"));
        // Writing to a `String` can't fail.
        let _ = writeln!(text, "| {} |", cells.join(" | "));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_name_is_refused_with_the_nearest_known_one() {
        assert_eq!(check_name("ACCENT_COLOR"), Ok(()));
        assert_eq!(check_name("LOG_LEVEL"), Ok(()));
        for (given, nearest) in [
            ("ACCENT_COLOUR", "ACCENT_COLOR"),
            ("accent-color", "ACCENT_COLOR"),
            ("SIGNALS_ORIGIN", "SIGNAL_ORIGINS"),
            ("RETENTION", "RETENTION_MONTHS"),
        ] {
            assert_eq!(check_name(given).unwrap_err().nearest, nearest, "{given}");
        }
    }

    #[test]
    fn every_declaration_of_a_setting_is_the_same() {
        let declared = declared();
        for function in Function::ALL {
            for setting in function.settings().iter().copied().flatten() {
                assert_eq!(declared[setting.name].0, *setting);
            }
        }
    }
}
