//! The laws that a message cites.

use super::super::phrase::Name;
use super::super::sentence::Sentence;
use super::stated::Intent;
use super::vocabulary::PHRASES;
use domain::law::{Right, VerifiableRight};
use std::sync::LazyLock;

/// A law that a message cites. Company policy decides which rights it opens; the citation is kept for the record and
/// for staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CitedLaw {
    /// The California Consumer Privacy Act and its regulations.
    Ccpa,
    /// Regulation (EU) 2016/679.
    Gdpr,
    /// The United Kingdom's data protection law.
    UkGdpr,
    /// Another state's privacy act.
    OtherState,
    /// The CAN-SPAM Act.
    CanSpam,
    /// Brazil's Lei Geral de Proteção de Dados.
    Lgpd,
}

impl CitedLaw {
    /// Returns the law's name on the record.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ccpa => "ccpa",
            Self::Gdpr => "gdpr",
            Self::UkGdpr => "uk_gdpr",
            Self::OtherState => "other_state",
            Self::CanSpam => "can_spam",
            Self::Lgpd => "lgpd",
        }
    }
}

const LAWS: [(&str, CitedLaw); 6] = [
    ("CCPA", CitedLaw::Ccpa),
    ("GDPR", CitedLaw::Gdpr),
    ("UK_GDPR", CitedLaw::UkGdpr),
    ("OTHER_STATE", CitedLaw::OtherState),
    ("CAN_SPAM", CitedLaw::CanSpam),
    ("LGPD", CitedLaw::Lgpd),
];

const ARTICLES: [(&str, VerifiableRight); 3] = [
    ("KNOW", VerifiableRight::Know),
    ("CORRECT", VerifiableRight::Correct),
    ("DELETE", VerifiableRight::Delete),
];

/// The citations in a text.
#[derive(Debug, Default)]
pub(crate) struct Citations {
    /// The laws without duplicates, in the order of [`LAWS`].
    pub(crate) laws: Vec<CitedLaw>,
    /// The right of the first cited article.
    pub(crate) first_article: Option<Intent>,
}

/// The names of laws and articles with their phrases.
struct Names {
    laws: Vec<(Name, CitedLaw)>,
    articles: Vec<(Name, VerifiableRight)>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let named = |name: &str| PHRASES.name(&format!("laws {name}"));
    let laws = LAWS.iter();
    let articles = ARTICLES.iter();
    Names {
        laws: laws
            .filter_map(|(name, law)| Some((named(name)?, *law)))
            .collect(),
        articles: articles
            .filter_map(|(name, demand)| Some((named(name)?, *demand)))
            .collect(),
    }
});

/// Returns the citations in the sentences.
pub(crate) fn cited(sentences: &[Sentence]) -> Citations {
    let phrases = &*PHRASES;
    let Names { laws, articles } = &*NAMES;
    let mut citations = Citations::default();
    for sentence in sentences {
        if sentence.words.iter().all(|word| word.id == 0) {
            continue;
        }
        for (name, law) in laws {
            let known = citations.laws.contains(law);
            if !known && phrases.find(*name, &sentence.words).next().is_some() {
                citations.laws.push(*law);
            }
        }
        if citations.first_article.is_none() {
            let found = articles.iter().filter_map(|(name, demand)| {
                let (at, _) = phrases.find(*name, &sentence.words).next()?;
                Some((at, *demand))
            });
            let first = found.min_by_key(|(at, _)| *at);
            citations.first_article =
                first.map(|(_, demand)| Intent::Right(Right::Verifiable(demand)));
        }
    }
    citations
}
