//! The problems that people can see on a page. `pages` has their texts in each language.

/// The text of a problem on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageText {
    /// The body of a form is unreadable.
    BadForm,
    /// The body is not the press of an unsubscribe button.
    NotOneClick,
    /// No page has this address.
    NoPage,
    /// An unsubscribe link is incomplete.
    BrokenLink,
    /// The address exists, but not for this method.
    WrongMethod,
    /// A form has more text than any request needs.
    FormTooLarge,
    /// The body is neither a form nor JSON.
    NotAForm,
    /// Fields must be corrected.
    Invalid,
    /// An idempotency key was used before.
    KeyUsedBefore,
    /// A submission could not be stored.
    NotSaved,
    /// A service that we depend on failed.
    Unavailable,
    /// The call took too long.
    Late,
}
