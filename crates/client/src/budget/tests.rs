use super::*;
use crate::tier::Tier;

#[derive(Debug)]
struct Still;

impl Environment for Still {
    fn now(&self) -> UtcTime {
        UtcTime::from_unix_millis(1_767_225_600_000)
    }

    fn random(&self) -> u128 {
        0
    }
}

fn budget(tier: Tier) -> Budget {
    Budget::new(HubSize::new(tier, 1, 1.0).unwrap(), Backoff::default(), Arc::new(Still))
}

#[tokio::test(start_paused = true)]
async fn no_minute_holds_more_queries_than_the_limit() {
    let budget = budget(Tier::S1);
    let mut sent_at = Vec::new();
    while sent_at.len() < 100 {
        budget.wait(OperationClass::Queries, 0).await;
        sent_at.push(Instant::now());
    }
    for (index, start) in sent_at.iter().enumerate() {
        let within = sent_at[index..].iter().filter(|at| **at - *start < Duration::from_secs(60)).count();
        assert!(within <= 20, "{within} queries in a minute");
    }
    // And the limit is used: a hundred calls at 16 a minute, four of them at once.
    assert_eq!((sent_at[99] - sent_at[0]).as_secs(), 360);
}

#[tokio::test(start_paused = true)]
async fn a_spent_budget_says_when_there_is_some_again() {
    let budget = budget(Tier::S1);
    for _ in 0..4 {
        budget.take(OperationClass::Queries, 0).unwrap();
    }
    let spent = budget.take(OperationClass::Queries, 0).unwrap_err();
    assert_eq!(spent.retry_in, Duration::from_millis(3750));
    assert_eq!(spent.retry_at.to_string(), "2026-01-01T00:00:03.7500000Z");
    assert_eq!(spent.throttled_by, None);
    tokio::time::advance(spent.retry_in).await;
    assert_eq!(budget.take(OperationClass::Queries, 0), Ok(()));
}

#[tokio::test(start_paused = true)]
async fn background_work_leaves_a_spare_call_for_a_person() {
    let budget = budget(Tier::S1);
    budget.take(OperationClass::Queries, 2).unwrap();
    budget.take(OperationClass::Queries, 2).unwrap();
    assert!(budget.take(OperationClass::Queries, 2).is_err());
    assert_eq!(budget.available(OperationClass::Queries), Some(2));
    budget.take(OperationClass::Queries, 0).unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_hub_without_limits_never_waits() {
    let budget = budget(Tier::Unlimited);
    for _ in 0..10_000 {
        budget.take(OperationClass::Queries, 5).unwrap();
    }
    assert_eq!(budget.available(OperationClass::Queries), None);
}

#[tokio::test(start_paused = true)]
async fn a_429_closes_the_class_for_everybody_and_longer_each_time() {
    let budget = budget(Tier::S3);
    let watch = budget.watch();
    let mut waits = Vec::new();
    for _ in 0..6 {
        budget.throttled(OperationClass::Queries, "ThrottlingBacklogTimeout");
        // A second refusal of a call that was already under way does not count again.
        budget.throttled(OperationClass::Queries, "ThrottlingBacklogTimeout");
        let spent = budget.take(OperationClass::Queries, 0).unwrap_err();
        assert_eq!(spent.throttled_by.as_deref(), Some("ThrottlingBacklogTimeout"));
        waits.push(spent.retry_in.as_secs());
        tokio::time::advance(spent.retry_in).await;
    }
    assert_eq!(waits, [10, 20, 40, 80, 120, 120]);
    assert_eq!(watch.borrow().len(), 1);
    assert_eq!(budget.take(OperationClass::JobOperations, 0), Ok(()), "other classes stay open");
    budget.answered(OperationClass::Queries);
    assert!(watch.borrow().is_empty());
    budget.throttled(OperationClass::Queries, "ThrottlingException");
    assert_eq!(budget.take(OperationClass::Queries, 0).unwrap_err().retry_in.as_secs(), 10);
}

#[tokio::test(start_paused = true)]
async fn an_old_success_does_not_open_a_class_that_has_just_been_closed() {
    let budget = budget(Tier::S3);
    budget.throttled(OperationClass::Queries, "ThrottlingException");
    budget.answered(OperationClass::Queries);
    assert!(budget.take(OperationClass::Queries, 0).is_err());
    assert_eq!(budget.watch().borrow().len(), 1);
}
