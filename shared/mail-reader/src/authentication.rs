//! SPF, DKIM and DMARC results of a trusted mail server (RFC 8601).
//!
//! They are evidence for staff and never block a request. Only the topmost `Authentication-Results` header of the
//! configured server counts, because a sender can write any header below it. SES's header must also be where SES writes
//! it, because email from another provider has none.

mod results;

use super::headers::Headers;
use results::{Finding, Results};

/// The result of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Check {
    /// The check passed.
    Pass,
    /// The check failed.
    Fail,
    /// SPF: probably not.
    SoftFail,
    /// The domain makes no statement.
    Neutral,
    /// Nothing could be checked.
    None,
    /// A temporary error.
    TempError,
    /// A permanent error.
    PermError,
    /// The check passed, but local policy rejects it.
    Policy,
}

impl Check {
    /// Returns the result's name in RFC 8601 and on the record.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::SoftFail => "softfail",
            Self::Neutral => "neutral",
            Self::None => "none",
            Self::TempError => "temperror",
            Self::PermError => "permerror",
            Self::Policy => "policy",
        }
    }

    /// Every result.
    const ALL: [Self; 8] = [
        Self::Pass,
        Self::Fail,
        Self::SoftFail,
        Self::Neutral,
        Self::None,
        Self::TempError,
        Self::PermError,
        Self::Policy,
    ];

    fn named(name: &str) -> Option<Self> {
        let named = |check: &Self| name.eq_ignore_ascii_case(check.as_str());
        Self::ALL.into_iter().find(named)
    }
}

/// The results of the configured server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Authentication {
    /// SPF: whether the host may send for the return path's domain.
    pub spf: Option<Check>,
    /// DKIM: the best result of all signatures.
    pub dkim: Option<Check>,
    /// DMARC: whether SPF or DKIM passed for the domain in `From`.
    pub dmarc: Option<Check>,
    /// The return path's domain, if SPF passed.
    pub mail_from: Option<String>,
    /// The domains with valid signatures, without duplicates, [`MOST_SIGNERS`] at most.
    pub signed_by: Vec<String>,
    /// The domain in `From`, if DMARC passed.
    pub header_from: Option<String>,
}

impl std::fmt::Display for Authentication {
    /// Formats the three results without domains, because a domain can name a person.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let said = |check: Option<Check>| check.map_or("not said", Check::as_str);
        let (spf, dkim, dmarc) = (said(self.spf), said(self.dkim), said(self.dmarc));
        write!(f, "SPF {spf}, DKIM {dkim}, DMARC {dmarc}")
    }
}

/// The maximum number of signing domains.
pub const MOST_SIGNERS: usize = 20;

/// The server name that SES writes.
const SES: &str = "amazonses.com";

/// Returns the results of the server with this name, if its header exists and can be parsed.
pub(super) fn of(headers: &Headers<'_>, authserv_id: Option<&str>) -> Option<Authentication> {
    let id = authserv_id?.trim();
    let above;
    let headers = match id.eq_ignore_ascii_case(SES) {
        true => {
            above = headers.of_ses();
            &above
        }
        false => headers,
    };
    headers.all("authentication-results").find_map(|value| {
        let mut results = Results::of(&value);
        let server = results.server()?;
        // The topmost header with this name decides, even if it can't be parsed.
        server.eq_ignore_ascii_case(id).then(|| read(results))
    })?
}

fn read(results: Results<'_>) -> Option<Authentication> {
    let mut found = Authentication::default();
    for finding in results.findings()? {
        match finding.method.as_str() {
            // SPF checks two identities. The return path's result counts; the HELO name's result counts only alone.
            "spf" if found.spf.is_none() || finding.domain_of(&MAIL_FROM).is_some() => {
                found.spf = Some(finding.result);
                found.mail_from = forwarded_message(&finding, &MAIL_FROM);
            }
            "dkim" => {
                if found.dkim.is_none() || finding.result == Check::Pass {
                    found.dkim = Some(finding.result);
                }
                if let Some(domain) = forwarded_message(&finding, &["header.d", "header.i"])
                    && !found.signed_by.contains(&domain)
                    && found.signed_by.len() < MOST_SIGNERS
                {
                    found.signed_by.push(domain);
                }
            }
            "dmarc" if found.dmarc.is_none() => {
                found.dmarc = Some(finding.result);
                found.header_from = forwarded_message(&finding, &["header.from"]);
            }
            _ => {}
        }
    }
    Some(found)
}

/// The names of the return path: in the standard, on older servers, and in SES.
const MAIL_FROM: [&str; 3] = ["smtp.mailfrom", "smtp.mfrom", "envelope-from"];

fn forwarded_message(finding: &Finding, properties: &[&str]) -> Option<String> {
    let domain = finding.domain_of(properties)?;
    (finding.result == Check::Pass).then_some(domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(head: &str, id: &str) -> Option<Authentication> {
        super::of(&Headers::of(format!("{head}\n").as_bytes()), Some(id))
    }

    fn short(found: &Authentication) -> String {
        let check = |check: Option<Check>| check.map_or("-", Check::as_str);
        let domain = |domain: &Option<String>| domain.clone().unwrap_or_default();
        format!(
            "{} {} {} {}|{}|{}",
            check(found.spf),
            check(found.dkim),
            check(found.dmarc),
            domain(&found.mail_from),
            found.signed_by.join(","),
            domain(&found.header_from)
        )
    }

    #[test]
    fn a_verdict_is_read_as_servers_write_it() {
        for (value, expected) in [
            (
                "mx.a.example; spf=pass smtp.mailfrom=ana@b.example; dkim=pass header.d=b.example header.s=x; \
                 dmarc=pass (p=none dis=none) header.from=b.example",
                "pass pass pass b.example|b.example|b.example",
            ),
            (
                "MX.A.Example 1; dkim=fail reason=\"a; b=c \\\" (\" header.d=c.example;\n dkim/1 = pass (good (or so)) \
                 header.i=@B.example;\n\tspf=softfail (x; dkim=pass header.d=evil.example) smtp.mailfrom=b.example",
                "softfail pass - |b.example|",
            ),
            (
                "\"mx.a.example\" (a server); spf=fail smtp.mailfrom=x@b.example; dmarc=fail header.from=b.example",
                "fail - fail ||",
            ),
            ("mx.a.example; none", "- - - ||"),
            ("mx.a.example", "- - - ||"),
            (
                "mx.a.example;; spf=wonderful; =; dkim; dmarc=temperror; x=y z=",
                "- - temperror ||",
            ),
            (
                "mx.a.example; spf=pass smtp.helo=h.example; spf=fail smtp.mailfrom=b.example",
                "fail - - ||",
            ),
            (
                "mx.a.example; dkim=pass header.b=ab/c+d== header.d=b.example; dkim=pass header.d=b.example",
                "- pass - |b.example|",
            ),
            (
                "mx.a.example; dkim=pass header.d=\"b.example<script>\"; dmarc=pass header.from=",
                "- pass pass ||",
            ),
            (
                "mx.a.example; spf=pass (unclosed smtp.mailfrom=b.example; dkim=pass",
                "pass - - ||",
            ),
            (
                "mx.a.example; spf=pass smtp.mailfrom=\"b.example; dkim=pass",
                "pass - - ||",
            ),
        ] {
            let found = of(
                &format!("Authentication-Results: {value}\n"),
                "mx.a.example",
            );
            assert_eq!(
                found.map(|f| short(&f)).as_deref(),
                Some(expected),
                "{value}"
            );
        }
    }

    #[test]
    fn ses_writes_it_in_its_own_way() {
        let head = "Received: from a by inbound-smtp.us-east-1.amazonaws.com with SMTP id 1\n\
                    Authentication-Results: amazonses.com;\n spf=pass (spfCheck: domain of b.example designates it) \
                    client-ip=192.0.2.1; envelope-from=ana@b.example; helo=h.b.example;\n \
                    dkim=pass header.i=@b.example;\n dmarc=none header.from=b.example;\n";
        let found = of(head, "AmazonSES.com").unwrap();
        assert_eq!(short(&found), "pass pass none b.example|b.example|");
        // In email from another provider, only the sender can have written it.
        assert_eq!(
            of(&head.replace("inbound-smtp.", "mx."), "amazonses.com"),
            None
        );
        assert_eq!(
            of(&format!("Received: by mx\n{head}"), "amazonses.com"),
            None
        );
    }

    #[test]
    fn only_the_topmost_of_the_configured_server_counts() {
        let ours = "Authentication-Results: mx.a.example; dmarc=fail header.from=b.example\n";
        let forged = "Authentication-Results: mx.a.example; dmarc=pass header.from=b.example\n";
        let other = "Authentication-Results: mx.c.example; dmarc=pass header.from=b.example\n";
        let head = format!("{other}{ours}Received: by x\n{forged}");
        assert_eq!(
            of(&head, "mx.a.example").and_then(|f| f.dmarc),
            Some(Check::Fail)
        );
        assert_eq!(of(other, "mx.a.example"), None);
        assert_eq!(of("From: x\n", "mx.a.example"), None);
        assert_eq!(
            super::super::authentication::of(
                &Headers::of(b"Authentication-Results: ; none\n\n"),
                None
            ),
            None
        );
        // A header of an unknown version also hides the ones below it.
        let newer = format!("Authentication-Results: mx.a.example 2; dmarc=pass\n{forged}");
        assert_eq!(of(&newer, "mx.a.example"), None);
        let at = "Authentication-Results: evil.example (mx.a.example); dmarc=pass\n";
        assert_eq!(of(at, "mx.a.example"), None);
    }

    #[test]
    fn a_long_header_is_read_in_time() {
        for filler in [
            "(",
            "\"",
            ";",
            "=",
            "a=b ",
            "dkim=pass header.d=a.example;",
            "\\",
            "(\\",
        ] {
            let value = filler.repeat(100_000 / filler.len());
            let head = format!("Authentication-Results: mx.a.example; {value}\n");
            assert!(of(&head, "mx.a.example").is_some());
        }
    }
}
