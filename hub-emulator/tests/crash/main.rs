//! The program is killed again and again at random points under load; what it had confirmed is there after every
//! restart, and no device is called twice.
//!
//! `CRASH_SEED` repeats a run as far as chance goes (the load races with the kill all the same), `CRASH_ROUNDS` makes a
//! longer one.
#![expect(clippy::unwrap_used, reason = "a test may panic, in its helpers as well")]

use std::time::Duration;

use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};

use crate::{door::Door, orders::Orders, program::Program, writer::Writer};

mod door;
mod orders;
mod program;
mod writer;

/// Kills of a run that nobody asked to be longer.
const ROUNDS: u64 = 200;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_kills_lose_nothing_confirmed_and_repeat_no_call() {
    let seed = setting("CRASH_SEED").unwrap_or_else(|| rand::rng().random());
    let rounds = setting("CRASH_ROUNDS").unwrap_or(ROUNDS);
    println!("CRASH_SEED={seed} CRASH_ROUNDS={rounds}");
    let mut chance = StdRng::seed_from_u64(seed);
    let state = tempfile::tempdir().unwrap();
    let mut writers: [Writer; 3] = std::array::from_fn(|number| Writer::new(number, chance.random()));
    let (mut orders, mut door) = (Orders::new(chance.random()), Door::default());

    let program = Program::start(state.path()).await;
    Orders::prepare(&program.hub()).await;
    program.kill().await;

    for round in 0..rounds {
        if chance.random_ratio(1, 5) {
            Program::kill_while_starting(state.path(), Duration::from_millis(chance.random_range(0..60)))
                .await;
        }
        let program = Program::start(state.path()).await;
        let hub = program.hub();
        println!("round {round}");
        for writer in &mut writers {
            writer.check(&hub).await;
        }
        orders.check(&hub).await;

        // The moment of the kill is what the test is about.
        let life = Duration::from_millis(chance.random_range(1..120));
        let mqtt = program.mqtt();
        let kill = async {
            tokio::time::sleep(life).await;
            program.kill().await;
        };
        let [one, two, three] = &mut writers;
        tokio::join!(
            one.work(&hub),
            two.work(&hub),
            three.work(&hub),
            orders.work(&hub),
            door.serve(mqtt),
            kill
        );
    }

    let program = Program::start(state.path()).await;
    let hub = program.hub();
    let mqtt = program.mqtt();
    let finish = async {
        orders.finish(&hub).await;
        program.kill().await;
    };
    tokio::join!(door.serve(mqtt), finish);
    orders.compare_with(&door);
    println!(
        "{rounds} kills, {} jobs, {} calls, {} writes",
        orders.count(),
        door.calls(),
        writers.iter().map(Writer::confirmed).sum::<u64>()
    );
}

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|value| value.parse().unwrap())
}
