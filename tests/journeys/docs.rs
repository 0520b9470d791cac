//! What the documents say is what the code does.

use domain::law::rules_table;
use jiff::civil::date;

const README: &str = include_str!("../../README.md");

#[test]
fn the_readme_s_rules_are_the_rules() {
    let (_, after) = README
        .split_once("<!-- rules table: made by `domain::law::rules_table`, checked by tests/journeys/docs.rs -->\n")
        .unwrap();
    let (table, _) = after.split_once("<!-- end of the rules table -->").unwrap();
    let made = rules_table(date(2026, 11, 21));
    assert!(table == made, "put this table into README.md:\n{made}");
}

#[test]
fn the_readme_s_first_commands_are_the_two() {
    let commands: Vec<_> = README
        .lines()
        .filter(|line| line.starts_with("cargo "))
        .take(2)
        .collect();
    assert!(commands[0].starts_with("cargo run "), "{commands:?}");
    assert!(
        commands[1].starts_with("cargo test --workspace "),
        "{commands:?}"
    );
}

#[test]
fn the_worked_example_of_a_signature_proves_its_account() {
    let page = include_str!("../../docs/identifiers.md");
    let (_, example) = page
        .split_once("<!-- example: checked by tests/journeys/docs.rs -->")
        .unwrap();
    let of = |name: &str| {
        let mut lines = example.lines();
        lines
            .find_map(|line| line.strip_prefix(name))
            .unwrap()
            .to_owned()
    };
    let keys = format!("1:{}", of("secret="));
    let keys = domain::keys::AccountKeys(domain::keys::KeyRing::parse(&keys).unwrap());
    let at = jiff::Timestamp::from_second(of("seconds=").parse().unwrap()).unwrap();
    let signature = of("# ");
    assert_eq!(keys.sign(&of("id="), at), signature);
    assert!(keys.prove(&signature, &of("id="), at));
}
