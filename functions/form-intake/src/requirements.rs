//! What a company may ask for beyond one identifier, and what it may not.

use domain::law::Right;

/// A field that a company may require for a right that is verified anyhow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RequiredField {
    Email,
    Phone,
    Name,
    State,
}

impl RequiredField {
    fn named(name: &str) -> Option<Self> {
        [Self::Email, Self::Phone, Self::Name, Self::State]
            .into_iter()
            .find(|field| field.name() == name)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Name => "name",
            Self::State => "state",
        }
    }
}

/// What the company requires, right by right. Nothing unless it says so.
#[derive(Debug, Clone, Default)]
pub struct Requirements(Vec<(Right, Vec<RequiredField>)>);

/// A requirement that stops the function at start.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ForbiddenRequirement {
    /// The law doesn't allow it.
    #[error(
        "{0} may not ask for more than one way to find the person's data: 11 CCR §§ 7026(d), 7027(e), 16 CFR § 316.5"
    )]
    AsksTooMuch(String),
    /// It can't be read.
    #[error(
        "requirements are written as right=field+field, such as delete=name+state; rights are delete, know, correct; fields are email, phone, name, state"
    )]
    Unreadable,
}

impl Requirements {
    /// Reads `right=field+field,right=field`.
    ///
    /// # Errors
    /// [`ForbiddenRequirement::AsksTooMuch`] if it asks anything for an opt-out, a limit or a marketing
    /// stop: one identifier is enough for these, by law.
    pub fn parse(text: &str) -> Result<Self, ForbiddenRequirement> {
        let mut requirements = Vec::new();
        for part in text
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
        {
            let (right, fields) = part
                .split_once('=')
                .ok_or(ForbiddenRequirement::Unreadable)?;
            let right = Right::on_the_form(right.trim()).ok_or(ForbiddenRequirement::Unreadable)?;
            if matches!(right, Right::Immediate(_)) {
                return Err(ForbiddenRequirement::AsksTooMuch(right.as_str().to_owned()));
            }
            let fields = fields
                .split('+')
                .map(|field| RequiredField::named(field.trim()));
            let fields: Option<Vec<_>> = fields.collect();
            requirements.push((right, fields.ok_or(ForbiddenRequirement::Unreadable)?));
        }
        Ok(Self(requirements))
    }

    /// What this right requires beyond one identifier.
    pub(crate) fn of(&self, right: Right) -> &[RequiredField] {
        self.0
            .iter()
            .find(|(of, _)| *of == right)
            .map_or(&[], |(_, fields)| fields)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_configuration_that_asks_more_for_an_opt_out_is_refused() {
        for right in ["opt_out", "limit", "marketing_stop"] {
            let refused = Requirements::parse(&format!("{right}=name")).unwrap_err();
            assert_eq!(refused, ForbiddenRequirement::AsksTooMuch(right.into()));
        }
        for unreadable in ["delete", "delete=", "delete=shoe_size", "erase=name"] {
            assert_eq!(
                Requirements::parse(unreadable).unwrap_err(),
                ForbiddenRequirement::Unreadable,
                "{unreadable}"
            );
        }
        assert!(Requirements::parse("delete=name+state, know=name").is_ok());
        assert!(Requirements::parse("").is_ok());
    }
}
