//! The queue shows each request once, in order, on the views where staff look for it.

use crate::table::{
    DELETE, OPT_OUT, Table, command, later, now, opened, submission, table, unclear,
};
use domain::law::{Law, Right, VerifiableRight};
use domain::log::{Actor, Event};
use domain::person::{Person, Region};
use domain::receipt::{Receipt, ReceiptId};
use domain::request::{Channel, Command, Note, Request, RequestId, Submission, VerificationMethod};
use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp, ToSpan};
use store::{Assigned, AssigneeTag, Handles, QueueFilter, QueueView, StaffDecision, Viewer};

const TODAY: Date = date(2026, 11, 21);

/// Kim looks at the views on this day.
fn on(today: Date) -> Viewer {
    Viewer {
        today,
        me: AssigneeTag::of("kim"),
    }
}

fn numbered(n: u16, right: Right, received: Timestamp) -> Submission {
    let mut receipt = [0; 16];
    receipt[..2].copy_from_slice(&n.to_be_bytes());
    // The first byte decides the shard.
    receipt.swap(0, 1);
    Submission {
        receipt: ReceiptId::from_bytes(receipt),
        ..submission(1, right, &[&format!("p{n}@example.org")], received)
    }
}

/// Returns all requests of a view, a page at a time.
async fn all(
    store: &Handles,
    view: QueueView,
    filter: &QueueFilter,
    today: Date,
) -> Vec<RequestId> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = store
            .desk
            .queue_page(view, filter, on(today), after.as_deref(), 7);
        let page = page.await.unwrap();
        assert!(page.found.len() <= 7);
        all.extend(page.found.iter().map(|request| request.id));
        after = page.next;
        if after.is_none() {
            return all;
        }
    }
}

async fn view(store: &Handles, view: QueueView, today: Date) -> Vec<RequestId> {
    all(store, view, &QueueFilter::default(), today).await
}

async fn count(store: &Handles, view: QueueView, today: Date) -> (u64, bool) {
    let counts = store.desk.queue_counts(on(today)).await.unwrap();
    let count = counts.views.iter().find(|(of, _)| *of == view).unwrap().1;
    (count.counted, count.has_more)
}

#[tokio::test]
async fn a_request_moves_from_view_to_view_as_staff_work_on_it() {
    let Table { store, _stop, .. } = table().await;
    let receipt = opened(&store, unclear(1, "ana@example.org")).await;
    let only = [receipt.request];
    let check = async |there: QueueView| {
        let work = [
            QueueView::ToReview,
            QueueView::ToRespond,
            QueueView::WaitingForPartners,
            QueueView::Closed,
        ];
        for of in work {
            let expected = if of == there { &only[..] } else { &[] };
            assert_eq!(view(&store, of, TODAY).await, expected, "{of:?}");
            assert_eq!(
                count(&store, of, TODAY).await,
                (expected.len() as u64, false)
            );
        }
        let is_open = there != QueueView::Closed;
        assert_eq!(
            view(&store, QueueView::Open, TODAY).await.len(),
            usize::from(is_open)
        );
        assert_eq!(
            count(&store, QueueView::Open, TODAY).await,
            (u64::from(is_open), false)
        );
    };
    check(QueueView::ToReview).await;
    command(&store, &receipt, Command::Confirm(OPT_OUT), later(1)).await;
    check(QueueView::WaitingForPartners).await;
    command(
        &store,
        &receipt,
        Command::PartnersNotified { notified: 0 },
        later(2),
    )
    .await;
    check(QueueView::Closed).await;
    let other = opened(&store, submission(2, DELETE, &["bo@example.org"], now())).await;
    assert_eq!(
        view(&store, QueueView::ToRespond, TODAY).await,
        [other.request]
    );
    let verify = Command::Verify(VerificationMethod::Matched);
    command(&store, &other, verify, later(1)).await;
    assert_eq!(
        view(&store, QueueView::ToRespond, TODAY).await,
        [other.request]
    );
}

#[tokio::test]
async fn the_views_of_a_week_follow_the_due_dates() {
    let Table { store, _stop, .. } = table().await;
    let receipt = opened(&store, numbered(1, DELETE, now())).await;
    let request = store.desk.request(receipt.request).await.unwrap().unwrap();
    let due = request.due().unwrap();
    let mut day = TODAY;
    let (mut soon, mut overdue) = (0, 0);
    while day < date(2027, 2, 15) {
        let is_soon = domain::staff::is_due_soon(due, day);
        let is_overdue = domain::staff::is_overdue(due, day);
        for (of, expected) in [
            (QueueView::DueThisWeek, is_soon),
            (QueueView::Overdue, is_overdue),
        ] {
            let found = view(&store, of, day).await.len();
            assert_eq!(found, usize::from(expected), "{of:?} {day}");
            assert_eq!(count(&store, of, day).await, (u64::from(expected), false));
        }
        soon += u32::from(is_soon);
        overdue += u32::from(is_overdue);
        day = day.saturating_add(3.days());
    }
    assert!(soon >= 2 && overdue >= 10, "{soon} {overdue}");
}

#[tokio::test]
async fn what_is_due_is_on_the_first_page_however_much_is_overdue() {
    let Table { store, _stop, .. } = table().await;
    let at = |day: &str| format!("{day}T18:00:00Z").parse::<Timestamp>().unwrap();
    // All in one shard, and with the same target.
    for n in 1..=40 {
        let overdue = numbered(16 * n, OPT_OUT, at("2026-10-20"));
        store
            .intake
            .submit(overdue, at("2026-10-20"))
            .await
            .unwrap();
    }
    let soon = numbered(16 * 41, OPT_OUT, at("2026-11-03"));
    let soon = opened(&store, soon).await;
    let filter = QueueFilter::default();
    let page = store
        .desk
        .queue_page(QueueView::DueThisWeek, &filter, on(TODAY), None, 1);
    let found: Vec<_> = page.await.unwrap().found.iter().map(|one| one.id).collect();
    assert_eq!(found, [soon.request]);
    assert_eq!(
        count(&store, QueueView::DueThisWeek, TODAY).await,
        (1, false)
    );
    assert_eq!(count(&store, QueueView::Overdue, TODAY).await, (40, false));
}

#[tokio::test]
async fn pages_are_in_order_over_all_shards_and_filters_leave_out_the_rest() {
    let Table { store, _stop, .. } = table().await;
    let mut expected = Vec::new();
    for n in 0..60_u16 {
        let received = now() - SignedDuration::from_hours(24 * i64::from(n % 20));
        let right = if n % 3 == 0 { OPT_OUT } else { DELETE };
        let mut submitted = numbered(n, right, received);
        submitted.channel = if n % 2 == 0 {
            Channel::Form
        } else {
            Channel::Phone
        };
        if n % 5 == 0 {
            let identifiers = submitted.person.identifiers().to_vec();
            let texas = Region::parse("TX").ok();
            submitted.person = Person::new(None, texas, identifiers).unwrap();
        }
        let receipt = opened(&store, submitted).await;
        let request = store.desk.request(receipt.request).await.unwrap().unwrap();
        expected.push((request.due().unwrap(), request.id.to_string(), request));
    }
    expected.sort_by(|one, other| (one.0, &one.1).cmp(&(other.0, &other.1)));
    let ids = |keep: &dyn Fn(&Request) -> bool| -> Vec<RequestId> {
        let kept = expected.iter().map(|(.., request)| request);
        kept.filter(|request| keep(request))
            .map(|request| request.id)
            .collect()
    };
    assert_eq!(view(&store, QueueView::Open, TODAY).await, ids(&|_| true));
    let none = QueueFilter::default;
    type Keep = fn(&Request) -> bool;
    let only_right = |right| QueueFilter {
        right: Some(right),
        ..none()
    };
    let phone = QueueFilter {
        channel: Some(Channel::Phone),
        ..none()
    };
    let texas = QueueFilter {
        law: Some(Law::Texas),
        ..only_right(DELETE)
    };
    let know = Right::Verifiable(VerifiableRight::Know);
    let filters: [(QueueFilter, Keep); 4] = [
        (only_right(OPT_OUT), |of| of.right() == Some(OPT_OUT)),
        (phone, |of| of.channel == Channel::Phone),
        (texas, |of| {
            of.right() == Some(DELETE) && of.rule().unwrap().law == Law::Texas
        }),
        (only_right(know), |_| false),
    ];
    for (filter, keep) in filters {
        let found = all(&store, QueueView::Open, &filter, TODAY).await;
        assert_eq!(found, ids(&keep), "{filter:?}");
    }
    assert!(!ids(&|of| of.rule().unwrap().law == Law::Texas).is_empty());
    let unfiltered = none();
    for nonsense in ["", "~", "~~", "2026", "\u{10ffff}", "zebra"] {
        for of in QueueView::ALL {
            let page = store
                .desk
                .queue_page(of, &unfiltered, on(TODAY), Some(nonsense), 7);
            page.await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_page_continues_after_the_last_one_though_its_requests_were_checked_or_closed() {
    let Table { store, _stop, .. } = table().await;
    for n in 1..=6_u16 {
        let received = later(i64::from(n) * 48);
        let receipt = opened(&store, numbered(n, OPT_OUT, received)).await;
        assert_eq!(receipt.received, received);
    }
    let every = QueueFilter::default();
    let page = async |after: Option<&str>, most| {
        let page = store
            .desk
            .queue_page(QueueView::Open, &every, on(TODAY), after, most);
        page.await.unwrap()
    };
    let first = page(None, 3).await;
    let order = StaffDecision {
        by: Actor::System,
        why: None,
        seen: None,
    };
    let take = async |id, command| {
        let taken = store.desk.take_action(id, command, &order, later(400));
        taken.await.unwrap();
    };
    let notified = Command::PartnersNotified { notified: 0 };
    take(first.found[0].id, notified).await;
    take(first.found[1].id, Command::CheckDeadlines).await;
    let rest = page(first.next.as_deref(), 10).await;
    assert_eq!((rest.found.len(), rest.next), (3, None));
    let seen = |id| first.found.iter().any(|request| request.id == id);
    assert!(!rest.found.iter().any(|request| seen(request.id)));
}

#[tokio::test]
async fn a_view_ends_at_the_last_due_date_that_is_wanted() {
    let Table { store, _stop, .. } = table().await;
    for n in 1..=6_u16 {
        let received = later(i64::from(n) * 24);
        opened(&store, numbered(n, DELETE, received)).await;
    }
    let open = view(&store, QueueView::Open, TODAY).await;
    let third = store.desk.request(open[2]).await.unwrap().unwrap();
    let before = QueueFilter {
        due_before: Some(third.due().unwrap().target),
        ..QueueFilter::default()
    };
    assert!(before.keeps_all());
    let found = all(&store, QueueView::Open, &before, TODAY).await;
    assert_eq!(found, open[..2]);
    assert_eq!(all(&store, QueueView::Overdue, &before, TODAY).await, []);
}

#[tokio::test]
async fn an_assigned_request_is_on_the_view_of_its_member_of_staff() {
    let Table { store, _stop, .. } = table().await;
    let first = opened(&store, numbered(1, DELETE, now())).await;
    let second = opened(&store, unclear(2, "bo@example.org")).await;
    let third = opened(&store, numbered(3, OPT_OUT, now())).await;
    let assign = async |receipt: &Receipt, to: Option<&str>| {
        let to = to.map(str::to_owned);
        command(&store, receipt, Command::Assign { to }, later(1)).await;
    };
    let sizes = async || {
        let mine = count(&store, QueueView::Mine, TODAY).await;
        (mine, count(&store, QueueView::Unassigned, TODAY).await)
    };
    assert_eq!(
        sizes().await,
        ((0, false), (2, false)),
        "no work with partners"
    );
    assign(&first, Some("kim")).await;
    assign(&second, Some("ana")).await;
    assign(&third, Some("kim")).await;
    assert_eq!(sizes().await, ((1, false), (0, false)));
    assert_eq!(view(&store, QueueView::Mine, TODAY).await, [first.request]);
    let of = |assignee| QueueFilter {
        assignee: Some(assignee),
        ..QueueFilter::default()
    };
    let anas = of(Assigned::To(AssigneeTag::of("ana")));
    let kims = of(Assigned::To(AssigneeTag::of("kim")));
    let open = QueueView::Open;
    assert_eq!(all(&store, open, &anas, TODAY).await, [second.request]);
    assert_eq!(all(&store, open, &kims, TODAY).await.len(), 2);
    assign(&first, None).await;
    assert_eq!(sizes().await, ((0, false), (1, false)));
    let nobodys = of(Assigned::ToNobody);
    assert_eq!(all(&store, open, &nobodys, TODAY).await, [first.request]);
}

#[tokio::test]
async fn the_last_closed_request_comes_first_until_it_is_erased() {
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    let mut closed: Vec<Receipt> = Vec::new();
    for n in 0..12_u16 {
        let signal = Submission {
            channel: Channel::Signal,
            ..numbered(n, OPT_OUT, now())
        };
        let receipt = opened(&store, signal).await;
        crate::erase::close(&store, &receipt, later(i64::from(n) + 1)).await;
        closed.insert(0, receipt);
    }
    let ids = |some: &[Receipt]| some.iter().map(|of| of.request).collect::<Vec<_>>();
    assert_eq!(view(&store, QueueView::Closed, TODAY).await, ids(&closed));
    crate::erase::erase_all(&store, closed[0].request, later(100)).await;
    assert_eq!(
        view(&store, QueueView::Closed, TODAY).await,
        ids(&closed[1..])
    );
    drop(engines);
}

#[tokio::test]
async fn a_page_shows_the_newest_entry_of_each_log() {
    let Table { store, _stop, .. } = table().await;
    let first = opened(&store, numbered(1, DELETE, now())).await;
    let second = opened(&store, numbered(2, DELETE, now())).await;
    let note = Command::Note(Note::Collected);
    command(&store, &second, note, later(1)).await;
    let all = QueueFilter::default();
    let page = store
        .desk
        .queue_page(QueueView::Open, &all, on(TODAY), None, 10);
    let page = page.await.unwrap();
    let entries = store.desk.newest_entries(&page.found).await.unwrap();
    for (request, entry) in page.found.iter().zip(entries) {
        let is_noted = matches!(entry.unwrap().event, Event::Noted(Note::Collected));
        assert_eq!(is_noted, request.id == second.request);
        assert!(request.id == first.request || is_noted);
    }
    assert_eq!(page.found.len(), 2);
}

#[tokio::test]
async fn the_weekly_comparison_puts_a_request_back_on_the_queue() {
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    let receipt = opened(&store, numbered(1, DELETE, now())).await;
    let client = engines.dynamodb_client();
    let pk = format!("REQUEST#{}", receipt.request);
    let key = |text: &str| aws_sdk_dynamodb::types::AttributeValue::S(text.to_owned());
    let update = client.update_item().table_name("requests");
    let update = update.key("pk", key(&pk)).key("sk", key("REQUEST"));
    let update = update.update_expression("REMOVE queue_kind, queue_at");
    update.send().await.unwrap();
    assert_eq!(view(&store, QueueView::Open, TODAY).await, []);
    let scanned = store.sweep.scan_page(None).await.unwrap();
    assert!(!scanned.requests[0].is_found_by_staff);
    assert!(store.sweep.repair_entry(receipt.request).await.unwrap());
    assert_eq!(
        view(&store, QueueView::Open, TODAY).await,
        [receipt.request]
    );
    assert!(!store.sweep.repair_entry(receipt.request).await.unwrap());
}

#[tokio::test]
async fn the_weekly_comparison_finds_a_wrong_figure_and_puts_it_right() {
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    let receipt = opened(&store, numbered(1, DELETE, now())).await;
    let stored = crate::table::items(&engines).await;
    let is_request =
        |item: &&std::collections::HashMap<_, _>| crate::table::text(item, "sk") == "REQUEST";
    let request = stored.iter().find(is_request).unwrap();
    let at = crate::table::text(request, "queue_at").to_owned();
    assert!(at.ends_with("#open#-"), "{at}");
    let mut wrong = request.clone();
    let text = at.replace("#open#", "#whole.3#");
    let text = aws_sdk_dynamodb::types::AttributeValue::S(text);
    wrong.insert("queue_at".to_owned(), text);
    let client = engines.dynamodb_client();
    let put = client.put_item().table_name("requests");
    put.set_item(Some(wrong)).send().await.unwrap();
    let figure = async || {
        let page = store
            .sweep
            .figures_page(store::FigureWalk::default(), jiff::civil::date(2026, 1, 1));
        let mut page = page.await.unwrap();
        while page.found.is_empty() {
            let next = page.next.unwrap();
            let since = jiff::civil::date(2026, 1, 1);
            page = store.sweep.figures_page(next, since).await.unwrap();
        }
        page.found[0].1.progress.to_string()
    };
    assert_eq!(figure().await, "whole.3");
    let scanned = store.sweep.scan_page(None).await.unwrap();
    assert!(!scanned.requests[0].is_found_by_staff);
    assert!(store.sweep.repair_entry(receipt.request).await.unwrap());
    assert_eq!(figure().await, "open");
}

#[tokio::test]
async fn a_count_is_exact_up_to_a_thousand() {
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    let receipt = opened(&store, numbered(1, DELETE, now())).await;
    let stored = crate::table::items(&engines).await;
    let is_request =
        |item: &&std::collections::HashMap<_, _>| crate::table::text(item, "sk") == "REQUEST";
    let request = stored.iter().find(is_request).unwrap();
    let at = crate::table::text(request, "queue_at").to_owned();
    let text = |text: String| aws_sdk_dynamodb::types::AttributeValue::S(text);
    // The index has the keys alone, so copies of one request count.
    for n in 1..1_002_u32 {
        if n == 1_000 {
            assert_eq!(
                count(&store, QueueView::ToRespond, TODAY).await,
                (1_000, false)
            );
            assert_eq!(count(&store, QueueView::Open, TODAY).await, (1_000, false));
            assert_eq!(
                count(&store, QueueView::Overdue, date(2027, 6, 1)).await,
                (1_000, false)
            );
        }
        let mut copy = request.clone();
        copy.insert("pk".into(), text(format!("COPY#{n}")));
        copy.insert("queue_kind".into(), text(format!("TORESPOND#{}", n % 8)));
        copy.insert(
            "queue_at".into(),
            text(at.replace(&receipt.request.to_string(), &format!("{n:026}"))),
        );
        crate::table::put(&engines, copy).await;
    }
    for (of, today, expected) in [
        (QueueView::ToRespond, TODAY, (1_000, true)),
        (QueueView::Open, TODAY, (1_000, true)),
        (QueueView::Overdue, date(2027, 6, 1), (1_000, true)),
        (QueueView::Overdue, TODAY, (0, false)),
        (QueueView::ToReview, TODAY, (0, false)),
    ] {
        assert_eq!(count(&store, of, today).await, expected, "{of:?}");
    }
}

/// Copies the only request, with these numbers, on all lists and shards, due on 90 days from three days before today on.
async fn fill(engines: &engines::Engines, open: std::ops::Range<usize>) {
    const AT_ONCE: usize = 25;
    let stored = crate::table::items(engines).await;
    let is_request =
        |item: &&std::collections::HashMap<_, _>| crate::table::text(item, "sk") == "REQUEST";
    let request = stored.iter().find(is_request).unwrap();
    let text = |text: String| aws_sdk_dynamodb::types::AttributeValue::S(text);
    let lists = ["TOREAD", "TORESPOND", "WITHPARTNERS"];
    let numbers: Vec<usize> = open.collect();
    for some in numbers.chunks(AT_ONCE) {
        let puts = some.iter().map(|n| {
            let mut copy = request.clone();
            // The dates are as if at random, so that each shard has each date.
            let day = u32::try_from(*n).unwrap().wrapping_mul(2_654_435_761) >> 8;
            let target = date(2026, 11, 18).saturating_add(i64::from(day % 90).days());
            let kind = format!("{}#{}", lists[n % 3], n / 3 % 8);
            let id = format!("{n:026}");
            copy.insert("pk".into(), text(format!("COPY#{n}")));
            copy.insert("queue_kind".into(), text(kind));
            copy.insert(
                "queue_at".into(),
                text(format!("{target}#{target}#{id}#ca.delete#form")),
            );
            let put = aws_sdk_dynamodb::types::PutRequest::builder().set_item(Some(copy));
            let put = put.build().unwrap();
            aws_sdk_dynamodb::types::WriteRequest::builder()
                .put_request(put)
                .build()
        });
        let write = engines.dynamodb_client().batch_write_item();
        write
            .request_items("requests", puts.collect())
            .send()
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_page_makes_as_many_reads_at_100_open_requests_as_at_5000() {
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    opened(&store, numbered(1, DELETE, now())).await;
    let counting = crate::interleaved::counting(&engines).await;
    let desk = &counting.store.desk;
    let all = QueueFilter::default();
    let soon = QueueFilter {
        due_before: Some(date(2026, 12, 20)),
        ..QueueFilter::default()
    };
    let open = [
        QueueView::ToReview,
        QueueView::ToRespond,
        QueueView::Overdue,
        QueueView::WaitingForPartners,
        QueueView::Open,
    ];
    let mut reads = Vec::new();
    for some in [0..100, 100..5_000] {
        fill(&engines, some).await;
        let mut of_each = Vec::new();
        for view in open {
            for filter in [&all, &soon] {
                counting.proxy.take_calls();
                let page = desk.queue_page(view, filter, on(TODAY), None, 20).await;
                // The copies have the dates of one request, so that a page leaves out most of what it has read.
                page.unwrap();
                of_each.push(counting.proxy.take_calls().len());
            }
        }
        desk.queue_counts(on(TODAY)).await.unwrap();
        of_each.push(counting.proxy.take_calls().len());
        reads.push(of_each);
    }
    assert_eq!(reads[0], reads[1]);
    assert!(reads[0].iter().all(|calls| *calls > 0), "{reads:?}");
}

/// Measures a page and the counts: `OPEN=1000000 cargo test --release -p store --test store -- --ignored --nocapture queue`.
#[tokio::test]
#[ignore = "it needs a quiet machine and minutes"]
#[expect(clippy::disallowed_methods, reason = "a measurement, not a setting")]
async fn a_page_costs_the_same_however_many_requests_are_open() {
    let Ok(open) = std::env::var("OPEN") else {
        println!("not measured: OPEN names no number of requests");
        return;
    };
    let open: usize = open.parse().unwrap();
    let Table {
        store,
        engines,
        _stop,
    } = table().await;
    opened(&store, numbered(1, DELETE, now())).await;
    fill(&engines, 0..open).await;
    let counting = crate::interleaved::counting(&engines).await;
    let all = QueueFilter::default();
    let (mut pages, mut counts) = (Vec::new(), Vec::new());
    let mut calls = (0, 0);
    for _ in 0..21 {
        counting.proxy.take_calls();
        let began = std::time::Instant::now();
        let page = counting
            .store
            .desk
            .queue_page(QueueView::Open, &all, on(TODAY), None, 50);
        assert_eq!(page.await.unwrap().found.len(), 50);
        pages.push(began.elapsed());
        calls.0 = counting.proxy.take_calls().len();
        let began = std::time::Instant::now();
        counting.store.desk.queue_counts(on(TODAY)).await.unwrap();
        counts.push(began.elapsed());
        calls.1 = counting.proxy.take_calls().len();
    }
    pages.sort_unstable();
    counts.sort_unstable();
    println!(
        "| {open} open requests | p50 {:?} in {} calls | counts p50 {:?} in {} calls |",
        pages[10], calls.0, counts[10], calls.1
    );
}
