use super::{Spanish, counted};
use crate::messages::{ConnectionMessages, Span, code, strong, text};
use lockstep_api::hub::HubFailure;

impl ConnectionMessages for Spanish {
    fn live(&self) -> &'static str {
        "En directo"
    }

    fn connecting(&self) -> &'static str {
        "Conectando"
    }

    fn reconnecting(&self) -> &'static str {
        "Reconectando"
    }

    fn paused(&self) -> &'static str {
        "En pausa"
    }

    fn throttled(&self) -> &'static str {
        "Limitado"
    }

    fn stale(&self) -> &'static str {
        "Sin actualizar"
    }

    fn in_seconds(&self, seconds: u64) -> String {
        format!("dentro de {seconds} s")
    }

    fn next_update_in(&self, seconds: u64) -> String {
        format!("próxima actualización dentro de {seconds} s")
    }

    fn since(&self, time: &str) -> String {
        format!("desde las {time}")
    }

    fn lost_connection(&self, seconds: Option<u64>, heard: Option<&str>) -> Vec<Span> {
        let next = match seconds {
            Some(seconds) => format!(" Se intenta de nuevo dentro de {seconds} s."),
            None => " Se intenta de nuevo.".to_owned(),
        };
        let from = heard
            .map(|heard| format!(" Los trabajos siguen en el hub; lo que ve es de las {heard}."))
            .unwrap_or_default();
        vec![strong("Se ha perdido la conexión con Lockstep."), text(format!("{next}{from}"))]
    }

    fn reconnect_now(&self) -> &'static str {
        "Reconectar ahora"
    }

    fn hub_throttles(
        &self,
        hub_code: &str,
        seconds: u64,
        read_at: Option<&str>,
        tier: &str,
        per_minute: &str,
    ) -> Vec<Span> {
        let next = read_at.map_or_else(
            || "Próxima".to_owned(),
            |at| format!("Los datos se leyeron por última vez a las {at}; próxima"),
        );
        vec![
            strong(format!("El hub está limitando las consultas ({hub_code}).")),
            text(format!(
                " Los trabajos continúan. {next} actualización dentro de {seconds} s. Lockstep reparte {per_minute} consultas por minuto ({tier}) entre todas las páginas abiertas."
            )),
        ]
    }

    fn see_budget(&self) -> &'static str {
        "Ver el presupuesto del hub"
    }

    fn hub_tier(&self) -> &'static str {
        "Nivel"
    }

    fn tier_and_units(&self, tier: &str, units: u64) -> String {
        format!("{tier}, {}", counted(units, "unidad", "unidades"))
    }

    fn queries_a_minute(&self) -> &'static str {
        "Consultas por minuto"
    }

    fn devices_a_second(&self) -> &'static str {
        "Dispositivos por segundo"
    }

    fn jobs_at_once(&self) -> &'static str {
        "Trabajos a la vez"
    }

    fn budget_is_shared(&self) -> &'static str {
        "Lo comparten todas las páginas de este Lockstep: quien solo mira no le cuesta nada más al hub."
    }

    fn hub_fails(&self, cause: HubFailure, detail: &str, since: &str, seconds: u64) -> Vec<Span> {
        let what = match cause {
            HubFailure::Unreachable => "No se puede llegar al hub.",
            HubFailure::CredentialRefused => "El hub rechaza la credencial de Lockstep.",
            HubFailure::Garbled => "Lo que responde no es un IoT Hub.",
            HubFailure::ServerError => "El hub tiene un fallo propio.",
        };
        vec![
            strong(what),
            text(format!(" Nada nuevo desde las {since}; el próximo intento será dentro de {seconds} s. ")),
            code(detail),
        ]
    }
}
