"""How the text of each kind of option is read: what it becomes, and with which remedy it is refused."""

from pathlib import Path

import pytest

from hoaban.site import option_values as values

ADDRESS = "write an IP address, for example 127.0.0.1 or 0.0.0.0."
WORD = "write one word of small letters, digits and hyphens, for example quan-tri."
ZONE = "there is no such time zone; write for example Asia/Ho_Chi_Minh."
DATABASE = "write postgresql://user:password@host:5432/name, or nothing for SQLite."
SIZE = "write a size such as 20 MB or 4 GB."
some_words = values.one_of("production", "UTF-8")
one_to_ten = values.number(1, 10)


@pytest.mark.parametrize(
    ("read", "given", "value"),
    [
        (values.text, "", ""),
        (values.text, "Hoa Ban", "Hoa Ban"),
        (some_words, "PRODUCTION", "production"),
        (some_words, "utf-8", "UTF-8"),
        *((values.yes_or_no, word, True) for word in ("1", "yes", "YES", "true", "True", "on")),
        *((values.yes_or_no, word, False) for word in ("", "0", "no", "No", "false", "OFF")),
        (one_to_ten, "1", 1),
        (one_to_ten, "10", 10),
        (one_to_ten, "007", 7),
        (values.number(0, 0), "0", 0),
        (values.size, "1kb", 1024),
        (values.size, "20 MB", 20 * values.MB),
        (values.size, "3GB", 3 * values.GB),
        (values.size, "512", 512),
        (values.words, "", ()),
        (values.words, " a.example ,, b.example,", ("a.example", "b.example")),
        (values.hosts, "", ()),
        (values.hosts, "Portal.VN, .Example.vn, *", ("portal.vn", ".example.vn", "*")),
        (values.hosts, "portal.vn., 10.0.0.1, [::1], FE80::1", ("portal.vn", "10.0.0.1", "[::1]", "[fe80::1]")),
        (values.hosts, "cổng.vn, localhost", ("xn--cng-qmz.vn", "localhost")),
        (values.networks, "", ()),
        (values.networks, "10.0.0.0/8, ::1", ("10.0.0.0/8", "::1")),
        (values.networks, "2001:db8::/32", ("2001:db8::/32",)),
        (values.web_addresses, "", ()),
        (
            values.web_addresses,
            "http://127.0.0.1:6081, https://[::1]:81/",
            ("http://127.0.0.1:6081", "https://[::1]:81/"),
        ),
        (values.ip_address, "0.0.0.0", "0.0.0.0"),
        (values.ip_address, "0:0:0:0:0:0:0:1", "::1"),
        (values.folder, "/srv/var", Path("/srv/var")),
        (values.path_prefix, "quan-tri", "quan-tri/"),
        (values.path_prefix, "/desk2/", "desk2/"),
        (values.time_zone, "UTC", "UTC"),
        (values.time_zone, "Asia/Ho_Chi_Minh", "Asia/Ho_Chi_Minh"),
        (values.database_url, "", ""),
        (values.database_url, "postgres://host/name", "postgres://host/name"),
        (values.database_url, "postgresql://u:p@[::1]:5432/n?a=b", "postgresql://u:p@[::1]:5432/n?a=b"),
    ],
)
def test_a_good_text_becomes_its_value(read, given, value):
    assert read(given) == value
    assert type(read(given)) is type(value)


@pytest.mark.parametrize(
    ("read", "given", "remedy"),
    [
        (some_words, "", "choose one of production, UTF-8."),
        (some_words, "prod", "choose one of production, UTF-8."),
        *((values.yes_or_no, word, "write yes or no.") for word in ("ja", "2", "y", "yes please", "có")),
        *(
            (one_to_ten, word, "write a whole number from 1 to 10.")
            for word in ("", "0", "11", "-1", "+1", "1.0", "1e1", "٣", "１", "9" * 13, " 1")
        ),
        *((values.size, word, SIZE) for word in ("", "0", "0 MB", "-1 MB", "1.5 GB", "20 MiB", "MB", "1 TB", "1" * 16)),
        *(
            (values.hosts, f"portal.vn, {word}", f"{word!r} {why}; write the host alone, such as portal.example.vn.")
            for word, why in (
                ("https://portal.vn/", "is an address"),
                ("portal.vn/", "is an address"),
                ("Portal.VN:443", "names a port"),
                ("[::1]:80", "names a port"),
            )
        ),
        *(
            (
                values.hosts,
                word,
                f"{word!r} is no host; write letters, digits and hyphens between dots, such as portal.example.vn.",
            )
            for word in ("bad_host", "-a.vn", "a..vn", "a.vn;", "a b.vn", "$host", "*.vn", f"{'a' * 64}.vn", "a." * 130)
        ),
        (values.networks, "10.0.0.0/8, proxy", "'proxy' is no address and no network; write for example 10.0.0.0/8."),
        (values.networks, "10.0.0.1/8", "'10.0.0.1/8' is no address and no network; write for example 10.0.0.0/8."),
        (values.networks, "127.0.0.1:80", "'127.0.0.1:80' is no address and no network; write for example 10.0.0.0/8."),
        *(
            (
                values.web_addresses,
                word,
                f"{word!r} is no address of a server; write for example http://127.0.0.1:6081.",
            )
            for word in ("127.0.0.1:6081", "ftp://a", "http://a/b", "http://u@a", "http://a?b", "http://")
        ),
        *((values.ip_address, word, ADDRESS) for word in ("", "localhost", "127.0.0.1:80", "[::1]", "256.1.1.1", "1")),
        *((values.path_prefix, word, WORD) for word in ("", "/", "a/b", "Quan-Tri", "quản-trị", "a b", "..", "a_b")),
        *((values.time_zone, word, ZONE) for word in ("", "Asia/Hanoi", "../etc/passwd", "/etc/localtime", "a\0b")),
        *(
            (values.database_url, word, DATABASE)
            for word in (
                "mysql://u:p@h/n",
                "postgresql://u:p@h",
                "postgresql://u:p@h/",
                "postgresql://u:p@h:0/n",
                "postgresql://u:p@h:99999/n",
                "postgresql://u:p@h:x/n",
                "postgresql://[::1/n",
                "h/n",
            )
        ),
    ],
)
def test_a_wrong_text_is_refused_with_its_remedy(read, given, remedy):
    with pytest.raises(ValueError) as refused:  # noqa: PT011  the sentence is compared below, whole
        read(given)
    assert str(refused.value) == remedy


@pytest.mark.parametrize(
    ("size", "words"),
    [(1, "1"), (1023, "1023"), (1024, "1 KB"), (1536, "1536"), (values.MB, "1 MB"), (1025 * values.MB, "1025 MB")],
)
def test_a_size_is_said_in_the_largest_unit_without_a_rest(size, words):
    assert values.size_in_words(size) == words


@pytest.mark.parametrize(
    ("value", "text"),
    [(True, "yes"), (False, "no"), (9000, "9000"), ("a", "a"), (["a", "b"], "a,b"), ([], ""), ([1, 2], "1,2")],
)
def test_a_value_of_the_file_is_written_as_in_the_environment(value, text):
    assert values.as_text(value) == text


@pytest.mark.parametrize(
    ("address", "account"),
    [
        ("", ("", "")),
        ("postgresql://host/name", ("", "")),
        ("postgresql://somebody@host/name", ("somebody", "")),
        ("postgresql://h%C6%A1:p%40ss%3A@host/name", ("hơ", "p@ss:")),
    ],
)
def test_the_account_in_an_address_is_read_with_its_signs(address, account):
    assert values.database_account(address) == account


def test_a_secret_is_made_once_for_its_owner_alone(tmp_path):
    place = tmp_path / "new/var/secret_key"
    made = values.kept_secret(place)
    assert len(set(made)) > 20
    assert place.stat().st_mode & 0o777 == 0o600
    assert values.kept_secret(place) == made
    assert values.kept_secret(tmp_path / "other") != made


def test_a_secret_that_somebody_wrote_is_taken_without_its_line_end(tmp_path):
    (tmp_path / "secret_key").write_text("mine\n")
    assert values.kept_secret(tmp_path / "secret_key") == "mine"
