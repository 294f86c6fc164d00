"""The theme rendered by itself: an environment as the publisher and the apps make theirs."""

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2
import msgspec
import pytest
from wtforms import BooleanField, FileField, Form, RadioField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from register.place import Place, Plan, SiteSettings
from register.wording import speak_in, use_language

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'"
)
ERRORS = ("403", "404", "413", "500", "maintenance")
LANGUAGE_FOLDERS = {"zh-CN": "", "en": "en/"}
THEME = Path(__file__).resolve().parents[2] / "themes" / "mingjian"
TODAY = dt.date(2026, 11, 22)

PLACE = Place(
    id="zhanjiang",
    name="湛江市",
    name_en="Zhanjiang",
    level="地级市",
    level_en="prefecture-level city",
    code="440800",
    plan=Plan(
        title="湛江市推动落后产能退出工作方案",
        title_en="Plan",
        number="湛工信〔2021〕5号",
        date=dt.date(2021, 5, 13),
        year=2021,
    ),
    demo=True,
)
SITE = SiteSettings(
    name="湛江市淘汰落后产能信息公示与举报平台",
    name_en="Zhanjiang Register of Closed Industrial Capacity",
    url="https://cn.example.gov.cn/zj",
    host_unit="湛江市淘汰落后产能工作协调小组办公室",
    host_unit_en="Zhanjiang Coordination Group Office",
    maintainer="湛江市工业和信息化局",
    maintainer_en="Zhanjiang Bureau of Industry",
    contact="0759-0000000",
    address="湛江市赤坎区",
    icp="粤ICP备00000000号",
    police_record="粤公网安备44080000000000号",
    site_code="4408000000",
    placeholders=("icp", "police-record", "site-code"),
)


class ReportForm(Form):
    what = TextAreaField("发生了什么", [InputRequired("请写明发生了什么。")])
    where = StringField("地点（选填）")
    matter = RadioField(
        "属于哪一类（选填）",
        choices=[
            SelectChoice("steel", "地条钢"),
            SelectChoice("air", "超标排放"),
        ],
    )
    agree = BooleanField("我愿意留下联系方式")
    files = FileField("照片或文件（选填）")


def context(lang: str, **more: Any) -> dict[str, Any]:
    prefix = "" if lang == "zh-CN" else "/en"
    return {
        "lang": lang,
        "place": PLACE,
        "site": SITE,
        "url": lambda path: prefix + path,
        "asset": lambda name: f"/static/{name}",
        "alternate": "/en/gallery/" if lang == "zh-CN" else "/gallery/",
        "active": "lists",
        "demo": True,
        **more,
    }


def gallery_content() -> dict[str, Any]:
    form = ReportForm()
    form.validate()
    states = [
        (12, False, "整改中", "yellow"),
        (-5, False, "逾期未整改", "red"),
        (90, True, "整改中", "yellow"),
        (0, False, "整改中", "yellow"),
        (None, False, "整改完成", "done"),
        (1, False, "延期整改", "pending"),
    ]
    firms = [
        SimpleNamespace(
            name=f"湛江市{name}有限公司",
            problem="单位产品综合能耗超过国家限额标准",
            deadline=TODAY + dt.timedelta(days=days or 0),
            days=days,
            provisional=provisional,
            state=state,
            tone=tone,
        )
        for name, (days, provisional, state, tone) in zip(
            ["南桥炼钢", "霞山水泥", "调顺造纸", "麻章制革", "遂溪铸造", "廉江陶瓷"],
            states,
            strict=True,
        )
    ]
    tones = [
        ("yellow", "黄牌"),
        ("red", "红牌"),
        ("over", "超标"),
        ("sealed", "封存"),
        ("closed", "已关闭"),
        ("done", "已拆除"),
        ("pending", "延期"),
        ("ended", "终止公示"),
        ("neutral", "节能监察"),
        ("sealed", "Sealed, awaiting dismantling past its date"),
    ]
    return {
        "today": TODAY,
        "firms": firms,
        "tones": tones,
        "form": form,
        "page_href": lambda n: f"/lists/yellow/{n}/",
    }


@pytest.fixture(scope="session")
def environment() -> jinja2.Environment:
    """Return the theme's templates and the gallery, escaped, strict about what is undefined."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader([THEME / "templates", Path(__file__).parent]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    speak_in(made)
    return made


@pytest.fixture(scope="session")
def render(environment: jinja2.Environment) -> Callable[..., str]:
    """Return a function that renders a template in a language with the layout's context."""

    def rendered(template: str, lang: str = "zh-CN", **more: Any) -> str:
        with use_language(lang):
            return environment.get_template(template).render(context(lang, **more))

    return rendered


@pytest.fixture
def site() -> SiteSettings:
    """Return a site none of whose footer items is a placeholder."""
    return msgspec.structs.replace(SITE, placeholders=())


@pytest.fixture(scope="session")
def gallery(render: Callable[..., str]) -> Callable[..., str]:
    """Return a function that renders every component once."""

    def rendered(lang: str = "zh-CN", **more: Any) -> str:
        return render("gallery.html", lang, **gallery_content(), **more)

    return rendered


class StrictHandler(SimpleHTTPRequestHandler):
    """Serves files under the policy that the real servers send."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture(scope="session")
def served(
    tmp_path_factory: pytest.TempPathFactory,
    gallery: Callable[..., str],
    render: Callable[..., str],
) -> Iterator[str]:
    """Serve the gallery and the error pages in both languages; return their base address."""
    root = tmp_path_factory.mktemp("theme")
    (root / "static").symlink_to(THEME / "static")
    for lang, folder in LANGUAGE_FOLDERS.items():
        (root / folder).mkdir(exist_ok=True)
        (root / folder / "gallery.html").write_text(gallery(lang), "utf-8")
        for name in ERRORS:
            (root / folder / f"{name}.html").write_text(render(f"errors/{name}.html", lang))
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(StrictHandler, directory=root))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
