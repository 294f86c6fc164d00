"""Making an instance, once, whole, and never over another."""

import dataclasses
import datetime as dt
import shutil
import stat
from pathlib import Path

import pytest
from msgspec import structs
from sqlalchemy import select

from intake.commands.demonstration import tell_address
from intake.db.engine import open_engine, reading
from intake.db.people import all_holders
from intake.db.schema import holders
from intake.domain.roles import Role
from intake.services import demo
from intake.services.installation import init
from intake.services.log_keys import LogUnusable, begin_log, growing_log, log_of, signer_of
from intake.services.staff import list_members
from intake.services.system import NotInstalled, open_system
from intake.settings import BadSetting, Settings, load_settings
from intake.vault.keys import PrivateKey
from intake.vault.recovery import from_paper
from register import journal
from register.commitments import decode_entry, receipt_entries
from register.lines import amending
from register.problems import ProblemsFound
from register.profiles import load_profile
from tlog.verification import audit

CONTENT = Path(__file__).resolve().parents[3] / "content"


@pytest.fixture
def settings(tmp_path) -> Settings:
    instance = str(tmp_path / "instance")
    return load_settings({"MINGJIAN_INSTANCE": instance, "MINGJIAN_PLACE": "zhanjiang"})


@pytest.fixture
def source(profiles_only: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(profiles_only, tmp_path / "source"))


def modes(folder: Path) -> dict[str, str]:
    return {path.name: stat.filemode(path.stat().st_mode) for path in (folder, folder / "secret")}


def test_an_instance_is_its_owners_alone(settings, source):
    papers: list[str] = []
    system = init(settings, source, papers.append)
    assert modes(settings.instance) == {"instance": "drwx------", "secret": "-rw-------"}
    assert len(system.secret) == 32
    assert len(papers) == 1
    from_paper(papers[0])
    assert not settings.demo_recovery_file.exists()


def test_every_department_and_the_custodians_get_a_key_pair_only_recovery_can_open(
    settings, source
):
    papers: list[str] = []
    system = init(settings, source, papers.append)
    with reading(system.engine) as connection:
        pairs = all_holders(connection)
    departments = {department.id for department in system.profile.departments}
    assert set(pairs) == departments | {"custodians"}
    recovery = from_paper(papers[0])
    for name, pair in pairs.items():
        private = PrivateKey(recovery.take(pair.recovery_share, f"holder/{name}/recovery".encode()))
        assert private.public.raw == pair.public_key


def test_a_folder_with_something_else_in_it_is_left_alone(settings, source):
    settings.instance.mkdir(mode=0o755)
    (settings.instance / "thesis.odt").write_bytes(b"mine")
    with pytest.raises(BadSetting, match="已有其他文件"):
        init(settings, source, lambda paper: pytest.fail(f"showed a key: {paper}"))
    assert [path.name for path in settings.instance.iterdir()] == ["thesis.odt"]
    assert stat.filemode(settings.instance.stat().st_mode) == "drwxr-xr-x"


def test_running_it_again_keeps_everything_and_shows_no_key(settings, source):
    first = init(settings, source, lambda _paper: None)
    (settings.place_folder / "mine.md").write_text("写好的公告", "utf-8")
    again = init(settings, source, lambda paper: pytest.fail(f"showed a key: {paper}"))
    assert again.secret == first.secret
    assert (settings.place_folder / "mine.md").read_text("utf-8") == "写好的公告"
    with reading(first.engine) as one, reading(again.engine) as other:
        assert all_holders(one) == all_holders(other)


def test_a_department_added_to_the_profile_later_gets_its_key_pair(settings, source):
    papers: list[str] = []
    system = init(settings, source, papers.append)
    with system.engine.begin() as connection:
        connection.execute(holders.delete().where(holders.c.id == "tax"))
    system = init(settings, source, pytest.fail)
    with reading(system.engine) as connection:
        share = connection.execute(
            select(holders.c.recovery_share).where(holders.c.id == "tax")
        ).scalar_one()
    from_paper(papers[0]).take(share, b"holder/tax/recovery")


def test_if_the_recovery_key_cannot_be_shown_nothing_is_installed(settings, source):
    def broken(_paper: str) -> None:
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        init(settings, source, broken)
    with pytest.raises(NotInstalled):
        open_system(settings)
    papers: list[str] = []
    init(settings, source, papers.append)
    assert len(papers) == 1


def test_a_place_that_has_no_content_is_refused_by_name(settings, source):
    with pytest.raises(BadSetting, match=r"MINGJIAN_PLACE: .*下没有地区maoming"):
        init(dataclasses.replace(settings, place="maoming"), source, lambda _paper: None)


def test_another_places_database_is_refused(settings, source):
    init(settings, source, lambda _paper: None)
    other = dataclasses.replace(settings, place="enping")
    for opening in (lambda: init(other, source, lambda _paper: None), lambda: open_system(other)):
        with pytest.raises(BadSetting, match="数据库属于zhanjiang，设置的却是enping"):
            opening()


def test_a_broken_profile_stops_before_any_key_is_made(settings, source):
    (source / "zhanjiang" / "profile.toml").write_text("place = 1\n", "utf-8")
    with pytest.raises(ProblemsFound):
        init(settings, source, pytest.fail)


def test_what_is_not_installed_says_what_to_run(settings):
    with pytest.raises(NotInstalled, match="请先运行 mingjian init"):
        open_system(settings)
    settings.instance.mkdir()
    settings.secret_file.write_text("00" * 32)
    with pytest.raises(NotInstalled, match="请先运行 mingjian init"):
        open_system(settings)


def test_a_demonstration_prints_a_login_for_every_department(on_sqlite):
    logins = demo.demo_logins(on_sqlite)
    departments = {department.id for department in on_sqlite.profile.departments}
    assert {post.department for login in logins for post in login.posts} == departments
    for role in Role:
        assert any(post.role is role for login in logins for post in login.posts)
    assert {login.name for login in logins} == {m.name for m in list_members(on_sqlite)}


def test_a_real_instance_gets_no_known_logins(settings, source):
    system = init(settings, source, lambda _paper: None)
    for pretending in (
        system,
        dataclasses.replace(system, settings=dataclasses.replace(settings, demo=True)),
    ):
        with pytest.raises(demo.NotADemonstration):
            demo.demo_logins(pretending)
    assert list_members(system) == []


def test_a_demonstration_never_opens_as_the_real_thing(on_sqlite):
    real = dataclasses.replace(on_sqlite.settings, demo=False)
    with pytest.raises(BadSetting, match=r"MINGJIAN_DEMO: .*口令是公开的"):
        open_system(real)


def test_content_is_copied_not_shared(settings, source):
    init(settings, source, lambda _paper: None)
    (settings.place_folder / "profile.toml").unlink()
    assert (source / "zhanjiang" / "profile.toml").exists()


@pytest.fixture(autouse=True)
def _dispose(monkeypatch):
    """Close every engine a test opened."""
    opened = []
    real = open_engine

    def remembering(url):
        opened.append(real(url))
        return opened[-1]

    monkeypatch.setattr("intake.services.system.open_engine", remembering)
    yield
    for engine in opened:
        engine.dispose()


def test_a_demonstration_names_the_address_it_is_served_at_and_a_real_place_its_own(
    installed, settings
):
    """Whoever runs it on port 9000 finds 8000 nowhere: not in the profile, not in the log."""
    shutil.copytree(installed / "zhanjiang", settings.instance)
    tell_address(dataclasses.replace(settings, public_url="http://127.0.0.1:9000"))
    assert load_profile(settings.place_folder).site.url == "http://127.0.0.1:9000"
    assert log_of(settings).checkpoint.origin == "zhanjiang.demo.invalid/log"
    profile = settings.place_folder / "profile.toml"
    own = profile.read_text("utf-8").replace('placeholders = ["url", ', "placeholders = [")
    profile.write_text(own, "utf-8")
    tell_address(dataclasses.replace(settings, public_url="http://127.0.0.1:9100"))
    assert load_profile(settings.place_folder).site.url == "http://127.0.0.1:9000"


@pytest.fixture
def real_place(installed, settings):
    """The profile of a real place whose instance is ready, as `settings` name it."""
    shutil.copytree(installed / "zhanjiang", settings.instance)
    profile = load_profile(settings.place_folder)
    return structs.replace(profile, place=structs.replace(profile.place, demo=False))


def test_a_lost_log_is_not_begun_anew_and_nothing_is_published_into_another(settings, real_place):
    begin_log(settings, real_place)
    shutil.rmtree(log_of(settings).folder)
    with pytest.raises(BadSetting, match=r"公开日志不见了。请从备份恢复其中的 log 文件夹"):
        begin_log(settings, real_place)
    with pytest.raises(LogUnusable, match=r"公开日志不见了。请从备份恢复其中的 log 文件夹"):
        signer_of(settings)
    assert not log_of(settings).folder.exists()


def test_a_log_whose_beginning_was_killed_is_begun_by_the_next_run(settings, real_place):
    shutil.rmtree(log_of(settings).folder)
    settings.log_key_file.rename(settings.log_key_file.with_name("log-key.next"))
    begin_log(settings, real_place)
    assert signer_of(settings).verifier == log_of(settings).keys[-1]
    assert [path.name for path in settings.instance.glob("log-key*")] == ["log-key"]


def test_a_beginning_killed_half_way_logs_nothing_twice(settings, real_place, monkeypatch):
    shutil.rmtree(log_of(settings).folder)
    settings.log_key_file.unlink()
    acts = settings.place_folder / "acts"
    shutil.copytree(CONTENT / "zhanjiang/acts", acts, dirs_exist_ok=True)
    with monkeypatch.context() as killing:
        killing.setattr(journal, "_carry_out", lambda *_step: pytest.exit("killed"))
        with pytest.raises(pytest.exit.Exception):
            begin_log(settings, real_place)
    assert not log_of(settings).kept
    begin_log(settings, real_place)
    assert [path.name for path in settings.instance.glob("log-key*")] == ["log-key"]
    entries = map(decode_entry, log_of(settings).entries(log_of(settings).checkpoint.size))
    records = [entry.record for entry in entries]
    assert len(records) == len(set(records)) > 50


@pytest.mark.parametrize("key", ["kept", "lost"])
def test_no_log_is_begun_among_the_files_of_one_that_lost_its_checkpoint(settings, real_place, key):
    if key == "lost":
        settings.log_key_file.unlink()
    (log_of(settings).folder / "checkpoint").unlink()
    left = sorted(log_of(settings).folder.rglob("*"))
    with pytest.raises(BadSetting, match=r"公开日志不见了。请从备份恢复其中的 log 文件夹"):
        begin_log(settings, real_place)
    assert sorted(log_of(settings).folder.rglob("*")) == left
    assert not settings.log_key_file.with_name("log-key.next").exists()


def test_a_demonstration_whose_log_lost_its_checkpoint_begins_another(settings, real_place):
    (log_of(settings).folder / "checkpoint").unlink()
    fictional = structs.replace(real_place, place=structs.replace(real_place.place, demo=True))
    begin_log(settings, fictional)
    assert all(each.proven for each in audit(log_of(settings).read, log_of(settings).keys[-1]))


def log_a_receipt(settings):
    with amending(settings.place_folder):
        with growing_log(settings) as (log, signer):
            day = dt.date(2026, 11, 22)
            changes = log.changes(signer, receipt_entries(["0" * 64], day, log.checkpoint.size))
        journal.commit(settings.place_folder, changes)


@pytest.mark.parametrize("lost", ["keys", "checkpoint", "tile/0/*.p/*", "tile/entries/*.p/*"])
def test_a_damaged_log_is_told_to_whoever_would_add_to_it(settings, real_place, lost):
    log_a_receipt(settings)
    file = next(log_of(settings).folder.glob(lost))
    file.write_bytes(b"\xff" + file.read_bytes()[1:])
    for damage in (lambda: None, file.unlink):
        damage()
        with pytest.raises(LogUnusable, match=r"公开日志(的文件已损坏或者缺失|不见了).*从备份恢复"):
            log_a_receipt(settings)


def test_a_damaged_key_is_told_as_the_key(settings, real_place):
    settings.log_key_file.write_bytes(b"\xff")
    with pytest.raises(LogUnusable, match="签名密钥"), growing_log(settings):
        pass
