def test_x(settings):
    assert settings.HOABAN.mode == "test"
