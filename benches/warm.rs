//! The latency of a form post in a running process, compared with the same bare transaction:
//! `cargo bench -p benches --bench warm`.

use anyhow::{Result, ensure};
use benches::app;
use benches::bare;
use benches::binaries::Binaries;
use benches::calls::form;
use benches::options::Options;
use benches::samples::{Samples, ms};
use engines::Home;
use engines::clients::{self, Retries};
use local::Function;
use std::time::Instant;

const WARM_UP: usize = 100;

#[tokio::main]
async fn main() -> Result<()> {
    let options = Options::read();
    let rounds = options.number("--rounds", 2_000, 100);
    let binary = Binaries::ready(&options)?.path(Function::FormIntake.name())?;
    let app = app::open(Home::Memory).await;

    let written = app::written(&app).await?;
    let endpoint = app.system.engines.dynamodb.endpoint();
    let table = clients::dynamodb(endpoint, Retries::Quick);
    let mut lambda = app::start(&app, &binary, &[]).await?;
    let (mut posts, mut bare) = (Samples::default(), Samples::default());
    for n in 0..WARM_UP + rounds {
        let bare_took = bare::take(&table, &written, n).await?;
        let event = form(n);
        let started = Instant::now();
        let answer = lambda.invoke(event).await?;
        let took = started.elapsed();
        ensure!(answer["statusCode"] == 303, "{answer}");
        if n >= WARM_UP {
            posts.add(took);
            bare.add(bare_took);
        }
    }
    lambda.stop().await?;
    println!("| warm, p50 of {rounds} | measured | target |");
    println!("| --- | --- | --- |");
    println!("| the bare transaction | {} | |", ms(bare.p50()));
    println!(
        "| a form post through the Runtime API | {} | |",
        ms(posts.p50())
    );
    println!("| ratio | {:.2} | ≤ 1.5 |", posts.ratio_to(&bare));
    Ok(())
}
