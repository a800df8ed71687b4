//! What is printed parses to the tree it was printed from, whatever the tree.

use proptest::{collection::vec, option, prelude::*, sample::select};

use crate::{
    Condition, Query, Span,
    ast::{
        Aggregate, ArithmeticOperator, Collection, Column, ColumnValue, ComparisonOperator, Expression,
        ExpressionKind, Function, Literal, Name, Number, Path, Projection, Segment, Select, Source, Top,
    },
};

fn literal() -> impl Strategy<Value = Literal> {
    let number = prop_oneof![
        proptest::num::f64::ANY.prop_filter("finite", |value| value.is_finite()),
        (-20i32..20).prop_map(f64::from),
    ];
    let leaf = prop_oneof![
        Just(Literal::Undefined),
        Just(Literal::Null),
        any::<bool>().prop_map(Literal::Bool),
        number.prop_map(|value| Literal::Number(Number::new(value).unwrap())),
        any::<String>().prop_map(Literal::String),
        "[a'\"\\\\\n\u{1F600}%]{0,6}".prop_map(Literal::String),
    ];
    leaf.prop_recursive(2, 6, 3, |inner| vec(inner, 1..3).prop_map(Literal::Array))
}

/// Paths into the documented part of a twin, so that no prefix rule applies to them.
fn path() -> impl Strategy<Value = Path> {
    let first = select(vec!["tags", "Properties", "deviceId", "$metadata", "größe", "devices"]);
    let key = prop_oneof![
        select(vec![
            "site",
            "desired",
            "IN",
            "select",
            "null",
            "floor plan",
            "a.b",
            "it's",
            "",
            "2nd",
            "$version"
        ])
        .prop_map(str::to_owned),
        any::<String>(),
    ];
    (first, vec(key, 0..4)).prop_map(|(first, keys)| {
        let keys = keys.iter().filter(|key| !["modules", "jobs"].contains(&key.to_lowercase().as_str()));
        let segments = std::iter::once(Segment::new(first)).chain(keys.map(Segment::new));
        Path::new(segments.collect(), Span::default())
    })
}

fn expression() -> impl Strategy<Value = Expression> {
    let comparison = select(vec![
        ComparisonOperator::Equal,
        ComparisonOperator::NotEqual,
        ComparisonOperator::Less,
        ComparisonOperator::LessOrEqual,
        ComparisonOperator::Greater,
        ComparisonOperator::GreaterOrEqual,
    ]);
    let arithmetic = select(vec![
        ArithmeticOperator::Add,
        ArithmeticOperator::Subtract,
        ArithmeticOperator::Multiply,
        ArithmeticOperator::Divide,
        ArithmeticOperator::Remainder,
    ]);
    let leaf =
        prop_oneof![literal().prop_map(ExpressionKind::Literal), path().prop_map(ExpressionKind::Path)];
    let node = |kind| Expression::new(kind, Span::default());
    leaf.prop_map(node).prop_recursive(6, 48, 3, move |inner| {
        let pair = (inner.clone(), inner.clone());
        prop_oneof![
            inner.clone().prop_map(ExpressionKind::Not),
            vec(inner.clone(), 2..4).prop_map(ExpressionKind::And),
            vec(inner.clone(), 2..4).prop_map(ExpressionKind::Or),
            (pair.clone(), comparison.clone())
                .prop_map(|((left, right), operator)| { ExpressionKind::Compare { left, operator, right } }),
            (inner.clone(), any::<bool>(), vec(literal(), 1..3)).prop_map(|(operand, negated, list)| {
                ExpressionKind::Membership { operand, negated, list }
            }),
            (pair.clone(), arithmetic.clone()).prop_map(|((first, second), operator)| {
                ExpressionKind::Arithmetic { first, rest: vec![(operator, second)] }
            }),
            path().prop_map(move |path| ExpressionKind::Call {
                function: Function::IsDefined,
                arguments: vec![node(ExpressionKind::Path(path))],
            }),
            pair.prop_map(|(text, start)| ExpressionKind::Call {
                function: Function::StartsWith,
                arguments: vec![text, start],
            }),
        ]
        .prop_map(node)
    })
}

fn source() -> impl Strategy<Value = Source> {
    let alias = || option::of(Just(Name::new("d1", Span::default())));
    prop_oneof![
        alias().prop_map(|alias| Source { collection: Collection::Devices, alias, bare: false }),
        alias().prop_map(|alias| Source { collection: Collection::Modules, alias, bare: false }),
        Just(Source {
            collection: Collection::Devices,
            alias: Some(Name::new("c", Span::default())),
            bare: true
        }),
    ]
}

fn query() -> impl Strategy<Value = Select> {
    let value = prop_oneof![
        path().prop_map(ColumnValue::Path),
        Just(ColumnValue::Count),
        (select(&Aggregate::ALL[1..]), path())
            .prop_map(|(aggregate, path)| ColumnValue::Aggregate(aggregate, path)),
    ];
    let columns = vec(value, 1..5).prop_map(|values| {
        // Aggregates and plain columns do not mix.
        let plain = matches!(values.first(), Some(ColumnValue::Path(_)));
        let same = values.into_iter().filter(|value| matches!(value, ColumnValue::Path(_)) == plain);
        let column = |(index, value)| {
            let alias = Some(Name::new(&format!("column{index}"), Span::default()));
            Column { value, alias, span: Span::default() }
        };
        Projection::Columns(same.enumerate().map(column).collect())
    });
    let projection = prop_oneof![Just(Projection::Star), columns];
    let top = option::of(any::<u64>().prop_map(|rows| Top { rows, span: Span::default() }));
    (top, projection, source(), option::of(expression())).prop_map(|(top, projection, source, filter)| {
        Select { top, projection, source, filter, group_by: None }
    })
}

proptest! {
    #[test]
    fn a_printed_expression_parses_to_itself(tree in expression()) {
        let text = tree.to_string();
        prop_assume!(text.chars().count() <= crate::MAXIMUM_LENGTH);
        let parsed = Condition::parse(&text).map_err(|error| TestCaseError::fail(format!("{text}: {error}")))?;
        prop_assert_eq!(parsed.filter(), Some(&tree), "{}", text);
        prop_assert_eq!(parsed.to_string(), text);
    }

    #[test]
    fn a_printed_query_parses_to_itself(tree in query()) {
        let text = tree.to_string();
        prop_assume!(text.chars().count() <= crate::MAXIMUM_LENGTH);
        let parsed = Query::parse(&text).map_err(|error| TestCaseError::fail(format!("{text}: {error}")))?;
        prop_assert_eq!(parsed.select(), &tree, "{}", text);
        prop_assert_eq!(parsed.to_string(), text);
    }

    #[test]
    fn a_printed_condition_parses_to_itself(source in source(), tree in expression()) {
        let text = format!("FROM {source} WHERE {tree}");
        prop_assume!(text.chars().count() <= crate::MAXIMUM_LENGTH);
        let parsed = Condition::parse(&text).map_err(|error| TestCaseError::fail(format!("{text}: {error}")))?;
        prop_assert_eq!(&Condition::parse(&parsed.to_string()).unwrap(), &parsed);
        let query = Query::parse(&format!("SELECT * {}", parsed.from_clause())).unwrap();
        prop_assert_eq!(query.select().filter.as_ref(), Some(&tree));
    }

    #[test]
    fn two_conditions_hold_together_where_both_hold(one in expression(), two in expression()) {
        let one = Condition::parse(&one.to_string()).unwrap();
        let two = Condition::parse(&two.to_string()).unwrap();
        if let Ok(both) = one.and(&two) {
            let document = serde_json::json!({"deviceId": "a", "tags": {"site": 3}, "properties": {"desired": {}}});
            prop_assert_eq!(both.matches(&document), one.matches(&document) && two.matches(&document));
        }
    }
}
