//! Denials that depend on earlier responses.

use crate::asking::{asks, at};
use domain::law::{Right, VerifiableRight};
use domain::receipt::ReceiptId;
use domain::request::{
    Command, Denial, DenialBasis, EarlierResponse, Fulfilled, Refused, Request, RequestId, Response,
};

fn earlier(verifiable: VerifiableRight, on: &str, given: Fulfilled) -> EarlierResponse {
    EarlierResponse {
        request: RequestId(ReceiptId::from_bytes([9; 16])),
        right: verifiable,
        at: at(&format!("{on}T18:00:00Z")),
        fulfilled: given,
    }
}

fn deny(
    request: &Request,
    basis: DenialBasis,
    earlier: Vec<EarlierResponse>,
) -> Result<(), Refused> {
    let denial = Denial {
        basis,
        explanation: "As before.".into(),
        earlier_responses: earlier,
    };
    let command = Command::Respond(Response::Denied { denial });
    request
        .apply(command, at("2026-12-01T18:00:00Z"))
        .map(|_| ())
}

#[test]
fn too_often_means_more_than_the_free_responses_of_the_twelve_months_before() {
    let know = asks("CA", Right::Verifiable(VerifiableRight::Know));
    let given = |verifiable, on| earlier(verifiable, on, Fulfilled::All);
    let (first, last) = ("2025-11-21", "2026-11-20");
    let enough = vec![
        given(VerifiableRight::Know, first),
        given(VerifiableRight::KnowCategories, last),
    ];
    assert_eq!(deny(&know, DenialBasis::TooOften, enough.clone()), Ok(()));
    for (why, too_few) in [
        ("none", Vec::new()),
        ("one", enough[..1].to_vec()),
        (
            "one is older than a year",
            vec![
                given(VerifiableRight::Know, "2025-11-20"),
                given(VerifiableRight::Know, last),
            ],
        ),
        (
            "a denial gave nothing",
            vec![
                given(VerifiableRight::Know, first),
                earlier(VerifiableRight::Know, last, Fulfilled::Nothing),
            ],
        ),
        (
            "a deletion is another right",
            vec![
                given(VerifiableRight::Know, first),
                given(VerifiableRight::Delete, last),
            ],
        ),
    ] {
        let refused = deny(&know, DenialBasis::TooOften, too_few);
        assert_eq!(refused, Err(Refused::FreeResponsesLeft), "{why}");
    }
    let deletion = asks("CA", Right::Verifiable(VerifiableRight::Delete));
    let refused = deny(&deletion, DenialBasis::TooOften, enough);
    assert_eq!(refused, Err(Refused::BasisNotAllowed));
}

#[test]
fn where_the_state_counts_by_the_year_both_counts_must_be_used_up() {
    let over_two_years = vec![
        earlier(VerifiableRight::Know, "2025-12-20", Fulfilled::All),
        earlier(VerifiableRight::Know, "2026-05-20", Fulfilled::Part),
    ];
    let of = |state| asks(state, Right::Verifiable(VerifiableRight::Know));
    let deny = |state| deny(&of(state), DenialBasis::TooOften, over_two_years.clone());
    assert_eq!(deny("CA"), Ok(()));
    assert_eq!(
        deny("VA"),
        Err(Refused::FreeResponsesLeft),
        "\"twice annually\""
    );
    assert_eq!(
        deny("CT"),
        Ok(()),
        "one in twelve months, and California's two"
    );
}

#[test]
fn a_correction_is_repeated_if_the_same_was_denied_within_six_months() {
    let correct = asks("CA", Right::Verifiable(VerifiableRight::Correct));
    let basis = DenialBasis::RepeatedWithoutNews;
    let before = |on, given| vec![earlier(VerifiableRight::Correct, on, given)];
    assert_eq!(
        deny(&correct, basis, before("2026-05-21", Fulfilled::Nothing)),
        Ok(())
    );
    assert_eq!(
        deny(&correct, basis, before("2026-11-01", Fulfilled::Part)),
        Ok(())
    );
    for too_little in [
        Vec::new(),
        before("2026-05-20", Fulfilled::Nothing),
        before("2026-11-01", Fulfilled::All),
    ] {
        let refused = deny(&correct, basis, too_little);
        assert_eq!(refused, Err(Refused::NoEarlierDenial));
    }
}

#[test]
fn an_earlier_response_says_how_much_was_done_and_a_failed_verification_is_none() {
    let correct = asks("CA", Right::Verifiable(VerifiableRight::Correct));
    assert_eq!(correct.earlier_response(), None);
    let now = at("2026-12-01T18:00:00Z");
    let denial = Denial {
        basis: DenialBasis::Accurate,
        explanation: "It is right.".into(),
        earlier_responses: Vec::new(),
    };
    let denied = correct.apply(Command::Respond(Response::Denied { denial }), now);
    let answered = denied.unwrap().request.earlier_response().unwrap();
    assert_eq!((answered.at, answered.fulfilled), (now, Fulfilled::Nothing));
    let nobody = correct.apply(Command::Respond(Response::NotVerified), now);
    assert_eq!(nobody.unwrap().request.earlier_response(), None);
}
