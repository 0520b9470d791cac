//! The work that the local runner does by itself. In AWS, queues, streams and schedules start it.

use crate::events::Events;
use crate::functions::Functions;
use crate::queue::Queue;
use anyhow::Result;
use aws_lambda_events::event::sqs::{SqsEvent, SqsMessage};
use engines::Stop;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;

/// Starts a loop for each kind of work. The loops end with the stop signal.
pub(crate) fn start(
    functions: &Functions,
    queue: &Arc<Queue>,
    events: &Arc<Events>,
    stopping: &Stop,
) -> [JoinHandle<()>; 4] {
    [
        tokio::spawn(read_mail(
            functions.email_intake.clone(),
            Arc::clone(queue),
            stopping.clone(),
        )),
        tokio::spawn(send_emails(
            functions.outbox_sender.clone(),
            functions.email_events.clone(),
            Arc::clone(events),
            stopping.clone(),
        )),
        tokio::spawn(notify_partners(
            functions.partner_notifier.clone(),
            stopping.clone(),
        )),
        tokio::spawn(sweep(functions.deadline_sweeper.clone(), stopping.clone())),
    ]
}

async fn read_mail(deps: email_intake::Deps, queue: Arc<Queue>, mut stopping: Stop) {
    loop {
        if let Err(error) = read_waiting(&deps, &queue).await {
            tracing::error!(%error, "the queue can't be read");
        }
        tokio::select! {
            _ = stopping.wait_for(|stop| *stop) => return,
            () = queue.news() => {}
            () = tokio::time::sleep(Duration::from_secs(2)) => {}
        }
    }
}

/// Reads each waiting message once. Returns how many were handled, and how many failed and will be retried.
pub(crate) async fn read_waiting(
    deps: &email_intake::Deps,
    queue: &Queue,
) -> Result<(usize, usize)> {
    let (mut handled, mut again) = (0, 0);
    for message in queue.waiting()? {
        let mut record = SqsMessage::default();
        record.message_id = Some("local".into());
        record.body = Some(message.body.clone());
        let mut batch = SqsEvent::default();
        batch.records = vec![record];
        if email_intake::handle(deps, batch)
            .await
            .batch_item_failures
            .is_empty()
        {
            queue.done(&message)?;
            handled += 1;
        } else {
            queue.failed(&message)?;
            again += 1;
        }
    }
    Ok((handled, again))
}

/// Sends emails and then handles what SES reports. In this order, each email is marked as sent before its first event.
async fn send_emails(
    deps: outbox_sender::Deps,
    email_events: email_events::Deps,
    events: Arc<Events>,
    mut stopping: Stop,
) {
    loop {
        if let Err(error) = outbox_sender::handle(&deps, outbox_sender::Event::Schedule).await {
            tracing::error!(%error, "the index can't be read");
        }
        let handle = |event| email_events::handle(&email_events, event);
        if let Err(error) = events.hand_out(handle).await {
            tracing::error!(%error, "events of SES can't be stored");
        }
        tokio::select! {
            _ = stopping.wait_for(|stop| *stop) => return,
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
        }
    }
}

/// Notifies partners every second. In AWS this happens every minute, and at once for a new notification.
async fn notify_partners(deps: partner_notifier::Deps, mut stopping: Stop) {
    /// How long a run may go on after the stop signal. If it is cut off, the next start resumes it when its claims expire.
    const LAST_RUN: Duration = Duration::from_millis(300);
    loop {
        let run = partner_notifier::handle(&deps, partner_notifier::Event::Schedule);
        let mut run = std::pin::pin!(run);
        let finished = tokio::select! {
            finished = &mut run => finished,
            () = async { let _ = stopping.wait_for(|stop| *stop).await; } => {
                let _ = tokio::time::timeout(LAST_RUN, run).await;
                return;
            }
        };
        if let Err(error) = finished {
            tracing::error!(%error, "the index can't be read");
        }
        tokio::select! {
            _ = stopping.wait_for(|stop| *stop) => return,
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
        }
    }
}

/// Checks deadlines every minute. In AWS this happens every hour.
async fn sweep(deps: deadline_sweeper::Deps, mut stopping: Stop) {
    loop {
        let swept = deadline_sweeper::handle(
            &deps,
            deadline_sweeper::Event::Schedule,
            deadline_sweeper::Limit::NONE,
        );
        if let Err(error) = swept.await {
            tracing::error!(%error, "deadlines can't be checked");
        }
        tokio::select! {
            _ = stopping.wait_for(|stop| *stop) => return,
            () = tokio::time::sleep(Duration::from_secs(60)) => {}
        }
    }
}
