//! Sends the events of every AWS service to every function. The events come from the outside corpus and are never
//! committed.

use crate::alone::start;
use engines::lambda::LambdaHarness;
use local::Function;
use serde_json::Value;
use std::net::IpAddr;
use std::path::PathBuf;

#[expect(
    clippy::disallowed_methods,
    reason = "where the corpus lies is a matter of the machine"
)]
fn events() -> Vec<(String, Value)> {
    let folder = std::env::var_os("HONORED_CORPUS").map(PathBuf::from);
    let folder = folder.expect("HONORED_CORPUS names the folder of outside data");
    let files = std::fs::read_dir(folder.join("aws-events")).unwrap();
    let mut events: Vec<_> = files
        .map(|file| file.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, serde_json::from_str(&text).unwrap())
        })
        .collect();
    events.sort_by(|(a, _), (b, _)| a.cmp(b));
    events
}

/// Collects an event's personal data: addresses of people and of their machines.
fn personal(event: &Value, found: &mut Vec<String>) {
    match event {
        Value::String(text) => {
            let names = text.contains('@') && !text.contains(char::is_whitespace);
            if names || text.parse::<IpAddr>().is_ok() {
                found.push(text.clone());
            }
        }
        Value::Array(all) => all.iter().for_each(|one| personal(one, found)),
        Value::Object(all) => all.values().for_each(|one| personal(one, found)),
        _ => {}
    }
}

#[tokio::test]
#[ignore = "needs HONORED_CORPUS"]
async fn every_function_survives_every_event_and_logs_nothing_personal() {
    let events = events();
    assert!(events.len() > 100, "the corpus has {} events", events.len());
    let harness = LambdaHarness::open().await.unwrap();
    let mut secrets = Vec::new();
    events
        .iter()
        .for_each(|(_, event)| personal(event, &mut secrets));
    for function in Function::ALL {
        let mut lambda = start(&harness, function).await;
        let (mut answered, mut refused) = (0, 0);
        for (name, event) in &events {
            match lambda.invoke(event.clone()).await {
                Ok(_) => answered += 1,
                Err(_) => refused += 1,
            }
            assert!(
                !lambda.has_ended().unwrap(),
                "{name} ends {}",
                function.name()
            );
        }
        println!(
            "{}: {answered} answered, {refused} refused",
            function.name()
        );
        let said = lambda.stop().await.unwrap();
        for secret in &secrets {
            let line = said.lines().find(|line| line.contains(secret.as_str()));
            assert_eq!(line, None, "{} logs {secret}", function.name());
        }
    }
}
