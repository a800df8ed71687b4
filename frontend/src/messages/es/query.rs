use super::{Spanish, counted};
use crate::{intl::number, messages::QueryMessages};
use iothub_query::{CandidateKind, Caution, Expected, JobsFeature, MAXIMUM_DEPTH, MAXIMUM_LENGTH, Problem};
use iothub_wire::twin::{
    DEEPEST_NESTING, LARGEST_INTEGER, LONGEST_KEY, LONGEST_STRING, SMALLEST_INTEGER, TwinProblem,
};

impl QueryMessages for Spanish {
    fn query_problem(&self, column: u32, problem: &Problem) -> String {
        format!("Columna {column}: {}", sentence(problem))
    }

    fn query_caution(&self, column: u32, caution: &Caution) -> String {
        let what = match caution {
            Caution::UnquotedText { text } => {
                format!("{text} se lee como propiedad; el texto va entre comillas, como '{text}'.")
            }
            Caution::UnknownProperty { name } => format!(
                "un gemelo no tiene la propiedad {name}; hay tags, properties.desired y properties.reported."
            ),
            Caution::Hyphen { name } => {
                format!("{name} se lee como una resta; un nombre con guion lleva corchetes y comillas.")
            }
            Caution::Wildcard => "= no admite comodines; STARTSWITH dice cómo empieza un texto.".to_owned(),
            Caution::NegatedOperand => {
                "NOT se aplica antes que la comparación; ponga la comparación entre paréntesis.".to_owned()
            }
            Caution::NeverSeen { path } => format!("ningún gemelo leído tiene {path}."),
            Caution::OtherKind { path, seen } => {
                format!("{path} se leyó como {seen}; un valor de otro tipo nunca es igual.")
            }
        };
        format!("Columna {column}: {what}")
    }

    fn apply_fix(&self, replacement: &str) -> String {
        if replacement.is_empty() { "Quitarlo".to_owned() } else { format!("Cambiar por {replacement}") }
    }

    fn query_valid(&self, length: usize) -> String {
        format!("Válida. {} de {} caracteres.", number(length as u64), number(MAXIMUM_LENGTH as u64))
    }

    fn query_empty(&self) -> &'static str {
        "Sin nada aquí se eligen todos los dispositivos."
    }

    fn query_needed(&self) -> &'static str {
        "Escriba una condición como tags.building = 43, o * para todos los dispositivos."
    }

    fn where_label(&self) -> &'static str {
        "WHERE"
    }

    fn send_anyway(&self) -> &'static str {
        "Enviarla de todos modos: decide el hub"
    }

    fn suggestions(&self) -> &'static str {
        "Sugerencias"
    }

    fn candidate_kind(&self, kind: CandidateKind) -> &'static str {
        match kind {
            CandidateKind::Property => "propiedad",
            CandidateKind::Value => "valor",
            CandidateKind::Function => "función",
            CandidateKind::Keyword => "palabra",
            CandidateKind::Operator => "comparación",
        }
    }

    fn values_seen(&self) -> &'static str {
        "Valores vistos en esta pestaña:"
    }

    fn keys_choose(&self) -> &'static str {
        "elegir"
    }

    fn keys_complete(&self) -> &'static str {
        "completar"
    }

    fn keys_close(&self) -> &'static str {
        "cerrar"
    }

    fn keys_run(&self) -> &'static str {
        "ejecutar"
    }

    fn builder(&self) -> &'static str {
        "Generador"
    }

    fn comparison(&self) -> &'static str {
        "Comparación"
    }

    fn value(&self) -> &'static str {
        "Valor"
    }

    fn remove_condition(&self) -> &'static str {
        "Quitar esta fila"
    }

    fn add_condition(&self) -> &'static str {
        "Añadir una condición"
    }

    fn any_is_enough(&self) -> &'static str {
        "Basta con una (OR)"
    }

    fn more_than_rows(&self) -> &'static str {
        "Esta condición dice más de lo que muestran las filas. Siga en el texto; las filas vuelven cuando sea más sencilla."
    }

    fn saved_queries(&self) -> &'static str {
        "Consultas guardadas"
    }

    fn no_saved_queries(&self) -> &'static str {
        "Aún no hay consultas guardadas. Están disponibles para todos los que usan este Lockstep."
    }

    fn save_query_as(&self) -> &'static str {
        "Guardar esta consulta como"
    }

    fn not_run_yet(&self) -> &'static str {
        "Aún no ejecutada: pulse Intro."
    }

    fn replaces_query(&self, condition: &str) -> String {
        format!("Reemplaza la que tiene ese nombre: {condition}")
    }

    fn replace(&self) -> &'static str {
        "Reemplazar"
    }

    fn save_query_hint(&self) -> &'static str {
        "Lo que hay ahora en el campo, para todos los que usan este Lockstep"
    }

    fn saved_by(&self, who: &str) -> String {
        format!("la guardó {who}")
    }

    fn discard_query(&self, name: &str) -> String {
        format!("Eliminar {name}")
    }

    fn twin_problem(&self, problem: &TwinProblem) -> String {
        match problem {
            TwinProblem::NotAPatch => "Esto no es un cambio de gemelo: hace falta un objeto JSON.".to_owned(),
            TwinProblem::NotAnObject { section } => {
                format!("{} tiene que ser un objeto JSON.", section.name())
            }
            TwinProblem::SectionTooLarge { section, size } => format!(
                "{} tendría {} bytes; el hub acepta {}.",
                section.name(),
                number(*size as u64),
                number(section.limit() as u64)
            ),
            TwinProblem::KeyTooLong { path, length } => format!(
                "Una clave en {path} tiene {} bytes; el hub acepta {}.",
                number(*length as u64),
                number(LONGEST_KEY as u64)
            ),
            TwinProblem::KeyCharacter { path, character } => format!(
                "La clave {path} tiene el carácter {character:?}; las claves no llevan caracteres de control, puntos, $, # ni espacios."
            ),
            TwinProblem::StringTooLong { path, length } => format!(
                "El texto en {path} tiene {} bytes; el hub acepta {}.",
                number(*length as u64),
                number(LONGEST_STRING as u64)
            ),
            TwinProblem::TooDeep { path } => {
                format!("{path} está a más de {DEEPEST_NESTING} niveles de profundidad.")
            }
            TwinProblem::NullInArray { path } => {
                format!("La lista en {path} contiene null; con null solo se borra una clave.")
            }
            TwinProblem::IntegerRange { path, number: value } => format!(
                "{value} en {path} está fuera de rango; los enteros van de {SMALLEST_INTEGER} a {LARGEST_INTEGER}."
            ),
        }
    }
}

fn sentence(problem: &Problem) -> String {
    match problem {
        Problem::Empty => "aquí no hay nada; * significa todos los dispositivos.".to_owned(),
        Problem::TooLong { length } => format!(
            "{} caracteres son más de los {} que acepta el hub.",
            number(*length as u64),
            number(MAXIMUM_LENGTH as u64)
        ),
        Problem::TooDeep => format!("esto está a más de {MAXIMUM_DEPTH} niveles de profundidad."),
        Problem::UnexpectedCharacter { character } => {
            format!("el carácter {character} no significa nada aquí.")
        }
        Problem::UnterminatedString { quote } => format!("a este texto le falta el {quote} de cierre."),
        Problem::UnknownEscape { character } => {
            format!("el texto admite los escapes \\' \\\" \\\\ y \\uXXXX, no \\{}.", character.escape_debug())
        }
        Problem::MalformedUnicodeEscape => "\\u lleva los cuatro dígitos hexadecimales de un carácter.".to_owned(),
        Problem::DoubledQuote { quote } => format!("unas comillas dentro de un texto se escriben \\{quote}."),
        Problem::MalformedNumber { text } => {
            format!("{text} no es un número; el texto va entre comillas, como '{text}'.")
        }
        Problem::NumberTooLarge => "este número es demasiado grande.".to_owned(),
        Problem::ForeignOperator { found, instead } => format!("{found} se escribe aquí {instead}."),
        Problem::Unexpected { found: Some(found), expected } => {
            format!("aquí se espera {}, no {found}.", expected_here(*expected))
        }
        Problem::Unexpected { found: None, expected } => {
            format!("se espera {} antes del final.", expected_here(*expected))
        }
        Problem::UnsupportedWord { word } => format!("{word} no es del lenguaje de consultas de IoT Hub."),
        Problem::StrayParenthesis => "este paréntesis no cierra nada.".to_owned(),
        Problem::OpenParenthesis => "este paréntesis no se cierra.".to_owned(),
        Problem::ListInParentheses => "una lista va entre corchetes, como IN [2, 3].".to_owned(),
        Problem::EmptyList => "una lista tiene al menos un valor.".to_owned(),
        Problem::UnquotedText { text } => format!("el texto va entre comillas, como '{text}'."),
        Problem::ChainedComparison => "las comparaciones no se encadenan; únalas con AND.".to_owned(),
        Problem::NegatedExpression => {
            "un signo menos va solo delante de un número o entre dos valores.".to_owned()
        }
        Problem::ArrayIndex => {
            "no se puede llegar a los elementos de una lista; un corchete lleva un nombre, como tags['floor plan']."
                .to_owned()
        }
        Problem::UnknownFunction { name } => {
            format!("no existe la función {name}; hay IS_DEFINED y STARTSWITH.")
        }
        Problem::ArgumentCount { function, expected, found } => {
            let values = counted(*expected as u64, "valor", "valores");
            format!("{function} lleva {values} entre paréntesis, no {found}.")
        }
        Problem::PropertyArgument { function } => {
            format!("{function} lleva una propiedad, como {function}(tags.site).")
        }
        Problem::CountTakesNothing => "COUNT no lleva nada entre sus paréntesis.".to_owned(),
        Problem::AggregateInCondition { function } => {
            format!("{function} va solo entre SELECT y FROM; esto es lo que sigue a WHERE.")
        }
        Problem::FunctionInSelect { function } => format!("{function} va solo después de WHERE."),
        Problem::MissingAs { name } => format!("un nombre nuevo va detrás de AS, como deviceId AS {name}."),
        Problem::MissingSelect => "una consulta empieza por SELECT.".to_owned(),
        Problem::UnknownSource { name } => {
            format!("no existe {name} de donde elegir; hay devices y devices.modules.")
        }
        Problem::FullQuery => "solo hace falta lo que sigue a WHERE, no un SELECT entero.".to_owned(),
        Problem::WhereInCondition => "la palabra WHERE ya está puesta.".to_owned(),
        Problem::StarNotAlone => "* elige todos los dispositivos y va solo.".to_owned(),
        Problem::JobsInCondition => {
            "un trabajo se ejecuta en devices o en devices.modules, no en devices.jobs.".to_owned()
        }
        Problem::ForeignPrefix { prefix, collection } => {
            format!("{prefix} no es de donde se elige: es {collection}.")
        }
        Problem::NotForJobs { feature } => format!("devices.jobs no tiene {}.", jobs_feature(*feature)),
        Problem::NotAJobField { field } => format!("devices.jobs no puede filtrarse por {field}."),
        Problem::GroupByModules => "GROUP BY solo sirve para devices.".to_owned(),
        Problem::GroupByOneProperty => "GROUP BY lleva una sola propiedad.".to_owned(),
        Problem::StarWithGroupBy => "GROUP BY necesita sus columnas por nombre en lugar de *.".to_owned(),
        Problem::NotGrouped { path } => format!("{path} ni se cuenta ni se agrupa."),
    }
}

fn expected_here(expected: Expected) -> &'static str {
    match expected {
        Expected::Expression => "un valor, una propiedad o una función",
        Expected::AndOrEnd => "AND, OR o el final",
        Expected::OperatorOrEnd => "una comparación como =, o el final",
        Expected::List => "una lista entre corchetes",
        Expected::Constant => "texto entre comillas, un número, true, false o null",
        Expected::CommaOrBracket => "una coma o ]",
        Expected::CommaOrParenthesis => "una coma o )",
        Expected::ClosingParenthesis => ")",
        Expected::ClosingBracket => "]",
        Expected::Name => "un nombre",
        Expected::Property => "una propiedad",
        Expected::Column => "una propiedad, un agregado o *",
        Expected::RowCount => "un número de filas",
        Expected::From => "FROM",
        Expected::By => "BY",
        Expected::Source => "devices o devices.modules",
        Expected::ClauseOrEnd => "WHERE, GROUP BY o el final",
        Expected::End => "el final",
    }
}

fn jobs_feature(feature: JobsFeature) -> &'static str {
    match feature {
        JobsFeature::Columns => "columnas",
        JobsFeature::Top => "TOP",
        JobsFeature::GroupBy => "GROUP BY",
    }
}
