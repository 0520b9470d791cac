//! Links that let the reader of an email do one thing, and the code that one of these links needs.

use super::LinkKeys;
use crate::person::{EmailAddress, Identifier};
use crate::receipt::ReceiptId;
use hmac::Mac;
use jiff::{SignedDuration, Timestamp};

/// An action behind a link in an email. The link opens a page, and only the button on it acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkAction {
    /// Confirm the request, or that an agent was allowed to make it (11 CCR §§ 7060, 7063(a)).
    Confirm,
    /// Ask to opt back in: the first of two steps (11 CCR § 7028(a)).
    RequestOptIn,
    /// Confirm the opt-in: the second step.
    OptIn,
    /// Appeal a response, where the law grants an appeal.
    Appeal,
    /// Answer a question from staff.
    AnswerQuestion,
    /// Download the file of the response (11 CCR § 7024).
    Download,
    /// Get a new code for the file, after the link for the download ended.
    NewCode,
}

impl LinkAction {
    /// Every action.
    pub const ALL: [Self; 7] = [
        Self::Confirm,
        Self::RequestOptIn,
        Self::OptIn,
        Self::Appeal,
        Self::AnswerQuestion,
        Self::Download,
        Self::NewCode,
    ];

    /// Returns the action's name, in links and in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::RequestOptIn => "request-opt-in",
            Self::OptIn => "opt-in",
            Self::Appeal => "appeal",
            Self::AnswerQuestion => "answer",
            Self::Download => "download",
            Self::NewCode => "new-code",
        }
    }

    /// Returns how long a link works, for actions with a limit: a person who presses it much later may not remember the
    /// reason.
    #[must_use]
    pub fn works_for(self) -> Option<SignedDuration> {
        match self {
            Self::OptIn | Self::Download => Some(SignedDuration::from_hours(30 * 24)),
            Self::Confirm
            | Self::RequestOptIn
            | Self::Appeal
            | Self::AnswerQuestion
            | Self::NewCode => None,
        }
    }

    /// Returns the action with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|link_action| link_action.as_str() == name)
    }
}

/// The number of digits of a code.
const DIGITS: usize = 8;

//= req: ca-7060-f
impl LinkKeys {
    /// Returns the path of the page for one action by the reader of an email to `holder`, whose subject was `made` at
    /// that time. The token is valid for no other action, receipt, address or time.
    #[must_use]
    pub fn action_path(
        &self,
        link_action: LinkAction,
        receipt: &ReceiptId,
        holder: &EmailAddress,
        made: Timestamp,
    ) -> String {
        let second = made.as_second();
        let parts = Parts::of(link_action, receipt, holder, second);
        let (version, seal) = self.seal("link_action", &parts.all());
        let (link_action, reference) = (link_action.as_str(), receipt.reference());
        format!("/requests/{reference}/{link_action}/{version}.{second}.{seal}")
    }

    /// Returns when the email's subject was made, in seconds, if `token` lets the reader of an email to `holder` act.
    /// Runs in constant time.
    #[must_use]
    pub fn action_made(
        &self,
        token: &str,
        link_action: LinkAction,
        receipt: &ReceiptId,
        holder: &EmailAddress,
    ) -> Option<Timestamp> {
        let (version, rest) = token.split_once('.')?;
        let (second, seal) = rest.split_once('.')?;
        let made = Timestamp::from_second(second.parse().ok()?).ok()?;
        let parts = Parts::of(link_action, receipt, holder, made.as_second());
        // A time has one spelling: `+1` and `01` give no other links to the same page.
        (made.as_second().to_string() == second
            && self.sealed(version, seal, "link_action", &parts.all()))
        .then_some(made)
    }

    /// Returns the code for the file of a response, which the person gets in a separate email: eight digits. Each
    /// replacement has another code.
    #[must_use]
    pub fn code(&self, receipt: &ReceiptId, round: u32) -> String {
        self.codes(receipt, round).next().unwrap_or_default()
    }

    /// Whether this is the code. Spaces and dashes are ignored. Runs in constant time.
    #[must_use]
    pub fn fits_code(&self, typed: &str, receipt: &ReceiptId, round: u32) -> bool {
        let typed: Vec<u8> = typed
            .bytes()
            .filter(|c| !c.is_ascii_whitespace() && *c != b'-')
            .collect();
        let same = |code: String| {
            let differences = code
                .bytes()
                .zip(&typed)
                .fold(0, |all, (a, b)| all | (a ^ b));
            typed.len() == DIGITS && differences == 0
        };
        self.codes(receipt, round)
            .fold(false, |fits, code| fits | same(code))
    }

    /// Returns the codes of the keys that may have derived a valid one: the current key, the next one and the previous
    /// one. A longer ring must not give a guess more chances.
    fn codes(&self, receipt: &ReceiptId, round: u32) -> impl Iterator<Item = String> {
        let round = (round > 0).then(|| round.to_be_bytes());
        let parts = [
            receipt.as_bytes().to_vec(),
            round.map_or(Vec::new(), Vec::from),
        ];
        self.0.all().take(3).map(move |key| {
            let mac = key.mac("code", &[&parts[0], &parts[1]]).finalize();
            let mut number = [0; 8];
            number.copy_from_slice(&mac.into_bytes()[..8]);
            let number = u64::from_be_bytes(number) % 10_u64.pow(DIGITS as u32);
            format!("{number:0DIGITS$}")
        })
    }
}

/// Returns the parts of an action's token.
struct Parts<'a> {
    link_action: &'static [u8],
    receipt: &'a ReceiptId,
    holder: [u8; 32],
    second: [u8; 8],
}

impl<'a> Parts<'a> {
    fn of(
        link_action: LinkAction,
        receipt: &'a ReceiptId,
        holder: &EmailAddress,
        second: i64,
    ) -> Self {
        Self {
            link_action: link_action.as_str().as_bytes(),
            receipt,
            holder: Identifier::Email(holder.clone()).sha256(),
            second: second.to_be_bytes(),
        }
    }

    /// The only part without a fixed length ends with a zero byte, which no action's name contains.
    fn all(&self) -> [&[u8]; 5] {
        let receipt = self.receipt.as_bytes();
        [self.link_action, &[0], receipt, &self.holder, &self.second]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::KeyRing;

    const ONE: &str = "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    const TWO: &str = "2:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

    fn keys(ring: &str) -> LinkKeys {
        LinkKeys(KeyRing::parse(ring).unwrap())
    }

    fn token(keys: &LinkKeys, link_action: LinkAction) -> String {
        let path = keys.action_path(link_action, &receipt(7), &address("ana"), made());
        path.rsplit('/').next().unwrap().to_owned()
    }

    fn receipt(n: u8) -> ReceiptId {
        ReceiptId::from_bytes([n; 16])
    }

    fn address(local: &str) -> EmailAddress {
        EmailAddress::parse(&format!("{local}@example.org")).unwrap()
    }

    fn made() -> Timestamp {
        "2026-11-21T18:00:00Z".parse().unwrap()
    }

    //= req: ca-7060-f
    #[test]
    fn a_token_is_valid_for_no_other_action_receipt_or_address() {
        let keys = keys(ONE);
        for link_action in LinkAction::ALL {
            let token = token(&keys, link_action);
            for other in LinkAction::ALL {
                let fits = keys.action_made(&token, other, &receipt(7), &address("Ana"));
                assert_eq!(
                    fits,
                    (link_action == other).then(made),
                    "{link_action:?} {other:?}"
                );
            }
            assert_eq!(
                keys.action_made(&token, link_action, &receipt(8), &address("ana")),
                None
            );
            assert_eq!(
                keys.action_made(&token, link_action, &receipt(7), &address("bo")),
                None
            );
            assert!(
                !keys.fits(&token, &receipt(7)),
                "nor does it show the status"
            );
            assert_eq!(LinkAction::named(link_action.as_str()), Some(link_action));
        }
        let status = keys.token(&receipt(7));
        assert_eq!(
            keys.action_made(&status, LinkAction::Confirm, &receipt(7), &address("ana")),
            None
        );
    }

    #[test]
    fn no_part_of_a_token_can_be_changed() {
        let keys = keys(ONE);
        let token = token(&keys, LinkAction::OptIn);
        let (_, seal) = token.rsplit_once('.').unwrap();
        let second = made().as_second();
        for forged in [
            String::new(),
            "1".into(),
            "1..".into(),
            format!("1.{second}."),
            format!("1.{second}.AAAA"),
            format!("1.{}.{seal}", second + 1),
            format!("1.+{second}.{seal}"),
            format!("1.0{second}.{seal}"),
            format!("1.99999999999999999.{seal}"),
            format!("2.{second}.{seal}"),
            format!("01.{second}.{seal}"),
            format!("{token}A"),
            token[..token.len() - 1].to_owned(),
        ] {
            let fits = keys.action_made(&forged, LinkAction::OptIn, &receipt(7), &address("ana"));
            assert_eq!(fits, None, "{forged}");
        }
    }

    #[test]
    fn tokens_and_codes_outlive_one_rotation() {
        let (before, after) = (keys(ONE), keys(&format!("{TWO},{ONE}")));
        let token = token(&before, LinkAction::Confirm);
        let fits = |keys: &LinkKeys| {
            keys.action_made(&token, LinkAction::Confirm, &receipt(7), &address("ana"))
        };
        assert!(fits(&after).is_some() && fits(&keys(TWO)).is_none());
        let code = before.code(&receipt(7), 0);
        assert!(after.fits_code(&code, &receipt(7), 0));
        assert!(!keys(TWO).fits_code(&code, &receipt(7), 0));
    }

    #[test]
    fn a_code_has_eight_digits_and_is_read_as_people_type_it() {
        let keys = keys(ONE);
        for n in 0..200 {
            let code = keys.code(&receipt(n), 0);
            assert!(
                code.len() == 8 && code.bytes().all(|c| c.is_ascii_digit()),
                "{code}"
            );
        }
        let code = keys.code(&receipt(7), 0);
        let spaced = format!(" {} - {} ", &code[..4], &code[4..]);
        assert!(keys.fits_code(&spaced, &receipt(7), 0));
        assert_ne!(code, keys.code(&receipt(8), 0));
        assert!(
            !keys.fits_code(&code, &receipt(7), 1),
            "a new code ends the old one"
        );
        assert!(keys.fits_code(&keys.code(&receipt(7), 1), &receipt(7), 1));
        for wrong in [
            "",
            &code[1..],
            &format!("{code}0"),
            &keys.code(&receipt(8), 0),
        ] {
            assert!(!keys.fits_code(wrong, &receipt(7), 0), "{wrong}");
        }
    }
}
