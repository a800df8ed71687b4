use lockstep_api::{
    cluster::Cluster,
    row::{FailureGroup, Outcome},
};

use super::{Spanish, counted};
use crate::{
    intl::number,
    messages::{DurationMessages as _, FailureMessages, Span, code, strong, text},
    words::tags_of,
};

impl FailureMessages for Spanish {
    fn why(&self) -> &'static str {
        "Por qué algunos dispositivos no lo lograron"
    }

    fn reasons(&self, count: u64) -> String {
        counted(count, "motivo", "motivos")
    }

    fn failures_unread(&self, devices: u64) -> String {
        format!(
            "El hub cuenta {}. El motivo se sabrá cuando se lean sus filas.",
            counted(devices, "dispositivo sin éxito", "dispositivos sin éxito")
        )
    }

    fn no_failures(&self) -> &'static str {
        "Ningún dispositivo ha fallado."
    }

    fn failure_group(&self, group: &FailureGroup) -> String {
        if group.code.parse::<u16>().is_ok_and(|status| status < 1000) {
            format!("El dispositivo respondió {}", group.code)
        } else {
            group.code.clone()
        }
    }

    fn remedy(&self, group: &FailureGroup, response_timeout: Option<u32>) -> Vec<Span> {
        let sample = group.sample.trim();
        let name = group.code.rsplit(' ').next().unwrap_or_default();
        match (group.outcome, name) {
            (_, "DeviceNotOnline" | "404103") => {
                vec![text(
                    "Sin conexión, así que no se envió nada. Puede repetirse sin riesgo cuando vuelvan.",
                )]
            }
            (_, "DeviceNotFound" | "404001") => {
                vec![text("El hub ya no tiene estos dispositivos, así que no se envió nada.")]
            }
            (_, "JobRunPreconditionFailed") => {
                vec![text(
                    "No empezaron antes de que se cerrara la ventana del trabajo. Puede repetirse sin riesgo.",
                )]
            }
            (_, "GatewayTimeout" | "504101") => {
                let within = response_timeout
                    .map(|seconds| format!(" en {}", self.long_seconds(u64::from(seconds))))
                    .unwrap_or_default();
                vec![
                    text(format!("Llamado, pero sin respuesta{within}. ")),
                    strong("Es posible que el dispositivo haya actuado. "),
                    text("Compare sus propiedades notificadas antes de repetir."),
                ]
            }
            (_, "ThrottlingException" | "429001") => {
                vec![text("El hub estaba limitando las peticiones. Repita cuando haya menos carga.")]
            }
            (Outcome::NotReached, _) => {
                vec![text("No se envió nada. Puede repetirse sin riesgo. El hub dice: "), code(sample)]
            }
            _ if group.code.parse::<u16>().is_ok_and(|status| status < 1000) => {
                if sample.is_empty() {
                    vec![text("El dispositivo rechazó la llamada.")]
                } else {
                    vec![text("El dispositivo rechazó la llamada: "), code(sample), text(".")]
                }
            }
            _ if sample.is_empty() => vec![text("El hub no da ningún motivo.")],
            _ => vec![text("El hub dice: "), code(sample)],
        }
    }

    fn where_later(&self) -> &'static str {
        "Dónde se concentran podrá decirse cuando el trabajo haya terminado."
    }

    fn where_compared(&self) -> &'static str {
        "Comparados con los dispositivos correctos."
    }

    fn where_they_are(&self) -> &'static str {
        "¿Dónde están?"
    }

    fn devices_there(&self) -> &'static str {
        "Todos los que hay ahí"
    }

    fn compare_first(&self, shown: u64, all: u64) -> String {
        format!("Los primeros {} de {}", number(shown), number(all))
    }

    fn compare_twins(&self) -> &'static str {
        "Comparar gemelos"
    }

    fn rerun_short(&self) -> &'static str {
        "Repetir"
    }

    fn cluster(&self, cluster: &Cluster, group: u64) -> Vec<Span> {
        let Cluster { failed, succeeded, .. } = cluster;
        let of =
            if failed.of == group { number(group) } else { format!("los {} mirados", number(failed.of)) };
        vec![
            strong(format!("{} de {of} tienen {}", number(failed.count), tags_of(cluster))),
            text(format!(
                "; de los {} mirados que tuvieron éxito, {}.",
                number(succeeded.of),
                number(succeeded.count)
            )),
        ]
    }

    fn show_count(&self, count: u64) -> String {
        format!("Ver {}", number(count))
    }

    fn of_rows_known(&self, known: u64, all: u64) -> String {
        format!("contado en {} de {} filas leídas", number(known), number(all))
    }
}
