//! Phrases for the laws that emails cite, made from the act names in `domain::law`.

use domain::law::Law;
use std::sync::LazyLock;

/// The file of laws, followed by the act names of every law that `domain` knows.
pub(super) static LAWS: LazyLock<String> = LazyLock::new(|| {
    let mut text = include_str!("../phrases/laws.txt").to_owned();
    let of_one = |law: Law| law.act_names().to_vec();
    define(&mut text, "CCPA", &of_one(Law::Ccpa));
    define(&mut text, "CAN_SPAM", &of_one(Law::CanSpam));
    let others = Law::ALL
        .into_iter()
        .filter(|law| law.region().is_some() && *law != Law::Ccpa);
    let names = others.flat_map(|law| [law.act_names(), law.ambiguous_act_names()].concat());
    define(&mut text, "OTHER_STATE", &names.collect::<Vec<_>>());
    text
});

/// The file of states, followed by one name for each state with a law: phrases for living there, and the act names that
/// no other state shares. Authors everywhere cite California's acts, so those don't count.
pub(super) static STATES: LazyLock<String> = LazyLock::new(|| {
    let mut text = include_str!("../phrases/states.txt").to_owned();
    for law in Law::ALL {
        let Some(region) = law.region() else { continue };
        let state = region.name().to_lowercase();
        let lives = [
            format!("<live> <of_the>? {state}"),
            format!("{state} <who>"),
            format!("my home state of {state}"),
        ];
        let mut phrases: Vec<&str> = lives.iter().map(String::as_str).collect();
        if law != Law::Ccpa {
            phrases.extend(law.act_names());
        }
        define(&mut text, region.code(), &phrases);
    }
    text
});

fn define(text: &mut String, name: &str, phrases: &[&str]) {
    text.push_str(&format!("{name} = {}\n", phrases.join(" | ")));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_state_with_a_law_has_its_phrases() {
        let texas = "TX = <live> <of_the>? texas | texas <who> | my home state of texas | tdpsa | texas data privacy and security act\n";
        assert!(STATES.contains(texas), "{}", *STATES);
        let california =
            "CA = <live> <of_the>? california | california <who> | my home state of california\n";
        assert!(STATES.contains(california), "{}", *STATES);
        assert!(LAWS.contains("OTHER_STATE = "));
    }
}
