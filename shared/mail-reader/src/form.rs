//! A contact form's message: fields that a website filled in for a person.
//!
//! The form sends the message, so `From` names the website. The person's address is in a field.

use super::author_text::label_of;
use super::content::Mailbox;

/// The labels of the field for an email address, in lower case.
const EMAIL: [&str; 26] = [
    "email",
    "e-mail",
    "email address",
    "e-mail address",
    "your email",
    "your e-mail",
    "mail",
    "your email address",
    "contact email",
    "reply to",
    "from",
    "e-mail-adresse",
    "mailadresse",
    "correo",
    "correo electrónico",
    "courriel",
    "adresse e-mail",
    "adresse email",
    "indirizzo email",
    "e-mailadres",
    "endereço de email",
    "customer email",
    "sender email",
    "user email",
    "email id",
    "emailadresse",
];
/// The labels of the field for a name.
const NAME: [&str; 20] = [
    "name",
    "full name",
    "your name",
    "first name",
    "contact name",
    "customer name",
    "sender",
    "customer",
    "nombre",
    "nom",
    "nome",
    "naam",
    "vollständiger name",
    "vor- und nachname",
    "nombre completo",
    "nome completo",
    "nom complet",
    "user name",
    "submitted by",
    "sender name",
];
/// How many lines are searched for a form's fields.
const MOST_LINES: usize = 40;
/// The minimum number of fields of a form.
const FEWEST_FIELDS: usize = 2;
/// The maximum number of prose lines above a form's fields: `You have a new message`.
const MOST_PROSE: usize = 2;

/// Returns the person in a form's fields, if the text is a form's message.
pub(super) fn person(text: &str) -> Option<Mailbox> {
    let mut fields = 0;
    let mut prose = 0;
    let mut name = String::new();
    let mut address = None;
    for line in text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .take(MOST_LINES)
    {
        let Some((label, value)) = label_of(line) else {
            // `Email` and its value can be on two lines. Words before the first field are the form's title.
            prose += usize::from(fields == 0);
            if prose > MOST_PROSE {
                return None;
            }
            continue;
        };
        fields += 1;
        let value = value.trim();
        if address.is_none() && EMAIL.contains(&label.as_str()) {
            address = address_in(value);
        } else if name.is_empty() && NAME.contains(&label.as_str()) && !value.contains('@') {
            name = value.to_owned();
        }
    }
    let address = address.filter(|_| fields >= FEWEST_FIELDS)?;
    Some(Mailbox::of(&name, &address))
}

/// Returns the only address in a field.
fn address_in(value: &str) -> Option<String> {
    let separates = |c: char| {
        c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | '[' | ']' | ',' | ';' | '"')
    };
    let mut words = value.split(separates).filter(|word| word.contains('@'));
    let first = words.next()?.trim_start_matches("mailto:");
    Some(first.trim_end_matches(['.', ':']).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forms_fields_name_the_person_and_a_letters_do_not() {
        let found = |text: &str| person(text).map(|person| (person.address, person.name));
        let tom = Some(("tom@b.example".to_owned(), Some("Tom Reed".to_owned())));
        for form in [
            "Name: Tom Reed\nEmail: tom@b.example\nMessage: Do not sell my data.",
            "You have a new message from your website.\n\nName: Tom Reed\nE-Mail: <tom@b.example>\nNote: x",
        ] {
            assert_eq!(found(form), tom, "{form}");
        }
        for letter in [
            "Do not sell my data.\nThanks a lot.\nTom\nName: Tom Reed\nEmail: tom@b.example",
            "Email: tom@b.example",
            "Hello",
        ] {
            assert_eq!(found(letter), None, "{letter}");
        }
    }
}
