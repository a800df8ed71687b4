use super::{Spanish, hour_of};
use lockstep_api::session::{Role, SignInFailure};

use crate::messages::{ShellMessages, Span, code, text};

impl ShellMessages for Spanish {
    fn crashed(&self) -> &'static str {
        "Algo se ha roto en esta página. Sus órdenes no se ven afectadas: los trabajos se ejecutan en el hub."
    }

    fn reload(&self) -> &'static str {
        "Recargar"
    }

    fn skip_to_content(&self) -> &'static str {
        "Saltar al contenido"
    }

    fn page_title(&self, page: &str) -> String {
        format!("{page} · Lockstep")
    }

    fn main_navigation(&self) -> &'static str {
        "Principal"
    }

    fn breadcrumb(&self) -> &'static str {
        "Ruta de navegación"
    }

    fn environment(&self, name: &str) -> String {
        format!("Entorno {name}")
    }

    fn jobs(&self) -> &'static str {
        "Trabajos"
    }

    fn actions_title(&self) -> &'static str {
        "Acciones"
    }

    fn devices_title(&self) -> &'static str {
        "Dispositivos"
    }

    fn new_job(&self) -> &'static str {
        "Nuevo trabajo"
    }

    fn try_now(&self) -> &'static str {
        "Intentar ahora"
    }

    fn copy_link(&self) -> &'static str {
        "Copiar enlace"
    }

    fn copy_by_hand(&self) -> &'static str {
        "El navegador no permite copiar aquí: pulse Ctrl+C"
    }

    fn copied(&self) -> &'static str {
        "Copiado"
    }

    fn close(&self) -> &'static str {
        "Cerrar"
    }

    fn loading(&self) -> &'static str {
        "Cargando"
    }

    fn as_of(&self, time: &str) -> String {
        format!("datos de las {time}")
    }

    fn at_most_characters(&self, most: u64) -> String {
        format!("Admite {} caracteres y no más.", crate::intl::number(most))
    }

    fn table_scrolls(&self) -> &'static str {
        "Tabla con desplazamiento horizontal"
    }

    fn part_missing_title(&self) -> &'static str {
        "Esta página no se ha cargado"
    }

    fn part_missing(&self) -> &'static str {
        "O se ha perdido la conexión con Lockstep, o Lockstep se actualizó después de abrir esta pestaña. Recargar ayuda en \
         el segundo caso."
    }

    fn not_found_title(&self) -> &'static str {
        "No existe esa página"
    }

    fn not_found(&self) -> &'static str {
        "La dirección no lleva a ninguna parte. Los trabajos y los dispositivos están en la barra de arriba."
    }

    fn sign_in_title(&self) -> &'static str {
        "Iniciar sesión"
    }

    fn sign_in_lead(&self) -> Vec<Span> {
        vec![
            text("Al iniciarse, Lockstep mostró una dirección con "),
            code("#token=…"),
            text(". Abra esa dirección, o péguela aquí, o solo el token."),
        ]
    }

    fn token(&self) -> &'static str {
        "Dirección o token"
    }

    fn token_needed(&self) -> &'static str {
        "Pegue antes la dirección o el token."
    }

    fn provider_lead(&self, provider: &str) -> String {
        format!(
            "Inicie sesión donde lo hace para todo lo demás ({provider}); ese servicio dice a Lockstep quién es usted y qué puede hacer aquí."
        )
    }

    fn log_in_with(&self, provider: &str) -> String {
        format!("Iniciar sesión con {provider}")
    }

    fn token_besides(&self) -> &'static str {
        "Usar el token de operador"
    }

    fn not_let_in(&self, failure: SignInFailure) -> &'static str {
        match failure {
            SignInFailure::ProviderDown => {
                "El servicio de inicio de sesión no responde como debe. Inténtelo de nuevo; si sigue así, avise a quien administra Lockstep: su registro dice más."
            }
            SignInFailure::Denied => {
                "El servicio de inicio de sesión no le dejó entrar. Inténtelo de nuevo, con otra cuenta si la tiene."
            }
            SignInFailure::Unbelievable => {
                "Lockstep no pudo dar por cierto lo que el servicio de inicio de sesión dijo de usted, así que nadie inició sesión. Avise a quien administra Lockstep: su registro dice más."
            }
            SignInFailure::Stale => {
                "Este inicio de sesión empezó en otra pestaña, o hace más de diez minutos. Empiece de nuevo."
            }
            SignInFailure::NoRole => {
                "El servicio de inicio de sesión le conoce, pero nadie le ha dado un rol en Lockstep. Pídalo a quien lo administra."
            }
            SignInFailure::Store => {
                "Lockstep no pudo guardar que usted inició sesión. Inténtelo de nuevo; si sigue así, avise a quien lo administra."
            }
        }
    }

    fn view_only(&self) -> &'static str {
        "Solo lectura"
    }

    fn view_only_why(&self, read_only: bool) -> &'static str {
        if read_only {
            "Este Lockstep se inició para mostrar y no para ordenar: aquí no se puede ordenar, llamar ni escribir nada."
        } else {
            "Su rol es observador: ve dispositivos, trabajos y respuestas, y no ordena nada. Quien administra Lockstep da los roles."
        }
    }

    fn role(&self, role: Role) -> &'static str {
        match role {
            Role::Viewer => "observador",
            Role::Operator => "operador",
            Role::Admin => "administrador",
        }
    }

    fn session_ended(&self) -> &'static str {
        "La sesión ha terminado. Iníciela de nuevo; lo que escribió se conserva."
    }

    fn sign_in(&self) -> &'static str {
        "Iniciar sesión"
    }

    fn sign_out(&self) -> &'static str {
        "Cerrar sesión"
    }

    fn signing_in(&self) -> &'static str {
        "Preguntando a Lockstep quién es usted"
    }

    fn lockstep_down(&self) -> &'static str {
        "Lockstep no responde"
    }

    fn signed_in_as(&self, caller: &str) -> String {
        format!("Sesión de {caller}")
    }

    fn display(&self) -> &'static str {
        "Aspecto: tema, densidad, contraste"
    }

    fn theme(&self) -> &'static str {
        "Tema"
    }

    fn theme_system(&self) -> &'static str {
        "Sistema"
    }

    fn theme_light(&self) -> &'static str {
        "Claro"
    }

    fn theme_dark(&self) -> &'static str {
        "Oscuro"
    }

    fn density(&self) -> &'static str {
        "Densidad"
    }

    fn density_compact(&self) -> &'static str {
        "Compacta"
    }

    fn density_normal(&self) -> &'static str {
        "Normal"
    }

    fn density_comfortable(&self) -> &'static str {
        "Amplia"
    }

    fn contrast(&self) -> &'static str {
        "Contraste"
    }

    fn contrast_system(&self) -> &'static str {
        "Sistema"
    }

    fn contrast_normal(&self) -> &'static str {
        "Normal"
    }

    fn contrast_more(&self) -> &'static str {
        "Alto"
    }

    fn times_in(&self, zone: &str) -> String {
        format!("Las horas están en {}.", hour_of(zone))
    }

    fn zone(&self) -> &'static str {
        "Zona horaria"
    }

    fn zone_local(&self) -> &'static str {
        "La de este navegador"
    }

    fn language(&self) -> &'static str {
        "Idioma"
    }

    fn search(&self) -> &'static str {
        "Buscar"
    }

    fn palette(&self) -> &'static str {
        "Búsqueda y comandos"
    }

    fn palette_hint(&self) -> &'static str {
        "Trabajo, acción, consulta guardada o id de dispositivo"
    }

    fn palette_results(&self) -> &'static str {
        "Resultados"
    }

    fn palette_actions(&self) -> &'static str {
        "Acciones"
    }

    fn palette_commands(&self) -> &'static str {
        "Órdenes de la consola"
    }

    fn palette_here(&self) -> &'static str {
        "En esta página"
    }

    fn palette_places(&self) -> &'static str {
        "Ir a"
    }

    fn palette_nothing(&self) -> &'static str {
        "Nada coincide."
    }

    fn new_job_from(&self, template: &str) -> String {
        format!("Nuevo trabajo: {template}")
    }

    fn open_device_named(&self, id: &str) -> String {
        format!("Dispositivo {id}")
    }

    fn keys_open(&self) -> &'static str {
        "abrir"
    }

    fn keys_new_tab(&self) -> &'static str {
        "pestaña nueva"
    }

    fn shortcuts(&self) -> &'static str {
        "Atajos de teclado"
    }

    fn shortcuts_everywhere(&self) -> &'static str {
        "En todas partes"
    }

    fn shortcuts_lists(&self) -> &'static str {
        "En las listas"
    }

    fn shortcuts_order(&self) -> &'static str {
        "Nuevo trabajo"
    }

    fn shortcut_search(&self) -> &'static str {
        "Buscar en esta página"
    }

    fn shortcut_help(&self) -> &'static str {
        "Esta ayuda"
    }

    fn shortcut_jobs(&self) -> &'static str {
        "Ir a los trabajos"
    }

    fn shortcut_actions(&self) -> &'static str {
        "Ir a las acciones"
    }

    fn shortcut_devices(&self) -> &'static str {
        "Ir a los dispositivos"
    }

    fn shortcut_new_job(&self) -> &'static str {
        "Nuevo trabajo"
    }

    fn shortcut_next(&self) -> &'static str {
        "Fila siguiente y anterior"
    }

    fn shortcut_open(&self) -> &'static str {
        "Abrir la fila"
    }

    fn shortcut_close(&self) -> &'static str {
        "Cerrar lo que está abierto"
    }

    fn shortcut_csv(&self) -> &'static str {
        "Exportar como CSV"
    }

    fn shortcut_ndjson(&self) -> &'static str {
        "Exportar como NDJSON"
    }

    fn shortcut_next_step(&self) -> &'static str {
        "Paso siguiente"
    }
}
