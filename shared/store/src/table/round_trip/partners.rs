//! The list of partners, and the notifications to them with their deliveries.

use super::requests::{identifiers, receipt_id};
use super::{at, every, round_trip, words};
use domain::law::Right;
use domain::notification::{
    By, DeliveryState, Failure, Outcome, PartnerDelivery, PartnerEmail, PartnerNotification, What,
};
use domain::partner::{Confirms, Means, Partner, PartnerId, PartnerKind, Partners, SecretVersion};
use domain::request::RequestId;
use jiff::civil::date;

pub(super) fn partner_id() -> PartnerId {
    PartnerId::parse("ads-1").unwrap()
}

pub(super) fn outcomes() -> Vec<Outcome> {
    let what = every!(What {
        Acknowledged,
        GivenUp,
        NotNeeded
    });
    let outcome = |what| Outcome {
        to: partner_id(),
        what,
        at: at(1),
    };
    what.into_iter().map(outcome).collect()
}

pub(super) fn failures() -> Vec<Failure> {
    every!(Failure {
        Failure::Unreachable => [Failure::Unreachable],
        Failure::Late => [Failure::Late],
        Failure::Status(_) => [Failure::Status(503)],
        Failure::Redirect => [Failure::Redirect],
        Failure::TooLarge => [Failure::TooLarge],
        Failure::ForbiddenAddress => [Failure::ForbiddenAddress],
        Failure::BadAddress => [Failure::BadAddress],
        Failure::Unanswered => [Failure::Unanswered],
    })
}

fn kinds() -> Vec<PartnerKind> {
    every!(PartnerKind {
        ThirdParty,
        ServiceProvider,
        OwnSystem
    })
}

/// Returns an email to a partner of each kind.
pub(super) fn emails() -> Vec<PartnerEmail> {
    let email = |kind| PartnerEmail {
        id: words(),
        kind,
        right: Right::ALL[0],
        received: at(0),
        due: Some(super::requests::due()),
        identifiers: identifiers(),
        kept: Some(words()),
        is_reminder: true,
    };
    kinds().into_iter().map(email).collect()
}

#[test]
fn every_partner_is_read_as_it_was_written() {
    let confirms = every!(Confirms { Response, Callback });
    let secret = SecretVersion::first(1).next(2, at(1));
    let webhook = |confirms| Means::Webhook {
        url: words(),
        confirms,
        secret,
    };
    let address = super::requests::address();
    let mut means = every!(Means {
        Means::Webhook { .. } => [webhook(confirms[0])],
        Means::Email { .. } => [Means::Email { address: address.clone() }],
    });
    means.extend(confirms.into_iter().map(webhook));
    let partner = |kind, means| Partner {
        id: partner_id(),
        name: words(),
        kind,
        rights: Right::ALL.to_vec(),
        from: date(2020, 1, 1),
        until: Some(date(2027, 1, 1)),
        means,
    };
    let by_means = means.iter().cloned();
    let by_means = by_means.map(|means| partner(PartnerKind::ThirdParty, means));
    let of_kinds = kinds()
        .into_iter()
        .map(|kind| partner(kind, means[0].clone()));
    round_trip(&[Partners {
        version: 3,
        set_at: at(0),
        all: by_means.chain(of_kinds).collect(),
    }]);
}

#[test]
fn every_notification_and_delivery_is_read_as_it_was_written() {
    round_trip(&every!(PartnerNotification {
        PartnerNotification::NotifyPartners { .. } => [PartnerNotification::NotifyPartners {
            request: RequestId(receipt_id(1)),
            version: 2,
        }],
    }));
    let by = every!(By {
        Response,
        Callback,
        Link
    });
    let acknowledged = |by| DeliveryState::Acknowledged { at: at(1), by };
    let mut states = every!(DeliveryState {
        DeliveryState::Pending { .. } => [DeliveryState::Pending { since: at(0), next: at(1) }],
        DeliveryState::Sent { .. } => [DeliveryState::Sent { at: at(0), until: at(1) }],
        DeliveryState::Acknowledged { .. } => [acknowledged(By::Response)],
        DeliveryState::GivenUp { .. } => [DeliveryState::GivenUp { at: at(1) }],
        DeliveryState::NotNeeded { .. } => [DeliveryState::NotNeeded { at: at(1) }],
    });
    states.extend(by.into_iter().map(acknowledged));
    let delivery = |state, failed| PartnerDelivery {
        reminders: 1,
        to: partner_id(),
        tries: 2,
        failed,
        state,
    };
    let of_states = states.iter().map(|state| delivery(*state, None));
    let failures = failures().into_iter().map(Some);
    let failed = failures.map(|failure| delivery(states[0], failure));
    round_trip(&of_states.chain(failed).collect::<Vec<_>>());
}
