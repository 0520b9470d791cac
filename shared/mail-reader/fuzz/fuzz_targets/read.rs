//! Reads the fuzzer's input and checks the invariants.

#![no_main]

use domain::person::EmailAddress;
use mail_reader::Inbox;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

#[path = "../../tests/reading/invariants.rs"]
mod invariants;

static INBOX: LazyLock<Inbox> = LazyLock::new(|| Inbox {
    address: EmailAddress::parse("privacy@company.example").expect("it is an address"),
    others: Vec::new(),
    groups: vec!["privacy@lists.company.example".to_owned()],
    colleagues: vec!["company.example".to_owned()],
    authserv_id: None,
});

fuzz_target!(|raw: &[u8]| {
    invariants::hold_for(raw, &INBOX);
});
