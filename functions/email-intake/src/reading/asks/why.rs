//! What decided what a letter asks for.

/// What decided what a letter asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AskedWhy {
    /// It says plainly not to sell or share the writer's data.
    SaysSo,
    /// It asks for other things, too.
    AlsoAsks,
    /// It passes on another's words.
    Forwarded,
    /// It speaks for another.
    SpeaksForAnother,
    /// It permits somebody to act.
    Permits,
    /// It says that the writer doesn't want to opt out, or wants back in.
    SaysOtherwise,
    /// It looks like mail to many.
    LooksLikeMassMail,
    /// A machine's header stands over a person's words.
    LooksAutomatic,
    /// It could be an opt-out: a question, a condition, a report, half a sentence.
    CouldBeOptOut,
    /// It asks for another right.
    AsksOtherRight,
    /// It asks for nothing that is known here.
    NothingKnown,
    /// It doesn't say whom to answer.
    NobodyToAnswer,
    /// It has no text.
    NothingToRead,
}

impl AskedWhy {
    /// The reason's name, on the record.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SaysSo => "says_so",
            Self::AlsoAsks => "also_asks",
            Self::Forwarded => "forwarded",
            Self::SpeaksForAnother => "speaks_for_another",
            Self::Permits => "permits",
            Self::SaysOtherwise => "says_otherwise",
            Self::LooksLikeMassMail => "looks_like_mass_mail",
            Self::LooksAutomatic => "looks_automatic",
            Self::CouldBeOptOut => "could_be_opt_out",
            Self::AsksOtherRight => "asks_other_right",
            Self::NothingKnown => "nothing_known",
            Self::NobodyToAnswer => "nobody_to_answer",
            Self::NothingToRead => "nothing_to_read",
        }
    }
}

impl std::fmt::Display for AskedWhy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::SaysSo => "it says not to sell or share the writer's personal information",
            Self::AlsoAsks => "it asks for something else beside an opt-out",
            Self::Forwarded => "it passes on somebody else's words",
            Self::SpeaksForAnother => "it speaks for somebody else",
            Self::Permits => "it permits somebody to act, and asks for nothing itself",
            Self::SaysOtherwise => {
                "it says that the writer doesn't want to opt out, or wants back in"
            }
            Self::LooksLikeMassMail => "it looks like mail to many",
            Self::LooksAutomatic => "a machine's header stands over a person's words",
            Self::CouldBeOptOut => "it could be an opt-out, but doesn't say so plainly",
            Self::AsksOtherRight => "it asks for another right",
            Self::NothingKnown => "it asks for nothing that is known here",
            Self::NobodyToAnswer => "it doesn't say whom to answer",
            Self::NothingToRead => "it has no text that can be read",
        })
    }
}
