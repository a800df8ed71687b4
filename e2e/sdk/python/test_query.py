"""Queries, with paging."""

from azure.iot.hub.models import QuerySpecification, Twin

from fixture.hub import registry
from fixture.rows import Case, proves
from fixture.schedule import ended, rows, schedule_twin

FLOORS = [1, 1, 2, 3, 3]


class Query(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for index, floor in enumerate(FLOORS):
            registry.create_device_with_sas(f"door-{index}", "", "", "enabled")
            registry.update_twin(f"door-{index}", Twin(tags={"floor": floor}))
        registry.create_module_with_sas("door-0", "lock", "", "", "")

    @proves("query.devices")
    def test_a_query_selects_the_devices_whose_tags_match(self):
        page = select("SELECT * FROM devices WHERE tags.floor IN [2, 3]")
        self.assertEqual((page.type, ids(page)), ("Twin", ["door-2", "door-3", "door-4"]))

    @proves("query.pages")
    def test_pages_follow_each_other_until_there_are_no_more(self):
        page = select("SELECT * FROM devices", size=2)
        pages = [ids(page)]
        while page.continuation_token is not None:
            page = select("SELECT * FROM devices", page.continuation_token, 2)
            pages.append(ids(page))
        self.assertEqual(pages, [["door-0", "door-1"], ["door-2", "door-3"], ["door-4"]])

    @proves("query.empty")
    def test_nothing_found_is_an_empty_page_and_the_last_one(self):
        page = select("SELECT * FROM devices WHERE tags.floor > 100")
        self.assertEqual((page.type, page.items, page.continuation_token), ("Twin", [], None))

    @proves("query.modules")
    def test_a_query_selects_modules(self):
        page = select("SELECT * FROM devices.modules WHERE moduleId = 'lock'")
        self.assertEqual([(row.device_id, row.module_id) for row in page.items], [("door-0", "lock")])

    @proves("query.projection")
    def test_a_projection_answers_the_named_properties_alone(self):
        page = select("SELECT deviceId AS id, tags.floor AS floor FROM devices WHERE deviceId = 'door-2'")
        self.assertEqual((page.type, raw(page)), ("Raw", [{"id": "door-2", "floor": 2}]))

    @proves("query.top")
    def test_top_answers_the_first_so_many(self):
        self.assertEqual(ids(select("SELECT TOP 2 * FROM devices")), ["door-0", "door-1"])

    @proves("query.count")
    def test_a_query_counts_devices(self):
        page = select("SELECT COUNT() AS n FROM devices")
        self.assertEqual((page.type, raw(page)), ("Raw", [{"n": 5}]))

    @proves("query.group")
    def test_a_query_counts_devices_by_a_property(self):
        page = select("SELECT tags.floor AS floor, COUNT() AS n FROM devices GROUP BY tags.floor")
        self.assertEqual({row["floor"]: row["n"] for row in raw(page)}, {1: 2, 2: 1, 3: 2})

    @proves("query.jobs")
    def test_the_rows_of_a_job_say_what_became_of_every_device(self):
        job = schedule_twin("tags.floor = 1")
        ended(job)
        page = rows(job)
        self.assertEqual((page.type, ids(page)), ("DeviceJob", ["door-0", "door-1"]))
        self.assertEqual([row.status for row in page.items], ["completed", "completed"])

    @proves("query.refused")
    def test_a_syntax_error_is_refused_with_400(self):
        with self.refused(400, "ArgumentInvalid"):
            select("SELECT * FORM devices")

    @proves("query.token")
    def test_a_continuation_token_that_the_hub_never_gave_is_refused_with_400(self):
        with self.refused(400, "ArgumentInvalid"):
            select("SELECT * FROM devices", "made up")


def select(text, token=None, size=None):
    return registry.query_iot_hub(QuerySpecification(query=text), token, size)


def ids(page):
    return [row.device_id for row in page.items]


def raw(page):
    """The SDK takes every row for a twin; what a twin has not is beside it."""
    return [row.additional_properties for row in page.items]
