use super::{Spanish, counted, devices};
use crate::{intl::number, messages::RowMessages};

impl RowMessages for Spanish {
    fn rows_title(&self) -> &'static str {
        "Dispositivos"
    }

    fn rows_of(&self, passing: u64, all: u64) -> String {
        if passing == all { devices(all) } else { format!("{} de {}", number(passing), devices(all)) }
    }

    fn find_rows(&self) -> &'static str {
        "Buscar en dispositivos y respuestas"
    }

    fn find_rows_hint(&self) -> &'static str {
        "Dispositivo o texto de la respuesta"
    }

    fn newer_rows(&self, count: u64) -> String {
        counted(count, "más reciente", "más recientes")
    }

    fn read_rows_again(&self) -> &'static str {
        "Volver a leer las filas"
    }

    fn rows_known(&self, known: u64, all: u64, time: &str, rest: Option<&str>) -> String {
        match rest {
            Some(rest) => format!(
                "A las {time} se han leído filas de {} de {}; el resto tarda alrededor de {rest} con el límite de este hub.",
                number(known),
                devices(all)
            ),
            None if known >= all => format!("Se han leído todas las filas, a las {time}."),
            None => format!("A las {time} se han leído filas de {} de {}.", number(known), devices(all)),
        }
    }

    fn only(&self, filter: &str) -> String {
        format!("Solo {filter}")
    }

    fn clear_row_filter(&self) -> &'static str {
        "Quitar filtro"
    }

    fn device_head(&self) -> &'static str {
        "Dispositivo"
    }

    fn outcome_head(&self) -> &'static str {
        "Resultado"
    }

    fn code_head(&self) -> &'static str {
        "Código"
    }

    fn answer_head(&self) -> &'static str {
        "Respuesta"
    }

    fn took_head(&self) -> &'static str {
        "Duración"
    }

    fn after_start_head(&self) -> &'static str {
        "Tras el inicio"
    }

    fn updated_head(&self) -> &'static str {
        "Actualizado"
    }

    fn answer_of(&self, device: &str) -> String {
        format!("Respuesta de {device}")
    }

    fn job_began_at(&self) -> &'static str {
        "Inicio del trabajo"
    }

    fn written_at(&self) -> &'static str {
        "Escrito"
    }

    fn given_up_at(&self) -> &'static str {
        "Abandonado"
    }

    fn answered_at(&self) -> &'static str {
        "Respondió"
    }

    fn open_device(&self) -> &'static str {
        "Abrir dispositivo"
    }

    fn copy_answer(&self) -> &'static str {
        "Copiar la respuesta"
    }

    fn no_answer_yet(&self) -> &'static str {
        "Aún no hay respuesta."
    }

    fn twin_written(&self) -> &'static str {
        "Se escribió en el gemelo."
    }

    fn rows_never(&self) -> &'static str {
        "No se llegó a ningún dispositivo"
    }

    fn rows_never_why(&self) -> &'static str {
        "El trabajo se canceló antes de que el hub empezara con algún dispositivo."
    }

    fn rows_nobody(&self) -> &'static str {
        "En este trabajo no hubo ningún dispositivo"
    }

    fn rows_nobody_why(&self) -> &'static str {
        "Ningún dispositivo cumplía la condición al empezar, o el trabajo no pudo ejecutarse. Clónelo, cambie la condición y mire el recuento antes de volver a ordenarlo."
    }

    fn rows_pending(&self) -> &'static str {
        "Aún no hay filas"
    }

    fn rows_pending_why(&self) -> &'static str {
        "Las filas aparecen cuando el hub ha empezado con los dispositivos y Lockstep las ha leído."
    }

    fn rows_none(&self) -> &'static str {
        "Ninguna fila pasa el filtro"
    }

    fn rows_none_why(&self) -> &'static str {
        "El filtro de texto solo abarca lo leído hasta ahora."
    }

    fn rows_none_of_all(&self) -> &'static str {
        "Todas las filas están leídas, y ninguna lo cumple."
    }
}
