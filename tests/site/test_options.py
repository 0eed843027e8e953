"""Options: read from two places, checked all at once, strict in production."""

import stat

import pytest
from hypothesis import given
from hypothesis import strategies as some

from hoaban.press.caches import PurgeOptions, caches_of
from hoaban.site import option_values as values
from hoaban.site.options import Options, WrongOptions, read_options
from hoaban.site.purge import purge_options

SECRET = "k3-Zq9_Xw7-Tb5_" * 5
GOOD = {"HOABAN_SECRET_KEY": SECRET, "HOABAN_HOSTS": "portal.example.vn"}


@pytest.fixture
def var(tmp_path):
    return {"HOABAN_VAR": str(tmp_path / "var")}


def test_production_is_the_default_and_strict(var):
    options = read_options({**var, **GOOD})
    assert options.production
    assert (options.https, options.debug, options.hosts) == (True, False, ("portal.example.vn",))


def test_production_refuses_everything_dangerous_in_one_message(var):
    dangerous = {
        "HOABAN_DEBUG": "1",
        "HOABAN_HOSTS": "*",
        "HOABAN_DATABASE_URL": "postgresql://hoaban:hoaban@localhost/hoaban",
    }
    with pytest.raises(WrongOptions) as refused:
        read_options({**var, **dangerous})
    message = str(refused.value)
    assert len(refused.value.problems) == 4
    assert "HOABAN_SECRET_KEY is missing" in message
    assert "HOABAN_DEBUG is on" in message
    assert "`*`" in message
    assert "default password" in message


@pytest.mark.parametrize("secret", ["short", "a" * 80, "abc" * 40])
def test_production_refuses_a_secret_that_is_easily_guessed(var, secret):
    with pytest.raises(WrongOptions, match="too easily guessed"):
        read_options({**var, **GOOD, "HOABAN_SECRET_KEY": secret})


def test_what_cannot_be_read_and_what_does_not_exist_is_told_beside_what_is_dangerous(var):
    wrong = {"HOABAN_PORT": "99999", "HOABAN_TIME_ZONE": "Asia/Hanoi", "HOABAN_HOST": "x", "HOABAN_LIMIT_IMAGE": "big"}
    with pytest.raises(WrongOptions) as refused:
        read_options({**var, **wrong})
    message = str(refused.value)
    assert "HOABAN_PORT is '99999': write a whole number from 1 to 65535" in message
    assert "there is no such time zone" in message
    assert "Did you mean HOABAN_HOSTS?" in message
    assert "write a size" in message
    assert "HOABAN_SECRET_KEY is missing" in message


@pytest.mark.parametrize(
    ("said", "remedy"),
    [
        ({"PURGE": "varnish"}, "HOABAN_PURGE_LOCATIONS is missing"),
        ({"PURGE": "cloudflare", "PURGE_TARGET": "zone"}, "HOABAN_PURGE_TOKEN is missing"),
        ({"PURGE": "cloudflare", "PURGE_TOKEN": "t", "PURGE_TARGET": "a/b"}, "needs 1 names"),
        ({"PURGE": "cloudfront", "PURGE_TARGET": "E1"}, "environment: boto3"),
        ({"PURGE": "azure-cdn", "PURGE_TARGET": "a/b/c/d"}, "environment: azure-mgmt-cdn azure-identity"),
        ({"PURGE": "azure-front-door", "PURGE_TARGET": "a/b/c", "PURGE_BY": "tags"}, "told by urls only"),
        (
            {"PURGE": "varnish", "PURGE_LOCATIONS": "http://127.0.0.1:6081", "PURGE_BY": "tags"},
            "Set HOABAN_CACHE_TAGS=yes",
        ),
        ({"PURGE_LOCATIONS": "127.0.0.1:6081"}, "no address of a server"),
    ],
)
def test_a_cache_that_could_not_be_told_is_refused(var, said, remedy):
    with pytest.raises(WrongOptions, match=remedy):
        read_options({**var, **GOOD, **{f"HOABAN_{name}": value for name, value in said.items()}})


def test_a_cache_is_told_as_the_options_say(var):
    assert purge_options(read_options({**var, **GOOD})) is None
    chosen = {"PURGE": "varnish", "PURGE_LOCATIONS": "http://127.0.0.1:6081", "PURGE_BY": "tags", "CACHE_TAGS": "yes"}
    options = read_options({**var, **GOOD, **{f"HOABAN_{name}": value for name, value in chosen.items()}})
    told = PurgeOptions(**purge_options(options))
    assert (told.kind, told.by_tags, told.scheme) == ("varnish", True, "https")
    assert caches_of(told)[0].cache_netloc == "127.0.0.1:6081"


def test_a_secret_is_never_shown(var):
    with pytest.raises(WrongOptions) as refused:
        read_options({**var, **GOOD, "HOABAN_DATABASE_URL": "mysql://somebody:very-hidden@host/x"})
    assert "very-hidden" not in str(refused.value)


def test_development_is_one_switch(var, tmp_path):
    options = read_options({**var, "HOABAN_MODE": "development"})
    assert not options.https
    assert "localhost" in options.hosts
    kept = tmp_path / "var/secret_key"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert len(options.secret_key) > 50
    assert read_options({**var, "HOABAN_MODE": "development"}).secret_key == options.secret_key


def test_the_file_counts_and_the_environment_wins(var, tmp_path):
    (tmp_path / "var").mkdir()
    (tmp_path / "var/hoaban.toml").write_text(
        f'secret_key = "{SECRET}"\nhosts = ["a.example", "b.example"]\nport = 9000\nipv6 = true\n', encoding="utf-8"
    )
    options = read_options({**var, "HOABAN_PORT": "9001"})
    assert (options.hosts, options.port, options.ipv6) == (("a.example", "b.example"), 9001, True)


def test_a_broken_file_is_one_more_problem(var, tmp_path):
    (tmp_path / "var").mkdir()
    (tmp_path / "var/hoaban.toml").write_text("port = = 1", encoding="utf-8")
    with pytest.raises(WrongOptions, match=r"hoaban\.toml cannot be read"):
        read_options({**var, **GOOD})


@pytest.mark.parametrize(
    ("given", "size"), [("1", 1), ("500 KB", 512_000), ("20mb", 20 * values.MB), ("4 GB", 4 << 30)]
)
def test_sizes(given, size):
    assert values.size(given) == size


@given(some.integers(min_value=1, max_value=2**45))
def test_a_size_in_words_reads_back_as_itself(size):
    assert values.size(values.size_in_words(size)) == size


def refusal_of(read, given):
    try:
        read(given)
    except ValueError as refusal:
        return str(refusal)
    return None


@given(some.text(max_size=40))
def test_any_text_is_either_read_or_refused_with_a_remedy(given):
    for field in Options.__dataclass_fields__.values():
        refusal = refusal_of(field.metadata["read"], given)
        assert refusal is None or refusal.endswith(".")


def test_every_option_says_what_it_is_for():
    for field in Options.__dataclass_fields__.values():
        assert field.metadata["sentence"].endswith(".")
