//! The state that a message names.

use super::*;

/// Returns the state read in a deletion request with this sentence.
fn home(said: &str) -> Option<&'static str> {
    let body = format!("Please delete my personal information. {said}");
    let message = message(mail("my data", &body));
    message.home.map(|region| region.code())
}

#[test]
fn where_somebody_lives_or_whose_act_they_cite_is_their_state() {
    for (said, state) in [
        ("I live in Virginia.", "VA"),
        ("I am a Colorado resident.", "CO"),
        (
            "As a resident of the State of New Jersey I have this right.",
            "NJ",
        ),
        ("This is a request under the VCDPA.", "VA"),
        (
            "I ask this under the Texas Data Privacy and Security Act.",
            "TX",
        ),
        (
            "I am a California resident and this is a CCPA request.",
            "CA",
        ),
        ("Under the CCPA, though I reside in Oregon.", "OR"),
    ] {
        assert_eq!(home(said), Some(state), "{said}");
    }
}

#[test]
fn what_speaks_of_several_states_or_of_none_that_is_theirs_names_none() {
    for said in [
        "",
        "This is a request under the CCPA.",
        "I ask this under the VCDPA, the Colorado Privacy Act and the UCPA.",
        "I moved from Ohio and my address is 1 Virginia Street, Reno.",
        "My daughter Virginia has an account, too.",
        "Your notice says \"if you are a Texas resident\".",
    ] {
        assert_eq!(home(said), None, "{said}");
    }
}
