//! The state where the author lives, according to the message.

use super::super::phrase::Name;
use super::super::sentence::Sentence;
use super::vocabulary::PHRASES;
use domain::person::Region;
use std::sync::LazyLock;

/// The states of the phrase file.
static STATES: LazyLock<Vec<(Name, Region)>> = LazyLock::new(|| {
    let states = Region::ALL.iter().filter_map(|(code, _)| {
        let name = PHRASES.name(&format!("states {code}"))?;
        Some((name, Region::parse(code).ok()?))
    });
    states.collect()
});

/// Returns the only state that the sentences name: where the author lives, or whose act they cite. Its law can add an
/// earlier date or an appeal to California's, and takes nothing away. Returns `None` for several states, because form
/// letters cite all acts.
pub(crate) fn home(sentences: &[Sentence]) -> Option<Region> {
    let phrases = &*PHRASES;
    let named = |name: Name| {
        sentences.iter().any(|Sentence { words, .. }| {
            let own = |(at, end): (usize, usize)| words[at..end].iter().all(|word| !word.quoted);
            phrases.find(name, words).any(own)
        })
    };
    let mut states = STATES.iter().filter(|(name, _)| named(*name));
    match (states.next(), states.next()) {
        (Some((_, only)), None) => Some(*only),
        _ => None,
    }
}
