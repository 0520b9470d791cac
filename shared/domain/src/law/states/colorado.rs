//! Colorado Privacy Act, C.R.S. §§ 6-1-1301–6-1-1313, and its rules, 4 CCR 904-3.

use super::{
    AppealPeriod, CORRECT, DELETE, KNOW, NotRead, Nothing, OPT_OUT, PROFILING_OPT_OUT, Says,
    StateRules, in_twelve_months, primary, secondary, unverified,
};
use crate::calendar::Calendar;
use crate::law::profile::{ComplaintAuthority, LawProfile, LawText, Reading};
use crate::law::{
    AgentRule, Authentication, ComplaintNotice, Evidence, ImmediateRight, Law, VerifiableRight,
};
use jiff::civil::date;

/// Colorado.
pub(in crate::law) const COLORADO: LawProfile = LawProfile {
    law: Law::Colorado,
    id: "colorado",
    name: "Colorado Privacy Act (CPA)",
    state: Some("CO"),
    calendar: Calendar::Plain,
    act_names: &["colorado privacy act"],
    ambiguous_act_names: &["cpa"],
    grants: &[OPT_OUT, PROFILING_OPT_OUT, DELETE, KNOW, CORRECT],
    texts: &[LawText {
        read: Reading::On(
            date(2026, 11, 21),
            "C.R.S. § 6-1-1306(1) and Rule 4.03 in public copies; the rest in secondary sources",
        ),
        state_rules: Some(CO),
        rows: &[
            CO.immediate("co.opt_out", ImmediateRight::OptOut),
            CO.signal("co.signal"),
            CO.immediate("co.profiling", ImmediateRight::AdmtOptOut),
            CO.verifiable("co.delete", VerifiableRight::Delete),
            CO.verifiable("co.know", VerifiableRight::Know),
            CO.verifiable("co.correct", VerifiableRight::Correct),
        ],
    }],
};

/// Opt-outs are due "as soon as feasibly possible and without undue delay" (Rule 4.03); 45 days is the outer limit of
/// every response. Each decision on an appeal names the Attorney General. A portable copy may be limited to two in a
/// calendar year.
const CO: StateRules = StateRules {
    law: Law::Colorado,
    cite: "C.R.S. § 6-1-1306; 4 CCR 904-3, Rules 4.03, 4.08, 5.08",
    from: date(2023, 7, 1),
    until: None,
    respond_within: secondary(45),
    extension: secondary(45),
    appeal: Says(secondary(AppealPeriod::extendable(45, 60))),
    complaint: Says(secondary(ComplaintAuthority {
        name: "the Attorney General of Colorado",
        site: "https://coag.gov",
    })),
    complaint_notice: ComplaintNotice::WithAppealDecision,
    free: Says(unverified(in_twelve_months(1))),
    authentication: secondary(Authentication::Allowed),
    fraud_denial: Nothing(Evidence::Unverified),
    agent: Says(primary(AgentRule::PersonOrTechnology)),
    signal: Says(secondary(date(2024, 7, 1))),
    consent_withdrawal: NotRead,
    cure: Says(secondary(
        "none since 2025-01-01; for minors' data until 2026-12-31",
    )),
};
