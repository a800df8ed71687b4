//! Devices byte by byte against the real hub, over streams in memory and with time that moves when told.

mod bench;
mod cloud_to_device;
mod device_to_cloud;
mod life;
mod limits;
mod listener;
mod twin_and_methods;
mod violations;
