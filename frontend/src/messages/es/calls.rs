use lockstep_api::problem::ProblemCode;

use super::Spanish;
use crate::{intl::number, messages::CallMessages};

impl CallMessages for Spanish {
    fn method_calls(&self) -> &'static str {
        "Llamadas a métodos"
    }

    fn kept_in_browser(&self) -> &'static str {
        "se guardan en este navegador"
    }

    fn call_method(&self) -> &'static str {
        "Llamar a un método"
    }

    fn call_now(&self) -> &'static str {
        "Llamar"
    }

    fn call_times(&self, response: &str, connect: &str) -> String {
        format!("{response} s para responder, {connect} s para conectarse")
    }

    fn repeat_last(&self) -> &'static str {
        "Repetir la última"
    }

    fn repeat(&self) -> &'static str {
        "Repetir"
    }

    fn repeat_call(&self, method: &str) -> String {
        format!("Repetir {method}")
    }

    fn edit_call(&self) -> &'static str {
        "Editar"
    }

    fn forget_calls(&self) -> &'static str {
        "Olvidar estas llamadas"
    }

    fn no_calls(&self) -> &'static str {
        "Desde este navegador aún no se ha llamado a ningún método de este dispositivo. Las respuestas se quedan aquí."
    }

    fn answer_to(&self, method: &str) -> String {
        format!("Respuesta a {method}")
    }

    fn sent_payload(&self) -> &'static str {
        "Carga que se envió"
    }

    fn when_head(&self) -> &'static str {
        "Cuándo"
    }

    fn no_answer(&self) -> &'static str {
        "El dispositivo respondió sin contenido."
    }

    fn waited_for(&self, spent: &str, most: &str) -> String {
        format!("En espera, {spent} de {most}")
    }

    fn call_under_way(&self) -> &'static str {
        "El dispositivo aún no ha respondido. La respuesta aparecerá aquí, también si vuelve a esta página más tarde."
    }

    fn unanswered(&self, problem: Option<&ProblemCode>) -> String {
        match problem {
            Some(ProblemCode::DeviceOffline { .. }) => "404103".to_owned(),
            Some(ProblemCode::DeviceSilent { .. }) => "504101".to_owned(),
            Some(ProblemCode::DeviceNotFound { .. }) => "404001".to_owned(),
            _ => "No se llamó".to_owned(),
        }
    }

    fn job_head(&self) -> &'static str {
        "Trabajo"
    }

    fn action_head(&self) -> &'static str {
        "Acción"
    }

    fn jobs_of_device(&self) -> &'static str {
        "Trabajos que afectaron a este dispositivo"
    }

    fn jobs_of_device_count(&self, count: u64, truncated: bool) -> String {
        match (truncated, count) {
            (true, 1) => "el último".to_owned(),
            (true, count) => format!("los últimos {}", number(count)),
            (false, count) => number(count),
        }
    }

    fn no_jobs_of_device(&self) -> &'static str {
        "Ningún trabajo ha afectado a este dispositivo"
    }

    fn no_jobs_of_device_why(&self) -> &'static str {
        "Aquí aparecen los trabajos de los últimos 30 días y los que Lockstep ha archivado."
    }

    fn unknown_action(&self) -> &'static str {
        "ya no aparece en la lista"
    }
}
