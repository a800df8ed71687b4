use lockstep_api::{
    job::JobState,
    row::{Outcome, Tally},
};

use super::{Spanish, counted};
use crate::{intl::number, messages::StatusMessages};

impl StatusMessages for Spanish {
    fn job_state(&self, state: JobState) -> &'static str {
        match state {
            JobState::Waiting => "A la espera de una ranura",
            JobState::Queued => "En cola",
            JobState::Scheduled => "Programado",
            JobState::Running => "En curso",
            JobState::Completed => "Completado",
            JobState::Failed => "Fallido",
            JobState::Cancelled => "Cancelado",
            JobState::Unknown => "Desconocido",
        }
    }

    fn completed_with_failures(&self) -> &'static str {
        "Completado con fallos"
    }

    fn when_last_heard(&self, state: &str) -> String {
        format!("{state} según los últimos datos")
    }

    fn outcome(&self, outcome: Outcome) -> &'static str {
        match outcome {
            Outcome::Pending => "Pendiente",
            Outcome::Running => "En curso",
            Outcome::Succeeded => "Correcto",
            Outcome::Failed => "Fallido",
            Outcome::NotReached => "No alcanzado",
            Outcome::Cancelled => "Cancelado",
        }
    }

    fn tally_of_hub(&self, tally: &Tally) -> String {
        format!("Según el hub, respondieron {} de {}", number(tally.succeeded), number(tally.total()))
    }

    fn tally(&self, tally: &Tally) -> String {
        let parts: Vec<_> = Outcome::ALL
            .into_iter()
            .filter(|outcome| tally.of(*outcome) > 0)
            .map(|outcome| {
                let (one, other) = match outcome {
                    Outcome::Pending => ("pendiente", "pendientes"),
                    Outcome::Running => ("en curso", "en curso"),
                    Outcome::Succeeded => ("correcto", "correctos"),
                    Outcome::Failed => ("fallido", "fallidos"),
                    Outcome::NotReached => ("no alcanzado", "no alcanzados"),
                    Outcome::Cancelled => ("cancelado", "cancelados"),
                };
                counted(tally.of(outcome), one, other)
            })
            .collect();
        if parts.is_empty() {
            "Aún no hay dispositivos".to_owned()
        } else {
            format!("{} de {}", parts.join(", "), number(tally.total()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_device_is_not_several() {
        let tally = Tally { succeeded: 1, failed: 2, not_reached: 1, ..Tally::default() };
        assert_eq!(Spanish.tally(&tally), "1 correcto, 2 fallidos, 1 no alcanzado de 4");
    }
}
