//! Where the bodies that laws name take complaints.

/// The site of a body, where it says how to complain: the laws want the person told of a way to do that, an online one
/// if there is one (rows of Nebraska, Montana, Indiana and Kentucky). General knowledge: no row says which it is.
const SITES: &[(&str, &str)] = &[
    ("the Attorney General of Colorado", "https://coag.gov"),
    (
        "the Attorney General of Connecticut",
        "https://portal.ct.gov/ag",
    ),
    (
        "the Delaware Department of Justice",
        "https://attorneygeneral.delaware.gov",
    ),
    (
        "the Attorney General of Indiana",
        "https://www.in.gov/attorneygeneral",
    ),
    (
        "the Attorney General of Iowa",
        "https://www.iowaattorneygeneral.gov",
    ),
    ("the Attorney General of Kentucky", "https://www.ag.ky.gov"),
    (
        "the Consumer Protection Division of the Attorney General of Maryland",
        "https://www.marylandattorneygeneral.gov",
    ),
    (
        "the Attorney General of Minnesota",
        "https://www.ag.state.mn.us",
    ),
    ("the Attorney General of Montana", "https://dojmt.gov"),
    (
        "the Attorney General of Nebraska",
        "https://ago.nebraska.gov",
    ),
    ("the Attorney General of Nevada", "https://ag.nv.gov"),
    (
        "the Attorney General of New Hampshire",
        "https://www.doj.nh.gov",
    ),
    (
        "the New Jersey Division of Consumer Affairs",
        "https://www.njconsumeraffairs.gov",
    ),
    (
        "the Attorney General of Oregon",
        "https://www.doj.state.or.us",
    ),
    (
        "the Attorney General of Rhode Island",
        "https://riag.ri.gov",
    ),
    (
        "the Attorney General and Reporter of Tennessee",
        "https://www.tn.gov/attorneygeneral",
    ),
    (
        "the Attorney General of Texas",
        "https://www.texasattorneygeneral.gov",
    ),
    (
        "the Attorney General of Virginia",
        "https://www.oag.state.va.us",
    ),
];

/// A body as a person is told of it: with its site.
#[must_use]
pub fn with_site(body: &str) -> String {
    match SITES.iter().find(|(of, _)| *of == body) {
        Some((_, site)) => format!("{body} ({site})"),
        None => body.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::states::STATES;
    use std::collections::BTreeSet;

    #[test]
    fn each_body_that_a_state_names_has_its_site_and_no_other_has() {
        let bodies = STATES.iter().filter_map(|state| state.line.complaint);
        let named: BTreeSet<&str> = bodies.map(|body| body.is).collect();
        let known = SITES.iter().map(|(body, _)| *body).collect();
        assert_eq!(named, known);
    }
}
