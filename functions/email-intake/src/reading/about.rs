//! What in a mail points to an earlier request.

use domain::receipt::Reference;

/// Something that points to an earlier request. Nothing here says that the writer may speak about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// It was sent to the reply address that our letters about this receipt carry.
    SentTo(Reference),
    /// It answers the message with this id (`In-Reply-To`), without angle brackets.
    Answers(String),
    /// The message with this id is in its thread (`References`), the nearest first.
    Thread(String),
    /// Its subject names this reference.
    Subject(Reference),
    /// Its text names this reference, or our reply address for it; what it quotes comes last.
    Text(Reference),
}
