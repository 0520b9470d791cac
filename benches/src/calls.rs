//! Ordinary calls: what each function is for, done once more for somebody else.

pub mod events;
mod http;

use crate::stand::wind;
use anyhow::Result;
use local::Function;
use engines::lambda::schedule_event;
use serde_json::{Value, json};
use tests::{House, Partner};

pub use http::{FORM, filled_in, form};

/// A caller of one function.
pub struct Caller<'a> {
    house: &'a House,
    function: Function,
    partner: Partner,
    /// With what the partner signs its callbacks.
    secret: String,
}

impl<'a> Caller<'a> {
    /// Sets the house up for calls of this function.
    pub async fn of(house: &'a House, function: Function) -> Self {
        wind(house);
        let partner = Partner::open().await;
        let mut one =
            json!({"id": "ads", "name": "Ads", "kind": "third_party", "from": "2020-01-01"});
        let recipients = match function {
            Function::PartnerCallback => {
                one["webhook"] = json!({"url": partner.url(), "confirms": "callback"});
                json!([one])
            }
            Function::PartnerNotifier => {
                one["mail"] = "privacy@ads.example".into();
                let mut other = one.clone();
                other["id"] = "data".into();
                other["mail"] = "privacy@data.example".into();
                json!([one, other])
            }
            _ => json!([]),
        };
        let set = house.list_recipients(&recipients).await;
        assert_eq!(set.status, 200, "{}", set.body);
        let secret = set.json()["secrets"]["ads"].as_str().map(str::to_owned);
        Self {
            house,
            function,
            partner,
            secret: secret.unwrap_or_default(),
        }
    }

    /// The event of the `n`th call. What it is about is there when this returns, made past the function.
    ///
    /// # Errors
    /// If that can't be made.
    pub async fn event(&self, n: usize) -> Result<Value> {
        let house = self.house;
        Ok(match self.function {
            Function::FormIntake => form(n),
            Function::StatusLookup => http::status(house, n).await,
            Function::LinkActions => http::reply(house, n).await,
            Function::Desk => http::desk(house, n).await,
            Function::Suppression => http::suppression(n),
            Function::Signals => http::signal(house, n).await,
            Function::PartnerCallback => {
                http::callback(house, &self.partner, &self.secret, n).await?
            }
            Function::EmailWebhook => http::webhook(n),
            Function::EmailEvents => events::fate(house, n).await?,
            Function::OutboxSender | Function::PartnerNotifier => {
                house.opt_out(&address(n)).await;
                schedule_event(house.now())
            }
            Function::DeadlineSweeper => {
                events::asked_long_ago(house, n).await?;
                schedule_event(house.now())
            }
            Function::EmailIntake => events::mail(house, n).await?,
            Function::KeyRotator => events::rotation(house, n),
        })
    }

    /// Whether the function did what it is for, by its answer.
    #[must_use]
    pub fn fits(&self, answer: &Value) -> bool {
        match self.function {
            Function::FormIntake => answer["statusCode"] == 303,
            Function::EmailIntake => answer["batchItemFailures"] == json!([]),
            Function::EmailEvents
            | Function::OutboxSender
            | Function::PartnerNotifier
            | Function::DeadlineSweeper
            | Function::KeyRotator => true,
            _ => answer["statusCode"] == 200,
        }
    }
}

/// Somebody's address.
#[must_use]
pub fn address(n: usize) -> String {
    format!("person{n}@example.org")
}
