//! The text of every email that we send: to consumers, to staff and to partners.
//!
//! An [`OutboundEmail`] holds facts. This crate renders them as a subject, a plain text and an HTML page. Each email
//! is written once, as a headline and a list of blocks. The text and the page are both rendered from that list, so
//! they always match. The same email always renders to the same bytes.
//!
//! **Invariant:** no email repeats what the requester typed. Anyone can type another person's address into the form,
//! and our letterhead must not carry a stranger's text to that person. Text that staff wrote is shown as a quotation.

mod agent;
mod appeal;
mod block;
mod context;
mod footer;
mod html;
mod immediate;
mod instructions;
pub mod links;
mod message;
mod opt_in;
mod partner;
mod response;
mod review;
pub mod samples;
mod staff;
mod summary;
mod text;
mod together;
mod verifiable;

pub use links::status_url;

use block::Draft;
use context::Context;
use domain::company::{BrandId, Company};
use domain::keys::LinkKeys;
use domain::law::Right;
use domain::locale::Locale;
use domain::notification::PartnerEmail;
use domain::outbound_email::{EmailKind, OutboundEmail};
use domain::staff::StaffEmail;
use texts::{Catalog, EMAILS, Texts};

/// An email that is ready to send.
#[derive(Clone, PartialEq, Eq)]
pub struct RenderedEmail {
    /// The language.
    pub locale: Locale,
    /// The subject: one line.
    pub subject: String,
    /// The plain text, in lines of at most 74 columns. A URL is never broken, however long it is.
    pub text: String,
    /// The HTML page. It loads nothing.
    pub html: String,
}

impl std::fmt::Debug for RenderedEmail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("‹rendered email›") // the text holds the status link, which is enough to read the status
    }
}

/// Renders an email to a requester. `catalog` is [`EMAILS`], or the company's version of it.
#[must_use]
pub fn render(
    email: &OutboundEmail,
    company: &Company,
    links: &LinkKeys,
    catalog: &'static Catalog,
) -> RenderedEmail {
    let company = company.under(email.brand.as_ref());
    let texts = catalog
        .under(email.brand.as_ref())
        .in_language(email.locale);
    let context = Context::new(email, company, links, texts);
    let draft = draft(&context).for_agent_if(context.may_be_an_agents());
    // The instructions answer a question, so no request has a reference number that they could show. The writer of a
    // reply may not be the requester.
    let subject = match email.kind {
        EmailKind::HowToAsk | EmailKind::ReplyReceived | EmailKind::StaffAnswer { .. } => {
            draft.headline.clone()
        }
        _ => texts
            .text("subject")
            .with("headline", draft.headline.clone())
            .with("reference", email.reference().to_string())
            .into(),
    };
    lay_out(subject, &draft, company, texts)
}

/// Renders several emails as one: those that the rate limit held, or the receipts of one message. A single one renders as
/// itself.
///
/// The summary keeps what each email says beyond a receipt, and every link that its reader can act on.
#[must_use]
pub fn render_summary(
    emails: &[OutboundEmail],
    company: &Company,
    links: &LinkKeys,
    catalog: &'static Catalog,
) -> RenderedEmail {
    if let [only] = emails {
        return render(only, company, links, catalog);
    }
    let brand = brand_of(emails);
    let company = company.under(brand);
    let texts = catalog.under(brand).in_language(summary_locale(emails));
    let contexts: Vec<_> = emails
        .iter()
        .map(|email| Context::new(email, company, links, texts))
        .collect();
    let (subject, draft) = match together::are_of_one_message(&contexts) {
        true => together::of(&contexts, texts),
        false => summary::of(&contexts, texts),
    };
    let draft = draft.for_agent_if(contexts.iter().any(Context::may_be_an_agents));
    lay_out(subject, &draft, company, texts)
}

/// Returns the language of a summary: that of the oldest email in it. A stranger who types the address later, in another
/// language, doesn't choose the language of what its owner gets.
fn summary_locale(emails: &[OutboundEmail]) -> Locale {
    let oldest = emails.iter().min_by_key(|email| email.received);
    oldest.map_or_else(Locale::default, |email| email.locale)
}

/// Returns the brand that a summary comes from. If its emails come from several, that is the company itself.
#[must_use]
pub fn brand_of(emails: &[OutboundEmail]) -> Option<&BrandId> {
    let brand = emails.first()?.brand.as_ref();
    let is_same = |email: &OutboundEmail| email.brand.as_ref() == brand;
    brand.filter(|_| emails.iter().all(is_same))
}

/// Renders an email to staff.
#[must_use]
pub fn render_for_staff(email: &StaffEmail, company: &Company) -> RenderedEmail {
    let draft = match email {
        StaffEmail::Digest(report) => staff::digest(report, company),
        StaffEmail::Alarm(alarms) => staff::alarm(alarms, company),
        StaffEmail::SignalBurst(burst) => staff::burst(*burst),
    };
    lay_out(draft.headline.clone(), &draft, company, english())
}

/// Renders an email to a partner.
#[must_use]
pub fn render_for_partner(
    email: &PartnerEmail,
    company: &Company,
    links: &LinkKeys,
) -> RenderedEmail {
    let draft = partner::notification(email, company, links);
    lay_out(draft.headline.clone(), &draft, company, english())
}

/// Returns the texts of emails to staff and partners, which are in English.
fn english() -> Texts {
    EMAILS.in_language(Locale::English)
}

fn lay_out(subject: String, draft: &Draft, company: &Company, texts: Texts) -> RenderedEmail {
    RenderedEmail {
        locale: texts.locale(),
        text: text::lay_out(draft, company, texts),
        html: html::lay_out(&subject, draft, company, texts),
        subject,
    }
}

fn draft(context: &Context<'_>) -> Draft {
    match (&context.email.kind, context.email.right) {
        (EmailKind::ImmediateRecorded, Some(Right::Immediate(right))) => {
            immediate::recorded(context, right)
        }
        (EmailKind::ImmediateDenied { explanation }, Some(Right::Immediate(_))) => {
            immediate::denied(context, explanation)
        }
        (EmailKind::ImmediateDone(completion), Some(Right::Immediate(_))) => {
            immediate::done(context, completion)
        }
        (EmailKind::OptInConfirmation, Some(Right::Immediate(_))) => opt_in::confirmation(context),
        (EmailKind::VerificationReminder, Some(Right::Verifiable(_))) => {
            verifiable::verification_due(context)
        }
        (EmailKind::OptedBackIn, Some(Right::Immediate(_))) => opt_in::done(context),
        (EmailKind::OptedBackInPartly, Some(Right::Immediate(_))) => opt_in::done_in_part(context),
        (EmailKind::VerifiableReceived, Some(Right::Verifiable(right))) => {
            verifiable::received(context, right)
        }
        (EmailKind::ResponseExtended { explanation }, Some(Right::Verifiable(_))) => {
            verifiable::extended(context, explanation)
        }
        (EmailKind::Response { response, words }, Some(Right::Verifiable(right))) => {
            response::response(context, right, response, words.as_deref())
        }
        (EmailKind::DownloadCode { round }, Some(Right::Verifiable(_))) => {
            response::download_code(context, *round)
        }
        (EmailKind::AppealReceived, Some(_)) => appeal::received(context),
        (EmailKind::AppealExtended { explanation }, Some(_)) => {
            appeal::extended(context, explanation)
        }
        (EmailKind::AppealDecided { decision }, Some(right)) => {
            appeal::decided(context, right, decision)
        }
        (EmailKind::Question { question }, _) => review::question(context, question),
        (EmailKind::Message { text }, _) => message::message(context, text),
        (EmailKind::StaffAnswer { text }, _) => message::answer(context, text),
        (EmailKind::ReviewPending, _) => review::pending(context),
        (EmailKind::HowToAsk, _) => instructions::how_to_ask(context),
        (EmailKind::ReplyReceived, _) => review::reply_received(context),
        (EmailKind::RequestsOpened { receipts }, _) => agent::requests_opened(context, receipts),
        // The types allow an email kind with a right of the other sort, although no code creates one. Such an email
        // links to the status page, which is right for every request.
        (
            EmailKind::ImmediateRecorded
            | EmailKind::ImmediateDenied { .. }
            | EmailKind::ImmediateDone(_)
            | EmailKind::OptedBackIn
            | EmailKind::OptedBackInPartly
            | EmailKind::OptInConfirmation
            | EmailKind::VerificationReminder
            | EmailKind::VerifiableReceived
            | EmailKind::ResponseExtended { .. }
            | EmailKind::Response { .. }
            | EmailKind::DownloadCode { .. }
            | EmailKind::AppealReceived
            | EmailKind::AppealExtended { .. }
            | EmailKind::AppealDecided { .. },
            _,
        ) => review::news(context),
    }
}
