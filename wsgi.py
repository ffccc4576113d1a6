"""The application for servers and for ``flask --app wsgi``. Not here: anything else."""

from tracker import create_app

app = create_app()
