"""The inputs for people: who looks after matters, invitations, roles, handing over. Who may is docket's answer."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, SelectField

from tracker.web.inputs.base import Input, Needed, Storable, TextField, options, too_long
from tracker.web.words import ROLES

LANGUAGES = (("ja", "日本語"), ("en", "English"))


class AssignInput(Input):
    """Names owner and deputy of a matter."""

    owner = SelectField(_l("Owner"), validators=[Needed(_l("Choose the owner."))], validate_choice=False)
    deputy = SelectField(
        _l("Deputy"),
        validate_choice=False,
        description=_l("Told of every date as well; stands in when the owner is away."),
    )

    def offer(self, found: Any) -> None:
        """Those who can look after the matter; the present ones are chosen already."""
        people = options([("", "–"), *((each.public_id, each.name) for each in found.candidates)])
        self.owner.choices = self.deputy.choices = people
        if not self.is_submitted():
            self.owner.data, self.deputy.data = found.owner or "", found.deputy or ""


class InvitationInput(Input):
    """Invites somebody by mail."""

    email = TextField(
        _l("E-mail"), validators=[Needed(_l("Enter the mail address.")), too_long(254), Storable()]
    )
    name = TextField(_l("Name"), validators=[Needed(_l("Enter the name.")), too_long(200), Storable()])
    role = SelectField(_l("Role"), validators=[Needed(_l("Choose the role."))], validate_choice=False)
    language = SelectField(_l("Language"), choices=options(LANGUAGES), validate_choice=False)
    organisation = SelectField(_l("Organisation"), validate_choice=False)

    def offer(self, roles: Iterable[str], homes: Iterable[tuple[str, str]]) -> None:
        """The roles that can be given, and for the operator the organisations."""
        self.role.choices = options([("", "–"), *((each, ROLES[each]) for each in roles)])
        self.organisation.choices = options([("", "–"), *homes])


class AcceptInput(Input):
    """Sets the password with which an invited person enters."""

    password = PasswordField(
        _l("Password"),
        validators=[Needed(_l("Enter a password."))],
        description=_l("At least 12 characters. A sentence is easier to remember than signs."),
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _l("Password once more"),
        validators=[Needed(_l("Enter the password once more."))],
        render_kw={"autocomplete": "new-password"},
    )


class RoleInput(Input):
    """Gives a person another role."""

    role = SelectField(_l("Role"), validators=[Needed(_l("Choose the role."))], validate_choice=False)

    def offer(self, roles: Iterable[str], now: str) -> None:
        """The roles that can be given."""
        self.role.choices = options((each, ROLES[each]) for each in roles)
        if not self.is_submitted():
            self.role.data = now


class HandOverInput(Input):
    """Gives all matters of a person to another one."""

    to = SelectField(_l("To whom"), validators=[Needed(_l("Choose a person."))], validate_choice=False)

    def offer(self, people: Iterable[Any], but: str) -> None:
        """Those who can look after matters, but for the one who hands over."""
        listed = [(each.public_id, each.name) for each in people if each.public_id != but]
        self.to.choices = options([("", "–"), *listed])
