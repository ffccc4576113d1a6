"""How gunicorn serves Kigen behind a reverse proxy on the same host; see docs/operations.md."""

bind = "127.0.0.1:8000"
workers = 4
threads = 4
timeout = 120
graceful_timeout = 30
max_requests = 10_000
max_requests_jitter = 1_000
accesslog = "-"
# The client's address as the proxy saw it, and the number of the request, which the audit trail carries too.
access_log_format = '%({x-forwarded-for}i)s %(t)s "%(r)s" %(s)s %(b)s %({x-request-id}o)s'
