"""What the emulator has not: every call is refused, and says so."""

from azure.iot.device.exceptions import ClientError
from azure.iot.hub import DigitalTwinClient, IoTHubConfigurationManager, IoTHubHttpRuntimeManager
from azure.iot.hub.models import Configuration, ConfigurationContent, ConfigurationQueriesTestInput, JobProperties
from uamqp.errors import AMQPConnectionError

from fixture.doors import of_each
from fixture.entra import CONTRIBUTOR
from fixture.hub import SERVICE, fresh, jobs, new_device, registry
from fixture.rows import Case, proves


class Unbuilt(Case):
    @proves("feedback.https")
    def test_feedback_over_https_is_refused_with_501(self):
        feedback = IoTHubHttpRuntimeManager.from_connection_string(SERVICE)
        self.unbuilt(
            lambda: feedback.receive_feedback_notification(),
            lambda: feedback.complete_feedback_notification("token"),
            lambda: feedback.abandon_feedback_notification("token"),
            IoTHubHttpRuntimeManager.from_token_credential("localhost", CONTRIBUTOR).receive_feedback_notification,
        )

    @proves("configurations")
    def test_automatic_configurations_are_refused_with_501(self):
        configurations = IoTHubConfigurationManager.from_connection_string(SERVICE)
        night = Configuration(id="night", schema_version="1.0", target_condition="*")
        self.unbuilt(
            lambda: configurations.create_configuration(night),
            lambda: configurations.get_configuration("night"),
            lambda: configurations.get_configurations(10),
            lambda: configurations.update_configuration(night, "*"),
            lambda: configurations.delete_configuration("night"),
            lambda: configurations.test_configuration_queries(ConfigurationQueriesTestInput(target_condition="*")),
            lambda: configurations.apply_configuration_on_edge_device("door", ConfigurationContent(modules_content={})),
            IoTHubConfigurationManager.from_token_credential("localhost", CONTRIBUTOR).get_configurations,
        )

    @proves("digital-twins")
    def test_digital_twins_are_refused_with_501(self):
        twins = DigitalTwinClient.from_connection_string(SERVICE)
        self.unbuilt(
            lambda: twins.get_digital_twin("door"),
            lambda: twins.update_digital_twin("door", []),
            lambda: twins.invoke_command("door", "lock", {}),
            lambda: twins.invoke_component_command("door", "lock", "turn", {}),
            lambda: DigitalTwinClient.from_token_credential("localhost", CONTRIBUTOR).get_digital_twin("door"),
        )

    @proves("import-export")
    def test_import_and_export_jobs_are_refused_with_501(self):
        self.unbuilt(
            lambda: jobs.create_import_export_job(JobProperties(type="export")),
            lambda: jobs.get_import_export_jobs(),
            lambda: jobs.get_import_export_job("none"),
            lambda: jobs.cancel_import_export_job("none"),
        )

    def unbuilt(self, *calls):
        for call in calls:
            with self.refused(501, "NotImplemented"):
                call()


class Uploads:
    transports = ["https"]

    @proves("files.upload")
    def test_file_upload_is_refused_with_501(self):
        door = self.client(new_device())
        for call in (
            lambda: door.get_storage_info_for_blob("photo.png"),
            lambda: door.notify_blob_upload_status("correlation", True, 200, "stored"),
        ):
            with self.assertRaises(ClientError) as caught:
                call()
            self.assertIn("501", str(caught.exception.__cause__))


class Amqp(Case):
    over = "amqp"

    @proves("amqp")
    def test_nothing_listens_where_amqp_would_be(self):
        with self.assertRaises(AMQPConnectionError):
            registry.send_c2d_message(fresh(), "open")


load_tests = of_each(Uploads)
