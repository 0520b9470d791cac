//! Responses to a verifiable right: the limits that the law sets, and the delivery of the information.

use super::CommandName;
use super::apply::Outcome;
use super::{
    Denial, DenialBasis, EarlierResponse, Fulfilled, NotificationProgress, Refused, Renewed,
    Request, RequestKind, Response, ResponseDelivery, VerifiableStage, Verification,
    VerificationMethod,
};
use crate::calendar::Calendar;
use crate::law::{CountingPeriod, VerifiableRight};
use crate::notification::PartnerNotification;
use crate::outbound_email::{Addressee, EmailKind, OutboundEmail};
use crate::partner::PartnerKind;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

/// Months after a denied correction. Until then, the company need not consider the same request again (11 CCR § 7023(g)).
const DENIED_FOR_MONTHS: i32 = 6;
/// The counting period of free responses, in months (Civ. Code § 1798.130(b)).
const FREE_MONTHS: i32 = 12;

impl Request {
    /// Returns when the file of the response, or its newest code, was sent. `None` if the response has no file.
    #[must_use]
    pub fn file_sent_at(&self) -> Option<Timestamp> {
        let RequestKind::Verifiable { stage, .. } = &self.kind else {
            return None;
        };
        match stage.response()?.delivery()? {
            ResponseDelivery::File { renewed, .. } => {
                renewed.map(|renewed| renewed.at).or(stage.responded_at())
            }
            ResponseDelivery::Elsewhere { .. } => None,
        }
    }

    //= req: ca-7022-f-4
    /// Returns the information that a partner of this kind keeps after a deletion in part, and its only purpose.
    ///
    /// The law limits the instruction to service providers and contractors (11 CCR § 7022(f)(4)). The company's own
    /// systems get it, too. Third parties delete everything.
    #[must_use]
    pub fn kept_by(&self, kind: PartnerKind) -> Option<&str> {
        let RequestKind::Verifiable { stage, .. } = &self.kind else {
            return None;
        };
        match kind {
            PartnerKind::ServiceProvider | PartnerKind::OwnSystem => {
                stage.response()?.partners_keep()
            }
            PartnerKind::ThirdParty => None,
        }
    }

    //= req: ca-7022-b-2, ca-7022-f-4, ca-7024-a, ca-7062-c, ca-7062-f, ca-7221-b-1-B.5, ca-7222-e
    /// Applies the response. It causes an email, a download code in a separate email, and a notification to the
    /// partners that got the deleted or corrected data.
    pub(super) fn respond(
        &self,
        response: Response,
        words: Option<String>,
        copy_checked: bool,
        now: Timestamp,
    ) -> Result<Outcome, Refused> {
        let RequestKind::Verifiable {
            right,
            stage: VerifiableStage::Open { verification, .. },
            ..
        } = &self.kind
        else {
            return Err(self.wrong_stage(CommandName::Respond));
        };
        match (verification, &response) {
            // A confirmed address may be too little for the right (11 CCR § 7062), so staff may still respond that the
            // requester was not verified.
            (Verification::Verified { by, .. }, Response::NotVerified)
                if *by != VerificationMethod::AddressConfirmed =>
            {
                return Err(Refused::AlreadyVerified);
            }
            (Verification::Pending | Verification::Expired { .. }, response)
                if response.acts_on_request() =>
            {
                return Err(Refused::NotVerified);
            }
            _ => {}
        }
        // The requester can have been verified before the company knew the age.
        if response.acts_on_request() && self.lacks_parent() {
            return Err(Refused::ParentNotConfirmed);
        }
        self.allowed(*right, &response)?;
        // The email with a copy says what the copy leaves out and names (11 CCR § 7024(d)).
        if *right == VerifiableRight::Know && response.delivery().is_some() && !copy_checked {
            return Err(Refused::CopyNotChecked);
        }
        let notifies = response.acts_on_request()
            && matches!(right, VerifiableRight::Delete | VerifiableRight::Correct);
        let code = matches!(response.delivery(), Some(ResponseDelivery::File { .. })).then(|| {
            let kind = EmailKind::DownloadCode { round: 0 };
            OutboundEmail::about(self, "download code", kind, None)
        });
        let kind = EmailKind::Response {
            response: response.clone(),
            // A denial has its words in its explanation.
            words: words.filter(|_| response.denial().is_none()),
        };
        Ok(Outcome {
            emails: code.into_iter().collect(),
            notifications: if notifies {
                vec![PartnerNotification::NotifyPartners {
                    request: self.id,
                    version: self.version + 1,
                }]
            } else {
                Vec::new()
            },
            progress: notifies.then_some(NotificationProgress::Pending {
                notification: self.version + 1,
            }),
            ..Outcome::with_email(
                self.verifiable_at(VerifiableStage::Responded { at: now, response }),
                kind,
                None,
            )
        })
    }

    /// Sends a new download code: the requester locked their link, or lost the file.
    pub(super) fn renew_code(&self, now: Timestamp) -> Result<Outcome, Refused> {
        let mut kind = self.kind.clone();
        let response = match &mut kind {
            RequestKind::Verifiable { stage, .. } => stage.response_mut(),
            RequestKind::Immediate { .. } | RequestKind::Review { .. } => None,
        };
        let response = response.ok_or_else(|| self.wrong_stage(CommandName::RenewCode))?;
        let Some(ResponseDelivery::File { renewed, .. }) = response.delivery_mut() else {
            return Err(Refused::NoFile);
        };
        let round = renewed.map_or(0, |renewed| renewed.round).saturating_add(1);
        *renewed = Some(Renewed { round, at: now });
        Ok(Outcome::with_email(
            kind,
            EmailKind::DownloadCode { round },
            None,
        ))
    }

    //= req: ca-7022-f-1, ca-7023-f-1, ca-7023-h.2, ca-7024-e-1, ca-7024-e-2, ca-civ-110-b, ca-7222-a
    //= req: ca-7222-f
    /// Checks that the law allows this response, that staff gave the explanation that the law wants, and that the
    /// delivery can reach the requester.
    fn allowed(&self, right: VerifiableRight, response: &Response) -> Result<(), Refused> {
        if let Some(denial) = response.denial() {
            if !denial.basis.is_for(right) {
                return Err(Refused::BasisNotAllowed);
            }
            if denial.explanation.trim().is_empty() {
                return Err(Refused::ExplanationRequired);
            }
            self.check_earlier_responses(denial)?;
            let may_keep =
                right == VerifiableRight::Delete && denial.basis == DenialBasis::LawfulException;
            if response.partners_keep().is_some() && !may_keep {
                return Err(Refused::NothingToKeep);
            }
        }
        let delivers = matches!(
            right,
            VerifiableRight::Know | VerifiableRight::KnowCategories | VerifiableRight::AdmtAccess
        );
        if response.acts_on_request() && delivers != response.delivery().is_some() {
            return Err(Refused::DeliveryMismatch);
        }
        let to = self.addressee();
        match (response.delivery(), to) {
            (Some(ResponseDelivery::File { .. }), Addressee::Manual(_)) => {
                Err(Refused::NoEmailForFile)
            }
            _ => Ok(()),
        }
    }

    //= req: ca-7023-g
    /// Checks that the earlier responses support a basis that depends on them.
    fn check_earlier_responses(&self, denial: &Denial) -> Result<(), Refused> {
        match denial.basis {
            DenialBasis::LawfulException | DenialBasis::Accurate | DenialBasis::Unfounded => Ok(()),
            DenialBasis::TooOften => self.check_free_responses(&denial.earlier_responses),
            DenialBasis::RepeatedWithoutNews => {
                let since = self.months_before(DENIED_FOR_MONTHS);
                let refused = |earlier: &EarlierResponse| {
                    earlier.right == VerifiableRight::Correct
                        && earlier.fulfilled != Fulfilled::All
                        && earlier.request != self.id
                        && Calendar::California.date_of(earlier.at) >= since
                };
                match denial.earlier_responses.iter().any(refused) {
                    true => Ok(()),
                    false => Err(Refused::NoEarlierDenial),
                }
            }
        }
    }

    //= req: ca-7023-j.2, ca-civ-130-b, tx-541-052-d, ne-87-1108-4, va-59-1-577-B-3, in-24-15-3-1-c-3
    //= req: nj-56-8-166-7-d, ct-42-518-c-3, mt-30-14-2808-4-c, de-12D-104-c-3, ri-6-48-1-6-b-3
    /// Checks that the free responses were used up when this request was received: by responses that gave something,
    /// within twelve months and, where the law counts by calendar year, within the same year as well. Denials use up
    /// nothing.
    fn check_free_responses(&self, earlier: &[EarlierResponse]) -> Result<(), Refused> {
        let rules = self.rules().ok_or(Refused::NoLaw)?;
        let free = rules.free().ok_or(Refused::BasisNotAllowed)?;
        let received = Calendar::California.date_of(self.received);
        let since = match free.period {
            CountingPeriod::TwelveMonths => self.months_before(FREE_MONTHS),
            CountingPeriod::Year => self
                .months_before(FREE_MONTHS)
                .max(received.first_of_year()),
        };
        let counts = |earlier: &&EarlierResponse| {
            matches!(
                earlier.right,
                VerifiableRight::Know | VerifiableRight::KnowCategories
            ) && earlier.fulfilled != Fulfilled::Nothing
                && earlier.request != self.id
                && Calendar::California.date_of(earlier.at) >= since
        };
        match earlier.iter().filter(counts).count() >= usize::from(free.times) {
            true => Ok(()),
            false => Err(Refused::FreeResponsesLeft),
        }
    }

    fn months_before(&self, months: i32) -> Date {
        let received = Calendar::California.date_of(self.received);
        received.saturating_sub(months.months())
    }

    /// Returns this response as an earlier response for later requests of the same person.
    #[must_use]
    pub fn earlier_response(&self) -> Option<EarlierResponse> {
        let RequestKind::Verifiable { right, stage, .. } = &self.kind else {
            return None;
        };
        Some(EarlierResponse {
            request: self.id,
            right: *right,
            at: stage.responded_at()?,
            fulfilled: stage.response()?.fulfilled()?,
        })
    }
}

impl VerifiableStage {
    /// Returns the response, if there is one.
    #[must_use]
    pub fn response(&self) -> Option<&Response> {
        match self {
            Self::Open { .. } => None,
            Self::Responded { response, .. }
            | Self::Appealing { response, .. }
            | Self::AppealDecided { response, .. } => Some(response),
        }
    }

    fn response_mut(&mut self) -> Option<&mut Response> {
        match self {
            Self::Open { .. } => None,
            Self::Responded { response, .. }
            | Self::Appealing { response, .. }
            | Self::AppealDecided { response, .. } => Some(response),
        }
    }

    /// Returns when the company responded, if it did.
    #[must_use]
    pub fn responded_at(&self) -> Option<Timestamp> {
        match self {
            Self::Open { .. } => None,
            Self::Responded { at, .. } => Some(*at),
            Self::Appealing { responded_at, .. } | Self::AppealDecided { responded_at, .. } => {
                Some(*responded_at)
            }
        }
    }
}

impl Response {
    fn delivery_mut(&mut self) -> Option<&mut ResponseDelivery> {
        match self {
            Self::Granted { delivery } | Self::InPart { delivery, .. } => delivery.as_mut(),
            Self::Denied { .. } | Self::NotVerified => None,
        }
    }
}
