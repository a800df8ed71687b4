use super::{Spanish, counted};
use crate::pages::jobs::filter::Type;
use crate::{
    intl::number,
    messages::{JobsMessages, Span, strong, text},
};
use lockstep_api::hub::Slots;

impl JobsMessages for Spanish {
    fn all_jobs(&self) -> &'static str {
        "Todos los trabajos"
    }

    fn jobs_shown(&self, shown: u64, all: u64) -> String {
        if shown == all {
            counted(all, "trabajo", "trabajos")
        } else {
            format!("{} de {}", number(shown), counted(all, "trabajo", "trabajos"))
        }
    }

    fn newer_jobs(&self, count: u64) -> String {
        counted(count, "trabajo nuevo", "trabajos nuevos")
    }

    fn changed_jobs(&self, count: u64) -> String {
        format!("Actualizar: {}", counted(count, "trabajo ha cambiado", "trabajos han cambiado"))
    }

    fn newer_and_changed_jobs(&self, newer: u64, changed: u64) -> String {
        format!("{}, {}", self.newer_jobs(newer), counted(changed, "cambió", "cambiaron"))
    }

    fn filter_by_state(&self) -> &'static str {
        "Filtrar por estado"
    }

    fn all_states(&self) -> &'static str {
        "Todos"
    }

    fn filter_by_type(&self) -> &'static str {
        "Qué hace el trabajo"
    }

    fn all_types(&self) -> &'static str {
        "Todos los tipos"
    }

    fn job_type(&self, what: Type) -> &'static str {
        match what {
            Type::Method => "Métodos",
            Type::Desired => "Propiedades deseadas",
            Type::Tags => "Etiquetas",
        }
    }

    fn filter_by_time(&self) -> &'static str {
        "Cuándo empieza el trabajo"
    }

    fn filter_by_person(&self) -> &'static str {
        "Filtrar por quién lo ordenó"
    }

    fn anybody(&self) -> &'static str {
        "De cualquiera"
    }

    fn made_elsewhere(&self) -> &'static str {
        "Hechos en otra parte"
    }

    fn any_time(&self) -> &'static str {
        "Cualquier momento"
    }

    fn last_hours(&self, hours: u32) -> String {
        match hours {
            1 => "Desde hace una hora".to_owned(),
            24 => "Desde hace un día".to_owned(),
            hours => format!("Desde hace {} días", hours / 24),
        }
    }

    fn outcomes_a_day(&self, succeeded: u64, failed: u64) -> String {
        format!(
            "Resultados de dispositivos por día, últimos 14 días: {}, {} sin éxito",
            counted(succeeded, "correcto", "correctos"),
            number(failed)
        )
    }

    fn of_outcomes_succeeded(&self) -> &'static str {
        "de resultados correctos, últimos 14 días"
    }

    fn find_jobs(&self) -> &'static str {
        "Buscar trabajos"
    }

    fn find_jobs_hint(&self) -> &'static str {
        "Nombre, id, acción, condición, nota"
    }

    fn status(&self) -> &'static str {
        "Estado"
    }

    fn job(&self) -> &'static str {
        "Trabajo"
    }

    fn action_and_fleet(&self) -> &'static str {
        "Acción y flota"
    }

    fn devices_head(&self) -> &'static str {
        "Dispositivos"
    }

    fn ordered_by_head(&self) -> &'static str {
        "Orden de"
    }

    fn starts(&self) -> &'static str {
        "Empieza"
    }

    fn took(&self) -> &'static str {
        "Duración"
    }

    fn on_devices(&self) -> &'static str {
        "en"
    }

    fn not_started(&self) -> &'static str {
        "Sin empezar"
    }

    fn could_not_run(&self) -> &'static str {
        "No pudo ejecutarse"
    }

    fn run_again_mark(&self) -> &'static str {
        "repetición"
    }

    fn all_done(&self) -> &'static str {
        "todos correctos"
    }

    fn all_answered(&self) -> &'static str {
        "todos respondieron"
    }

    fn not_done(&self, count: u64) -> String {
        format!("{} sin éxito", number(count))
    }

    fn so_far(&self, percent: &str, failed: u64) -> String {
        if failed == 0 { percent.to_owned() } else { format!("{percent}, {} sin éxito", number(failed)) }
    }

    fn slots(&self, slots: &Slots) -> Vec<Span> {
        vec![text("Ranuras del hub "), strong(format!("{} de {} en uso", slots.held_by.len(), slots.total))]
    }

    fn no_jobs(&self) -> &'static str {
        "Aún no hay trabajos"
    }

    fn no_jobs_why(&self) -> &'static str {
        "Un trabajo llama a un método en muchos dispositivos, o escribe en sus gemelos, y muestra qué respondió cada uno."
    }

    fn no_jobs_match(&self) -> &'static str {
        "Ningún trabajo coincide"
    }

    fn no_kept_match(&self) -> &'static str {
        "Ninguno de los trabajos mirados aquí pasa el filtro."
    }

    fn no_jobs_match_why(&self) -> &'static str {
        "Ninguno de los trabajos que lista el hub pasa el filtro."
    }

    fn clear_job_filter(&self) -> &'static str {
        "Ver todos los trabajos"
    }

    fn hub_keeps(&self) -> &'static str {
        "El hub guarda los trabajos 30 días."
    }

    fn jobs_truncated(&self) -> &'static str {
        "El hub tiene más trabajos de los que lee Lockstep."
    }

    fn older_jobs(&self) -> &'static str {
        "Trabajos anteriores"
    }

    fn newest_jobs(&self) -> &'static str {
        "Trabajos más recientes"
    }

    fn lockstep_keeps(&self) -> &'static str {
        "Trabajos cuya orden se dio aquí, tal como los guarda Lockstep."
    }

    fn jobs_as_of(&self, time: &str) -> String {
        format!("datos de las {time}")
    }

    fn fleet_all(&self) -> &'static str {
        "todos los dispositivos"
    }

    fn desired_and_tags(&self) -> &'static str {
        "propiedades deseadas y etiquetas"
    }
}
