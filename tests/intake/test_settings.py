"""A bad setting stops the start, by name, with what is wrong and how to mend it."""

from pathlib import Path

import pytest

from intake.settings import NAMES, BadSetting, Settings, load_settings

GOOD = {"MINGJIAN_INSTANCE": "/srv/mingjian", "MINGJIAN_PLACE": "zhanjiang"}


def test_two_settings_are_enough():
    settings = load_settings({**GOOD, "PATH": "/bin", "HOME": "/root"})
    assert settings == Settings(
        instance=Path("/srv/mingjian"),
        place="zhanjiang",
        content=Path("/srv/mingjian/content"),
        database_url="sqlite:////srv/mingjian/mingjian.sqlite3",
        public_url="http://127.0.0.1:8000",
        desk_url="http://127.0.0.1:8001",
        api_url="http://127.0.0.1:8002",
        demo=False,
        kdf_memory=64,
        kdf_passes=3,
    )
    assert settings.place_folder == Path("/srv/mingjian/content/zhanjiang")
    assert settings.secret_file == Path("/srv/mingjian/secret")


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("MINGJIAN_INSTANCE", "", "没有设置"),
        ("MINGJIAN_INSTANCE", "instance", "不是绝对路径"),
        ("MINGJIAN_PLACE", "", "例如：MINGJIAN_PLACE=zhanjiang"),
        ("MINGJIAN_PLACE", "../etc", "不是地区代号"),
        ("MINGJIAN_CONTENT", "content", "不是绝对路径"),
        ("MINGJIAN_DATABASE_URL", "mingjian.db", "不是数据库地址"),
        ("MINGJIAN_DATABASE_URL", "mysql://localhost/x", "不支持的数据库“mysql”"),
        ("MINGJIAN_DATABASE_URL", "sqlite://", "内存中的数据库关机即失"),
        ("MINGJIAN_DATABASE_URL", "sqlite:///:memory:", "内存中的数据库关机即失"),
        ("MINGJIAN_PUBLIC_URL", "zhanjiang.gov.cn", "不是网址"),
        ("MINGJIAN_PUBLIC_URL", "https://a.example/?x=1", "不是网址"),
        ("MINGJIAN_DESK_URL", "http://[::1", "不是网址"),
        ("MINGJIAN_DESK_URL", "https://desk.example:port", "不是网址"),
        ("MINGJIAN_DESK_URL", "HTTPS://desk.example", "不是网址"),
        ("MINGJIAN_DEMO", "yes", "请写0或1"),
        ("MINGJIAN_KDF_MEMORY", "32", "不是64以上的整数"),
        ("MINGJIAN_KDF_PASSES", "2", "不是3以上的整数"),
        ("MINGJIAN_KDF_PASSES", "三", "不是3以上的整数"),
        ("MINGJIAN_FILES", "files", "不是绝对路径"),
        ("MINGJIAN_FILES", "s3:///prefix", "没有写存储桶"),
        ("MINGJIAN_CLAMAV", "clamd", "不是套接字地址"),
        ("MINGJIAN_REDIS_URL", "http://localhost", "不是Redis地址"),
        ("MINGJIAN_BRAKE_AT", "0", "不是1以上的整数"),
        ("MINGJIAN_PROXIES", "-1", "不是0以上的整数"),
        ("MINGJIAN_DATABSE_URL", "sqlite:////x", "没有这个设置。可用的设置有：MINGJIAN_INSTANCE"),
    ],
)
def test_a_bad_setting_is_named_with_its_remedy(name, value, says):
    with pytest.raises(BadSetting) as refused:
        load_settings({**GOOD, name: value})
    assert refused.value.name == name
    assert str(refused.value).startswith(f"{name}: ")
    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FILES", "/srv/files"),
        ("FILES", "s3://bucket/prefix?endpoint=http://127.0.0.1:9000"),
        ("CLAMAV", "/run/clamav/clamd.ctl"),
        ("CLAMAV", "127.0.0.1:3310"),
        ("REDIS_URL", "redis://127.0.0.1:6379/0"),
        ("REDIS_URL", "unix:///run/redis.sock"),
    ],
)
def test_an_address_of_a_helper_is_taken_as_written(name, value):
    settings = load_settings({**GOOD, f"MINGJIAN_{name}": value})
    assert getattr(settings, name.lower()) == value


def test_a_password_in_the_database_address_is_never_repeated():
    address = "postgresql+psycopg://mingjian:geheim@localhost/x"
    assert "geheim" not in repr(load_settings({**GOOD, "MINGJIAN_DATABASE_URL": address}))
    with pytest.raises(BadSetting) as refused:
        load_settings({**GOOD, "MINGJIAN_DATABASE_URL": "mysql://mingjian:geheim@localhost/x"})
    assert "geheim" not in str(refused.value)


def test_every_setting_is_listed_in_the_module():
    documented = load_settings.__globals__["__doc__"]
    assert [name for name in NAMES if name not in documented] == []
