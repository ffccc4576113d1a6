"""Classifying what the terms do not name: model weights, recipes, datasets. The decision is docket's to keep."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from tracker import clock
from tracker.docket import assets, look
from tracker.docket.actor import READERS, WRITERS
from tracker.docket.who import who
from tracker.errors import Refused
from tracker.web.actor import someone
from tracker.web.inputs.base import Input, Needed, OneOf, Storable, TextField, options, too_long
from tracker.web.inputs.matters import LongTextField
from tracker.web.office import today
from tracker.web.words import ASSET_CLASSES, ASSETS

pages = Blueprint("assets", __name__, url_prefix="/matters/<matter>/assets")


class AssetInput(Input):
    """A new asset."""

    asset = SelectField(
        _l("Kind of asset"),
        choices=options(ASSETS.items()),
        validators=[OneOf(ASSETS)],
        validate_choice=False,
    )
    name = TextField(_l("What it is called"), validators=[Needed(), too_long(200), Storable()])


class ClassInput(Input):
    """The decision on an asset."""

    decided = SelectField(
        _l("Class"),
        choices=options(ASSET_CLASSES.items()),
        validators=[OneOf(ASSET_CLASSES)],
        validate_choice=False,
    )
    decided_by = TextField(_l("Who decided"), validators=[too_long(200), Storable()])
    reason = LongTextField(_l("Reason"), validators=[too_long(1000), Storable()], render_kw={"rows": 2})


@pages.get("")
@who(*READERS)
def page(matter: str) -> ResponseReturnValue:
    """The assets of a matter, those undecided first to be seen."""
    return show(matter, AssetInput(), ClassInput(), None)


@pages.post("")
@who(*WRITERS)
def enter(matter: str) -> ResponseReturnValue:
    """Enters an asset."""
    form = AssetInput()
    if form.validate():
        try:
            assets.enter_asset(
                someone(), matter=matter, asset=form.asset.data, name=form.name.data or "", now=clock.now()
            )
        except Refused as refused:
            form.take(refused)
        else:
            return redirect(url_for("assets.page", matter=matter), 303)
    return show(matter, form, ClassInput(formdata=None), None)


@pages.post("/<asset>")
@who(*WRITERS)
def decide(matter: str, asset: str) -> ResponseReturnValue:
    """Records which class an asset falls in."""
    form = ClassInput()
    if form.validate():
        given = {name: form[name].data or "" for name in ("decided", "decided_by", "reason")}
        try:
            assets.classify_asset(someone(), matter=matter, key=asset, **given, now=clock.now())
        except Refused as refused:
            form.take(refused)
        else:
            return redirect(url_for("assets.page", matter=matter), 303)
    return show(matter, AssetInput(formdata=None), form, asset)


def show(matter: str, form: Input, deciding: Input, at: str | None) -> ResponseReturnValue:
    """The page, with what was typed and what is wrong with it."""
    actor = someone()
    page = render_template(
        "assets/page.html",
        matter=look.matter(actor, matter, today=today()),
        assets=assets.assets(actor, matter),
        input=form,
        deciding=deciding,
        at=at,
        may_record=actor.may_record,
    )
    return page, 422 if request.method == "POST" else 200
