//! The laws by name, and whose they are.

use crate::calendar::Calendar;
use crate::person::Region;
use serde::{Deserialize, Serialize};

/// A law that gives people rights. Those of the states are named after their state: two of them are called
/// MCDPA and two ICDPA.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Law {
    /// California Consumer Privacy Act, Civ. Code §§ 1798.100–1798.199.100, and its regulations,
    /// 11 CCR §§ 7000–7304 as in effect since 2026-01-01.
    Ccpa,
    /// California Delete Act, Civ. Code §§ 1798.99.80–1798.99.89, for data brokers alone.
    DeleteAct,
    /// CAN-SPAM Act, 15 U.S.C. §§ 7701–7713, and 16 CFR Part 316.
    CanSpam,
    /// Nevada, NRS 603A.300–603A.360, the sale of what websites collect.
    Nevada,
    /// Virginia Consumer Data Protection Act, Va. Code §§ 59.1-575–59.1-585.
    Virginia,
    /// Colorado Privacy Act, C.R.S. §§ 6-1-1301–6-1-1313, and its rules, 4 CCR 904-3.
    Colorado,
    /// Connecticut Data Privacy Act, Conn. Gen. Stat. §§ 42-515–42-525.
    Connecticut,
    /// Utah Consumer Privacy Act, Utah Code title 13, chapter 61.
    Utah,
    /// Texas Data Privacy and Security Act, Tex. Bus. & Com. Code chapter 541.
    Texas,
    /// Oregon Consumer Privacy Act, ORS 646A.570–646A.589.
    Oregon,
    /// Florida Digital Bill of Rights, Fla. Stat. §§ 501.701–501.722, for controllers of a billion dollars.
    Florida,
    /// Montana Consumer Data Privacy Act, MCA §§ 30-14-2801 ff.
    Montana,
    /// Delaware Personal Data Privacy Act, 6 Del. C. chapter 12D.
    Delaware,
    /// Iowa Consumer Data Protection Act, Iowa Code chapter 715D.
    Iowa,
    /// Nebraska Data Privacy Act, Neb. Rev. Stat. §§ 87-1101 ff.
    Nebraska,
    /// New Hampshire, RSA chapter 507-H.
    NewHampshire,
    /// New Jersey Data Privacy Act, N.J.S.A. 56:8-166.4 ff.
    NewJersey,
    /// Tennessee Information Protection Act, T.C.A. §§ 47-18-3301 ff.
    Tennessee,
    /// Minnesota Consumer Data Privacy Act, Minn. Stat. §§ 325M.10–325M.21.
    Minnesota,
    /// Maryland Online Data Privacy Act, Md. Code, Com. Law §§ 14-4701 ff.
    Maryland,
    /// Indiana Consumer Data Protection Act, Ind. Code article 24-15.
    Indiana,
    /// Kentucky Consumer Data Protection Act, KRS 367.3611 ff.
    Kentucky,
    /// Rhode Island Data Transparency and Privacy Protection Act, R.I. Gen. Laws chapter 6-48.1.
    RhodeIsland,
    /// Oklahoma, SB 546 of 2026, 75A O.S. §§ 300 ff.
    Oklahoma,
    /// Louisiana, Act 502 of 2026, R.S. 51:1780.1–51:1780.5.
    Louisiana,
    /// Alabama, HB 351, Act 2026-552.
    Alabama,
    /// Vermont, Act 145 of 2026, 9 V.S.A. §§ 2415a–2415k.
    Vermont,
}

impl Law {
    /// Every law.
    pub const ALL: [Self; 27] = [
        Self::Ccpa,
        Self::DeleteAct,
        Self::CanSpam,
        Self::Nevada,
        Self::Virginia,
        Self::Colorado,
        Self::Connecticut,
        Self::Utah,
        Self::Texas,
        Self::Oregon,
        Self::Florida,
        Self::Montana,
        Self::Delaware,
        Self::Iowa,
        Self::Nebraska,
        Self::NewHampshire,
        Self::NewJersey,
        Self::Tennessee,
        Self::Minnesota,
        Self::Maryland,
        Self::Indiana,
        Self::Kentucky,
        Self::RhodeIsland,
        Self::Oklahoma,
        Self::Louisiana,
        Self::Alabama,
        Self::Vermont,
    ];

    /// The law's id in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ccpa => "ccpa",
            Self::DeleteAct => "delete_act",
            Self::CanSpam => "can_spam",
            Self::Nevada => "nevada",
            Self::Virginia => "virginia",
            Self::Colorado => "colorado",
            Self::Connecticut => "connecticut",
            Self::Utah => "utah",
            Self::Texas => "texas",
            Self::Oregon => "oregon",
            Self::Florida => "florida",
            Self::Montana => "montana",
            Self::Delaware => "delaware",
            Self::Iowa => "iowa",
            Self::Nebraska => "nebraska",
            Self::NewHampshire => "new_hampshire",
            Self::NewJersey => "new_jersey",
            Self::Tennessee => "tennessee",
            Self::Minnesota => "minnesota",
            Self::Maryland => "maryland",
            Self::Indiana => "indiana",
            Self::Kentucky => "kentucky",
            Self::RhodeIsland => "rhode_island",
            Self::Oklahoma => "oklahoma",
            Self::Louisiana => "louisiana",
            Self::Alabama => "alabama",
            Self::Vermont => "vermont",
        }
    }

    /// The law's name as people know it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ccpa => "California Consumer Privacy Act (CCPA)",
            Self::DeleteAct => "California Delete Act",
            Self::CanSpam => "CAN-SPAM Act",
            Self::Nevada => "Nevada's law on the sale of personal information",
            Self::Virginia => "Virginia Consumer Data Protection Act (VCDPA)",
            Self::Colorado => "Colorado Privacy Act (CPA)",
            Self::Connecticut => "Connecticut Data Privacy Act (CTDPA)",
            Self::Utah => "Utah Consumer Privacy Act (UCPA)",
            Self::Texas => "Texas Data Privacy and Security Act (TDPSA)",
            Self::Oregon => "Oregon Consumer Privacy Act (OCPA)",
            Self::Florida => "Florida Digital Bill of Rights (FDBR)",
            Self::Montana => "Montana Consumer Data Privacy Act (MCDPA)",
            Self::Delaware => "Delaware Personal Data Privacy Act (DPDPA)",
            Self::Iowa => "Iowa Consumer Data Protection Act (ICDPA)",
            Self::Nebraska => "Nebraska Data Privacy Act (NDPA)",
            Self::NewHampshire => "New Hampshire's privacy law",
            Self::NewJersey => "New Jersey Data Privacy Act (NJDPA)",
            Self::Tennessee => "Tennessee Information Protection Act (TIPA)",
            Self::Minnesota => "Minnesota Consumer Data Privacy Act (MCDPA)",
            Self::Maryland => "Maryland Online Data Privacy Act (MODPA)",
            Self::Indiana => "Indiana Consumer Data Protection Act (ICDPA)",
            Self::Kentucky => "Kentucky Consumer Data Protection Act (KCDPA)",
            Self::RhodeIsland => {
                "Rhode Island Data Transparency and Privacy Protection Act (RIDTPPA)"
            }
            Self::Oklahoma => "Oklahoma's privacy law (SB 546 of 2026)",
            Self::Louisiana => "Louisiana's privacy law (Act 502 of 2026)",
            Self::Alabama => "Alabama's privacy law (HB 351 of 2026)",
            Self::Vermont => "Vermont's privacy law (Act 145 of 2026)",
        }
    }

    /// The postal code of the state whose people it is for; none for a law that goes by something else.
    const fn state(self) -> Option<&'static str> {
        Some(match self {
            Self::DeleteAct | Self::CanSpam => return None,
            Self::Ccpa => "CA",
            Self::Nevada => "NV",
            Self::Virginia => "VA",
            Self::Colorado => "CO",
            Self::Connecticut => "CT",
            Self::Utah => "UT",
            Self::Texas => "TX",
            Self::Oregon => "OR",
            Self::Florida => "FL",
            Self::Montana => "MT",
            Self::Delaware => "DE",
            Self::Iowa => "IA",
            Self::Nebraska => "NE",
            Self::NewHampshire => "NH",
            Self::NewJersey => "NJ",
            Self::Tennessee => "TN",
            Self::Minnesota => "MN",
            Self::Maryland => "MD",
            Self::Indiana => "IN",
            Self::Kentucky => "KY",
            Self::RhodeIsland => "RI",
            Self::Oklahoma => "OK",
            Self::Louisiana => "LA",
            Self::Alabama => "AL",
            Self::Vermont => "VT",
        })
    }

    /// The privacy law of the state in which a person lives, in force or to come; none where there is none.
    #[must_use]
    pub fn of(region: Region) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|law| law.state() == Some(region.code()))
    }

    /// How the law counts days. California's codes say so; of the other states no rule was read that would
    /// move the end of a span, and calendar days from receipt are what they are.
    #[must_use]
    pub const fn calendar(self) -> Calendar {
        match self {
            Self::Ccpa | Self::DeleteAct => Calendar::California,
            Self::CanSpam => Calendar::Federal,
            _ => Calendar::Plain,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_law_is_written_as_its_id_and_found_by_its_state() {
        for law in Law::ALL {
            assert_eq!(
                serde_json::to_string(&law).unwrap(),
                format!("\"{}\"", law.as_str())
            );
            let state = law.state().map(|code| Region::parse(code).unwrap());
            assert!(state.is_none_or(|state| Law::of(state) == Some(law)));
        }
        let with_one = Region::ALL
            .iter()
            .filter(|(code, _)| Law::of(Region::parse(code).unwrap()).is_some());
        assert_eq!(with_one.count(), 25, "California, and twenty-four others");
    }
}
