//! The program is killed again and again at random points under load; what it had confirmed is there after every
//! restart, and no device is called twice.
//!
//! | who | what has to be true after every restart, or at the end |
//! |---|---|
//! | `writer` | identities with their keys, modules, twins with tags, versions, etags and stamps are as confirmed |
//! | `orders` | jobs are as confirmed, also those that wait or were cancelled; a twin is written once by each job whose row says so |
//! | `door` | its subscriptions are there although it does not subscribe again; no job calls it twice |
//! | `post` | messages that were taken wait until they have come, and none comes again after its end |
//! | `program` | keys of policies and the certificate are what they were |
//!
//! `CRASH_SEED` repeats a run as far as chance goes (the load races with the kill all the same), `CRASH_ROUNDS` makes a
//! longer one.
#![expect(clippy::unwrap_used, reason = "a test may panic, in its helpers as well")]

use std::time::Duration;

use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};

use crate::{door::Door, orders::Orders, post::Post, program::Program, program::given, writer::Writer};

mod door;
mod orders;
mod post;
mod program;
mod writer;

/// Kills of a run that nobody asked to be longer.
const ROUNDS: u64 = 200;

/// A hub gives up a message that it has handed out ten times, and a slow machine may kill it each time before the message
/// comes. So the door gets to the end of its queue in one life of this many.
const SETTLED_EVERY: u64 = 8;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_kills_lose_nothing_confirmed_and_repeat_no_call() {
    let seed = setting("CRASH_SEED").unwrap_or_else(|| rand::rng().random());
    let rounds = setting("CRASH_ROUNDS").unwrap_or(ROUNDS);
    println!("CRASH_SEED={seed} CRASH_ROUNDS={rounds}");
    let mut chance = StdRng::seed_from_u64(seed);
    let state = tempfile::tempdir().unwrap();
    let mut writers: [Writer; 3] = std::array::from_fn(|number| Writer::new(number, chance.random()));
    let (mut orders, mut door, mut post) = (Orders::new(chance.random()), Door::default(), Post::default());

    let program = Program::start(state.path()).await;
    orders.prepare(&program.hub()).await;
    let given_first = given(state.path());
    program.kill().await;

    for round in 0..rounds {
        if chance.random_ratio(1, 5) {
            Program::kill_while_starting(state.path(), Duration::from_millis(chance.random_range(0..60)))
                .await;
        }
        let program = Program::start(state.path()).await;
        let hub = program.hub();
        println!("round {round}");
        assert_eq!(given(state.path()), given_first, "keys and certificates stay what they are");
        for writer in &mut writers {
            writer.check(&hub).await;
        }
        orders.check(&hub).await;
        post.check(&hub, &mut door).await;

        // The moment of the kill is what the test is about.
        let life = Duration::from_millis(chance.random_range(1..120));
        let mqtt = program.mqtt();
        let kill = async {
            tokio::time::sleep(life).await;
            if round % SETTLED_EVERY == 0 {
                post::all_settled(&hub).await;
            }
            program.kill().await;
        };
        let [one, two, three] = &mut writers;
        tokio::join!(
            one.work(&hub),
            two.work(&hub),
            three.work(&hub),
            orders.work(&hub),
            post.work(&hub),
            door.serve(mqtt),
            kill
        );
    }

    let program = Program::start(state.path()).await;
    let hub = program.hub();
    let mqtt = program.mqtt();
    let finish = async {
        orders.finish(&hub).await;
        post::all_settled(&hub).await;
        program.kill().await;
    };
    tokio::join!(door.serve(mqtt), finish);
    orders.compare_with(&door);
    post.compare_with(&door);

    let did = [
        ("jobs", orders.count() as u64),
        ("cancelled jobs", orders.cancelled() as u64),
        ("calls", door.calls().into()),
        ("messages", post.count() as u64),
        ("writes", writers.iter().map(Writer::confirmed).sum()),
    ];
    println!("{rounds} kills, {did:?}");
    for (what, count) in did {
        assert!(count * 4 >= rounds, "{count} {what} in {rounds} lives: there was no load to speak of");
    }
}

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|value| value.parse().unwrap())
}
