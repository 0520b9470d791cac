//! Makes a link that fills in the form: `prefill-link URL FIELD=VALUE… < KEYS`.

use domain::keys::{AccountKeys, KeyRing};
use form_intake::prefill::{MAX_LIFE, Prefill, seal};
use jiff::SignedDuration;
use runtime::Clock;
use std::io::{Error, Read};
use std::process::ExitCode;

const USAGE: &str = "\
usage: prefill-link URL FIELD=VALUE...

Makes a link to the form at URL that fills in the fields: email, phone and name. days says for how many days the link works
(1, at most 31), right selects another right than the opt-out. The keys of ACCOUNT_KEYS are read from standard input, so that
they are in no list of processes:

    prefill-link https://privacy.example.com email=ana@example.org days=7 < account-keys.txt

See docs/embed.md.";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let link = match (arguments.next(), arguments.collect::<Vec<_>>()) {
        (Some(url), fields) if !fields.is_empty() => link(&url, &fields),
        _ => Err(USAGE.to_owned()),
    };
    match link {
        Ok(link) => {
            println!("{link}");
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("{why}");
            ExitCode::from(2)
        }
    }
}

fn link(url: &str, fields: &[String]) -> Result<String, String> {
    let mut prefill = Prefill::default();
    let (mut life, mut more) = (SignedDuration::from_hours(24), String::new());
    for field in fields {
        let (name, value) = field.split_once('=').unwrap_or((field, ""));
        match name {
            "email" => value.clone_into(&mut prefill.email),
            "phone" => value.clone_into(&mut prefill.phone),
            "name" => value.clone_into(&mut prefill.name),
            "days" => life = days(value)?,
            "right" if domain::law::Right::named(value).is_some() => {
                more = format!("&right={value}");
            }
            _ => return Err(format!("There is no field {field}.\n\n{USAGE}")),
        }
    }
    prefill.expires = Clock::system()
        .now()
        .saturating_add(life)
        .map_err(text)?
        .as_second();
    let mut keys = String::new();
    std::io::stdin()
        .read_to_string(&mut keys)
        .map_err(|error: Error| format!("The keys can't be read: {error}."))?;
    let keys = KeyRing::parse(keys.trim()).map_err(text)?;
    let mut nonce = [0; 12];
    getrandom::fill(&mut nonce).map_err(text)?;
    let token = seal(&AccountKeys(keys), &prefill, nonce);
    let token = token.ok_or("The fields are too long for a link.")?;
    Ok(format!(
        "{}/?prefill={token}{more}",
        url.trim_end_matches('/')
    ))
}

fn days(value: &str) -> Result<SignedDuration, String> {
    let life = value
        .parse()
        .ok()
        .map(|days: u16| SignedDuration::from_hours(24 * i64::from(days)));
    let fits = |life: &SignedDuration| !life.is_zero() && *life <= MAX_LIFE;
    life.filter(fits)
        .ok_or_else(|| "days is a number from 1 to 31.".to_owned())
}

fn text(error: impl ToString) -> String {
    error.to_string()
}
