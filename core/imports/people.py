"""The users of an export, as their messages name them."""

from dataclasses import dataclass
from datetime import datetime

from core import models
from core.imports import texts
from core.intake.values import UserSeen


@dataclass(slots=True)
class _Person:
    """What the export says of a user so far; `written` is the name as the export has it."""

    written: object
    named_at: datetime


class People:
    """Those handed on once come again only when there is news of them."""

    def __init__(self) -> None:
        self._known: dict[models.UserId, _Person] = {}
        self._renamed: set[models.UserId] = set()
        self._met: set[models.UserId] = set()

    def __len__(self) -> int:
        return len(self._known)

    def meet(self, user_id: models.UserId, written: object, at: datetime) -> None:
        """A user wrote at that moment under the name that the export gives, None if deleted."""
        self._met.add(user_id)
        person = self._known.get(user_id)
        if person is None:
            self._known[user_id] = _Person(written, at)
            self._renamed.add(user_id)
        elif at >= person.named_at:
            person.named_at = at
            if written != person.written:
                person.written = written
                self._renamed.add(user_id)

    def renamed(self) -> list[UserSeen]:
        """Users who are new or have another name since they were last handed on."""
        due, self._renamed = self._renamed, set()
        return [self._seen(user_id) for user_id in due]

    def met(self) -> list[UserSeen]:
        """Users who wrote since this was last asked, with the newest moment of their name."""
        due, self._met = self._met, set()
        return [self._seen(user_id) for user_id in due]

    def _seen(self, user_id: models.UserId) -> UserSeen:
        person = self._known[user_id]
        return UserSeen(
            user_id,
            name=texts.name(person.written),
            named_at=person.named_at,
            is_deleted=person.written is None,
        )
