//! What is different from demand to demand in its answer.

use domain::law::VerifiableRight;

/// What was done.
pub(crate) const fn granted(demand: VerifiableRight) -> &'static str {
    match demand {
        VerifiableRight::Delete => {
            "We have deleted the personal information that you asked us to delete, or changed it so that nobody can link it to you."
        }
        VerifiableRight::Know => {
            "You will get a copy of the personal information that we hold about you."
        }
        VerifiableRight::KnowCategories => {
            "You will get a list of the kinds of personal information that we hold about you, where they come from, what we use them for, and who gets them."
        }
        VerifiableRight::Correct => {
            "We have corrected the personal information that you asked us to correct."
        }
        VerifiableRight::AdmtAccess => {
            "You will get an explanation of the automated decision about you."
        }
        VerifiableRight::AdmtAppeal => {
            "A person who can overturn the automated decision has looked at it again, and has changed it as you asked."
        }
    }
}

/// What was done where not all was.
pub(crate) const fn in_part(demand: VerifiableRight) -> &'static str {
    match demand {
        VerifiableRight::Delete => {
            "We have deleted part of the personal information that you asked us to delete, or changed it so that nobody can link it to you."
        }
        VerifiableRight::Know => {
            "You will get a copy of part of the personal information that we hold about you."
        }
        VerifiableRight::KnowCategories => {
            "You will get a list of some of the kinds of personal information that we hold about you."
        }
        VerifiableRight::Correct => {
            "We have corrected part of the personal information that you asked us to correct."
        }
        VerifiableRight::AdmtAccess => {
            "You will get part of an explanation of the automated decision about you."
        }
        VerifiableRight::AdmtAppeal => {
            "A person who can overturn the automated decision has looked at it again, and has changed it in part."
        }
    }
}

/// What was not done, as the beginning of a sentence that goes on with the reason.
pub(crate) const fn denied(demand: VerifiableRight) -> &'static str {
    match demand {
        VerifiableRight::Delete => "We have not deleted your personal information",
        VerifiableRight::Know => "We are not sending you a copy of your personal information",
        VerifiableRight::KnowCategories => {
            "We are not sending you a list of the kinds of personal information that we hold about you"
        }
        VerifiableRight::Correct => "We have not changed your personal information",
        VerifiableRight::AdmtAccess => {
            "We are not sending you an explanation of the automated decision"
        }
        VerifiableRight::AdmtAppeal => {
            "A person who can overturn the automated decision has looked at it again. The decision stays as it is"
        }
    }
}

/// What was not done for want of proof (11 CCR §§ 7022(a), 7023(a), 7024(a)–(b), 7062(f)).
pub(crate) const fn not_verified(demand: VerifiableRight) -> &'static str {
    match demand {
        VerifiableRight::Delete => {
            "We could not verify that this request comes from the person whose information it is about. For that person's safety we have deleted nothing."
        }
        VerifiableRight::Know => {
            "We could not verify that this request comes from the person whose information it is about. For that person's safety we are not sending a copy. We have treated the request as one for the kinds of information that we hold."
        }
        VerifiableRight::KnowCategories => {
            "We could not verify that this request comes from the person whose information it is about. For that person's safety we are not sending a list."
        }
        VerifiableRight::Correct => {
            "We could not verify that this request comes from the person whose information it is about. For that person's safety we have changed nothing."
        }
        VerifiableRight::AdmtAccess => {
            "We could not verify that this request comes from the person whom the decision is about. For that person's safety we are not explaining it."
        }
        VerifiableRight::AdmtAppeal => {
            "We could not verify that this appeal comes from the person whom the decision is about. The decision stays as it is."
        }
    }
}

/// What follows where something was done.
pub(crate) const fn then(demand: VerifiableRight) -> &'static [&'static str] {
    match demand {
        // 11 CCR § 7022(b)–(d)
        VerifiableRight::Delete => &[
            "We are also telling those who got it from us to delete it. A copy in a backup may stay until that backup is next used.",
        ],
        // 11 CCR § 7024(d)
        VerifiableRight::Know => &[
            "For your safety the copy leaves out what could be used against you, such as Social Security, ID and account numbers, passwords, and biometric data. It says which of them we hold.",
            "If the copy does not reach you, answer this email.",
        ],
        VerifiableRight::KnowCategories => &["If the list does not reach you, answer this email."],
        // 11 CCR § 7023(c)
        VerifiableRight::Correct => &[
            "We make sure that it stays corrected, and we are also telling those who got it from us to correct it.",
        ],
        VerifiableRight::AdmtAccess => {
            &["If the explanation does not reach you, answer this email."]
        }
        VerifiableRight::AdmtAppeal => &[],
    }
}

/// What is said of information that was not deleted (11 CCR § 7022(f)).
pub(crate) const fn kept(demand: VerifiableRight) -> Option<&'static str> {
    match demand {
        VerifiableRight::Delete => {
            Some("We use what we keep only for the purpose for which the law lets us keep it.")
        }
        _ => None,
    }
}

/// The record that a request to delete leaves (11 CCR §§ 7022(e), 7101).
pub(crate) const fn record(demand: VerifiableRight) -> Option<&'static str> {
    match demand {
        VerifiableRight::Delete => {
            Some("We keep a record of your request, as the law requires (11 CCR §§ 7022 and 7101).")
        }
        _ => None,
    }
}
