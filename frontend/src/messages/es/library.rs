use super::Spanish;
use lockstep_api::{library::ParameterKind, preview::Changes};

use crate::{intl, messages::LibraryMessages, pages::new_job::values::Rule};

impl LibraryMessages for Spanish {
    fn actions_lead(&self) -> &'static str {
        "Lo que hacen los trabajos: empiece una orden con una acción, o guarde una propia para todos los que usan este Lockstep."
    }

    fn new_action(&self) -> &'static str {
        "Nueva acción"
    }

    fn all_actions(&self) -> &'static str {
        "Todas las acciones"
    }

    fn find_actions(&self) -> &'static str {
        "Buscar acciones"
    }

    fn find_actions_hint(&self) -> &'static str {
        "Nombre, método, valor"
    }

    fn no_action(&self) -> &'static str {
        "Ninguna acción coincide"
    }

    fn no_action_why(&self) -> &'static str {
        "Las palabras se buscan en nombres, métodos y valores."
    }

    fn action_does(&self) -> &'static str {
        "Qué hace"
    }

    fn action_from(&self) -> &'static str {
        "Origen"
    }

    fn action_deeds(&self) -> &'static str {
        "Qué se puede hacer con ella"
    }

    fn action_name(&self) -> &'static str {
        "Nombre"
    }

    fn new_job_with(&self, name: &str) -> String {
        format!("Nuevo trabajo con {name}")
    }

    fn edit_action(&self, name: &str) -> String {
        format!("Editar {name}")
    }

    fn copy_action(&self, name: &str) -> String {
        format!("Copiar {name}")
    }

    fn copy_of(&self, name: &str) -> String {
        format!("{name}, copia")
    }

    fn start_from(&self) -> &'static str {
        "Empezar con una acción"
    }

    fn ships_with(&self) -> &'static str {
        "viene con Lockstep"
    }

    fn templates_hint(&self) -> &'static str {
        "Rellena lo de abajo; todo puede cambiarse antes de enviarlo."
    }

    fn save_action_as(&self) -> &'static str {
        "Guardar esta acción como"
    }

    fn save_action_hint(&self) -> &'static str {
        "Para todos los que usan este Lockstep; sus valores se piden al usarla"
    }

    fn was_discarded(&self, name: &str) -> String {
        format!("Se ha eliminado «{name}».")
    }

    fn undo(&self) -> &'static str {
        "Deshacer"
    }

    fn discard_action(&self, name: &str) -> String {
        format!("Eliminar la acción {name}")
    }

    fn values(&self) -> &'static str {
        "Valores"
    }

    fn no_values(&self) -> &'static str {
        "No se envía nada con ella. Añada un valor o escriba JSON arriba."
    }

    fn values_need_object(&self) -> &'static str {
        "Los valores por nombre necesitan un objeto JSON."
    }

    fn more_values(&self, more: u64) -> String {
        let more = intl::number(more);
        format!("Hay más valores en el JSON: {more} sin campo aquí.")
    }

    fn value_exists(&self) -> &'static str {
        "Ya hay un valor con ese nombre: escriba otro."
    }

    fn new_value_name(&self) -> &'static str {
        "Nombre de un valor nuevo"
    }

    fn new_value_kind(&self) -> &'static str {
        "Tipo del valor nuevo"
    }

    fn kind_text(&self) -> &'static str {
        "Texto"
    }

    fn kind_number(&self) -> &'static str {
        "Número"
    }

    fn kind_boolean(&self) -> &'static str {
        "Sí o no"
    }

    fn yes(&self) -> &'static str {
        "Sí"
    }

    fn no(&self) -> &'static str {
        "No"
    }

    fn add_value(&self) -> &'static str {
        "Añadir"
    }

    fn remove_value(&self, name: &str) -> String {
        format!("Quitar {name}")
    }

    fn value_wanted(&self, rule: &Rule, optional: bool) -> String {
        let wanted = match rule {
            Rule::Json => "JSON, por ejemplo [1, 2], {\"a\": 1} o null".to_owned(),
            Rule::Kind(ParameterKind::Integer { least, most }) => match (least, most) {
                (Some(least), Some(most)) => format!("Un número entero de {least} a {most}"),
                (Some(least), None) => format!("Un número entero, al menos {least}"),
                (None, Some(most)) => format!("Un número entero, como máximo {most}"),
                (None, None) => "Un número entero".to_owned(),
            },
            Rule::Kind(ParameterKind::Number) => "Un número, por ejemplo 2 o 1.5".to_owned(),
            Rule::Kind(ParameterKind::Choice { .. }) => "Uno de estos valores".to_owned(),
            Rule::Kind(ParameterKind::Text | ParameterKind::Boolean) => String::new(),
        };
        match (optional, wanted.is_empty()) {
            (false, _) => wanted,
            (true, true) => "Puede quedar vacío".to_owned(),
            (true, false) => format!("{wanted}; puede quedar vacío"),
        }
    }

    fn value_needed(&self, wanted: &str) -> String {
        if wanted.is_empty() { "Falta un valor.".to_owned() } else { format!("Se necesita: {wanted}.") }
    }

    fn left_out(&self) -> &'static str {
        "No se envía"
    }

    fn asked_for(&self) -> &'static str {
        "Qué se pide al usarla"
    }

    fn kind_integer(&self) -> &'static str {
        "Número entero"
    }

    fn kind_choice(&self) -> &'static str {
        "Uno de varios"
    }

    fn least(&self) -> &'static str {
        "Como mínimo"
    }

    fn most(&self) -> &'static str {
        "Como máximo"
    }

    fn nothing_between(&self, least: i64, most: i64) -> String {
        format!("Ningún número es {least} como mínimo y {most} como máximo.")
    }

    fn action_needs_name(&self) -> &'static str {
        "Le falta un nombre."
    }

    fn action_needs_fields(&self) -> &'static str {
        "Arriba falta un campo o está mal."
    }

    fn may_be_left_out(&self) -> &'static str {
        "Puede omitirse"
    }

    fn choices_of(&self, name: &str) -> String {
        format!("{name}: los valores entre los que se elige, separados por comas")
    }

    fn kind_list(&self) -> &'static str {
        "Lista u objeto (JSON)"
    }

    fn kind_deletion(&self) -> &'static str {
        "Eliminación (null)"
    }

    fn deletes_property(&self) -> &'static str {
        "null elimina esta propiedad"
    }

    fn called(&self, value: &str) -> String {
        format!("{value}: cómo se llama")
    }

    fn name_and_note(&self) -> &'static str {
        "Nombre y nota"
    }

    fn kept_by_lockstep(&self) -> &'static str {
        "los guarda Lockstep, no se envían al hub"
    }

    fn request_forms(&self) -> &'static str {
        "Forma de la petición"
    }

    fn needs_own_token(&self) -> &'static str {
        "Desde un terminal se ejecuta con sus propios permisos, sin las comprobaciones de Lockstep."
    }

    fn before_after(&self) -> &'static str {
        "Antes y después"
    }

    fn would_change(&self, Changes { read, changing }: Changes, all: bool) -> String {
        let (read, changing) = (intl::number(read), intl::number(changing));
        if all {
            format!("Cambiarían {changing} de {read} gemelos.")
        } else {
            format!("De los primeros {read} gemelos cambiarían {changing}.")
        }
    }

    fn another_device(&self) -> &'static str {
        "Id de otro dispositivo"
    }

    fn stays_as_it_is(&self) -> &'static str {
        "queda como está"
    }

    fn value_after_job(&self) -> &'static str {
        "Tras el trabajo"
    }

    fn job_changes_nothing(&self) -> &'static str {
        "No cambia nada: este gemelo ya tiene esos valores."
    }
}
