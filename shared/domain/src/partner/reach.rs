//! Which partners a request concerns: by their kind, by the right, and by the dates of disclosure.

use super::{Partner, PartnerKind};
use crate::law::{ImmediateRight, Right, VerifiableRight};
use jiff::civil::Date;

/// When the company must have disclosed data to the partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// Between the request and the day of the notification: "after the consumer submits the request and before the
    /// business complies" (11 CCR §§ 7026(f)(2), 7026(f)(3)(B), 7027(g)(3)).
    SinceRequest,
    /// At any time (11 CCR §§ 7022(b)(2)–(3), 7023(c)).
    Ever,
}

//= req: ca-7022-b-3
const fn reach(right: Right) -> Reach {
    match right {
        Right::Immediate(_) => Reach::SinceRequest,
        Right::Verifiable(_) => Reach::Ever,
    }
}

impl PartnerKind {
    //= req: ca-7027-g-2, ca-7022-b-2, ca-7023-c.2, ca-7221-n-2
    /// Returns the rights that the law wants this kind of partner to be notified of.
    ///
    /// - Third parties: opt-outs (11 CCR § 7026(f)(2)), limits (§ 7027(g)(3)), deletions (§ 7022(b)(3)) and opt-outs of
    ///   automated decisions (§ 7221(n)(2)).
    /// - Withdrawn consent concerns everyone who uses data because of it, so all kinds.
    /// - Service providers: limits (§ 7027(g)(2)), deletions (§ 7022(b)(2)), corrections (§ 7023(c)), opt-outs of
    ///   automated decisions, and marketing stops where they send emails for the company (15 U.S.C. § 7704(a)(4)).
    /// - The company's own systems: all of these.
    #[must_use]
    pub fn notified_rights(self) -> Vec<Right> {
        const OPT_OUT: Right = Right::Immediate(ImmediateRight::OptOut);
        const LIMIT: Right = Right::Immediate(ImmediateRight::Limit);
        const MARKETING: Right = Right::Immediate(ImmediateRight::MarketingStop);
        const ADMT: Right = Right::Immediate(ImmediateRight::AdmtOptOut);
        const CONSENT: Right = Right::Immediate(ImmediateRight::WithdrawConsent);
        const DELETE: Right = Right::Verifiable(VerifiableRight::Delete);
        const CORRECT: Right = Right::Verifiable(VerifiableRight::Correct);
        match self {
            Self::ThirdParty => vec![OPT_OUT, LIMIT, DELETE, ADMT, CONSENT],
            Self::ServiceProvider => vec![LIMIT, DELETE, CORRECT, MARKETING, ADMT, CONSENT],
            Self::OwnSystem => vec![OPT_OUT, LIMIT, DELETE, CORRECT, MARKETING, ADMT, CONSENT],
        }
    }
}

impl Partner {
    /// Returns every right that a partner can be notified of.
    #[must_use]
    pub fn notifiable_rights() -> Vec<Right> {
        PartnerKind::OwnSystem.notified_rights()
    }

    //= req: ca-7026-f-2, ca-7027-g-3
    /// Whether a request concerns this partner: about this right, received on `received`, and notified on `notified`.
    #[must_use]
    pub fn is_concerned(&self, right: Right, received: Date, notified: Date) -> bool {
        let began = self.from <= notified;
        let in_time = match reach(right) {
            Reach::SinceRequest => self.until.is_none_or(|until| until >= received),
            Reach::Ever => true,
        };
        self.rights.contains(&right) && began && in_time
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Confirms, Means, PartnerId, Partners, SecretVersion};
    use super::*;
    use jiff::Timestamp;
    use jiff::civil::date;

    const RECEIVED: Date = date(2026, 11, 21);
    const NOTIFIED: Date = date(2026, 11, 24);

    fn partner(id: &str, kind: PartnerKind, from: Date, until: Option<Date>) -> Partner {
        Partner {
            id: PartnerId::parse(id).unwrap(),
            name: id.to_owned(),
            kind,
            rights: kind.notified_rights(),
            from,
            until,
            means: Means::Webhook {
                url: "https://partner.example/notifications".to_owned(),
                confirms: Confirms::Response,
                secret: SecretVersion::first(1),
            },
        }
    }

    /// Partners of each kind, with data disclosed: still, until before the request, until the day of the request, from
    /// the day of the notification, and from the day after it.
    fn list() -> Partners {
        let long_ago = date(2020, 1, 1);
        let mut all = Vec::new();
        for (name, kind) in [
            ("third", PartnerKind::ThirdParty),
            ("provider", PartnerKind::ServiceProvider),
            ("own", PartnerKind::OwnSystem),
        ] {
            let mut add = |when: &str, from, until| {
                all.push(partner(&format!("{name}-{when}"), kind, from, until));
            };
            add("still", long_ago, None);
            add("ended-before", long_ago, Some(date(2026, 11, 20)));
            add("ended-on", long_ago, Some(RECEIVED));
            add("began-between", date(2026, 11, 24), None);
            add("begins-after", date(2026, 11, 25), None);
        }
        Partners {
            version: 1,
            set_at: Timestamp::UNIX_EPOCH,
            all,
        }
    }

    //= req: ca-7026-f-2, ca-7027-g-2, ca-7027-g-3, ca-7023-c.2, ca-7221-n-2
    #[test]
    fn each_right_concerns_the_partners_that_the_law_names() {
        let mut table = String::new();
        let list = list();
        for right in Right::ALL {
            let concerned = list.concerned(right, RECEIVED, NOTIFIED);
            let ids: Vec<_> = concerned.map(|partner| partner.id.as_str()).collect();
            table += &format!("{:<16} {}\n", right.as_str(), ids.join(", "));
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn a_company_may_notify_a_partner_of_fewer_or_more_rights_than_its_kind() {
        let opt_out = Right::Immediate(ImmediateRight::OptOut);
        let mut ads = partner("ads", PartnerKind::ThirdParty, RECEIVED, None);
        ads.rights = vec![Right::Verifiable(VerifiableRight::Delete)];
        assert!(!ads.is_concerned(opt_out, RECEIVED, NOTIFIED));
        let mut host = partner("host", PartnerKind::ServiceProvider, RECEIVED, None);
        host.rights.push(opt_out);
        assert!(host.is_concerned(opt_out, RECEIVED, NOTIFIED));
    }
}
