//! Ordinary calls of each function, each for another person.

pub mod events;
mod http;

use crate::app::set_clock;
use anyhow::Result;
use engines::lambda::schedule_event;
use local::Function;
use serde_json::{Value, json};
use tests::{Partner, TestApp};

pub use http::{FORM, filled_in, form};

/// A caller of one function.
pub struct Caller<'a> {
    app: &'a TestApp,
    function: Function,
    partner: Partner,
    /// The key that signs the partner's callbacks.
    secret: String,
}

impl<'a> Caller<'a> {
    /// Prepares the app for calls of this function.
    pub async fn of(app: &'a TestApp, function: Function) -> Self {
        set_clock(app);
        let partner = Partner::open().await;
        let mut one =
            json!({"id": "ads", "name": "Ads", "kind": "third_party", "from": "2020-01-01"});
        let partners = match function {
            Function::PartnerCallback => {
                one["webhook"] = json!({"url": partner.url(), "confirms": "callback"});
                json!([one])
            }
            Function::PartnerNotifier => {
                one["email"] = "privacy@ads.example".into();
                let mut other = one.clone();
                other["id"] = "data".into();
                other["email"] = "privacy@data.example".into();
                json!([one, other])
            }
            _ => json!([]),
        };
        let set = app.list_partners(&partners).await;
        assert_eq!(set.status, 200, "{}", set.body);
        let secret = set.json()["secrets"]["ads"].as_str().map(str::to_owned);
        Self {
            app,
            function,
            partner,
            secret: secret.unwrap_or_default(),
        }
    }

    /// Returns the event of the `n`th call. Creates the data that it needs first, without the function.
    ///
    /// # Errors
    /// If the data can't be created.
    pub async fn event(&self, n: usize) -> Result<Value> {
        let app = self.app;
        Ok(match self.function {
            Function::FormIntake => form(n),
            Function::StatusLookup => http::status(app, n).await,
            Function::LinkActions => http::reply(app, n).await,
            Function::DeskApi => http::desk(app, n).await,
            Function::DeskPages => http::signed_out(),
            Function::Suppression => http::suppression(n),
            Function::Signals => http::signal(app, n).await,
            Function::PartnerCallback => {
                http::callback(app, &self.partner, &self.secret, n).await?
            }
            Function::EmailWebhook => http::webhook(n),
            Function::EmailEvents => events::event(app, n).await?,
            Function::OutboxSender | Function::PartnerNotifier => {
                app.opt_out(&address(n)).await;
                schedule_event(app.now())
            }
            Function::DeadlineSweeper => {
                events::asked_long_ago(app, n).await?;
                schedule_event(app.now())
            }
            Function::EmailIntake => events::mail(app, n).await?,
            Function::KeyRotator => events::rotation(app, n),
        })
    }

    /// Reports whether the response shows that the function did its work.
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

/// Returns the email address of the `n`th person.
#[must_use]
pub fn address(n: usize) -> String {
    format!("person{n}@example.org")
}
