//! Each source of the training data, read with weights that never saw it.

use super::interval::Count;
use super::outcomes::{Labeled, Tallies, messages_of};
use mail_reader::Inbox;
use mail_reader::classifier::Label;
use mail_reader::classifier::training::{self, Example, Learned};
use std::path::Path;

/// Prints the tables. Returns false if the training data can't be read.
pub(crate) fn evaluate(inbox: &Inbox, misses: bool) -> bool {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("training");
    let Ok((examples, digest)) = training::read(&folder) else {
        eprintln!("{} can't be read", folder.display());
        return false;
    };
    let learned = training::train(&examples, digest);
    let messages: Vec<Labeled> = training::files(&folder)
        .iter()
        .flat_map(|file| messages_of(file))
        .collect();
    let mut tallies = Tallies::default();
    for fold in &learned.folds {
        fold.run(|| {
            for message in messages
                .iter()
                .filter(|message| fold.leaves_out(&message.source))
            {
                tallies.add(message, &message.outcome(inbox));
            }
        });
    }
    tallies.print("left out", misses);
    curve(&examples, &learned);
    true
}

/// Prints how many opt-outs are missed, and how much mail without a request is reviewed, by the threshold.
fn curve(examples: &[Example], learned: &Learned) {
    println!(
        "\nthe classifier alone, by threshold of the probability that somebody should read the message"
    );
    println!("  threshold   opt-outs missed   requests missed   ordinary mail to review");
    for threshold in [
        0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8,
    ] {
        let (mut opt_outs, mut requests, mut ordinary) =
            (Count::default(), Count::default(), Count::default());
        for (example, scores) in examples.iter().zip(&learned.unseen) {
            let read = scores[Label::Request as usize] >= threshold;
            match (example.want.as_str(), example.kind.as_str()) {
                ("request", _) => {
                    requests.add(!read);
                    if example.target(Label::OptOut) > 0 {
                        opt_outs.add(!read);
                    }
                }
                ("none", "ordinary" | "reply" | "request") => ordinary.add(read),
                _ => {}
            }
        }
        println!("  {threshold:9.2}   {opt_outs}   {requests}   {ordinary}");
    }
}
