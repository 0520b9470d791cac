//! Denials that depend on earlier responses.

use crate::asking::{asks, at, received_at};
use domain::law::{Right, VerifiableRight};
use domain::person::Region;
use domain::receipt::ReceiptId;
use domain::request::{
    Asked, Command, Denial, DenialBasis, EarlierResponse, Fulfilled, Refused, Request, RequestId,
    Response, ResponseDelivery, VerificationMethod,
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
    let command = Command::respond(Response::Denied { denial });
    request
        .apply(command, at("2026-12-01T18:00:00Z"))
        .map(|_| ())
}

//= req: ca-7023-j.2, ca-civ-130-b, nj-56-8-166-7-d, ct-42-518-c-3, mt-30-14-2808-4-c, de-12D-104-c-3, ri-6-48-1-6-b-3
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

//= req: tx-541-052-d, ne-87-1108-4, ut-13-61-203-4-a, va-59-1-577-B-3, in-24-15-3-1-c-3
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

//= req: ca-7023-g
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
    let denied = correct.apply(Command::respond(Response::Denied { denial }), now);
    let answered = denied.unwrap().request.earlier_response().unwrap();
    assert_eq!((answered.at, answered.fulfilled), (now, Fulfilled::Nothing));
    let nobody = correct.apply(Command::respond(Response::NotVerified), now);
    assert_eq!(nobody.unwrap().request.earlier_response(), None);
}

/// Verifies the requester and tries this response.
fn respond(request: &Request, response: Response) -> Result<(), Refused> {
    let now = at("2027-01-20T18:00:00Z");
    let verify = Command::Verify(VerificationMethod::Matched);
    let verified = request.apply(verify, now).unwrap().request;
    verified.apply(Command::respond(response), now).map(|_| ())
}

fn by_mail() -> ResponseDelivery {
    ResponseDelivery::Elsewhere {
        how: "In a letter.".into(),
    }
}

//= req: ca-7024-e-2
#[test]
fn a_response_in_part_says_why_and_delivers_the_rest() {
    let know = asks("CA", Right::Verifiable(VerifiableRight::Know));
    let in_part = |explanation: &str, delivery| Response::InPart {
        denial: Denial {
            basis: DenialBasis::LawfulException,
            explanation: explanation.into(),
            earlier_responses: Vec::new(),
        },
        delivery,
        partners_keep: None,
    };
    let why = "A court sealed the rest.";
    for (response, result) in [
        (in_part(why, Some(by_mail())), Ok(())),
        (in_part(why, None), Err(Refused::DeliveryMismatch)),
        (
            in_part(" ", Some(by_mail())),
            Err(Refused::ExplanationRequired),
        ),
    ] {
        assert_eq!(respond(&know, response), result);
    }
}

//= req: ca-7222-a
#[test]
fn an_explanation_of_a_decision_needs_a_way_of_delivery() {
    let right = Right::Verifiable(VerifiableRight::AdmtAccess);
    let region = Region::parse("CA").ok();
    let access = received_at("2027-01-05T18:00:00Z", region, Asked::Right(right));
    let granted = |delivery| respond(&access, Response::Granted { delivery });
    assert_eq!(granted(Some(by_mail())), Ok(()));
    assert_eq!(granted(None), Err(Refused::DeliveryMismatch));
}
