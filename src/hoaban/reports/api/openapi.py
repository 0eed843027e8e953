"""The description of what other programs may ask, in OpenAPI 3.1, made from what reads the questions and answers."""

from __future__ import annotations

from typing import Any

from hoaban import __version__
from hoaban.reports.api.daily import schemas
from hoaban.reports.api.parameters import PARAMETERS
from hoaban.reports.api.words import MOST_DAYS

DAILY = "/api/statistics/daily.json"
PROBLEM_TYPE = "application/problem+json"


def document(server: str) -> dict[str, Any]:
    """The whole description; `server` is the address of the portal, `https://hoaban.example`."""
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://spec.openapis.org/oas/3.1/dialect/base",
        "info": {
            "title": "Figures of the portal",
            "version": __version__,
            "summary": "Daily reads, visits and visitors of a site.",
            "description": "Sums only; nothing is kept about a person. No key is needed.",
        },
        "servers": [{"url": server}],
        "paths": {DAILY: {"get": daily_operation()}},
        "components": {"schemas": schemas()},
    }


def daily_operation() -> dict[str, Any]:
    """How the daily figures are asked for and what may be answered."""
    return {
        "operationId": "dailyFigures",
        "summary": "Daily figures of a site",
        "description": f"At most {MOST_DAYS} days at once. May be kept for five minutes; answers carry an ETag.",
        "parameters": [
            {
                "name": parameter.name,
                "in": "query",
                "required": False,
                "description": parameter.description,
                "schema": parameter.schema,
                "example": parameter.example,
            }
            for parameter in PARAMETERS
        ],
        "responses": {
            "200": body("The figures.", "application/json", "DailyFigures"),
            "304": {"description": "What was answered before (`If-None-Match`) still holds."},
            "400": body("A parameter is wrong; `errors` says which and what to write.", PROBLEM_TYPE, "Problem"),
            "404": body("There is no such site.", PROBLEM_TYPE, "Problem"),
            "405": body("Only GET and HEAD are answered.", PROBLEM_TYPE, "Problem"),
        },
    }


def body(description: str, media_type: str, schema: str) -> dict[str, Any]:
    """An answer that carries one of the schemas."""
    return {
        "description": description,
        "content": {media_type: {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
    }
