use super::{Spanish, counted, devices, hour_of};
use crate::{
    intl::{self, number},
    messages::{
        DurationMessages as _, OrderMessages, QueryMessages as _, Slot, Span, TwinMessages as _, text,
    },
    pages::new_job::{draft::Starts, step::Step},
    typed::Fault,
};
use lockstep_api::time::EpochMillis;

impl OrderMessages for Spanish {
    fn order_method(&self, payload: bool, everything: bool) -> Vec<Span> {
        let mut spans = vec![text("Llamar a "), Span::Slot(Slot::Action)];
        if payload {
            spans.extend([text(" con "), Span::Slot(Slot::Payload)]);
        }
        spans.extend([text(" en "), Span::Slot(Slot::Count)]);
        if !everything {
            spans.extend([text(" donde "), Span::Slot(Slot::Condition)]);
        }
        spans.extend([
            text(", "),
            Span::Slot(Slot::When),
            text(", dando a cada uno "),
            Span::Slot(Slot::Answer),
        ]);
        spans.extend([text(" y al trabajo "), Span::Slot(Slot::Limit), text(".")]);
        spans
    }

    fn order_twin(&self, everything: bool) -> Vec<Span> {
        let mut spans =
            vec![text("Escribir "), Span::Slot(Slot::Payload), text(" en "), Span::Slot(Slot::Action)];
        spans.extend([text(" de "), Span::Slot(Slot::Count)]);
        if !everything {
            spans.extend([text(" donde "), Span::Slot(Slot::Condition)]);
        }
        spans.extend([
            text(", "),
            Span::Slot(Slot::When),
            text(", dando al trabajo "),
            Span::Slot(Slot::Limit),
            text("."),
        ]);
        spans
    }

    fn slot_method_missing(&self) -> &'static str {
        "un método"
    }

    fn slot_twin_missing(&self) -> &'static str {
        "el gemelo"
    }

    fn slot_payload_missing(&self) -> &'static str {
        "algo"
    }

    fn slot_desired(&self) -> &'static str {
        "las propiedades deseadas"
    }

    fn slot_tags(&self) -> &'static str {
        "las etiquetas"
    }

    fn slot_desired_and_tags(&self) -> &'static str {
        "propiedades deseadas y etiquetas"
    }

    fn slot_devices(&self, count: Option<u64>) -> String {
        count.map_or_else(|| "dispositivos".to_owned(), devices)
    }

    fn slot_these_devices(&self, count: Option<u64>) -> String {
        count.map_or_else(
            || "estos dispositivos".to_owned(),
            |count| match count {
                1 => "este dispositivo".to_owned(),
                count => format!("estos {}", devices(count)),
            },
        )
    }

    fn slot_condition_missing(&self) -> &'static str {
        "los dispositivos que elija"
    }

    fn slot_all_devices(&self, count: Option<u64>) -> String {
        count.map_or_else(
            || "todos los dispositivos".to_owned(),
            |count| match count {
                1 => "el único dispositivo".to_owned(),
                count => format!("todos los dispositivos ({})", number(count)),
            },
        )
    }

    fn slot_when(&self, starts: &Starts, start: Option<EpochMillis>, now: EpochMillis) -> String {
        match (starts, start) {
            (Starts::Now, _) => "ahora".to_owned(),
            (Starts::Later, Some(start)) => self.day_time_zone(start, now),
            (Starts::Later, None) => "a una hora concreta".to_owned(),
        }
    }

    fn slot_answer(&self, seconds: Option<u64>) -> String {
        seconds.map_or_else(
            || "tiempo para responder".to_owned(),
            |seconds| format!("{} para responder", self.long_seconds(seconds)),
        )
    }

    fn slot_limit(&self, seconds: Option<u64>) -> String {
        seconds.map_or_else(|| "un límite".to_owned(), |seconds| self.long_seconds(seconds))
    }

    fn on_one_page(&self) -> &'static str {
        "Todo en una página"
    }

    fn steps(&self) -> &'static str {
        "Pasos"
    }

    fn step(&self, step: Step) -> &'static str {
        match step {
            Step::Action => "Acción",
            Step::Fleet => "Flota",
            Step::When => "Cuándo",
            Step::Limits => "Límites",
            Step::Review => "Revisión",
        }
    }

    fn step_title(&self, step: Step) -> &'static str {
        match step {
            Step::Action => "¿Qué debe ocurrir?",
            Step::Fleet => "¿Qué dispositivos?",
            Step::When => "¿Cuándo empieza?",
            Step::Limits => "¿Cuánto puede durar?",
            Step::Review => "Comprobar y empezar",
        }
    }

    fn next_step(&self, step: Step) -> String {
        format!("Siguiente: {}", OrderMessages::step(self, step).to_ascii_lowercase())
    }

    fn back(&self) -> &'static str {
        "Atrás"
    }

    fn next_step_keys(&self) -> &'static str {
        "paso siguiente"
    }

    fn kind(&self) -> &'static str {
        "Tipo de acción"
    }

    fn kind_method(&self) -> &'static str {
        "Llamar a un método"
    }

    fn kind_twin(&self) -> &'static str {
        "Escribir gemelos"
    }

    fn method_name(&self) -> &'static str {
        "Método"
    }

    fn method_hint(&self) -> &'static str {
        "Como lo conoce el dispositivo, por ejemplo lockDoor"
    }

    fn payload(&self) -> &'static str {
        "Carga (JSON)"
    }

    fn payload_hint(&self) -> &'static str {
        "Si está vacía, se envía null"
    }

    fn response_timeout(&self) -> &'static str {
        "Tiempo de espera de la respuesta (segundos)"
    }

    fn response_hint(&self) -> &'static str {
        "De 5 a 300: cuánto tiene un dispositivo para responder"
    }

    fn connect_timeout(&self) -> &'static str {
        "Tiempo de espera de la conexión (segundos)"
    }

    fn connect_hint(&self) -> &'static str {
        "De 0 a 300: cuánto se espera a un dispositivo sin conexión"
    }

    fn desired_patch(&self) -> &'static str {
        "Propiedades deseadas (JSON)"
    }

    fn tags_patch(&self) -> &'static str {
        "Etiquetas (JSON)"
    }

    fn patch_hint(&self) -> &'static str {
        "Se combina con cada gemelo; null borra una clave. Si está vacío, no cambia nada"
    }

    fn format_json(&self) -> &'static str {
        "Dar formato"
    }

    fn format_what(&self, what: &str) -> String {
        format!("Dar formato a {what}")
    }

    fn json_valid(&self) -> &'static str {
        "JSON válido."
    }

    fn twin_within_limits(&self, size: u64, limit: u64) -> String {
        format!("Dentro de los límites del hub: {} de {} bytes.", number(size), number(limit))
    }

    fn devices_by_query(&self) -> &'static str {
        "Dispositivos por consulta"
    }

    fn devices_one_by_one(&self, count: u64) -> String {
        if count == 1 { "Este dispositivo".to_owned() } else { format!("Estos {}", devices(count)) }
    }

    fn which_devices(&self) -> &'static str {
        "Cuáles son"
    }

    fn list_kept_in_tab(&self) -> &'static str {
        "La lista es demasiado larga para una dirección: se guarda en esta pestaña, y un enlace a esta página no la lleva."
    }

    fn choose_by_query(&self) -> &'static str {
        "Elegir con una consulta"
    }

    fn one_device(&self) -> &'static str {
        "Un dispositivo"
    }

    fn list_of_ids(&self) -> &'static str {
        "Lista de ids"
    }

    fn device_ids(&self) -> &'static str {
        "Ids de dispositivos"
    }

    fn device_ids_hint(&self) -> &'static str {
        "Uno por línea, tal como salen de una lista o de una columna de una hoja de cálculo."
    }

    fn use_device_ids(&self, count: u64) -> String {
        format!("Usar estos {}", devices(count))
    }

    fn one_device_hint(&self) -> &'static str {
        "Id del dispositivo"
    }

    fn use_one_device(&self) -> &'static str {
        "Usar este dispositivo"
    }

    fn all_devices_button(&self) -> &'static str {
        "Todos los dispositivos"
    }

    fn who(&self) -> &'static str {
        "A qué dispositivos llegaría"
    }

    fn reach_waits(&self) -> &'static str {
        "El recuento aparece cuando la condición es válida."
    }

    fn devices_noun(&self, count: u64) -> &'static str {
        match intl::plural(count) {
            intl::Plural::One => "dispositivo",
            intl::Plural::Other => "dispositivos",
        }
    }

    fn connected(&self) -> &'static str {
        "Conectados"
    }

    fn offline_when_called(&self) -> &'static str {
        "Sin conexión: no se alcanzarán"
    }

    fn offline_for_twin(&self) -> &'static str {
        "Sin conexión: lo leen al conectarse"
    }

    fn reach_bar(&self, connected: u64, offline: u64) -> String {
        format!("{}, {} sin conexión", counted(connected, "conectado", "conectados"), number(offline))
    }

    fn sample_of(&self, count: u64) -> String {
        format!("Muestra de {}", number(count))
    }

    fn not_in_hub(&self, missing: u64, named: u64) -> String {
        format!(
            "{} de los {} nombrados no están en este hub: no se llegará a ellos.",
            number(missing),
            devices(named)
        )
    }

    fn nobody(&self) -> &'static str {
        "Ningún dispositivo cumple ahora la condición."
    }

    fn evaluated_again(&self) -> &'static str {
        "El hub vuelve a elegir los dispositivos cuando empieza el trabajo. Hasta entonces este recuento puede cambiar."
    }

    fn count_again(&self) -> &'static str {
        "Contar de nuevo"
    }

    fn start(&self) -> &'static str {
        "Inicio"
    }

    fn start_now(&self) -> &'static str {
        "Ahora"
    }

    fn start_later(&self) -> &'static str {
        "A una hora concreta"
    }

    fn date_and_time(&self) -> &'static str {
        "Fecha y hora"
    }

    fn in_zone(&self, zone: &str) -> String {
        format!("En {}, con 7 días de antelación como máximo", hour_of(zone))
    }

    fn start_words(&self, at: EpochMillis, now: EpochMillis) -> String {
        format!("{}, {}; {}.", self.day_time(at, now), self.ahead(at, now), intl::utc(at))
    }

    fn slot_held_meanwhile(&self) -> &'static str {
        "Un trabajo programado ocupa una de las ranuras del hub desde ahora hasta que termina."
    }

    fn max_execution(&self) -> &'static str {
        "Duración máxima (segundos)"
    }

    fn closes_before_answers(&self) -> &'static str {
        "El trabajo se cierra antes de que un dispositivo tenga que responder: los que sigan en curso cuentan como fallidos."
    }

    fn max_execution_hint(&self) -> &'static str {
        "Desde el inicio; se abandonan los dispositivos que no hayan terminado para entonces"
    }

    fn that_is(&self, duration: &str) -> String {
        format!("Equivale a {duration}.")
    }

    fn fault(&self, fault: &Fault) -> String {
        match fault {
            Fault::Missing => "No puede quedar vacío.".to_owned(),
            Fault::NotANumber => "Hace falta un número entero.".to_owned(),
            Fault::Range { least, most } => format!(
                "Hace falta un número de {} a {}.",
                number(u64::from(*least)),
                number(u64::from(*most))
            ),
            Fault::ConnectAboveResponse => {
                "El tiempo de espera de la conexión no puede superar al de la respuesta.".to_owned()
            }
            Fault::JsonEnds => {
                "El JSON termina antes de tiempo: queda abierto un corchete o unas comillas.".to_owned()
            }
            Fault::Twice { name, line } => {
                format!("Línea {line}: `{name}` aparece dos veces en un objeto; solo se enviaría el último.")
            }
            Fault::NumberTooLarge { line } => {
                format!("Línea {line}: este número es demasiado grande para JSON.")
            }
            Fault::Json { line: 1, column } => format!("Columna {column}: esto no es JSON."),
            Fault::Json { line, column } => format!("Línea {line}, columna {column}: esto no es JSON."),
            Fault::DeviceId => format!("Ningún dispositivo puede tener este id. {}.", self.device_id_hint()),
            Fault::NotAnObject => "Hace falta un objeto JSON, como {\"floor\": 3}.".to_owned(),
            Fault::TooLong { most } => format!("El hub acepta {} bytes como máximo.", number(*most)),
            Fault::Twin(problem) => self.twin_problem(problem),
            Fault::NothingToWrite => "Hacen falta propiedades deseadas o etiquetas.".to_owned(),
            Fault::Values => "Abajo falta un valor por nombre o uno no es válido.".to_owned(),
            Fault::Condition => "La condición tiene que ser válida.".to_owned(),
            Fault::NoTime => "Hacen falta una fecha y una hora.".to_owned(),
            Fault::InPast => "Eso ya ha pasado. Elija una hora posterior o empiece ahora.".to_owned(),
            Fault::TooFar => "El hub acepta inicios con 7 días de antelación como máximo.".to_owned(),
        }
    }
}
