use super::{Spanish, counted, devices};
use crate::{
    intl::{kilobytes, number},
    messages::{DeviceMessages, Span, code, strong, text},
};
use lockstep_api::device::SignIn;

impl DeviceMessages for Spanish {
    fn devices_count(&self, count: u64) -> String {
        devices(count)
    }

    fn connected_of(&self, connected: u64, total: u64) -> Vec<Span> {
        vec![strong(number(connected)), text(format!(" de {} conectados", number(total)))]
    }

    fn connected_between(&self, least: u64, most: u64) -> String {
        format!(
            "Dispositivos conectados de toda la flota, últimas 24 horas: entre {} y {}",
            number(least),
            number(most)
        )
    }

    fn last_day(&self) -> &'static str {
        "todos los dispositivos, últimas 24 horas"
    }

    fn connection(&self, connected: bool) -> &'static str {
        if connected { "Conectado" } else { "Sin conexión" }
    }

    fn disabled(&self) -> &'static str {
        "Deshabilitado"
    }

    fn disabled_why(&self) -> &'static str {
        "Este dispositivo no puede conectarse."
    }

    fn filter_devices(&self) -> &'static str {
        "Filtrar dispositivos"
    }

    fn run(&self) -> &'static str {
        "Ejecutar"
    }

    fn clear_filter(&self) -> &'static str {
        "Quitar filtro"
    }

    fn new_job_for_these(&self) -> &'static str {
        "Nuevo trabajo para estos dispositivos"
    }

    fn pick(&self, device: &str) -> String {
        format!("Seleccionar {device}")
    }

    fn pick_read(&self, count: u64) -> String {
        if count == 1 {
            "Seleccionar el leído".to_owned()
        } else {
            format!("Seleccionar los {} leídos", number(count))
        }
    }

    fn pick_none(&self) -> &'static str {
        "No seleccionar ninguno"
    }

    fn picked(&self, count: u64) -> String {
        counted(count, "seleccionado", "seleccionados")
    }

    fn picked_too_many(&self) -> &'static str {
        "Demasiados para una sola orden: acote la consulta."
    }

    fn new_job_for_picked(&self, count: u64) -> String {
        format!("Nuevo trabajo para {}", counted(count, "dispositivo", "dispositivos"))
    }

    fn new_job_for_device(&self) -> &'static str {
        "Nuevo trabajo para este dispositivo"
    }

    fn for_last_query(&self, time: &str) -> String {
        format!("según la última consulta, de las {time}")
    }

    fn shown_of(&self, shown: u64, total: Option<u64>) -> String {
        match total {
            Some(total) => format!("{} de {} a la vista", number(shown), devices(total)),
            None => format!("{} a la vista", devices(shown)),
        }
    }

    fn more_devices(&self) -> &'static str {
        "Más dispositivos"
    }

    fn device(&self) -> &'static str {
        "Dispositivo"
    }

    fn connection_head(&self) -> &'static str {
        "Conexión"
    }

    fn tags(&self) -> &'static str {
        "Etiquetas"
    }

    fn last_activity(&self) -> &'static str {
        "Última actividad"
    }

    fn never(&self) -> &'static str {
        "Nunca"
    }

    fn no_match(&self) -> &'static str {
        "Ningún dispositivo cumple la condición"
    }

    fn no_match_why(&self) -> &'static str {
        "El hub la ejecutó y no encontró ninguno. En los textos importan las mayúsculas y minúsculas."
    }

    fn no_devices(&self) -> &'static str {
        "Aún no hay dispositivos"
    }

    fn no_devices_lead(&self, host: &str) -> Vec<Span> {
        vec![
            text("Lockstep está conectado a "),
            code(host),
            text(" y su registro está vacío. Añada una flota simulada o conecte Lockstep con su hub."),
        ]
    }

    fn simulate(&self) -> &'static str {
        "Simular una flota"
    }

    fn simulate_how(&self) -> &'static str {
        "Controladores de puertas que responden a lockDoor. Mire de nuevo cuando se hayan registrado; un archivo de escenario hace que algunos vayan lentos o queden sin conexión."
    }

    fn connect_hub(&self) -> &'static str {
        "Conectar su hub"
    }

    fn connect_hub_how(&self) -> &'static str {
        "Inicie el proxy con la cadena de conexión de una directiva que tenga ServiceConnect. La clave se queda en el proxy; esta página nunca la ve."
    }

    fn copy_command(&self) -> &'static str {
        "Copiar el comando"
    }

    fn waiting_for_first(&self) -> &'static str {
        "Esperando el primer dispositivo"
    }

    fn look_again(&self) -> &'static str {
        "Comprobar de nuevo"
    }

    fn queries_to_start(&self) -> &'static str {
        "Consultas para empezar"
    }

    fn one_building(&self) -> &'static str {
        "Un edificio, dos plantas"
    }

    fn doors_unlocked(&self) -> &'static str {
        "Puertas que notifican estar desbloqueadas"
    }

    fn without_building(&self) -> &'static str {
        "Dispositivos sin edificio"
    }

    fn use_query(&self) -> &'static str {
        "Usar"
    }

    fn copy_device_id(&self) -> &'static str {
        "Copiar el id del dispositivo"
    }

    fn refresh(&self) -> &'static str {
        "Volver a leer el gemelo"
    }

    fn twin(&self) -> &'static str {
        "Gemelo"
    }

    fn twin_read_at(&self, time: &str) -> String {
        format!("leído a las {time}")
    }

    fn twin_tree(&self) -> &'static str {
        "Árbol"
    }

    fn twin_json(&self) -> &'static str {
        "JSON"
    }

    fn copy_twin(&self) -> &'static str {
        "Copiar el gemelo"
    }

    fn keys(&self, count: u64) -> String {
        counted(count, "clave", "claves")
    }

    fn version(&self, version: u64) -> String {
        format!("versión {}", number(version))
    }

    fn set_by_operators(&self) -> &'static str {
        "las ponen los operadores"
    }

    fn none_set(&self) -> &'static str {
        "ninguna"
    }

    fn differs_from_desired(&self) -> &'static str {
        "distinto de lo deseado"
    }

    fn look_into_head(&self) -> &'static str {
        "Ver detalle"
    }

    fn look_into(&self, device: &str) -> String {
        format!("Ver detalle de {device}")
    }

    fn previous(&self) -> &'static str {
        "Anterior"
    }

    fn next(&self) -> &'static str {
        "Siguiente"
    }

    fn full_page(&self) -> &'static str {
        "Página completa"
    }

    fn columns(&self) -> &'static str {
        "Columnas"
    }

    fn all_devices_link(&self) -> &'static str {
        "Ver qué dispositivos hay"
    }

    fn columns_hint(&self) -> &'static str {
        "Propiedades de los gemelos, recordadas en este navegador. Se listan las que se han visto."
    }

    fn columns_full(&self, most: u64) -> String {
        format!("Hay {most}, el máximo de la lista: quite una para añadir otra.")
    }

    fn column_wrong(&self) -> &'static str {
        "Hace falta una ruta del gemelo: tags.floor o properties.reported.lockState."
    }

    fn column_path(&self) -> &'static str {
        "Ruta de una propiedad"
    }

    fn add_column(&self) -> &'static str {
        "Añadir"
    }

    fn sorted_within(&self, count: u64) -> String {
        format!("Ordenado entre lo leído ({}): el hub no ordena.", devices(count))
    }

    fn place(&self) -> &'static str {
        "Lugar"
    }

    fn signs_in(&self) -> &'static str {
        "Acceso"
    }

    fn signs_in_by(&self, by: SignIn) -> &'static str {
        match by {
            SignIn::Sas => "Clave simétrica",
            SignIn::SelfSigned => "Certificado, por su huella",
            SignIn::CertificateAuthority => "Certificado de una autoridad",
            SignIn::None => "Ninguno",
        }
    }

    fn desired_size(&self, bytes: u64) -> String {
        format!("{} de 32 KB", kilobytes(bytes))
    }

    fn etag(&self) -> &'static str {
        "Etag"
    }

    fn desired_version(&self) -> &'static str {
        "Deseadas"
    }

    fn reported_version(&self) -> &'static str {
        "Notificadas"
    }

    fn updated(&self, ago: &str) -> String {
        format!("última actualización: {ago}")
    }
}
