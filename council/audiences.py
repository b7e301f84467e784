"""Whom an announcement is for: a plain value here; `storage.audiences` turns it into SQL."""

from dataclasses import dataclass
from enum import StrEnum


class AudienceKind(StrEnum):
    MEMBERS = "members"
    GROUPS = "groups"
    SUBSCRIBERS = "subscribers"


@dataclass(frozen=True, slots=True)
class Audience:
    """All members (anyone with a seat), the members of `groups`, or the subscribers of the channel's news."""

    kind: AudienceKind
    groups: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        return {"kind": self.kind.value, "groups": list(self.groups)}

    @classmethod
    def from_json(cls, data: dict[str, object]) -> "Audience":
        groups = data.get("groups")
        return cls(AudienceKind(str(data["kind"])), tuple(map(str, groups)) if isinstance(groups, list) else ())
