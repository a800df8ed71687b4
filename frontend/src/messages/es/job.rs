use super::{Spanish, counted, devices, hour_of};
use crate::{
    intl::number,
    messages::{JobMessages, Span, StatusMessages as _, code, strong, text},
};
use lockstep_api::job::{HubCounts, JobState};

impl JobMessages for Spanish {
    fn title_method(&self, name: &str) -> String {
        format!("Llamar a {name}")
    }

    fn title_twin(&self, desired: bool, tags: bool) -> &'static str {
        match (desired, tags) {
            (true, true) => "Escribir propiedades deseadas y etiquetas",
            (false, true) => "Escribir etiquetas",
            (true, false) | (false, false) => "Escribir propiedades deseadas",
        }
    }

    fn title_other(&self, name: &str) -> String {
        format!("{name}, no es un trabajo de Lockstep")
    }

    fn starts_at(&self, time: &str, ahead: &str) -> Vec<Span> {
        vec![text("Empieza "), strong(time), text(format!(", {ahead}"))]
    }

    fn due_at(&self, time: &str) -> Vec<Span> {
        vec![text("Debe empezar "), strong(time)]
    }

    fn started_at(&self, time: &str) -> Vec<Span> {
        vec![text("Inicio: "), strong(time)]
    }

    fn elapsed(&self, duration: &str) -> Vec<Span> {
        vec![text("Tiempo transcurrido: "), strong(duration)]
    }

    fn cancelled_before(&self, end: &str, start: &str) -> Vec<Span> {
        vec![text("Cancelado "), strong(end), text(format!(", antes de su inicio, previsto para {start}"))]
    }

    fn withdrawn_at(&self, end: &str) -> Vec<Span> {
        vec![text("Retirado "), strong(end), text(", antes de tener una ranura")]
    }

    fn refused_at(&self, end: &str) -> Vec<Span> {
        vec![text("Rechazado "), strong(end), text(", cuando llegó su turno")]
    }

    fn ran(&self, from: &str, to: &str) -> Vec<Span> {
        vec![text("Ejecutado: "), strong(format!("{from} a {to}"))]
    }

    fn took_for(&self, duration: &str) -> Vec<Span> {
        vec![text("Duró "), strong(duration)]
    }

    fn ends_by(&self, time: &str) -> Vec<Span> {
        vec![
            text("Termina a las "),
            strong(time),
            text(" como muy tarde; el hub no permite cancelar un trabajo en curso"),
        ]
    }

    fn cannot_cancel_running(&self) -> &'static str {
        "El hub no permite cancelar un trabajo en curso"
    }

    fn can_cancel(&self) -> &'static str {
        "Puede cancelarse hasta que empiece"
    }

    fn cancel_job(&self) -> &'static str {
        "Cancelar"
    }

    fn cancel_title(&self) -> &'static str {
        "¿Cancelar este trabajo?"
    }

    fn cancel_answer(&self, state: JobState) -> String {
        match state {
            JobState::Waiting => "Retirado antes de llegar al hub. No se tocó ningún dispositivo.".to_owned(),
            JobState::Cancelled => {
                "El hub respondió: cancelado. No se llamó a ningún dispositivo ni se escribió en ninguno."
                    .to_owned()
            }
            state => {
                format!(
                    "El hub aceptó la cancelación; el último estado que ha dado es: {}.",
                    self.job_state(state)
                )
            }
        }
    }

    fn cancel_explained(&self) -> &'static str {
        "No ha empezado: no se ha llamado a ningún dispositivo ni se ha escrito en ninguno. Su ranura queda libre."
    }

    fn cancel_confirm(&self) -> &'static str {
        "Cancelar el trabajo"
    }

    fn keep_job(&self) -> &'static str {
        "Conservarlo"
    }

    fn job_failed(&self, reason: &str) -> Vec<Span> {
        vec![
            strong("El trabajo no pudo ejecutarse, así que no se envió nada a ningún dispositivo. "),
            text("El hub dice: "),
            code(reason),
            text(" Clónelo, cambie lo que el hub rechaza y vuelva a ordenarlo."),
        ]
    }

    fn job_gone(&self) -> &'static str {
        "El hub no conoce este trabajo"
    }

    fn job_gone_why(&self) -> &'static str {
        "Guarda los trabajos 30 días. En el id importan las mayúsculas."
    }

    fn back_to_jobs(&self) -> &'static str {
        "Todos los trabajos"
    }

    fn clone_job(&self) -> &'static str {
        "Clonar y editar"
    }

    fn progress(&self) -> &'static str {
        "Progreso"
    }

    fn have_outcome(&self, settled: u64, total: u64) -> String {
        let have = if settled == 1 { "tiene" } else { "tienen" };
        format!("{} de {} ya {have} resultado", number(settled), number(total))
    }

    fn had_outcome(&self, settled: u64, total: u64) -> String {
        let had = if settled == 1 { "tenía" } else { "tenían" };
        format!("{} de {} {had} resultado", number(settled), number(total))
    }

    fn all_have_outcome(&self, succeeded: u64, total: u64) -> String {
        let all = counted(total, "dispositivo correcto", "dispositivos correctos");
        format!("{} de {all}", number(succeeded))
    }

    fn did_not(&self, failed: u64, not_reached: u64, cancelled: u64) -> String {
        let mut parts = Vec::new();
        if failed > 0 {
            parts.push(counted(failed, "fallido", "fallidos"));
        }
        if not_reached > 0 {
            parts.push(counted(not_reached, "no alcanzado", "no alcanzados"));
        }
        if cancelled > 0 {
            parts.push(counted(cancelled, "cancelado", "cancelados"));
        }
        if parts.is_empty() {
            "Todos los dispositivos lo hicieron".to_owned()
        } else {
            let not = counted(failed + not_reached + cancelled, "no lo hizo", "no lo hicieron");
            format!("{not}: {}", parts.join(", "))
        }
    }

    fn speed(&self, percent: &str, per_second: &str) -> String {
        format!("{percent}, {per_second} operaciones de dispositivo por segundo como máximo")
    }

    fn heard_at(&self, time: &str) -> String {
        format!("según los datos de las {time}")
    }

    fn left(&self, duration: &str) -> String {
        format!("Tiempo restante aproximado: {duration}")
    }

    fn waiting_for_answers(&self, count: u64) -> String {
        format!("A la espera de la respuesta de {}", devices(count))
    }

    fn left_unknown(&self) -> &'static str {
        "No se sabe cuánto queda"
    }

    fn not_begun(&self) -> &'static str {
        "Ningún dispositivo ha empezado"
    }

    fn no_device_touched(&self) -> &'static str {
        "No se tocó ningún dispositivo"
    }

    fn counting(&self) -> &'static str {
        "El hub aún no ha contado los dispositivos"
    }

    fn no_device_matched(&self) -> &'static str {
        "Ningún dispositivo cumplía la condición cuando empezó el trabajo"
    }

    fn all_devices(&self) -> &'static str {
        "Todos los dispositivos"
    }

    fn filter_by_outcome(&self) -> &'static str {
        "Filtrar los dispositivos por resultado"
    }

    fn job_facts(&self) -> &'static str {
        "Trabajo"
    }

    fn action(&self) -> &'static str {
        "Acción"
    }

    fn calls(&self, name: &str) -> Vec<Span> {
        vec![text("Llamar a "), code(name)]
    }

    fn desired(&self) -> &'static str {
        "propiedades deseadas"
    }

    fn tags_section(&self) -> &'static str {
        "etiquetas"
    }

    fn fleet(&self) -> &'static str {
        "Flota"
    }

    fn fleet_at_start(&self, count: u64) -> String {
        format!("{} al empezar", devices(count))
    }

    fn fleet_later(&self) -> &'static str {
        "se evalúa cuando empieza el trabajo"
    }

    fn window(&self) -> &'static str {
        "Ventana"
    }

    fn window_with_slot(&self, most: &str) -> String {
        format!("Empieza cuando haya una ranura libre, como máximo {most}")
    }

    fn window_never(&self) -> &'static str {
        "No llegó a empezar"
    }

    fn window_from_to(&self, from: &str, to: &str, zone: &str) -> String {
        format!("{from} a {to}, {}", hour_of(zone))
    }

    fn seconds_to_answer(&self, response: &str, connect: &str) -> String {
        format!("{response} para cada respuesta, {connect} para conectarse")
    }

    fn ordered(&self) -> &'static str {
        "Orden dada"
    }

    fn job_id(&self) -> &'static str {
        "Id del trabajo"
    }

    fn copy_job_id(&self) -> &'static str {
        "Copiar el id del trabajo"
    }

    fn show_all(&self) -> &'static str {
        "Verlo entero"
    }

    fn show_less(&self) -> &'static str {
        "Ver menos"
    }

    fn hub_counts(&self) -> &'static str {
        "El hub cuenta"
    }

    fn hub_counts_are(&self, counts: &HubCounts) -> String {
        format!(
            "{}, {}, {} en curso, {}",
            counted(counts.succeeded, "correcto", "correctos"),
            counted(counts.failed, "fallido", "fallidos"),
            number(counts.running),
            counted(counts.pending, "pendiente", "pendientes")
        )
    }

    fn hub_counts_errors(&self) -> &'static str {
        "Cuenta como correcto un dispositivo que respondió con un error; Lockstep no."
    }

    fn hub_counts_not_reached(&self) -> &'static str {
        "Cuenta como fallido un dispositivo no alcanzado; Lockstep los distingue."
    }

    fn hub_counts_same(&self) -> &'static str {
        "Lo mismo que cuenta Lockstep."
    }

    fn waiting_turn(&self, turn: u64) -> String {
        match turn {
            1 => "A la espera de una ranura: es el siguiente".to_owned(),
            turn => format!("A la espera de una ranura: número {} en la cola", number(turn)),
        }
    }

    fn waiting_expected(&self, at: &str) -> String {
        format!("Se espera que quede libre una ranura {at}, aproximadamente.")
    }

    fn waiting_latest(&self, at: &str) -> String {
        format!(
            "Tendrá una ranura {at} como muy tarde: no se puede saber cuánto tardan los trabajos anteriores hasta que empiezan."
        )
    }

    fn waiting_place(&self, turn: u64, expected: Option<String>, latest: Option<String>) -> String {
        let turn = if turn == 1 {
            "El siguiente".to_owned()
        } else {
            format!("Número {} en la cola", number(turn))
        };
        match (expected, latest) {
            (Some(at), _) => format!("{turn}, {at} aproximadamente"),
            (None, Some(at)) => format!("{turn}, {at} como muy tarde"),
            (None, None) => turn,
        }
    }

    fn waiting_unknown(&self) -> &'static str {
        "No se puede saber cuándo habrá una ranura libre: no se conoce el final de un trabajo que ocupa una."
    }

    fn waiting_for(&self, holders: u64) -> String {
        if holders == 1 {
            "Este trabajo ocupa la única ranura del hub:".to_owned()
        } else {
            format!("Estos trabajos ocupan las {} ranuras del hub:", number(holders))
        }
    }

    fn waiting_explained(&self) -> &'static str {
        "El hub aún no lo conoce. Lockstep lo entrega al hub una sola vez, en cuanto le toca; no hace falta dejar abierta esta página."
    }

    fn waiting_late(&self, planned: &str) -> String {
        format!("Su inicio previsto, {planned}, ya ha pasado: empieza en cuanto haya una ranura libre.")
    }

    fn waiting_planned(&self, planned: &str) -> String {
        format!("Previsto para {planned}. Si para entonces ya ha pasado, empieza de inmediato.")
    }

    fn withdraw(&self) -> &'static str {
        "Retirar el trabajo"
    }

    fn withdraw_title(&self) -> &'static str {
        "¿Retirar este trabajo?"
    }

    fn withdraw_explained(&self) -> &'static str {
        "El hub aún no lo conoce, así que no se toca ningún dispositivo. Queda en la lista como cancelado."
    }

    fn can_withdraw(&self) -> &'static str {
        "Puede retirarse hasta que tenga una ranura"
    }

    fn started_late(&self, planned: &str) -> String {
        format!("Previsto para {planned}. Tuvo que esperar una ranura, así que empezó en cuanto la tuvo.")
    }

    fn refused_in_turn(&self, why: &str) -> Vec<Span> {
        vec![text(format!(
            "Había una ranura libre, pero el trabajo no se entregó al hub, así que no se tocó ningún dispositivo. {why}"
        ))]
    }
}
