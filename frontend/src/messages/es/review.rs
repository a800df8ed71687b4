use lockstep_api::hub::Slots;

use super::{Spanish, counted, devices};
use crate::{
    intl::number,
    messages::{ReviewMessages, Span, strong, text},
};

impl ReviewMessages for Spanish {
    fn request_again(&self) -> &'static str {
        "Pide un trabajo como este con un id propio: el de este ya está ocupado."
    }

    fn exact_request(&self) -> &'static str {
        "Petición exacta"
    }

    fn first_request_of(&self, jobs: u64) -> String {
        format!(
            "La petición exacta de abajo es la primera de las {}; las otras nombran los demás dispositivos.",
            number(jobs)
        )
    }

    fn copy_request(&self) -> &'static str {
        "Copiar la petición"
    }

    fn cannot_take_back(&self) -> Vec<Span> {
        vec![text("Una vez en curso, "), strong("el hub no permite cancelar el trabajo"), text(".")]
    }

    fn can_take_back_until(&self, time: &str) -> Vec<Span> {
        vec![
            text("Una vez en curso, "),
            strong("el hub no permite cancelar el trabajo"),
            text(format!(". Hasta {time} aún puede retirarlo.")),
        ]
    }

    fn this_reaches(&self, count: u64) -> String {
        format!("Esto es para {}", devices(count))
    }

    fn once_only(&self) -> &'static str {
        "Pulsar dos veces o recargar inicia un solo trabajo."
    }

    fn asked_above(&self, threshold: u64) -> String {
        format!("Se pide por encima de {}, y Lockstep lo vuelve a comprobar.", devices(threshold))
    }

    fn type_count(&self, count: u64) -> String {
        format!("Escriba {count}, el número de dispositivos, para confirmar")
    }

    fn submit_now(&self) -> &'static str {
        "Empezar ahora"
    }

    fn submit_at(&self, time: &str) -> String {
        format!("Programar para {time}")
    }

    fn submit_later(&self) -> &'static str {
        "Programar"
    }

    fn not_counted_yet(&self) -> &'static str {
        "Aún sin contar"
    }

    fn submit_to_wait(&self) -> &'static str {
        "Esperar una ranura"
    }

    fn with_slot(&self) -> &'static str {
        "Cuando haya una ranura libre"
    }

    fn closes_after(&self, most: &str) -> String {
        format!("{most} tras su inicio")
    }

    fn submitting(&self) -> &'static str {
        "Enviando la orden"
    }

    fn submit_again(&self) -> &'static str {
        "Preguntar de nuevo"
    }

    fn missing_in(&self, steps: &str) -> String {
        format!("Falta algo o está mal en: {steps}.")
    }

    fn submit_disabled_fields(&self) -> &'static str {
        "Falta algo en un paso anterior."
    }

    fn submit_disabled_count(&self) -> &'static str {
        "Antes hay que contar los dispositivos."
    }

    fn typed_wrong(&self) -> &'static str {
        "Ese no es el número. Escríbalo tal como aparece arriba."
    }

    fn submit_disabled_typed(&self) -> &'static str {
        "Antes hay que escribir el número."
    }

    fn what_hub_does(&self) -> &'static str {
        "Qué hará el hub"
    }

    fn about(&self, duration: &str) -> String {
        format!("Alrededor de {duration}")
    }

    fn and_waits(&self, most: &str) -> String {
        format!("y hasta {most} más por los dispositivos que tardan o no responden")
    }

    fn at_rate(&self, count: u64, rate: &str, tier: &str) -> String {
        format!(
            "{} a {rate} operaciones de dispositivo por segundo, el ritmo del nivel {tier}",
            devices(count)
        )
    }

    fn starts_fact(&self) -> &'static str {
        "Empieza"
    }

    fn closes_fact(&self) -> &'static str {
        "Se cierra"
    }

    fn closes_whatever(&self) -> &'static str {
        "pase lo que pase"
    }

    fn job_slot(&self) -> &'static str {
        "Ranura"
    }

    fn slot_free(&self) -> &'static str {
        "Libre"
    }

    fn slot_taken(&self) -> &'static str {
        "Todas ocupadas: el trabajo esperará una"
    }

    fn slot_queue(&self, before: u64) -> String {
        format!("Todas ocupadas: el trabajo esperará detrás de {}", counted(before, "otro", "otros"))
    }

    fn slots_in_use(&self, slots: &Slots) -> String {
        format!("{} de {} en uso", slots.held_by.len(), slots.total)
    }

    fn who_it_reaches(&self) -> &'static str {
        "A qué dispositivos llegará"
    }

    fn already_ordered(&self) -> &'static str {
        "Esta orden ya se ha dado"
    }

    fn already_ordered_why(&self) -> &'static str {
        "Recargar o pulsar dos veces no la da otra vez."
    }

    fn given_before(&self) -> &'static str {
        "Esta orden ya se dio y su respuesta se perdió: su trabajo existe, sin lo que se cambió después. Mírelo primero."
    }

    fn order_as_another(&self) -> &'static str {
        "Hacer de esto otra orden"
    }

    fn open_job(&self) -> &'static str {
        "Abrir el trabajo"
    }

    fn new_order(&self) -> &'static str {
        "Empezar otra orden"
    }
}
