"""The operator's lists in numbered versions: whole, dated, and never half there."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import signal
import time
from datetime import date
from pathlib import Path

import pytest

from casefile_contracts.contract import load_contract
from casefile_contracts.errors import SettingsError
from casefile_contracts.reference.store import ReferenceStore, Sourced, folder_in_force, read_sources, version_of
from casefile_contracts.reference.tables import ALWAYS, read_list, read_published

NOW = 1_780_000_000_000
DAY = date(2026, 6, 1)
PUBLISHED = Path(__file__).parents[3] / "shared" / "domain"


@pytest.fixture
def store(tmp_path: Path) -> ReferenceStore:
    return ReferenceStore(tmp_path / "reference")


def codes(*given: str) -> Sourced:
    return Sourced(dict.fromkeys(given, (ALWAYS,)), "given.csv")


def test_a_version_is_made_of_the_one_before_and_what_is_new(store: ReferenceStore) -> None:
    store.load({"offence_code": codes("TH68001")}, effective=DAY, now=NOW)
    second = store.load({"cps_unit": codes("A99AA00")}, effective=DAY, now=NOW)

    assert second.number == 2
    assert {path.name for path in second.folder.glob("*.csv")} == {"offence_code.csv", "cps_unit.csv"}
    assert second.lists["offence_code"]["codes"] == 1
    assert [one.number for one in store.versions()] == [1, 2]
    assert version_of(second.folder) == 2


def test_the_version_in_force_is_the_last_that_is_effective_by_the_day(store: ReferenceStore) -> None:
    store.load({"offence_code": codes("OLD0001")}, effective=date(2026, 6, 1), now=NOW)
    store.load({"offence_code": codes("NEW0001")}, effective=date(2026, 7, 1), now=NOW)

    assert store.current(date(2026, 5, 31)) is None
    assert [store.current(day).number for day in (date(2026, 6, 30), date(2026, 7, 1))] == [1, 2]  # type: ignore[union-attr]
    assert folder_in_force(store.folder, date(2026, 6, 30)).name == "0001"
    with pytest.raises(SettingsError, match="no version of reference data that is effective on 2026-05-31"):
        folder_in_force(store.folder, date(2026, 5, 31))


def test_a_version_cannot_take_effect_before_the_last_one(store: ReferenceStore) -> None:
    store.load({"offence_code": codes("TH68001")}, effective=date(2026, 7, 1), now=NOW)

    with pytest.raises(SettingsError, match="version 1 is effective from 2026-07-01"):
        store.load({"offence_code": codes("TH68001")}, effective=date(2026, 6, 1), now=NOW)


def test_a_folder_of_plain_files_is_used_as_it_is(tmp_path: Path) -> None:
    assert folder_in_force(tmp_path, DAY) == tmp_path


def test_a_list_that_was_cut_off_is_refused_unless_it_may_shrink(store: ReferenceStore) -> None:
    store.load({"offence_code": codes(*(f"AB{number:05}" for number in range(100)))}, effective=DAY, now=NOW)
    short = {"offence_code": codes(*(f"AB{number:05}" for number in range(89)))}

    with pytest.raises(SettingsError, match="offence_code: has 89 codes and had 100"):
        store.load(short, effective=DAY, now=NOW)

    assert len(store.versions()) == 1
    assert store.load(short, effective=DAY, now=NOW, may_shrink=True).number == 2


def test_a_file_that_was_changed_after_loading_is_refused(store: ReferenceStore) -> None:
    version = store.load({"offence_code": codes("TH68001")}, effective=DAY, now=NOW)
    path = version.folder / "offence_code.csv"
    path.chmod(0o644)
    path.write_text("code\nTH68002\n", encoding="utf-8")

    with pytest.raises(SettingsError, match="is not the file that was loaded as version 1"):
        folder_in_force(store.folder, DAY)


def test_a_folder_without_its_manifest_is_refused(store: ReferenceStore) -> None:
    (store.folder / "0001").mkdir(parents=True)

    with pytest.raises(SettingsError, match="is no version of reference data"):
        store.versions()


def test_when_two_load_at_once_one_is_told_to_try_again(store: ReferenceStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.load({"offence_code": codes("TH68001")}, effective=DAY, now=NOW)
    before = store.versions()
    store.load({"offence_code": codes("TH68002")}, effective=DAY, now=NOW)
    monkeypatch.setattr(store, "versions", lambda: before)  # what the slower one had read

    with pytest.raises(SettingsError, match="somebody else is loading a version"):
        store.load({"offence_code": codes("TH68003")}, effective=DAY, now=NOW)


def _load_for_ever(folder: Path) -> None:
    many = codes(*(f"AB{number:05}" for number in range(5_000)))
    while True:
        ReferenceStore(folder).load({"offence_code": many}, effective=DAY, now=NOW)


def test_a_loader_that_is_killed_leaves_only_whole_versions(store: ReferenceStore) -> None:
    for pause in (0.3, 0.35, 0.42):
        loader = multiprocessing.get_context("spawn").Process(target=_load_for_ever, args=(store.folder,))
        loader.start()
        deadline = time.monotonic() + 60
        while not store.exists:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        time.sleep(pause)
        os.kill(loader.pid or 0, signal.SIGKILL)
        loader.join()

    versions = store.versions()
    assert [one.number for one in versions] == list(range(1, len(versions) + 1))
    for version in versions:
        store.verify(version)
        assert len(read_list(version.folder / "offence_code.csv")) == 5_000


def test_lists_keep_their_dates_and_what_they_say_of_a_code(store: ReferenceStore, tmp_path: Path) -> None:
    path = tmp_path / "routing.csv"
    path.write_text("code,from,to,value\n99ZZ00,,2026-06-30,A99AA00\n99ZZ00,2026-07-01,,A99BB00\n", encoding="utf-8")
    store.load(read_sources([("cps_unit_of", path)]), effective=DAY, now=NOW)

    data = load_contract(reference=store.folder).reference

    days = [(date(2026, month, day) - date(1970, 1, 1)).days for month, day in ((6, 30), (7, 1))]
    assert [data.value("cps_unit_of", "99ZZ00", day) for day in days] == ["A99AA00", "A99BB00"]
    assert data.value("cps_unit_of", "99ZZ00") == "A99BB00"
    assert data.value("cps_unit_of", "98ZZ00") is None
    assert data.value("no_such_list", "98ZZ00") is None


def test_a_published_table_gives_every_list_that_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "offences.csv"
    path.write_text("cjs_code,category,recordable_on_pnc\nTH68001,CE,Y\nAB06001,CS,N\n", encoding="utf-8")

    lists = read_published(path)

    assert set(lists["offence_code"]) == {"TH68001", "AB06001"}
    assert set(lists["recordable_offence"]) == {"TH68001"}


def test_a_table_that_nobody_knows_asks_for_its_name(tmp_path: Path) -> None:
    path = tmp_path / "things.csv"
    path.write_text("thing\n1\n", encoding="utf-8")

    with pytest.raises(SettingsError, match="say which list it is"):
        read_sources([(None, path)])


def test_one_list_from_two_files_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "codes.csv"
    path.write_text("code\n1\n", encoding="utf-8")

    with pytest.raises(SettingsError, match="cps_unit was given before"):
        read_sources([("cps_unit", path), ("cps_unit", path)])


@pytest.mark.skipif(not PUBLISHED.is_dir(), reason="the published tables are not beside this checkout")
def test_the_published_tables_are_taken_whole(store: ReferenceStore) -> None:
    sources = [(None, PUBLISHED / "cjs_offences.csv"), (None, PUBLISHED / "organisation_units.csv")]

    version = store.load(read_sources(sources), effective=DAY, now=NOW)

    data = load_contract(reference=store.folder).reference
    assert {name: about["codes"] for name, about in version.lists.items()} == {
        "offence_code": 15_352,
        "recordable_offence": 7_125,
        "organisation_unit": 6_410,
    }
    assert data.known("offence_code", "TH68001") is True
    assert data.known("offence_code", "TH68000") is False


def test_plain_files_are_not_hidden_by_a_version_beside_them(store: ReferenceStore) -> None:
    store.folder.mkdir()
    (store.folder / "offence_code.csv").write_text("code\nTH68001\n", encoding="utf-8")

    with pytest.raises(SettingsError, match="holds plain files, which versions would hide"):
        store.load({"cps_unit": codes("A99AA00")}, effective=DAY, now=NOW)


def test_a_folder_that_cannot_be_made_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    for folder in (tmp_path / "file", tmp_path / "file" / "store"):
        with pytest.raises(SettingsError, match=str(tmp_path / "file")):
            ReferenceStore(folder).load({"cps_unit": codes("A99AA00")}, effective=DAY, now=NOW)


def test_a_full_disk_leaves_no_version_and_says_so(store: ReferenceStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("casefile_contracts.reference.store.write_list", full)

    with pytest.raises(SettingsError, match="No space left on device"):
        store.load({"cps_unit": codes("A99AA00")}, effective=DAY, now=NOW)

    assert list(store.folder.iterdir()) == []


@pytest.mark.parametrize("lists", [[], {"cps_unit": 1}, {"cps_unit": {"codes": "many"}}])
def test_a_manifest_that_was_damaged_is_refused(store: ReferenceStore, lists: object) -> None:
    version = store.load({"cps_unit": codes("A99AA00")}, effective=DAY, now=NOW)
    manifest = version.folder / "version.json"
    manifest.chmod(0o644)
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "lists": lists}), encoding="utf-8")

    with pytest.raises(SettingsError, match="is no version of reference data"):
        store.current(DAY)


def test_a_version_that_may_not_be_read_is_not_called_broken(
    store: ReferenceStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.load({"cps_unit": codes("A99AA00")}, effective=DAY, now=NOW)

    def refuse(_: Path) -> bytes:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)

    with pytest.raises(SettingsError, match=r"0001/version.json: Permission denied"):
        store.versions()
