//! How deeply conditions nest, and that chains do not.

use iothub_query::{Condition, Query};

#[test]
fn deep_nesting_is_refused() {
    let deep = [
        "tags.a = 1 AND (".repeat(500),
        format!("{}true", "NOT ".repeat(2000)),
        format!("tags.a IN {}", "[".repeat(8000)),
        "STARTSWITH(".repeat(700),
        format!("tags.a = {}1{}", "1 + (".repeat(600), ")".repeat(600)),
        format!("{}1{} = 1", "(".repeat(200), " = 1)".repeat(200)),
        format!("{}[[1]] = 1{}", "(".repeat(126), ") = 1".repeat(126)),
    ];
    for text in deep {
        assert_eq!(Condition::parse(&text).unwrap_err().problem.code(), "too-deep", "{}", &text[..20]);
    }
}

/// Chains counted as deep when they were parenthesised on the left, and sums and products always.
#[test]
fn chains_are_not_deep() {
    let chains = ["tags.a OR tags.b", "tags.a AND tags.b", "1 + 1 - 1", "1 * 1 / 1 % 1"];
    for chain in chains {
        let (first, again) = chain.split_once(' ').unwrap();
        let times = 8000 / (again.len() + 3);
        let long = format!("{first}{}", format!(" {again}").repeat(times));
        assert_eq!(Condition::parse(&long).unwrap().to_string(), long);
        let left = format!("{}{first}{}", "(".repeat(times), format!(" {again})").repeat(times));
        assert_eq!(Condition::parse(&left).unwrap().to_string(), long);
        let needless = format!("{}{chain}{}", "(".repeat(4000), ")".repeat(4000));
        assert_eq!(Condition::parse(&needless).unwrap().to_string(), chain);
    }
}

#[test]
fn the_deepest_condition_needs_little_stack() {
    let deepest = [
        format!("{}tags.a = 1{}", "(NOT ".repeat(63), ")".repeat(63)),
        format!("{}tags.a", "NOT ".repeat(127)),
        format!("{}true{}", "STARTSWITH('a', ".repeat(127), ")".repeat(127)),
        format!("tags.a = {}1{}", "1 + (".repeat(125), ")".repeat(125)),
        format!("tags.a = 1{}{}", " AND (true OR true".repeat(63), ")".repeat(63)),
        format!("true{}{}", " = NOT (true".repeat(63), ")".repeat(63)),
        format!("{}tags.a = 1{}", "(".repeat(126), ") = 1".repeat(126)),
        format!("tags.a IN {}1{}", "[".repeat(127), "]".repeat(127)),
    ];
    let uses = move || {
        for text in deepest {
            let condition = Condition::parse(&text).expect(&text);
            condition.matches(&serde_json::json!({"tags": {"a": 1}}));
            assert_eq!(Condition::parse(&condition.to_string()), Ok(condition.clone()));
            let query = Query::parse(&format!("SELECT * FROM devices WHERE {text}")).unwrap();
            assert_eq!(query.referenced_paths().len(), condition.referenced_paths().len());
            condition.warnings();
        }
    };
    // WebAssembly gives a program one megabyte, of which others use some.
    std::thread::Builder::new().stack_size(768 * 1024).spawn(uses).unwrap().join().unwrap();
}
