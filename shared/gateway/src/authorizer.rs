//! Who calls, and what they may do.
//!
//! In AWS the gateway says so: it has checked the caller's signature or token before the function is invoked,
//! and puts what it found into the request's context, which no client can write. Without such a context there is
//! nobody, and nobody may do anything. On a developer's machine there is no gateway; a token that the local
//! runner makes and prints stands in its place, and only where a setting holds one.
//!
//! Staff and the company's own systems are told apart by one setting: a machine has a role of its own, with
//! which it gets nowhere at the desk, and staff get nowhere on a machine's routes unless it is given to them, too.

use domain::log::{Actor, Role};
use http::header::AUTHORIZATION;
use http::request::Parts;
use lambda_http::request::RequestContext;
use runtime::{BadSetting, Settings};
use subtle::ConstantTimeEq;

/// A member of staff whom the gateway let in.
#[derive(Clone, PartialEq, Eq)]
pub struct Staff {
    /// Their id: an ARN, or the issuer's name for them.
    pub id: String,
    /// The most that they may do.
    pub role: Role,
}

impl Staff {
    /// Them, for a request's log.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor::Staff {
            id: self.id.clone(),
            role: self.role,
        }
    }
}

impl std::fmt::Debug for Staff {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "‹staff› {}", self.role.as_str())
    }
}

/// A system of the company whom the gateway let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Machine {
    /// Its id: an ARN, or the issuer's name for it.
    pub id: String,
}

/// Why a call goes no further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccessDenied {
    /// Nobody says who calls.
    Nobody,
    /// Whoever calls has no role here.
    NoRole,
}

/// Says who calls.
#[derive(Clone)]
pub struct Authorizer {
    grants: Vec<Grant>,
    groups_claim: String,
    local_token: Option<String>,
}

impl std::fmt::Debug for Authorizer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("‹authorizer›")
    }
}

/// Whoever calls, with all that they may do.
struct Caller {
    id: String,
    may: Vec<Permission>,
}

/// What a grant allows. A machine's role is no greater or lesser one of staff: neither holds the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Permission {
    Staff(Role),
    Machine,
}

impl Permission {
    fn named(name: &str) -> Option<Self> {
        match name {
            "machine" => Some(Self::Machine),
            _ => Role::named(name).map(Self::Staff),
        }
    }
}

/// A role, and who has it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Grant {
    may: Permission,
    to: Principal,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Principal {
    /// Whoever signs with an identity whose ARN is so; `*` stands for anything but a slash.
    Arn(String),
    /// Whoever has a token that says they are in this group.
    Group(String),
    /// Whoever has a token of this subject, as a system does that stands for itself.
    Subject(String),
}

/// The setting of roles can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "roles are written as role=principal, separated by spaces; a role is read, decide, configure or machine; a principal is group:name, subject:name, or an ARN whose account is written out and in which * stands for anything but a slash"
)]
pub struct UnreadableRoles;

/// The claim in which issuers name groups, unless a setting says otherwise.
const GROUPS: &str = "groups";

impl Authorizer {
    /// By its settings: `ROLES`, `GROUPS_CLAIM` and, on a developer's machine, `LOCAL_TOKEN`.
    ///
    /// # Errors
    /// [`BadSetting`] names the setting that is unusable.
    pub fn of(settings: &Settings) -> Result<Self, BadSetting> {
        let text = |text: &str| Ok::<_, BadSetting>(text.to_owned());
        Ok(Self {
            grants: settings.optional("ROLES", grants)?.unwrap_or_default(),
            groups_claim: settings
                .optional("GROUPS_CLAIM", text)?
                .unwrap_or_else(|| GROUPS.to_owned()),
            local_token: settings.optional("LOCAL_TOKEN", text)?,
        })
    }

    /// The member of staff who sends this request.
    ///
    /// # Errors
    /// [`AccessDenied`] if nobody says who calls, or they have no role of staff here.
    pub fn staff(&self, request: &Parts) -> Result<Staff, AccessDenied> {
        let caller = self.caller(request)?;
        let roles = caller.may.iter().filter_map(|may| match may {
            Permission::Staff(role) => Some(*role),
            Permission::Machine => None,
        });
        let id = caller.id;
        roles
            .max()
            .map(|role| Staff { id, role })
            .ok_or(AccessDenied::NoRole)
    }

    /// The system that sends this request.
    ///
    /// # Errors
    /// [`AccessDenied`] if nobody says who calls, or they have not the role of machines.
    pub fn machine(&self, request: &Parts) -> Result<Machine, AccessDenied> {
        let Caller { id, may } = self.caller(request)?;
        let machine = may.contains(&Permission::Machine);
        machine
            .then_some(Machine { id })
            .ok_or(AccessDenied::NoRole)
    }

    fn caller(&self, request: &Parts) -> Result<Caller, AccessDenied> {
        let Some(RequestContext::ApiGatewayV2(context)) =
            request.extensions.get::<RequestContext>()
        else {
            return self.local(request).ok_or(AccessDenied::Nobody);
        };
        let authorizer = context.authorizer.as_ref().ok_or(AccessDenied::Nobody)?;
        if let Some(arn) = authorizer
            .iam
            .as_ref()
            .and_then(|iam| iam.user_arn.as_deref())
        {
            return Ok(Caller {
                id: arn.to_owned(),
                may: self.granted(|principal| principal.is_arn(arn)),
            });
        }
        let claims = &authorizer.jwt.as_ref().ok_or(AccessDenied::Nobody)?.claims;
        let subject = claims.get("sub").filter(|subject| !subject.is_empty());
        let subject = subject.ok_or(AccessDenied::Nobody)?;
        let issuer = claims.get("iss").map(String::as_str).unwrap_or_default();
        let groups = claims.get(&self.groups_claim).map(String::as_str);
        let groups: Vec<&str> = in_list(groups.unwrap_or_default()).collect();
        Ok(Caller {
            id: format!("{issuer}#{subject}"),
            may: self.granted(|principal| principal.is_named(subject, &groups)),
        })
    }

    /// All that whoever is meant may do.
    fn granted(&self, is: impl Fn(&Principal) -> bool) -> Vec<Permission> {
        let granted = self.grants.iter().filter(|grant| is(&grant.to));
        granted.map(|grant| grant.may).collect()
    }

    fn local(&self, request: &Parts) -> Option<Caller> {
        let token = self.local_token.as_ref()?;
        let given = request.headers.get(AUTHORIZATION)?.to_str().ok()?;
        let given = given.strip_prefix("Bearer ")?;
        bool::from(given.as_bytes().ct_eq(token.as_bytes())).then(|| Caller {
            id: "local".to_owned(),
            may: vec![Permission::Staff(Role::Configure), Permission::Machine],
        })
    }
}

impl Principal {
    fn is_arn(&self, arn: &str) -> bool {
        matches!(self, Self::Arn(pattern) if fits(pattern, arn))
    }

    fn is_named(&self, subject: &str, groups: &[&str]) -> bool {
        match self {
            Self::Arn(_) => false,
            Self::Group(name) => groups.contains(&name.as_str()),
            Self::Subject(name) => name == subject,
        }
    }
}

/// Reads `role=principal role=principal`.
fn grants(text: &str) -> Result<Vec<Grant>, UnreadableRoles> {
    let grant = |text: &str| {
        let (role, principal) = text.split_once('=').ok_or(UnreadableRoles)?;
        let may = Permission::named(role).ok_or(UnreadableRoles)?;
        let to = match principal.split_once(':') {
            Some(("group" | "subject", "")) => return Err(UnreadableRoles),
            Some(("group", name)) => Principal::Group(name.to_owned()),
            Some(("subject", name)) => Principal::Subject(name.to_owned()),
            _ => Principal::Arn(arn(principal)?),
        };
        Ok(Grant { may, to })
    };
    text.split_whitespace().map(grant).collect()
}

/// A pattern of ARNs of one account: the first five parts are written out.
fn arn(pattern: &str) -> Result<String, UnreadableRoles> {
    let parts: Vec<&str> = pattern.splitn(6, ':').collect();
    let [scheme, .., account, resource] = parts.as_slice() else {
        return Err(UnreadableRoles);
    };
    let written_out = parts.len() == 6 && parts[..5].iter().all(|part| !part.contains('*'));
    let usable = *scheme == "arn" && !account.is_empty() && !resource.is_empty();
    (written_out && usable)
        .then(|| pattern.to_owned())
        .ok_or(UnreadableRoles)
}

/// Whether a text fits a pattern in which `*` stands for anything but a slash.
fn fits(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((start, rest)) => text.strip_prefix(start).is_some_and(|after| {
            let end = after.find('/').unwrap_or(after.len());
            let ends = (0..=end).filter(|at| after.is_char_boundary(*at));
            ends.into_iter().any(|at| fits(rest, &after[at..]))
        }),
    }
}

/// The items of a claim; of a list the gateway makes `[one two]`.
fn in_list(claim: &str) -> impl Iterator<Item = &str> {
    let inner = claim
        .strip_prefix('[')
        .and_then(|inner| inner.strip_suffix(']'))
        .unwrap_or(claim);
    let items = inner.split(|c: char| c.is_whitespace() || c == ',');
    items
        .map(|item| item.trim_matches('"'))
        .filter(|item| !item.is_empty())
}

#[cfg(test)]
mod tests;
