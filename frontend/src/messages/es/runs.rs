use super::{Spanish, counted, devices};
use crate::{
    intl::number,
    messages::{RunMessages, Span, strong, text},
};

impl RunMessages for Spanish {
    fn run_again(&self) -> &'static str {
        "Repetir"
    }

    fn rerun_title(&self) -> &'static str {
        "Repetir este trabajo"
    }

    fn rerun_same(&self, action: &str) -> Vec<Span> {
        vec![text("La misma acción, "), strong(action), text(", con los mismos límites y empezando ahora.")]
    }

    fn rerun_who(&self) -> &'static str {
        "En qué dispositivos"
    }

    fn rerun_failed(&self, count: u64) -> String {
        the(count, "dispositivo fallido", "dispositivos fallidos")
    }

    fn rerun_failed_hint(&self) -> &'static str {
        "La rechazaron, o no respondieron y puede que la ejecutaran. Averigüe por qué antes de repetir."
    }

    fn rerun_not_reached(&self, count: u64) -> String {
        the(count, "dispositivo no alcanzado", "dispositivos no alcanzados")
    }

    fn rerun_not_reached_hint(&self) -> &'static str {
        "No se les envió nada. Puede repetirse sin riesgo."
    }

    fn rerun_group(&self, group: &str) -> String {
        format!("Los de {group}")
    }

    fn rerun_one(&self, device: &str) -> String {
        format!("Solo {device}")
    }

    fn rerun_one_hint(&self) -> &'static str {
        "No se toca ningún otro dispositivo."
    }

    fn rerun_nobody(&self) -> &'static str {
        "Todos los dispositivos de este trabajo lo hicieron: no hay nada que repetir."
    }

    fn split_into_jobs(&self, jobs: u64) -> String {
        format!(
            "El hub acepta condiciones de 8192 caracteres como máximo, así que esto serán {} trabajos. El que no encuentre una ranura libre espera su turno.",
            number(jobs)
        )
    }

    fn rerun_named(&self) -> &'static str {
        "Los dispositivos se nombran uno a uno, así que el trabajo no puede llegar a otros."
    }

    fn rerun_confirm(&self, count: u64) -> String {
        format!("Repetir en {}", devices(count))
    }

    fn export(&self) -> &'static str {
        "Exportar"
    }

    fn export_all(&self, count: u64) -> String {
        format!("CSV, todo: {}", counted(count, "fila", "filas"))
    }

    fn export_all_hint(&self) -> &'static str {
        "Una fila por dispositivo, segura para abrir en una hoja de cálculo"
    }

    fn export_shown(&self, count: Option<u64>) -> String {
        match count {
            Some(count) => format!("CSV, solo lo que se ve: {}", counted(count, "fila", "filas")),
            None => "CSV, solo lo que se ve".to_owned(),
        }
    }

    fn export_shown_hint(&self) -> &'static str {
        "Con el filtro actual"
    }

    fn export_lines(&self) -> &'static str {
        "NDJSON con el contenido de las respuestas"
    }

    fn export_lines_hint(&self) -> &'static str {
        "Un objeto JSON por dispositivo, para programas"
    }

    fn export_also(&self) -> &'static str {
        "CSV NDJSON imprimir"
    }

    fn print_report(&self) -> &'static str {
        "Imprimir informe"
    }

    fn export_lines_shown(&self) -> &'static str {
        "NDJSON, solo lo que se ve"
    }

    fn screen_on_paper(&self) -> &'static str {
        "Solo las filas que estaban en pantalla; Ctrl+P y el menú Exportar las imprimen todas."
    }

    fn printed_at(&self, time: &str, zone: &str) -> String {
        format!("impreso {time} ({zone})")
    }

    fn first_on_paper(&self, first: u64, all: u64) -> String {
        format!("Las primeras {} de {} filas; una exportación las tiene todas.", number(first), number(all))
    }

    fn copy_view(&self) -> &'static str {
        "Copiar enlace a esta vista"
    }

    fn name_job(&self) -> &'static str {
        "Nombrar este trabajo"
    }

    fn rename_job(&self) -> &'static str {
        "Nombre y nota"
    }

    fn job_name(&self) -> &'static str {
        "Nombre"
    }

    fn job_name_hint(&self) -> &'static str {
        "Lo guarda Lockstep; el hub conoce el trabajo por su id."
    }

    fn job_note(&self) -> &'static str {
        "Nota"
    }

    fn job_note_hint(&self) -> &'static str {
        "Por qué se ejecutó, qué resultó."
    }

    fn save(&self) -> &'static str {
        "Guardar"
    }

    fn discard(&self) -> &'static str {
        "Descartar"
    }

    fn timeline(&self) -> &'static str {
        "Cronología"
    }

    fn ordered_by(&self, who: Option<&str>) -> String {
        match who {
            Some(who) => format!("Orden de {who}"),
            None => "Orden dada fuera de Lockstep".to_owned(),
        }
    }

    fn start_planned(&self) -> &'static str {
        "Empieza"
    }

    fn was_started_for(&self, count: u64) -> String {
        format!("Empezó, {}", devices(count))
    }

    fn ended_with(&self, words: &str, not: u64, of: u64) -> String {
        if not == 0 {
            format!("{words}, todos correctos")
        } else {
            format!("{words}, {} de {} sin éxito", number(not), number(of))
        }
    }

    fn was_started(&self) -> &'static str {
        "Iniciado"
    }

    fn ended(&self) -> &'static str {
        "Terminado"
    }

    fn was_withdrawn(&self) -> &'static str {
        "Retirado"
    }

    fn was_refused(&self) -> &'static str {
        "Rechazado al llegar su turno"
    }

    fn slot_was_free(&self) -> &'static str {
        "Quedó libre una ranura"
    }

    fn was_cancelled(&self) -> &'static str {
        "Cancelado"
    }

    fn could_not(&self) -> &'static str {
        "No pudo ejecutarse"
    }

    fn last_answer_expected(&self) -> &'static str {
        "Última respuesta, como muy tarde"
    }

    fn window_closes(&self) -> &'static str {
        "Se cierra la ventana"
    }

    fn runs(&self) -> &'static str {
        "Ejecuciones"
    }

    fn part_of(&self, number_: u64, of: u64) -> String {
        format!("parte {} de {}", number(number_), number(of))
    }

    fn attempt_of(&self, nth: u64, of: u64) -> String {
        format!("intento {} de {}", number(nth), number(of))
    }

    fn repeats_failed(&self) -> &'static str {
        "para los que fallaron"
    }

    fn repeats_not_reached(&self) -> &'static str {
        "para los no alcanzados"
    }

    fn repeats_chosen(&self) -> &'static str {
        "para dispositivos elegidos"
    }

    fn repeats_own(&self) -> &'static str {
        "como copia"
    }

    fn this_job(&self) -> &'static str {
        "este trabajo"
    }
}

/// A count with its noun and article, at the beginning of a line.
fn the(count: u64, one: &str, other: &str) -> String {
    if count == 1 { format!("El {one}") } else { format!("Los {}", counted(count, one, other)) }
}
