//! The country codes, each with its trunk prefixes and the lengths of its national numbers.
//!
//! Made from libphonenumber's metadata, as `rlibphonenumber` 2.2.15 has it: the lengths are those of fixed lines, mobile
//! phones, internet phones and personal numbers. `tests/phone_numbers.rs` says how to make it anew.

/// The rules for the numbers of a country code.
pub(super) struct Country {
    /// The country code.
    pub(super) code: u16,
    /// The digits that are dialed before the national number within the country, and never from abroad.
    pub(super) trunk: &'static [&'static str],
    /// Whether a national number can begin with a zero.
    pub(super) leading_zero: bool,
    /// The lengths of national numbers, in digits.
    pub(super) lengths: &'static [u8],
}

const fn country(
    code: u16,
    trunk: &'static [&'static str],
    leading_zero: bool,
    lengths: &'static [u8],
) -> Country {
    Country {
        code,
        trunk,
        leading_zero,
        lengths,
    }
}

/// Every country code, in order.
#[rustfmt::skip]
pub(super) const COUNTRIES: &[Country] = &[
    country(1, &["1"], false, &[10]), // US
    country(7, &["8"], false, &[10]), // RU
    country(20, &["0"], false, &[8, 9, 10]), // EG
    country(27, &["0"], false, &[5, 6, 7, 8, 9]), // ZA
    country(30, &[], false, &[10]), // GR
    country(31, &["0"], false, &[9, 11]), // NL
    country(32, &["0"], false, &[8, 9]), // BE
    country(33, &["0"], false, &[9]), // FR
    country(34, &[], false, &[9]), // ES
    country(36, &["06"], false, &[8, 9]), // HU
    country(39, &[], true, &[6, 7, 8, 9, 10, 11, 12]), // IT
    country(40, &["0"], false, &[6, 9]), // RO
    country(41, &["0"], false, &[9]), // CH
    country(43, &["0"], false, &[4, 5, 6, 7, 8, 9, 10, 11, 12, 13]), // AT
    country(44, &["0"], false, &[9, 10]), // GB
    country(45, &[], false, &[8]), // DK
    country(46, &["0"], false, &[7, 8, 9]), // SE
    country(47, &[], false, &[8]), // NO
    country(48, &[], false, &[7, 9]), // PL
    country(49, &["0"], false, &[5, 6, 7, 8, 9, 10, 11, 12, 13]), // DE
    country(51, &["0"], false, &[8, 9]), // PE
    country(52, &["1"], false, &[10]), // MX
    country(53, &["0"], false, &[6, 7, 8, 10]), // CU
    country(54, &["0"], false, &[10, 11]), // AR
    country(55, &["0"], false, &[10, 11]), // BR
    country(56, &[], false, &[9]), // CL
    country(57, &["0"], false, &[8, 10]), // CO
    country(58, &["0"], false, &[10]), // VE
    country(60, &["0"], false, &[8, 9, 10]), // MY
    country(61, &["0"], false, &[9]), // AU
    country(62, &["0"], false, &[7, 8, 9, 10, 11, 12]), // ID
    country(63, &["0"], false, &[6, 8, 9, 10]), // PH
    country(64, &["0"], false, &[8, 9, 10]), // NZ
    country(65, &[], false, &[8]), // SG
    country(66, &["0"], false, &[8, 9]), // TH
    country(81, &["0"], false, &[9, 10]), // JP
    country(82, &["0"], false, &[5, 6, 8, 9, 10, 11]), // KR
    country(84, &["0"], false, &[9, 10]), // VN
    country(86, &["0"], false, &[7, 8, 9, 10, 11]), // CN
    country(90, &["0"], false, &[10]), // TR
    country(91, &["0"], false, &[10]), // IN
    country(92, &["0"], false, &[9, 10]), // PK
    country(93, &["0"], false, &[9]), // AF
    country(94, &["0"], false, &[9]), // LK
    country(95, &["0"], false, &[6, 7, 8, 9, 10]), // MM
    country(98, &["0"], false, &[6, 7, 10]), // IR
    country(211, &["0"], false, &[9]), // SS
    country(212, &["0"], false, &[9]), // MA
    country(213, &["0"], false, &[8, 9]), // DZ
    country(216, &[], false, &[8]), // TN
    country(218, &["0"], false, &[9]), // LY
    country(220, &[], false, &[7, 9]), // GM
    country(221, &[], false, &[9]), // SN
    country(222, &[], false, &[8]), // MR
    country(223, &[], false, &[8]), // ML
    country(224, &[], false, &[8, 9]), // GN
    country(225, &[], true, &[10]), // CI
    country(226, &[], false, &[8]), // BF
    country(227, &[], false, &[8]), // NE
    country(228, &[], false, &[8]), // TG
    country(229, &[], true, &[8, 10]), // BJ
    country(230, &[], false, &[7, 8]), // MU
    country(231, &["0"], false, &[7, 8, 9]), // LR
    country(232, &["0"], false, &[8]), // SL
    country(233, &["0"], false, &[9]), // GH
    country(234, &["0"], false, &[10]), // NG
    country(235, &[], false, &[8]), // TD
    country(236, &[], false, &[8]), // CF
    country(237, &[], false, &[9]), // CM
    country(238, &[], false, &[7]), // CV
    country(239, &[], false, &[7]), // ST
    country(240, &[], false, &[9]), // GQ
    country(241, &[], true, &[7, 8]), // GA
    country(242, &[], true, &[9]), // CG
    country(243, &["0"], false, &[7, 8, 9, 10]), // CD
    country(244, &[], false, &[9]), // AO
    country(245, &[], false, &[7, 9]), // GW
    country(246, &[], false, &[7]), // IO
    country(247, &[], false, &[5]), // AC
    country(248, &[], false, &[7]), // SC
    country(249, &["0"], false, &[9]), // SD
    country(250, &["0"], false, &[8, 9]), // RW
    country(251, &["0"], false, &[9]), // ET
    country(252, &[], false, &[6, 7, 8, 9]), // SO
    country(253, &[], false, &[8]), // DJ
    country(254, &["0"], false, &[7, 8, 9]), // KE
    country(255, &["0"], false, &[9]), // TZ
    country(256, &["0"], false, &[9]), // UG
    country(257, &[], false, &[8]), // BI
    country(258, &[], false, &[8, 9]), // MZ
    country(260, &["0"], false, &[9]), // ZM
    country(261, &["0"], false, &[9]), // MG
    country(262, &["0"], false, &[9]), // RE
    country(263, &["0"], false, &[7, 9, 10]), // ZW
    country(264, &["0"], false, &[8, 9]), // NA
    country(265, &["0"], false, &[7, 9]), // MW
    country(266, &[], false, &[8]), // LS
    country(267, &[], false, &[7, 8]), // BW
    country(268, &[], false, &[8]), // SZ
    country(269, &[], false, &[7]), // KM
    country(290, &[], false, &[4, 5]), // SH
    country(291, &["0"], false, &[7]), // ER
    country(297, &[], false, &[7]), // AW
    country(298, &[], false, &[6]), // FO
    country(299, &[], false, &[6]), // GL
    country(350, &[], false, &[8]), // GI
    country(351, &[], false, &[9]), // PT
    country(352, &[], false, &[4, 5, 6, 7, 8, 9, 10, 11]), // LU
    country(353, &["0"], false, &[7, 8, 9, 10]), // IE
    country(354, &[], false, &[7, 9]), // IS
    country(355, &["0"], false, &[8, 9]), // AL
    country(356, &[], false, &[8]), // MT
    country(357, &[], false, &[8]), // CY
    country(358, &["0"], false, &[5, 6, 7, 8, 9, 10]), // FI
    country(359, &["0"], false, &[6, 7, 8, 9]), // BG
    country(370, &["0", "8"], false, &[8]), // LT
    country(371, &[], false, &[8]), // LV
    country(372, &[], false, &[7, 8]), // EE
    country(373, &["0"], false, &[8]), // MD
    country(374, &["0"], false, &[8]), // AM
    country(375, &["80", "8"], false, &[9]), // BY
    country(376, &[], false, &[6, 9]), // AD
    country(377, &["0"], false, &[8, 9]), // MC
    country(378, &[], true, &[8, 10]), // SM
    country(380, &["0"], false, &[9]), // UA
    country(381, &["0"], false, &[7, 8, 9, 10, 11, 12]), // RS
    country(382, &["0"], false, &[8]), // ME
    country(383, &["0"], false, &[8, 9, 10, 11, 12]), // XK
    country(385, &["0"], false, &[8, 9]), // HR
    country(386, &["0"], false, &[8]), // SI
    country(387, &["0"], false, &[8, 9]), // BA
    country(389, &["0"], false, &[8]), // MK
    country(420, &[], false, &[9]), // CZ
    country(421, &["0"], false, &[6, 7, 9]), // SK
    country(423, &[], false, &[7, 9]), // LI
    country(500, &[], false, &[5]), // FK
    country(501, &[], false, &[7]), // BZ
    country(502, &[], false, &[8]), // GT
    country(503, &[], false, &[8]), // SV
    country(504, &[], false, &[8]), // HN
    country(505, &[], false, &[8]), // NI
    country(506, &[], false, &[8]), // CR
    country(507, &[], false, &[7, 8]), // PA
    country(508, &["0"], false, &[6, 9]), // PM
    country(509, &[], false, &[8]), // HT
    country(590, &["0"], false, &[9]), // GP
    country(591, &[], false, &[8]), // BO
    country(592, &[], false, &[7]), // GY
    country(593, &["0"], false, &[8, 9]), // EC
    country(594, &["0"], false, &[9]), // GF
    country(595, &["0"], false, &[7, 8, 9]), // PY
    country(596, &["0"], false, &[9]), // MQ
    country(597, &[], false, &[6, 7]), // SR
    country(598, &["0"], false, &[8]), // UY
    country(599, &[], false, &[7, 8]), // CW
    country(670, &[], false, &[7, 8]), // TL
    country(672, &[], false, &[6]), // NF
    country(673, &[], false, &[7]), // BN
    country(674, &[], false, &[7]), // NR
    country(675, &[], false, &[7, 8]), // PG
    country(676, &[], false, &[5, 7]), // TO
    country(677, &[], false, &[5, 7]), // SB
    country(678, &[], false, &[5, 7]), // VU
    country(679, &[], false, &[7]), // FJ
    country(680, &[], false, &[7]), // PW
    country(681, &[], false, &[6]), // WF
    country(682, &[], false, &[5]), // CK
    country(683, &[], false, &[4, 7]), // NU
    country(685, &[], false, &[5, 6, 7, 10]), // WS
    country(686, &[], false, &[5, 8]), // KI
    country(687, &[], false, &[6]), // NC
    country(688, &[], false, &[5, 6, 7]), // TV
    country(689, &[], false, &[8]), // PF
    country(690, &[], false, &[4, 5, 6, 7]), // TK
    country(691, &[], false, &[7]), // FM
    country(692, &[], false, &[7]), // MH
    country(800, &[], false, &[8]), // several countries
    country(808, &[], false, &[8]), // several countries
    country(850, &["0"], false, &[8, 10]), // KP
    country(852, &[], false, &[8]), // HK
    country(853, &[], false, &[8]), // MO
    country(855, &["0"], false, &[8, 9]), // KH
    country(856, &["0"], false, &[8, 9, 10]), // LA
    country(870, &[], false, &[9, 12]), // several countries
    country(878, &[], false, &[12]), // several countries
    country(880, &["0"], false, &[6, 7, 8, 9, 10]), // BD
    country(881, &[], false, &[9, 10]), // several countries
    country(882, &[], false, &[7, 8, 9, 10, 11, 12]), // several countries
    country(883, &[], false, &[8, 9, 10, 11, 12]), // several countries
    country(886, &["0"], false, &[8, 9, 10, 11]), // TW
    country(888, &[], false, &[11]), // several countries
    country(960, &[], false, &[7]), // MV
    country(961, &["0"], false, &[7, 8]), // LB
    country(962, &["0"], false, &[8, 9]), // JO
    country(963, &["0"], false, &[8, 9]), // SY
    country(964, &["0"], false, &[8, 9, 10]), // IQ
    country(965, &[], false, &[8]), // KW
    country(966, &["0"], false, &[9]), // SA
    country(967, &["0"], false, &[7, 8, 9]), // YE
    country(968, &[], false, &[8]), // OM
    country(970, &["0"], false, &[8, 9]), // PS
    country(971, &["0"], false, &[8, 9]), // AE
    country(972, &["0"], false, &[8, 9, 11, 12]), // IL
    country(973, &[], false, &[8]), // BH
    country(974, &[], false, &[8]), // QA
    country(975, &[], false, &[7, 8]), // BT
    country(976, &["01", "0"], false, &[8, 9, 10]), // MN
    country(977, &["0"], false, &[8, 10]), // NP
    country(979, &[], false, &[9]), // several countries
    country(992, &[], false, &[9]), // TJ
    country(993, &["8"], false, &[8]), // TM
    country(994, &["0"], false, &[9]), // AZ
    country(995, &["0"], false, &[9]), // GE
    country(996, &["0"], false, &[9]), // KG
    country(998, &["8"], false, &[9]), // UZ
];
