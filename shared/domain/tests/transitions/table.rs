//! Every stage and every command, twice: as the machine accepts them, and as the table in this file says.

use crate::fixtures::{bounced, commands, followed_up, now, open, stages};
use domain::law::{ImmediateRight, Right, VerifiableRight};
use domain::log::Event;
use domain::request::{Asked, Command, Refused, Request, Write};
use std::fmt::Write as _;

//= req: ca-7027-e
#[test]
fn each_stage_accepts_the_commands_in_this_table() {
    let mut table = String::new();
    for (name, request) in stages() {
        let _ = writeln!(table, "{name}");
        for command in commands(&request) {
            // Most commands belong to another stage; `no_command_is_accepted_outside_its_stages` lists those.
            let outcome = request.apply(command.clone(), now());
            if matches!(
                outcome,
                Err(Refused::WrongStage { .. } | Refused::NothingNew)
            ) {
                continue;
            }
            let _ = write!(table, "  {:<16}", command.name().as_str());
            if let Command::Respond {
                response: answer, ..
            } = &command
            {
                let _ = write!(table, " {answer:?}");
            }
            if let Command::Confirm(right) = &command {
                let _ = write!(table, " {}", right.as_str());
            }
            match outcome {
                Err(refused) => {
                    let _ = writeln!(table, " – {refused}");
                }
                Ok(transition) => {
                    let emails: Vec<_> = transition.emails.iter().map(|l| l.kind.name()).collect();
                    let changes: Vec<_> = transition
                        .suppressions
                        .iter()
                        .map(|s| format!("{:?}", s.change))
                        .collect();
                    let _ = writeln!(
                        table,
                        " → {}{} emails {emails:?} notifications {} suppressions {changes:?}",
                        transition.request.stage(),
                        if transition.request.is_active() {
                            ", stands,"
                        } else {
                            ""
                        },
                        transition.notifications.len(),
                    );
                }
            }
        }
    }
    insta::assert_snapshot!(table);
}

/// The second list: which command each stage accepts, written without looking at the code.
#[test]
fn no_command_is_accepted_outside_its_stages() {
    const IN_FORCE: &[&str] = &[
        "repeat",
        "deny_for_fraud",
        "request_opt_in",
        "opt_in",
        "correct_age",
    ];
    const OPEN: &[&str] = &["repeat", "verify", "extend", "respond", "correct_age"];
    const CHILD_IN_FORCE: &[&str] = &["repeat", "deny_for_fraud", "confirm_parent", "correct_age"];
    const TO_READ: &[&str] = &[
        "confirm",
        "not_a_request",
        "change_person",
        "ask_person",
        "join",
        "correct_age",
    ];
    const CLOSED: &[&str] = &["erase_message", "erase"];
    /// A closed request about a right: staff can learn the age later.
    const RESOLVED: &[&str] = &["erase_message", "erase", "correct_age"];
    /// In every stage.
    const ALWAYS: &[&str] = &[
        "note",
        "write",
        "set_language",
        "assign",
        "hold",
        "check_deadlines",
    ];
    let allowed: &[(&str, &[&str], &[&str])] = &[
        (
            "immediate, notification pending",
            IN_FORCE,
            &["partners_notified", "notification_progressed"],
        ),
        (
            "immediate, 0 of 2 acknowledged",
            IN_FORCE,
            &["notification_progressed"],
        ),
        (
            "immediate, 1 of 2 acknowledged",
            IN_FORCE,
            &["notification_progressed"],
        ),
        (
            "immediate, 0 of 2 acknowledged to staff",
            IN_FORCE,
            &["partner_acknowledged"],
        ),
        (
            "immediate, 1 of 2 acknowledged to staff",
            IN_FORCE,
            &["partner_acknowledged"],
        ),
        ("immediate, done", IN_FORCE, CLOSED),
        ("immediate, denied", RESOLVED, &[]),
        ("immediate, ended", RESOLVED, &[]),
        ("immediate, denied in Connecticut", RESOLVED, &["appeal"]),
        (
            "immediate, appealing",
            &["decide_appeal", "uphold_superseded"],
            &["correct_age"],
        ),
        ("immediate, appeal decided", RESOLVED, &[]),
        ("immediate, upheld with a newer request", RESOLVED, &[]),
        (
            "immediate, ended for one identifier",
            IN_FORCE,
            &["partners_notified", "notification_progressed"],
        ),
        // A child can't opt back in, and nothing is verified before a parent is confirmed.
        (
            "immediate, about a child",
            CHILD_IN_FORCE,
            &["partners_notified", "notification_progressed"],
        ),
        ("immediate, about a child, done", CHILD_IN_FORCE, CLOSED),
        (
            "verifiable, about a child",
            &[
                "repeat",
                "confirm_parent",
                "correct_age",
                "extend",
                "respond",
            ],
            &[],
        ),
        (
            "verifiable, responded with a file",
            RESOLVED,
            &["renew_code"],
        ),
        (
            "immediate, read from an email",
            IN_FORCE,
            &["partners_notified", "notification_progressed", "reread"],
        ),
        ("verifiable, verification pending", OPEN, &[]),
        (
            "verifiable, verified",
            &["repeat", "extend", "respond", "correct_age"],
            &[],
        ),
        ("verifiable, verification expired", OPEN, &[]),
        (
            "verifiable, extended",
            &["repeat", "respond", "correct_age"],
            &[],
        ),
        ("verifiable, read from an email", OPEN, &["reread"]),
        (
            "verifiable, responded",
            RESOLVED,
            &["notification_progressed"],
        ), // California grants no appeal
        (
            "verifiable, appealing",
            &["decide_appeal"],
            &["notification_progressed", "correct_age"],
        ),
        (
            "verifiable, appeal decided",
            RESOLVED,
            &["notification_progressed"],
        ),
        ("review, waiting", TO_READ, &[]),
        ("review, not a request", &["reopen"], CLOSED),
        ("review, joined", CLOSED, &[]),
    ];
    for (name, request) in stages() {
        let (_, some, others) = allowed.iter().find(|(stage, ..)| *stage == name).unwrap();
        let allowed = [*some, others, ALWAYS].concat();
        for command in commands(&request) {
            let name_of_command = command.name().as_str();
            let taken = request.apply(command, now()).is_ok();
            let listed = allowed.contains(&name_of_command);
            assert!(!taken || listed, "{name} took {name_of_command}");
            // A response needs verification, a check needs a passed milestone, and a notification needs progress.
            if listed
                && !["respond", "check_deadlines", "notification_progressed"]
                    .contains(&name_of_command)
            {
                assert!(taken, "{name} refused {name_of_command}");
            }
        }
    }
}

#[test]
fn a_request_reads_back_as_it_was_written() {
    for (name, request) in stages() {
        let written = serde_json::to_string(&request).unwrap();
        let read: Request = serde_json::from_str(&written).unwrap();
        assert_eq!(read, request, "{name}");
    }
}

//= req: ca-7101-b
#[test]
fn the_record_has_its_six_fields_from_the_first_entry() {
    let table: Vec<_> = stages()
        .into_iter()
        .map(|(name, request)| {
            format!(
                "{name}: {}",
                serde_json::to_string(&domain::record::Record::of(&request)).unwrap()
            )
        })
        .collect();
    insta::assert_snapshot!(table.join("\n"));
}

/// The second list for the command `note`.
#[test]
fn a_note_changes_only_the_version_and_the_log_in_every_stage() {
    for (name, request) in stages() {
        for note in [bounced(), followed_up()] {
            let transition = request.apply(Command::Note(note.clone()), now()).unwrap();
            let mut after = transition.request.clone();
            assert_eq!(after.version, request.version + 1, "{name}");
            after.version = request.version;
            assert_eq!(after, request, "{name}");
            let was_active_for = request.was_active_for();
            let from = request.version;
            assert_eq!(
                transition.write,
                Write::Update {
                    from,
                    was_active_for
                },
                "{name}"
            );
            assert_eq!(transition.entry.event, Event::Noted(note), "{name}");
            assert!(
                transition.receipt.is_none()
                    && transition.emails.is_empty()
                    && transition.notifications.is_empty()
                    && transition.suppressions.is_empty(),
                "{name} owes something for a note"
            );
        }
    }
}

#[test]
fn what_is_stored_without_its_rules_is_not_read() {
    let immediate = open(Asked::Right(Right::Immediate(ImmediateRight::OptOut)));
    let verifiable = open(Asked::Right(Right::Verifiable(VerifiableRight::Delete)));
    for request in [immediate, verifiable] {
        let mut stored = serde_json::to_value(&request).unwrap();
        let kind = stored["kind"].as_object_mut().unwrap();
        kind.remove("rules").unwrap();
        kind.insert("rule".into(), "ca.delete".into());
        assert!(serde_json::from_value::<Request>(stored).is_err());
    }
}
