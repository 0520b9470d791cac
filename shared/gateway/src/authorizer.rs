//! The caller's identity and permissions.
//!
//! In AWS, API Gateway checks the caller's signature or token before it invokes the function. It puts the result into
//! the request context, which no client can write. Without a context the caller is unauthenticated. A developer's
//! machine has no gateway: there, the local runner makes a token, prints it and passes it in the setting `LOCAL_TOKEN`.
//!
//! The staff pages verify a token themselves and ask [`Authorizer::staff_of_token`], so that the same setting counts for
//! pages and API.
//!
//! The setting `ROLES` separates staff from the company's own systems. The `machine` role grants nothing at the desk;
//! staff roles grant nothing on machine routes.

mod token;

use crate::Problem;
use axum::extract::MatchedPath;
use domain::log::{Actor, Role};
use http::header::AUTHORIZATION;
use http::request::Parts;
use jiff::Timestamp;
use lambda_http::request::RequestContext;
use runtime::access::{Access, NO_ROLE, NO_ROUTE};
use runtime::{BadSetting, Setting, Settings};
use serde_json::{Map, Value};
use subtle::ConstantTimeEq;

/// An authenticated member of staff.
#[derive(Clone, PartialEq, Eq)]
pub struct Staff {
    /// An ARN, or the issuer and subject of a token.
    pub id: String,
    /// The highest role that `ROLES` grants.
    pub role: Role,
}

impl Staff {
    /// Returns the actor for a request's log.
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

/// An authenticated system of the company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Machine {
    /// An ARN, or the issuer and subject of a token.
    pub id: String,
}

/// Why a caller is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccessDenied {
    /// The gateway did not authenticate the caller.
    Unauthenticated,
    /// The caller has no staff role.
    NotStaff,
    /// The caller lacks the role `machine`.
    NotMachine,
}

/// Identifies callers and their roles.
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

/// A caller with all granted permissions.
struct Caller {
    id: String,
    permissions: Vec<Permission>,
}

impl Caller {
    /// Returns the caller with the highest of their staff roles.
    fn staff(self) -> Result<Staff, AccessDenied> {
        let roles = self
            .permissions
            .iter()
            .filter_map(|permission| match permission {
                Permission::Staff(role) => Some(*role),
                Permission::Machine => None,
            });
        let role = roles.max().ok_or(AccessDenied::NotStaff)?;
        Ok(Staff { id: self.id, role })
    }
}

/// What a grant allows. The machine role and the staff roles are separate: neither includes the other.
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

/// A role and its holder.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Grant {
    permission: Permission,
    to: Principal,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Principal {
    /// Callers whose ARN matches the pattern; `*` matches anything but a slash.
    Arn(String),
    /// Callers whose token names this group.
    Group(OfToken),
    /// The caller with a token of this subject, such as a system with its own client credentials.
    Subject(OfToken),
}

/// A name in a token.
#[derive(Debug, Clone, PartialEq, Eq)]
struct OfToken {
    name: String,
    /// The issuer of the token; `None` if that of any trusted issuer counts.
    issuer: Option<String>,
}

impl OfToken {
    /// Parses `name` or `name@https://issuer`. A name can contain `@`.
    fn read(text: &str) -> Self {
        let is_issuer = |at: &usize| {
            let issuer = &text[at + 1..];
            issuer.starts_with("https://") || issuer.starts_with("http://")
        };
        match text.match_indices('@').map(|(at, _)| at).find(is_issuer) {
            Some(at) => Self {
                name: text[..at].to_owned(),
                issuer: Some(text[at + 1..].to_owned()),
            },
            None => Self {
                name: text.to_owned(),
                issuer: None,
            },
        }
    }

    fn is_of(&self, issuer: &str) -> bool {
        self.issuer.as_deref().is_none_or(|own| own == issuer)
    }
}

/// The setting `ROLES` is unreadable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "roles are written as role=principal, separated by spaces; a role is read, decide, configure or machine; a principal is group:name, subject:name, either with @ and the address of the issuer behind it, or an ARN whose account is written out and in which * matches anything but a slash; a group's name has no space, comma, bracket or quotation mark"
)]
pub struct UnreadableRoles;

/// The claim that lists groups, unless the setting `GROUPS_CLAIM` names another.
const GROUPS: &str = "groups";

/// Who may do what.
const ROLES: Setting = Setting::optional(
    "ROLES",
    "`role=principal`, separated by spaces",
    "no caller has a role",
    "Who may do what. A role is `read`, `decide`, `configure` or `machine`. A principal is `group:name`, `subject:name`, or an ARN, where `*` matches any characters except a slash. With `@` and the issuer’s address, such as `group:privacy@https://id.example.com`, only tokens of that issuer count. A group’s name has no space, comma, bracket or quotation mark.",
);

/// The claim that names a caller's groups.
const GROUPS_CLAIM: Setting = Setting::optional(
    "GROUPS_CLAIM",
    "name of a claim",
    "`groups`",
    "The claim of a token that names its holder's groups, such as `cognito:groups`.",
);

/// The token of a developer's machine.
const LOCAL_TOKEN: Setting = Setting::optional(
    "LOCAL_TOKEN",
    "text",
    "no token is accepted this way",
    "The bearer token with every role.",
)
.local();

impl Authorizer {
    /// The settings that [`of`](Self::of) reads.
    pub const SETTINGS: &[Setting] = &[ROLES, GROUPS_CLAIM, LOCAL_TOKEN];

    /// Reads the settings `ROLES`, `GROUPS_CLAIM` and, on a developer's machine, `LOCAL_TOKEN`.
    ///
    /// # Errors
    /// [`BadSetting`] names the setting that is unusable.
    pub fn of(settings: &Settings) -> Result<Self, BadSetting> {
        let text = |text: &str| Ok::<_, BadSetting>(text.to_owned());
        Ok(Self {
            grants: settings.optional(&ROLES, grants)?.unwrap_or_default(),
            groups_claim: settings
                .optional(&GROUPS_CLAIM, text)?
                .unwrap_or_else(|| GROUPS.to_owned()),
            local_token: settings.optional(&LOCAL_TOKEN, text)?,
        })
    }

    /// Returns the member of staff who sent this request.
    ///
    /// # Errors
    /// [`AccessDenied`] if the caller is unauthenticated or has no staff role.
    pub fn staff(&self, request: &Parts) -> Result<Staff, AccessDenied> {
        self.caller(request)?.staff()
    }

    /// Returns the groups that the claims of a token name.
    #[must_use]
    pub fn groups_of(&self, claims: &Map<String, Value>) -> Vec<String> {
        let names = token::names(claims.get(&self.groups_claim));
        names.map(str::to_owned).collect()
    }

    /// Returns the member of staff with this token, which the caller has verified.
    ///
    /// # Errors
    /// [`AccessDenied`] if `ROLES` grants them no staff role.
    pub fn staff_of_token(
        &self,
        issuer: &str,
        subject: &str,
        groups: &[String],
    ) -> Result<Staff, AccessDenied> {
        Caller {
            id: format!("{issuer}#{subject}"),
            permissions: self.granted(|principal| principal.is_named(issuer, subject, groups)),
        }
        .staff()
    }

    /// Returns the system that sent this request.
    ///
    /// # Errors
    /// [`AccessDenied`] if the caller is unauthenticated or lacks the role `machine`.
    pub fn machine(&self, request: &Parts) -> Result<Machine, AccessDenied> {
        let Caller { id, permissions } = self.caller(request)?;
        let machine = permissions.contains(&Permission::Machine);
        machine
            .then_some(Machine { id })
            .ok_or(AccessDenied::NotMachine)
    }

    /// Returns the problem of a caller who is refused. If the gateway has authenticated the caller, the refusal is in the
    /// access log.
    #[must_use]
    pub fn refuse(&self, request: &Parts, denied: AccessDenied, at: Timestamp) -> Problem {
        let problem = Problem::from(denied);
        if let Ok(caller) = self.caller(request) {
            let route = request.extensions.get::<MatchedPath>();
            let access = Access {
                staff: &caller.id,
                role: NO_ROLE,
                method: request.method.as_str(),
                route: route.map_or(NO_ROUTE, MatchedPath::as_str),
                status: problem.status().as_u16(),
                seen: &[],
            };
            access.log(at);
        }
        problem
    }

    fn caller(&self, request: &Parts) -> Result<Caller, AccessDenied> {
        let Some(RequestContext::ApiGatewayV2(context)) =
            request.extensions.get::<RequestContext>()
        else {
            return self.local(request).ok_or(AccessDenied::Unauthenticated);
        };
        let authorizer = context
            .authorizer
            .as_ref()
            .ok_or(AccessDenied::Unauthenticated)?;
        if let Some(arn) = authorizer
            .iam
            .as_ref()
            .and_then(|iam| iam.user_arn.as_deref())
        {
            return Ok(Caller {
                id: arn.to_owned(),
                permissions: self.granted(|principal| principal.is_arn(arn)),
            });
        }
        let claims = &authorizer
            .jwt
            .as_ref()
            .ok_or(AccessDenied::Unauthenticated)?
            .claims;
        let subject = claims.get("sub").filter(|subject| !subject.is_empty());
        let subject = subject.ok_or(AccessDenied::Unauthenticated)?;
        let issuer = claims.get("iss").map(String::as_str).unwrap_or_default();
        let groups = token::groups(&request.headers, claims, &self.groups_claim);
        Ok(Caller {
            id: format!("{issuer}#{subject}"),
            permissions: self.granted(|principal| principal.is_named(issuer, subject, &groups)),
        })
    }

    /// Returns the permissions of the principals that match.
    fn granted(&self, is: impl Fn(&Principal) -> bool) -> Vec<Permission> {
        let granted = self.grants.iter().filter(|grant| is(&grant.to));
        granted.map(|grant| grant.permission).collect()
    }

    fn local(&self, request: &Parts) -> Option<Caller> {
        let token = self.local_token.as_ref()?;
        let given = request.headers.get(AUTHORIZATION)?.to_str().ok()?;
        let given = given.strip_prefix("Bearer ")?;
        bool::from(given.as_bytes().ct_eq(token.as_bytes())).then(|| Caller {
            id: "local".to_owned(),
            permissions: vec![Permission::Staff(Role::Configure), Permission::Machine],
        })
    }
}

impl Principal {
    fn is_arn(&self, arn: &str) -> bool {
        matches!(self, Self::Arn(pattern) if matches_pattern(pattern, arn))
    }

    fn is_named(&self, issuer: &str, subject: &str, groups: &[String]) -> bool {
        match self {
            Self::Arn(_) => false,
            Self::Group(group) => group.is_of(issuer) && groups.contains(&group.name),
            Self::Subject(one) => one.is_of(issuer) && one.name == subject,
        }
    }
}

/// Parses `role=principal role=principal`.
fn grants(text: &str) -> Result<Vec<Grant>, UnreadableRoles> {
    let grant = |text: &str| {
        let (role, principal) = text.split_once('=').ok_or(UnreadableRoles)?;
        let permission = Permission::named(role).ok_or(UnreadableRoles)?;
        let to = match principal.split_once(':') {
            Some((kind @ ("group" | "subject"), text)) => {
                let named = OfToken::read(text);
                let is_group = kind == "group";
                if named.name.is_empty() || is_group && named.name.contains([',', '[', ']', '"']) {
                    return Err(UnreadableRoles);
                }
                match is_group {
                    true => Principal::Group(named),
                    false => Principal::Subject(named),
                }
            }
            _ => Principal::Arn(arn(principal)?),
        };
        Ok(Grant { permission, to })
    };
    text.split_whitespace().map(grant).collect()
}

/// Parses a pattern of ARNs of one account. Only the sixth part may contain `*`.
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

/// Returns whether a text matches a pattern in which `*` matches anything but a slash.
fn matches_pattern(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((start, rest)) => text.strip_prefix(start).is_some_and(|after| {
            let end = after.find('/').unwrap_or(after.len());
            let ends = (0..=end).filter(|at| after.is_char_boundary(*at));
            ends.into_iter()
                .any(|at| matches_pattern(rest, &after[at..]))
        }),
    }
}

#[cfg(test)]
mod tests;
