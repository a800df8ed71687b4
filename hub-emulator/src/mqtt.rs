//! MQTT 3.1.1 as IoT Hub speaks it.

mod frame;
pub mod packet;
