//! New Jersey Data Privacy Act, N.J.S.A. 56:8-166.4 ff.

use super::{
    AppealPeriod, CORRECT, DELETE, KNOW, OPT_OUT, PROFILING_OPT_OUT, Says, StateRules, WITHDRAWAL,
    in_twelve_months, primary, secondary, unverified,
};
use crate::calendar::Calendar;
use crate::law::profile::{ComplaintAuthority, LawProfile, LawText, Reading};
use crate::law::scope::Scope;
use crate::law::{
    AgentRule, Authentication, ComplaintNotice, ImmediateRight, Law, VerifiableRight,
};
use jiff::civil::date;

/// New Jersey.
pub(in crate::law) const NEW_JERSEY: LawProfile = LawProfile {
    law: Law::NewJersey,
    id: "new_jersey",
    name: "New Jersey Data Privacy Act (NJDPA)",
    state: Some("NJ"),
    calendar: Calendar::Plain,
    act_names: &["njdpa", "new jersey data privacy act"],
    ambiguous_act_names: &[],
    grants: &[
        OPT_OUT,
        PROFILING_OPT_OUT,
        DELETE,
        KNOW,
        CORRECT,
        WITHDRAWAL,
    ],
    texts: &[LawText {
        read: Reading::On(
            date(2026, 11, 30),
            "N.J.S.A. 56:8-166.7, 56:8-166.11 and 56:8-166.17 in public copies",
        ),
        state_rules: Some(NJ),
        rows: &[
            NJ.immediate("nj.opt_out", ImmediateRight::OptOut),
            NJ.signal("nj.signal"),
            NJ.immediate("nj.profiling", ImmediateRight::AdmtOptOut),
            NJ.verifiable("nj.delete", VerifiableRight::Delete),
            NJ.verifiable("nj.know", VerifiableRight::Know)
                .covering(primary(LAST_TWELVE_MONTHS)),
            NJ.verifiable("nj.correct", VerifiableRight::Correct),
            NJ.withdrawal("nj.withdraw_consent", "N.J.S.A. 56:8-166.12"),
        ],
    }],
};

const LAST_TWELVE_MONTHS: Scope =
    Scope::part("The response covers disclosures in the twelve months before the request.");

/// "Verified request", but the clock still starts at receipt. As far as found, the regulations (N.J.A.C. 13:45L) were
/// only proposed.
const NJ: StateRules = StateRules {
    law: Law::NewJersey,
    cite: "N.J.S.A. 56:8-166.7, 56:8-166.11",
    from: date(2025, 1, 15),
    until: None,
    respond_within: primary(45),
    extension: primary(45),
    appeal: Says(secondary(AppealPeriod::days(45))),
    complaint: Says(unverified(ComplaintAuthority {
        name: "the New Jersey Division of Consumer Affairs",
        site: "https://www.njconsumeraffairs.gov",
    })),
    complaint_notice: ComplaintNotice::WithAppealDenial,
    free: Says(primary(in_twelve_months(1))),
    authentication: secondary(Authentication::NotNeeded),
    fraud_denial: Says(secondary("N.J.S.A. 56:8-166.7(e)")),
    agent: Says(primary(AgentRule::IdentityAndAuthority)),
    signal: Says(primary(date(2025, 7, 15))),
    consent_withdrawal: Says(unverified(15)),
    cure: Says(secondary("at discretion since 2026-07-15")),
};
