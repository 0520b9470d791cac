//! The sentences of a response that differ from one verifiable right to another.

use domain::law::VerifiableRight;

/// Returns what we did.
pub(crate) const fn granted(right: VerifiableRight) -> &'static str {
    match right {
        VerifiableRight::Delete => {
            "We have deleted the personal information that you asked us to delete, or changed it so that no one can link it to you."
        }
        VerifiableRight::Know => {
            "You will get a copy of the personal information that we have about you."
        }
        VerifiableRight::KnowCategories => {
            "You will get a list of the categories of personal information that we have about you, where they come from, what we use them for, and who gets them."
        }
        VerifiableRight::Correct => {
            "We have corrected the personal information that you asked us to correct."
        }
        VerifiableRight::AdmtAccess => {
            "You will get an explanation of the automated decision about you."
        }
        VerifiableRight::AdmtAppeal => {
            "A person who can overturn the automated decision has looked at it again and changed it as you asked."
        }
    }
}

/// Returns what we did if we granted only part of the request.
pub(crate) const fn in_part(right: VerifiableRight) -> &'static str {
    match right {
        VerifiableRight::Delete => {
            "We have deleted some of the personal information that you asked us to delete, or changed it so that no one can link it to you."
        }
        VerifiableRight::Know => {
            "You will get a copy of some of the personal information that we have about you."
        }
        VerifiableRight::KnowCategories => {
            "You will get a list of some of the categories of personal information that we have about you."
        }
        VerifiableRight::Correct => {
            "We have corrected some of the personal information that you asked us to correct."
        }
        VerifiableRight::AdmtAccess => {
            "You will get part of an explanation of the automated decision about you."
        }
        VerifiableRight::AdmtAppeal => {
            "A person who can overturn the automated decision has looked at it again and changed part of it."
        }
    }
}

/// Returns what we did not do, as the start of a sentence that continues with ", because …".
pub(crate) const fn denied(right: VerifiableRight) -> &'static str {
    match right {
        VerifiableRight::Delete => "We have not deleted your personal information",
        VerifiableRight::Know => "We are not sending you a copy of your personal information",
        VerifiableRight::KnowCategories => {
            "We are not sending you a list of the categories of personal information that we have about you"
        }
        VerifiableRight::Correct => "We have not changed your personal information",
        VerifiableRight::AdmtAccess => {
            "We are not sending you an explanation of the automated decision"
        }
        VerifiableRight::AdmtAppeal => {
            "A person who can overturn the automated decision has looked at it again. The decision stays the same"
        }
    }
}

//= req: ca-7022-a.2, ca-7023-a.2, ca-7024-a, ca-7024-b, ca-7222-e.2, ct-42-518-c-4
/// Returns what we did not do because we could not verify the identity
/// (11 CCR §§ 7022(a), 7023(a), 7024(a)–(b), 7062(f)).
pub(crate) const fn not_verified(right: VerifiableRight) -> &'static str {
    match right {
        VerifiableRight::Delete => {
            "We could not verify that this request came from the person it is about. To protect that person, we have not deleted anything."
        }
        VerifiableRight::Know => {
            "We could not verify that this request came from the person it is about. To protect that person, we are not sending a copy. We have treated the request as a request for the categories of information that we have."
        }
        VerifiableRight::KnowCategories => {
            "We could not verify that this request came from the person it is about. To protect that person, we are not sending a list."
        }
        VerifiableRight::Correct => {
            "We could not verify that this request came from the person it is about. To protect that person, we have not changed anything."
        }
        VerifiableRight::AdmtAccess => {
            "We could not verify that this request came from the person the decision is about. To protect that person, we are not explaining it."
        }
        VerifiableRight::AdmtAppeal => {
            "We could not verify that this appeal came from the person the decision is about. The decision stays the same."
        }
    }
}

/// Returns what happens next if we granted the request, in whole or in part.
pub(crate) const fn next(right: VerifiableRight) -> &'static [&'static str] {
    match right {
        // 11 CCR § 7022(b)–(d)
        VerifiableRight::Delete => &[
            "We are also notifying the companies that got it from us that they must delete it. A copy in a backup may stay until the backup is next used.",
        ],
        // 11 CCR § 7024(d)
        VerifiableRight::Know => &[
            "For your safety, the copy leaves out details that could be used against you, such as Social Security, ID and account numbers, passwords, and biometric data. It says which of these we have.",
            "If the copy does not reach you, reply to this email.",
        ],
        VerifiableRight::KnowCategories => {
            &["If the list does not reach you, reply to this email."]
        }
        // 11 CCR § 7023(c)
        VerifiableRight::Correct => &[
            "We will make sure that it stays corrected. We are also notifying the companies that got it from us that they must correct it.",
        ],
        VerifiableRight::AdmtAccess => {
            &["If the explanation does not reach you, reply to this email."]
        }
        VerifiableRight::AdmtAppeal => &[],
    }
}

/// Returns how we use the information that we did not delete (11 CCR § 7022(f)).
pub(crate) const fn kept(right: VerifiableRight) -> Option<&'static str> {
    match right {
        VerifiableRight::Delete => Some(
            "We do not use the information that we keep for any purpose other than the one that the law allows.",
        ),
        _ => None,
    }
}

//= req: ca-7022-e.2
/// Returns the note on the record that we keep of a deletion request (11 CCR §§ 7022(e), 7101).
pub(crate) const fn record(right: VerifiableRight) -> Option<&'static str> {
    match right {
        VerifiableRight::Delete => {
            Some("We keep a record of your request, as the law requires (11 CCR §§ 7022 and 7101).")
        }
        _ => None,
    }
}
