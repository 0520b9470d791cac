//! The list of laws, and questions that the code can ask about each.

use super::profile::LawProfile;
use super::{california, can_spam, delete_act, states};
use crate::calendar::Calendar;
use crate::person::Region;
use serde::{Deserialize, Serialize};

/// Declares [`Law`], [`Law::ALL`] and the profile of each law from one list. A law that is not in the list does not
/// exist, so no part of the code can know a law that another part leaves out.
macro_rules! laws {
    ($($(#[$doc:meta])* $law:ident => $profile:path,)+) => {
        /// A law that gives consumers rights. State laws are named after their state, because two of them are called
        /// MCDPA and two ICDPA.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Law {
            $($(#[$doc])* $law,)+
        }

        impl Law {
            /// Every law: the three that are not limited to a state first, then the states in the order of enactment.
            pub const ALL: [Self; [$(stringify!($law)),+].len()] = [$(Self::$law),+];

            /// Returns the file entry of the law.
            pub(super) const fn profile(self) -> &'static LawProfile {
                match self {
                    $(Self::$law => &$profile,)+
                }
            }
        }
    };
}

laws! {
    /// California Consumer Privacy Act, Civ. Code §§ 1798.100–1798.199.100, and its regulations,
    /// 11 CCR §§ 7000–7304 as in effect since 2026-01-01.
    Ccpa => california::CCPA,
    /// CAN-SPAM Act, 15 U.S.C. §§ 7701–7713, and 16 CFR Part 316.
    CanSpam => can_spam::CAN_SPAM,
    /// California Delete Act, Civ. Code §§ 1798.99.80–1798.99.89. It covers data brokers only.
    DeleteAct => delete_act::DELETE_ACT,
    /// Nevada, NRS 603A.300–603A.360: the sale of data that websites collect.
    Nevada => states::NEVADA,
    /// Nevada, SB 370 of 2023, NRS 603A.400–603A.550: consumer health data.
    NevadaHealth => states::NEVADA_HEALTH,
    /// Washington My Health My Data Act, RCW chapter 19.373: consumer health data.
    WashingtonHealth => states::WASHINGTON_HEALTH,
    /// Virginia Consumer Data Protection Act, Va. Code §§ 59.1-575–59.1-585.
    Virginia => states::VIRGINIA,
    /// Colorado Privacy Act, C.R.S. §§ 6-1-1301–6-1-1313, and its rules, 4 CCR 904-3.
    Colorado => states::COLORADO,
    /// Connecticut Data Privacy Act, Conn. Gen. Stat. §§ 42-515–42-525.
    Connecticut => states::CONNECTICUT,
    /// Utah Consumer Privacy Act, Utah Code title 13, chapter 61.
    Utah => states::UTAH,
    /// Texas Data Privacy and Security Act, Tex. Bus. & Com. Code chapter 541.
    Texas => states::TEXAS,
    /// Oregon Consumer Privacy Act, ORS 646A.570–646A.589.
    Oregon => states::OREGON,
    /// Florida Digital Bill of Rights, Fla. Stat. §§ 501.701–501.722. It covers controllers with a billion dollars of
    /// revenue.
    Florida => states::FLORIDA,
    /// Montana Consumer Data Privacy Act, MCA §§ 30-14-2801 ff.
    Montana => states::MONTANA,
    /// Delaware Personal Data Privacy Act, 6 Del. C. chapter 12D.
    Delaware => states::DELAWARE,
    /// Iowa Consumer Data Protection Act, Iowa Code chapter 715D.
    Iowa => states::IOWA,
    /// Nebraska Data Privacy Act, Neb. Rev. Stat. §§ 87-1101 ff.
    Nebraska => states::NEBRASKA,
    /// New Hampshire, RSA chapter 507-H.
    NewHampshire => states::NEW_HAMPSHIRE,
    /// New Jersey Data Privacy Act, N.J.S.A. 56:8-166.4 ff.
    NewJersey => states::NEW_JERSEY,
    /// Tennessee Information Protection Act, T.C.A. §§ 47-18-3301 ff.
    Tennessee => states::TENNESSEE,
    /// Minnesota Consumer Data Privacy Act, Minn. Stat. §§ 325M.10–325M.21.
    Minnesota => states::MINNESOTA,
    /// Maryland Online Data Privacy Act, Md. Code, Com. Law §§ 14-4701 ff.
    Maryland => states::MARYLAND,
    /// Indiana Consumer Data Protection Act, Ind. Code article 24-15.
    Indiana => states::INDIANA,
    /// Kentucky Consumer Data Protection Act, KRS 367.3611 ff.
    Kentucky => states::KENTUCKY,
    /// Rhode Island Data Transparency and Privacy Protection Act, R.I. Gen. Laws chapter 6-48.1.
    RhodeIsland => states::RHODE_ISLAND,
    /// Oklahoma, SB 546 of 2026, 75A O.S. §§ 300 ff.
    Oklahoma => states::OKLAHOMA,
    /// Louisiana, Act 502 of 2026, R.S. 51:1780.1–51:1780.5.
    Louisiana => states::LOUISIANA,
    /// Alabama, HB 351, Act 2026-552.
    Alabama => states::ALABAMA,
    /// Vermont, Act 145 of 2026, 9 V.S.A. §§ 2415a–2415k.
    Vermont => states::VERMONT,
}

// Each profile names the law that it is listed under.
const _: () = {
    let mut at = 0;
    while at < Law::ALL.len() {
        let law = Law::ALL[at];
        assert!(
            law.profile().law as u8 == law as u8,
            "a law is listed with the profile of another law"
        );
        at += 1;
    }
};

impl Law {
    /// Returns the law's ID in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.profile().id
    }

    /// Returns the name that consumers know.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.profile().name
    }

    /// Returns the state whose residents the law protects. Two laws have none: CAN-SPAM is federal, and no request to
    /// this system falls under the Delete Act.
    #[must_use]
    pub fn region(self) -> Option<Region> {
        Region::parse(self.profile().state?).ok()
    }

    /// Returns the privacy law of a state, in force or enacted. Laws on health data alone are left out.
    #[must_use]
    pub fn of(region: Region) -> Option<Self> {
        Self::all_of(region).find(|law| !law.is_on_health_data())
    }

    /// Iterates over the laws of a state.
    pub(super) fn all_of(region: Region) -> impl Iterator<Item = Self> {
        let state = Some(region.code());
        Self::ALL
            .into_iter()
            .filter(move |law| law.profile().state == state)
    }

    /// Whether the law is on consumer health data alone. Such a law counts if the company says that it has such data.
    #[must_use]
    pub const fn is_on_health_data(self) -> bool {
        matches!(self, Self::NevadaHealth | Self::WashingtonHealth)
    }

    /// Returns the names and abbreviations that cite this law and no other in emails: lower case, words separated by
    /// single spaces, no punctuation.
    #[must_use]
    pub const fn act_names(self) -> &'static [&'static str] {
        self.profile().act_names
    }

    /// Returns abbreviations that cite this law but have other meanings as well, so they don't show where the writer
    /// lives.
    #[must_use]
    pub const fn ambiguous_act_names(self) -> &'static [&'static str] {
        self.profile().ambiguous_act_names
    }

    /// Returns how the law counts days.
    #[must_use]
    pub const fn calendar(self) -> Calendar {
        self.profile().calendar
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
            assert_eq!(law.region().is_some(), law.profile().state.is_some());
            assert!(
                law.region().is_none_or(|region| {
                    law.is_on_health_data() || Law::of(region) == Some(law)
                })
            );
        }
        let with_law = Region::ALL
            .iter()
            .filter(|(code, _)| Law::of(Region::parse(code).unwrap()).is_some());
        assert_eq!(with_law.count(), 25, "California and 24 other states");
    }

    #[test]
    fn each_file_in_the_folder_of_states_is_in_the_list() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/law/states");
        let files = std::fs::read_dir(folder).unwrap();
        let mut files: Vec<_> = files
            .map(|file| {
                let name = file.unwrap().file_name();
                name.to_str().unwrap().trim_end_matches(".rs").to_owned()
            })
            .collect();
        let of_a_state = |law: &Law| !matches!(law, Law::Ccpa | Law::CanSpam | Law::DeleteAct);
        let mut listed: Vec<_> = Law::ALL.into_iter().filter(of_a_state).collect();
        files.sort_unstable();
        listed.sort_unstable_by_key(|law| law.as_str());
        let listed: Vec<_> = listed.iter().map(|law| law.as_str()).collect();
        assert_eq!(files, listed);
    }

    #[test]
    fn act_names_are_written_as_the_mail_reader_cuts_words_and_name_one_law() {
        let names = |law: Law| law.act_names().iter().chain(law.ambiguous_act_names());
        let all: Vec<_> = Law::ALL.into_iter().flat_map(names).collect();
        for name in &all {
            assert!(
                name.split(' ')
                    .all(|word| !word.is_empty() && word.chars().all(char::is_alphanumeric)),
                "{name}"
            );
            assert_eq!(**name, name.to_lowercase());
            assert_eq!(
                all.iter().filter(|other| *other == name).count(),
                1,
                "{name}"
            );
        }
    }
}
