"""One line of the profile says who answers: the router and the public page both read it."""

import datetime as dt
import re
from pathlib import Path

from intake.routing import load_router
from publisher import build
from register.profiles import load_profile

CONTENT = Path(__file__).resolve().parents[3] / "content"
LINE = 'matter = "emissions"\nlead = "ecology"\n'


def test_a_changed_line_of_the_profile_changes_the_router_and_the_public_page(tmp_path):
    place = tmp_path / "content" / "enping"
    place.mkdir(parents=True)
    profile = (CONTENT / "enping" / "profile.toml").read_text("utf-8")
    assert LINE in profile
    told = {}
    for lead in ("ecology", "emergency"):
        changed = profile.replace(LINE, f'matter = "emissions"\nlead = "{lead}"\n')
        (place / "profile.toml").write_text(changed, "utf-8")
        build(tmp_path / "content", "enping", tmp_path / lead, dt.date(2026, 11, 22))
        proposal = load_router(load_profile(place), place).route("砖厂每天冒黑烟")
        page = (tmp_path / lead / "departments" / "index.html").read_text("utf-8")
        row = re.search(r'>环保</th><td data-label="主办"><a href="#([a-z-]+)">', page)
        told[lead] = (proposal.lead, row.group(1))
    assert told == {"ecology": ("ecology",) * 2, "emergency": ("emergency",) * 2}
