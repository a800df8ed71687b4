//! Counts agree with their words, and spans and instants read on in a sentence.

use iothub_query::{Problem, ast::Function};
use lockstep_api::{job::HubCounts, time::EpochMillis};

use super::Spanish;
use crate::messages::{
    DurationMessages as _, JobMessages as _, JobsMessages as _, OrderMessages as _, QueryMessages as _,
    RunMessages as _,
};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

#[test]
fn one_device_that_did_not_do_it_is_not_several() {
    assert_eq!(Spanish.did_not(1, 0, 0), "1 no lo hizo: 1 fallido");
    assert_eq!(Spanish.did_not(2, 1, 1), "4 no lo hicieron: 2 fallidos, 1 no alcanzado, 1 cancelado");
    assert_eq!(Spanish.have_outcome(1, 3), "1 de 3 ya tiene resultado");
    assert_eq!(Spanish.had_outcome(2, 3), "2 de 3 tenían resultado");
    assert_eq!(Spanish.all_have_outcome(1, 1), "1 de 1 dispositivo correcto");
}

#[test]
fn the_counts_of_the_hub_agree_with_their_words() {
    let one = HubCounts { devices: 3, succeeded: 1, failed: 1, running: 0, pending: 1 };
    assert_eq!(Spanish.hub_counts_are(&one), "1 correcto, 1 fallido, 0 en curso, 1 pendiente");
    let more = HubCounts { devices: 9, succeeded: 2, failed: 3, running: 4, pending: 0 };
    assert_eq!(Spanish.hub_counts_are(&more), "2 correctos, 3 fallidos, 4 en curso, 0 pendientes");
}

#[test]
fn utc_is_not_the_time_of_a_city() {
    assert_eq!(Spanish.window_from_to("Hoy 22:00", "23:00:00", "UTC"), "Hoy 22:00 a 23:00:00, hora UTC");
    assert_eq!(
        Spanish.window_from_to("Hoy 22:00", "23:00:00", "Madrid"),
        "Hoy 22:00 a 23:00:00, hora de Madrid"
    );
}

#[test]
fn one_device_takes_no_plural() {
    assert_eq!(
        [None, Some(1), Some(5)].map(|count| Spanish.slot_these_devices(count)),
        ["estos dispositivos", "este dispositivo", "estos 5 dispositivos"]
    );
    assert_eq!(
        [None, Some(1), Some(5)].map(|count| Spanish.slot_all_devices(count)),
        ["todos los dispositivos", "el único dispositivo", "todos los dispositivos (5)"]
    );
    assert_eq!(
        [1, 2].map(|count| Spanish.devices_one_by_one(count)),
        ["Este dispositivo", "Estos 2 dispositivos"]
    );
    assert_eq!(Spanish.reach_bar(1, 3), "1 conectado, 3 sin conexión");
}

#[test]
fn those_who_are_asked_again_are_counted_with_their_article() {
    assert_eq!(
        [1, 2].map(|count| Spanish.rerun_failed(count)),
        ["El dispositivo fallido", "Los 2 dispositivos fallidos"]
    );
    assert_eq!(
        [1, 2].map(|count| Spanish.rerun_not_reached(count)),
        ["El dispositivo no alcanzado", "Los 2 dispositivos no alcanzados"]
    );
    assert_eq!(Spanish.export_shown(Some(1)), "CSV, solo lo que se ve: 1 fila");
}

#[test]
fn one_job_is_not_several() {
    assert_eq!([1, 2].map(|count| Spanish.newer_jobs(count)), ["1 trabajo nuevo", "2 trabajos nuevos"]);
    assert_eq!(
        [1, 2].map(|count| Spanish.changed_jobs(count)),
        ["Actualizar: 1 trabajo ha cambiado", "Actualizar: 2 trabajos han cambiado"]
    );
}

#[test]
fn a_function_of_one_value_takes_no_plural() {
    let problem = |function, expected| {
        Spanish.query_problem(3, &Problem::ArgumentCount { function, expected, found: 0 })
    };
    assert_eq!(
        problem(Function::IsDefined, 1),
        "Columna 3: IS_DEFINED lleva 1 valor entre paréntesis, no 0."
    );
    assert_eq!(
        problem(Function::StartsWith, 2),
        "Columna 3: STARTSWITH lleva 2 valores entre paréntesis, no 0."
    );
}

#[test]
fn minutes_are_not_metres() {
    let spans = [214, 12_000, 252_000, 3_600_000, 7_080_000, 7 * DAY];
    let words = spans.map(|millis| Spanish.duration(millis));
    assert_eq!(words, ["214 ms", "12 s", "4 min 12 s", "1 h", "1 h 58 min", "7 d"]);
}

#[test]
fn a_round_span_has_a_word_in_a_sentence() {
    assert_eq!(
        [3600, 7200, 300, 90].map(|s| Spanish.long_seconds(s)),
        ["1 hora", "2 horas", "5 minutos", "90 s"]
    );
}

#[test]
fn an_instant_reads_on_in_a_sentence() {
    let now = EpochMillis(DAY + 10 * HOUR);
    let at = EpochMillis(DAY + 22 * HOUR);
    assert_eq!(Spanish.day_time(at, now), "Hoy 22:00");
    assert_eq!(Spanish.day_time_inside(at, now), "hoy a las 22:00");
    assert_eq!(Spanish.day_time_zone(at, now), "hoy a las 22:00, hora UTC");
    assert_eq!(Spanish.day_time_inside(EpochMillis(9 * DAY), now), "el day 9, 00:00");
    assert_eq!(Spanish.ahead(at, now), "dentro de 12 h");
    assert_eq!(Spanish.ago(now, EpochMillis(now.0 + 5 * MINUTE)), "hace 5 min");
}
