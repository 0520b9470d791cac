//! The spam and virus findings of the receiving server.
//!
//! A finding never stops a message from being read. The caller decides what follows. Only headers of our own servers
//! count, and their position shows that: each server puts its `Received` line above the message's earlier headers. SES
//! writes its findings next to its own line. Gateways in front of the inbox write theirs above the topmost one. A
//! forged finding below these is ignored, and so is a filter of the sender's side (`X-Spam-Flag` on the way out). A
//! message without a `Received` line passed no other server. A forged finding there affects only its author.

use super::headers::Headers;

/// A filter's finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SpamReason {
    /// SES found a virus (`X-SES-Virus-Verdict: FAIL`).
    Virus,
    /// SES marked it as spam (`X-SES-Spam-Verdict: FAIL`).
    Ses,
    /// Another gateway marked it as spam (`X-Spam-Flag` or `X-Spam-Status`: `Yes`).
    Gateway,
}

impl SpamReason {
    /// The verdict's name, on the record.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Virus => "virus",
            Self::Ses => "ses_spam",
            Self::Gateway => "gateway_spam",
        }
    }
}

impl std::fmt::Display for SpamReason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Virus => "SES found a virus in it",
            Self::Ses => "SES takes it for spam",
            Self::Gateway => "the gateway before the inbox takes it for spam",
        })
    }
}

/// Returns the filters' gravest finding. Of each header, the topmost counts.
pub(super) fn verdict(headers: &Headers<'_>) -> Option<SpamReason> {
    let says = |headers: &Headers<'_>, name: &str, word: &str| {
        let value = headers.first(name).unwrap_or_default();
        let end = value.find([' ', ',', ';']).unwrap_or(value.len());
        value[..end].eq_ignore_ascii_case(word)
    };
    let ses = headers.of_ses();
    if says(&ses, "x-ses-virus-verdict", "fail") {
        return Some(SpamReason::Virus);
    }
    if says(&ses, "x-ses-spam-verdict", "fail") {
        return Some(SpamReason::Ses);
    }
    let gateway = headers.above_hop(0);
    let flagged = says(&gateway, "x-spam-flag", "yes") || says(&gateway, "x-spam-status", "yes");
    flagged.then_some(SpamReason::Gateway)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SES: &str = "Received: from a by inbound-smtp.us-west-2.amazonaws.com with SMTP id 1; Mon, 1 Sep 2025\n";

    fn of(head: &str) -> Option<SpamReason> {
        verdict(&Headers::of(format!("{head}\n").as_bytes()))
    }

    #[test]
    fn verdicts_of_our_own_side_are_heard() {
        let ses = |verdicts: &str| of(&format!("{SES}{verdicts}From: x\n"));
        assert_eq!(ses("X-SES-Spam-Verdict: FAIL\n"), Some(SpamReason::Ses));
        assert_eq!(
            ses("X-SES-Spam-Verdict: FAIL\nX-SES-Virus-Verdict: fail\n"),
            Some(SpamReason::Virus)
        );
        assert_eq!(
            of("X-SES-Spam-Verdict: FAIL\nFrom: x\n"),
            Some(SpamReason::Ses)
        );
        assert_eq!(
            of("X-Spam-Flag: YES\nReceived: from a by mx\n"),
            Some(SpamReason::Gateway)
        );
        assert_eq!(
            of("X-Spam-Status: Yes, score=9.1 required=5.0\n tests=A\nReceived: by mx\n"),
            Some(SpamReason::Gateway)
        );
        for passed in ["PASS", "GRAY", "PROCESSING_FAILED", "DISABLED", ""] {
            assert_eq!(ses(&format!("X-SES-Spam-Verdict: {passed}\n")), None);
        }
        assert_eq!(of("X-Spam-Status: No, score=0\nX-Spam-Flag: NO\n"), None);
    }

    #[test]
    fn a_verdict_that_the_message_came_with_is_not() {
        for head in [
            format!("{SES}X-SES-Spam-Verdict: PASS\nX-SES-Spam-Verdict: FAIL\n"),
            format!("{SES}X-SES-Spam-Verdict: PASS\nReceived: by b\nX-SES-Spam-Verdict: FAIL\n"),
            format!("{SES}Received: by b\nX-SES-Virus-Verdict: FAIL\nX-Spam-Flag: YES\n"),
            format!("Received: from x by mx.provider.example\n{SES}X-SES-Spam-Verdict: FAIL\n"),
            format!("{SES}X-Spam-Flag: YES\nX-Spam-Status: Yes\n"),
        ] {
            assert_eq!(of(&head), None, "{head}");
        }
    }
}
