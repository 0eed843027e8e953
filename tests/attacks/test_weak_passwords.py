"""Passwords that anybody would try are refused; whoever has one already is told, and so is the operator."""

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from hoaban.accounts.models import WeakPassword
from hoaban.accounts.passwords import is_weak, surprising_part
from hoaban.site import readiness
from tests.attacks.guessing import try_password
from tests.builders import an_editor

pytestmark = pytest.mark.django_db
WEAK = """aaaaaaaaaaaa qwertyuiop12 1234567890ab asdfghjkl;12 abcabcabcabc Password1234 password12345 matkhau123456
MatKhau@2024! hoaban@123456 vietnam123456 qwerty123456 1q2w3e4r5t6y admin1234567 zaq12wsxcde3 xyxyxyxyxyxy abcdefghijkl
anhyeuem1234 lothixuan1234 xuan.lo@12345 111111222222 poiuytrewq12 abababababab Aa1!Aa1!Aa1!""".split()
STRONG = ["mot-mat-khau-dai", "trau vang qua song", "Zk3-q9xTw7_b5", "bếp lửa hồng giữa núi", "correct horse battery"]


def person():
    user = an_editor("lo.thi.xuan")
    user.first_name, user.last_name, user.email = "Xuân", "Lò Thị", "lothixuan@hoaban.example"
    user.save()
    return user


@pytest.mark.parametrize("password", WEAK)
def test_a_weak_password_is_refused_in_a_sentence(password):
    with pytest.raises(ValidationError) as refused:
        validate_password(password, person())
    assert all(len(message) > 20 for message in refused.value.messages)


@pytest.mark.parametrize("password", STRONG)
def test_a_good_password_is_taken(password):
    validate_password(password, person())


def test_what_counts_is_told_in_vietnamese():
    with pytest.raises(ValidationError, match="dễ đoán"):
        validate_password("qwertyuiop12", person())


@given(st.text(max_size=5_000))
def test_looking_costs_little_whatever_is_typed(text):
    """A bound on the work, not on the clock: only so many signs are ever looked at."""
    assert len(surprising_part(text, [])) <= 4 * 100


def test_who_comes_in_with_a_weak_password_is_told_until_there_is_another_one(client):
    user = person()
    type(user).objects.filter(pk=user.pk).update(password=a_hash("aaaaaaaaaaaa"))
    assert not WeakPassword.objects.exists()
    assert try_password(client, "lo.thi.xuan", "falsch").status_code == 200
    assert not WeakPassword.objects.exists()
    assert try_password(client, "lo.thi.xuan", "aaaaaaaaaaaa").status_code == 302
    assert WeakPassword.objects.get().user == user
    assert "dễ đoán" in client.get("/quan-tri/").content.decode()
    told = " ".join(readiness.problems_of_accounts())
    assert "'lo.thi.xuan' has a password that is easily guessed" in told
    user.refresh_from_db()
    user.set_password("trau vang qua song")
    user.save()
    assert not WeakPassword.objects.exists()
    assert "easily guessed" not in " ".join(readiness.problems_of_accounts())


def a_hash(password):
    return make_password(password)


def test_a_weak_password_that_was_set_past_all_rules_is_noted_at_once():
    an_editor("quan-tri-vien").set_password("x")
    user = an_editor("ky-thuat")
    user.set_password("123456789012")
    user.save()
    assert list(WeakPassword.objects.values_list("user__username", flat=True)) == ["ky-thuat"]


def test_only_the_fact_is_kept():
    assert {field.name for field in WeakPassword._meta.get_fields()} == {"user", "noted_at"}
    assert is_weak("aaaaaaaaaaaa", None)
