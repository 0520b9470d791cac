//! The lists of agents, however long they are.

use super::*;

const ASKS: &str = "I am an authorized agent and act on behalf of the consumers listed below. On their behalf I ask you not to \
                    sell or share their personal information.\n\n";

fn listing(people: usize) -> MessageRead {
    let list: String = (0..people)
        .map(|n| format!("client{n}@example.org\n"))
        .collect();
    message(mail("Opt-out requests", &format!("{ASKS}{list}")))
}

#[test]
fn a_list_of_thousands_is_opened_whole() {
    let read = listing(5_000);
    assert_eq!(read.decision, Decision::Opened, "{}", read.reason);
    assert_eq!((read.people.len(), read.list_is_cut), (5_000, false));
}

#[test]
fn a_list_that_is_longer_than_the_text_that_is_read_says_so() {
    let read = listing(15_000);
    assert!((10_000..15_000).contains(&read.people.len()));
    assert!(read.list_is_cut);
}
