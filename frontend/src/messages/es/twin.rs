use super::{Spanish, counted};
use crate::{
    intl::{kilobytes, number},
    messages::{Span, TwinMessages, code, text},
};

impl TwinMessages for Spanish {
    fn edit_twin(&self) -> &'static str {
        "Editar"
    }

    fn unsaved_changes(&self, count: u64) -> String {
        match count {
            0 => "aún sin cambios".to_owned(),
            1 => "1 cambio sin guardar".to_owned(),
            count => format!("{} cambios sin guardar", number(count)),
        }
    }

    fn tags_of_device(&self) -> &'static str {
        "Etiquetas"
    }

    fn desired_of_device(&self) -> &'static str {
        "Propiedades deseadas"
    }

    fn null_deletes(&self) -> &'static str {
        "Un objeto JSON. Lo que quite, o ponga en null, se borra."
    }

    fn review_changes(&self) -> &'static str {
        "Revisar cambios"
    }

    fn edits_and_deletions(&self, edits: u64, deletions: u64) -> String {
        let edited = counted(edits, "edición", "ediciones");
        let deleted = counted(deletions, "borrado", "borrados");
        match (edits, deletions) {
            (_, 0) => edited,
            (0, _) => deleted,
            (_, _) => format!("{edited}, {deleted}"),
        }
    }

    fn mend_before_saving(&self) -> &'static str {
        "Corrija antes el texto erróneo; lo que cambia no aparece en la lista."
    }

    fn nothing_changed(&self) -> &'static str {
        "Cambie etiquetas o propiedades deseadas; aquí aparece lo que se escribiría."
    }

    fn property(&self) -> &'static str {
        "Propiedad"
    }

    fn value_now(&self) -> &'static str {
        "Ahora"
    }

    fn value_after(&self) -> &'static str {
        "Tras guardar"
    }

    fn value_then(&self) -> &'static str {
        "Cuando empezó"
    }

    fn value_theirs(&self) -> &'static str {
        "Ahora, por otra persona"
    }

    fn value_mine(&self) -> &'static str {
        "Su valor"
    }

    fn deleted(&self) -> &'static str {
        "se borra (null)"
    }

    fn not_there(&self) -> &'static str {
        "sin valor"
    }

    fn unchanged(&self) -> &'static str {
        "sin cambios"
    }

    fn within_limits(&self, desired: u64, tags: u64) -> String {
        format!(
            "Dentro de los límites del hub: propiedades deseadas, {} de 32 KB; etiquetas, {} de 8 KB.",
            kilobytes(desired),
            kilobytes(tags)
        )
    }

    fn only_if_unchanged(&self, time: &str, etag: &str) -> Vec<Span> {
        vec![
            text(format!("Se envía solo si nadie más ha cambiado el gemelo desde las {time} (")),
            code(format!("If-Match \"{etag}\"")),
            text("). Si alguien lo ha cambiado, podrá comparar antes de sobrescribir."),
        ]
    }

    fn exact_patch(&self) -> &'static str {
        "El cambio exacto"
    }

    fn save_changes(&self, count: u64) -> String {
        match count {
            0 => "Guardar".to_owned(),
            1 => "Guardar 1 cambio".to_owned(),
            count => format!("Guardar {} cambios", number(count)),
        }
    }

    fn twin_changed_title(&self) -> &'static str {
        "El gemelo ha cambiado mientras tanto"
    }

    fn twin_changed(&self, then: &str, now: &str) -> String {
        format!(
            "Empezó con el gemelo de las {then}; a las {now} es otro. Sus cambios no se han guardado ni se han perdido. Compare y elija."
        )
    }

    fn keep_mine_on_top(&self) -> &'static str {
        "Volver a leer y conservar mis cambios"
    }

    fn overwrite(&self) -> &'static str {
        "Sobrescribir"
    }

    fn overwrite_when_valid(&self) -> &'static str {
        "Lo que ha escrito aún no es válido: corríjalo primero."
    }

    fn overwrite_hint(&self) -> &'static str {
        "Sobrescribir escribe sus propiedades haya lo que haya ahora; las que no cambió se quedan como están."
    }

    fn unsaved_stays(&self) -> &'static str {
        "Lo que ha escrito no está guardado: guárdelo o descártelo primero."
    }

    fn twin_saved(&self, time: &str) -> String {
        format!("Guardado a las {time}.")
    }

    fn register_device(&self) -> &'static str {
        "Registrar un dispositivo"
    }

    fn register_how(&self) -> &'static str {
        "El hub genera sus claves; quien configura el dispositivo las lee en el hub, no aquí. Hace falta una credencial con RegistryWrite."
    }

    fn device_id(&self) -> &'static str {
        "Id del dispositivo"
    }

    fn device_id_hint(&self) -> &'static str {
        "Hasta 128 letras, dígitos y - . % _ * ? ! ( ) , : = @ $ '"
    }
}
