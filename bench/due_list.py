"""What the first page of the due list costs over HTTP with a million duties: against a small portfolio, and
against the bare query of its rows plus an empty answer."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.dialects import postgresql, sqlite

from bench.databases import Bench, kinds
from bench.filling import MANAGER, PASSWORD
from bench.histories import AS_OF
from bench.model import Benchmark, Figure, Size, worst
from bench.timing import spread, timed_as_it_is
from tests.support.signing import sign_in
from tracker.docket import accounts
from tracker.docket.duties import DUTIES
from tracker.docket.gate import scope_of
from tracker.extensions import db
from tracker.store.obligations import DueFilter, due_query

PER_ROUND = 12
SHOWN = 51
"""The rows of one page, and one to know whether there are more."""


def measure_growth(size: Size, bench: Bench) -> Figure | None:
    """Median seconds of the page in the large portfolio over those in the small one."""
    return worst({kind: _growth(bench, kind, size) for kind in kinds(size)})


def _growth(bench: Bench, kind: str, size: Size) -> tuple[float, dict[str, Any]]:
    few, many = (_visitor(bench.app(kind, each)) for each in (size.few, size.many))
    value, told = _turns(size, lambda: _open(many), lambda: _open(few))
    with bench.app(kind, size.many).app_context(), db.engine.connect() as connection:
        duties = connection.exec_driver_sql("SELECT count(*) FROM obligations").scalar_one()
    return value, {"duties": duties} | told


def measure_sql(size: Size, bench: Bench) -> Figure | None:
    """Seconds of the page over those of its query by the driver alone and an empty answer."""
    return worst({kind: _against_sql(bench.app(kind, size.many), size) for kind in kinds(size)})


def _against_sql(app: Flask, size: Size) -> tuple[float, dict[str, Any]]:
    visitor, nothing = _visitor(app), _empty_app().test_client()
    with app.app_context():
        statement, values = _bare_query()
        connection = db.engine.raw_connection()
        cursor = connection.cursor()

        def bare() -> None:
            cursor.execute(statement, values)
            rows = cursor.fetchall()
            connection.rollback()
            assert rows
            assert nothing.get("/").status_code == 200

        bare()
    try:
        return _turns(size, lambda: _open(visitor), bare)
    finally:
        connection.close()


def _turns(size: Size, product: Any, against: Any) -> tuple[float, dict[str, Any]]:
    for work in (product, against) * 2:
        work()
    pairs = range(size.rounds * PER_ROUND)
    return spread([(timed_as_it_is(product)[1], timed_as_it_is(against)[1]) for _ in pairs])


def _visitor(app: Flask) -> FlaskClient:
    return sign_in(app.test_client(), MANAGER, PASSWORD)


def _open(visitor: FlaskClient) -> None:
    answer = visitor.get("/duties")
    assert answer.status_code == 200
    assert "BIG-" in answer.text


def _empty_app() -> Flask:
    app = Flask("nothing")
    app.add_url_rule("/", view_func=lambda: "")
    return app


def _bare_query() -> tuple[str, Any]:
    """The statement that finds the page's rows, as the driver takes it."""
    dialect = sqlite.dialect() if db.engine.dialect.name == "sqlite" else postgresql.psycopg.dialect()
    scope = scope_of(accounts.find_actor(MANAGER))
    query = due_query(scope, DueFilter(DUTIES), AS_OF, None, SHOWN)
    compiled = query.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    bound = {
        name: (process(value) if (process := compiled._bind_processors.get(name)) else value)
        for name, value in compiled.params.items()
    }
    return str(compiled), [bound[name] for name in compiled.positiontup] if compiled.positional else bound


GROWTH = Benchmark(
    key="due_list_growth",
    measures="the first page of the due list at a million duties",
    against="the same in the small portfolio",
    goal=1.3,
    run=measure_growth,
)
SQL = Benchmark(
    key="due_list_vs_sql",
    measures="the first page of the due list at a million duties",
    against="its bare query and an empty Flask answer",
    goal=4,
    run=measure_sql,
)
