//! Washington My Health My Data Act, RCW chapter 19.373: consumer health data. No section on requests could be opened.

use super::{
    AppealPeriod, DELETE, KNOW, NotRead, Says, StateRules, WITHDRAWAL, per_calendar_year, secondary,
};
use crate::calendar::Calendar;
use crate::law::profile::{ComplaintAuthority, LawProfile, LawText, Reading};
use crate::law::scope::{Reach, Scope};
use crate::law::{Authentication, ComplaintNotice, Law, VerifiableRight};
use jiff::civil::date;

/// Washington's law on health data.
pub(in crate::law) const WASHINGTON_HEALTH: LawProfile = LawProfile {
    law: Law::WashingtonHealth,
    id: "washington_health",
    name: "Washington My Health My Data Act (MHMDA)",
    state: Some("WA"),
    calendar: Calendar::Plain,
    act_names: &["my health my data act", "mhmda"],
    ambiguous_act_names: &[],
    grants: &[DELETE, KNOW, WITHDRAWAL],
    texts: &[LawText {
        read: Reading::On(
            date(2026, 12, 1),
            "RCW 19.373.020, .030 and .070 in public copies; 19.373.040, on requests, in secondary sources",
        ),
        state_rules: Some(WA),
        rows: &[
            WA.verifiable("wa.health_delete", VerifiableRight::Delete)
                .on_health_data()
                .covering(secondary(Scope::beyond(
                    "Health data: also in archives and backups, within six months. Notify every affiliate, processor, \
                     contractor and third party that received it.",
                    Reach::More,
                ))),
            WA.verifiable("wa.health_know", VerifiableRight::Know)
                .on_health_data()
                .covering(secondary(Scope::beyond(
                    "Health data: also a list of all third parties and affiliates that received it, with an email address or \
                     another online contact of each.",
                    Reach::More,
                ))),
            WA.withdrawal("wa.health_withdraw_consent", WA.cite)
                .on_health_data(),
        ],
    }],
};

const WA: StateRules = StateRules {
    law: Law::WashingtonHealth,
    cite: "RCW 19.373.040",
    from: date(2024, 3, 31),
    until: None,
    respond_within: secondary(45),
    extension: secondary(45),
    appeal: Says(secondary(AppealPeriod::days(45))),
    complaint: Says(secondary(ComplaintAuthority {
        name: "the Attorney General of Washington",
        site: "https://www.atg.wa.gov",
    })),
    complaint_notice: ComplaintNotice::WithAppealDenial,
    free: Says(secondary(per_calendar_year(2))),
    authentication: secondary(Authentication::Allowed),
    fraud_denial: NotRead,
    agent: NotRead,
    signal: NotRead,
    consent_withdrawal: Says(secondary(45)),
    cure: NotRead,
};
