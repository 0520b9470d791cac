//! Challenges: a spam filter holds an email back until its sender clicks or replies. A challenge asks for nothing, even
//! if it repeats our email.

use super::super::phrase::{Needles, words_of};
use std::sync::LazyLock;

static HELD: LazyLock<Needles> = LazyLock::new(|| named("held"));
static PROVE: LazyLock<Needles> = LazyLock::new(|| named("prove"));
static SUBJECTS: LazyLock<Needles> = LazyLock::new(|| named("subject"));

/// Returns a list of `phrases/challenges.txt`.
fn named(list: &str) -> Needles {
    let file = include_str!("../phrases/challenges.txt");
    Needles::of(words_of(file, list))
}

/// How much of a text is searched for a challenge, in bytes.
const MOST_LOOKED_AT: usize = 8 * 1024;

/// Returns whether a message is a challenge: it says that an email is held back and what its sender must do. Text and
/// subject are in plain form.
pub(super) fn is_one(text: &str, subject: &str) -> bool {
    let text = &text[..text.floor_char_boundary(MOST_LOOKED_AT)];
    PROVE.any_in(text) && (HELD.any_in(text) || SUBJECTS.begins(subject))
}

#[cfg(test)]
mod tests {
    use super::super::plain;
    use super::*;

    fn is_a_challenge(subject: &str, text: &str) -> bool {
        is_one(&plain(text), &plain(subject))
    }

    #[test]
    fn challenges_are_seen_in_every_language_that_is_read() {
        for (subject, text) in [
            (
                "Your request",
                "Thanks for writing. Because I get so much spam, your message is being held.\nPlease click the link\nbelow once.",
            ),
            (
                "Re: We recorded your opt-out",
                "This mailbox takes mail from approved senders. Your message has not been delivered yet. \
                 Simply reply to this message and you are done.",
            ),
            (
                "Please confirm your message",
                "Prove you are human: https://a.example/c/1",
            ),
            (
                "Hallo",
                "Ihre Nachricht wurde noch nicht zugestellt. Bitte bestätigen Sie einmalig Ihre Adresse.",
            ),
            (
                "Bonjour",
                "Votre message est en attente. Cliquez ici pour l’envoyer.",
            ),
            (
                "Hola",
                "Su mensaje está retenido; haga clic aquí una sola vez.",
            ),
            (
                "Salve",
                "Il messaggio verrà consegnato dopo che Lei clicca sul collegamento.",
            ),
            (
                "Hallo",
                "Uw bericht wordt vastgehouden. Klik hier om het te versturen.",
            ),
            ("Olá", "A sua mensagem ainda não foi entregue. Clique aqui."),
        ] {
            assert!(is_a_challenge(subject, text), "{text}");
        }
    }

    #[test]
    fn what_a_person_writes_is_none() {
        for (subject, text) in [
            (
                "hello",
                "Please confirm that you are no longer selling my data.",
            ),
            ("hello", "My parcel has not been delivered."),
            ("Your message to me", "Thank you, that answers it."),
            ("hello", "I am a real person and I want my data deleted."),
        ] {
            assert!(!is_a_challenge(subject, text), "{text}");
        }
    }
}
