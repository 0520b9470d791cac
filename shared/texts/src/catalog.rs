//! The catalog of one consumer: its files in each language, parsed on first use.

use crate::message::Message;
use domain::company::BrandId;
use domain::locale::Locale;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use std::sync::OnceLock;
use unic_langid::LanguageIdentifier;

/// A Fluent file in all languages.
#[derive(Clone, Copy)]
pub(crate) struct File {
    /// The name, without `.ftl`.
    pub(crate) name: &'static str,
    /// Returns the text in a language, if the language has the file.
    pub(crate) text: fn(&str) -> Option<&'static str>,
}

type Bundle = FluentBundle<FluentResource>;

/// The texts of one consumer, in all languages.
pub struct Catalog {
    pub(crate) files: &'static [File],
    /// The company's own texts, as Fluent files.
    own: Vec<(Locale, String)>,
    /// The catalogs of the brands that have texts of their own.
    brands: Vec<(BrandId, Catalog)>,
    /// The parsed files, in the order of [`Locale::ALL`].
    bundles: [OnceLock<Option<Bundle>>; Locale::ALL.len()],
}

impl Catalog {
    pub(crate) const fn new(files: &'static [File]) -> Self {
        Self {
            files,
            own: Vec::new(),
            brands: Vec::new(),
            bundles: [const { OnceLock::new() }; Locale::ALL.len()],
        }
    }

    /// Returns the catalog with a company's and its brands' texts instead of its own ones. Each text must have been checked. A
    /// brand's texts are the company's, then its own.
    pub(crate) fn with_own(
        &self,
        own: Vec<(Locale, String)>,
        brands: Vec<(BrandId, Vec<(Locale, String)>)>,
    ) -> Self {
        let of_brand = |(brand, own)| (brand, self.with_own(own, Vec::new()));
        Self {
            own,
            brands: brands.into_iter().map(of_brand).collect(),
            ..Self::new(self.files)
        }
    }

    /// Returns the texts of a brand. Without a brand, and for one that has no texts of its own, these are the company's.
    #[must_use]
    pub fn under(&'static self, brand: Option<&BrandId>) -> &'static Self {
        let own = |id: &BrandId| self.brands.iter().find(|(brand, _)| brand == id);
        brand.and_then(own).map_or(self, |(_, catalog)| catalog)
    }

    /// Returns the texts in this language, or in English if the catalog doesn't have the language.
    #[must_use]
    pub fn in_language(&'static self, locale: Locale) -> Texts {
        let locale = match self.bundle(locale) {
            Some(_) => locale,
            None => Locale::English,
        };
        Texts {
            catalog: self,
            locale,
        }
    }

    fn bundle(&self, locale: Locale) -> Option<&Bundle> {
        let at = Locale::ALL.iter().position(|one| *one == locale)?;
        self.bundles[at].get_or_init(|| self.parse(locale)).as_ref()
    }

    fn parse(&self, locale: Locale) -> Option<Bundle> {
        let language: LanguageIdentifier = locale.code().parse().ok()?;
        let mut bundle = FluentBundle::new_concurrent(vec![language]);
        // Isolation marks are invisible characters. Names in our texts are references, dates and numbers.
        bundle.set_use_isolating(false);
        for file in self.files {
            let text = (file.text)(locale.code())?;
            bundle.add_resource_overriding(resource(text.to_owned()));
        }
        for (_, text) in self.own.iter().filter(|(language, _)| *language == locale) {
            bundle.add_resource_overriding(resource(text.clone()));
        }
        Some(bundle)
    }

    /// Writes a message, in English if the language lacks it. Returns whether the message exists.
    fn write(
        &self,
        locale: Locale,
        id: &str,
        holes: &FluentArgs<'_>,
        to: &mut dyn std::fmt::Write,
    ) -> Result<bool, std::fmt::Error> {
        for locale in [locale, Locale::English] {
            let Some(bundle) = self.bundle(locale) else {
                continue;
            };
            let Some(pattern) = bundle.get_message(id).and_then(|message| message.value()) else {
                continue;
            };
            let mut errors = Vec::new();
            bundle.write_pattern(&mut Sink(to), pattern, Some(holes), &mut errors)?;
            debug_assert!(errors.is_empty(), "{id}: {errors:?}");
            return Ok(true);
        }
        Ok(false)
    }
}

/// Parses a Fluent file whose errors were found before.
fn resource(text: String) -> FluentResource {
    match FluentResource::try_new(text) {
        Ok(resource) | Err((resource, _)) => resource,
    }
}

/// A sized writer, which Fluent needs.
struct Sink<'a>(&'a mut dyn std::fmt::Write);

impl std::fmt::Write for Sink<'_> {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.0.write_str(text)
    }
}

/// Shows nothing: a catalog has hundreds of messages.
impl std::fmt::Debug for Catalog {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Catalog").finish_non_exhaustive()
    }
}

/// Shows the language alone: a catalog has hundreds of messages.
impl std::fmt::Debug for Texts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Texts").field(&self.locale).finish()
    }
}

/// The texts of one consumer in one language.
#[derive(Clone, Copy)]
pub struct Texts {
    catalog: &'static Catalog,
    locale: Locale,
}

impl Texts {
    /// Returns the language of the texts, for `lang` and `Content-Language`.
    #[must_use]
    pub const fn locale(self) -> Locale {
        self.locale
    }

    /// Returns the message with this ID. [`Message::with`] fills its holes.
    pub fn text(self, id: &'static str) -> Message {
        Message::new(self, id)
    }

    /// Writes a message. An ID that no language has is written as it is: a test finds each such ID before it gets here.
    pub(crate) fn write(
        self,
        id: &str,
        holes: &FluentArgs<'_>,
        to: &mut dyn std::fmt::Write,
    ) -> std::fmt::Result {
        if self.catalog.write(self.locale, id, holes, to)? {
            return Ok(());
        }
        debug_assert!(false, "no language has the text {id}");
        to.write_str(id)
    }
}
