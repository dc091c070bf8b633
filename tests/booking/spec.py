"""The contract's file, and whether what goes over the line is as it says."""

from functools import cached_property
from pathlib import Path
from typing import Any

from openapi_schema_validator import OAS31Validator, oas31_format_checker
from referencing import Registry
from referencing.jsonschema import DRAFT202012
from ruamel.yaml import YAML

FILE = Path(__file__).parent.parent.parent / "bot" / "booking" / "openapi.yaml"
_NAME = "urn:contract"


class Spec:
    @cached_property
    def document(self) -> dict[str, Any]:
        return YAML(typ="safe").load(FILE)

    def responses(self, method: str, path: str) -> dict[str, Any]:
        """What may be answered, by status."""
        return self._operation(method, path)["responses"]

    def faults_of_answer(self, method: str, path: str, status: int, body: Any, headers: Any) -> list[str]:
        """All in which an answer differs from the contract; `body` None for none, header names in small letters."""
        said = self.responses(method, path).get(str(status))
        if said is None:
            return [f"{status} is not in the contract"]
        known = self.document["components"]["responses"][said["$ref"].rpartition("/")[2]] if "$ref" in said else said
        wanted = [name for name, header in known.get("headers", {}).items() if header.get("required")]
        faults = [f"the header {name} is missing" for name in wanted if name.lower() not in headers]
        if "content" not in known:
            return [*faults, *(["a body, where none is due"] if body is not None else [])]
        return [*faults, *self._unfit(known["content"]["application/json"]["schema"], body)]

    def faults_of_request(self, method: str, path: str, body: Any) -> list[str]:
        """All in which a request's body differs from the contract."""
        wanted = self._operation(method, path).get("requestBody")
        if wanted is None:
            return [] if body is None else ["a body, where none is due"]
        return self._unfit(wanted["content"]["application/json"]["schema"], body)

    def _operation(self, method: str, path: str) -> dict[str, Any]:
        known = path if path in self.document["paths"] else "/bookings/{ref}"
        return self.document["paths"][known][method.lower()]

    def _unfit(self, schema: dict[str, Any], value: Any) -> list[str]:
        pointed = {"$ref": _NAME + schema["$ref"]} if "$ref" in schema else schema
        registry = Registry().with_resource(_NAME, DRAFT202012.create_resource(self.document))
        validator = OAS31Validator(pointed, registry=registry, format_checker=oas31_format_checker)
        return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]
