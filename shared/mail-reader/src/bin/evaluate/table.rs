//! Counts by thirds, and their output.

use domain::person::EmailAddress;
use mail_reader::Inbox;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The folder of outside mail, and the inbox that receives it.
pub(crate) struct Corpus {
    pub(crate) folder: PathBuf,
    pub(crate) inbox: Inbox,
}

impl Corpus {
    /// The corpus in `folder`; absent if the test inbox's address is invalid.
    pub(crate) fn of(folder: &Path) -> Option<Self> {
        Some(Self {
            folder: folder.to_owned(),
            inbox: Inbox {
                address: EmailAddress::parse("privacy@company.example").ok()?,
                others: Vec::new(),
                groups: Vec::new(),
                colleagues: vec!["company.example".to_owned()],
                authserv_id: None,
            },
        })
    }

    /// A file of JSON, if it is there.
    pub(crate) fn json(&self, file: &Path) -> Option<Value> {
        serde_json::from_slice(&std::fs::read(file).ok()?).ok()
    }

    /// A file of JSON lines; empty if it isn't there.
    pub(crate) fn lines(&self, file: &Path) -> Vec<Value> {
        let text = std::fs::read_to_string(file).unwrap_or_default();
        let lines = text.lines().map(serde_json::from_str);
        lines.filter_map(Result::ok).collect()
    }
}

/// On which side of the development set an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// One of the two thirds that phrases were made on.
    Seen,
    /// The last third, which no phrase was tuned on.
    Unseen,
}

impl Part {
    /// By the hash of the entry's id.
    pub(crate) fn of_id(id: &str) -> Self {
        let hash = Sha256::digest(id.as_bytes());
        // 256 ≡ 1 (mod 3): the number's remainder is that of the sum of its bytes.
        let sum: u32 = hash.iter().map(|byte| u32::from(*byte)).sum();
        match sum % 3 {
            0 => Self::Unseen,
            _ => Self::Seen,
        }
    }
}

/// The target for a share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Share {
    /// So many percent at least.
    AtLeast(f64),
    /// So many percent at most.
    AtMost(f64),
    /// Under so many percent.
    Under(f64),
    /// No target; it is for reading.
    Shown,
}

/// How many of how many.
#[derive(Debug, Default, Clone, Copy)]
struct Count {
    hits: usize,
    all: usize,
}

impl Count {
    fn add(&mut self, hit: bool) {
        self.hits += usize::from(hit);
        self.all += 1;
    }

    fn percent(self) -> f64 {
        if self.all == 0 {
            return 0.0;
        }
        100.0 * self.hits as f64 / self.all as f64
    }
}

/// One share, overall and by thirds, or a list of them.
pub(crate) struct Table {
    title: String,
    share: Share,
    all: Count,
    seen: Count,
    unseen: Count,
    rows: BTreeMap<String, Count>,
    misses: Vec<String>,
}

impl Table {
    /// An empty one.
    pub(crate) fn of(title: &str, share: Share) -> Self {
        Self {
            title: title.to_owned(),
            share,
            all: Count::default(),
            seen: Count::default(),
            unseen: Count::default(),
            rows: BTreeMap::new(),
            misses: Vec::new(),
        }
    }

    /// Counts an entry; a miss is listed with `what`.
    pub(crate) fn count(&mut self, _: &Corpus, id: &str, hit: bool, what: &str) {
        self.all.add(hit);
        match Part::of_id(id.rsplit_once('/').map_or(id, |(_, id)| id)) {
            Part::Seen => self.seen.add(hit),
            Part::Unseen => self.unseen.add(hit),
        }
        let missed = match self.share {
            Share::AtLeast(_) => !hit,
            Share::AtMost(_) | Share::Under(_) => hit,
            Share::Shown => false,
        };
        if missed {
            self.misses.push(format!("{id}: {what}"));
        }
    }

    /// Counts an entry in a row of its own.
    pub(crate) fn row(&mut self, row: &str, _: Part, hit: bool) {
        self.rows.entry(row.to_owned()).or_default().add(hit);
    }

    /// Whether the target is met; an empty table meets it.
    pub(crate) fn is_met(&self) -> bool {
        let percent = self.all.percent();
        self.all.all == 0
            || match self.share {
                Share::AtLeast(least) => percent >= least,
                Share::AtMost(most) => percent <= most,
                Share::Under(bound) => percent < bound,
                Share::Shown => true,
            }
    }

    /// Prints it.
    pub(crate) fn print(&self, with_misses: bool) {
        let target = match self.share {
            Share::AtLeast(least) => format!("at least {least} %"),
            Share::AtMost(most) => format!("at most {most} %"),
            Share::Under(bound) => format!("under {bound} %"),
            Share::Shown => String::new(),
        };
        if self.rows.is_empty() || self.all.all > 0 {
            let shown =
                |count: Count| format!("{:5.1} % ({}/{})", count.percent(), count.hits, count.all);
            println!(
                "{:62} {:>22} {:>20} {:>20}  {target}{}",
                self.title,
                shown(self.all),
                shown(self.seen),
                shown(self.unseen),
                if self.is_met() { "" } else { "  MISSED" }
            );
        } else {
            println!("\n{}", self.title);
            for (row, count) in &self.rows {
                println!("  {row:48} {:3}/{}", count.hits, count.all);
            }
        }
        if with_misses {
            for miss in &self.misses {
                println!("    {miss}");
            }
        }
    }

    /// The same as JSON.
    pub(crate) fn json(&self, with_misses: bool) -> Value {
        let count = |count: Count| json!({"hits": count.hits, "all": count.all, "percent": count.percent()});
        let rows: BTreeMap<&String, Value> = self
            .rows
            .iter()
            .map(|(name, n)| (name, count(*n)))
            .collect();
        let mut value = json!({
            "title": self.title, "met": self.is_met(), "all": count(self.all),
            "two_thirds": count(self.seen), "last_third": count(self.unseen), "rows": rows,
        });
        if with_misses {
            value["misses"] = json!(self.misses);
        }
        value
    }
}
