use super::{Spanish, devices};
use crate::{
    api::Failure,
    intl,
    messages::{ProblemMessages, ShellMessages as _, StatusMessages as _},
};
use lockstep_api::{
    hub::HubFailure,
    job::JobState,
    problem::{FieldRule, ProblemCode},
};

impl ProblemMessages for Spanish {
    fn failure(&self, failure: &Failure) -> String {
        match failure {
            Failure::Refused(problem) => self.problem(&problem.code),
            Failure::NoAnswer => {
                "Lockstep no responde: ha fallado Lockstep o la red. No se ha perdido nada; inténtelo de nuevo."
                    .to_owned()
            }
            Failure::Garbled { status } => format!(
                "La respuesta ({status}) no es de Lockstep; la dio algo intermedio. Compruebe la dirección e inténtelo de nuevo."
            ),
        }
    }

    fn problem(&self, problem: &ProblemCode) -> String {
        match problem {
        ProblemCode::SignInRequired => self.session_ended().to_owned(),
        ProblemCode::TokenRefused => "Este token no es el que mostró Lockstep. Cópielo de nuevo, sin espacios alrededor.".to_owned(),
        ProblemCode::TooManyAttempts { next_try_at } => format!("Demasiados intentos de iniciar sesión han fallado desde aquí. Inténtelo de nuevo a las {}.", intl::time(*next_try_at)),
        ProblemCode::RoleTooLow { needs, has } => format!("Esto exige el rol {}, y el suyo es {}. Quien administra Lockstep da los roles.", self.role(*needs), self.role(*has)),
        ProblemCode::ReadOnly => self.view_only_why(true).to_owned(),
        ProblemCode::CrossSite => "Lockstep rechaza órdenes que vienen de otro sitio. Ábralo por su propia dirección.".to_owned(),
        ProblemCode::HostNotAllowed => "No se conoce a Lockstep por este nombre. Ábralo por la dirección que mostró.".to_owned(),
        ProblemCode::RouteNotFound => "Esta página y Lockstep no son de la misma versión. Recargue la página.".to_owned(),
        ProblemCode::Malformed { reason } => format!("Lockstep no pudo leer la petición ({reason}). Recargue la página; puede ser de otra versión."),
        ProblemCode::InvalidField { field, rule } => format!("{field}: {}", field_rule(rule)),
        // The proxy's own sentence is English; the editor above says the same in Spanish.
        ProblemCode::InvalidCondition { error, .. } if error == "too-long-to-ask" => {
            "La condición, con lo que Lockstep pregunta sobre sus dispositivos, es más larga que una consulta. Acórtela.".to_owned()
        }
        ProblemCode::InvalidCondition { column, .. } => match column {
            Some(column) => format!("La condición no puede usarse a partir de la columna {column}. El editor dice por qué."),
            None => "La condición no puede usarse. El editor dice por qué.".to_owned(),
        },
        ProblemCode::InvalidTwin { section, error, .. } => format!("El hub rechazaría este cambio de {section} ({error}): no cumple una regla de los gemelos. El editor dice cuál."),
        ProblemCode::StartInPast { now } => format!("El inicio ya ha pasado: ahora son las {}. Elija una hora posterior o empiece ahora.", intl::time(*now)),
        ProblemCode::StartTooFar { latest } => format!("El hub acepta inicios con siete días de antelación como máximo: hasta el {}.", intl::date_time(*latest)),
        ProblemCode::PreviewRequired { count } => format!("Esto llega a {}: mire el recuento y escríbalo para confirmar.", devices(*count)),
        ProblemCode::PreviewRefused => "El recuento es demasiado antiguo o es de otra orden. Se está contando de nuevo; después confírmelo.".to_owned(),
        ProblemCode::CountMismatch { previewed } => format!("El número escrito no coincide con el recuento: {}.", devices(*previewed)),
        ProblemCode::CountGrown { previewed, now } => format!("Desde el recuento la flota ha crecido de {} a {}. Vuelva a mirar y confirme el número nuevo.", intl::number(*previewed), devices(*now)),
        ProblemCode::EmptyFleet => "Ningún dispositivo cumple la condición, así que no se ha dado ninguna orden.".to_owned(),
        ProblemCode::DeviceNotFound { device } => format!("Dispositivo no encontrado (404001 DeviceNotFound): el hub no tiene ningún dispositivo {device}."),
        ProblemCode::DeviceExists { device } => format!("El hub ya tiene un dispositivo {device}. Ábralo o elija otro id."),
        ProblemCode::DeviceOffline { device } => format!("{device} no está conectado, así que no se le envió nada (404103 DeviceNotOnline). Llame de nuevo cuando vuelva o dele tiempo para conectarse."),
        ProblemCode::DeviceSilent { device } => format!("{device} no respondió a tiempo (504101 GatewayTimeout). Puede que haya actuado: mire lo que notifica antes de llamar de nuevo."),
        ProblemCode::TwinChanged => "Otra persona ha cambiado el gemelo desde que se leyó (412001 PreconditionFailed), así que no se guardó nada.".to_owned(),
        ProblemCode::RightMissing { right } => format!("La credencial de Lockstep no puede hacerlo: le falta {right}. Quien administra Lockstep puede darle una directiva que lo tenga."),
        ProblemCode::JobNotFound => "El hub no conoce este trabajo. Guarda los trabajos 30 días.".to_owned(),
        ProblemCode::JobIdTaken => "Otro trabajo tiene este id. No se ha dado ninguna orden; empiece una nueva para obtener otro id.".to_owned(),
        ProblemCode::NoFreeSlot { slots } => format!("Todas las ranuras del hub ({}) están ocupadas (429004 ThrottlingMaxActiveJobCountExceeded) y no caben más trabajos en espera. Retire uno de los que esperan.", slots.total),
        ProblemCode::RowsUnread { known } => format!("El trabajo no ha terminado o aún se leen sus filas ({} por ahora), así que todavía no se sabe qué dispositivos fallaron. Inténtelo cuando estén todas.", intl::number(*known)),
        ProblemCode::NothingToRepeat => "Ya no hay dispositivos de este trabajo en ese caso, así que no se ha dado ninguna orden.".to_owned(),
        ProblemCode::CannotCancel { state } => cannot_cancel(*state, self.job_state(*state)),
        ProblemCode::HubThrottled { next_try_at, hub_code } => format!("El hub está limitando las peticiones ({hub_code}). Inténtelo después de las {}.", intl::time(*next_try_at)),
        ProblemCode::BudgetSpent { next_try_at } => format!("Lockstep ha gastado su parte del límite del hub, así que no se envió nada. Inténtelo después de las {}.", intl::time(*next_try_at)),
        ProblemCode::HubFailing { cause, hub_code } => hub_failing(*cause, hub_code.as_deref()),
        ProblemCode::HubRefused { hub_status, hub_code, hub_message, tracking_id } => {
            let tracking = tracking_id.as_ref().map(|id| format!(" Id de seguimiento para el soporte de Microsoft: {id}.")).unwrap_or_default();
            format!("El hub lo rechazó ({hub_status} {hub_code}): {hub_message}{tracking}")
        }
        ProblemCode::OrderedInPart { made, of, code } => format!("De los {of} trabajos de esta orden, {made} ya se ordenaron y siguen adelante. Pregunte de nuevo: solo se ordenará el resto. El siguiente se rechazó: {}", self.problem(code)),
        ProblemCode::OutcomeUnknown { job } => format!("La orden se envió y la respuesta se perdió: el trabajo {job} puede existir o no. Pregunte de nuevo: con el mismo id la orden no puede darse dos veces."),
        ProblemCode::TooLarge { limit } => format!("Esto supera los {} bytes que acepta Lockstep.", intl::number(*limit)),
        ProblemCode::StoreFailing => "Lockstep no puede guardar lo que debe recordar, así que no se hizo nada. El registro de eventos de Lockstep dice por qué.".to_owned(),
        ProblemCode::TooMany => "Demasiadas páginas o peticiones a la vez. Cierre algunas pestañas de Lockstep e inténtelo de nuevo.".to_owned(),
        ProblemCode::ShuttingDown => "Lockstep se está reiniciando. Inténtelo en un momento.".to_owned(),
        ProblemCode::Internal => "Lockstep tiene un fallo; su registro de eventos dice más con el id de la petición.".to_owned(),
    }
    }

    fn request_id(&self, id: &str) -> String {
        format!("Id de la petición {id}")
    }
}

fn field_rule(rule: &FieldRule) -> String {
    match rule {
        FieldRule::Required => "no puede quedar vacío.".to_owned(),
        FieldRule::Range { least, most } => format!(
            "hace falta un número de {} a {}.",
            intl::number(least.unsigned_abs()),
            intl::number(most.unsigned_abs())
        ),
        FieldRule::Length { most } => format!("caben {most} bytes como máximo."),
        FieldRule::ConnectAboveResponse => {
            "el tiempo de espera de la conexión no puede superar al de la respuesta.".to_owned()
        }
        FieldRule::NothingToWrite => "no hay propiedades deseadas ni etiquetas que escribir.".to_owned(),
        FieldRule::Character => "hay un carácter que no se permite.".to_owned(),
        FieldRule::Unsupported => "Lockstep no da órdenes de este tipo.".to_owned(),
        FieldRule::Taken => "ya está ocupado: elija otro.".to_owned(),
    }
}

fn cannot_cancel(state: JobState, word: &str) -> String {
    match state {
        JobState::Running => "El hub no permite cancelar un trabajo en curso (405102 OperationNotAllowedInCurrentState). Termina por sí mismo al llegar a su límite de tiempo.".to_owned(),
        JobState::Waiting
        | JobState::Queued
        | JobState::Scheduled
        | JobState::Completed
        | JobState::Failed
        | JobState::Cancelled
        | JobState::Unknown => format!("El hub solo cancela trabajos en cola o programados; el estado de este es: {}.", word.to_ascii_lowercase()),
    }
}

fn hub_failing(cause: HubFailure, code: Option<&str>) -> String {
    let code = code.map(|code| format!(" ({code})")).unwrap_or_default();
    match cause {
        HubFailure::Unreachable => format!(
            "No se puede llegar al hub{code}. Compruebe la dirección del hub y la red de Lockstep e inténtelo de nuevo."
        ),
        HubFailure::CredentialRefused => format!(
            "El hub rechaza la credencial de Lockstep{code}. Quien administra Lockstep tiene que renovarla."
        ),
        HubFailure::Garbled => {
            format!(
                "Lo que responde no es un IoT Hub{code}. Quien administra Lockstep tiene que comprobar el nombre de host."
            )
        }
        HubFailure::ServerError => {
            format!("El hub no respondió a la petición{code}. La suya está bien; inténtelo en un momento.")
        }
    }
}
