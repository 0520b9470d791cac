//! Nevada, SB 370 of 2023, NRS 603A.400–603A.550: consumer health data.

use super::{
    AppealPeriod, DELETE, KNOW, NotRead, Says, StateRules, WITHDRAWAL, per_calendar_year, primary,
    secondary, unverified,
};
use crate::calendar::Calendar;
use crate::law::profile::{ComplaintAuthority, LawProfile, LawText, Reading};
use crate::law::scope::{Reach, Scope};
use crate::law::{Authentication, ComplaintNotice, Law, VerifiableRight};
use jiff::civil::date;

/// Nevada's law on health data.
pub(in crate::law) const NEVADA_HEALTH: LawProfile = LawProfile {
    law: Law::NevadaHealth,
    id: "nevada_health",
    name: "Nevada's law on consumer health data",
    state: Some("NV"),
    calendar: Calendar::Plain,
    act_names: &[],
    ambiguous_act_names: &[],
    grants: &[DELETE, KNOW, WITHDRAWAL],
    texts: &[LawText {
        read: Reading::On(
            date(2026, 12, 1),
            "NRS 603A.500, 603A.510 and 603A.515 in public copies; 603A.505 in secondary sources",
        ),
        state_rules: Some(NV),
        rows: &[
            DELETION
                .verifiable("nv.health_delete", VerifiableRight::Delete)
                .on_health_data()
                .without_extension()
                .covering(primary(Scope::beyond(
                    "Health data: also in archives and backups, within two years. Notify every affiliate, processor, \
                     contractor and third party that received it.",
                    Reach::More,
                ))),
            NV.verifiable("nv.health_know", VerifiableRight::Know)
                .on_health_data()
                .covering(secondary(Scope::beyond(
                    "Health data: also a list of all third parties that received it.",
                    Reach::More,
                ))),
            NV.withdrawal("nv.health_withdraw_consent", NV.cite)
                .on_health_data(),
        ],
    }],
};

/// The periods begin with the authentication. Here they count from receipt, like all periods.
const NV: StateRules = StateRules {
    law: Law::NevadaHealth,
    cite: "NRS 603A.505, 603A.510",
    from: date(2024, 3, 31),
    until: None,
    respond_within: primary(45),
    extension: primary(45),
    appeal: Says(unverified(AppealPeriod::days(45))),
    complaint: Says(unverified(ComplaintAuthority {
        name: "the Attorney General of Nevada",
        site: "https://ag.nv.gov",
    })),
    complaint_notice: ComplaintNotice::WithAppealDenial,
    free: Says(primary(per_calendar_year(2))),
    authentication: primary(Authentication::Allowed),
    fraud_denial: NotRead,
    agent: NotRead,
    signal: NotRead,
    consent_withdrawal: Says(primary(45)),
    cure: NotRead,
};

/// The company deletes within 30 days, and the section has no extension.
const DELETION: StateRules = StateRules {
    cite: "NRS 603A.505(1)(d), 603A.515",
    respond_within: primary(30),
    ..NV
};
