//! Our rules for phone numbers against libphonenumber, over every country's example numbers.
//!
//! To make `phone_numbers.tsv` anew, see its first lines. To make `person/phone/countries.rs` anew, ask the library for
//! each country code which lengths of 1 to 17 digits are possible for fixed lines, mobile phones, internet phones and
//! personal numbers (for a code without these: for any number), and take as the trunk prefix the digits before
//! an example in its national format. We added the prefixes that people still write in Belarus, Lithuania, Mexico, Mongolia
//! and Uzbekistan. A country has a leading zero if an example of these types begins with one.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use domain::person::PhoneNumber;
use std::collections::{BTreeMap, BTreeSet};

const VECTORS: &str = include_str!("phone_numbers.tsv");

/// The types of numbers at which a person is reached.
const PERSONAL: [&str; 5] = ["fixed", "mobile", "voip", "personal", "network"];

struct Vector {
    region: &'static str,
    kind: &'static str,
    text: &'static str,
    library: Option<&'static str>,
}

fn vectors() -> impl Iterator<Item = Vector> {
    let lines = VECTORS.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| {
        let [region, kind, text, library] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        let library = (library != "-").then_some(library);
        Vector {
            region,
            kind,
            text,
            library,
        }
    })
}

fn ours(text: &str) -> Option<String> {
    let number = PhoneNumber::parse(text).ok()?;
    Some(number.as_str().to_owned())
}

fn list(regions: &BTreeSet<&str>) -> String {
    regions.iter().copied().collect::<Vec<_>>().join(" ")
}

/// Every number of a person is read as the library reads it, with one exception. On Ascension Island a zero in brackets
/// makes the example a valid number of another type; we drop it, as everywhere else.
#[test]
fn personal_numbers_are_read_as_the_library_reads_them() {
    let (mut compared, mut different) = (0, BTreeSet::new());
    for vector in vectors().filter(|vector| PERSONAL.contains(&vector.kind)) {
        let Some(library) = vector.library else {
            continue;
        };
        compared += 1;
        if ours(vector.text).as_deref() != Some(library) {
            different.insert(vector.region);
        }
    }
    assert_eq!(list(&different), "AC");
    assert!(compared > 1_000, "{compared}");
}

/// Toll-free, premium and other service numbers are no person's. Where they have lengths of their own, we refuse them:
/// these lengths would let numbers with missing digits pass, such as `+916 555 0143` as an Indian one.
#[test]
fn service_numbers_of_other_lengths_are_refused() {
    let mut refused = BTreeSet::new();
    for vector in vectors().filter(|vector| !PERSONAL.contains(&vector.kind)) {
        let Some(library) = vector.library else {
            continue;
        };
        match ours(vector.text) {
            Some(number) => assert_eq!(number, library, "{}", vector.text),
            None => _ = refused.insert(vector.region),
        }
    }
    assert_eq!(list(&refused), REFUSED);
}

/// The library reads no valid number where the zero is not the country's trunk prefix. People write `(0)` by habit, so we
/// drop the zero there, too, unless numbers begin with a zero: Italy's and San Marino's fixed lines, and numbers of
/// Benin, Congo, Côte d'Ivoire and Gabon.
#[test]
fn a_stray_zero_is_dropped_where_the_library_refuses_it() {
    let plain: BTreeMap<_, _> = vectors()
        .filter(|vector| !vector.text.contains("(0)"))
        .filter_map(|vector| Some(((vector.region, vector.kind), vector.library?)))
        .collect();
    let (mut dropped, mut kept) = (BTreeSet::new(), BTreeSet::new());
    for vector in vectors().filter(|vector| vector.library.is_none()) {
        let Some(number) = ours(vector.text) else {
            continue;
        };
        let example = plain.get(&(vector.region, vector.kind)).copied();
        if example == Some(number.as_str()) {
            dropped.insert(vector.region);
        } else {
            kept.insert(vector.region);
        }
    }
    assert_eq!(list(&dropped), DROPPED);
    // An Italian number's own zero looks the same as a stray one.
    assert_eq!(list(&kept), "IT VA");
}

const REFUSED: &str = "AC AD AL AU BO BR BW BY BZ CA CC CH CL CM CO CR CX CZ EC FJ GH GT HK HN HR IL IN IR KH KW MO MV NC NE NG NL NO \
    NP PF PH PK PS PY QA SA SE SG SJ SV SZ TH TO TR UY VN WF";
const DROPPED: &str = "AD AG AI AO AS AW BB BF BH BI BJ BM BN BQ BS BT BW BZ CA CF CG CI CK CL CM CO CR CV CW CY CZ DJ DK DM DO EE ES \
    FJ FK FM FO GA GD GI GL GM GN GQ GR GT GU GW GY HK HN HT HU IO IS IT JM KM KN KW KY KZ LC LS LU LV MH ML MO MP \
    MR MS MT MU MV MX MZ NC NE NF NI NO NR NU OM PA PF PG PL PR PT PW QA RU SB SC SG SH SJ SM SN SR ST SV SX SZ TA \
    TC TD TG TJ TK TL TM TN TO TT TV US UZ VA VC VG VI VU WF WS";
