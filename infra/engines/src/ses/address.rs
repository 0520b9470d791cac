//! Email addresses, as SES parses them.

use super::order::Refusal;

/// Parses `name <address>` or a bare address. Returns the address, if SES would accept it.
pub(super) fn bare(given: &str) -> Result<String, Refusal> {
    if given.chars().any(char::is_control) {
        return Err(Refusal::invalid("Address contains control characters."));
    }
    let given = given.trim();
    let address = match (given.rfind('<'), given.strip_suffix('>')) {
        (Some(open), Some(inside)) => &inside[open + 1..],
        _ => given,
    };
    let Some((local, domain)) = address.rsplit_once('@') else {
        return Err(Refusal::invalid("Missing final '@domain'"));
    };
    let quoted = local.len() > 2 && local.starts_with('"') && local.ends_with('"');
    if local.is_empty() {
        return Err(Refusal::invalid("Missing local name"));
    }
    if !local.is_ascii() {
        return Err(Refusal::invalid(
            "Local address contains non-ASCII characters.",
        ));
    }
    if !quoted && local.contains(|c: char| c.is_whitespace() || "()<>,;:\\\"[]@".contains(c)) {
        return Err(Refusal::invalid(
            "Local address contains control or whitespace",
        ));
    }
    if !domain.is_ascii() || domain.contains(|c: char| c.is_whitespace() || "()<>,;\"@".contains(c))
    {
        return Err(Refusal::invalid("Domain contains illegal character"));
    }
    if domain.is_empty() || domain.starts_with('.') || domain.contains("..") {
        return Err(Refusal::invalid("Domain starts with dot or is empty"));
    }
    Ok(address.to_owned())
}

#[cfg(test)]
mod tests {
    use super::bare;

    #[test]
    fn the_address_is_parsed_with_and_without_a_name() {
        for given in [
            "a@x.test",
            " a@x.test ",
            "Ann <a@x.test>",
            "\"Ann, A.\" <a@x.test>",
        ] {
            assert_eq!(bare(given).as_deref(), Ok("a@x.test"), "{given}");
        }
        assert_eq!(bare("\"a b\"@x.test").as_deref(), Ok("\"a b\"@x.test"));
    }

    #[test]
    fn an_address_that_ses_refuses_is_refused() {
        for given in [
            "",
            "a",
            "@x",
            "a@",
            "a@.x",
            "a@x..y",
            "a b@x",
            "ä@x",
            "a@ä",
            "a@x\r\nBcc: b@x",
            "a@x\n",
            "<a@x",
            "a@x>",
            "a@b@x",
            "Ann <>",
        ] {
            assert!(bare(given).is_err(), "{given:?}");
        }
    }
}
