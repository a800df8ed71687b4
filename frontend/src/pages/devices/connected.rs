//! How many devices of the fleet were connected over the last day, as a line.

use leptos::prelude::*;
use lockstep_api::{
    device::{DeviceCount, DeviceHistory},
    time::EpochMillis,
};

use crate::{api, components::remote::Remote, messages::m, reactive::drawn};

/// Width and height of the drawing, in its own units. Whole numbers: those with a fraction take 8 kB of formatting.
const SIZE: (i64, i64) = (1440, 280);
/// Air above and below the line, so that it is whole at the edge.
const AIR: i64 = 20;
/// What a unit of the width stands for.
const MINUTE: i64 = 60_000;
/// Counts further apart than so many turns were not taken in between: there the line has a gap.
const GAP: i64 = 3;

/// The chart; nothing until there are two counts.
#[component]
pub fn Connected() -> impl IntoView {
    let history = Remote::<DeviceHistory>::new();
    history.load(api::device_history());
    drawn(move || {
        history.part(|history| {
            let (least, most) = range(&history.samples)?;
            let pieces = pieces(history, least, most);
            let line: String = pieces.iter().map(|piece| path(piece)).collect();
            let area: String = pieces.iter().map(|piece| area(piece)).collect();
            let (width, height) = SIZE;
            let words = m().connected_between(least, most);
            Some(view! {
                <span class="in-words" title=words><svg
                    class="spark"
                    viewBox=format!("0 0 {width} {height}")
                    preserveAspectRatio="none"
                    role="img"
                    aria-label=words.clone()
                >
                    <path class="area" d=area></path>
                    <path class="base" d=format!("M0 {height}H{width}")></path>
                    <path class="line" d=line></path>
                </svg></span>
                <small class="faint">{m().last_day()}</small>
            })
        })
    })
}

/// The fewest and the most that were connected; `None` while there is nothing to draw a line through.
fn range(samples: &[DeviceCount]) -> Option<(u64, u64)> {
    let connected = || samples.iter().map(|sample| sample.connected);
    Some((connected().min()?, connected().max()?)).filter(|_| samples.len() > 1)
}

type Point = (i64, i64);

/// The points of the line, cut where nobody has counted.
fn pieces(history: &DeviceHistory, least: u64, most: u64) -> Vec<Vec<Point>> {
    let apart = i64::try_from(history.every_seconds).unwrap_or(i64::MAX).saturating_mul(1000 * GAP);
    let (width, height) = SIZE;
    let mut pieces: Vec<Vec<Point>> = Vec::new();
    let mut before: Option<EpochMillis> = None;
    for sample in &history.samples {
        let x = width - history.as_of.since(sample.as_of) / MINUTE;
        let point =
            (x.clamp(0, width), height - AIR - share(sample.connected, least, most, height - 2 * AIR));
        match pieces.last_mut() {
            Some(piece) if before.is_some_and(|before| sample.as_of.since(before) <= apart) => {
                piece.push(point);
            }
            _ => pieces.push(vec![point]),
        }
        before = Some(sample.as_of);
    }
    pieces
}

/// How far above the least a count is, of so many units; what never changes runs through the middle.
fn share(connected: u64, least: u64, most: u64, units: i64) -> i64 {
    if most == least {
        return units / 2;
    }
    let units = u128::from(units.unsigned_abs());
    let share = u128::from(connected - least) * units / u128::from(most - least);
    i64::try_from(share).unwrap_or_default()
}

fn path(piece: &[Point]) -> String {
    let points: Vec<_> = piece.iter().map(|(x, y)| format!("{x} {y}")).collect();
    format!("M{}", points.join("L"))
}

/// What is below a piece of the line.
fn area(piece: &[Point]) -> String {
    let (Some((first, _)), Some((last, _))) = (piece.first(), piece.last()) else { return String::new() };
    format!("{}L{last} {height}L{first} {height}Z", path(piece), height = SIZE.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn history(samples: &[(i64, u64)]) -> DeviceHistory {
        let minute = |minute: i64| EpochMillis(minute * 60_000);
        let sample = |(at, connected): &(i64, u64)| DeviceCount {
            total: 9,
            connected: *connected,
            as_of: minute(*at),
        };
        DeviceHistory {
            samples: samples.iter().map(sample).collect(),
            every_seconds: 300,
            as_of: minute(1440),
        }
    }

    fn drawn(samples: &[(i64, u64)]) -> String {
        let history = history(samples);
        let (least, most) = range(&history.samples).unwrap();
        pieces(&history, least, most).iter().map(|piece| path(piece)).collect()
    }

    #[test]
    fn the_line_ends_now_and_spans_its_own_range() {
        assert_eq!(drawn(&[(0, 4), (5, 4), (10, 8)]), "M0 260L5 260L10 20");
        assert_eq!(drawn(&[(1435, 7), (1440, 7)]), "M1435 140L1440 140");
    }

    #[test]
    fn where_nobody_has_counted_the_line_has_a_gap() {
        assert_eq!(drawn(&[(0, 1), (5, 2), (60, 2), (65, 1)]), "M0 260L5 20M60 20L65 260");
    }

    #[test]
    fn one_count_is_no_line() {
        assert_eq!(range(&history(&[(0, 1)]).samples), None);
    }
}
