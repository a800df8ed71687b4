//! The browser's `Intl`, one formatter each, made when first used.

use js_sys::{Array, Date, Function, Intl, JsString, Object, Reflect};
use lockstep_api::time::EpochMillis;
use wasm_bindgen::{JsCast as _, JsValue};

use super::Plural;
use crate::{
    display::{Display, Zone},
    messages::locale,
};

const MINUTE: f64 = 60_000.0;
const DAY: i64 = 86_400_000;

/// How an instant is written.
#[derive(Debug, Clone, Copy)]
pub enum Form {
    Seconds,
    Minutes,
    DayMinutes,
    YearMinutes,
    Utc,
}

thread_local! {
    static WHOLE: Function = number_format(&[("maximumFractionDigits", 0.into())]);
    static TENTH: Function = number_format(&[("maximumFractionDigits", 1.into())]);
    static PERCENT: Function = number_format(&[("style", "percent".into()), ("maximumFractionDigits", 0.into())]);
    static PERCENT_TENTH: Function = number_format(&[
        ("style", "percent".into()),
        ("minimumFractionDigits", 1.into()),
        ("maximumFractionDigits", 1.into()),
    ]);
    static SECONDS: Function = date_format(&[
        ("hour", "2-digit".into()),
        ("minute", "2-digit".into()),
        ("second", "2-digit".into()),
        ("hourCycle", "h23".into()),
    ]);
    static MINUTES: Function =
        date_format(&[("hour", "2-digit".into()), ("minute", "2-digit".into()), ("hourCycle", "h23".into())]);
    static DAY_MINUTES: Function = day_format(&[]);
    static YEAR_MINUTES: Function = day_format(&[("year", "numeric".into())]);
    static UTC: Function = day_format(&[
        ("timeZone", "UTC".into()),
        ("year", "numeric".into()),
        ("second", "2-digit".into()),
        ("timeZoneName", "short".into()),
    ]);
    static ZONE: String = own_zone();
    static IN_UTC: bool = Display::stored().zone == Zone::Utc;
    static PLURALS: Option<Intl::PluralRules> =
        construct("PluralRules", &Object::new()).and_then(|rules| rules.dyn_into().ok());
}

pub fn number(value: f64, digits: usize) -> String {
    format(if digits == 0 { &WHOLE } else { &TENTH }, value)
}

pub fn digits(value: f64) -> String {
    js_sys::Number::from(value).to_string_with_radix(10).map(String::from).unwrap_or_default()
}

pub fn lower_case(text: &str) -> String {
    JsString::from(text).to_lower_case().into()
}

pub fn percent(share: f64, digits: usize) -> String {
    format(if digits == 0 { &PERCENT } else { &PERCENT_TENTH }, share)
}

pub fn plural(count: u64) -> Plural {
    #[expect(clippy::cast_precision_loss, reason = "a count of devices is far below 2^53")]
    let count = count as f64;
    let one = PLURALS.with(|rules| rules.as_ref().is_some_and(|rules| rules.select(count) == "one"));
    if one { Plural::One } else { Plural::Other }
}

pub fn date(at: EpochMillis, form: Form) -> String {
    let format_of = match form {
        Form::Seconds => &SECONDS,
        Form::Minutes => &MINUTES,
        Form::DayMinutes => &DAY_MINUTES,
        Form::YearMinutes => &YEAR_MINUTES,
        Form::Utc => &UTC,
    };
    format(format_of, millis(at))
}

pub fn local_day(at: EpochMillis) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "an offset is at most a day of minutes")]
    let offset = (offset_minutes(at) * MINUTE) as i64;
    at.0.saturating_sub(offset).div_euclid(DAY)
}

pub fn zone() -> String {
    if utc() { "UTC".to_owned() } else { ZONE.with(String::clone) }
}

fn own_zone() -> String {
    let name = construct("DateTimeFormat", &Object::new())
        .and_then(|format| {
            Reflect::get(&format, &"resolvedOptions".into()).ok().map(|method| (format, method))
        })
        .and_then(|(format, method)| method.dyn_into::<Function>().ok()?.call0(&format).ok())
        .and_then(|options| Reflect::get(&options, &"timeZone".into()).ok()?.as_string())
        .unwrap_or_else(|| "UTC".to_owned());
    name.rsplit('/').next().unwrap_or_default().replace('_', " ")
}

pub fn from_local(text: &str) -> Option<EpochMillis> {
    let at = Date::parse(&if utc() && !text.is_empty() { format!("{text}Z") } else { text.to_owned() });
    #[expect(clippy::cast_possible_truncation, reason = "`Date` counts whole milliseconds far below 2^53")]
    at.is_finite().then_some(EpochMillis(at as i64))
}

pub fn to_local(at: EpochMillis) -> String {
    to_local_exact(at).get(..16).unwrap_or_default().to_owned()
}

pub fn to_local_exact(at: EpochMillis) -> String {
    let shifted = millis(at) - offset_minutes(at) * MINUTE;
    let text = String::from(Date::new(&shifted.into()).to_iso_string());
    text.get(..19).unwrap_or_default().to_owned()
}

fn offset_minutes(at: EpochMillis) -> f64 {
    if utc() {
        return 0.0;
    }
    Date::new(&millis(at).into()).get_timezone_offset()
}

#[expect(clippy::cast_precision_loss, reason = "`Date` counts whole milliseconds far below 2^53")]
fn millis(at: EpochMillis) -> f64 {
    at.0 as f64
}

fn format(formatter: &'static std::thread::LocalKey<Function>, value: f64) -> String {
    formatter.with(|format| {
        let text = format.call1(&JsValue::UNDEFINED, &value.into()).ok();
        text.and_then(|text| text.as_string()).unwrap_or_else(|| digits(value))
    })
}

fn number_format(options: &[(&str, JsValue)]) -> Function {
    format_of("NumberFormat", options)
}

/// A day and its time to the minute, and what else is wanted.
fn day_format(more: &[(&str, JsValue)]) -> Function {
    let day = [
        ("weekday", "short".into()),
        ("day", "numeric".into()),
        ("month", "short".into()),
        ("hour", "2-digit".into()),
        ("minute", "2-digit".into()),
        ("hourCycle", "h23".into()),
    ];
    date_format(&[&day, more].concat())
}

fn date_format(options: &[(&str, JsValue)]) -> Function {
    let zone = utc().then(|| ("timeZone", JsValue::from("UTC")));
    format_of("DateTimeFormat", &options.iter().cloned().chain(zone).collect::<Vec<_>>())
}

/// Whether times are written in UTC. The page is made anew when that changes.
fn utc() -> bool {
    IN_UTC.with(|utc| *utc)
}

/// The bound `format` function of a formatter; `String` where the browser has none.
fn format_of(class: &str, options: &[(&str, JsValue)]) -> Function {
    let object = Object::new();
    for (name, value) in options {
        _ = Reflect::set(&object, &JsString::from(*name), value);
    }
    construct(class, &object)
        .and_then(|formatter| Reflect::get(&formatter, &"format".into()).ok()?.dyn_into().ok())
        .unwrap_or_else(|| Function::new_with_args("value", "return String(value)"))
}

/// `new Intl.<class>(locale, options)`.
fn construct(class: &str, options: &Object) -> Option<JsValue> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let class = Reflect::get(&intl, &class.into()).ok()?.dyn_into::<Function>().ok()?;
    Reflect::construct(&class, &Array::of2(&locale().into(), options)).ok()
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    const AT: EpochMillis = EpochMillis(1_795_381_200_000);

    #[wasm_bindgen_test]
    fn numbers_and_shares_are_written_as_the_language_writes_them() {
        assert_eq!(number(4_812.0, 0), "4,812");
        assert_eq!(number(13.55, 1), "13.6");
        assert_eq!(percent(0.4969, 1), "49.7%");
        assert_eq!(percent(0.5206, 0), "52%");
    }

    #[wasm_bindgen_test]
    fn a_count_takes_its_form() {
        assert_eq!([0, 1, 2].map(plural), [Plural::Other, Plural::One, Plural::Other]);
    }

    #[wasm_bindgen_test]
    fn an_instant_in_utc_names_its_zone() {
        let text = date(AT, Form::Utc);
        assert!(text.contains("2026") && text.contains("21:00:00") && text.ends_with("UTC"), "{text}");
    }

    #[wasm_bindgen_test]
    fn a_local_time_leads_back_to_its_instant() {
        assert_eq!(from_local(&to_local(AT)), Some(AT));
        assert_eq!(from_local(""), None);
        assert_eq!(from_local("soon"), None);
    }

    #[wasm_bindgen_test]
    fn a_day_later_is_tomorrow_in_any_zone() {
        assert_eq!(local_day(EpochMillis(AT.0 + DAY)) - local_day(AT), 1);
        assert!(!zone().is_empty());
    }
}
