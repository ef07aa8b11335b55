# Campsite in a container. docs/OPERATION.md says how to run it.

FROM python:3.11-slim AS packages
WORKDIR /opt/campsite
RUN python -m venv .venv
COPY requirements/run.txt requirements/run.txt
RUN .venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes --only-binary=:all: -r requirements/run.txt
COPY requirements/places.txt requirements/places.txt
RUN .venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes --no-deps --target places -r requirements/places.txt
COPY bot bot
RUN .venv/bin/python -m bot.places.build places bot/places/cities.sqlite3 && rm -r places
COPY cogs cogs
COPY playground playground
# Nothing is compiled later: the file system may be read-only then.
RUN .venv/bin/python -m compileall -q bot cogs playground

FROM python:3.11-slim
RUN useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin campsite \
 && install -d -o campsite -g campsite -m 0700 /data
COPY --from=packages /opt/campsite /opt/campsite
WORKDIR /opt/campsite
ENV PATH="/opt/campsite/.venv/bin:$PATH" \
    PYTHONDONTWRITEBYTECODE=1 \
    CAMPSITE_DATA_DIR=/data \
    CAMPSITE_LOG_FORMAT=json \
    CAMPSITE_WEB_PORT=9464
USER campsite
VOLUME /data
# Where the port is switched off, nothing can be asked: that the process lives is seen without it.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import http.client, os, sys; port = os.environ['CAMPSITE_WEB_PORT'].strip() or sys.exit(); ask = http.client.HTTPConnection('127.0.0.1', int(port), timeout=4); ask.request('GET', '/health/live'); sys.exit(ask.getresponse().status != 200)"]
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
