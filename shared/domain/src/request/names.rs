//! The names of commands and stages, as the log, the API and refusals write them.

use serde::{Deserialize, Serialize};

/// Declares an enum together with the text of each variant, so that each name is written once.
macro_rules! names {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$doc])* #[serde(rename = $text)] $variant,)+
        }

        impl $name {
            /// Every name.
            pub const ALL: [Self; [$($text),+].len()] = [$(Self::$variant),+];

            /// Returns the name as it is written.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

names! {
    /// The name of a [`Command`](super::Command). Staff's actions have the same names.
    CommandName {
        /// The same person asks for the same right again.
        Repeat = "repeat",
        /// A notification made progress.
        NotificationProgressed = "notification_progressed",
        /// Staff notified the partners themselves.
        PartnersNotified = "partners_notified",
        /// A partner that staff notified has acknowledged.
        PartnerAcknowledged = "partner_acknowledged",
        /// The company denies an immediate right for a belief of fraud.
        DenyForFraud = "deny_for_fraud",
        /// A person asks to opt back in.
        RequestOptIn = "request_opt_in",
        /// The holder of an identifier confirms the opt-in.
        OptIn = "opt_in",
        /// Staff establish that the requester is the parent or guardian of a child under 13.
        ConfirmParent = "confirm_parent",
        /// Staff correct the age of the person.
        CorrectAge = "correct_age",
        /// The requester's identity is verified.
        Verify = "verify",
        /// The deadline is extended.
        Extend = "extend",
        /// The company responds.
        Respond = "respond",
        /// The requester gets a new download code.
        RenewCode = "renew_code",
        /// The requester appeals.
        Appeal = "appeal",
        /// The appeal is decided.
        DecideAppeal = "decide_appeal",
        /// The appeal is upheld while a newer request is active.
        UpholdSuperseded = "uphold_superseded",
        /// Staff confirm the right that an email exercises.
        Confirm = "confirm",
        /// Staff find that an email is no request.
        NotARequest = "not_a_request",
        /// Staff take that back.
        Reopen = "reopen",
        /// Staff correct the person that an email is about.
        ChangePerson = "change_person",
        /// Staff ask the requester a question.
        AskPerson = "ask_person",
        /// Staff write to the requester.
        Write = "write",
        /// Staff find that an email belongs to another request.
        Join = "join",
        /// Staff find that an email exercises one more right. Opens a second request with
        /// [`Request::split`](super::Request::split); it is no command.
        Split = "split",
        /// Staff send a request back to review.
        Reread = "reread",
        /// Staff set the language of pages and emails.
        SetLanguage = "set_language",
        /// Staff assign the request to a member of staff.
        Assign = "assign",
        /// Staff place or lift a legal hold.
        Hold = "hold",
        /// Staff erase a message that the requester sent after the request.
        EraseMessage = "erase_message",
        /// Personal data is erased.
        Erase = "erase",
        /// A note is added to the log.
        Note = "note",
        /// The sweeper checks the deadlines.
        CheckDeadlines = "check_deadlines",
        /// The sweeper applies what a later law adds for the requester.
        ApplyLawChange = "apply_law_change",
    }
}

names! {
    /// The name of a stage. Stages of different request kinds may share a name.
    StageName {
        /// An immediate right that partners don't all know yet.
        InForce = "in_force",
        /// An immediate right that every partner has acknowledged.
        Done = "done",
        /// An immediate right that was denied for fraud.
        Denied = "denied",
        /// An immediate right after every holder opted back in.
        Ended = "ended",
        /// A verifiable right without a response.
        Open = "open",
        /// A verifiable right with a response.
        Responded = "responded",
        /// An appeal that is not decided.
        Appealing = "appealing",
        /// A decided appeal.
        AppealDecided = "appeal_decided",
        /// An email that waits for review.
        Waiting = "waiting",
        /// An email that is no request.
        NotARequest = "not_a_request",
        /// An email that belongs to another request.
        Joined = "joined",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_stored_as_it_is_written() {
        for name in CommandName::ALL {
            let stored = serde_json::to_string(&name).unwrap();
            assert_eq!(stored, format!("\"{name}\""));
            assert_eq!(serde_json::from_str::<CommandName>(&stored).unwrap(), name);
        }
        for name in StageName::ALL {
            let stored = serde_json::to_string(&name).unwrap();
            assert_eq!(stored, format!("\"{name}\""));
            assert_eq!(serde_json::from_str::<StageName>(&stored).unwrap(), name);
        }
    }
}
